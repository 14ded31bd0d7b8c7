package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.liquidation.House;
import caisson.engine.listing.Markets;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Submission;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferReason;

/** What liquidation does to orders, lines and cash. */
final class LiquidationHouse implements House {
  /** Its orders are numbered from here on; other ids are sequences. */
  private static final long FIRST_ID = 1L << 52;

  private final State state;
  private final Markets markets;
  private final Accounts accounts;
  private final RestingOrders resting;
  private final Matching matching;
  private final EventPublisher events;
  private final Submission order = new Submission();

  LiquidationHouse(State state, RestingOrders resting, Matching matching, EventPublisher events) {
    this.state = state;
    markets = state.markets;
    accounts = state.accounts;
    this.resting = resting;
    this.matching = matching;
    this.events = events;
    order.timeInForce = TimeInForce.IOC;
  }

  @Override
  public void cancelAll(int accountRow) {
    resting.cancelAll(0, accountRow, 0, OrderSides.BOTH, CancelReason.LIQUIDATION);
  }

  /** Bids first, best first. */
  @Override
  public int cancelResting(int market, int most, CancelReason reason) {
    Book book = state.books[market];
    int canceled = 0;
    for (int side = 0; side < 2; side++) {
      boolean bids = side == 0;
      while (canceled < most && book.bestTicks(bids) != 0) {
        resting.cancel(0, book.firstAt(bids, book.bestTicks(bids)), reason);
        canceled++;
      }
    }
    return canceled;
  }

  @Override
  public long take(int accountRow, int market, boolean buy, long limitTicks, long lots) {
    long before = matching.position(accountRow, market);
    long orderId = FIRST_ID + state.distress.orders++;
    order.account = accounts.idOf(accountRow);
    order.market = market;
    order.side = buy ? Side.BUY : Side.SELL;
    order.limitTicks = limitTicks;
    order.lots = lots;
    events.orders.accepted(
        0, order.account, market, orderId, limitTicks, lots, 0, 0, order.side, order.timeInForce);
    matching.match(0, accountRow, orderId, order);
    long moved = Math.abs(matching.position(accountRow, market) - before);
    return markets.spot(market) ? moved / markets.unitsPerLot(market) : moved;
  }

  @Override
  public void assign(int sellerRow, int buyerRow, int market, long lots, TransferReason reason) {
    long value = markets.lotValue(market) - markets.fundingIndex(market);
    accounts.fill(buyerRow, market, lots, value);
    accounts.fill(sellerRow, market, -lots, value);
    events.liquidations.positionAssigned(
        market,
        markets.markTicks(market),
        lots,
        markets.fundingIndex(market),
        accounts.idOf(sellerRow),
        accounts.idOf(buyerRow),
        reason,
        accounts.cash(sellerRow),
        accounts.cash(buyerRow),
        accounts.lots(sellerRow, market),
        accounts.lots(buyerRow, market),
        accounts.refCost(sellerRow, market),
        accounts.refCost(buyerRow, market));
    resting.clip(accounts.cell(sellerRow, market));
    resting.clip(accounts.cell(buyerRow, market));
  }

  @Override
  public void pay(int fromRow, int toRow, long amount, TransferReason reason) {
    long fromCash = accounts.debit(fromRow, 0, amount);
    long toCash = accounts.credit(toRow, 0, amount);
    events.liquidations.cashMoved(
        accounts.idOf(fromRow), accounts.idOf(toRow), amount, reason, fromCash, toCash);
  }
}
