package caisson.clearing;

/** Leaves a check at its first broken rule. */
final class BrokenRule extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final CommitRule rule;

  private BrokenRule(CommitRule rule) {
    super(rule.name(), null, false, false);
    this.rule = rule;
  }

  static void unless(boolean holds, CommitRule rule) {
    if (!holds) {
      throw new BrokenRule(rule);
    }
  }
}
