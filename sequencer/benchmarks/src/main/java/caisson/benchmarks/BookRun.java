package caisson.benchmarks;

import java.nio.file.Path;
import java.util.Locale;

/**
 * One side in its own JVM: warms up, then prints one line per interval, the times of single
 * commands, and what the book held at the end.
 */
final class BookRun {
  private static final int WARM_UP = 4;

  private BookRun() {}

  public static void main(String[] arguments) throws Exception {
    boolean ours = arguments[0].equals("ours");
    var file = CommandFile.read(Path.of(arguments[1]));
    int intervals = Integer.parseInt(arguments[2]);
    double foreignBound = Double.parseDouble(arguments[3]);
    for (int i = 0; i < WARM_UP; i++) {
      run(filled(ours, file), file);
    }
    String outcome = "";
    var taken = new Intervals(intervals, foreignBound);
    while (taken.lacking()) {
      BookSide side = filled(ours, file);
      System.gc();
      taken.take(() -> run(side, file));
      outcome = side.outcome().toString();
    }
    for (var interval : taken.all()) {
      System.out.printf(
          Locale.ROOT,
          "interval %d %d %.4f %d%n",
          interval.wallNs(),
          interval.cpuNs(),
          interval.foreign(),
          interval.allocatedBytes());
    }
    System.out.println("outcome " + outcome);
    times(ours, file, foreignBound);
  }

  private static BookSide filled(boolean ours, CommandFile file) {
    BookSide side = ours ? new OurBook(file.fill + 131_072) : new PeerBook();
    for (int at = 0; at < file.fill; at++) {
      file.apply(at, side);
    }
    return side;
  }

  private static void run(BookSide side, CommandFile file) {
    for (int at = file.fill; at < file.size; at++) {
      file.apply(at, side);
    }
  }

  /** Each command between two readings of the clock, whose own cost of some 24 ns stays in. */
  private static void times(boolean ours, CommandFile file, double foreignBound) {
    for (int pass = 0; pass < 3; pass++) {
      var side = filled(ours, file);
      System.gc();
      Load.awaitQuiet(2 * foreignBound, 20);
      var times = new Latencies();
      for (int at = file.fill; at < file.size; at++) {
        long begun = System.nanoTime();
        file.apply(at, side);
        times.record(System.nanoTime() - begun);
      }
      System.out.println(
          "times "
              + times.at(0.5)
              + " "
              + times.at(0.9)
              + " "
              + times.at(0.99)
              + " "
              + times.at(0.999)
              + " "
              + times.longest());
    }
  }
}
