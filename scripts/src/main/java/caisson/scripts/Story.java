package caisson.scripts;

import caisson.sdk.Json;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Objects;

/**
 * Named assertions told as a story; a failed one is counted and the story goes on where it can. As
 * JSON it prints one object per assertion and no other text but the result line.
 */
final class Story {
  private final String name;
  private final PrintStream out;
  private final PrintStream text;
  private final boolean json;
  private int passed;
  private int failed;

  Story(String name, PrintStream out, boolean json) {
    this.name = name;
    this.out = out;
    this.json = json;
    this.text = json ? new PrintStream(OutputStream.nullOutputStream()) : out;
  }

  /** Where words for people go. */
  PrintStream text() {
    return text;
  }

  void chapter(String title) {
    text.println();
    text.println(Progress.paint("1", title));
  }

  void tell(String line) {
    text.println("     " + line);
  }

  void equal(String what, Object expected, Object found) {
    boolean holds = Objects.equals(expected, found);
    check(what, holds, holds ? String.valueOf(found) : "expected=" + expected + " found=" + found);
  }

  void isTrue(String what, boolean holds) {
    equal(what, true, holds);
  }

  void fail(String what, String why) {
    check(what, false, why);
  }

  void check(String what, boolean holds, String found) {
    if (holds) {
      passed++;
    } else {
      failed++;
    }
    if (json) {
      out.println(Json.write(Json.object("assertion", what, "holds", holds, "found", found)));
    }
    text.println(
        "  "
            + (holds ? Progress.paint("32", "ok") : Progress.paint("31", "FAILED"))
            + " "
            + what
            + ": "
            + found);
  }

  /** Prints the result line and returns the exit code. */
  int end() {
    text.println();
    out.println("result " + name + " passed=" + passed + " failed=" + failed);
    return failed == 0 && passed > 0 ? 0 : 1;
  }
}
