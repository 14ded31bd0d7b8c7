package caisson.chain;

/**
 * A block header.
 *
 * @param timestampS seconds since the epoch
 */
public record Block(long number, String hash, long timestampS) {}
