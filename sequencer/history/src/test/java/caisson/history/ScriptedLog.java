package caisson.history;

import caisson.client.EventHandler;
import caisson.protocol.AccountRegisteredEncoder;
import caisson.protocol.AssetListedEncoder;
import caisson.protocol.AssetMarkUpdatedEncoder;
import caisson.protocol.BatchConfirmedEncoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CashMovedEncoder;
import caisson.protocol.DepositCreditedEncoder;
import caisson.protocol.DepositReturnedEncoder;
import caisson.protocol.FundingSettledEncoder;
import caisson.protocol.Lane;
import caisson.protocol.MarkUpdatedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderAcceptedEncoder;
import caisson.protocol.OrderCanceledEncoder;
import caisson.protocol.PositionAssignedEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.StampEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedEncoder;
import caisson.protocol.TransferReason;
import caisson.protocol.WindowSealedEncoder;
import caisson.protocol.WithdrawalCreatedEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Event bytes as a node would record them, from lines that read like an order ticket. Keeps the
 * money by the rules of settlement, so that every stated balance is right unless a test bends it.
 */
final class ScriptedLog {
  static final int FEES = 1;
  static final int PERP = 1;
  static final int SPOT = 2;
  static final int USDC = 0;
  static final int BTC = 1;
  static final long K = 10;
  static final long UNITS_PER_LOT = 10_000;
  static final long START_NS = 1_800_000_000_000_000_000L;

  record Event(long sequence, int index, boolean last, int templateId, byte[] bytes) {}

  private record Order(int account, int market, Side side, long limitTicks) {}

  private final List<Event> events = new ArrayList<>();
  private final Map<String, Long> money = new HashMap<>();
  private final Map<String, Long> lots = new HashMap<>();
  private final Map<Long, Order> orders = new HashMap<>();
  private final Map<Long, Long> remaining = new HashMap<>();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long sequence;
  private int index;
  private long timeNs = START_NS;
  private long fundingIndex;
  private long batchNo;
  private long windowFrom = 1;

  List<Event> events() {
    return events;
  }

  /** Everything after {@code from} events, as a reader that starts there would get it. */
  void replay(EventHandler handler, int from, int to) {
    for (Event e : events.subList(from, to)) {
      UnsafeBuffer bytes = new UnsafeBuffer(e.bytes());
      handler.onEvent(
          e.sequence(), e.index(), e.last(), e.templateId(), bytes, 0, bytes.capacity());
    }
  }

  void replay(EventHandler handler) {
    replay(handler, 0, events.size());
  }

  ScriptedLog listVenue() {
    asset(USDC, 6, "USDC");
    asset(BTC, 8, "tBTC");
    market(PERP, MarketKind.PERPETUAL, "BTC-PERP");
    market(SPOT, MarketKind.SPOT, "BTC/USDC");
    return this;
  }

  ScriptedLog register(int account) {
    begin();
    AccountRegisteredEncoder e =
        new AccountRegisteredEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.account(account);
    end(AccountRegisteredEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog deposit(int account, int asset, long units) {
    return deposit(account, asset, units, add(account, asset, units));
  }

  ScriptedLog deposit(int account, int asset, long units, long statedBalance) {
    begin();
    DepositCreditedEncoder e = new DepositCreditedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.depositNo(1).account(account).asset(asset).units(units).balance(statedBalance);
    end(DepositCreditedEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog withdraw(int account, int asset, long units) {
    begin();
    withdrawal(account, asset, units, add(account, asset, -units));
    return this;
  }

  ScriptedLog returnDeposit(int account, int asset, long units) {
    begin();
    DepositReturnedEncoder e = new DepositReturnedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), false);
    e.depositNo(1).account(account).asset(asset).units(units).reason(RejectReason.UNKNOWN_ACCOUNT);
    end(DepositReturnedEncoder.TEMPLATE_ID, e.encodedLength(), false);
    withdrawal(account, asset, units, add(account, asset, 0));
    return this;
  }

  /** Accepts an order that rests; returns its id. */
  long place(int account, int market, Side side, long limitTicks, long quantityLots) {
    begin();
    accept(account, market, side, limitTicks, quantityLots, true);
    return sequence;
  }

  /** An order that trades once against a resting one at that one's price; the rest is canceled. */
  long take(int account, long makerOrderId, long quantityLots) {
    Order maker = orders.get(makerOrderId);
    begin();
    Side side = maker.side() == Side.BUY ? Side.SELL : Side.BUY;
    accept(account, maker.market(), side, maker.limitTicks(), quantityLots, false);
    long takerOrderId = sequence;
    long traded = Math.min(quantityLots, remaining.get(makerOrderId));
    trade(makerOrderId, takerOrderId, traded, traded == quantityLots);
    if (traded < quantityLots) {
      canceled(takerOrderId, CancelReason.IOC_REMAINDER, false);
    }
    return takerOrderId;
  }

  ScriptedLog cancel(long orderId) {
    begin();
    canceled(orderId, CancelReason.REQUESTED, true);
    return this;
  }

  long remaining(long orderId) {
    return remaining.getOrDefault(orderId, 0L);
  }

  ScriptedLog mark(long ticks) {
    begin();
    MarkUpdatedEncoder e = new MarkUpdatedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), false);
    e.market(PERP).round(sequence).indexTicks(ticks).externalTicks(0);
    e.bestBidTicks(0).bestAskTicks(0).markTicks(ticks);
    end(MarkUpdatedEncoder.TEMPLATE_ID, e.encodedLength(), false);
    AssetMarkUpdatedEncoder a = new AssetMarkUpdatedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(a.stamp(), true);
    a.asset(BTC).round(sequence).markUnit(ticks * 1_000_000_000L);
    end(AssetMarkUpdatedEncoder.TEMPLATE_ID, a.encodedLength(), true);
    return this;
  }

