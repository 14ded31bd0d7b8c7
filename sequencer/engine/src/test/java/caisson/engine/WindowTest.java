package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.WindowSealedDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void shouldCreditDepositsInOrderAndReturnWhatHasNoHome() {
    Scenario.play(
        """
        register A                 -> registered
        deposit A 500              -> credited 500 balance 500
        depositno 3 A 1            -> rejected OUT_OF_ORDER
        depositno 1 A 500          -> rejected ALREADY_APPLIED
        deposit Z 70               -> returned 70 UNKNOWN_ACCOUNT, withdrawal 1/0 70 balance 0 accounted 500
        deposit A 5 7              -> returned 5 UNKNOWN_ASSET, withdrawal 1/1 5 balance 0 accounted 0
        deposit DUST 2             -> credited 2 balance 2
        deposit FEES 2             -> returned 2 SYSTEM_ACCOUNT, withdrawal 1/2 2 balance 0 accounted 502
        register A                 -> rejected ALREADY_APPLIED
        """);
  }

  @Test
  void shouldSealInOrderAndConfirmOnce() {
    Scenario.play(
        """
        seal                       -> rejected WINDOW_TOO_EARLY
        wait 1s
        seal 2                     -> rejected OUT_OF_ORDER
        seal                       -> sealed 1 from 1 to 7 marks
        seal 1                     -> rejected ALREADY_APPLIED
        confirm 2                  -> rejected OUT_OF_ORDER
        confirm 1                  -> confirmed
        confirm 1                  -> rejected ALREADY_APPLIED
        wait 999ms
        seal                       -> rejected WINDOW_TOO_EARLY
        wait 1ms
        seal                       -> sealed 2 from 8 to 13
        """);
  }

  @Test
  void shouldMakeAMarkEpochOfOnePercentAFundingStepOrAMinute() {
    var scenario =
        Scenario.play(
            """
            price perp 1000            -> mark 1000
            wait 1s
            seal                       -> sealed 1 from 1 to 6 marks
            price perp 1009            -> mark 1009
            wait 1s
            seal                       -> sealed 2 from 7 to 8
            price perp 1010            -> mark 1010
            wait 1s
            seal                       -> sealed 3 from 9 to 10 marks
            fund perp 100000           -> funding 1 rem 10000000 index 1
            wait 1s
            seal                       -> sealed 4 from 11 to 12 marks
            price perp 1011            -> mark 1011
            wait 1s
            seal                       -> sealed 5 from 13 to 14
            """);
    assertEquals(
        List.of("0 1000000000000 0", "1 600000000000000 0", "m1 1010 10 1", "m2 0 0 0"),
        words(scenario));
  }

  @Test
  void shouldCarryTheFundingRemainderThroughBothSigns() {
    Scenario.play(
        """
        register A B
        deposit A 100000000
        deposit B 100000000
        price perp 1001                  -> mark 1001
        place A perp buy 7 @ 1001        -> accepted, rested 7
        place B perp sell 7 @ 1001       -> accepted, trade A B 7 @ 1001
        fund perp -150000                -> funding -2 rem 498500000 index -2    # x = -1501500000
        wait 3600s
        fund perp -150000                -> sealed 1 from 1 to 13 marks, funding -2 rem 997000000 index -4
        wait 3600s
        fund perp 150000                 -> sealed 2 from 14 to 15 marks, funding 2 rem 498500000 index -2
        fund perp 1                      -> rejected OUT_OF_ORDER
        place A perp sell 7 @ 1001       -> accepted, rested 7
        place B perp buy 7 @ 1001        -> accepted, trade B A 7 @ 1001
        cash A = 100000014               # received 7 * 2 for the index it held
        cash B = 99999986
        """);
  }

  @Test
  void shouldTakeTheMedianAndSayWhenNothingMoved() {
    Scenario.play(
        """
        register A B
        deposit A 100000000
        deposit B 100000000
        price perp 10000             -> mark 10000
        price perp 10000             -> completed
        price perp 10000 10100       -> mark 10000
        place A perp buy 1 @ 10040   -> accepted, rested 1
        place B perp sell 1 @ 10041  -> accepted, rested 1
        price perp 10000 10100       -> mark 10040
        place B perp buy 1 @ 10030   -> accepted, rested 1
        price perp 9000 9200         -> mark 9090          # the book counts within 1 % of the index
        price perp 9000 8900         -> mark 9000
        price 7 5                    -> rejected UNKNOWN_MARKET
        price spot 5                 -> rejected BAD_PRICE
        """);
  }

  private static List<String> words(Scenario scenario) {
    var words = new ArrayList<String>();
    for (byte[] event : scenario.log.events) {
      if (Log.template(event) == WindowSealedDecoder.TEMPLATE_ID) {
        words.clear();
        var sealed = new WindowSealedDecoder();
        sealed.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
        for (var word : sealed.assetWords()) {
          words.add(word.asset() + " " + word.markUnit() + " " + word.accounted());
        }
        for (var word : sealed.marketWords()) {
          words.add(
              "m"
                  + word.market()
                  + " "
                  + word.markTicks()
                  + " "
                  + word.k()
                  + " "
                  + word.fundingIndex());
        }
      }
    }
    return words;
  }
}
