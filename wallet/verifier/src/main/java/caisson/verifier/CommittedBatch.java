package caisson.verifier;

/** One commit as the chain keeps it: the event's hash and time, and the arguments of the call. */
public record CommittedBatch(
    long no,
    byte[] headerHash,
    long committedAt,
    String transaction,
    byte[] header,
    byte[] payload,
    byte[] flows,
    byte[] marks,
    byte[] signatures) {}
