package caisson.engine;

/**
 * Places of one array that are read together. So short a loop has many reads under way at once,
 * where the processor would wait for each of them were it left to the code that needs it.
 */
public final class Reads {
  private final int[] places;
  private int count;

  public Reads(int most) {
    places = new int[most];
  }

  public void add(int place) {
    places[count++] = place;
  }

  /** Reads them all and forgets them; the sum means nothing, but that it was asked for. */
  public long of(long[] words) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += words[places[i]];
    }
    count = 0;
    return sum;
  }
}
