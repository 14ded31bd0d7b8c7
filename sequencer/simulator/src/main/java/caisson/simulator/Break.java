package caisson.simulator;

/** An invariant that does not hold; its rule names it, so that shrinking keeps to one. */
final class Break extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String rule;

  Break(String rule, String found) {
    super(rule + ": " + found);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }

  static void unless(boolean holds, String rule, String found) {
    if (!holds) {
      throw new Break(rule, found);
    }
  }

  static void unlessEqual(long expected, long found, String rule, String what) {
    if (expected != found) {
      throw new Break(rule, what + " expected=" + expected + " found=" + found);
    }
  }
}
