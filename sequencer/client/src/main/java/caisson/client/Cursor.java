package caisson.client;

/** Identity of the last event consumed. A reader commits it with the rows the event made. */
public record Cursor(long sequence, int index) implements Comparable<Cursor> {
  /** Before the first event of the log, which is (1, 0). */
  public static final Cursor START = new Cursor(0, -1);

  @Override
  public int compareTo(Cursor other) {
    int bySequence = Long.compare(sequence, other.sequence);
    return bySequence != 0 ? bySequence : Integer.compare(index, other.index);
  }
}
