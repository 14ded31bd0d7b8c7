package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.auction.UncrossingPrice;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** k 10: at 1000 ticks a lot is a cent. */
class AuctionTest {
  private static final String HALTED =
      """
      register A B C
      deposit A 100_000_000
      deposit B 100_000_000
      deposit C 100_000_000
      price perp 1000
      price perp 1000
      price perp 1000
      place A perp buy 10 @ 990 as early
      phase perp halted
      phase perp open                           -> phase AUCTION, then OPEN, changed
      """;

  @Test
  void shouldGatherOrdersForAMinuteAndTradeAllOfThemAtOnePrice() {
    Scenario.play(
        HALTED
            + """
            place A perp buy 60 @ 1010                -> accepted, rested 60
            place A perp sell 1 @ 1010                -> rejected AUCTION_TERMS
            place A perp sell 1 @ 1011                -> accepted, rested 1
            place B perp sell 40 @ 980                -> accepted, rested 40
            place C perp sell 30 @ 1000               -> accepted, rested 30
            place C perp sell 5 @ 1000 ioc            -> rejected AUCTION_TERMS
            place C perp sell 5 @ 1020 post           -> rejected AUCTION_TERMS
            wait 58s
            price perp 1002                           -> mark 1002
            price perp 1003                           -> mark 1003
            wait 2s
            place B perp buy 1 @ 900                  -> sealed 1 from 1 to 26 marks, accepted, rested 1
            price perp 1004                           -> mark 1004, auction 60 @ 1004 surplus -10 of 1004 in 1-10000000, takes A 60, trade A B 40 @ 1004, trade A C 20 @ 1004, phase OPEN
            lots A perp = 60
            lots B perp = -40
            lots C perp = -20
            place C perp buy 1 @ 1000                 -> accepted, canceled 1 SELF_TRADE
            """);
  }

  @Test
  void shouldWaitForThreeFreshPricesAndFireStopsAtTheMarkItOpensWith() {
    Scenario.play(
        """
        register A B
        deposit A 100_000_000
        deposit B 100_000_000
        price perp 1000
        price perp 1000
        price perp 1000
        place B perp buy 100 @ 1000
        place A perp sell 100 @ 1000              -> accepted, trade B A 100 @ 1000
        trigger B perp sell 100 @ 850 stop 900    -> waits
        phase perp halted
        price perp 800                            -> mark 800
        phase perp open                           -> phase AUCTION, then OPEN, changed
        place A perp buy 100 @ 870                -> accepted, rested 100
        wait 60s
        wait 1s
        price perp 890                            -> sealed 1 from 1 to 19 marks, mark 890
        price perp 891                            -> mark 891
        price perp 892                            -> mark 892, phase OPEN, fired at 892, accepted, trade A B 100 @ 870
        """);
  }

  @Test
  void shouldNotTradeBeyondTheBandAndCancelWhatCrossesOnlyThere() {
    Scenario.play(
        HALTED
            + """
            place A perp buy 7 @ 1300 as far          -> accepted, rested 7
            place B perp sell 7 @ 1200                -> accepted, rested 7
            place C perp sell 5 @ 995                 -> accepted, rested 5
            limits perp band 100000 position 0 notional 0
            wait 58s
            price perp 1000                           -> completed
            price perp 1000                           -> completed
            wait 3s
            price perp 1000                           -> sealed 1 from 1 to 23 marks, completed, auction 5 @ 1000 surplus 2 of 1000 in 900-1100, takes C 5, trade A C 5 @ 1000, canceled 2 PRICE_BAND, phase OPEN
            """);
  }

  @Test
  void shouldKeepAnAuctionOverARestoreAndAHaltAndBeTheSameAfterwards() {
    var scenario =
        Scenario.play(
            HALTED
                + """
                place A perp buy 60 @ 1010
                place B perp sell 40 @ 980
                phase perp halted                         -> phase HALTED, changed
                price perp 1001                           -> mark 1001
                phase perp reduce_only                    -> phase AUCTION, then REDUCE_ONLY, changed
                phase perp open                           -> then OPEN, changed
                phase perp auction                        -> rejected BAD_PARAMETER
                """);
    var restored = new StateMachine(new Log());
    scenario.machine.snapshot(restored::restore);
    restored.endRestore();
    assertArrayEquals(scenario.machine.stateHash(), restored.stateHash());
  }

  /** Against every price of the range, on random books. */
  @Test
  void shouldFindThePriceThatTryingEveryOneFinds() {
    var random = new Random(7);
    var found = new UncrossingPrice();
    int unpriced = 0;
    int surpluses = 0;
    for (int round = 0; round < 20_000; round++) {
      var orders = new Orders(32);
      var book = new Book(orders);
      int count = 2 + random.nextInt(12);
      int spread = 1 + random.nextInt(30);
      for (int id = 1; id <= count; id++) {
        int limit = 1 + random.nextInt(spread);
        book.rest(orders.add(id, 0, 1, random.nextBoolean(), limit, 1 + random.nextInt(5), 0, 0));
      }
      int low = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 1;
      int high = random.nextInt(3) == 0 ? low + random.nextInt(30) : 40;
      int reference = random.nextInt(35);
      found.find(book, low, high, reference);
      long best = 0;
      long bestLots = 0;
      long bestSurplus = 0;
      for (int price = low; price <= high; price++) {
        long bids = 0;
        long asks = 0;
        for (int id = 1; id <= count; id++) {
          int slot = orders.find(id);
          bids += orders.buy(slot) && orders.limitTicks(slot) >= price ? orders.lots(slot) : 0;
          asks += !orders.buy(slot) && orders.limitTicks(slot) <= price ? orders.lots(slot) : 0;
        }
        long lots = Math.min(bids, asks);
        long surplus = bids - asks;
        boolean better = lots > bestLots;
        if (lots == bestLots && lots > 0) {
          better = Math.abs(surplus) < Math.abs(bestSurplus);
          better |=
              Math.abs(surplus) == Math.abs(bestSurplus)
                  && Math.abs(price - reference) < Math.abs(best - reference);
        }
        if (better) {
          best = price;
          bestLots = lots;
          bestSurplus = surplus;
        }
      }
      assertEquals(best, found.ticks(), "price of round " + round);
      assertEquals(bestLots, found.lots(), "lots of round " + round);
      assertEquals(bestSurplus, found.surplus(), "surplus of round " + round);
      unpriced += best == 0 ? 1 : 0;
      surpluses += bestSurplus != 0 ? 1 : 0;
    }
    assertTrue(unpriced > 1_000 && surpluses > 5_000, unpriced + " " + surpluses);
  }
}
