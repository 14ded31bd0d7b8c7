package caisson.engine.wire;

/** Events with outcomes. */
public interface EventCommands {
  void listEvent(long requestId, EventTerms terms);

  void proposeResolution(long requestId, int event, int source, int outcome);
}
