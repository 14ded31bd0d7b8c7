package caisson.engine.wire;

import caisson.engine.EventSink;
import caisson.engine.State;
import caisson.engine.liquidation.Distress;
import caisson.engine.liquidation.SliceRates;
import caisson.engine.liquidation.Tiers;
import caisson.protocol.LiquidationRateStateDecoder;
import caisson.protocol.LiquidationRateStateEncoder;
import caisson.protocol.LiquidationStateDecoder;
import caisson.protocol.LiquidationStateEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.TierLossStateDecoder;
import caisson.protocol.TierLossStateEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Insurance tiers and accounts in liquidation as records of a snapshot. */
final class LiquidationRecord {
  private static final int ROWS = 1_000;
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;

  private final LiquidationStateEncoder encoder = new LiquidationStateEncoder();
  private final LiquidationStateDecoder decoder = new LiquidationStateDecoder();
  private final LiquidationRateStateEncoder rateEncoder = new LiquidationRateStateEncoder();
  private final LiquidationRateStateDecoder rateDecoder = new LiquidationRateStateDecoder();
  private final TierLossStateEncoder lossEncoder = new TierLossStateEncoder();
  private final TierLossStateDecoder lossDecoder = new TierLossStateDecoder();

  void write(State state, MutableDirectBuffer buffer, MessageHeaderEncoder header, EventSink sink) {
    Tiers t = state.tiers;
    Distress d = state.distress;
    int ends = 0;
    for (int row = 0; row < state.accounts.rows(); row++) {
      ends += d.sinceNs(row) != 0 ? 1 : 0;
    }
    // A group holds 65,534 rows at most: records of up to a thousand accounts follow each other.
    int row = 0;
    boolean first = true;
    while (first || ends > 0) {
      encoder.wrapAndApplyHeader(buffer, 0, header).orders(d.orders);
      var marketRows = encoder.marketsCount(first ? state.markets.count() : 0);
      for (int market = 1; first && market <= state.markets.count(); market++) {
        marketRows
            .next()
            .market(market)
            .tier((byte) t.tier[market])
            .feePpm(t.feePpm[market])
            .bandPpm(t.bandPpm[market])
            .pricedNs(state.markets.pricedNs(market))
            .freshPrints((byte) state.markets.freshPrints[market])
            .hour(t.hour[market])
            .paidInHour(t.paidInHour[market]);
      }
      var tierRows = encoder.tiersCount(first ? Tiers.COUNT : 0);
      for (int tier = 0; first && tier < Tiers.COUNT; tier++) {
        tierRows
            .next()
            .tier((byte) tier)
            .day(t.day[tier])
            .paidInDay(t.paidInDay[tier])
            .deficit(t.deficit[tier]);
      }
      int rows = Math.min(ends, ROWS);
      var accountRows = encoder.accountsCount(rows);
      for (ends -= rows; rows > 0; row++) {
        if (d.sinceNs(row) != 0) {
          accountRows
              .next()
              .account(state.accounts.idOf(row))
              .sinceNs(d.sinceNs(row))
              .lastSliceNs(d.lastSliceNs(row));
          rows--;
        }
      }
      first = false;
      sink.onEvent(buffer, 0, HEADER + encoder.encodedLength());
    }
  }

  /** Of all tiers; their days begin together. */
  int writeLosses(Tiers t, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    lossEncoder.wrapAndApplyHeader(buffer, 0, header);
    var rows = lossEncoder.tiersCount(Tiers.COUNT);
    for (int tier = 0; tier < Tiers.COUNT; tier++) {
      rows.next()
          .tier((byte) tier)
          .day(t.lossDay[tier])
          .opening(t.opening[tier])
          .shut((short) (t.shut[tier] ? 1 : 0));
    }
    return lossEncoder.encodedLength();
  }

  int writeRate(SliceRates r, int market, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    return rateEncoder
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .lotsPerMinute(r.perMinute[market])
        .minute(r.minute[market])
        .taken(r.taken[market])
        .encodedLength();
  }

  void readRate(SliceRates r, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    var row = rateDecoder.wrapAndApplyHeader(record, offset, header);
    r.perMinute[row.market()] = row.lotsPerMinute();
    r.minute[row.market()] = row.minute();
    r.taken[row.market()] = row.taken();
  }

  void read(State state, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    decoder.wrapAndApplyHeader(record, offset, header);
    var t = state.tiers;
    state.distress.orders = decoder.orders();
    for (var row = decoder.markets(); row.hasNext(); ) {
      row.next();
      int market = row.market();
      t.tier[market] = row.tier();
      t.feePpm[market] = row.feePpm();
      t.bandPpm[market] = row.bandPpm();
      state.markets.pricedNs(market, row.pricedNs());
      state.markets.freshPrints[market] = row.freshPrints();
      t.hour[market] = row.hour();
      t.paidInHour[market] = row.paidInHour();
    }
    for (var row = decoder.tiers(); row.hasNext(); ) {
      row.next();
      t.day[row.tier()] = row.day();
      t.paidInDay[row.tier()] = row.paidInDay();
      t.deficit[row.tier()] = row.deficit();
    }
    for (var row = decoder.accounts(); row.hasNext(); ) {
      row.next();
      int account = state.accounts.rowOf(row.account());
      state.distress.begin(account, row.sinceNs());
      state.distress.sliced(account, row.lastSliceNs());
    }
  }

  void readLosses(Tiers t, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    lossDecoder.wrapAndApplyHeader(record, offset, header);
    for (var row : lossDecoder.tiers()) {
      t.lossDay[row.tier()] = row.day();
      t.opening[row.tier()] = row.opening();
      t.shut[row.tier()] = row.shut() == 1;
    }
  }
}
