package caisson.chain;

import java.util.List;

/** One event of a contract in a block. */
public record LogEntry(
    String address,
    List<String> topics,
    byte[] data,
    long blockNumber,
    String blockHash,
    String transactionHash,
    int logIndex) {}
