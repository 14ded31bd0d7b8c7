package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Factor;
import caisson.simulator.Ledger.Market;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Equity and requirements of an account from the rules of portfolio margin, over the events'
 * ledger: no cache, no bound, no clever order. The initial requirement is without open orders, so
 * the engine's is never lower.
 */
final class PlainMargin {
  /** What an account has in one factor; the moves of its group are added up in the first of it. */
  private static final class Sum {
    int row;
    long spot;
    long net;
    long longs;
    long shorts;
  }

  private static final int MOST = 96;

  private final Ledger ledger;
  private final Sum[] sums = new Sum[MOST];
  private final long[] moves = new long[8];
  private int used;

  /** Cash and lines at the marks, without collateral. */
  long claim;

  long equity;
  long maintenance;
  long initial;
  long profit;
  long gross;

  /** The initial requirement, whatever the coin is worth. */
  long unscaled;

  /** Equity without the profit that does not count toward the initial margin. */
  long counted;

  PlainMargin(Ledger ledger) {
    this.ledger = ledger;
    for (int i = 0; i < MOST; i++) {
      sums[i] = new Sum();
    }
  }

  void of(Account account) {
    of(account, null, 0);
  }

  /** As if the account had more lots in a market, at no price. */
  void of(Account account, @Nullable Market moved, long moreLots) {
    claim = account.cash();
    long fees = 0;
    long locked = 0;
    profit = 0;
    gross = 0;
    used = 0;
    boolean outcomes = false;
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market market = ledger.markets.get(i);
      long lots = account.lots[i] + (market == moved ? moreLots : 0);
      outcomes |= lots != 0 && market.outcome();
      if (market.spot || market.outcome() || lots == 0) {
        continue;
      }
      long notional = lots * market.lotValue();
      long worth = lots * (market.lotValue() - market.funding);
      long gain = worth - account.refCost[i];
      claim += worth;
      profit += gain;
      if (gain > 0 && market.factor != 0 && market.live()) {
        locked += Exact.ppmUp(gain, 1_000_000 - ledger.factors[market.factor].profit);
      }
      gross += Math.abs(notional);
      if (market.ended()) {
        continue;
      }
      fees += Exact.ppmUp(Math.abs(notional), market.takerPpm);
      Sum sum = sum(rowOf(market));
      sum.net += notional;
      sum.longs += Math.max(0, notional);
      sum.shorts += Math.max(0, -notional);
    }
    profit = Math.max(0, profit);
    if (outcomes) {
      for (Event event : ledger.events) {
        claim += worst(event, account, moved, moreLots);
      }
    }
    equity = claim;
    for (Asset asset : ledger.assets) {
      if (asset.factor != 0 && asset.id != 0 && account.units[asset.id] != 0) {
        long whole = Exact.assetValue(account.units[asset.id], asset.markUnit);
        long value = Exact.ppmDown(whole, asset.weight);
        sum(asset.factor).spot += value;
        equity += value - haircut(asset, value);
      }
    }
    counted = equity - locked;
    maintenance = fees;
    initial = fees;
    scan();
    unscaled = initial;
    initial = Exact.ppmUp(initial, 1_000_000 + 4 * Math.max(0, 990_000 - ledger.coinPpm));
  }

  /** The smallest row of the payoff table, or what lines pay once it is known. */
  private long worst(Event event, Account account, @Nullable Market moved, long moreLots) {
    long fewest = event.exhaustive ? Long.MAX_VALUE : 0;
    long known = 0;
    for (int i = event.first; i < event.first + event.count; i++) {
      Market market = ledger.markets.get(i);
      long lots = account.lots[i] + (market == moved ? moreLots : 0);
      fewest = Math.min(fewest, lots);
      known += lots * market.lotValue();
    }
    Market first = ledger.markets.get(event.first);
    if (!first.outcome()) {
      return 0;
    }
    return event.resolved ? known : fewest * first.payout * first.k;
  }

  /**
   * What the initial requirement of the account at hand is more when its exposure in a factor may
   * become so much larger.
   */
  long larger(int row, long open) {
    long net = 0;
    for (int i = 0; i < used; i++) {
      net = sums[i].row == row ? Math.abs(sums[i].spot + sums[i].net) : net;
    }
    Factor factor = ledger.factors[row];
    return size(factor, net + open)
        + Exact.ppmUp(net + open, factor.oiPpm)
        - size(factor, net)
        - Exact.ppmUp(net, factor.oiPpm);
  }

  private Sum sum(int row) {
    for (int i = 0; i < used; i++) {
      if (sums[i].row == row) {
        return sums[i];
      }
    }
    Sum sum = sums[used++];
    sum.row = row;
    sum.spot = 0;
    sum.net = 0;
    sum.longs = 0;
    sum.shorts = 0;
    return sum;
  }

  /** Factors by number; a perpetual without one is its own, beyond them. */
  private static int rowOf(Market market) {
    return market.factor != 0 ? market.factor : Ledger.MAX_ID + market.id;
  }

  private static long haircut(Asset asset, long value) {
    long first = Math.min(value, asset.bound1);
    long second = Math.min(value, asset.bound2) - first;
    return Exact.ppmUp(first, asset.ppm[0])
        + Exact.ppmUp(second, asset.ppm[1])
        + Exact.ppmUp(value - first - second, asset.ppm[2]);
  }

  private void scan() {
    for (int i = 0; i < used; i++) {
      addOns(sums[i]);
      int group = group(sums[i]);
      boolean first = true;
      for (int j = 0; j < i; j++) {
        first &= group(sums[j]) != group;
      }
      if (first) {
        charge(group, i);
      }
    }
  }

  private void addOns(Sum sum) {
    long net = sum.spot + sum.net;
    long unhedged = Math.max(0, Math.min(net, sum.spot));
    long cents = cents(unhedged) + cents(Math.max(0, net) - unhedged) + cents(-net);
    if (sum.row > Ledger.MAX_ID) {
      long gap = cents * ledger.market(sum.row - Ledger.MAX_ID).sessions.gap;
      maintenance += gap;
      initial += gap;
      return;
    }
    Factor factor = ledger.factors[sum.row];
    long flat =
        cents * ledger.gap(sum.row)
            + Exact.ppmUp(Math.min(sum.spot + sum.longs, sum.shorts), factor.basis)
            + size(factor, Math.abs(net));
    maintenance += flat;
    initial += flat + Exact.ppmUp(Math.abs(net), factor.oiPpm);
  }

  /** The worse of both moves over the factors of a group, at maintenance and initial shocks. */
  private void charge(int group, int from) {
    Arrays.fill(moves, 0);
    for (int i = from; i < used; i++) {
      if (group(sums[i]) == group) {
        stress(sums[i], 0, false);
        stress(sums[i], 4, true);
      }
    }
    boolean netting = group <= Ledger.MAX_ID;
    long rho = netting ? ledger.rho[group] : 0;
    long kappa = netting ? ledger.kappa[group] : 0;
    maintenance += worse(0, rho, kappa);
    initial += worse(4, rho, kappa);
  }

  /** Groups by number; a factor without one is its own, beyond them. */
  private int group(Sum sum) {
    int group = sum.row > Ledger.MAX_ID ? 0 : ledger.factors[sum.row].group;
    return group == 0 ? Ledger.MAX_ID + 1 + sum.row : group;
  }

  /** Loss and gain of the down move, loss and gain of the up move. */
  private void stress(Sum sum, int at, boolean im) {
    long net = sum.spot + sum.net;
    long unhedged = Math.max(0, Math.min(net, sum.spot));
    long spot = cents(unhedged);
    long longs = cents(Math.max(0, net) - unhedged);
    long shorts = cents(-net);
    long down = shock(sum.row, 0, im);
    long up = shock(sum.row, 1, im);
    moves[at] += spot * Math.max(down, shock(sum.row, 2, im)) + longs * down;
    moves[at + 1] += shorts * down;
    moves[at + 2] += shorts * up;
    moves[at + 3] += (spot + longs) * up;
  }

  /** 0 down, 1 up, 2 of collateral, in basis points. */
  private long shock(int row, int which, boolean im) {
    if (row > Ledger.MAX_ID) {
      long own = (ledger.market(row - Ledger.MAX_ID).margin + 99) / 100;
      return im ? own : (own * 2 + 2) / 3;
    }
    Factor factor = ledger.factors[row];
    return im ? factor.initial(which) : factor.volatility.maintenance(which);
  }

  private long worse(int at, long rho, long kappa) {
    return Math.max(
        charge(moves[at], moves[at + 1], rho, kappa),
        charge(moves[at + 2], moves[at + 3], rho, kappa));
  }

  private static long charge(long loss, long gain, long rho, long kappa) {
    return loss
        - Math.min(Exact.mulDivDown(gain, rho, 1_024), Exact.mulDivDown(loss, kappa, 1_024));
  }

  private static long size(Factor factor, long notional) {
    if (factor.size == 0) {
      return 0;
    }
    long mm = factor.shock() * 100;
    long root = (factor.size * Exact.root(notional) + 999_999) / 1_000_000;
    long over = (mm * 4 + 4) / 5 + root - mm;
    return Exact.ppmUp(notional, Math.max(0, Math.min(1_000_000, over)));
  }

  private static long cents(long notional) {
    return notional <= 0 ? 0 : (notional + 9_999) / 10_000;
  }
}
