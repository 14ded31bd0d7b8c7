package caisson.engine.wire;

import caisson.protocol.GapMovedEncoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketSession;
import caisson.protocol.MarketSplitEncoder;
import caisson.protocol.SessionChangedEncoder;
import caisson.protocol.SessionScheduledEncoder;

/** Of equities: in which session a market is, what comes, what gap that makes, and splits. */
public final class SessionEvents {
  private final SessionScheduledEncoder sessionScheduled = new SessionScheduledEncoder();
  private final SessionChangedEncoder sessionChanged = new SessionChangedEncoder();
  private final GapMovedEncoder gapMoved = new GapMovedEncoder();
  private final MarketSplitEncoder marketSplit = new MarketSplitEncoder();
  private final EventPublisher events;

  SessionEvents(EventPublisher events) {
    this.events = events;
  }

  public void scheduled(
      int market, MarketSession session, boolean window, long atNs, int addOnBps) {
    events.release();
    sessionScheduled
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .session(session)
        .window((short) (window ? 1 : 0))
        .atNs(atNs)
        .addOnBps(addOnBps);
    events.stamp();
    events.hold(sessionScheduled.encodedLength());
  }

  public void changed(
      int market,
      MarketSession session,
      boolean window,
      Interruption interruption,
      int addOnBps,
      int haltBps) {
    events.release();
    sessionChanged
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .session(session)
        .window((short) (window ? 1 : 0))
        .interruption(interruption)
        .addOnBps(addOnBps)
        .haltBps(haltBps);
    events.stamp();
    events.hold(sessionChanged.encodedLength());
  }

  public void split(
      int market,
      int splitVersion,
      int numerator,
      int denominator,
      long sharesNumerator,
      long sharesDenominator) {
    events.release();
    marketSplit
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .splitVersion(splitVersion)
        .numerator(numerator)
        .denominator(denominator)
        .sharesNumerator(sharesNumerator)
        .sharesDenominator(sharesDenominator);
    events.stamp();
    events.hold(marketSplit.encodedLength());
  }

  public void gapMoved(int market, int beforeBps, int gapBps) {
    events.release();
    gapMoved
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .beforeBps(beforeBps)
        .gapBps(gapBps);
    events.stamp();
    events.hold(gapMoved.encodedLength());
  }
}
