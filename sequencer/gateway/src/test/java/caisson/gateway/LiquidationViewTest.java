package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.AssetListedEncoder;
import caisson.protocol.CashMovedEncoder;
import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.StampEncoder;
import caisson.protocol.TransferReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What an account sees of its liquidation: 10 lots handed over at the mark, a loss covered. */
class LiquidationViewTest {
  private static final int LOSER = 4096;
  private static final int WINNER = 4097;

  private final Venue venue = new Venue(new BigDecimal("0.0001"));
  private final EventAdapter adapter =
      new EventAdapter(
          venue,
          new EventAdapter.Answers() {
            @Override
            public boolean awaits(long requestId) {
              return false;
            }

            @Override
            public void answer(long requestId, Answer answer) {
              throw new AssertionError("nobody asked");
            }
          });
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long sequence;
  private int index;

  @Test
  void shouldShowWhatALiquidationMoved() throws Exception {
    list();
    List<String> stream = new ArrayList<>();
    var channel = new Stream.Channel(Stream.Kind.ACCOUNT, LOSER);
    begin();
    pay(WINNER, LOSER, 1_000_000, -1_000_000, 1_000_000, true);
    venue.subscribe(channel, stream::add, 0, resumed -> {});

    begin();
    pay(WINNER, LOSER, 2_500_000, -3_500_000, 3_500_000, false);
    assign();
    step();

    ObjectNode loser = venue.account(LOSER, false);
    assertEquals("0.000000", loser.get("cash").asText());
    assertEquals(0, loser.get("positions").size());
    ObjectNode winner = venue.account(WINNER, false);
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

  private void list() {
    begin();
    var asset = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    emit(asset.stamp(), asset.limit(), true);
    begin();
    var market = new MarketListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    market.market(1).kind(MarketKind.PERPETUAL).k(10).symbol("BTC-PERP");
    emit(market.stamp(), market.limit(), true);
  }

  private void pay(int from, int to, long amount, long fromCash, long toCash, boolean last) {
    var e = new CashMovedEncoder().wrapAndApplyHeader(buffer, 0, header);
    e.from(from).to(to).amount(amount).reason(TransferReason.PROFIT_HAIRCUT);
    e.fromCash(fromCash).toCash(toCash);
    emit(e.stamp(), e.limit(), last);
  }

  private void assign() {
    var e = new PositionAssignedEncoder().wrapAndApplyHeader(buffer, 0, header);
    e.market(1).priceTicks(600_000).lots(10).fundingIndex(0);
    e.seller(WINNER).buyer(LOSER).reason(TransferReason.DELEVERAGE);
    e.sellerCash(0).buyerCash(0).sellerLots(-10).buyerLots(0);
    e.sellerRefCost(-60_000_000).buyerRefCost(0);
    emit(e.stamp(), e.limit(), false);
  }

  private void step() {
    var e = new LiquidationSteppedEncoder().wrapAndApplyHeader(buffer, 0, header);
    e.account(LOSER).stage(LiquidationStage.HANDOVER).market(1).lots(10);
    emit(e.stamp(), e.limit(), true);
  }

  private void begin() {
    sequence++;
    index = 0;
    var applied = new CommandAppliedEncoder().wrapAndApplyHeader(buffer, 0, header);
    applied.putCommand(new byte[0], 0, 0);
    emit(applied.stamp(), applied.limit(), false);
  }

  private void emit(StampEncoder stamp, int length, boolean last) {
    stamp.sequence(sequence).timeNs(sequence).index(index).last((short) (last ? 1 : 0));
    int template = new MessageHeaderDecoder().wrap(buffer, 0).templateId();
    adapter.onEvent(sequence, index++, last, template, buffer, 0, length);
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }
}
