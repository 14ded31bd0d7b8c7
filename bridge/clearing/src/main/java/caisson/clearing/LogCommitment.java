package caisson.clearing;

/**
 * What a header says of the log itself.
 *
 * @param logRoot over every event of the window
 * @param forcedCount requests of the chain's queue consumed up to the window's end
 * @param forcedPrefix the queue's prefix there
 */
public record LogCommitment(byte[] logRoot, long forcedCount, byte[] forcedPrefix) {
  public LogCommitment {
    logRoot = logRoot.clone();
    forcedPrefix = forcedPrefix.clone();
  }

  static final LogCommitment UNKNOWN = new LogCommitment(Bytes.ZERO_32, 0, Bytes.ZERO_32);

  public static LogCommitment of(LogChain log, ForcedChain forced) {
    return new LogCommitment(log.root(), forced.count(), forced.prefix());
  }

  @Override
  public byte[] logRoot() {
    return logRoot.clone();
  }

  @Override
  public byte[] forcedPrefix() {
    return forcedPrefix.clone();
  }
}
