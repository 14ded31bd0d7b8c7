package caisson.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Intervals of one launch. Only its end tells which of them count ({@link Pace}). */
final class Intervals {
  /** For each that is wanted so many are tried. */
  private static final int TRIES = 3;

  private final int wanted;
  private final double foreignBound;
  private final List<Load.Interval> taken = new ArrayList<>();

  Intervals(int wanted, double foreignBound) {
    this.wanted = wanted;
    this.foreignBound = foreignBound;
  }

  /** Whether another one is of use. */
  boolean lacking() {
    return taken.size() < TRIES * wanted && counted().size() < wanted;
  }

  /** Takes an interval of the work. */
  void take(Runnable work) {
    Load.awaitQuiet(2 * foreignBound, 20);
    var load = new Load();
    load.begin();
    work.run();
    taken.add(load.end());
  }

  List<Load.Interval> all() {
    return List.copyOf(taken);
  }

  List<Load.Interval> counted() {
    return taken.stream().filter(interval -> interval.foreign() <= foreignBound).toList();
  }
}
