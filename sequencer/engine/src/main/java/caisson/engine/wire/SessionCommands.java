package caisson.engine.wire;

import caisson.protocol.Interruption;
import caisson.protocol.MarketSession;

/** Sessions of equities. */
public interface SessionCommands {
  void setSessions(
      long requestId,
      long version,
      int market,
      int extendedBps,
      int overnightBps,
      int weekendBps,
      int windowBps,
      int haltBps);

  /** Spans of 0: the mark rules alone. */
  void setOffHours(long requestId, long version, int market, int overnightS, int weekendS);

  /** Time 0: at once. */
  void scheduleSession(
      long requestId, long version, int market, MarketSession session, boolean window, long atNs);

  void interruptSession(long requestId, long version, int market, Interruption interruption);
}
