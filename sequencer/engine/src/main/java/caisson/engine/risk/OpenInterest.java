package caisson.engine.risk;

import static caisson.engine.risk.Saturating.add;
import static caisson.engine.risk.Saturating.multiply;

import caisson.engine.account.Accounts;
import caisson.engine.depth.Depths;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;

/** Open interest of factors: what it may not pass, and the share of margin it adds on the way. */
final class OpenInterest {
  private final Accounts accounts;
  private final Markets markets;
  private final Parameters parameters;
  private final Terms terms;
  private final Drift drift;
  private final Depths depths;

  /** By factor, as of the last change of marks or parameters; 0: no limit. */
  private final long[] up = new long[Parameters.MAX_ID + 1];

  OpenInterest(
      Accounts accounts,
      Markets markets,
      Parameters parameters,
      Terms terms,
      Drift drift,
      Depths depths) {
    this.accounts = accounts;
    this.markets = markets;
    this.parameters = parameters;
    this.terms = terms;
    this.drift = drift;
    this.depths = depths;
  }

  /** Only what a taker opens can raise open interest, so to check at entry bounds it. */
  boolean beyond(int cell, int market, boolean buy, long lots) {
    int factor = parameters.marketFactor[market];
    if (factor == Parameters.NONE || up[factor] == 0) {
      return false;
    }
    long line = accounts.lotsIn(cell);
    long opened = lots - Math.max(0, buy ? -line : line);
    if (opened <= 0) {
      return false;
    }
    int row = terms.rowOfMarket[market];
    if (terms.marketsOfRow[row] == MarketBits.of(market)) {
      long open = accounts.openLots(market) + opened;
      return Markets.exceeds(open, markets.lotValue(market), up[factor]);
    }
    long value = multiply(opened, markets.lotValue(market));
    return value > 0 && add(of(row), value) > up[factor];
  }

  long of(int row) {
    long sum = 0;
    for (long left = terms.marketsOfRow[row]; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      sum = add(sum, multiply(accounts.openLots(market), markets.lotValue(market)));
    }
    return sum;
  }

  /** Takes the limits to where parameters and depth now have them. */
  void limit() {
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      up[factor] = parameters.oiUp[factor];
      if (depths.limits(factor) && up[factor] != 0) {
        up[factor] = depths.up(parameters, factor, depth(terms.rowOfFactor(factor)));
      }
    }
  }

  private long depth(int row) {
    long sum = 0;
    for (long left = terms.marketsOfRow[row]; left != 0; left &= left - 1) {
      sum = add(sum, depths.depth(MarketBits.first(left)));
    }
    return sum;
  }

  /** Takes the limits and charges to where marks and lines now have them. */
  void follow() {
    limit();
    for (int factor = 1; factor <= Parameters.MAX_ID; factor++) {
      if (parameters.oiUp[factor] != 0) {
        int row = terms.rowOfFactor(factor);
        long ppm =
            Parameters.openInterestPpm(
                terms.table.initialPpm(row),
                of(row),
                depths.low(parameters, factor, up[factor]),
                up[factor]);
        if (parameters.oiPpm[factor] != (int) ppm) {
          drift.cut();
        }
        parameters.oiPpm[factor] = (int) ppm;
        terms.table.openInterest(row, (int) ppm);
      }
    }
  }
}
