package caisson.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caisson.protocol.DelistMarketDecoder;
import caisson.protocol.InterruptSessionDecoder;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListEventDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PayDividendDecoder;
import caisson.protocol.ProposeResolutionDecoder;
import caisson.protocol.RestrictAccountDecoder;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SetCollateralDecoder;
import caisson.protocol.SetCollateralFallDecoder;
import caisson.protocol.SetDepthLimitDecoder;
import caisson.protocol.SetEventCapDecoder;
import caisson.protocol.SetFactorDecoder;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.SetGroupDecoder;
import caisson.protocol.SetLiquidationDecoder;
import caisson.protocol.SetLiquidationRateDecoder;
import caisson.protocol.SetMarkCapDecoder;
import caisson.protocol.SetMarkRulesDecoder;
import caisson.protocol.SetMarketFactorDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.protocol.SetPhaseDecoder;
import caisson.protocol.SetReferrerDecoder;
import caisson.protocol.SetRulesDecoder;
import caisson.protocol.SetSessionsDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.SetVolatilityDecoder;
import caisson.protocol.SplitMarketDecoder;
import java.util.List;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorLineTest {
  private static final MessageHeaderDecoder HEADER = new MessageHeaderDecoder();

  /** A line, and who reads its bytes: the fields come back with the values that were given. */
  record Sent(String line, int template, Function<DirectBuffer, Object> decoder, String fields) {}

  static List<Sent> sent() {
    return List.of(
        new Sent(
            "ListAsset asset=2 scale=8 markUnit=5_000_000 symbol=tGOLD",
            ListAssetDecoder.TEMPLATE_ID,
            b -> new ListAssetDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|asset=2|scale=8|markUnit=5000000|symbol=tGOLD"),
        new Sent(
            "ListMarket market=3 kind=PERPETUAL baseAsset=0 unitsPerLot=0 k=100 marginPpm=60_000"
                + " makerFeePpm=-50 takerFeePpm=400 minLots=1 maxTicks=7 maxOrderLots=9 symbol=A-P",
            ListMarketDecoder.TEMPLATE_ID,
            b -> new ListMarketDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|market=3|kind=PERPETUAL|baseAsset=0|unitsPerLot=0|k=100|marginPpm=60000"
                + "|makerFeePpm=-50|takerFeePpm=400|minLots=1|maxTicks=7|maxOrderLots=9|symbol=A-P"),
        new Sent(
            "ListEvent eventId=1 payoutTicks=100 k=10_000 exhaustive=1 disputeNs=PT2H"
                + " voidAtNs=2026-11-27T21:00:00Z makerFeePpm=0 takerFeePpm=500 minLots=1"
                + " maxOrderLots=9 market=4 outcomes=YES:40,NO:60",
            ListEventDecoder.TEMPLATE_ID,
            b -> new ListEventDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|eventId=1|payoutTicks=100|k=10000|exhaustive=1|disputeNs=7200000000000"
                + "|voidAtNs=1795813200000000000|makerFeePpm=0|takerFeePpm=500|minLots=1"
                + "|maxOrderLots=9|outcomes=[(market=4|voidTicks=40|symbol=YES),"
                + "(market=5|voidTicks=60|symbol=NO)]"),
        new Sent(
            "SetGroup group=1 rho=614 kappa=768",
            SetGroupDecoder.TEMPLATE_ID,
            b -> new SetGroupDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|group=1|rho=614|kappa=768"),
        new Sent(
            "SetFactor factor=2 group=1 downBps=400 upBps=401 spotBps=1_200 initialE3=1_500"
                + " basisPpm=1 sizePpm=2 gapBps=3 profitPpm=4 oiLow=5 oiUp=6",
            SetFactorDecoder.TEMPLATE_ID,
            b -> new SetFactorDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|factor=2|group=1|downBps=400|upBps=401|spotBps=1200"
                + "|initialE3=1500|basisPpm=1|sizePpm=2|gapBps=3|profitPpm=4|oiLow=5|oiUp=6"),
        new Sent(
            "SetMarketFactor market=3 factor=2",
            SetMarketFactorDecoder.TEMPLATE_ID,
            b -> new SetMarketFactorDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|factor=2"),
        new Sent(
            "SetCollateral asset=1 factor=0 haircutBound1=5 haircutBound2=6 haircutPpm1=7"
                + " haircutPpm2=8 haircutPpm3=9",
            SetCollateralDecoder.TEMPLATE_ID,
            b -> new SetCollateralDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|asset=1|factor=0|haircutBound1=5|haircutBound2=6|haircutPpm1=7"
                + "|haircutPpm2=8|haircutPpm3=9"),
        new Sent(
            "SetFeeTiers tiers=0:-10:400,1_000_000:-20:300",
            SetFeeTiersDecoder.TEMPLATE_ID,
            b -> new SetFeeTiersDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|tiers=[(minVolume=0|makerPpm=-10|takerPpm=400),"
                + "(minVolume=1000000|makerPpm=-20|takerPpm=300)]"),
        new Sent(
            "SetReferrer account=4096 referrer=4097 sharePpm=500_000",
            SetReferrerDecoder.TEMPLATE_ID,
            b -> new SetReferrerDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|account=4096|referrer=4097|sharePpm=500000"),
        new Sent(
            "SetLiquidation market=3 tier=4 feePpm=10_000 bandPpm=20_000",
            SetLiquidationDecoder.TEMPLATE_ID,
            b -> new SetLiquidationDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|tier=4|feePpm=10000|bandPpm=20000"),
        new Sent(
            "SetLiquidationRate market=3 lotsPerMinute=10_000",
            SetLiquidationRateDecoder.TEMPLATE_ID,
            b -> new SetLiquidationRateDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|lotsPerMinute=10000"),
        new Sent(
            "SetMarkRules market=3 slewPpm=1 bandPpm=2 basisCapPpm=3 impactNotional=4 interestE9=-5",
            SetMarkRulesDecoder.TEMPLATE_ID,
            b -> new SetMarkRulesDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|slewPpm=1|bandPpm=2|basisCapPpm=3|impactNotional=4"
                + "|interestE9=-5"),
        new Sent(
            "SetMarkCap market=3 capPpm=1_500_000",
            SetMarkCapDecoder.TEMPLATE_ID,
            b -> new SetMarkCapDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|capPpm=1500000"),
        new Sent(
            "SetRules rules=1",
            SetRulesDecoder.TEMPLATE_ID,
            b -> new SetRulesDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|rules=1"),
        new Sent(
            "SetVolatility factor=2 market=3 multipleE3=9_000",
            SetVolatilityDecoder.TEMPLATE_ID,
            b -> new SetVolatilityDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|factor=2|market=3|multipleE3=9000"),
        new Sent(
            "SetTradingLimits market=3 bandPpm=50_000 positionLots=7 minNotional=8",
            SetTradingLimitsDecoder.TEMPLATE_ID,
            b -> new SetTradingLimitsDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|bandPpm=50000|positionLots=7|minNotional=8"),
        new Sent(
            "SetDepthLimit factor=2 floor=5 external=6",
            SetDepthLimitDecoder.TEMPLATE_ID,
            b -> new SetDepthLimitDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|factor=2|floor=5|external=6"),
        new Sent(
            "SetEventCap eventId=1 capUnits=9_000",
            SetEventCapDecoder.TEMPLATE_ID,
            b -> new SetEventCapDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|eventId=1|capUnits=9000"),
        new Sent(
            "SetCollateralFall asset=1 fullPpm=800_000 nonePpm=400_000 dayPpm=50_000",
            SetCollateralFallDecoder.TEMPLATE_ID,
            b -> new SetCollateralFallDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|asset=1|fullPpm=800000|nonePpm=400000|dayPpm=50000"),
        new Sent(
            "SetSessions market=3 extendedBps=100 overnightBps=200 weekendBps=500 windowBps=1_500"
                + " haltBps=1_000",
            SetSessionsDecoder.TEMPLATE_ID,
            b -> new SetSessionsDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|extendedBps=100|overnightBps=200|weekendBps=500"
                + "|windowBps=1500|haltBps=1000"),
        new Sent(
            "SetOffHours market=3 overnightS=3_600 weekendS=28_800",
            SetOffHoursDecoder.TEMPLATE_ID,
            b -> new SetOffHoursDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|overnightS=3600|weekendS=28800"),
        new Sent(
            "ScheduleSession market=3 session=WEEKEND window=1 atNs=2026-11-27T21:00:00Z",
            ScheduleSessionDecoder.TEMPLATE_ID,
            b -> new ScheduleSessionDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|session=WEEKEND|window=1|atNs=1795813200000000000"),
        new Sent(
            "InterruptSession market=3 interruption=CORPORATE_ACTION",
            InterruptSessionDecoder.TEMPLATE_ID,
            b -> new InterruptSessionDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|interruption=CORPORATE_ACTION"),
        new Sent(
            "SetPhase market=3 phase=AUCTION",
            SetPhaseDecoder.TEMPLATE_ID,
            b -> new SetPhaseDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|phase=AUCTION"),
        new Sent(
            "SplitMarket market=3 numerator=10 denominator=1",
            SplitMarketDecoder.TEMPLATE_ID,
            b -> new SplitMarketDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|numerator=10|denominator=1"),
        new Sent(
            "PayDividend market=3 perLotE9=-5_000_000_000",
            PayDividendDecoder.TEMPLATE_ID,
            b -> new PayDividendDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3|perLotE9=-5000000000"),
        new Sent(
            "DelistMarket market=3",
            DelistMarketDecoder.TEMPLATE_ID,
            b -> new DelistMarketDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|version=8|market=3"),
        new Sent(
            "ProposeResolution eventId=1 source=2 outcome=-1",
            ProposeResolutionDecoder.TEMPLATE_ID,
            b -> new ProposeResolutionDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|eventId=1|source=2|outcome=-1"),
        new Sent(
            "RestrictAccount account=4096 level=CANCEL_ONLY",
            RestrictAccountDecoder.TEMPLATE_ID,
            b -> new RestrictAccountDecoder().wrapAndApplyHeader(b, 0, HEADER),
            "requestId=41|account=4096|level=CANCEL_ONLY"));
  }

  @ParameterizedTest
  @MethodSource("sent")
  void shouldBecomeTheCommandThatTheLineNames(Sent sent) {
    OperatorCommand command =
        OperatorCommand.all(OperatorCommand.lines(List.of(sent.line())), new Numbering(40, 7))
            .getFirst();
    HEADER.wrap(command.buffer(), 0);
    assertEquals(sent.template(), HEADER.templateId());
    String decoded = sent.decoder().apply(command.buffer()).toString();
    assertEquals(sent.fields(), decoded.substring(decoded.indexOf("):") + 2));
    assertEquals(41, command.requestId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SetOffHours market=3 overnightS=599 weekendS=28800      | overnightS=599 must be 0 or from 600 to 604800
          SetOffHours market=3 overnightS=600 weekendS=604801     | weekendS=604801 must be 0 or from 600 to 604800
          SetOffHours market=3 overnightS=600 weekendS=0          | weekendS=0 must be 0 where overnightS is
          SetOffHours market=3 overnightS=0 weekendS=600          | weekendS=600 must be 0 where overnightS is
          SetOffHours market=3 overnightS=3600                    | weekendS is missing
          SetOffHours market=3 overnightS=3600 weekendS=PT8H      | weekendS=PT8H must be a whole number
          SetOffHours market=0 overnightS=3600 weekendS=28800     | market=0 must be from 1 to 64
          SetOffHours market=3 overnightS=600 weekendS=600 gap=1  | gap=1 is no field of SetOffHours
          SetOffHours market=3 market=3 overnightS=0 weekendS=0   | market=3 is given twice
          SetMarkCap market=3 capPpm=1000000                      | capPpm=1000000 must be 0 or from 1000001 to 10000000
          SetMarkCap market=3 capPpm=10000001                     | capPpm=10000001 must be 0 or from 1000001 to 10000000
          SetMarkCap market=3 capPpm=-1                           | capPpm=-1 must be 0 or from 1000001 to 10000000
          SetRules rules=0                                        | rules=0 must be from 1 to 4
          SetRules rules=5                                        | rules=5 must be from 1 to 4
          SetSessions market=3 extendedBps=0 overnightBps=0 weekendBps=5001 windowBps=0 haltBps=0 | weekendBps=5001 must be from 0 to 5000
          ScheduleSession market=3 session=NIGHT window=0 atNs=0  | session=NIGHT must be one of [REGULAR, EXTENDED, OVERNIGHT, WEEKEND]
          ScheduleSession market=3 session=REGULAR window=2 atNs=0| window=2 must be from 0 to 1
          ScheduleSession market=3 session=REGULAR window=0 atNs=2026-11-27T21 | atNs=2026-11-27T21 must be a time as 2026-11-27T21:00:00Z
          InterruptSession market=3 interruption=NULL_VAL         | interruption=NULL_VAL must be one of [NONE, HALT, CORPORATE_ACTION]
          SplitMarket market=3 numerator=1001 denominator=1       | numerator=1001 must be from 1 to 1000
          SplitMarket market=3 numerator=2 denominator=2          | denominator=2 must not be the numerator
          SetLiquidation market=3 tier=5 feePpm=0 bandPpm=0       | tier=5 must be from 0 to 4
          SetLiquidationRate market=3 lotsPerMinute=-1            | lotsPerMinute=-1 must be from 0 to 9223372036854775807
          SetCollateralFall asset=1 fullPpm=0 nonePpm=0 dayPpm=1  | dayPpm=1 must be from 0 to 0
          SetCollateralFall asset=1 fullPpm=5 nonePpm=5 dayPpm=1  | nonePpm=5 must be from 0 to 4
          SetDepthLimit factor=1 floor=0 external=1               | external=1 must be 0 where floor is
          SetFeeTiers tiers=5:0:1,5:0:1                           | tiers=5:0:1,5:0:1 must be from 6 to 9223372036854775807
          SetFeeTiers tiers=5:2:1                                 | tiers=5:2:1 must be from -1 to 1
          SetFeeTiers tiers=5:1                                   | tiers=5:1 must be at most 8 rows of 3 values: a:b,c:d ...
          RestrictAccount account=4096 level=CLOSED               | level=CLOSED must be one of [OPEN, REDUCE_ONLY, CANCEL_ONLY]
          ListAsset asset=2 scale=8 markUnit=5000000 symbol=seventeen-letters | symbol=seventeen-letters must be 1 to 16 plain characters
          """)
  void shouldTellTheFieldAndTheReason(String line, String why) {
    String name = line.substring(0, line.indexOf(' '));
    assertEquals(
        "line 3: " + name + ": " + why, refused("# two lines that say nothing\n\n" + line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PlaceOrder account=4096    | line 3: PlaceOrder account=4096: no command of an operator
          SetOffHours market         | line 3: SetOffHours: not field=value: market
          SetOffHours =3             | line 3: SetOffHours: not field=value: =3
          """)
  void shouldTellWhatIsNoLine(String line, String why) {
    assertEquals(why, refused("\n\n" + line));
  }

  private static String refused(String text) {
    return assertThrows(
            VenueException.class,
            () ->
                OperatorCommand.all(
                    OperatorCommand.lines(text.lines().toList()), new Numbering(0, 0)))
        .getMessage();
  }
}
