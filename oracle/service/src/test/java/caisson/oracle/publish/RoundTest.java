package caisson.oracle.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.oracle.OracleConfig.Instrument;
import caisson.oracle.source.PriceSource;
import caisson.protocol.AssetListedEncoder;
import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.MarkUpdatedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MarketSession;
import caisson.protocol.MarketSplitEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.SessionChangedEncoder;
import caisson.protocol.StampEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class RoundTest {
  private static final long USD = 1_000_000;
  private static final long NOW_NS = 1_800_000_000_000_000_000L;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final LogView log = new LogView();

  private record Btc(int market, long tickMicros, int asset, long startMicros)
      implements Instrument {}

  private record Fixed(String name, long priceMicros, long ageNs, int splits)
      implements PriceSource {
    Fixed(String name, long priceMicros, long ageNs) {
      this(name, priceMicros, ageNs, 0);
    }

    @Override
    public boolean demo() {
      return false;
    }

    @Override
    public Optional<Observation> observe(String instrument, long round, long nowNs) {
      return Optional.of(new Observation(priceMicros, nowNs - ageNs, splits));
    }
  }

  @Test
  void shouldPublishTheMedianAsTicksAndMarkUnit() {
    list();
    Round round = cut(7, 60_000 * USD, 60_001 * USD, 60_002 * USD);
    assertTrue(round.hasFresh());
    round.encode(buffer, 99);
    PublishPricesDecoder command =
        new PublishPricesDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    assertEquals(99, command.requestId());
    assertEquals(7, command.round());
    PublishPricesDecoder.PricesDecoder price = command.prices().next();
    assertEquals(1, price.market());
    assertEquals(600_010, price.indexTicks());
    assertEquals(0, price.externalTicks());
    PublishPricesDecoder.AssetPricesDecoder asset = command.assetPrices().next();
    assertEquals(1, asset.asset());
    assertEquals(600_010_000_000_000L, asset.markUnit());
  }

  @Test
  void shouldPublishNothingBeforeTheListing() {
    assertFalse(cut(1, 60_000 * USD, 60_000 * USD, 60_000 * USD).hasFresh());
  }

  @Test
  void shouldPublishNothingWhenASourceIsTooOldAndSayWhy() {
    list();
    List<PriceSource> sources =
        List.of(
            new Fixed("a", 60_000 * USD, 0),
            new Fixed("b", 60_000 * USD, 0),
            new Fixed("c", 60_000 * USD, 6_000_000_000L));
    Round round = Round.cut(1, NOW_NS, sources, instruments(), log);
    assertFalse(round.hasFresh());
    PriceReport.InstrumentPrice price = round.report().prices().getFirst();
    assertTrue(price.stale());
    assertEquals("TOO_OLD", price.sources().get(2).verdict());
  }

  @Test
  void shouldUseOnlySourcesThatKnowOfASplitAndPriceTheShareAsListed() {
    list();
    assertEquals(0, splitVersion(cut(1, 60_000 * USD, 60_000 * USD, 60_000 * USD)));
    MarketSplitEncoder split = new MarketSplitEncoder().wrapAndApplyHeader(buffer, 0, header);
    split.market(1).splitVersion(2).sharesNumerator(5).sharesDenominator(2);
    deliver(MarketSplitEncoder.TEMPLATE_ID);
    assertFalse(cut(2, 60_000 * USD, 60_000 * USD, 60_000 * USD).hasFresh());
    List<PriceSource> sources = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      sources.add(new Fixed(name, 24_000 * USD, 0, 2));
    }
    sources.add(new Fixed("late", 60_000 * USD, 0, 1));
    Round round = Round.cut(3, NOW_NS, sources, instruments(), log);
    assertEquals(2, splitVersion(round));
    assertEquals(3, round.report().prices().getFirst().sources().size());
  }

  @Test
  void shouldGoOnWithTheLastCloseWhileTheExchangeIsClosed() {
    list();
    session(MarketSession.WEEKEND);
    // Nothing was told yet.
    assertFalse(cut(1, 60_000 * USD).hasFresh());
    MarkUpdatedEncoder mark = new MarkUpdatedEncoder().wrapAndApplyHeader(buffer, 0, header);
    mark.market(1).indexTicks(600_000).markTicks(600_020);
    deliver(MarkUpdatedEncoder.TEMPLATE_ID);
    Round round = cut(2, 61_000 * USD, 61_000 * USD);
    assertEquals(0, splitVersion(round));
    assertTrue(round.report().prices().getFirst().stale());
    // Sources that agree are a price from outside.
    Round outside = cut(3, 60_010 * USD, 60_010 * USD, 60_010 * USD);
    outside.encode(buffer, 1);
    PublishPricesDecoder command =
        new PublishPricesDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    assertEquals(600_100, command.prices().next().indexTicks());
    session(MarketSession.EXTENDED);
    assertFalse(cut(4, 61_000 * USD, 61_000 * USD).hasFresh());
  }

  private void session(MarketSession session) {
    SessionChangedEncoder e = new SessionChangedEncoder().wrapAndApplyHeader(buffer, 0, header);
    e.market(1).session(session);
    deliver(SessionChangedEncoder.TEMPLATE_ID);
  }

  /** Of a round whose index is 600,000 ticks. */
  private int splitVersion(Round round) {
    round.encode(buffer, 1);
    PublishPricesDecoder command =
        new PublishPricesDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    PublishPricesDecoder.PricesDecoder price = command.prices().next();
    assertEquals(600_000, price.indexTicks());
    return price.splitVersion();
  }

  @Test
  void shouldLearnTheLastRoundFromTheLog() {
    list();
    assertEquals(0, log.lastRound());
    for (long number : new long[] {4, 9, 8}) {
      Round round = cut(number, 60_000 * USD, 60_000 * USD, 60_000 * USD);
      byte[] command = new byte[round.encode(buffer, 1)];
      buffer.getBytes(0, command);
      applied(NOW_NS, command);
    }
    assertEquals(9, log.lastRound());
  }

  private Round cut(long number, long... prices) {
    List<PriceSource> sources = new ArrayList<>();
    for (long price : prices) {
      sources.add(new Fixed("s" + sources.size(), price, 0));
    }
    return Round.cut(number, NOW_NS, sources, instruments(), log);
  }

  private static Map<String, Instrument> instruments() {
    return Map.of("BTC", new Btc(1, 100_000, 1, 60_000 * USD));
  }

  private void list() {
    AssetListedEncoder asset = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.asset(1).scale((short) 8);
    deliver(AssetListedEncoder.TEMPLATE_ID);
    MarketListedEncoder market = new MarketListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    market.market(1).kind(MarketKind.PERPETUAL).marginPpm(100_000);
    deliver(MarketListedEncoder.TEMPLATE_ID);
  }

  private void applied(long timeNs, byte[] command) {
    CommandAppliedEncoder e = new CommandAppliedEncoder().wrapAndApplyHeader(buffer, 0, header);
    StampEncoder stamp = e.stamp();
    stamp.timeNs(timeNs);
    e.putCommand(command, 0, command.length);
    deliver(CommandAppliedEncoder.TEMPLATE_ID);
  }

  private void deliver(int templateId) {
    log.onEvent(1, 0, true, templateId, buffer, 0, buffer.capacity());
  }
}
