package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.AccountRegisteredEncoder;
import caisson.protocol.AuctionTakenEncoder;
import caisson.protocol.OrderAcceptedEncoder;
import caisson.protocol.OrderRestedEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** What the book of a market holds after its auction: both sides rested before they traded. */
class AuctionViewTest {
  private static final int BUYER = 4096;
  private static final int SELLER = 4097;

  private final EventScript log = new EventScript();

  @Test
  void shouldTakeLotsFromWhereTheyRestedNotFromThePriceOfTheAuction() {
    register(BUYER);
    register(SELLER);
    rest(11, BUYER, Side.BUY, 605_000, 30);
    rest(12, SELLER, Side.SELL, 590_000, 40);
    log.begin();
    var taken = new AuctionTakenEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    taken.account(BUYER).market(1).orderId(11).limitTicks(605_000).lots(30).side(Side.BUY);
    log.emit(taken.stamp(), taken.limit(), false);
    var trade = new TradeExecutedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    trade.market(1).priceTicks(600_000).lots(30).makerOrderId(12).takerOrderId(11);
    trade.makerAccount(SELLER).takerAccount(BUYER).takerSide(Side.BUY);
    log.emit(trade.stamp(), trade.limit(), true);

    JsonNode book = log.venue.book(1, 10);
    assertEquals(0, book.get("bids").size());
    assertEquals(1, book.get("asks").size());
    assertEquals("59000.0", book.at("/asks/0/0").asText());
    assertEquals("0.0010", book.at("/asks/0/1").asText());
    assertEquals(0, log.venue.account(BUYER, true).get("openOrders").size());
    assertEquals(1, log.venue.account(SELLER, true).get("openOrders").size());
  }

  private void register(int account) {
    log.begin();
    var e = new AccountRegisteredEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(account);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void rest(long id, int account, Side side, long ticks, long lots) {
    log.begin();
    var accepted = new OrderAcceptedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    accepted.account(account).market(1).orderId(id).limitTicks(ticks).lots(lots).side(side);
    accepted.timeInForce(TimeInForce.GTC).clientOrderId().high(0).low(id);
    log.emit(accepted.stamp(), accepted.limit(), false);
    var rested = new OrderRestedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    rested.account(account).market(1).orderId(id).limitTicks(ticks).restingLots(lots).side(side);
    log.emit(rested.stamp(), rested.limit(), true);
  }
}
