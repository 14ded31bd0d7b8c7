package caisson.engine.wire;

import caisson.engine.State;
import caisson.engine.funding.OffHours;
import caisson.engine.listing.Markets;
import caisson.engine.session.Sessions;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OffHoursStateDecoder;
import caisson.protocol.OffHoursStateEncoder;
import caisson.protocol.SessionStateDecoder;
import caisson.protocol.SessionStateEncoder;
import caisson.protocol.SplitStateDecoder;
import caisson.protocol.SplitStateEncoder;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Sessions of all markets in a snapshot, then their splits, then their marks off-hours. */
final class SessionRecord {
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder read = new MessageHeaderDecoder();
  private final SessionStateEncoder encoder = new SessionStateEncoder();
  private final SessionStateDecoder decoder = new SessionStateDecoder();
  private final SplitStateEncoder split = new SplitStateEncoder();
  private final SplitStateDecoder splitRead = new SplitStateDecoder();
  private final OffHoursStateEncoder offHours = new OffHoursStateEncoder();
  private final OffHoursStateDecoder offHoursRead = new OffHoursStateDecoder();

  /** Tells the length of each record's body. */
  void write(State state, MutableDirectBuffer buffer, IntConsumer emit) {
    Sessions s = state.sessions;
    for (int market = 1; market <= state.markets.count(); market++) {
      if (!s.set[market]) {
        continue;
      }
      encoder
          .wrapAndApplyHeader(buffer, 0, header)
          .market(market)
          .extendedBps(s.bps(market, MarketSession.EXTENDED))
          .overnightBps(s.bps(market, MarketSession.OVERNIGHT))
          .weekendBps(s.bps(market, MarketSession.WEEKEND))
          .windowBps(s.windowBps[market])
          .haltBps(s.haltBps[market])
          .session((short) s.session[market])
          .interruption((short) s.interruption[market])
          .phaseAfter((short) s.phaseAfter[market])
          .gapBps(state.parameters.sessionGapBps[market]);
      var changes = encoder.changesCount(s.ahead[market]);
      for (int i = 0; i < s.ahead[market]; i++) {
        int at = market * Sessions.MOST_CHANGES + i;
        changes.next().session((short) s.next[at]).atNs(s.atNs[at]);
      }
      emit.accept(encoder.encodedLength());
    }
    writeSplits(state.markets, buffer, emit);
    writeOffHours(state, buffer, emit);
  }

  private void writeOffHours(State state, MutableDirectBuffer buffer, IntConsumer emit) {
    OffHours o = state.offHours;
    for (int market = 1; market <= state.markets.count(); market++) {
      if (o.kept(market)) {
        offHours
            .wrapAndApplyHeader(buffer, 0, header)
            .market(market)
            .overnightS(o.overnightS[market])
            .weekendS(o.weekendS[market])
            .closeTicks(o.closeTicks[market])
            .average(o.average.value[market])
            .carried(o.average.carried[market]);
        emit.accept(offHours.encodedLength());
      }
    }
  }

  void readOffHours(OffHours o, DirectBuffer record, int offset) {
    offHoursRead.wrapAndApplyHeader(record, offset, read);
    int market = offHoursRead.market();
    o.set(market, offHoursRead.overnightS(), offHoursRead.weekendS());
    o.closeTicks[market] = offHoursRead.closeTicks();
    o.average.value[market] = offHoursRead.average();
    o.average.carried[market] = offHoursRead.carried();
  }

  private void writeSplits(Markets markets, MutableDirectBuffer buffer, IntConsumer emit) {
    for (int market = 1; market <= markets.count(); market++) {
      if (markets.splitVersion[market] != 0) {
        split
            .wrapAndApplyHeader(buffer, 0, header)
            .market(market)
            .splitVersion(markets.splitVersion[market])
            .sharesNumerator(markets.sharesNumerator[market])
            .sharesDenominator(markets.sharesDenominator[market]);
        emit.accept(split.encodedLength());
      }
    }
  }

  void readSplit(Markets markets, DirectBuffer record, int offset) {
    splitRead.wrapAndApplyHeader(record, offset, read);
    int market = splitRead.market();
    markets.splitVersion[market] = splitRead.splitVersion();
    markets.sharesNumerator[market] = splitRead.sharesNumerator();
    markets.sharesDenominator[market] = splitRead.sharesDenominator();
  }

  void read(State state, DirectBuffer record, int offset) {
    decoder.wrapAndApplyHeader(record, offset, read);
    Sessions s = state.sessions;
    int market = decoder.market();
    s.begin(
        market,
        decoder.extendedBps(),
        decoder.overnightBps(),
        decoder.weekendBps(),
        decoder.windowBps(),
        decoder.haltBps());
    s.session[market] = decoder.session();
    s.interruption[market] = decoder.interruption();
    s.phaseAfter[market] = decoder.phaseAfter();
    state.parameters.sessionGapBps[market] = decoder.gapBps();
    for (var change : decoder.changes()) {
      s.schedule(market, change.session(), change.atNs());
    }
  }
}
