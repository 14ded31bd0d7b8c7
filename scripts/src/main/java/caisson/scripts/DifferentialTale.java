package caisson.scripts;

import caisson.clearing.CommitRule;
import caisson.clearing.CommitRules;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * The two implementations of the chain's formats and rules, one in Java and one in Solidity, held
 * against each other on random cases.
 */
final class DifferentialTale {
  private static final Set<CommitRule> NOT_NAMED = EnumSet.of(CommitRule.OUT_OF_RANGE);

  /** So many cases of each kind meet every rule. */
  private static final int MEETS_ALL = 10_000;

  private static final int FEW = 200;

  private final TwinVenue venue;
  private final Path root;
  private final Story story;
  private final long seed;
  private final int cases;

  DifferentialTale(TwinVenue venue, Path root, Story story, long seed, int cases) {
    this.venue = venue;
    this.root = root;
    this.story = story;
    this.seed = seed;
    this.cases = cases;
  }

  void tell() {
    RootTwins roots = new RootTwins(venue.chain, TestArtifact.code(root, "Roots"), seed);
    story.chapter("Roots of account sets");
    roots.ask(cases);
    roots.shown.forEach(story::tell);
    story.equal(
        "of " + roots.asked + " sets have another root in Solidity than in Java",
        0,
        roots.disagreements);
    story.check("some sets are refused by both", roots.refused > 0, roots.refused + " sets");
    commits();
    plants();
  }

  private void commits() {
    story.chapter("Commits");
    CommitTwins twins = new CommitTwins(venue, seed);
    int rare = Math.max(1, cases / 50);
    int late = cases / 6;
    String before = venue.chain.snapshot();
    twins.ask(cases - late - 2 * rare);
    venue.wait(25);
    twins.ask(late);
    venue.pause();
    twins.ask(rare);
    venue.chain.revert(before);
    before = venue.chain.snapshot();
    venue.freeze();
    twins.ask(rare);
    venue.chain.revert(before);
    twins.shown.forEach(story::tell);
    story.equal(
        "of " + twins.asked + " commits are judged otherwise by the contract than by its twin",
        0,
        twins.disagreements);
    story.check("some are taken", twins.taken > twins.asked / 20, twins.taken + " commits");
    story.tell("refused without a name: " + twins.unnamed);
    twins.named.forEach((rule, count) -> story.tell(rule + ": " + count));
    if (cases >= MEETS_ALL) {
      Set<CommitRule> unmet = EnumSet.allOf(CommitRule.class);
      unmet.removeAll(twins.named.keySet());
      unmet.removeAll(NOT_NAMED);
      story.equal("rules that no commit met", Set.of(), unmet);
    }
  }

  /**
   * A fault on either side must show: twins that forget a rule, or that sum the wrong way round.
   */
  private void plants() {
    story.chapter("Twins with a fault");
    RootTwins swapped =
        new RootTwins(
            venue.chain,
            TestArtifact.code(root, "Roots"),
            (set, marks, random) -> RootTwins.root(set, marks, random).map(DifferentialTale::swap),
            seed);
    swapped.ask(50);
    story.check(
        "sums in the other order are found",
        swapped.disagreements > 0,
        swapped.disagreements + " of 50 sets");
    CommitTwins forgetful =
        new CommitTwins(
            venue,
            (chain, call) ->
                CommitRules.broken(chain, call).filter(rule -> rule != CommitRule.ENTRY_ORDER),
            seed);
    forgetful.ask(FEW);
    story.check(
        "a checker that forgets the order of entries is found",
        forgetful.disagreements > 0,
        forgetful.disagreements + " of " + FEW + " commits");
  }

  private static byte[] swap(byte[] root) {
    byte[] swapped = root.clone();
    System.arraycopy(root, 32, swapped, 48, 16);
    System.arraycopy(root, 48, swapped, 32, 16);
    return swapped;
  }
}
