package caisson.clearing;

import caisson.protocol.AssetListedEncoder;
import caisson.protocol.BatchConfirmedEncoder;
import caisson.protocol.CashMovedEncoder;
import caisson.protocol.DepositCreditedEncoder;
import caisson.protocol.DepositReturnedEncoder;
import caisson.protocol.Lane;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.StampEncoder;
import caisson.protocol.TradeExecutedEncoder;
import caisson.protocol.TransferReason;
import caisson.protocol.UnitsTransferredEncoder;
import caisson.protocol.WindowSealedEncoder;
import caisson.protocol.WithdrawalCreatedEncoder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The slow twin of the venue: big integers in sorted maps, and the events it would publish. One
 * call is one sequence.
 */
final class Venue {
  static final int FEES = 1;
  static final int PERPETUAL = 1;
  static final int SPOT = 2;
  static final long UNITS_PER_LOT = 10_000;
  static final long K = 10;

  record Event(long sequence, int index, boolean last, int templateId, byte[] bytes) {}

  record Row(int account, int id) {}

  final List<Event> events = new ArrayList<>();
  final TreeMap<Integer, TreeMap<Integer, BigInteger>> units = new TreeMap<>();
  final TreeMap<Integer, TreeMap<Integer, BigInteger>> lots = new TreeMap<>();
  final Map<Row, BigInteger> refCosts = new java.util.HashMap<>();
  final TreeMap<Integer, BigInteger> accounted = new TreeMap<>();
  long markTicks = 600_000;
  long fundingIndex;
  long timeNs = 1_800_000_000_000_000_000L;

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long sequence;
  private int index;
  private long batchNo = 1;
  private long seqFrom = 1;
  private long depositNo;
  private int withdrawals;

  Venue() {
    begin();
    accounted.put(0, BigInteger.ZERO);
    AssetListedEncoder coin = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(coin.stamp(), true);
    coin.asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    emit(AssetListedEncoder.TEMPLATE_ID, coin.encodedLength(), true);

    begin();
    accounted.put(1, BigInteger.ZERO);
    AssetListedEncoder token = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(token.stamp(), true);
    token.asset(1).scale((short) 8).markUnit(600_000_000_000_000L).symbol("tBTC");
    emit(AssetListedEncoder.TEMPLATE_ID, token.encodedLength(), true);

    listMarket(PERPETUAL, MarketKind.PERPETUAL, 0, 0);
    listMarket(SPOT, MarketKind.SPOT, 1, UNITS_PER_LOT);
  }

  private void listMarket(int market, MarketKind kind, int baseAsset, long unitsPerLot) {
    begin();
    MarketListedEncoder listed = new MarketListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(listed.stamp(), true);
    listed.market(market).kind(kind).baseAsset(baseAsset).unitsPerLot(unitsPerLot).k(K);
    emit(MarketListedEncoder.TEMPLATE_ID, listed.encodedLength(), true);
  }

  void deposit(int account, int asset, long amount) {
    begin();
    BigInteger balance = add(units, account, asset, amount);
    accounted.merge(asset, BigInteger.valueOf(amount), BigInteger::add);
    DepositCreditedEncoder event =
        new DepositCreditedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event
        .depositNo(++depositNo)
        .account(account)
        .asset(asset)
        .units(amount)
        .balance(balance.longValueExact());
    emit(DepositCreditedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  void returnDeposit(int account, int asset, long amount) {
    begin();
    DepositReturnedEncoder event =
        new DepositReturnedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), false);
    event
        .depositNo(++depositNo)
        .account(account)
        .asset(asset)
        .units(amount)
        .reason(RejectReason.UNKNOWN_ACCOUNT);
    emit(DepositReturnedEncoder.TEMPLATE_ID, event.encodedLength(), false);
    withdrawal(account, asset, amount);
  }

  void withdraw(int account, int asset, long amount) {
    begin();
    add(units, account, asset, -amount);
    accounted.merge(asset, BigInteger.valueOf(-amount), BigInteger::add);
    withdrawal(account, asset, amount);
  }

