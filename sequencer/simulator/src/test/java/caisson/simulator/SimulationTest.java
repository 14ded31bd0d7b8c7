package caisson.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final Path BREAKS = Path.of("src/test/resources/breaks");
  private static final int COMMANDS = 20_000;

  @Test
  void shouldKeepEveryInvariantAfterEveryCommandOfEverySeed() {
    int seeds = Tier.cases(200, 1_000, 5_000);
    var broken = new ArrayList<String>();
    long commands = 0;
    long trades = 0;
    long liquidations = 0;
    long auctioned = 0;
    long nights = 0;
    long capped = 0;
    long restarts = 0;
    long bent = 0;
    long bentTaken = 0;
    Reached reached = Reached.NOTHING;
    for (long seed = 1; seed <= seeds; seed++) {
      var outcome = Simulation.run(seed, COMMANDS);
      if (!outcome.holds()) {
        broken.add("seed " + seed + ": " + outcome.found());
      }
      commands += outcome.commands();
      trades += outcome.trades();
      liquidations += outcome.liquidations();
      auctioned += outcome.auctioned();
      nights += outcome.nights();
      capped += outcome.capped();
      restarts += outcome.restarts();
      bent += outcome.bent();
      bentTaken += outcome.bentTaken();
      reached = reached.plus(outcome.reached());
    }
    assertEquals(List.of(), broken);
    // What a seed of each kind must have done, or the invariants held over nothing. What many seeds
    // do is bounded at about three quarters of what they did when it was set (2,100 trades a seed,
    // 59 steps of liquidation, 5.8 restarts), what few do at half or less: other draws move it.
    assertTrue(commands > seeds * 19_000L, "commands=" + commands);
    assertTrue(trades > seeds * 1_600L, "trades=" + trades);
    assertTrue(liquidations > seeds * 45L, "liquidations=" + liquidations);
    assertTrue(auctioned > seeds, "lots taken in auctions, times: " + auctioned);
    assertTrue(nights > seeds * 50L, "marks of closed exchanges=" + nights);
    assertTrue(capped > seeds * 20L, "marks with less for a cap=" + capped);
    assertTrue(restarts >= seeds * 4L, "restarts=" + restarts);
    assertTrue(bent > seeds * 60L, "bent commands=" + bent);
    assertTrue(bentTaken > seeds * 4L, "bent commands that were taken=" + bentTaken);
    assertTrue(reached.weak() > seeds * 5L, reached.toString());
    assertTrue(reached.weighed() > seeds * 10L, reached.toString());
    assertTrue(reached.sentBack() > seeds, reached.toString());
    assertTrue(reached.limited() > seeds, reached.toString());
    assertTrue(reached.capped() > seeds, reached.toString());
    assertTrue(reached.noTerms() > seeds, reached.toString());
    assertTrue(reached.twice() > seeds, reached.toString());
    assertTrue(reached.notTwice() > seeds * 2L, reached.toString());
    assertTrue(reached.ownFees() > seeds / 8, reached.toString());
    assertTrue(reached.ownLines() > seeds / 12, reached.toString());
    assertTrue(reached.coinsKept() > seeds, reached.toString());
    assertTrue(reached.coinsLeft() > seeds, reached.toString());
    assertTrue(reached.fifths() > seeds / 5, reached.toString());
    assertTrue(reached.again() > seeds, reached.toString());
    assertTrue(reached.minutes() > seeds, reached.toString());
    assertTrue(reached.beyond() > seeds, reached.toString());
    assertTrue(reached.shocks() > seeds * 10L, reached.toString());
    assertTrue(reached.delisted() > seeds / 2, reached.toString());
    reachedByAgents(reached.agents(), seeds);
    reachedByForce(reached.forced(), seeds);
    reachedByPatience(reached.twaps(), reached.plans(), seeds);
    reachedByOutcomes(reached.outcomes(), seeds);
    reachedTogether(reached.due(), seeds);
    reachedByCrowds(reached.full(), seeds);
    reachedByFees(reached.fees(), seeds);
    reachedBySales(reached.sales(), seeds);
    reachedByClosing(reached.closed(), seeds);
    reachedByLimits(reached.limits(), seeds);
  }

  /** On both sides of each bound of a scope. */
  private static void reachedByAgents(AgentsReached agents, int seeds) {
    for (var bound : AgentTwin.Bound.values()) {
      assertTrue(agents.kept().getOrDefault(bound, 0L) > seeds / 4, bound + ": " + agents);
      assertTrue(agents.refused().getOrDefault(bound, 0L) > seeds, bound + ": " + agents);
    }
    assertTrue(agents.accepted() > seeds * 100L, agents.toString());
    assertTrue(agents.expired() > seeds, agents.toString());
    assertTrue(agents.barred() > seeds, agents.toString());
    assertTrue(agents.fired() > seeds, agents.toString());
    assertTrue(agents.returned() > seeds, agents.toString());
    assertTrue(agents.rangesTaken() > seeds, agents.toString());
    assertTrue(agents.rangesRefused() > seeds, agents.toString());
  }

  private static void reachedByForce(ForcedReached forced, int seeds) {
    assertTrue(forced.paid() > seeds * 2L, forced.toString());
    assertTrue(forced.needed() > seeds, forced.toString());
    assertTrue(forced.inBook() > seeds * 2L, forced.toString());
    assertTrue(forced.toTier() > seeds, forced.toString());
    assertTrue(forced.toOthers() > seeds * 2L, forced.toString());
    assertTrue(forced.emptied() > seeds * 5L, forced.toString());
    assertTrue(forced.rotated() > seeds, forced.toString());
    assertTrue(forced.outOfTurn() > seeds, forced.toString());
    assertTrue(forced.owed() > seeds / 10, forced.toString());
    assertTrue(forced.paidLater() > seeds / 8, forced.toString());
    assertTrue(forced.struck() > seeds / 20, forced.toString());
    assertTrue(forced.behind() > seeds / 10, forced.toString());
    assertTrue(forced.paidBeside() > seeds / 10, forced.toString());
    assertTrue(forced.struckBeside() > seeds / 20, forced.toString());
  }

  /** Orders over time or over a range, groups and switches: taken, and refused for each reason. */
  private static void reachedByPatience(TwapsReached twaps, PlansReached plans, int seeds) {
    assertTrue(twaps.taken() > seeds * 50L, twaps.toString());
    assertTrue(twaps.refused() > seeds * 50L, twaps.toString());
    assertTrue(twaps.forbidden() > seeds * 20L, twaps.toString());
    assertTrue(twaps.expired() > seeds, twaps.toString());
    assertTrue(twaps.whole() > seeds, twaps.toString());
    assertTrue(twaps.caughtUp() > seeds * 50L, twaps.toString());
    assertTrue(twaps.full() > seeds / 5, twaps.toString());
    assertTrue(plans.scaled() > seeds * 10L, plans.toString());
    assertTrue(plans.uneven() > seeds * 10L, plans.toString());
    assertTrue(plans.noRoom() > seeds / 10, plans.toString());
    assertTrue(plans.grouped() > seeds / 4, plans.toString());
    assertTrue(plans.switched() > seeds * 10L, plans.toString());
    assertTrue(plans.emptied() > seeds * 5L, plans.toString());
    assertTrue(plans.moved() > seeds / 4, plans.toString());
    assertTrue(plans.soon() > seeds, plans.toString());
    assertTrue(plans.longPast() > seeds, plans.toString());
    assertTrue(plans.twice() > seeds / 4, plans.toString());
    assertTrue(plans.neverMore() > seeds / 2, plans.toString());
  }

  /** Of more than two outcomes; every second seed has such an event. */
  private static void reachedByOutcomes(OutcomesReached outcomes, int seeds) {
    assertTrue(outcomes.resolved() > seeds / 8, outcomes.toString());
    assertTrue(outcomes.voided() > seeds / 25, outcomes.toString());
    assertTrue(outcomes.converted() > seeds * 5L, outcomes.toString());
    assertTrue(outcomes.sets() > seeds, outcomes.toString());
    assertTrue(outcomes.settled() > seeds / 8, outcomes.toString());
    assertTrue(outcomes.lapsed() > seeds / 20, outcomes.toString());
  }

  /** What comes in an order has others to come before or after. */
  private static void reachedTogether(DueReached due, int seeds) {
    assertTrue(due.several() > seeds * 4L, due.toString());
    assertTrue(due.tied() > seeds, due.toString());
    assertTrue(due.bothWays() > seeds / 20, due.toString());
    assertTrue(due.markets() > seeds * 3L, due.toString());
    assertTrue(due.expired() > seeds * 25L, due.toString());
    assertTrue(due.expiredTied() > seeds * 8L, due.toString());
    assertTrue(due.together() > seeds * 6L, due.toString());
  }

  /** Every tenth seed has crowds, and another tenth a market that fills the books. */
  private static void reachedByCrowds(FullReached full, int seeds) {
    assertTrue(full.orders() > seeds * 5L, full.toString());
    assertTrue(full.timed() > seeds / 8, full.toString());
    assertTrue(full.triggers() > seeds * 2L, full.toString());
    assertTrue(full.twaps() > seeds, full.toString());
  }

  /** Every eighth seed has tiers and referrers. */
  private static void reachedByFees(FeesReached fees, int seeds) {
    assertTrue(fees.takers() > seeds * 50L, fees.toString());
    assertTrue(fees.makers() > seeds * 40L, fees.toString());
    assertTrue(fees.dearer() > seeds * 30L, fees.toString());
    assertTrue(fees.cut() > seeds * 10L, fees.toString());
    assertTrue(fees.edges() > seeds, fees.toString());
    assertTrue(fees.rolled() > seeds * 25L, fees.toString());
    assertTrue(fees.lapsed() > seeds * 50L, fees.toString());
    assertTrue(fees.paid() > seeds * 35L, fees.toString());
    assertTrue(fees.ofMakers() > seeds * 8L, fees.toString());
    assertTrue(fees.ended() > seeds / 6, fees.toString());
    assertTrue(fees.refused() > seeds / 2, fees.toString());
  }

  private static void reachedByLimits(LimitsReached limits, int seeds) {
    assertTrue(limits.band() > seeds * 5L, limits.toString());
    assertTrue(limits.least() > seeds * 3L, limits.toString());
    assertTrue(limits.position() > seeds * 8L, limits.toString());
    assertTrue(limits.reducing() > seeds, limits.toString());
    assertTrue(limits.far() > seeds, limits.toString());
  }

  /** Every seventh seed has accounts that are closed. */
  private static void reachedByClosing(ClosedReached closed, int seeds) {
    assertTrue(closed.closed() > seeds / 4, closed.toString());
    assertTrue(closed.notEmpty() > seeds / 4, closed.toString());
    assertTrue(closed.returned() > seeds * 4L, closed.toString());
    assertTrue(closed.refused() > seeds * 12L, closed.toString());
    assertTrue(closed.credited() > seeds * 30L, closed.toString());
    assertTrue(closed.taken() > seeds * 5L, closed.toString());
    assertTrue(closed.failed() > seeds / 12, closed.toString());
  }

  private static void reachedBySales(SalesReached sales, int seeds) {
    assertTrue(sales.outcomes() > seeds, sales.toString());
    assertTrue(sales.bounded() > seeds, sales.toString());
    assertTrue(sales.collateral() > seeds * 3L, sales.toString());
    assertTrue(sales.sold() > seeds / 4, sales.toString());
  }

  static List<Path> breaks() throws IOException {
    try (var files = Files.list(BREAKS)) {
      return files.sorted().toList();
    }
  }

  /** Shrunk lists of steps that once broke an invariant. */
  @ParameterizedTest
  @MethodSource("breaks")
  void shouldHoldWhatOnceBroke(Path file) throws IOException {
    var steps = Files.readAllLines(file).stream().map(Step::parse).toList();
    assertNull(Simulation.replay(steps));
  }

  @Test
  void shouldTellStepsThatReplayToTheSameState() {
    var steps = Simulation.steps(3, 3_000);
    var first = new Run();
    steps.forEach(first::play);
    var second = new Run();
    steps.forEach(step -> second.play(Step.parse(step.text())));
    assertEquals(first.commands(), second.commands());
    assertTrue(java.util.Arrays.equals(first.machine().stateHash(), second.machine().stateHash()));
  }
}
