package caisson.pricing;

import static caisson.pricing.Verdict.ACCEPTED;
import static caisson.pricing.Verdict.CROSSED_BOOK;
import static caisson.pricing.Verdict.NOT_POSITIVE;
import static caisson.pricing.Verdict.OUTLIER;
import static caisson.pricing.Verdict.OUTSIDE_BAND;
import static caisson.pricing.Verdict.TOO_OLD;
import static caisson.pricing.Verdict.UNSURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceIndexTest {
  private static final long USD = 1_000_000;
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldTakeTheMedianOfThreeSources() {
    IndexRound round =
        PriceIndex.compute(
            IndexRules.major(3), 0, quotes(60_010 * USD, 59_990 * USD, 60_000 * USD));
    assertFalse(round.stale());
    assertEquals(60_000 * USD, round.indexMicros());
  }

  @Test
  void shouldTakeTheLowerMiddleOfFour() {
    IndexRound round =
        PriceIndex.compute(
            IndexRules.major(4), 0, quotes(60_003 * USD, 60_001 * USD, 60_002 * USD, 60_004 * USD));
    assertEquals(60_002 * USD, round.indexMicros());
  }

  @Test
  void shouldBeStaleAndKeepThePreviousIndexWhenOneOfThreeIsTooOld() {
    List<Quote> quotes =
        List.of(
            Quote.of(1, 60_000 * USD, 0),
            Quote.of(2, 60_001 * USD, 5 * SECOND),
            Quote.of(3, 60_002 * USD, 5 * SECOND + 1));
    IndexRound round = PriceIndex.compute(IndexRules.major(3), 59_999 * USD, quotes);
    assertTrue(round.stale());
    assertEquals(59_999 * USD, round.indexMicros());
    assertEquals(List.of(ACCEPTED, ACCEPTED, TOO_OLD), round.verdicts());
  }

  @Test
  void shouldNameTheFirstFailingCheck() {
    List<Quote> quotes =
        List.of(
            Quote.of(1, 0, 99 * SECOND),
            new Quote(2, 1, 60_000 * USD, 60_001 * USD, 60_001 * USD, 0, 0),
            new Quote(3, 1, 60_000 * USD, 0, 0, 600 * USD + 1, 0),
            new Quote(4, 1, 60_000 * USD, 59_999 * USD, 60_001 * USD, 600 * USD, 0));
    IndexRound round = PriceIndex.compute(IndexRules.major(4), 0, quotes);
    assertEquals(List.of(NOT_POSITIVE, CROSSED_BOOK, UNSURE, ACCEPTED), round.verdicts());
  }

  @Test
  void shouldRefuseALoneJumpAndFollowAGenuineGap() {
    IndexRules rules = IndexRules.major(4);
    IndexRound lone =
        PriceIndex.compute(
            rules, 60_000 * USD, quotes(70_000 * USD, 60_000 * USD, 60_001 * USD, 60_002 * USD));
    assertEquals(List.of(OUTSIDE_BAND, ACCEPTED, ACCEPTED, ACCEPTED), lone.verdicts());
    assertEquals(60_001 * USD, lone.indexMicros());

    IndexRound gap =
        PriceIndex.compute(
            rules, 60_000 * USD, quotes(70_000 * USD, 70_001 * USD, 70_002 * USD, 70_003 * USD));
    assertFalse(gap.stale());
    assertEquals(70_001 * USD, gap.indexMicros());
  }

  @Test
  void shouldDropAnOutlierInsideTheBand() {
    IndexRound round =
        PriceIndex.compute(
            IndexRules.major(4),
            60_000 * USD,
            quotes(60_000 * USD, 60_001 * USD, 60_002 * USD, 61_000 * USD));
    assertEquals(List.of(ACCEPTED, ACCEPTED, ACCEPTED, OUTLIER), round.verdicts());
    assertEquals(60_001 * USD, round.indexMicros());
  }

  @Test
  void shouldBeStaleWhenSurvivorsHoldHalfOfTheNominalWeight() {
    IndexRules six = IndexRules.major(6);
    assertTrue(PriceIndex.compute(six, 0, quotes(1, 1, 1)).stale());
    assertFalse(PriceIndex.compute(six, 0, quotes(1, 1, 1, 1)).stale());
  }

  @Test
  void shouldBeStaleWithoutQuotes() {
    IndexRound round = PriceIndex.compute(IndexRules.major(3), 0, List.of());
    assertTrue(round.stale());
    assertEquals(0, round.indexMicros());
  }

  @Test
  void shouldEqualTheNaiveTwinOnRandomRounds() {
    long seed = Long.getLong("caisson.test.seed", 710);
    Random random = new Random(seed);
    int fresh = 0;
    for (int i = 0; i < 100_000; i++) {
      int sources = random.nextInt(9);
      long centre = random.nextInt(10) == 0 ? 1 + random.nextInt(50) : 60_000 * USD;
      List<Quote> quotes = new ArrayList<>();
      long weight = 0;
      for (int s = 0; s < sources; s++) {
        Quote quote = randomQuote(random, s, centre);
        weight += quote.weight();
        quotes.add(quote);
      }
      IndexRules rules =
          new IndexRules(
              5 * SECOND,
              random.nextInt(100_000),
              1 + random.nextInt(4),
              random.nextInt(20_000),
              random.nextInt(10_000),
              10_000,
              1 + random.nextInt(3),
              1 + weight + random.nextInt(4));
      long previous = random.nextInt(4) == 0 ? 0 : near(random, centre, 60_000);
      IndexRound round = PriceIndex.compute(rules, previous, quotes);
      String where = "seed " + seed + " round " + i + " " + quotes;
      assertEquals(
          NaiveIndex.compute(rules, previous, quotes),
          round.stale() ? -1 : round.indexMicros(),
          where);

      Collections.shuffle(quotes, random);
      assertEquals(
          round.indexMicros(), PriceIndex.compute(rules, previous, quotes).indexMicros(), where);
      fresh += round.stale() ? 0 : 1;
    }
    assertTrue(fresh > 15_000, "only " + fresh + " rounds had an index");
  }

  @Test
  void shouldNeverFollowAMinorityOutsideTheHonestRange() {
    Random random = new Random(711);
    for (int i = 0; i < 20_000; i++) {
      long low = 60_000 * USD - random.nextInt(1_000_000);
      long high = 60_000 * USD + random.nextInt(1_000_000);
      List<Quote> quotes = new ArrayList<>(quotes(low, high, near(random, 60_000 * USD, 1)));
      quotes.add(Quote.of(4, Math.max(0, near(random, 60_000 * USD, 900_000)), 0));
      IndexRound round = PriceIndex.compute(IndexRules.major(4), 60_000 * USD, quotes);
      long honestLow =
          quotes.subList(0, 3).stream().mapToLong(Quote::priceMicros).min().orElseThrow();
      long honestHigh =
          quotes.subList(0, 3).stream().mapToLong(Quote::priceMicros).max().orElseThrow();
      assertTrue(
          round.indexMicros() >= honestLow && round.indexMicros() <= honestHigh, () -> round + "");
    }
  }

  private static Quote randomQuote(Random random, int source, long centre) {
    long price = near(random, centre, random.nextInt(3) == 0 ? 200_000 : 5_000);
    long bid = random.nextInt(3) == 0 ? price - random.nextInt(3) : 0;
    return new Quote(
        source,
        1 + random.nextInt(3),
        random.nextInt(20) == 0 ? -price : price,
        bid,
        bid == 0 ? 0 : bid + random.nextInt(20),
        random.nextInt(4) == 0 ? near(random, Math.max(1, price / 100), 100_000) : 0,
        random.nextInt(10) == 0 ? 5 * SECOND + random.nextInt(2) : 0);
  }

  private static long near(Random random, long centre, int spreadPpm) {
    long spread = Math.max(1, centre * spreadPpm / 1_000_000);
    return centre + random.nextLong(-spread, spread + 1);
  }

  private static List<Quote> quotes(long... prices) {
    List<Quote> quotes = new ArrayList<>();
    for (int i = 0; i < prices.length; i++) {
      quotes.add(Quote.of(i + 1, prices[i], 0));
    }
    return quotes;
  }
}
