package caisson.simulator;

import static caisson.simulator.Break.unless;

/** What slices took from the book of a market, by the minutes of the log. */
final class SliceTwin {
  private static final String RATE = "slice rate";
  private static final long NS_PER_MINUTE = 60_000_000_000L;

  private long perMinute;
  private long minute;

  /** In the minute that runs, since a limit is set. */
  private long limited;

  private long taken;
  private long most;

  void limit(long lotsPerMinute) {
    limited = lotsPerMinute == 0 ? 0 : limited;
    perMinute = lotsPerMinute;
  }

  /** A slice that asked for so many lots got some of them. */
  void onSlice(long asked, long got, long timeNs) {
    if (minute != timeNs / NS_PER_MINUTE) {
      minute = timeNs / NS_PER_MINUTE;
      limited = 0;
      taken = 0;
    }
    unless(perMinute == 0 || asked <= perMinute - limited, RATE, "a slice of " + asked);
    limited += perMinute == 0 ? 0 : got;
    taken += got;
    most = Math.max(most, taken);
  }

  /** Lots that the minute of now leaves. */
  long left(long timeNs) {
    boolean runs = minute == timeNs / NS_PER_MINUTE;
    return perMinute == 0 ? Long.MAX_VALUE : Math.max(0, perMinute - (runs ? limited : 0));
  }

  /** The most that a minute took. */
  long most() {
    return most;
  }
}
