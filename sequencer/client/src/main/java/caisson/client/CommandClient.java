package caisson.client;

import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Sends commands into the log. A command accepted by {@link #offer} is on its way, not applied: the
 * answer is the CommandApplied with its requestId in the event log, and whoever has not seen it by
 * a deadline sends the same command again.
 *
 * <p>One thread per instance. Call {@link #poll} at least once a second: it keeps the session alive
 * and connects again when the node has restarted.
 */
public final class CommandClient implements AutoCloseable {
  private CommandClient() {}

  /** Starts connecting; {@link #connected} tells when commands are taken. */
  public static CommandClient connect(NodeEndpoints node, Path clientDir) {
    throw new UnsupportedOperationException();
  }

  /** Returns false when back-pressured or not connected: try again, after {@link #poll}. */
  public boolean offer(DirectBuffer buffer, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Does the session's housekeeping; returns zero when there was nothing to do. */
  public int poll() {
    throw new UnsupportedOperationException();
  }

  public boolean connected() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
