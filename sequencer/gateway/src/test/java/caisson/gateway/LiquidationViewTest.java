package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.CashMovedEncoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.TransferReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an account sees of its liquidation: 10 lots handed over at the mark, a loss covered. */
class LiquidationViewTest {
  private static final int LOSER = 4096;
  private static final int WINNER = 4097;

  private final EventScript log = new EventScript();

  @Test
  void shouldShowWhatALiquidationMoved() throws Exception {
    List<String> stream = new ArrayList<>();
    var channel = new Stream.Channel(Stream.Kind.ACCOUNT, LOSER);
    log.begin();
    pay(WINNER, LOSER, 1_000_000, -1_000_000, 1_000_000, true);
    log.venue.subscribe(channel, stream::add, 0, resumed -> {});

    log.begin();
    pay(WINNER, LOSER, 2_500_000, -3_500_000, 3_500_000, false);
    assign();
    step();

    ObjectNode loser = log.venue.account(LOSER, false);
    assertEquals("0.000000", loser.get("cash").asText());
    assertEquals(0, loser.get("positions").size());
    ObjectNode winner = log.venue.account(WINNER, false);
    assertEquals("0.000000", winner.get("cash").asText());
    assertEquals("-0.0010", winner.at("/positions/0/quantity").asText());
    JsonNode events = new ObjectMapper().readTree(stream.getLast()).get("events");
    List<String> told = new ArrayList<>();
    events.forEach(event -> told.add(event.get("type").asText()));
    assertEquals(
        List.of("transfer", "balance", "assigned", "balance", "position", "liquidation"), told);
    assertEquals("2.500000", events.get(0).get("amount").asText());
    assertEquals("PROFIT_HAIRCUT", events.get(0).get("reason").asText());
    assertEquals("BUY", events.get(2).get("side").asText());
    assertEquals("60000.0", events.get(2).get("price").asText());
    assertEquals("0.0010", events.get(2).get("quantity").asText());
    assertEquals("DELEVERAGE", events.get(2).get("reason").asText());
    assertEquals("HANDOVER", events.get(5).get("stage").asText());
    assertEquals("0.000000", events.get(5).get("equity").asText());
  }

  private void pay(int from, int to, long amount, long fromCash, long toCash, boolean last) {
    var e = new CashMovedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.from(from).to(to).amount(amount).reason(TransferReason.PROFIT_HAIRCUT);
    e.fromCash(fromCash).toCash(toCash);
    log.emit(e.stamp(), e.limit(), last);
  }

  private void assign() {
    var e = new PositionAssignedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.market(1).priceTicks(600_000).lots(10).fundingIndex(0);
    e.seller(WINNER).buyer(LOSER).reason(TransferReason.DELEVERAGE);
    e.sellerCash(0).buyerCash(0).sellerLots(-10).buyerLots(0);
    e.sellerRefCost(-60_000_000).buyerRefCost(0);
    log.emit(e.stamp(), e.limit(), false);
  }

  private void step() {
    var e = new LiquidationSteppedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(LOSER).stage(LiquidationStage.HANDOVER).market(1).lots(10);
    log.emit(e.stamp(), e.limit(), true);
  }
}
