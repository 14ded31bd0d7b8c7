package caisson.scripts;

import java.io.PrintStream;

/** A checklist with times on a terminal, plain lines elsewhere; NO_COLOR is honoured. */
final class Progress {
  private static final boolean COLOUR =
      System.getenv("NO_COLOR") == null
          && System.console() != null
          && System.console().isTerminal();
  private final PrintStream out;
  private final long startNs = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  void step(String name, Step step) throws Exception {
    long begin = System.nanoTime();
    step.run();
    done(name, System.nanoTime() - begin);
  }

  void done(String name, long tookNs) {
    out.printf("  %s %-34s %6.1f s%n", paint("32", "ok"), name, tookNs / 1e9);
  }

  void say(String text) {
    out.println(text);
  }

  double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }

  static String paint(String code, String text) {
    return COLOUR ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  interface Step {
    void run() throws Exception;
  }
}
