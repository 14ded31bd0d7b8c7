package caisson.attestor;

import caisson.clearing.Batch;
import caisson.clearing.MoveFold;
import caisson.clearing.Netting;
import caisson.clearing.Posting;
import caisson.clearing.SealedWindow;
import caisson.clearing.TrialBalance;
import caisson.engine.StateMachine;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.DelistMarketEncoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OfferBackstopEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.TimeInForce;
import caisson.signing.Address;
import caisson.signing.BundleEntry;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.OrderMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A node without a cluster, and an honest bridge behind it: the engine's events, folded. */
final class TestVenue {
  static final Address HOUSE = Address.parse("0x00000000000000000000000000000000000000aa");
  static final SigningDomain DOMAIN = new SigningDomain(31337, HOUSE);
  static final int FIRST = 4096;
  static final int PERPETUAL = 1;

  record Event(long sequence, int index, boolean last, int templateId, byte[] bytes) {}

  final List<Event> events = new ArrayList<>();
  final List<SealedWindow> windows = new ArrayList<>();
  final KeyPair[] owners = {KeyPair.create(), KeyPair.create(), KeyPair.create()};

  private final StateMachine engine = new StateMachine(this::onEvent);
  final Netting netting = new Netting();
  private final MoveFold moves = new MoveFold();
  private final Posting posting = new Posting();
  private final TrialBalance ledger = new TrialBalance();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long timeNs = 1_800_000_000_000_000_000L;
  private long nonce;
  private long round;
  private long version;
  private long depositNo;
  private long forcedNo;
  private byte[] prevHash = new byte[32];

  TestVenue() {
    ListAssetEncoder asset = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    apply(asset.encodedLength());
    list(PERPETUAL);
    for (int i = 0; i < owners.length; i++) {
      RegisterAccountEncoder account =
          new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
      account.account(FIRST + i);
      buffer.putBytes(
          account.offset() + RegisterAccountEncoder.ownerEncodingOffset(),
          owners[i].address().bytes());
      apply(account.encodedLength());
    }
  }

  TestVenue list(int id) {
    ListMarketEncoder market = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    market
        .market(id)
        .kind(MarketKind.PERPETUAL)
        .k(10)
        .marginPpm(100_000)
        .makerFeePpm(-100)
        .takerFeePpm(500)
        .minLots(1)
        .maxTicks(10_000_000)
        .maxOrderLots(1_000_000)
        .symbol("BTC-PERP");
    apply(market.encodedLength());
    return this;
  }

  TestVenue deposit(int user, long units) {
    return credit(FIRST + user, units);
  }

  TestVenue credit(int account, long units) {
    CreditDepositEncoder deposit = new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
    deposit.depositNo(++depositNo).account(account).asset(0).units(units);
    apply(deposit.encodedLength());
    return this;
  }

  TestVenue liquidate(int tier) {
    return liquidate(tier, PERPETUAL);
  }

  TestVenue liquidate(int tier, int market) {
    SetLiquidationEncoder terms =
        new SetLiquidationEncoder().wrapAndApplyHeader(buffer, 0, header).version(++version);
    terms.market(market).tier((short) tier).feePpm(5_000).bandPpm(20_000);
    apply(terms.encodedLength());
    return this;
  }

