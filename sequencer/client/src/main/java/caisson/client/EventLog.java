package caisson.client;

import java.nio.file.Path;

/**
 * A reader of the node's event log: replays from a cursor, then follows live. Survives a restart of
 * the node by connecting again and resuming after its cursor; while the node is away or behind, it
 * waits and never rewinds.
 *
 * <p>One thread per instance. {@link #poll} may take up to two seconds while it connects.
 */
public final class EventLog implements AutoCloseable {
  private EventLog() {}

  /** Opens a reader; connecting is done by {@link #poll}, so the node may be down. */
  public static EventLog open(
      NodeEndpoints node, Path clientDir, Cursor after, EventHandler handler) {
    throw new UnsupportedOperationException();
  }

  /**
   * Hands at most about {@code limit} events to the handler and returns how many. An exception of
   * the handler leaves the cursor before the event and reaches the caller.
   *
   * @throws SequenceGapException when the log is not contiguous
   */
  public int poll(int limit) {
    throw new UnsupportedOperationException();
  }

  /** The last event the handler returned from. */
  public Cursor cursor() {
    throw new UnsupportedOperationException();
  }

  /** Whether this reader has once reached the end the log had when it connected. */
  public boolean live() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
