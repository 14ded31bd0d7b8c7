package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an order asks for.
 *
 * @param replaces the order it takes the place of, 0 for none
 */
record Wish(
    Account account,
    Market market,
    boolean buy,
    long ticks,
    long lots,
    boolean reduces,
    boolean slides,
    long replaces) {
  /**
   * What entries of a bundle have done before the one at hand: ids of orders that left, and those
   * that came to rest. The ledger knows nothing of it when the bundle is refused.
   */
  record Before(Set<Long> gone, List<Wish> rest) {
    static final Before NOTHING = new Before(Set.of(), List.of());
  }

  /** The same for so many lots. */
  Wish of(long part) {
    return new Wish(account, market, buy, ticks, part, reduces, slides, replaces);
  }

  /** Whether it may open a line on this side (null: any) of a market (0: any). */
  boolean opens(int in, @Nullable Boolean buys) {
    return !reduces && (in == 0 || market.id == in) && (buys == null || buys == buy);
  }

  /** Clipped to the line and off the opposite price; null when nothing is left of it. */
  @Nullable Wish shaped(Before before) {
    long left = lots;
    if (reduces) {
      long line = account.lots[market.id];
      left = Math.min(left, Math.max(0, buy ? -line : line));
    }
    long price = ticks;
    long opposite = slides ? opposite(before) : 0;
    if (opposite != 0) {
      price = buy ? Math.min(ticks, opposite - 1) : Math.max(ticks, opposite + 1);
    }
    return left < 1 || price < 1 || price > market.maxTicks
        ? null
        : new Wish(account, market, buy, price, left, reduces, slides, replaces);
  }

  private long opposite(Before before) {
    long best = 0;
    for (var level : market.side(!buy).entrySet()) {
      if (level.getValue().stream().anyMatch(order -> !before.gone.contains(order.id))) {
        best = level.getKey();
        break;
      }
    }
    for (Wish other : before.rest) {
      if (other.market == market && other.buy != buy) {
        best = best == 0 || (buy ? other.ticks < best : other.ticks > best) ? other.ticks : best;
      }
    }
    return best;
  }

  /** Lots that its side would hold when it and all that rests on that side had traded. */
  long reach(Before before) {
    long held = account.lots[market.id];
    if (market.spot) {
      held = account.units[market.base] / market.unitsPerLot;
    }
    long sum = (buy ? held : -held) + lots;
    for (Order order : account.orders) {
      boolean leaves = order.id == replaces || before.gone.contains(order.id);
      sum += order.market == market && order.buy == buy && !leaves ? order.lots : 0;
    }
    for (Wish other : before.rest) {
      sum += other.market == market && other.buy == buy ? other.lots : 0;
    }
    return sum;
  }

  long notional() {
    return lots * ticks * market.k;
  }
}
