package caisson.simulator;

import caisson.simulator.CascadePopulation.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule of ranks, replayed on the same population and the same bankrupt accounts: winners are
 * ranked by (profit ratio) * (notional / account value), the first closes all he has before the
 * next is asked, and each closes at the mark of the round before. What that takes from them beyond
 * what the bankrupt account owes is the overshoot.
 */
final class RankedQueue {
  private static final class Winner {
    final long cash;
    final int market;
    long lots;
    long booked;

    Winner(Holder holder, int market, long lots) {
      cash = holder.cash();
      this.market = market;
      this.lots = lots;
    }

    double rank(long ticks) {
      long profit = lots * (ticks - CascadePopulation.START_TICKS) + booked;
      double ratio =
          lots < 0
              ? (double) CascadePopulation.START_TICKS / ticks
              : (double) ticks / CascadePopulation.START_TICKS;
      return ratio * Math.abs(lots) * ticks / Math.max(1, cash + profit);
    }
  }

  private final Map<Integer, List<Winner>> byMarket = new HashMap<>();
  private final Map<Integer, Integer> next = new HashMap<>();
  private long taken;
  private long owed;
  private long overshoot;

  RankedQueue(List<Holder> holders) {
    for (Holder holder : holders) {
      add(holder, holder.market(), holder.lots());
      if (holder.hedgeMarket() != 0) {
        add(holder, holder.hedgeMarket(), holder.hedgeLots());
      }
    }
  }

  private void add(Holder holder, int market, long lots) {
    byMarket.computeIfAbsent(market, m -> new ArrayList<>()).add(new Winner(holder, market, lots));
  }

  /** Ranks are taken anew in every round. */
  void newRound() {
    next.clear();
  }

  /** A bankrupt account's line is closed; lots are its own. */
  void close(int market, long lots, long shortfall, long ticks, long ticksBefore) {
    var ranks = byMarket.getOrDefault(market, List.of());
    if (!next.containsKey(market)) {
      ranks.sort(Comparator.comparingDouble((Winner winner) -> winner.rank(ticks)).reversed());
      next.put(market, 0);
    }
    long left = Math.abs(lots);
    long gave = 0;
    int at = next.get(market);
    for (; at < ranks.size() && left > 0; at++) {
      Winner winner = ranks.get(at);
      if (Long.signum(winner.lots) != -Long.signum(lots)) {
        continue;
      }
      long closed = Math.min(left, Math.abs(winner.lots));
      long signed = Long.signum(winner.lots) * closed;
      gave += signed * (ticks - ticksBefore);
      winner.booked += signed * (ticksBefore - CascadePopulation.START_TICKS);
      winner.lots -= signed;
      left -= closed;
      if (winner.lots != 0) {
        break;
      }
    }
    next.put(market, at);
    taken += Math.max(0, gave);
    owed += shortfall;
    overshoot += Math.max(0, gave - shortfall);
  }

  /** What winners gave up, in micro-dollars. */
  long taken() {
    return taken;
  }

  long owed() {
    return owed;
  }

  long overshoot() {
    return overshoot;
  }
}