  ScriptedLog funding(long hour, long rateE9, long delta) {
    begin();
    fundingIndex += delta;
    FundingSettledEncoder e = new FundingSettledEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.market(PERP).hour(hour).rateE9(rateE9).indexTicks(600_000).delta(delta).remainder(0);
    e.fundingIndex(fundingIndex);
    end(FundingSettledEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog assign(int seller, int buyer, long ticks, long quantityLots) {
    begin();
    long paid = quantityLots * (ticks * K - fundingIndex);
    long sellerLots = lots.merge(seller + "", -quantityLots, Long::sum);
    long buyerLots = lots.merge(buyer + "", quantityLots, Long::sum);
    PositionAssignedEncoder e = new PositionAssignedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.market(PERP).priceTicks(ticks).lots(quantityLots).fundingIndex(fundingIndex);
    e.seller(seller).buyer(buyer).reason(TransferReason.DELEVERAGE);
    e.sellerCash(add(seller, USDC, paid)).buyerCash(add(buyer, USDC, -paid));
    e.sellerLots(sellerLots).buyerLots(buyerLots);
    e.sellerRefCost(sellerLots * 3).buyerRefCost(buyerLots * 3);
    end(PositionAssignedEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog pay(int from, int to, long amount) {
    begin();
    CashMovedEncoder e = new CashMovedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.from(from).to(to).amount(amount).reason(TransferReason.PROFIT_HAIRCUT);
    e.fromCash(add(from, USDC, -amount)).toCash(add(to, USDC, amount));
    end(CashMovedEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog seal() {
    begin();
    WindowSealedEncoder e = new WindowSealedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.batchNo(++batchNo).seqFrom(windowFrom).seqTo(sequence).headerTsS(timeNs / 1_000_000_000L);
    e.depositsUpTo(0).withdrawals(0).markEpoch((short) 0);
    e.assetWordsCount(0);
    e.marketWordsCount(0);
    end(WindowSealedEncoder.TEMPLATE_ID, e.encodedLength(), true);
    windowFrom = sequence + 1;
    return this;
  }

  ScriptedLog confirm(long confirmedBatchNo) {
    begin();
    BatchConfirmedEncoder e = new BatchConfirmedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.batchNo(confirmedBatchNo);
    for (int i = 0; i < 32; i++) {
      e.headerHash(i, (short) 0xAB).transactionHash(i, (short) 0xCD);
    }
    end(BatchConfirmedEncoder.TEMPLATE_ID, e.encodedLength(), true);
    return this;
  }

  ScriptedLog advance(long ns) {
    timeNs += ns;
    return this;
  }

  private void asset(int asset, int scale, String symbol) {
    begin();
    AssetListedEncoder e = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.asset(asset).scale((short) scale).markUnit(1).symbol(symbol);
    end(AssetListedEncoder.TEMPLATE_ID, e.encodedLength(), true);
  }

  private void market(int market, MarketKind kind, String symbol) {
    begin();
    MarketListedEncoder e = new MarketListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.market(market).kind(kind).baseAsset(BTC).unitsPerLot(UNITS_PER_LOT).k(K).symbol(symbol);
    end(MarketListedEncoder.TEMPLATE_ID, e.encodedLength(), true);
  }

  private void withdrawal(int account, int asset, long units, long balance) {
    WithdrawalCreatedEncoder e =
        new WithdrawalCreatedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.batchNo(batchNo + 1).withdrawalIndex(0).account(account).asset(asset).units(units);
    e.lane(Lane.STANDARD).balance(balance).accounted(0);
    end(WithdrawalCreatedEncoder.TEMPLATE_ID, e.encodedLength(), true);
  }

  private void accept(
      int account, int market, Side side, long limitTicks, long quantityLots, boolean last) {
    OrderAcceptedEncoder e = new OrderAcceptedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), last);
    e.requestId(7).account(account).market(market).orderId(sequence).limitTicks(limitTicks);
    e.lots(quantityLots).side(side).timeInForce(last ? TimeInForce.GTC : TimeInForce.IOC);
    e.clientOrderId().high(0).low(sequence);
    orders.put(sequence, new Order(account, market, side, limitTicks));
    remaining.put(sequence, quantityLots);
    end(OrderAcceptedEncoder.TEMPLATE_ID, e.encodedLength(), last);
  }

  private void trade(long makerOrderId, long takerOrderId, long traded, boolean last) {
    Order maker = orders.get(makerOrderId);
    Order taker = orders.get(takerOrderId);
    boolean perpetual = maker.market() == PERP;
    long price = maker.limitTicks();
    long makerFee = -1;
    long takerFee = 5;
    long paid = traded * (price * K - (perpetual ? fundingIndex : 0));
    int makerSign = maker.side() == Side.BUY ? 1 : -1;
    long makerCash = add(maker.account(), USDC, -makerSign * paid - makerFee);
    long takerCash = add(taker.account(), USDC, makerSign * paid - takerFee);
    long feesCash = add(FEES, USDC, makerFee + takerFee);
    long makerPosition;
    long takerPosition;
    if (perpetual) {
      makerPosition = lots.merge(maker.account() + "", makerSign * traded, Long::sum);
      takerPosition = lots.merge(taker.account() + "", -makerSign * traded, Long::sum);
    } else {
      makerPosition = add(maker.account(), BTC, makerSign * traded * UNITS_PER_LOT);
      takerPosition = add(taker.account(), BTC, -makerSign * traded * UNITS_PER_LOT);
    }
    long makerRest = remaining.merge(makerOrderId, -traded, Long::sum);
    long takerRest = remaining.merge(takerOrderId, -traded, Long::sum);
    TradeExecutedEncoder e = new TradeExecutedEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), last);
    e.market(maker.market()).priceTicks(price).lots(traded);
    e.fundingIndex(perpetual ? fundingIndex : 0);
    e.makerOrderId(makerOrderId).takerOrderId(takerOrderId);
    e.makerAccount(maker.account()).takerAccount(taker.account()).takerSide(taker.side());
    e.makerFee(makerFee).takerFee(takerFee).makerCash(makerCash).takerCash(takerCash);
    e.makerPosition(makerPosition).takerPosition(takerPosition);
    e.makerRefCost(makerPosition * 3).takerRefCost(takerPosition * 3).feesCash(feesCash);
    e.makerRemainingLots(makerRest).takerRemainingLots(takerRest);
    end(TradeExecutedEncoder.TEMPLATE_ID, e.encodedLength(), last);
  }

  private void canceled(long orderId, CancelReason reason, boolean wasResting) {
    Order order = orders.get(orderId);
    OrderCanceledEncoder e = new OrderCanceledEncoder().wrapAndApplyHeader(buffer, 0, header);
    stamp(e.stamp(), true);
    e.requestId(7).account(order.account()).market(order.market()).orderId(orderId);
    e.limitTicks(order.limitTicks()).canceledLots(remaining.remove(orderId)).side(order.side());
    e.wasResting((short) (wasResting ? 1 : 0)).reason(reason);
    end(OrderCanceledEncoder.TEMPLATE_ID, e.encodedLength(), true);
  }

  /** Starts the next command. Index 0, the command itself, is left out: it makes no row. */
  private void begin() {
    sequence++;
    index = 0;
    timeNs += 1_000;
  }

  private void stamp(StampEncoder stamp, boolean last) {
    index++;
    stamp.sequence(sequence).timeNs(timeNs).index(index).last((short) (last ? 1 : 0));
  }

  private void end(int templateId, int encodedLength, boolean last) {
    byte[] bytes = new byte[MessageHeaderDecoder.ENCODED_LENGTH + encodedLength];
    buffer.getBytes(0, bytes);
    events.add(new Event(sequence, index, last, templateId, bytes));
  }

  private long add(int account, int asset, long units) {
    return money.merge(account + "/" + asset, units, Long::sum);
  }
}
