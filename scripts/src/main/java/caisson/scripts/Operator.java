package caisson.scripts;

import caisson.chain.Deployment;
import caisson.chain.LogEntry;
import caisson.chain.SettlementContracts;
import caisson.chain.VaultEvent;
import caisson.clearing.Batch;
import caisson.clearing.BatchHeader;
import caisson.clearing.Leaf;
import caisson.clearing.MoveFold;
import caisson.clearing.Netting;
import caisson.clearing.SealedWindow;
import caisson.engine.StateMachine;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.TimeInForce;
import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.HeaderMessage;
import caisson.signing.TypedMessage.OrderMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The venue's operator in one object: the real engine and the real netting, fed from the chain, and
 * a key that signs whatever it is told to. A drill drops it to kill it.
 */
final class Operator {
  static final int FIRST = 4096;
  private static final long NS = 1_000_000_000L;

  /** A batch on the chain. */
  record Committed(Batch batch, long at) {}

  final Deployment deployment;
  final List<Committed> committed = new ArrayList<>();
  private final DrillChain chain;
  private final SettlementContracts contracts;
  private final KeyPair attestor;
  private final StateMachine engine = new StateMachine(this::onEvent);
  private final Netting netting = new Netting();
  private final MoveFold moves = new MoveFold();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder eventHeader = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Map<Integer, Address> owners = new HashMap<>();

  /** Of owners, who sign what they order. */
  final Map<Address, KeyPair> keys = new HashMap<>();

  /** Of the last request served, as the queue hashes it. */
  byte[] lastRequest = {};

  private long readTo;
  private long timeNs;
  private long nonce;
  private long round;
  private long version;
  private long depositNo;
  private boolean rejected;
  private @Nullable SealedWindow sealed;

  Operator(DrillChain chain, Deployment deployment, KeyPair attestor) {
    this.chain = chain;
    this.deployment = deployment;
    this.attestor = attestor;
    this.contracts = new SettlementContracts(chain.client(), deployment);
    this.readTo = deployment.deployedAt() - 1;
  }

  StateMachine engine() {
    return engine;
  }

  /** The account as it stands, with a little more or less coin. */
  Leaf leaf(int account, long moreCoin) {
    Leaf now = netting.leaf(account);
    Leaf.Builder builder = Leaf.builder(account);
    builder.units(0, netting.units(account, 0) + moreCoin);
    for (int row = 0; row < now.assetCount(); row++) {
      if (now.asset(row) != 0) {
        builder.units(now.asset(row), now.units(row));
      }
    }
    for (int row = 0; row < now.lineCount(); row++) {
      builder.lots(now.market(row), now.lots(row));
    }
    return builder.build();
  }

  Address owner(int account) {
    return owners.getOrDefault(account, Address.of(new byte[Address.LENGTH]));
  }

  /** Accounts of users, ascending from FIRST. */
  int users() {
    return owners.size();
  }

  // What the chain told

  void readDeposits() {
    long to = chain.client().block(caisson.chain.ChainClient.At.LATEST).number();
    for (LogEntry entry : chain.client().logs(contracts.watched(), readTo + 1, to)) {
      contracts.event(entry).ifPresent(this::onChainEvent);
    }
    readTo = to;
  }

  private void onChainEvent(VaultEvent event) {
    if (event instanceof VaultEvent.Registered registered) {
      Address owner = Address.parse(registered.owner());
      owners.put(registered.account(), owner);
      var c = new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
      c.account(registered.account());
      put(owner.bytes(), (octet, at) -> c.owner(at, octet));
      apply(c.encodedLength());
    } else if (event instanceof VaultEvent.Deposited deposited) {
      depositNo = deposited.depositNo();
      var c = new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
      c.depositNo(depositNo).account(deposited.account()).asset(deposited.asset());
      c.units(deposited.units());
      put(Address.parse(deposited.sender()).bytes(), (octet, at) -> c.sender(at, octet));
      apply(c.encodedLength());
    } else if (event instanceof VaultEvent.Requested requested) {
      serve(requested);
    }
  }

  private void serve(VaultEvent.Requested requested) {
    byte[] target = Address.parse(requested.target()).bytes();
    var c = new ServeRequestEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.no(requested.no()).timeS(requested.timeS()).kind((short) requested.kind());
    c.account(requested.account()).id(requested.id()).amount(requested.amount());
    c.limitTicks(requested.limitTicks());
    put(target, (octet, at) -> c.target(at, octet));
    apply(c.encodedLength());
    lastRequest =
        ByteBuffer.allocate(61)
            .putLong(requested.no())
            .putLong(requested.timeS())
            .put((byte) requested.kind())
            .putInt(requested.account())
            .putInt(requested.id())
            .putLong(requested.amount())
            .putLong(requested.limitTicks())
            .put(target)
            .array();
  }

  // Commands

  void listAsset(int asset, int scale, long markUnit) {
    var c = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.asset(asset).scale((short) scale).markUnit(markUnit).symbol("A" + asset);
    apply(c.encodedLength());
  }

  void listPerpetual(int market, int takerFeePpm) {
    var c = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.market(market).kind(MarketKind.PERPETUAL).k(10).marginPpm(100_000).makerFeePpm(0);
    c.takerFeePpm(takerFeePpm).minLots(1).maxTicks(10_000_000).maxOrderLots(1_000_000);
    c.symbol("M" + market);
    apply(c.encodedLength());
  }

