package caisson.chain;

/** Where a transaction was mined and whether it succeeded. */
public record Receipt(
    String transactionHash,
    long blockNumber,
    String blockHash,
    boolean succeeded,
    long gasUsed,
    String contractAddress) {}
