package caisson.engine.wire;

import caisson.engine.State;
import org.agrona.DirectBuffer;

/** Canonical records to state. */
public final class SnapshotReader {
  private final State state;

  public SnapshotReader(State state) {
    this.state = state;
  }

  public void onRecord(DirectBuffer record, int offset, int length) {
    throw new UnsupportedOperationException("restore follows: " + state);
  }

  public void end() {}
}
