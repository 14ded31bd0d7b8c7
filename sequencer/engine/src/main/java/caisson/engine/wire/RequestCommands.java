package caisson.engine.wire;

/** Requests that users forced through the chain's queue. */
public interface RequestCommands {
  void serveRequest(
      long requestId,
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC);
}
