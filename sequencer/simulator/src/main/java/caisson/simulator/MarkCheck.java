package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.PublishPricesDecoder.PricesDecoder;
import caisson.protocol.ShocksMovedDecoder;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Market;
import java.util.HashMap;
import java.util.stream.Stream;

/** Marks and funding follow from what a price round says and from the book. */
final class MarkCheck {
  private static final String MARK = "mark";
  private static final long FRESH_NS = 10_000_000_000L;

  /** The rules from which on a round names a market once. */
  static final int ONCE = 4;

  private final Ledger ledger;
  private long timesWeighed;
  private long twice;

  MarkCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  long timesWeighed() {
    return timesWeighed;
  }

  /** Rows of price rounds that named what one before them had, before rules 4. */
  long twice() {
    return twice;
  }

  long timesShocked() {
    return Stream.of(ledger.factors).mapToLong(factor -> factor.volatility.moved).sum();
  }

  void onShocks(ShocksMovedDecoder moved) {
    var factor = ledger.factors[moved.factor()];
    boolean credited = factor.group != 0 && ledger.rho[factor.group] > 0;
    factor.volatility.onMoved(moved, ledger, credited);
  }

  void onComputed(MarkComputedDecoder computed) {
    Market market = ledger.market(computed.market());
    ruled(market).onComputed(market, computed, ledger.timeNs);
  }

  void onWeighed(CollateralWeighedDecoder weighed) {
    Asset asset = ledger.assets.get(weighed.asset());
    unlessEqual(asset.markUnit, weighed.markUnit(), MARK, "of what is weighed");
    asset.collateral.onWeighed(weighed, asset.weight, ledger.timeNs);
    asset.weight = weighed.weightPpm();
    timesWeighed++;
  }

  private static RuledMark ruled(Market market) {
    RuledMark ruled = market.ruled;
    if (ruled == null) {
      throw new Break(MARK, "rules nobody set for market " + market.id);
    }
    return ruled;
  }

  void onMark(MarkUpdatedDecoder mark) {
    Market market = ledger.market(mark.market());
    unlessEqual(market.quoteTicks(true), mark.bestBidTicks(), MARK, "best bid");
    unlessEqual(market.quoteTicks(false), mark.bestAskTicks(), MARK, "best ask");
    if (market.ruled != null) {
      unlessEqual(market.mark, mark.markTicks(), MARK, "told after its rule of " + market.id);
      return;
    }
    market.index = mark.indexTicks();
    market.external = mark.externalTicks();
    market.mark = mark.markTicks();
    if (market.outcome()) {
      ledger.interest();
      return;
    }
    unlessEqual(MarkTwin.of(market), market.mark, MARK, "of market " + market.id);
  }

  /** The marks have been told; every row counts as a print, also one that changed nothing. */
  void roundTold(PublishPricesDecoder prices) {
    // Of a market that the round names twice, what it says last.
    var told = new HashMap<Market, long[]>();
    for (var row : prices.prices()) {
      Market market = ledger.market(row.market());
      if (market.ended()) {
        continue;
      }
      boolean again = told.put(market, new long[] {row.indexTicks(), row.externalTicks()}) != null;
      unless(!again || ledger.rules < ONCE, MARK, "a round names a market twice: " + market.id);
      twice += again ? 1 : 0;
      boolean older = row.splitVersion() == PricesDecoder.splitVersionNullValue();
      int splits = older ? 0 : row.splitVersion();
      unlessEqual(market.splits, splits, MARK, "splits that a price knows of");
      boolean gap = ledger.timeNs - market.pricedNs > FRESH_NS;
      market.prints = gap ? 1 : market.prints + 1;
      market.pricedNs = ledger.timeNs;
    }
    told.forEach(
        (market, last) -> {
          unlessEqual(last[0], market.index, MARK, "index of the round");
          unlessEqual(last[1], market.external, MARK, "external of the round");
        });
    var worth = new HashMap<Asset, Long>();
    for (var row : prices.assetPrices()) {
      Asset asset = ledger.assets.get(row.asset());
      boolean again = worth.put(asset, row.markUnit()) != null;
      unless(!again || ledger.rules < ONCE, MARK, "a round names an asset twice: " + asset.id);
      twice += again ? 1 : 0;
    }
    worth.forEach(
        (asset, last) -> {
          unlessEqual(last, asset.markUnit, MARK, "of asset " + asset.id);
          long weight = asset.collateral.weight(last, ledger.timeNs);
          unlessEqual(weight, asset.weight, MARK, "weight of asset " + asset.id);
        });
    for (var market : ledger.markets) {
      market.sessions.roundTold(ledger.timeNs);
    }
    for (var factor : ledger.factors) {
      factor.volatility.roundTold(ledger);
    }
    ledger.interest();
  }

  void onFunding(FundingSettledDecoder funding) {
    Market market = ledger.market(funding.market());
    unlessEqual(market.index, funding.indexTicks(), "funding", "index");
    if (market.ruled != null) {
      long rate = market.halted ? 0 : market.ruled.fundingRateE9();
      rate = market.sessions.offHours() ? rate / 2 : rate;
      unlessEqual(rate, funding.rateE9(), "funding", "rate of market " + market.id);
    }
    long lotValue = market.index * market.k;
    long[] step = {0, market.remainder};
    if (lotValue >= 10_000) {
      step = Exact.funding(funding.rateE9(), lotValue, market.remainder);
    }
    unlessEqual(step[0], funding.delta(), "funding", "step of market " + market.id);
    unlessEqual(step[1], funding.remainder(), "funding", "remainder of market " + market.id);
    market.funding += step[0];
    market.remainder = step[1];
    unlessEqual(market.funding, funding.fundingIndex(), "funding", "index of " + market.id);
    ledger.interest();
  }
}
