package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Maintenance 2.5 %; overnight 2 % more, so a band of 4.5 % around the close, at the weekend 7.5 %.
 * Night falls a day after the start, the weekend six hours later and the day six hours after it.
 */
class OffHoursTest {
  private static final String START =
      """
      register A B
      deposit A 100_000_000
      deposit B 100_000_000
      factor 1 down 250 up 250 spot 250
      marketfactor perp 1
      price perp 1000
      rules perp slew 0 band 100000 cap 10000 impact 0 interest 0
      sessions perp extended 100 overnight 200 weekend 500 window 1500 halt 1000
      """;

  private static final String WEEK =
      """
      offhours perp overnight 3600 weekend 28800 -> changed
      session perp overnight in 86400s
      session perp weekend in 108000s
      session perp regular in 129600s
      """;

  private static final String BOOK =
      """
      place A perp buy 3 @ 1040
      place B perp sell 3 @ 1060
      """;

  /** The last price of the day is ten seconds old when the exchange closes, at 1000. */
  private static final String NIGHT =
      """
      wait 86390s
      price perp 1000
      wait 10s
      """;

  @Test
  void shouldGoTowardsTheBookOverHoursAndBeginAtTheMarkBefore() {
    var scenario = Scenario.play(START + WEEK + BOOK + NIGHT);
    // By day the median of 1000, a percent more, and 1050. 10 s of an hour of the way from there to
    // 1045, the end of the band that 1050 is beyond.
    assertEquals(
        "1000 in 955..1045 average 1034339+2000000, mark 1010", told(scenario, "price perp 1000"));
    assertEquals(
        "1000 in 955..1045 average 1034696+3476000, mark 1010",
        told(scenario, "wait 36s\nprice perp 1000"));
    price(scenario, 59, "wait 60s\nprice perp 1000");
    assertEquals(
        "1000 in 955..1045 average 1056954+296000, mark 1032", told(scenario, "price perp 1000"));
    // An empty side, and the average stands.
    assertEquals(
        "1000 in 955..1045 average 1056954+296000, mark 1032",
        told(scenario, "cancelall A perp both\nwait 60s\nprice perp 1000"));
  }

  @Test
  void shouldGetToABookThatStandsStillHoweverFineTheSteps() {
    var scenario = Scenario.play(START + WEEK + NIGHT + "price perp 1000");
    scenario.run("wait 1s\nprice perp 1000\nwait 1s\nprice perp 1000");
    scenario.run("place A perp buy 3 @ 1000\nplace B perp sell 3 @ 1003");
    price(scenario, 30_000, "wait 300ms\nprice perp 1000");
    // 2.5 hours of 1001.5: without what is carried it would stay where it was, a step being less
    // than a unit. exp(-2.5) of the tick and a half are left.
    assertEquals(
        "1000 in 955..1045 average 1025410+1399500, mark 1001", told(scenario, "price perp 1000"));
  }

  @Test
  void shouldGoBeyondTheBandOnlyWithAPriceFromOutsideAndComeBackWithoutIt() {
    var scenario = Scenario.play(START + WEEK + NIGHT + "price perp 1000");
    scenario.run("wait 1s\nprice perp 1000\nwait 1s\nprice perp 1000");
    scenario.run("place A perp buy 3 @ 1090\nplace B perp sell 3 @ 1110");
    price(scenario, 120, "wait 60s\nprice perp 1000");
    assertEquals(
        "1000 in 955..1045 average 1063948+1500000, mark 1039", told(scenario, "price perp 1000"));
    price(scenario, 29, "wait 60s\nprice perp 1000 1080");
    assertEquals(
        "1000 in 955..1080 average 1080570+600000, mark 1055",
        told(scenario, "wait 60s\nprice perp 1000 1080"));
    assertEquals(
        "1000 in 955..1045 average 1070080+0, mark 1045", told(scenario, "price perp 1000"));
    // An index that leaves the close is such a price too.
    assertEquals("1000 in 900..1045 average 1070080+0, mark 990", told(scenario, "price perp 900"));
  }

  @Test
  void shouldStayInTheBandOfTheIndexAndWithinTheSlewAsAtAnyTime() {
    var scenario = Scenario.play(START + WEEK + BOOK);
    scenario.run("rules perp slew 0 band 20000 cap 10000 impact 0 interest 0");
    scenario.run(NIGHT);
    price(scenario, 120, "wait 60s\nprice perp 1000");
    assertEquals(
        "1000 in 955..1045 average 1065324+2000000, mark 1020", told(scenario, "price perp 1000"));
    assertEquals(
        "1000 in 955..1045 average 1065324+2000000, mark 1009", told(scenario, "price perp 990"));
    scenario.run("rules perp slew 100 band 100000 cap 10000 impact 0 interest 0");
    assertEquals(
        "1000 in 955..1045 average 1065337+2760000, mark 1011",
        told(scenario, "wait 10s\nprice perp 990"));
  }

