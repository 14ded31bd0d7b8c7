package caisson.scripts;

import static caisson.protocol.RejectReason.ALREADY_APPLIED;
import static caisson.protocol.RejectReason.BAD_PARAMETER;
import static caisson.protocol.RejectReason.NONE;
import static caisson.protocol.RejectReason.UNKNOWN_MARKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caisson.engine.listing.Rules;
import caisson.protocol.RejectReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of scripts/markets and those of an operator, as the engine takes them. */
class OperateTest {
  private static final int EQUITY = 3;

  @Test
  void shouldListTheMarketsOfTheLocalVenueAndKnowThemAgain() throws IOException {
    var venue = new PlayedVenue();
    List<OperatorLine> lines = OperatorCommand.lines(Files.readAllLines(file("local")));
    for (int start = 0; start < 2; start++) {
      for (OperatorCommand each : OperatorCommand.all(lines, venue.answers.fromTheStart())) {
        assertEquals(NONE, venue.send(each).reason(), each.line().toString());
      }
    }
    // Nine of them changed a parameter.
    assertEquals(10, venue.answers.numbering().nextVersion());
    assertEquals((4L << 48) + 14, venue.answers.numbering().nextRequest());
  }

  @Test
  void shouldMarkTheExampleOfAnEquityByItsBookWhileItsExchangeIsClosed() throws IOException {
    var venue = listed("equity");
    long closes = venue.timeNs() + 90_000 * 1_000_000_000L;
    assertEquals(
        List.of(NONE, NONE),
        venue.operate(
            "ScheduleSession market=3 session=OVERNIGHT window=0 atNs="
                + closes
                + "\nScheduleSession market=3 session=WEEKEND window=0 atNs="
                + (closes + 36_000 * 1_000_000_000L)));
    venue.pass(89_990);
    venue.price(EQUITY, 10_000);
    assertEquals("", venue.night);
    venue.pass(15);
    venue.price(EQUITY, 10_000);
    // 4 % of margin and 2 % of gap; at the weekend 5 % of gap, which is all of the band of the
    // mark.
    assertEquals("close 10000 span 3600 gap 200 range 9400..10600", venue.night);
    venue.pass(36_000);
    venue.price(EQUITY, 10_000);
    assertEquals("close 10000 span 28800 gap 500 range 9100..10900", venue.night);
    assertEquals(
        List.of(BAD_PARAMETER), venue.operate("SetOffHours market=3 overnightS=600 weekendS=600"));
  }

  @Test
  void shouldCapTheMarkOfTheExampleOfASmallCoin() throws IOException {
    var venue = listed("tail");
    venue.price(EQUITY, 1_000);
    venue.pass(1);
    venue.price(EQUITY, 1_000);
    assertEquals("average 1024000 most 1500", venue.cap);
    assertEquals(List.of(NONE), venue.operate("SetMarkCap market=3 capPpm=1_200_000"));
    venue.pass(1);
    venue.price(EQUITY, 1_000);
    assertEquals("average 1024000 most 1200", venue.cap);
    assertEquals(List.of(NONE), venue.operate("SetMarkCap market=3 capPpm=0"));
    venue.pass(1);
    venue.price(EQUITY, 1_000);
    assertEquals("", venue.cap);
    assertEquals(1_000, venue.markTicks);
  }

  /** The bounds that a line may have are those that the engine takes. */
  @Test
  void shouldTakeWhatIsAtTheBoundsOfALine() throws IOException {
    var venue = listed("equity");
    venue.price(1, 600_000);
    venue.price(EQUITY, 10_000);
    for (String line :
        """
        SetGroup group=64 rho=1024 kappa=768
        SetFactor factor=64 group=64 downBps=10000 upBps=10000 spotBps=10000 initialE3=4000 basisPpm=1000000 sizePpm=1000000 gapBps=10000 profitPpm=1000000 oiLow=0 oiUp=1
        SetCollateral asset=1 factor=64 haircutBound1=0 haircutBound2=0 haircutPpm1=1000000 haircutPpm2=0 haircutPpm3=1000000
        SetFeeTiers tiers=0:-100000:100000,1:100000:100000,2:0:0,3:0:0,4:0:0,5:0:0,6:0:0,7:0:0
        SetFeeTiers tiers=
        SetLiquidation market=1 tier=4 feePpm=1000000 bandPpm=1000000
        SetLiquidationRate market=1 lotsPerMinute=9223372036854775807
        SetMarkRules market=1 slewPpm=1000000 bandPpm=1000000 basisCapPpm=1000000 impactNotional=1000000000000000 interestE9=-10000000
        SetMarkCap market=1 capPpm=1000001
        SetMarkCap market=1 capPpm=10000000
        SetVolatility factor=64 market=1 multipleE3=1000000
        SetTradingLimits market=1 bandPpm=1000000 positionLots=9223372036854775807 minNotional=9223372036854775807
        SetDepthLimit factor=64 floor=100000000000000000 external=100000000000000000
        SetCollateralFall asset=1 fullPpm=1000000 nonePpm=999999 dayPpm=1000000
        SetCollateralFall asset=1 fullPpm=0 nonePpm=0 dayPpm=0
        SetSessions market=1 extendedBps=5000 overnightBps=5000 weekendBps=5000 windowBps=5000 haltBps=5000
        SetOffHours market=1 overnightS=600 weekendS=604800
        SetOffHours market=1 overnightS=0 weekendS=0
        ListEvent eventId=1 payoutTicks=100 k=10000 exhaustive=0 disputeNs=0 voidAtNs=0 makerFeePpm=-100000 takerFeePpm=100000 minLots=1 maxOrderLots=9007199254740992 market=4 outcomes=YES:100
        SetEventCap eventId=1 capUnits=9223372036854775807
        ProposeResolution eventId=1 source=63 outcome=-1
        PayDividend market=1 perLotE9=5000000000
        SetPhase market=1 phase=HALTED
        InterruptSession market=3 interruption=CORPORATE_ACTION
        SplitMarket market=3 numerator=1000 denominator=1
        InterruptSession market=3 interruption=NONE
        ScheduleSession market=3 session=REGULAR window=0 atNs=0
        DelistMarket market=3
        """
            .lines()
            .toList()) {
      assertEquals(List.of(NONE), venue.operate(line), line);
    }
  }

