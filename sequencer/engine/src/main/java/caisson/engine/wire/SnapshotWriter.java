package caisson.engine.wire;

import caisson.engine.EventSink;
import caisson.engine.State;

/** State to canonical records. */
public final class SnapshotWriter {
  public static final int MAX_RECORD_LENGTH = 16_384;

  private final EventSink sink;

  public SnapshotWriter(EventSink sink) {
    this.sink = sink;
  }

  public void write(State state) {
    throw new UnsupportedOperationException("snapshot follows: " + sink + state);
  }
}
