package caisson.oracle.publish;

import caisson.oracle.OracleConfig.Instrument;
import caisson.oracle.source.PriceSource;
import caisson.pricing.IndexRound;
import caisson.pricing.IndexRules;
import caisson.pricing.PriceIndex;
import caisson.pricing.Quote;
import caisson.pricing.Ticks;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PublishPricesEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;

/**
 * One round: asks every source, computes every index, and encodes what is fresh. Of a market whose
 * exchange is closed that is the index before as long as sources have no other.
 */
final class Round {
  private record Fresh(int market, long indexTicks, int splits, int asset, long markUnit) {}

  private final long number;
  private final List<PriceReport.InstrumentPrice> report = new ArrayList<>();
  private final List<Fresh> fresh = new ArrayList<>();
  private final boolean demo;

  private Round(long number, boolean demo) {
    this.number = number;
    this.demo = demo;
  }

  /** Instruments that are not listed in the log yet are left out. */
  static Round cut(
      long number,
      long nowNs,
      List<PriceSource> sources,
      Map<String, Instrument> instruments,
      LogView log) {
    Round round = new Round(number, sources.stream().anyMatch(PriceSource::demo));
    instruments.forEach(
        (name, instrument) -> {
          if (log.listed(instrument.market(), instrument.asset())) {
            round.price(name, instrument, nowNs, sources, log);
          }
        });
    return round;
  }

  /** Whether there is anything to publish. */
  boolean hasFresh() {
    return !fresh.isEmpty();
  }

  PriceReport report() {
    return new PriceReport(Long.toString(number), demo, report);
  }

  /** Writes the command and returns its length. */
  int encode(MutableDirectBuffer buffer, long requestId) {
    PublishPricesEncoder command =
        new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    command.requestId(requestId).round(number);
    PublishPricesEncoder.PricesEncoder prices = command.pricesCount(fresh.size());
    for (Fresh price : fresh) {
      prices.next().market(price.market()).indexTicks(price.indexTicks()).externalTicks(0);
      prices.splitVersion(price.splits());
    }
    PublishPricesEncoder.AssetPricesEncoder assets = command.assetPricesCount(fresh.size());
    for (Fresh price : fresh) {
      assets.next().asset(price.asset()).markUnit(price.markUnit());
    }
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  private void price(
      String name, Instrument instrument, long nowNs, List<PriceSource> sources, LogView log) {
    List<Quote> quotes = new ArrayList<>();
    int market = instrument.market();
    int splits = log.splits(market);
    for (int i = 0; i < sources.size(); i++) {
      int source = i;
      sources
          .get(i)
          .observe(name, number, nowNs)
          .filter(o -> o.splits() == splits)
          .ifPresent(
              o -> {
                long price = log.asListed(market, o.priceMicros());
                quotes.add(Quote.of(source, price, nowNs - o.observedNs()));
              });
    }
    long previous = log.lastIndexTicks(market) * instrument.tickMicros();
    IndexRound index = PriceIndex.compute(IndexRules.major(sources.size()), previous, quotes);
    long ticks = Ticks.halfEven(index.indexMicros(), instrument.tickMicros());
    long markUnit = Ticks.markUnit(index.indexMicros(), log.scale(instrument.asset()));
    // While the exchange is closed no quorum is no outage: the last close is the index.
    boolean close = log.closed(market) && previous > 0;
    if (!index.stale() || close) {
      fresh.add(new Fresh(market, ticks, splits, instrument.asset(), markUnit));
    }
    report.add(
        new PriceReport.InstrumentPrice(
            name,
            instrument.market(),
            instrument.asset(),
            index.stale(),
            Long.toString(index.indexMicros()),
            Long.toString(ticks),
            Long.toString(markUnit),
            sourcePrices(index, sources)));
  }

  private static List<PriceReport.SourcePrice> sourcePrices(
      IndexRound index, List<PriceSource> sources) {
    List<PriceReport.SourcePrice> prices = new ArrayList<>();
    for (int i = 0; i < index.quotes().size(); i++) {
      Quote quote = index.quotes().get(i);
      PriceSource source = sources.get(quote.source());
      prices.add(
          new PriceReport.SourcePrice(
              source.name(),
              source.demo(),
              Long.toString(quote.priceMicros()),
              Long.toString(quote.ageNs()),
              index.verdicts().get(i).name()));
    }
    return prices;
  }
}
