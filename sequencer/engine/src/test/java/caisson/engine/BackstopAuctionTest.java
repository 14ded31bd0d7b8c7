package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * k 10: at 1000 ticks 100 lots are a dollar; maintenance 2.5 % and a gap of 0.2 %, initial 3.95 %.
 * At 964 ticks A has 28 dollars and needs 52.056; two thirds are 34.7, a third 17.35.
 */
class BackstopAuctionTest {
  private static final String START =
      """
      register A B C D E
      deposit A 100_000_000
      deposit B 100_000_000_000
      deposit C 50_000_000
      deposit D 100_000_000_000
      deposit E 100_000_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      liquidation perp tier 0 fee 5000 band 20000
      price perp 1000
      place A perp buy 200000 @ 1000
      place B perp sell 200000 @ 1000     -> accepted, trade A B 200000 @ 1000
      price perp 964
      """;

  private static final String HANDED_OVER =
      "drain 200000 of 200000, deleverage 200000 to 0, DELEVERAGE B A 200000, ";

  @Test
  void shouldRaiseThePremiumUntilSomebodyTakes() {
    var scenario =
        Scenario.play(
            START
                + """
                offer D perp 1000000 for 300000     -> offers 1000000 for 300000
                price perp 964                      -> completed, auction A at 0
                wait 2s
                price perp 964                      -> completed, auction A at 200000
                lots A perp = 200000
                wait 1s
                price perp 964                      -> completed, auction A at 300000, share 200000 of 200000 room 1000000 for 28000000, AUCTION D A 200000, AUCTION_PREMIUM A D 8400000, AUCTION A 28000000/52056000 to 19600000/0
                lots A perp = 0
                lots D perp = 200000
                cash A = 19600000
                cash D = 98080400000
                price perp 964                      -> completed, ENDED A 19600000/0 to 19600000/0
                """);
    assertReplays(scenario);
  }

  /** Rooms of 300,000, 100,000 and 7 for 200,000 lots; then three alike, the first two by id. */
  @Test
  void shouldShareByRoomAndLoseNoLot() {
    Scenario.play(
        START
            + """
            offer E perp 7 for 0
            offer D perp 100000 for 0
            offer B perp 99999 for 0            # and 200,000 more, which close what it owes
            price perp 964                      -> completed, auction A at 0, share 200000 of 200000 room 400006 for 28000000, AUCTION B A 149997, AUCTION D A 49999, AUCTION E A 4, AUCTION A 28000000/52056000 to 28000000/0
            lots B perp = -50003
            """);
    Scenario.play(
        START
            + """
            place C perp sell 1 @ 2000          # of another account than those who take
            offer E perp 200000 for 0
            offer D perp 200000 for 0
            offer B perp 0 for 0                -> rejected ALREADY_APPLIED
            register F
            deposit F 100_000_000_000
            offer F perp 200000 for 0
            price perp 964                      -> completed, auction A at 0, share 200000 of 200000 room 600000 for 28000000, AUCTION D A 66667, AUCTION E A 66667, AUCTION F A 66666, AUCTION A 28000000/52056000 to 28000000/0
            """);
  }

  /** A quarter of the line is taken for 90 % of its equity; then nobody has room for more. */
  @Test
  void shouldHandOverWhatNobodyHasRoomFor() {
    var scenario =
        Scenario.play(
            START
                + """
                tier 0 10_000_000_000
                offer D perp 50000 for 900000
                price perp 964                      -> completed, auction A at 0
                wait 9s
                price perp 964                      -> completed, auction A at 900000, share 50000 of 200000 room 50000 for 28000000, AUCTION D A 50000, AUCTION_PREMIUM A D 6300000, AUCTION A 28000000/52056000 to 21700000/39042000, BACKSTOP TIER0 A 150000, LIQUIDATION_FEE A TIER0 7230000, HANDOVER A 21700000/39042000 to 14470000/0
                cash A = 14470000
                """);
    assertReplays(scenario);
  }

