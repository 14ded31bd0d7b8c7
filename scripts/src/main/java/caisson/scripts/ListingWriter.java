package caisson.scripts;

import caisson.engine.fee.FeeTiers;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.risk.Parameters;
import caisson.engine.wire.EventTerms;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListEventEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetFeeTiersEncoder;
import caisson.protocol.SetGroupEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.SetReferrerEncoder;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** Lines that list something or say what it is charged, to bytes. */
final class ListingWriter extends LineWriter {
  private static final int MOST_SHARE_PPM = 500_000;
  private static final int MOST_BPS = 10_000;

  ListingWriter(OperatorLine line, Numbering numbers, long requestId, MutableDirectBuffer buffer) {
    super(line, numbers, requestId, buffer);
  }

  @Override
  int write() {
    return switch (line.name()) {
      case "ListAsset" -> listAsset();
      case "ListMarket" -> listMarket();
      case "ListEvent" -> listEvent();
      case "SetGroup" -> {
        var c = new SetGroupEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion());
        c.group(line.whole("group", 1, Parameters.MAX_ID));
        c.rho(line.whole("rho", 0, 1_024));
        yield c.kappa(line.whole("kappa", 0, Parameters.MAX_KAPPA)).encodedLength();
      }
      case "SetFactor" -> setFactor();
      case "SetMarketFactor" -> {
        var c = new SetMarketFactorEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        yield c.factor(factor()).encodedLength();
      }
      case "SetCollateral" -> setCollateral();
      case "SetFeeTiers" -> setFeeTiers();
      case "SetReferrer" -> {
        var c = new SetReferrerEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(line.whole("account", 1, Integer.MAX_VALUE));
        c.referrer(line.whole("referrer", 1, Integer.MAX_VALUE));
        yield c.sharePpm(line.whole("sharePpm", 0, MOST_SHARE_PPM)).encodedLength();
      }
      default -> 0;
    };
  }

  private int listAsset() {
    var c = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).asset(line.whole("asset", 0, MOST_ASSET));
    c.scale((short) line.whole("scale", 0, Assets.MAX_SCALE));
    c.markUnit(line.number("markUnit", Assets.MIN_LISTED_MARK_UNIT, Long.MAX_VALUE));
    return c.symbol(line.symbol("symbol")).encodedLength();
  }

  private int listMarket() {
    var c = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    MarketKind kind = line.choice("kind", List.of(MarketKind.SPOT, MarketKind.PERPETUAL));
    boolean spot = kind == MarketKind.SPOT;
    c.requestId(requestId).market(market()).kind(kind);
    c.baseAsset(line.whole("baseAsset", spot ? 1 : 0, spot ? MOST_ASSET : 0));
    c.unitsPerLot(line.number("unitsPerLot", spot ? 1 : 0, spot ? Markets.MAX_ORDER_UNITS : 0));
    long k = line.number("k", 1, Markets.MAX_LOT_VALUE);
    c.k(k).marginPpm(line.whole("marginPpm", 1, 1_000_000));
    int taker = line.whole("takerFeePpm", 0, Markets.MAX_FEE_PPM);
    c.makerFeePpm(line.whole("makerFeePpm", -taker, taker)).takerFeePpm(taker);
    long minLots = line.number("minLots", 1, Markets.MAX_ORDER_UNITS);
    c.minLots(minLots).maxTicks(line.number("maxTicks", 1, Markets.MAX_LOT_VALUE / k));
    c.maxOrderLots(line.number("maxOrderLots", minLots, Markets.MAX_ORDER_UNITS));
    return c.symbol(line.symbol("symbol")).encodedLength();
  }

  /** Markets of outcomes are numbered on from {@code market}; rows are {@code symbol:voidTicks}. */
  private int listEvent() {
    var c = new ListEventEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).eventId(line.whole("eventId", 1, MOST_MARKETS));
    long payout = line.number("payoutTicks", 2, Markets.MAX_LOT_VALUE);
    short exhaustive = line.flag("exhaustive");
    c.payoutTicks(payout).k(line.number("k", 1, Markets.MAX_LOT_VALUE / payout));
    c.exhaustive(exhaustive).disputeNs(line.durationNs("disputeNs"));
    c.voidAtNs(line.instantNs("voidAtNs"));
    int taker = line.whole("takerFeePpm", 0, Markets.MAX_FEE_PPM);
    c.makerFeePpm(line.whole("makerFeePpm", -taker, taker)).takerFeePpm(taker);
    long minLots = line.number("minLots", 1, Markets.MAX_ORDER_UNITS);
    c.minLots(minLots);
    c.maxOrderLots(line.number("maxOrderLots", minLots, Markets.MAX_ORDER_UNITS));
    int market = market();
    List<OperatorLine.Row> rows = line.rows("outcomes", 2, EventTerms.MAX_OUTCOMES);
    line.require(rows.size() > exhaustive, "outcomes", "must be 1 or more, 2 when exhaustive");
    var outcomes = c.outcomesCount(rows.size());
    long voided = 0;
    for (OperatorLine.Row row : rows) {
      long ticks = row.number(1, 0, payout);
      voided += ticks;
      outcomes.next().market(market++).voidTicks(ticks).symbol(row.symbol(0));
    }
    line.require(
        exhaustive == 1 ? voided == payout : voided <= payout,
        "outcomes",
        "must have void values of payoutTicks together, or less when none may come true");
    return c.encodedLength();
  }

  private int setFactor() {
    var c = new SetFactorEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion()).factor(factor());
    c.group(line.whole("group", 0, Parameters.MAX_ID));
    int down = line.whole("downBps", 1, MOST_BPS);
    c.downBps(down).upBps(line.whole("upBps", 1, MOST_BPS));
    c.spotBps(line.whole("spotBps", down, MOST_BPS));
    c.initialE3(line.whole("initialE3", 1_000, 4_000));
    c.basisPpm(line.ppm("basisPpm")).sizePpm(line.ppm("sizePpm"));
    c.gapBps(line.whole("gapBps", 0, MOST_BPS)).profitPpm(line.ppm("profitPpm"));
    long low = line.number("oiLow", 0, Long.MAX_VALUE);
    long up = line.number("oiUp", 0, Long.MAX_VALUE);
    line.require(up == 0 || up > low, "oiUp", "must be 0 or above oiLow");
    return c.oiLow(low).oiUp(up).encodedLength();
  }

  private int setCollateral() {
    var c = new SetCollateralEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion());
    c.asset(line.whole("asset", 1, MOST_ASSET));
    c.factor(line.whole("factor", 0, Parameters.MAX_ID));
    long first = line.number("haircutBound1", 0, Long.MAX_VALUE);
    c.haircutBound1(first).haircutBound2(line.number("haircutBound2", first, Long.MAX_VALUE));
    c.haircutPpm1(line.ppm("haircutPpm1")).haircutPpm2(line.ppm("haircutPpm2"));
    return c.haircutPpm3(line.ppm("haircutPpm3")).encodedLength();
  }

  /** Rows are {@code minVolume:makerPpm:takerPpm}. */
  private int setFeeTiers() {
    var c = new SetFeeTiersEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion());
    List<OperatorLine.Row> rows = line.rows("tiers", 3, FeeTiers.MAX);
    var tiers = c.tiersCount(rows.size());
    long before = -1;
    for (OperatorLine.Row row : rows) {
      long volume = row.number(0, before + 1, Long.MAX_VALUE);
      int taker = (int) row.number(2, 0, Markets.MAX_FEE_PPM);
      tiers.next().minVolume(volume);
      tiers.makerPpm((int) row.number(1, -taker, taker)).takerPpm(taker);
      before = volume;
    }
    return c.encodedLength();
  }
}
