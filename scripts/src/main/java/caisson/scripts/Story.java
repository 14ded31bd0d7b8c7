package caisson.scripts;

import java.io.PrintStream;
import java.util.Objects;

/** Named assertions told as a story; a failed one is counted and the story goes on where it can. */
final class Story {
  private final String name;
  private final PrintStream out;
  private int passed;
  private int failed;

  Story(String name, PrintStream out) {
    this.name = name;
    this.out = out;
  }

  void chapter(String title) {
    out.println();
    out.println(Progress.paint("1", title));
  }

  void tell(String line) {
    out.println("     " + line);
  }

  void equal(String what, Object expected, Object found) {
    if (Objects.equals(expected, found)) {
      passed++;
      out.println("  " + Progress.paint("32", "ok") + " " + what + ": " + found);
    } else {
      fail(what, "expected=" + expected + " found=" + found);
    }
  }

  void isTrue(String what, boolean holds) {
    equal(what, true, holds);
  }

  void fail(String what, String why) {
    failed++;
    out.println("  " + Progress.paint("31", "FAILED") + " " + what + ": " + why);
  }

  /** Prints the result line and returns the exit code. */
  int end() {
    out.println();
    out.println("result " + name + " passed=" + passed + " failed=" + failed);
    return failed == 0 && passed > 0 ? 0 : 1;
  }
}
