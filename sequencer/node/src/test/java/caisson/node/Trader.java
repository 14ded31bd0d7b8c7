package caisson.node;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.ExpandableArrayBuffer;

/** Two accounts that trade with each other through a node; sends again what is not answered. */
final class Trader implements AutoCloseable {
  private static final int SELLER = 4096;
  private static final int BUYER = 4097;
  private static final int IN_FLIGHT = 32;
  private static final long RESEND_NS = Duration.ofSeconds(2).toNanos();
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

  final Replica replica = new Replica();
  final EventLog log;
  private final CommandClient commands;
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final Map<Long, Long> sentNs = new HashMap<>();
  private long lastOrder;
  private long lastRequestId;
  private int resent;

  Trader(NodeEndpoints node, Path clientDir) {
    this(List.of(node), clientDir);
  }

  Trader(List<NodeEndpoints> members, Path clientDir) {
    this(members, clientDir, false);
  }

  private Trader(List<NodeEndpoints> members, Path clientDir, boolean behindAll) {
    commands = CommandClient.connect(members, clientDir);
    log =
        behindAll
            ? EventLog.openBehindAll(members, clientDir, Cursor.START, replica)
            : EventLog.open(members, clientDir, Cursor.START, replica);
  }

  /** Takes for an answer what every member has. */
  static Trader behindAll(List<NodeEndpoints> members, Path clientDir) {
    return new Trader(members, clientDir, true);
  }

  int resent() {
    return resent;
  }

  /** Lists the market and funds both accounts. */
  void openMarket() {
    var asset = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.requestId(++lastRequestId).asset(0).scale((short) 6).markUnit(1_000_000_000_000L);
    sendAndAwait(asset.symbol("USDC").encodedLength());

    var market = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    market.requestId(++lastRequestId).market(1).kind(MarketKind.PERPETUAL).baseAsset(0);
    market.unitsPerLot(0).k(10).marginPpm(100_000).makerFeePpm(-50).takerFeePpm(500);
    market.minLots(1).maxTicks(10_000_000).maxOrderLots(1_000_000);
    sendAndAwait(market.symbol("BTC-PERP").encodedLength());

    for (int account : new int[] {SELLER, BUYER}) {
      var register = new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
      register.requestId(++lastRequestId).account(account);
      for (int i = 0; i < RegisterAccountEncoder.ownerLength(); i++) {
        register.owner(i, key(account, i));
      }
      sendAndAwait(register.encodedLength());
      var deposit = new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
      deposit.requestId(++lastRequestId).depositNo(account - SELLER + 1).account(account);
      sendAndAwait(deposit.asset(0).units(1_000_000_000_000L).encodedLength());
    }

    var prices = new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header);
    prices.requestId(++lastRequestId).round(1);
    prices
        .pricesCount(1)
        .next()
        .market(1)
        .indexTicks(600_000)
        .externalTicks(600_000)
        .splitVersion(0);
    prices.assetPricesCount(0);
    sendAndAwait(prices.encodedLength());
  }

  /** Sends orders until {@code total} were sent or too many are not answered; waits for nothing. */
  void send(int total) {
    while (lastOrder < total && sentNs.size() < IN_FLIGHT && sendOne(lastOrder + 1)) {
      lastOrder++;
    }
  }

  /** Places orders until {@code total} were accepted since the market opened. */
  void trade(int total) {
    await(
        () -> {
          send(total);
          sentNs.keySet().removeIf(replica.acceptedOrders::containsKey);
          for (var order : sentNs.entrySet()) {
            if (System.nanoTime() - order.getValue() > RESEND_NS && sendOne(order.getKey())) {
              resent++;
            }
          }
          return replica.acceptedOrders.size() >= total;
        });
  }

  /** Follows the log until a command sent now has come back, so that nothing is under way. */
  void settle() {
    trade((int) lastOrder + 1);
  }

  void await(BooleanSupplier done) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, () -> "not reached: cursor=" + log.cursor());
      if (commands.poll() + log.poll(1_000) == 0) {
        LockSupport.parkNanos(200_000);
      }
    }
  }

  @Override
  public void close() {
    commands.close();
    log.close();
  }

  /** Even orders sell, odd ones buy what was sold. */
  private boolean sendOne(long number) {
    int account = number % 2 == 0 ? SELLER : BUYER;
    var order = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
    order.requestId(number << 16).account(account).market(1).limitTicks(600_000).lots(3);
    order.nonce(number).expiryNs(Long.MAX_VALUE).timeInForce(TimeInForce.GTC);
    order.side(account == SELLER ? Side.SELL : Side.BUY).clientOrderId().high(0).low(number);
    for (int i = 0; i < PlaceOrderEncoder.signerLength(); i++) {
      order.signer(i, key(account, i));
    }
    boolean sent =
        commands.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + order.encodedLength());
    if (sent) {
      sentNs.put(number, System.nanoTime());
    }
    return sent;
  }

  private void sendAndAwait(int encodedLength) {
    int length = MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    await(() -> commands.offer(buffer, 0, length));
    long requestId = lastRequestId;
    await(() -> replica.appliedRequests.containsKey(requestId));
  }

  private static short key(int account, int i) {
    return (short) ((account >> (i % 4 * 8) & 0xff) ^ i);
  }
}
