package caisson.gateway;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What changes hands: by trades, and by the steps of a liquidation. */
final class TradeFold {
  /** SystemAccount.FEES of the wire schema; the generator skips enums no message uses. */
  private static final int FEES = 1;

  private final Tables tables;
  private final Change change;
  private final Balances balances;

  TradeFold(Tables tables, Change change, Balances balances) {
    this.tables = tables;
    this.change = change;
    this.balances = balances;
  }

  void onTrade(TradeExecutedDecoder event) {
    Market market = Tables.listed(tables.markets, event.market());
    boolean takerBuys = event.takerSide() == Side.BUY;
    int index = event.stamp().index();
    // In an auction the trade is at one price for all, the maker rests at its own.
    Order maker = tables.account(event.makerAccount()).openOrders.get(event.makerOrderId());
    long restsAt = maker == null ? event.priceTicks() : maker.limitTicks;
    market.book.remove(!takerBuys, restsAt, event.lots());
    Market.Trade trade =
        new Market.Trade(
            change.sequence, index, change.timeNs, event.priceTicks(), event.lots(), takerBuys);
    market.add(trade);
    change
        .trades
        .computeIfAbsent(event.market(), id -> JsonWriter.array())
        .add(JsonWriter.trade(market.listing, trade));
    fill(
        market,
        trade,
        event.makerAccount(),
        event.makerOrderId(),
        !takerBuys,
        event.makerFee(),
        "MAKER");
    fill(
        market,
        trade,
        event.takerAccount(),
        event.takerOrderId(),
        takerBuys,
        event.takerFee(),
        "TAKER");
    if (change.placed != null) {
      ObjectNode row = change.fills.addObject();
      row.put("tradeId", JsonWriter.tradeId(change.sequence, index));
      row.put("price", market.listing.price().text(event.priceTicks()));
      row.put("quantity", market.listing.quantity().text(event.lots()));
      row.put("fee", JsonWriter.USD.text(event.takerFee()));
      row.put("makerOrderId", Long.toString(event.makerOrderId()));
    }
    balances.setUnits(event.makerAccount(), 0, event.makerCash());
    balances.setUnits(event.takerAccount(), 0, event.takerCash());
    balances.setPosition(market, event.makerAccount(), event.makerPosition(), event.makerRefCost());
    balances.setPosition(market, event.takerAccount(), event.takerPosition(), event.takerRefCost());
    tables.account(FEES).units.put(0, event.feesCash());
  }

  private void fill(
      Market market,
      Market.Trade trade,
      int account,
      long orderId,
      boolean buys,
      long fee,
      String role) {
    Order order = tables.account(account).openOrders.get(orderId);
    if (order != null) {
      order.fill(trade.priceTicks(), trade.lots());
      change.changedOrders.add(order);
      if (order.isFilled()) {
        tables.account(account).openOrders.remove(orderId);
      }
    }
    ObjectNode node = change.event(account, "fill");
    node.put("orderId", Long.toString(orderId));
    node.put("tradeId", JsonWriter.tradeId(trade.sequence(), trade.index()));
    node.put("market", market.listing.market());
    node.put("side", buys ? "BUY" : "SELL");
    node.put("price", market.listing.price().text(trade.priceTicks()));
    node.put("quantity", market.listing.quantity().text(trade.lots()));
    node.put("fee", JsonWriter.USD.text(fee));
    node.put("role", role);
  }

  void onLiquidation(LiquidationSteppedDecoder event) {
    ObjectNode node = change.event(event.account(), "liquidation");
    node.put("stage", event.stage().name());
    node.put("equity", JsonWriter.USD.text(event.equityAfter()));
    node.put("maintenanceMargin", JsonWriter.USD.text(event.maintenanceAfter()));
  }

  void onAssigned(PositionAssignedDecoder event) {
    Market market = Tables.listed(tables.markets, event.market());
    assigned(market, event, event.seller(), false);
    assigned(market, event, event.buyer(), true);
    balances.setUnits(event.seller(), 0, event.sellerCash());
    balances.setUnits(event.buyer(), 0, event.buyerCash());
    balances.setPosition(market, event.seller(), event.sellerLots(), event.sellerRefCost());
    balances.setPosition(market, event.buyer(), event.buyerLots(), event.buyerRefCost());
  }

  private void assigned(Market market, PositionAssignedDecoder event, int account, boolean buys) {
    ObjectNode node = change.event(account, "assigned");
    node.put("market", event.market());
    node.put("side", buys ? "BUY" : "SELL");
    node.put("price", market.listing.price().text(event.priceTicks()));
    node.put("quantity", market.listing.quantity().text(event.lots()));
    node.put("reason", event.reason().name());
  }

  void onCashMoved(CashMovedDecoder event) {
    transferred(event, event.from(), -event.amount());
    transferred(event, event.to(), event.amount());
    balances.setUnits(event.from(), 0, event.fromCash());
    balances.setUnits(event.to(), 0, event.toCash());
  }

  private void transferred(CashMovedDecoder event, int account, long amount) {
    ObjectNode node = change.event(account, "transfer");
    node.put("amount", JsonWriter.USD.text(amount));
    node.put("reason", event.reason().name());
  }
}
