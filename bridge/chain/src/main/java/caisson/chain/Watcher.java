package caisson.chain;

import java.util.List;
import java.util.Optional;

/**
 * Events of some contracts in final blocks only, in order, each once for a caller that keeps the
 * cursor together with what it did with the events. A reorganisation above the final block is never
 * seen; one below it is a broken invariant and stops the caller.
 */
public final class Watcher {
  /**
   * The last block read.
   *
   * @param hash empty when nothing was read yet
   */
  public record Cursor(long block, String hash) {
    public static Cursor before(long block) {
      return new Cursor(block - 1, "");
    }
  }

  /** Events after one cursor up to the next. */
  public record Span(Cursor next, List<LogEntry> logs) {}

  private final ChainClient chain;
  private final List<String> addresses;
  private final int maxBlocks;

  public Watcher(ChainClient chain, List<String> addresses, int maxBlocks) {
    this.chain = chain;
    this.addresses = List.copyOf(addresses);
    this.maxBlocks = maxBlocks;
  }

  /** Reads on from the cursor; empty when no further block is final. */
  public Optional<Span> read(Cursor cursor) {
    long finalBlock = chain.block(ChainClient.At.FINALIZED).number();
    if (finalBlock <= cursor.block()) {
      return Optional.empty();
    }
    if (!cursor.hash().isEmpty()) {
      String found = chain.block(cursor.block()).hash();
      if (!found.equals(cursor.hash())) {
        throw new ChainException(
            ChainException.Kind.WRONG_CHAIN,
            "final block replaced: number=%d expected=%s found=%s"
                .formatted(cursor.block(), cursor.hash(), found));
      }
    }
    long from = cursor.block() + 1;
    long to = Math.min(finalBlock, cursor.block() + maxBlocks);
    List<LogEntry> logs = chain.logs(addresses, from, to);
    return Optional.of(new Span(new Cursor(to, chain.block(to).hash()), logs));
  }
}