  /** Makes an asset count as margin, next to a market of the same factor. */
  void collateral(int asset, int market) {
    var factor = new SetFactorEncoder().wrapAndApplyHeader(buffer, 0, header);
    factor.version(++version).factor(1).group(0).downBps(600).upBps(600).spotBps(800);
    factor.initialE3(1_500).profitPpm(1_000_000);
    apply(factor.encodedLength());
    var ofMarket = new SetMarketFactorEncoder().wrapAndApplyHeader(buffer, 0, header);
    ofMarket.version(++version).market(market).factor(1);
    apply(ofMarket.encodedLength());
    var terms = new SetCollateralEncoder().wrapAndApplyHeader(buffer, 0, header);
    terms.version(++version).asset(asset).factor(1);
    terms.haircutBound1(1_000_000_000_000L).haircutBound2(5_000_000_000_000L);
    terms.haircutPpm1(5_000).haircutPpm2(20_000).haircutPpm3(50_000);
    apply(terms.encodedLength());
  }

  void price(int market, long ticks) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.round(++round);
    c.pricesCount(1).next().market(market).indexTicks(ticks).externalTicks(ticks).splitVersion(0);
    c.assetPricesCount(0);
    apply(c.encodedLength());
  }

  boolean order(int account, int market, Side side, long lots, long ticks, TimeInForce force) {
    var c = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.account(account).market(market).limitTicks(ticks).lots(lots).nonce(++nonce);
    c.expiryNs(Long.MAX_VALUE).side(side).timeInForce(force);
    Address owner = owner(account);
    put(owner.bytes(), (octet, at) -> c.signer(at, octet));
    KeyPair key = keys.get(owner);
    if (key != null) {
      var message =
          new OrderMessage(
              account,
              market,
              side.value(),
              force.value(),
              ticks,
              lots,
              nonce,
              Long.MAX_VALUE,
              0,
              0);
      put(key.sign(domain(), message).bytes(), (octet, at) -> c.signature(at, octet));
    }
    return apply(c.encodedLength());
  }

  boolean withdrawFast(int account, int asset, long units) {
    var c = new RequestWithdrawalEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.account(account).asset(asset).units(units).nonce(++nonce).expiryNs(Long.MAX_VALUE);
    c.lane(Lane.FAST);
    put(owner(account).bytes(), (octet, at) -> c.signer(at, octet));
    put(owner(account).bytes(), (octet, at) -> c.destination(at, octet));
    return apply(c.encodedLength());
  }

  // Batches

  /** Seals and commits; {@code lie} may change the window before it is signed. */
  Committed commit(UnaryOperator<SealedWindow> lie) {
    Batch batch = seal(lie);
    chain.send(DemoAddress.SENDER, deployment.clearingHouse(), commitCall(batch));
    Committed done = new Committed(batch, chain.now());
    committed.add(done);
    return done;
  }

  /** A batch nobody has sent. */
  Batch seal(UnaryOperator<SealedWindow> lie) {
    chain.travel(2);
    timeNs = Math.max(timeNs, chain.now() * NS);
    sealed = null;
    var c = new SealWindowEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.batchNo(committed.size() + 1L).chainTimeS(chain.now()).depositsUpTo(depositNo);
    apply(c.encodedLength());
    SealedWindow window = sealed;
    if (window == null) {
      throw new VenueException("the window was not sealed");
    }
    byte[] previous =
        committed.isEmpty()
            ? new byte[32]
            : committed.get(committed.size() - 1).batch().headerHash();
    return lie.apply(window).seal(previous, new byte[32]);
  }

  byte[] commitCall(Batch batch) {
    return commitCall(batch.header(), batch);
  }

  /** Commits what stands behind a batch under a header that may be another. */
  byte[] commitCall(BatchHeader signed, Batch batch) {
    return SettlementContracts.commit(
        signed.bytes(),
        batch.payload(),
        batch.flows(),
        batch.marks(),
        attestor.sign(domain(), new HeaderMessage(signed.hash())).bytes());
  }

  private SigningDomain domain() {
    return new SigningDomain(31337, Address.parse(deployment.clearingHouse()));
  }

  /** Whether the engine took it. */
  private boolean apply(int encodedLength) {
    timeNs += 1_000;
    rejected = false;
    engine.apply(timeNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
    return !rejected;
  }

  private void onEvent(DirectBuffer event, int offset, int length) {
    int template = eventHeader.wrap(event, offset).templateId();
    rejected |= template == CommandRejectedDecoder.TEMPLATE_ID;
    stamp.wrap(event, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    moves.onEvent(event, offset);
    netting
        .onEvent(
            stamp.sequence(), stamp.index(), stamp.last() != 0, template, event, offset, length)
        .map(moves::seal)
        .ifPresent(window -> sealed = window);
  }

  private static void put(byte[] bytes, ObjIntConsumer<Short> writer) {
    for (int i = 0; i < bytes.length; i++) {
      writer.accept((short) (bytes[i] & 0xff), i);
    }
  }

  static String hex(Address address) {
    return Hex.encode(address.bytes());
  }
}