  @Test
  void shouldSayWhyTheVenueRefused() throws IOException {
    var venue = listed("tail");
    assertEquals(
        List.of(BAD_PARAMETER),
        venue.operate("SetOffHours market=3 overnightS=3600 weekendS=28800"));
    assertEquals(List.of(BAD_PARAMETER), venue.operate("SetMarkCap market=2 capPpm=1_500_000"));
    assertEquals(List.of(UNKNOWN_MARKET), venue.operate("SetMarkCap market=9 capPpm=1_500_000"));
    assertEquals(
        "line 2: SetOffHours market=3 overnightS=3600 weekendS=28800: refused: BAD_PARAMETER, the"
            + " market must have sessions and mark rules, and its exchange be open; no line after it"
            + " was sent",
        refusal("\nSetOffHours market=3 overnightS=3600 weekendS=28800", BAD_PARAMETER));
    assertEquals(
        "line 1: SetMarkCap market=9 capPpm=0: refused: UNKNOWN_MARKET; no line after it was sent",
        refusal("SetMarkCap market=9 capPpm=0", UNKNOWN_MARKET));
  }

  /** What stood in the file when a venue was listed keeps its number; the venue goes on from it. */
  @Test
  void shouldPutTheNewestRulesInForceWhenAVenueOfOlderOnesStarts() throws IOException {
    var venue = new PlayedVenue();
    List<OperatorLine> lines = OperatorCommand.lines(Files.readAllLines(file("local")));
    List<OperatorLine> before =
        lines.stream().filter(line -> !line.name().equals("SetRules")).toList();
    assertEquals(before, lines.subList(0, lines.size() - Rules.NEWEST), "rules stand last");
    for (OperatorCommand each : OperatorCommand.all(before, venue.answers.fromTheStart())) {
      assertEquals(NONE, venue.send(each).reason(), each.line().toString());
    }
    List<OperatorCommand> again = OperatorCommand.all(lines, venue.answers.fromTheStart());
    for (OperatorCommand each : again.subList(0, before.size())) {
      assertNotNull(venue.answers.of(each), each.line() + " would be sent once more");
    }
    for (OperatorCommand each : again.subList(before.size(), again.size())) {
      assertEquals(NONE, venue.send(each).reason(), each.line().toString());
    }
    assertEquals(List.of(BAD_PARAMETER), venue.operate("SetRules rules=1"));
    assertEquals(
        "line 1: SetRules rules=1: refused: BAD_PARAMETER, they must be the next after those in"
            + " force; no line after it was sent",
        refusal("SetRules rules=1", BAD_PARAMETER));
  }

  /** Two who begin at the same time choose the same request id and version: one of them wins. */
  @Test
  void shouldTellTwoOperatorsApartWhoSpeakAtOnce() throws IOException {
    var venue = listed("tail");
    Numbering first = venue.answers.numbering();
    Numbering second = venue.answers.numbering();
    OperatorCommand mine = command("SetMarkCap market=3 capPpm=1_400_000", first);
    OperatorCommand other = command("SetMarkCap market=3 capPpm=2_000_000", second);
    assertEquals(mine.requestId(), other.requestId());
    long sequence = venue.send(mine).sequence();
    assertNull(venue.answers.of(other));
    assertEquals(ALREADY_APPLIED, venue.send(other).reason());
    // Sent again, because its answer was late: what it said first stands.
    assertEquals(new Answers.Answer(sequence, NONE), venue.send(mine));
  }

  @Test
  void shouldSendAFileOnlyToTheVersionItWasWrittenFor() throws IOException {
    var venue = listed("tail");
    assertEquals(15, venue.answers.version());
    venue.answers.requireVersion(15L);
    venue.answers.requireVersion(null);
    assertEquals(
        "the venue's parameters have version 15, not 10: nothing sent",
        assertThrows(VenueException.class, () -> venue.answers.requireVersion(10L)).getMessage());
  }

  private static PlayedVenue listed(String example) throws IOException {
    var venue = new PlayedVenue();
    for (String name : List.of("local", example)) {
      List<RejectReason> answers = venue.operate(Files.readString(file(name)));
      assertEquals(Collections.nCopies(answers.size(), NONE), answers, name);
    }
    return venue;
  }

  private static Path file(String name) {
    return Path.of("markets", name + ".txt");
  }

  private static OperatorCommand command(String line, Numbering numbers) {
    return OperatorCommand.all(OperatorCommand.lines(List.of(line)), numbers).getFirst();
  }

  private static String refusal(String text, RejectReason reason) {
    return Refusal.of(OperatorCommand.lines(text.lines().toList()).getFirst(), reason);
  }
}
