package caisson.verifier;

import caisson.clearing.Batch;
import caisson.clearing.MoveFold;
import caisson.clearing.Netting;
import caisson.engine.StateMachine;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OfferBackstopEncoder;
import caisson.protocol.OrderAction;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.TimeInForce;
import caisson.signing.Address;
import caisson.signing.BundleEntry;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.HeaderMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The real engine and the real fold in one process: a log, its batches, and an attestor's
 * signatures over them.
 */
final class LocalVenue {
  static final int A = 4096;
  static final int B = 4097;
  static final int PERPETUAL = 1;
  static final int SPOT = 2;
  static final long FAR = Long.MAX_VALUE;
  private static final long NS = 1_000_000_000L;

  final KeyPair attestor = key(0x77);
  final Map<Integer, KeyPair> owners;
  final SigningDomain domain;
  final List<Batch> batches = new ArrayList<>();

  /** Events by batch. */
  final TreeMap<Long, List<byte[]>> log = new TreeMap<>();

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder eventHeader = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Netting netting = new Netting();
  private final MoveFold moves = new MoveFold();
  private final StateMachine engine = new StateMachine(this::onEvent);
  private List<byte[]> open = new ArrayList<>();
  private long timeNs;
  private long nonce;
  private long round;
  private long depositNo;
  private long forcedNo;
  private long requestId;

  LocalVenue(SigningDomain domain, long startS) {
    this(domain, startS, key(0xa), key(0xb));
  }

  LocalVenue(SigningDomain domain, long startS, KeyPair ownerOfA, KeyPair ownerOfB) {
    this.domain = domain;
    this.owners = Map.of(A, ownerOfA, B, ownerOfB);
    this.timeNs = startS * NS;
    listAsset(0, 6, 1_000_000_000_000L, "USDC");
    listAsset(1, 8, 600_000_000_000_000L, "tBTC");
    listMarket(PERPETUAL, MarketKind.PERPETUAL, 0, 0);
    listMarket(SPOT, MarketKind.SPOT, 1, 10_000);
  }

  static KeyPair key(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    secret[0] = 1;
    return KeyPair.of(secret);
  }

  Attestors attestors() {
    return new Attestors(domain, Set.of(attestor.address()), 1);
  }

  CommittedBatch committed(int index) {
    Batch batch = batches.get(index);
    return new CommittedBatch(
        batch.header().no(),
        batch.headerHash(),
        1_800_000_000L,
        "0x00",
        batch.headerBytes(),
        batch.payload(),
        batch.flows(),
        batch.marks(),
        signature(batch.headerHash()));
  }

  byte[] signature(byte[] headerHash) {
    return attestor.sign(domain, new HeaderMessage(headerHash)).bytes();
  }

