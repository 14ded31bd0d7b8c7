package caisson.oracle.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.oracle.reconcile.Processes;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarkUpdatedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PublishPricesEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real node. Only the premium of the hour before is planted: nobody waits for it. */
class FundingTicksTest {
  private static final int MARKET = 1;
  private static final long INDEX_TICKS = 600_000;

  @TempDir Path data;
  private Processes processes;
  private EventLog events;
  private CommandClient commands;
  private final LogView log = new LogView();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final FundingSettledDecoder settled = new FundingSettledDecoder();
  private int settlements;
  private long hour;
  private long rateE9;
  private long delta;
  private long fundingIndex;

  @BeforeEach
  void start() throws Exception {
    processes = new Processes(data);
    processes.main("node", "caisson.node.NodeMain");
    processes.awaitReady("node");
    NodeEndpoints node = new NodeEndpoints("127.0.0.1", processes.portBase());
    events = EventLog.open(node, data.resolve("test"), Cursor.START, this::onEvent);
    commands = CommandClient.connect(node, data.resolve("test"));
  }

  @AfterEach
  void stop() throws Exception {
    commands.close();
    events.close();
    processes.close();
  }

  @Test
  void shouldMoveTheFundingIndexOnceAnHour() {
    list();
    publish();
    await("a mark", () -> log.listed(MARKET, 1) && log.lastIndexTicks(MARKET) == INDEX_TICKS);
    assertFalse(log.fundingDue(MARKET));

    FundingTicks funding = new FundingTicks(log, List.of(MARKET));
    await(
        "funding settled",
        () -> {
          if (settlements == 0 && !log.fundingDue(MARKET)) {
            premiumOfTheHourBefore();
          }
          funding.send(commands, System.nanoTime());
          return settlements > 0;
        });
    // Premium of 0.1 % less the clamp of the interest part, over eight hours, of 6 coin a lot.
    assertEquals(62_500, rateE9);
    assertEquals(375, delta);
    assertEquals(375, fundingIndex);
    assertEquals(log.hour(), hour);
    assertFalse(log.fundingDue(MARKET));
    assertEquals(1, settlements);
  }

  private void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer event,
      int offset,
      int length) {
    log.onEvent(sequence, index, last, templateId, event, offset, length);
    if (templateId == FundingSettledDecoder.TEMPLATE_ID) {
      settled.wrapAndApplyHeader(event, offset, new MessageHeaderDecoder());
      settlements++;
      hour = settled.hour();
      rateE9 = settled.rateE9();
      delta = settled.delta();
      fundingIndex = settled.fundingIndex();
    }
  }

  private void await(String what, BooleanSupplier condition) {
    Processes.await(
        what,
        () -> {
          commands.poll();
          while (events.poll(1_000) > 0) {
            Thread.onSpinWait();
          }
          return condition.getAsBoolean();
        });
  }

  private void premiumOfTheHourBefore() {
    UnsafeBuffer event = new UnsafeBuffer(new byte[256]);
    MarkUpdatedEncoder mark = new MarkUpdatedEncoder().wrapAndApplyHeader(event, 0, header);
    mark.stamp().timeNs((log.hour() - 1) * LogView.HOUR_NS);
    mark.market(MARKET).indexTicks(INDEX_TICKS).bestBidTicks(600_600).bestAskTicks(600_700);
    int length = MessageHeaderEncoder.ENCODED_LENGTH + mark.encodedLength();
    log.onEvent(0, 0, true, MarkUpdatedEncoder.TEMPLATE_ID, event, 0, length);
  }

  private void list() {
    asset(0, 6, 1_000_000_000_000L, "USDC");
    asset(1, 8, 600_000_000_000_000L, "tBTC");
    ListMarketEncoder market = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    market
        .market(MARKET)
        .kind(MarketKind.PERPETUAL)
        .k(10)
        .marginPpm(100_000)
        .makerFeePpm(100)
        .takerFeePpm(400)
        .minLots(1)
        .maxTicks(20_000_000)
        .maxOrderLots(10_000_000)
        .symbol("BTC-PERP");
    send(market.encodedLength());
  }

  private void asset(int asset, int scale, long markUnit, String symbol) {
    ListAssetEncoder command = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.asset(asset).scale((short) scale).markUnit(markUnit).symbol(symbol);
    send(command.encodedLength());
  }

  private void publish() {
    PublishPricesEncoder command =
        new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header).round(1);
    command.pricesCount(1).next().market(MARKET).indexTicks(INDEX_TICKS).externalTicks(0);
    command.assetPricesCount(0);
    send(command.encodedLength());
  }

  private void send(int encodedLength) {
    int length = MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    await("command taken", () -> commands.offer(buffer, 0, length));
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }
}