  @Test
  void shouldTakeTheFirstIndexOfTheNightWhenTheLastOfTheDayIsOld() {
    var scenario = Scenario.play(START + WEEK + "wait 86400s");
    // The mark before is cut to the new band.
    assertEquals("800 in 764..836 average 856064+0, mark 836", told(scenario, "price perp 800"));
    scenario = Scenario.play(START + WEEK + "wait 86340s\nprice perp 1000\nwait 60s");
    assertEquals("1000 in 800..1045 average 1024000+0, mark 880", told(scenario, "price perp 800"));
    scenario = Scenario.play(START + WEEK + "wait 86339s\nprice perp 1000\nwait 61s");
    assertEquals("800 in 764..836 average 856064+0, mark 836", told(scenario, "price perp 800"));
  }

  @Test
  void shouldKeepTheCloseOverTheWeekendAndForgetItWhenTheExchangeOpens() {
    var scenario = Scenario.play(START + WEEK + BOOK + NIGHT);
    scenario.run("price perp 1000");
    price(scenario, 359, "wait 60s\nprice perp 1000");
    // 7.5 % from the weekend on: 1050 is within. A minute is a 480th of its span.
    assertEquals(
        "1000 in 925..1075 average 1073386+24200000, mark 1048",
        told(scenario, "wait 60s\nprice perp 1000"));
    price(scenario, 358, "wait 60s\nprice perp 1000");
    assertEquals(
        "1000 in 925..1075 average 1074342+19160000, mark 1049",
        told(scenario, "wait 60s\nprice perp 1000"));
    assertEquals("open, mark 1010", told(scenario, "wait 60s\nprice perp 1000"));
    scenario.run("offhours perp overnight 0 weekend 0 -> changed");
    scenario.run("session perp overnight in 86400s");
    assertEquals("open, mark 1010", told(scenario, "wait 86400s\nprice perp 1000"));
  }

  @Test
  void shouldWidenTheBandWithTheGapOfAWindowThatComes() {
    var scenario = Scenario.play(START + WEEK + NIGHT + "price perp 1000");
    assertEquals(
        "1000 in 955..1045 average 1024000+0, mark 1000", told(scenario, "price perp 1000"));
    // The weekend's 5 % are halfway in an hour before: 2.5 %, more than what the night has.
    price(scenario, 300, "wait 60s\nprice perp 1000");
    assertEquals(
        "1000 in 950..1050 average 1024000+0, mark 1000", told(scenario, "price perp 1000"));
  }

  @Test
  void shouldSetSpansInHoursOfAMarketThatKeepsSessionsAndMakesItsMark() {
    Scenario.play(
        START
            + """
            offhours perp overnight 599 weekend 28800     -> rejected BAD_PARAMETER
            offhours perp overnight 600 weekend 604801    -> rejected BAD_PARAMETER
            offhours perp overnight 0 weekend 28800       -> rejected BAD_PARAMETER
            offhours perp overnight 600 weekend 0         -> rejected BAD_PARAMETER
            offhours spot overnight 600 weekend 600       -> rejected BAD_PARAMETER
            offhours 9 overnight 600 weekend 600          -> rejected UNKNOWN_MARKET
            offhours perp overnight 600 weekend 604800    -> changed
            session perp overnight in 86400s              -> changed, ahead OVERNIGHT 200
            wait 86400s
            offhours perp overnight 600 weekend 600       -> sealed 1 from 1 to 22 marks, changed
            price perp 1000
            offhours perp overnight 600 weekend 600       -> rejected BAD_PARAMETER
            offhours perp overnight 0 weekend 0           -> rejected BAD_PARAMETER
            """);
    Scenario.play(
        """
        sessions perp extended 100 overnight 200 weekend 500 window 1500 halt 1000
        offhours perp overnight 600 weekend 600       -> rejected BAD_PARAMETER
        """);
    Scenario.play(
        """
        rules perp slew 0 band 100000 cap 10000 impact 0 interest 0
        offhours perp overnight 600 weekend 600       -> rejected BAD_PARAMETER
        """);
  }