  void writeLog(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<Long, List<byte[]>> batch : log.entrySet()) {
      Path file = folder.resolve("batch-%06d.log".formatted(batch.getKey()));
      try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
        for (byte[] event : batch.getValue()) {
          out.writeInt(event.length);
          out.write(event);
        }
      }
    }
  }

  void passSeconds(long seconds) {
    timeNs += seconds * NS;
  }

  void register(int account) {
    var c = new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).account(account);
    put(owners.get(account).address().bytes(), (at, i) -> c.owner(i, at));
    apply(c.encodedLength());
  }

  void deposit(int account, int asset, long units) {
    var c = new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).depositNo(++depositNo).account(account).asset(asset).units(units);
    put(owners.get(account).address().bytes(), (at, i) -> c.sender(i, at));
    apply(c.encodedLength());
  }

  void price(long ticks) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).round(++round);
    var prices = c.pricesCount(1);
    prices.next().market(PERPETUAL).indexTicks(ticks).externalTicks(ticks).splitVersion(0);
    c.assetPricesCount(0);
    apply(c.encodedLength());
  }

  void place(int account, int market, Side side, long ticks, long lots) {
    place(account, market, side, ticks, lots, owners.get(account));
  }

  /** The log names the owner; another key makes a forged order. */
  void place(int account, int market, Side side, long ticks, long lots, KeyPair signer) {
    OrderMessage message =
        new OrderMessage(account, market, side.value(), 0, ticks, lots, ++nonce, FAR, 0, nonce);
    var c = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(FAR)
        .side(side)
        .timeInForce(TimeInForce.GTC);
    c.clientOrderId().high(0).low(nonce);
    put(owners.get(account).address().bytes(), (at, i) -> c.signer(i, at));
    put(signer.sign(domain, message).bytes(), (at, i) -> c.signature(i, at));
    apply(c.encodedLength());
  }

  /** Orders of one signature, the last of which may trade. */
  void bundle(int account, int market, Side side, long lots, long... ticks) {
    List<BundleEntry> entries = new ArrayList<>();
    for (long each : ticks) {
      int value = side.value();
      entries.add(new BundleEntry(0, market, 0, value, 0, 0, 0, 0, each, lots, 0, 0, each));
    }
    BundleMessage message = new BundleMessage(account, entries, ++nonce, FAR);
    var c = new SubmitOrdersEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).account(account).nonce(nonce).expiryNs(FAR);
    put(owners.get(account).address().bytes(), (at, i) -> c.signer(i, at));
    put(owners.get(account).sign(domain, message).bytes(), (at, i) -> c.signature(i, at));
    var rows = c.entriesCount(entries.size());
    for (BundleEntry entry : entries) {
      rows.next().orderId(0).limitTicks(entry.limitTicks()).lots(lots).goodTillNs(0);
      rows.market(market).action(OrderAction.PLACE).side(side).timeInForce(TimeInForce.GTC);
      rows.selfTrade(SelfTrade.CANCEL_TAKER).reduceOnly((short) 0).slide((short) 0);
      rows.clientOrderId().high(0).low(entry.clientOrderIdLow());
    }
    apply(c.encodedLength());
  }

  /** The log names the owner; another key makes a forged offer. */
  void offer(int account, long lots, int premiumPpm, KeyPair signer) {
    BackstopMessage message =
        new BackstopMessage(account, PERPETUAL, lots, premiumPpm, ++nonce, FAR);
    var c = new OfferBackstopEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).account(account).market(PERPETUAL);
    c.capacityLots(lots).premiumPpm(premiumPpm).nonce(nonce).expiryNs(FAR);
    put(owners.get(account).address().bytes(), (at, i) -> c.signer(i, at));
    put(signer.sign(domain, message).bytes(), (at, i) -> c.signature(i, at));
    apply(c.encodedLength());
  }

  void liquidates() {
    var c = new SetLiquidationEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).version(1).market(PERPETUAL);
    c.tier((short) 0).feePpm(5_000).bandPpm(20_000);
    apply(c.encodedLength());
  }

  void withdraw(int account, int asset, long units, Address destination, Lane lane) {
    WithdrawMessage message = new WithdrawMessage(account, asset, units, destination, ++nonce, FAR);
    var c = new RequestWithdrawalEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId)
        .account(account)
        .asset(asset)
        .units(units)
        .nonce(nonce)
        .expiryNs(FAR)
        .lane(lane);
    put(destination.bytes(), (at, i) -> c.destination(i, at));
    put(owners.get(account).address().bytes(), (at, i) -> c.signer(i, at));
    put(owners.get(account).sign(domain, message).bytes(), (at, i) -> c.signature(i, at));
    apply(c.encodedLength());
  }

  /** A request of the forced queue, as the bridge brings it. */
  void forcedWithdrawal(int account, long units, Address destination) {
    var c = new ServeRequestEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).no(++forcedNo).timeS(timeNs / NS).kind((short) 1);
    c.account(account).id(0).amount(units);
    put(destination.bytes(), (at, i) -> c.target(i, at));
    apply(c.encodedLength());
  }

  Batch seal() {
    passSeconds(2);
    var c = new SealWindowEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId)
        .batchNo(batches.size() + 1)
        .chainTimeS(timeNs / NS)
        .depositsUpTo(depositNo);
    int before = batches.size();
    apply(c.encodedLength());
    if (batches.size() != before + 1) {
      throw new IllegalStateException("the window was not sealed");
    }
    return batches.get(before);
  }

  private void listAsset(int asset, int scale, long markUnit, String symbol) {
    var c = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId).asset(asset).scale((short) scale).markUnit(markUnit).symbol(symbol);
    apply(c.encodedLength());
  }

  private void listMarket(int market, MarketKind kind, int baseAsset, long unitsPerLot) {
    var c = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(++requestId)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(10)
        .marginPpm(kind == MarketKind.SPOT ? 0 : 100_000)
        .makerFeePpm(-200)
        .takerFeePpm(500)
        .minLots(1)
        .maxTicks(10_000_000)
        .maxOrderLots(1_000_000)
        .symbol("M" + market);
    apply(c.encodedLength());
  }

  private void apply(int encodedLength) {
    engine.apply(timeNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
  }

  private void onEvent(DirectBuffer from, int offset, int length) {
    byte[] event = new byte[length];
    from.getBytes(offset, event);
    open.add(event);
    eventHeader.wrap(from, offset);
    if (eventHeader.templateId() == CommandRejectedDecoder.TEMPLATE_ID) {
      var rejected = new CommandRejectedDecoder();
      rejected.wrapAndApplyHeader(from, offset, eventHeader);
      throw new IllegalStateException("the story has a refused command: " + rejected);
    }
    stamp.wrap(from, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    moves.onEvent(from, offset);
    netting
        .onEvent(
            stamp.sequence(),
            stamp.index(),
            stamp.last() == 1,
            eventHeader.templateId(),
            from,
            offset,
            length)
        .map(moves::seal)
        .ifPresent(
            window -> {
              byte[] previous =
                  batches.isEmpty() ? new byte[32] : batches.get(batches.size() - 1).headerHash();
              batches.add(window.seal(previous, new byte[32]));
              log.put(window.no(), open);
              open = new ArrayList<>();
            });
  }

  private static void put(byte[] bytes, ObjIntConsumer<Short> writer) {
    for (int i = 0; i < bytes.length; i++) {
      writer.accept((short) (bytes[i] & 0xff), i);
    }
  }
}