  /** With half of the line E is 28 and MM 26.03: that is enough, and the next slice may begin. */
  @Test
  void shouldKeepWhatIsSafeAgainAfterwards() {
    Scenario.play(
        START
            + """
            offer D perp 100000 for 0
            price perp 964                      -> completed, auction A at 0, share 100000 of 200000 room 100000 for 28000000, AUCTION D A 100000, AUCTION A 28000000/52056000 to 28000000/26028000
            lots A perp = 100000
            price perp 964                      -> completed
            lots A perp = 100000
            """);
  }

  /** Of 50 dollars 3.95 % are the margin of 1,265.82; an order beside holds 23.909 of them. */
  @Test
  void shouldTakeNoMoreThanItsOwnMarginBears() {
    Scenario.play(
        START
            + """
            offer C perp 10000000 for 0
            price perp 964                      -> completed, auction A at 0, share 131309 of 200000 room 131309 for 28000000, AUCTION C A 131309, AUCTION A 28000000/52056000 to 28000000/17879130
            """);
    Scenario.play(
        START
            + """
            place C perp buy 50000 @ 900        -> accepted, rested 50000
            offer C perp 10000000 for 0
            price perp 964                      -> completed, auction A at 0, share 68517 of 200000 room 68517 for 28000000, AUCTION C A 68517, AUCTION A 28000000/52056000 to 28000000/34222500
            """);
  }

  @Test
  void shouldEndAfterTenSecondsAtTheWholeMargin() {
    var scenario =
        Scenario.play(
            START
                + """
                tier 0 10_000_000_000
                offer D perp 150000 for 1000000
                price perp 964                      -> completed, auction A at 0
                wait 5s
                price perp 964                      -> completed, auction A at 500000
                wait 4999ms
                price perp 964                      -> completed, auction A at 999900
                wait 1ms
                price perp 964                      -> completed, auction A at 1000000, share 150000 of 200000 room 150000 for 28000000, AUCTION D A 150000, AUCTION_PREMIUM A D 21000000, AUCTION A 28000000/52056000 to 7000000/13014000, BACKSTOP TIER0 A 50000, LIQUIDATION_FEE A TIER0 2410000, HANDOVER A 7000000/13014000 to 4590000/0
                """);
    assertReplays(scenario);
  }

  @Test
  void shouldTakeNothingWhenNoPricesCameForLong() {
    Scenario.play(
        START
            + "offer D perp 150000 for 1000000\n"
            + "price perp 964                      -> completed, auction A at 0\n"
            + "wait 25s\nprice perp 964\nprice perp 964\n"
            + "lots A perp = 200000\n"
            + "price perp 964 -> completed, "
            + HANDED_OVER
            + "HANDOVER A 28000000/52056000 to 28000000/0\n");
  }

  @Test
  void shouldNotWaitBelowAThirdOfTheMargin() {
    Scenario.play(
        START
            + "offer D perp 1000000 for 300000\n"
            + "price perp 964                      -> completed, auction A at 0\n"
            + "wait 2s\n"
            + "price perp 955 -> mark 955, "
            + HANDED_OVER
            + "HANDOVER A 10000000/51570000 to 10000000/0\n");
  }

  @Test
  void shouldBeAsWithoutOffersWhenTheOnlyOneIsItsOwnOrNobodyMayTake() {
    String asToday =
        "price perp 964 -> completed, "
            + HANDED_OVER
            + "HANDOVER A 28000000/52056000 to 28000000/0\n";
    Scenario.play(START + asToday);
    Scenario.play(START + "offer A perp 1000 for 0\n" + asToday);
    Scenario.play(START + "offer D perp 1000 for 0\nrestrict D REDUCE_ONLY\n" + asToday);
    Scenario.play(START + "offer D perp 1000 for 0\nlevel D CANCEL_ONLY\n" + asToday);
    Scenario.play(
        START
            + "limits perp band 0 lots 1000 notional 0\n"
            + "place D perp buy 1000 @ 900\n"
            + "offer D perp 1000 for 0\n"
            + asToday);
  }