  @Test
  void shouldGoOnFromASnapshotAndFromTheLogAsIfItHadNotStopped() {
    var scenario = Scenario.play(START + WEEK + BOOK + NIGHT);
    price(scenario, 7, "wait 7s\nprice perp 1000");
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    var log = new Log();
    var other = new StateMachine(log);
    Log.replay(scenario.log.events, other);
    assertArrayEquals(scenario.machine.stateHash(), other.stateHash());
    assertEquals(last(scenario.log.events), last(log.events));
    byte[] hash = scenario.machine.stateHash().clone();
    int length = scenario.wire.publishPrice(1_000, 1, 1_001, 0);
    long next = scenario.timeNs() + 9_000_000_000L;
    restored.apply(next, scenario.wire.buffer, Wire.OFFSET, length);
    other.apply(next, scenario.wire.buffer, Wire.OFFSET, length);
    scenario.machine.apply(next, scenario.wire.buffer, Wire.OFFSET, length);
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
    assertArrayEquals(scenario.machine.stateHash(), other.stateHash());
    assertFalse(Arrays.equals(hash, other.stateHash()));
  }

  /**
   * As the chain's judge of prices has it: a mark is false when it is more than two bands above all
   * or below all prices signed from 5 s before its time to the first after it. What is signed is
   * what was told; the market's band is that of the judge, whatever the book says at night.
   */
  @Test
  void shouldNotBeFalseByThePricesOfItsTimeWhateverTheBookSays() {
    long held = 0;
    for (int seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      int band = 1 + random.nextInt(40);
      var scenario = Scenario.play(START + WEEK);
      int slew = random.nextInt(2) * random.nextInt(9_000);
      scenario.run(
          "rules perp slew " + slew + " band " + band * 2_500 + " cap 9000 impact 0 interest 0");
      scenario.run(seed % 2 == 0 ? "cap perp 1020000 -> changed" : "");
      scenario.run(NIGHT);
      long[] index = new long[400];
      long[] atMs = new long[400];
      long[] mark = new long[400];
      long nowMs = 0;
      for (int i = 0; i < index.length; i++) {
        nowMs += i == 0 ? 0 : 1 + random.nextInt(5_000);
        atMs[i] = nowMs;
        int jump = random.nextInt(20) == 0 ? 300 : 3;
        index[i] =
            i == 0 ? 1_000 : Math.max(200, index[i - 1] + random.nextInt(2 * jump + 1) - jump);
        long external = random.nextInt(5) == 0 ? 1 + random.nextInt(3_000) : 0;
        long wait = i == 0 ? 0 : atMs[i] - atMs[i - 1];
        scenario.run("wait " + wait + "ms\nprice perp " + index[i] + " " + external);
        String told = last(scenario.log.events);
        mark[i] = Long.parseLong(told.substring(told.lastIndexOf(' ') + 1));
        long ticks = 1 + random.nextInt(2_500);
        scenario.run("cancelall A perp both\ncancelall B perp both");
        scenario.run("place A perp buy 1 @ " + ticks);
        scenario.run("place B perp sell 1 @ " + (ticks + 1 + random.nextInt(500)));
      }
      for (int i = 5; i + 1 < index.length; i++) {
        // Judged a moment before the next mark comes.
        long at = atMs[i + 1] - 1;
        int first = i;
        while (first > 0 && at - atMs[first] < 5_000) {
          first--;
        }
        long low = Arrays.stream(index, first, i + 2).min().getAsLong();
        long high = Arrays.stream(index, first, i + 2).max().getAsLong();
        long near = mark[i] > high ? high : low;
        long apart = Math.max(0, mark[i] > high ? mark[i] - high : low - mark[i]);
        assertTrue(apart * 400 <= near * band * 2, "seed=" + seed + " round " + i);
        held += Math.abs(mark[i] - index[i]) == index[i] * band / 400 ? 1 : 0;
      }
    }
    assertTrue(held > 500, "at the end of its band: " + held);
  }

  private static void price(Scenario scenario, int times, String story) {
    for (int i = 0; i < times; i++) {
      scenario.run(story);
    }
  }

  /** Close, range, average and mark that the last command told of. */
  private static String told(Scenario scenario, String story) {
    scenario.run(story);
    return last(scenario.log.events);
  }

  private static String last(List<byte[]> events) {
    var header = new MessageHeaderDecoder();
    var night = new OffHoursMarkedDecoder();
    var mark = new MarkComputedDecoder();
    String closed = "open";
    String told = "";
    for (byte[] event : events) {
      var buffer = new UnsafeBuffer(event);
      if (Log.template(event) == OffHoursMarkedDecoder.TEMPLATE_ID) {
        var e = night.wrapAndApplyHeader(buffer, 0, header);
        closed =
            "%d in %d..%d average %d+%d"
                .formatted(e.closeTicks(), e.lowTicks(), e.highTicks(), e.average(), e.carried());
      } else if (Log.template(event) == MarkComputedDecoder.TEMPLATE_ID) {
        told = closed + ", mark " + mark.wrapAndApplyHeader(buffer, 0, header).markTicks();
        closed = "open";
      }
    }
    return told;
  }
}