  /** Of the markets from the first on. */
  TestVenue price(long... ticks) {
    PublishPricesEncoder prices =
        new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header).round(++round);
    PublishPricesEncoder.PricesEncoder rows = prices.pricesCount(ticks.length);
    for (int i = 0; i < ticks.length; i++) {
      rows.next().market(PERPETUAL + i).indexTicks(ticks[i]).externalTicks(ticks[i]);
      rows.splitVersion(0);
    }
    prices.assetPricesCount(0);
    apply(prices.encodedLength());
    return this;
  }

  TestVenue order(int user, Side side, long lots, long ticks) {
    return order(user, owners[user], side, lots, ticks);
  }

  /** Says that the owner signed, whoever did. */
  TestVenue order(int user, KeyPair signedBy, Side side, long lots, long ticks) {
    return order(PERPETUAL, user, signedBy, side, lots, ticks);
  }

  TestVenue order(int market, int user, KeyPair signedBy, Side side, long lots, long ticks) {
    OrderMessage message =
        new OrderMessage(
            FIRST + user, market, side.value(), 0, ticks, lots, ++nonce, Long.MAX_VALUE, 0, 0);
    PlaceOrderEncoder order = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
    order
        .account(FIRST + user)
        .market(market)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(Long.MAX_VALUE)
        .side(side)
        .timeInForce(TimeInForce.GTC);
    int at = order.offset();
    buffer.putBytes(at + PlaceOrderEncoder.signerEncodingOffset(), owners[user].address().bytes());
    buffer.putBytes(
        at + PlaceOrderEncoder.signatureEncodingOffset(), signedBy.sign(DOMAIN, message).bytes());
    apply(order.encodedLength());
    return this;
  }

  /** A standing offer to take liquidated lines for nothing. */
  TestVenue offer(int user, long lots) {
    return offer(user, owners[user], lots);
  }

  /** Says that the owner signed, whoever did. */
  TestVenue offer(int user, KeyPair signedBy, long lots) {
    BackstopMessage message =
        new BackstopMessage(FIRST + user, PERPETUAL, lots, 0, ++nonce, Long.MAX_VALUE);
    OfferBackstopEncoder offer = new OfferBackstopEncoder().wrapAndApplyHeader(buffer, 0, header);
    offer.account(FIRST + user).market(PERPETUAL).capacityLots(lots);
    offer.nonce(nonce).expiryNs(Long.MAX_VALUE);
    offer.putSigner(owners[user].address().bytes(), 0, Address.LENGTH);
    offer.putSignature(signedBy.sign(DOMAIN, message).bytes(), 0, Signature.LENGTH);
    apply(offer.encodedLength());
    return this;
  }

  /** Orders at these prices together, the last of which may trade; a negative one sells. */
  TestVenue bundle(int user, KeyPair signedBy, long lots, long... ticks) {
    List<BundleEntry> entries = new ArrayList<>();
    for (int i = 0; i < ticks.length; i++) {
      int side = ticks[i] < 0 ? 1 : 0;
      entries.add(
          new BundleEntry(
              0, PERPETUAL, 0, side, 0, 0, 0, 0, Math.abs(ticks[i]), lots, 0, 0, 1_000 + i));
    }
    BundleMessage message = new BundleMessage(FIRST + user, entries, ++nonce, Long.MAX_VALUE);
    SubmitOrdersEncoder orders = new SubmitOrdersEncoder().wrapAndApplyHeader(buffer, 0, header);
    orders.account(FIRST + user).nonce(nonce).expiryNs(Long.MAX_VALUE);
    orders.putSigner(owners[user].address().bytes(), 0, Address.LENGTH);
    orders.putSignature(signedBy.sign(DOMAIN, message).bytes(), 0, Signature.LENGTH);
    SubmitOrdersEncoder.EntriesEncoder rows = orders.entriesCount(entries.size());
    for (BundleEntry entry : entries) {
      rows.next().market(PERPETUAL).limitTicks(entry.limitTicks()).lots(lots);
      rows.clientOrderId().high(0).low(entry.clientOrderIdLow());
      rows.side(Side.get((short) entry.side()));
    }
    apply(orders.encodedLength());
    return this;
  }

  TestVenue forcedCancel(int user) {
    return forced(3, user, 0, 0);
  }

  /** A request of the chain's queue: 1 withdraw, 2 close, 3 cancel all. */
  TestVenue forced(int kind, int user, int id, long amount) {
    ServeRequestEncoder request = new ServeRequestEncoder().wrapAndApplyHeader(buffer, 0, header);
    request.no(++forcedNo).timeS(1_700_000_000L).kind((short) kind).account(FIRST + user);
    request.id(id).amount(amount);
    apply(request.encodedLength());
    return this;
  }

  TestVenue delist(long version) {
    DelistMarketEncoder end = new DelistMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    end.version(version).market(PERPETUAL);
    apply(end.encodedLength());
    return this;
  }

  TestVenue seal() {
    timeNs += 2_000_000_000L;
    SealWindowEncoder seal = new SealWindowEncoder().wrapAndApplyHeader(buffer, 0, header);
    seal.batchNo(windows.size() + 1).chainTimeS(timeNs / 1_000_000_000L).depositsUpTo(depositNo);
    apply(seal.encodedLength());
    return this;
  }

  SealedWindow lastWindow() {
    return windows.get(windows.size() - 1);
  }

  /** The batch of the last window, after the honest ones before it. */
  Batch honest() {
    Batch batch = lastWindow().seal(prevHash, new byte[32]);
    prevHash = batch.headerHash();
    return batch;
  }

  void feed(Replay replay) {
    for (Event event : events) {
      replay.onEvent(
          event.sequence(),
          event.index(),
          event.last(),
          event.templateId(),
          new UnsafeBuffer(event.bytes()),
          0,
          event.bytes().length);
    }
  }

  private void apply(int encodedLength) {
    timeNs += 1_000_000;
    engine.apply(timeNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }

  private void onEvent(org.agrona.DirectBuffer source, int offset, int length) {
    byte[] bytes = new byte[length];
    source.getBytes(offset, bytes);
    UnsafeBuffer event = new UnsafeBuffer(bytes);
    int templateId = new MessageHeaderDecoder().wrap(event, 0).templateId();
    StampDecoder stamp = new StampDecoder().wrap(event, MessageHeaderDecoder.ENCODED_LENGTH);
    Event published =
        new Event(stamp.sequence(), stamp.index(), stamp.last() != 0, templateId, bytes);
    events.add(published);
    posting
        .onEvent(published.sequence(), published.index(), templateId, event, 0)
        .forEach(ledger::apply);
    moves.onEvent(event, 0);
    netting
        .onEvent(
            published.sequence(), published.index(), published.last(), templateId, event, 0, length)
        .map(moves::seal)
        .ifPresent(
            window -> {
              ledger.check(netting);
              windows.add(window);
            });
  }
}