  private void withdrawal(int account, int asset, long amount) {
    WithdrawalCreatedEncoder event =
        new WithdrawalCreatedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event
        .batchNo(batchNo)
        .withdrawalIndex(withdrawals++)
        .account(account)
        .asset(asset)
        .units(amount)
        .lane(Lane.FAST)
        .balance(get(units, account, asset).longValueExact())
        .accounted(accounted.get(asset).longValueExact());
    for (int i = 0; i < 20; i++) {
      event.destination(i, (short) (account + i & 0xff));
    }
    emit(WithdrawalCreatedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  void trade(
      int market, int maker, int taker, Side takerSide, long ticks, long quantity, long takerFee) {
    begin();
    long makerFee = -takerFee / 2;
    long signed = takerSide == Side.BUY ? quantity : -quantity;
    BigInteger perLot = BigInteger.valueOf(ticks).multiply(BigInteger.valueOf(K));
    if (market == PERPETUAL) {
      perLot = perLot.subtract(BigInteger.valueOf(fundingIndex));
      fill(maker, -signed, perLot);
      fill(taker, signed, perLot);
    } else {
      add(units, maker, 1, -signed * UNITS_PER_LOT);
      add(units, taker, 1, signed * UNITS_PER_LOT);
    }
    long cash = perLot.multiply(BigInteger.valueOf(signed)).longValueExact();
    add(units, taker, 0, -cash - takerFee);
    add(units, maker, 0, cash - makerFee);
    add(units, FEES, 0, takerFee + makerFee);
    TradeExecutedEncoder event = new TradeExecutedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    var positions = market == PERPETUAL ? lots : units;
    event
        .market(market)
        .priceTicks(ticks)
        .lots(quantity)
        .fundingIndex(market == PERPETUAL ? fundingIndex : 0)
        .makerAccount(maker)
        .takerAccount(taker)
        .takerSide(takerSide)
        .makerFee(makerFee)
        .takerFee(takerFee)
        .makerCash(get(units, maker, 0).longValueExact())
        .takerCash(get(units, taker, 0).longValueExact())
        .makerPosition(get(positions, maker, 1).longValueExact())
        .takerPosition(get(positions, taker, 1).longValueExact())
        .makerRefCost(refCost(market, maker))
        .takerRefCost(refCost(market, taker))
        .feesCash(get(units, FEES, 0).longValueExact());
    emit(TradeExecutedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  void assign(int seller, int buyer, long quantity, TransferReason reason) {
    begin();
    BigInteger perLot = BigInteger.valueOf(markTicks).multiply(BigInteger.valueOf(K));
    perLot = perLot.subtract(BigInteger.valueOf(fundingIndex));
    fill(seller, -quantity, perLot);
    fill(buyer, quantity, perLot);
    long cash = perLot.multiply(BigInteger.valueOf(quantity)).longValueExact();
    add(units, seller, 0, cash);
    add(units, buyer, 0, -cash);
    PositionAssignedEncoder event =
        new PositionAssignedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event.market(PERPETUAL).priceTicks(markTicks).lots(quantity).fundingIndex(fundingIndex);
    event.seller(seller).buyer(buyer).reason(reason);
    event.sellerCash(get(units, seller, 0).longValueExact());
    event.buyerCash(get(units, buyer, 0).longValueExact());
    event.sellerLots(get(lots, seller, PERPETUAL).longValueExact());
    event.buyerLots(get(lots, buyer, PERPETUAL).longValueExact());
    event.sellerRefCost(refCost(PERPETUAL, seller)).buyerRefCost(refCost(PERPETUAL, buyer));
    emit(PositionAssignedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  void transfer(int from, int to, int asset, long amount) {
    begin();
    long fromBalance = add(units, from, asset, -amount).longValueExact();
    long toBalance = add(units, to, asset, amount).longValueExact();
    UnitsTransferredEncoder event =
        new UnitsTransferredEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event.from(from).to(to).asset(asset).units(amount);
    event.fromBalance(fromBalance).toBalance(toBalance);
    emit(UnitsTransferredEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  void pay(int from, int to, long amount, TransferReason reason) {
    begin();
    long fromCash = add(units, from, 0, -amount).longValueExact();
    long toCash = add(units, to, 0, amount).longValueExact();
    CashMovedEncoder event = new CashMovedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event.from(from).to(to).amount(amount).reason(reason).fromCash(fromCash).toCash(toCash);
    emit(CashMovedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  private long refCost(int market, int account) {
    return market == PERPETUAL
        ? refCosts.getOrDefault(new Row(account, market), BigInteger.ZERO).longValueExact()
        : 0;
  }

  /** Reference cost: added on opening, floored share kept on reduction, exactly zero on closing. */
  private void fill(int account, long delta, BigInteger perLot) {
    long before = get(lots, account, PERPETUAL).longValueExact();
    add(lots, account, PERPETUAL, delta);
    Row row = new Row(account, PERPETUAL);
    BigInteger cost = refCosts.getOrDefault(row, BigInteger.ZERO);
    long closing =
        Long.signum(before) == -Long.signum(delta)
            ? Math.min(Math.abs(before), Math.abs(delta))
            : 0;
    if (closing > 0) {
      BigInteger[] parts =
          cost.multiply(BigInteger.valueOf(Math.abs(before) - closing))
              .divideAndRemainder(BigInteger.valueOf(Math.abs(before)));
      cost = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }
    long opening = delta - Long.signum(delta) * closing;
    cost = cost.add(perLot.multiply(BigInteger.valueOf(opening)));
    if (cost.signum() == 0) {
      refCosts.remove(row);
    } else {
      refCosts.put(row, cost);
    }
  }

  void seal() {
    begin();
    WindowSealedEncoder event = new WindowSealedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event
        .batchNo(batchNo++)
        .seqFrom(seqFrom)
        .seqTo(sequence)
        .headerTsS(timeNs / 1_000_000_000L)
        .depositsUpTo(depositNo)
        .withdrawals(withdrawals)
        .markEpoch((short) 1);
    var assets = event.assetWordsCount(2);
    assets.next().asset(0).markUnit(1_000_000_000_000L).scale((short) 6).status((short) 0);
    assets.accounted(accounted.get(0).longValueExact());
    assets.next().asset(1).markUnit(600_000_000_000_000L).scale((short) 8).status((short) 0);
    assets.accounted(accounted.get(1).longValueExact());
    var markets = event.marketWordsCount(2);
    markets.next().market(1).markTicks(markTicks).k(K).fundingIndex(fundingIndex);
    markets.status((short) 0);
    markets.next().market(2).markTicks(0).k(0).fundingIndex(0).status((short) 0);
    emit(WindowSealedEncoder.TEMPLATE_ID, event.encodedLength(), true);
    seqFrom = sequence + 1;
    withdrawals = 0;
  }

  void confirm(long no) {
    begin();
    BatchConfirmedEncoder event = new BatchConfirmedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(event.stamp(), true);
    event.batchNo(no);
    emit(BatchConfirmedEncoder.TEMPLATE_ID, event.encodedLength(), true);
  }

  Leaf leaf(int account) {
    Leaf.Builder builder = Leaf.builder(account);
    units
        .getOrDefault(account, new TreeMap<>())
        .forEach((asset, amount) -> builder.units(asset, amount.longValueExact()));
    lots.getOrDefault(account, new TreeMap<>())
        .forEach((market, amount) -> builder.lots(market, amount.longValueExact()));
    return builder.build();
  }

  BigInteger get(TreeMap<Integer, TreeMap<Integer, BigInteger>> rows, int account, int id) {
    return rows.getOrDefault(account, new TreeMap<>()).getOrDefault(id, BigInteger.ZERO);
  }

  private BigInteger add(
      TreeMap<Integer, TreeMap<Integer, BigInteger>> rows, int account, int id, long delta) {
    return rows.computeIfAbsent(account, a -> new TreeMap<>())
        .merge(id, BigInteger.valueOf(delta), BigInteger::add);
  }

  private void begin() {
    sequence++;
    index = 0;
    timeNs += 1_000_000;
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }

  private void stamp(StampEncoder stamp, boolean last) {
    stamp.sequence(sequence).timeNs(timeNs).index(index).last((short) (last ? 1 : 0));
  }

  private void emit(int templateId, int length, boolean last) {
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + length];
    buffer.getBytes(0, bytes);
    events.add(new Event(sequence, index++, last, templateId, bytes));
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }
}
