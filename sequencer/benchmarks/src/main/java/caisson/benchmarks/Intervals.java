package caisson.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Intervals of one launch. Only its end tells which of them count ({@link Pace}). */
final class Intervals {
  /** For each that is wanted so many are tried. */
  private static final int TRIES = 3;

  private final int wanted;
  private final double foreignBound;
  private final ToDoubleFunction<Load.Interval> disturbed;
  private final List<Load.Interval> taken = new ArrayList<>();

  Intervals(int wanted, double foreignBound) {
    this(wanted, foreignBound, Load.Interval::foreign);
  }

  /** With less than {@link Load} can tell of what disturbed them. */
  Intervals(int wanted, double foreignBound, ToDoubleFunction<Load.Interval> disturbed) {
    this.wanted = wanted;
    this.foreignBound = foreignBound;
    this.disturbed = disturbed;
  }

  /** Whether another one is of use. */
  boolean lacking() {
    return taken.size() < TRIES * wanted && counted().size() < wanted;
  }

  /** Takes an interval of the work. */
  void take(Runnable work) {
    Load.awaitQuiet(2 * foreignBound, 20, disturbed);
    var load = new Load();
    load.begin();
    work.run();
    taken.add(load.end());
  }

  List<Load.Interval> all() {
    return List.copyOf(taken);
  }

  List<Load.Interval> counted() {
    return taken.stream()
        .filter(interval -> disturbed.applyAsDouble(interval) <= foreignBound)
        .toList();
  }
}