  @Test
  void shouldEndWhenTheOfferIsTakenBack() {
    Scenario.play(
        START
            + "offer D perp 1000000 for 300000\n"
            + "price perp 964                      -> completed, auction A at 0\n"
            + "offer D perp 0 for 0                -> offers 0 for 0\n"
            + "price perp 964 -> completed, "
            + HANDED_OVER
            + "HANDOVER A 28000000/52056000 to 28000000/0\n");
  }

  /**
   * At 975 A has 50 dollars for 52.65: it goes back to slices, and then the premium begins anew.
   */
  @Test
  void shouldBeginAnewAfterItWasNotDue() {
    Scenario.play(
        START
            + """
            offer D perp 1000000 for 300000
            price perp 964                      -> completed, auction A at 0
            wait 2s
            price perp 975                      -> mark 975
            wait 2s
            price perp 964                      -> mark 964, auction A at 0
            """);
  }

  /** The short of 50,000 in market 3 hedges a part of the long: it is not taken first. */
  @Test
  void shouldKeepAHedgeUntilWhatItHedgesHasGone() {
    String story =
        """
        register A B D
        deposit A 150_000_000
        deposit B 100_000_000_000
        deposit D 100_000_000_000
        factor 1 down 250 up 250 spot 250
        marketfactor perp 1
        marketfactor 3 1
        liquidation perp tier 0 fee 5000 band 20000
        liquidation 3 tier 0 fee 5000 band 20000
        price perp 1000
        price 3 1000
        place B perp sell 300000 @ 1000
        place A perp buy 300000 @ 1000      -> accepted, trade A B 300000 @ 1000
        place B 3 buy 50000 @ 1000
        place A 3 sell 50000 @ 1000         -> accepted, trade B A 50000 @ 1000
        offer D 3 1000000 for 0
        price 3 956
        price 3 956
        price perp 956
        """;
    var hedgeAlone = withMarket3();
    hedgeAlone.run(
        story
            + """
            price perp 956
            lots A perp = 0
            lots A 3 = 0
            lots D 3 = 0
            """);
    var both = withMarket3();
    both.run(
        story
            + """
            offer D perp 1000000 for 0
            price perp 956                      -> completed, auction A at 0, share 300000 of 300000 room 1000000 for 32551724, AUCTION D A 300000, AUCTION A 40000000/69310000 to 40000000/12906000
            lots A 3 = -50000
            """);
  }

  private static Scenario withMarket3() {
    var scenario = new Scenario();
    scenario.apply(scenario.wire.listPerpetual(3, 10, 100_000, 0, 0, 10_000_000, 2_000_000_000));
    return scenario;
  }

  @Test
  void shouldGoOnFromASnapshotInTheMiddle() {
    var scenario =
        Scenario.play(
            START
                + """
                offer E perp 120000 for 500000
                offer D perp 1000000 for 300000
                price perp 964                      -> completed, auction A at 0
                wait 3s
                """);
    var log = new Log();
    var restored = new StateMachine(log);
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    int before = scenario.log.events.size();
    scenario.run(
        """
        price perp 964
        lots D perp = 200000
        cash A = 19600000
        offer D perp 1000000 for 300000     -> rejected ALREADY_APPLIED
        """);
    var after = scenario.log.events.subList(before, scenario.log.events.size());
    Log.replay(after, restored);
    assertEquals(EventText.text(after), EventText.text(log.events));
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
  }

  private static void assertReplays(Scenario scenario) {
    var replayed = new Log();
    var machine = new StateMachine(replayed);
    Log.replay(scenario.log.events, machine);
    assertArrayEquals(scenario.machine.stateHash(), machine.stateHash());
    assertEquals(scenario.log.events.size(), replayed.events.size());
  }
}
