package caisson.engine.wire;

/** Requests that users forced through the chain's queue. */
public interface RequestCommands {
  /** The schema is that of the message: a rotation of an earlier one leaves triggers and TWAPs. */
  void serveRequest(
      long requestId,
      int schema,
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
