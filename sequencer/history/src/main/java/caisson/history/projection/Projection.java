package caisson.history.projection;

import caisson.client.Cursor;
import caisson.client.EventHandler;
import caisson.history.projection.Ledger.Key;
import caisson.history.projection.Ledger.Market;
import caisson.history.projection.Rows.Table;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the event log into the tables of schema {@code history}.
 *
 * <p>Events collect in memory; {@link #commit} writes their rows and the cursor in one transaction.
 * After any failure the caller drops this object and starts a new one, which loads cursor and state
 * from the tables: what committed is never folded again, what did not is folded once more. A commit
 * whose answer was lost is settled the same way.
 *
 * <p>Every balance an event states is also computed here from what the event says moved; a
 * difference stops the fold. One thread; it blocks on the database and must not be an event loop.
 */
public final class Projection implements EventHandler {
  private static final int CASH = 0;

  /** SystemAccount.FEES of the schema; no message carries that enum, so no class is generated. */
  private static final int FEES = 1;

  private static final long MINUTE_NS = 60_000_000_000L;
  private static final Duration DATABASE_DEADLINE = Duration.ofSeconds(30);

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final AssetListedDecoder assetListed = new AssetListedDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final AccountRegisteredDecoder accountRegistered = new AccountRegisteredDecoder();
  private final DepositCreditedDecoder depositCredited = new DepositCreditedDecoder();
  private final WithdrawalCreatedDecoder withdrawalCreated = new WithdrawalCreatedDecoder();
  private final OrderAcceptedDecoder orderAccepted = new OrderAcceptedDecoder();
  private final OrderCanceledDecoder orderCanceled = new OrderCanceledDecoder();
  private final OrderReducedDecoder orderReduced = new OrderReducedDecoder();
  private final OrderAmendedDecoder orderAmended = new OrderAmendedDecoder();
  private final TradeExecutedDecoder tradeExecuted = new TradeExecutedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cashMoved = new CashMovedDecoder();
  private final UnitsTransferredDecoder transferred = new UnitsTransferredDecoder();
  private final MarkUpdatedDecoder markUpdated = new MarkUpdatedDecoder();
  private final AssetMarkUpdatedDecoder assetMarkUpdated = new AssetMarkUpdatedDecoder();
  private final FundingSettledDecoder fundingSettled = new FundingSettledDecoder();
  private final WindowSealedDecoder windowSealed = new WindowSealedDecoder();
  private final BatchConfirmedDecoder batchConfirmed = new BatchConfirmedDecoder();

  private final Pool pool;
  private final Ledger ledger = new Ledger();
  private Rows rows = new Rows();
  private Cursor committed = Cursor.START;
  private Cursor folded = Cursor.START;
  private boolean complete = true;

  /** Sequence in which a deposit was returned: its withdrawal leaves the balance as it is. */
  private long returnedSequence = -1;

  private Projection(Pool pool) {
    this.pool = pool;
  }

  /**
   * Reads cursor and state of the fold from the tables.
   *
   * @throws DatabaseException when the database does not answer
   */
  public static Projection load(Pool pool) {
    Projection projection = new Projection(pool);
    projection.load();
    return projection;
  }

  /** The last event whose rows are committed. */
  public Cursor committed() {
    return committed;
  }

  /** Rows waiting for a commit. */
  public int pending() {
    return rows.count();
  }

  /** Whether a commit now would end at the last event of a sequence and has something to write. */
  public boolean committable() {
    return complete && !folded.equals(committed);
  }

  /**
   * Writes the pending rows and the cursor in one transaction.
   *
   * @throws DatabaseException when the outcome is unknown; this object is then spent
   */
  public void commit() {
    Rows batch = rows;
    Cursor from = committed;
    Cursor to = folded;
    await(pool.withTransaction(connection -> batch.write(connection, from, to)));
    committed = to;
    rows = new Rows();
  }

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    Cursor cursor = new Cursor(sequence, index);
    if (cursor.compareTo(folded) <= 0) {
      return;
    }
    fold(sequence, index, templateId, buffer, offset);
    folded = cursor;
    complete = last;
  }

  private void fold(long sequence, int index, int templateId, DirectBuffer buffer, int offset) {
    switch (templateId) {
      case AssetListedDecoder.TEMPLATE_ID ->
          onAssetListed(assetListed.wrapAndApplyHeader(buffer, offset, header));
      case MarketListedDecoder.TEMPLATE_ID ->
          onMarketListed(marketListed.wrapAndApplyHeader(buffer, offset, header));
      case AccountRegisteredDecoder.TEMPLATE_ID ->
          onAccountRegistered(
              sequence, accountRegistered.wrapAndApplyHeader(buffer, offset, header));
      case DepositCreditedDecoder.TEMPLATE_ID ->
          onDepositCredited(
              sequence, index, depositCredited.wrapAndApplyHeader(buffer, offset, header));
      case DepositReturnedDecoder.TEMPLATE_ID -> returnedSequence = sequence;
      case WithdrawalCreatedDecoder.TEMPLATE_ID ->
          onWithdrawalCreated(
              sequence, index, withdrawalCreated.wrapAndApplyHeader(buffer, offset, header));
      case OrderAcceptedDecoder.TEMPLATE_ID ->
          onOrderAccepted(sequence, orderAccepted.wrapAndApplyHeader(buffer, offset, header));
      case OrderCanceledDecoder.TEMPLATE_ID ->
          onOrderCanceled(orderCanceled.wrapAndApplyHeader(buffer, offset, header));
      case OrderReducedDecoder.TEMPLATE_ID -> {
        var e = orderReduced.wrapAndApplyHeader(buffer, offset, header);
        orderState(e.orderId(), e.remainingLots(), "OPEN", null, e.stamp().timeNs());
      }
      case OrderAmendedDecoder.TEMPLATE_ID ->
          onOrderAmended(orderAmended.wrapAndApplyHeader(buffer, offset, header));
      case TradeExecutedDecoder.TEMPLATE_ID ->
          onTradeExecuted(
              sequence, index, tradeExecuted.wrapAndApplyHeader(buffer, offset, header));
      case PositionAssignedDecoder.TEMPLATE_ID ->
          onAssigned(sequence, index, assigned.wrapAndApplyHeader(buffer, offset, header));
      case CashMovedDecoder.TEMPLATE_ID ->
          onCashMoved(sequence, index, cashMoved.wrapAndApplyHeader(buffer, offset, header));
      case UnitsTransferredDecoder.TEMPLATE_ID ->
          onTransfer(sequence, index, transferred.wrapAndApplyHeader(buffer, offset, header));
      case MarkUpdatedDecoder.TEMPLATE_ID ->
          onMarkUpdated(sequence, index, markUpdated.wrapAndApplyHeader(buffer, offset, header));
      case AssetMarkUpdatedDecoder.TEMPLATE_ID ->
          onAssetMarkUpdated(
              sequence, index, assetMarkUpdated.wrapAndApplyHeader(buffer, offset, header));
      case FundingSettledDecoder.TEMPLATE_ID ->
          onFundingSettled(
              sequence, index, fundingSettled.wrapAndApplyHeader(buffer, offset, header));
      case WindowSealedDecoder.TEMPLATE_ID ->
          onWindowSealed(windowSealed.wrapAndApplyHeader(buffer, offset, header));
      case BatchConfirmedDecoder.TEMPLATE_ID ->
          onBatchConfirmed(sequence, batchConfirmed.wrapAndApplyHeader(buffer, offset, header));
      default -> {
        // Commands, rejects, agents and resting orders leave no row today.
      }
    }
  }

  private void onAssetListed(AssetListedDecoder e) {
    rows.append(Table.ASSET, Tuple.of(e.asset(), (int) e.scale(), symbol(e.symbol())));
  }

  private void onMarketListed(MarketListedDecoder e) {
    boolean lines = e.kind() != MarketKind.SPOT;
    ledger.markets.put(e.market(), new Market(lines, e.baseAsset(), e.unitsPerLot(), e.k()));
    rows.append(
        Table.MARKET,
        Tuple.of(
            e.market(),
            e.kind().name(),
            e.baseAsset(),
            e.unitsPerLot(),
            e.k(),
            symbol(e.symbol())));
  }

  private void onAccountRegistered(long sequence, AccountRegisteredDecoder e) {
    byte[] owner = new byte[AccountRegisteredDecoder.ownerLength()];
    for (int i = 0; i < owner.length; i++) {
      owner[i] = (byte) e.owner(i);
    }
    rows.append(Table.ACCOUNT, Tuple.of(e.account(), Buffer.buffer(owner), sequence));
  }

  private void onDepositCredited(long sequence, int index, DepositCreditedDecoder e) {
    long timeNs = e.stamp().timeNs();
    money(sequence, index, timeNs, "DEPOSIT", e.account(), e.asset(), e.units(), e.balance());
  }

  private void onWithdrawalCreated(long sequence, int index, WithdrawalCreatedDecoder e) {
    if (sequence == returnedSequence) {
      return;
    }
    long timeNs = e.stamp().timeNs();
    money(sequence, index, timeNs, "WITHDRAWAL", e.account(), e.asset(), -e.units(), e.balance());
  }

  private void onOrderAccepted(long sequence, OrderAcceptedDecoder e) {
    String clientOrderId =
        "0x%016x%016x".formatted(e.clientOrderId().high(), e.clientOrderId().low());
    rows.append(
        Table.ORDER,
        Tuple.wrap(
            new Object[] {
              e.orderId(),
              e.account(),
              e.market(),
              e.side().name(),
              e.timeInForce().name(),
              e.limitTicks(),
              e.lots(),
              clientOrderId,
              sequence,
              e.stamp().timeNs()
            }));
  }

  private void onOrderCanceled(OrderCanceledDecoder e) {
    orderState(e.orderId(), e.canceledLots(), "CANCELED", e.reason().name(), e.stamp().timeNs());
  }

  private void onOrderAmended(OrderAmendedDecoder e) {
    rows.state(Table.ORDER_PRICE, e.orderId(), Tuple.of(e.orderId(), e.limitTicks()));
    orderState(e.orderId(), e.lots(), "OPEN", null, e.stamp().timeNs());
  }

  private void onTradeExecuted(long sequence, int index, TradeExecutedDecoder e) {
    Market market = ledger.market(e.market());
    long timeNs = e.stamp().timeNs();
    Side takerSide = e.takerSide();
    Side makerSide = takerSide == Side.BUY ? Side.SELL : Side.BUY;
    rows.append(
        Table.TRADE,
        Tuple.wrap(
            new Object[] {
              sequence, index, e.market(), timeNs, e.priceTicks(), e.lots(), takerSide.name()
            }));
    candle(e.market(), timeNs, e.priceTicks(), e.lots());

    long lotPrice = Math.multiplyExact(e.priceTicks(), market.k());
    long paid =
        Math.multiplyExact(e.lots(), market.hasLines() ? lotPrice - e.fundingIndex() : lotPrice);
    long makerDelta = (makerSide == Side.BUY ? -paid : paid) - e.makerFee();
    long takerDelta = (takerSide == Side.BUY ? -paid : paid) - e.takerFee();
    int maker = e.makerAccount();
    int taker = e.takerAccount();
    money(sequence, index, timeNs, "FILL", maker, CASH, makerDelta, e.makerCash());
    money(sequence, index, timeNs, "FILL", taker, CASH, takerDelta, e.takerCash());
    long fee = Math.addExact(e.makerFee(), e.takerFee());
    money(sequence, index, timeNs, "FEE", FEES, CASH, fee, e.feesCash());

    if (market.hasLines()) {
      line(maker, e.market(), e.makerPosition(), e.makerRefCost());
      line(taker, e.market(), e.takerPosition(), e.takerRefCost());
    } else {
      int base = market.baseAsset();
      long units = Math.multiplyExact(e.lots(), market.unitsPerLot());
      long makerBase = makerSide == Side.BUY ? units : -units;
      money(sequence, index, timeNs, "FILL", maker, base, makerBase, e.makerPosition());
      money(sequence, index, timeNs, "FILL", taker, base, -makerBase, e.takerPosition());
    }
    fill(sequence, index, e, maker, e.makerOrderId(), makerSide, "MAKER", makerDelta);
    fill(sequence, index, e, taker, e.takerOrderId(), takerSide, "TAKER", takerDelta);
    orderFilled(e.makerOrderId(), e.makerRemainingLots(), timeNs);
    orderFilled(e.takerOrderId(), e.takerRemainingLots(), timeNs);
  }

  private void fill(
      long sequence,
      int index,
      TradeExecutedDecoder e,
      int account,
      long orderId,
      Side side,
      String liquidity,
      long cashDelta) {
    boolean maker = liquidity.equals("MAKER");
    rows.append(
        Table.FILL,
        Tuple.wrap(
            new Object[] {
              account,
              sequence,
              index,
              e.market(),
              orderId,
              e.stamp().timeNs(),
              side.name(),
              liquidity,
              e.priceTicks(),
              e.lots(),
              e.fundingIndex(),
              maker ? e.makerFee() : e.takerFee(),
              cashDelta,
              maker ? e.makerCash() : e.takerCash(),
              maker ? e.makerPosition() : e.takerPosition()
            }));
  }

  /** Lots at a stated price between two accounts, without orders: not a trade of the market. */
  private void onAssigned(long sequence, int index, PositionAssignedDecoder e) {
    long timeNs = e.stamp().timeNs();
    String kind = e.reason().name();
    long lotPrice = Math.multiplyExact(e.priceTicks(), ledger.market(e.market()).k());
    long cash = Math.multiplyExact(e.lots(), Math.subtractExact(lotPrice, e.fundingIndex()));
    money(sequence, index, timeNs, kind, e.seller(), CASH, cash, e.sellerCash());
    money(sequence, index, timeNs, kind, e.buyer(), CASH, -cash, e.buyerCash());
    line(e.seller(), e.market(), e.sellerLots(), e.sellerRefCost());
    line(e.buyer(), e.market(), e.buyerLots(), e.buyerRefCost());
  }

  private void onCashMoved(long sequence, int index, CashMovedDecoder e) {
    // Before rules 4 a tier pays itself the fee for its own line: nothing moves, and of an event an
    // account has one row.
    if (e.from() == e.to()) {
      return;
    }
    long timeNs = e.stamp().timeNs();
    String kind = e.reason().name();
    money(sequence, index, timeNs, kind, e.from(), CASH, -e.amount(), e.fromCash());
    money(sequence, index, timeNs, kind, e.to(), CASH, e.amount(), e.toCash());
  }

  private void onTransfer(long sequence, int index, UnitsTransferredDecoder e) {
    long timeNs = e.stamp().timeNs();
    int asset = e.asset();
    money(sequence, index, timeNs, "TRANSFER", e.from(), asset, -e.units(), e.fromBalance());
    money(sequence, index, timeNs, "TRANSFER", e.to(), asset, e.units(), e.toBalance());
  }

  private void onMarkUpdated(long sequence, int index, MarkUpdatedDecoder e) {
    rows.append(
        Table.MARK,
        Tuple.wrap(
            new Object[] {
              sequence,
              index,
              e.market(),
              e.round(),
              e.stamp().timeNs(),
              e.indexTicks(),
              e.externalTicks(),
              e.bestBidTicks(),
              e.bestAskTicks(),
              e.markTicks()
            }));
  }

  private void onAssetMarkUpdated(long sequence, int index, AssetMarkUpdatedDecoder e) {
    rows.append(
        Table.ASSET_MARK,
        Tuple.of(sequence, index, e.asset(), e.round(), e.stamp().timeNs(), e.markUnit()));
  }

  /**
   * Every holder receives -lots * delta, an exact integer: the payments of a market sum to zero.
   */
  private void onFundingSettled(long sequence, int index, FundingSettledDecoder e) {
    int market = e.market();
    long hour = e.hour();
    long timeNs = e.stamp().timeNs();
    long rateE9 = e.rateE9();
    long delta = e.delta();
    rows.append(
        Table.FUNDING,
        Tuple.wrap(
            new Object[] {
              sequence,
              index,
              market,
              hour,
              timeNs,
              rateE9,
              e.indexTicks(),
              delta,
              e.remainder(),
              e.fundingIndex()
            }));
    ledger.forEachLine(
        market,
        (account, line) ->
            rows.append(
                Table.FUNDING_PAYMENT,
                Tuple.wrap(
                    new Object[] {
                      account,
                      sequence,
                      index,
                      market,
                      hour,
                      timeNs,
                      rateE9,
                      line.lots(),
                      Math.negateExact(Math.multiplyExact(line.lots(), delta))
                    })));
  }

  private void onWindowSealed(WindowSealedDecoder e) {
    rows.append(
        Table.BATCH,
        Tuple.wrap(
            new Object[] {
              e.batchNo(),
              e.seqFrom(),
              e.seqTo(),
              e.headerTsS(),
              e.depositsUpTo(),
              e.withdrawals(),
              e.markEpoch() == 1,
              e.stamp().timeNs()
            }));
  }

  private void onBatchConfirmed(long sequence, BatchConfirmedDecoder e) {
    byte[] headerHash = new byte[BatchConfirmedDecoder.headerHashLength()];
    byte[] transactionHash = new byte[BatchConfirmedDecoder.transactionHashLength()];
    for (int i = 0; i < headerHash.length; i++) {
      headerHash[i] = (byte) e.headerHash(i);
      transactionHash[i] = (byte) e.transactionHash(i);
    }
    rows.append(
        Table.BATCH_CONFIRMED,
        Tuple.of(e.batchNo(), Buffer.buffer(headerHash), Buffer.buffer(transactionHash), sequence));
  }

  private void money(
      long sequence,
      int index,
      long timeNs,
      String kind,
      int account,
      int asset,
      long delta,
      long balance) {
    ledger.move(account, asset, delta, balance, sequence);
    rows.append(
        Table.MONEY_EVENT,
        Tuple.wrap(new Object[] {account, sequence, index, asset, timeNs, kind, delta, balance}));
    rows.state(Table.BALANCE, new Key(account, asset), Tuple.of(account, asset, balance));
  }

  private void line(int account, int market, long lots, long refCost) {
    ledger.line(account, market, lots, refCost);
    Key key = new Key(account, market);
    if (lots == 0) {
      rows.forget(Table.POSITION, key);
      rows.state(Table.POSITION_CLOSED, key, Tuple.of(account, market));
    } else {
      rows.forget(Table.POSITION_CLOSED, key);
      rows.state(Table.POSITION, key, Tuple.of(account, market, lots, refCost));
    }
  }

  private void orderFilled(long orderId, long remainingLots, long timeNs) {
    orderState(orderId, remainingLots, remainingLots == 0 ? "FILLED" : "OPEN", null, timeNs);
  }

  private void orderState(
      long orderId, long remainingLots, String status, @Nullable String cancelReason, long timeNs) {
    rows.state(
        Table.ORDER_STATE, orderId, Tuple.of(orderId, remainingLots, status, cancelReason, timeNs));
  }

  /** One row per trade: the upsert folds them, in order, into the minute. */
  private void candle(int market, long timeNs, long priceTicks, long lots) {
    long minute = Math.floorDiv(timeNs, MINUTE_NS);
    rows.append(
        Table.CANDLE,
        Tuple.wrap(
            new Object[] {
              market, minute, priceTicks, priceTicks, priceTicks, priceTicks, lots, 1L
            }));
  }

  private void load() {
    query(
        "select sequence, event_index from history.progress",
        row -> committed = new Cursor(row.getLong(0), row.getInteger(1)));
    folded = committed;
    query(
        "select market, kind, base_asset, units_per_lot, k from history.market",
        row ->
            ledger.markets.put(
                row.getInteger(0),
                new Market(
                    MarketKind.valueOf(row.getString(1)) != MarketKind.SPOT,
                    row.getInteger(2),
                    row.getLong(3),
                    row.getLong(4))));
    query(
        "select account, asset, units from history.balance",
        row -> ledger.balances.put(new Key(row.getInteger(0), row.getInteger(1)), row.getLong(2)));
    query(
        "select account, market, lots, ref_cost from history.position",
        row -> ledger.line(row.getInteger(0), row.getInteger(1), row.getLong(2), row.getLong(3)));
  }

  private void query(String sql, Consumer<Row> consumer) {
    RowSet<Row> result = await(pool.query(sql).execute());
    result.forEach(consumer);
  }

  private static <T> T await(Uni<T> uni) {
    try {
      return uni.await().atMost(DATABASE_DEADLINE);
    } catch (RuntimeException e) {
      throw new DatabaseException(e);
    }
  }

  private static String symbol(String padded) {
    return padded.strip();
  }
}
