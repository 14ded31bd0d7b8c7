package caisson.benchmarks;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.L2MarketData;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;

/** exchange-core's fastest book, driven as its own pipeline drives it. */
final class PeerBook implements BookSide {
  private static final int SYMBOL = 40_000;

  private final IOrderBook book;
  private final OrderCommand command = new OrderCommand();
  private long trades;
  private long tradedLots;
  private long notional;

  PeerBook() {
    var specification =
        CoreSymbolSpecification.builder()
            .symbolId(SYMBOL)
            .type(SymbolType.FUTURES_CONTRACT)
            .baseCurrency(1)
            .quoteCurrency(2)
            .baseScaleK(1)
            .quoteScaleK(1)
            .marginBuy(1)
            .marginSell(1)
            .build();
    book =
        new OrderBookDirectImpl(
            specification,
            ObjectsPool.createDefaultTestPool(),
            OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER,
            LoggingConfiguration.DEFAULT);
    command.symbol = SYMBOL;
  }

  @Override
  public void apply(int type, boolean bid, long orderId, int user, long ticks, long lots) {
    var c = command;
    c.orderId = orderId;
    c.uid = user;
    c.price = ticks;
    c.reserveBidPrice = ticks;
    c.size = lots;
    c.action = bid ? OrderAction.BID : OrderAction.ASK;
    c.matcherEvent = null;
    c.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
    switch (type) {
      case CommandFile.GTC -> {
        c.command = OrderCommandType.PLACE_ORDER;
        c.orderType = OrderType.GTC;
      }
      case CommandFile.IOC -> {
        c.command = OrderCommandType.PLACE_ORDER;
        c.orderType = OrderType.IOC;
      }
      case CommandFile.CANCEL -> c.command = OrderCommandType.CANCEL_ORDER;
      case CommandFile.MOVE -> c.command = OrderCommandType.MOVE_ORDER;
      case CommandFile.REDUCE -> c.command = OrderCommandType.REDUCE_ORDER;
      default -> throw new IllegalArgumentException("type " + type);
    }
    c.resultCode = IOrderBook.processCommand(book, c);
    for (var event = c.matcherEvent; event != null; event = event.nextEvent) {
      if (event.eventType == MatcherEventType.TRADE) {
        trades++;
        tradedLots += event.size;
        notional += event.size * event.price;
      }
    }
  }

  @Override
  public Outcome outcome() {
    book.validateInternalState();
    L2MarketData best = book.getL2MarketDataSnapshot(1);
    L2MarketData all = book.getL2MarketDataSnapshot();
    return new Outcome(
        book.getOrdersNum(OrderAction.BID) + book.getOrdersNum(OrderAction.ASK),
        trades,
        tradedLots,
        notional,
        best.bidSize > 0 ? best.bidPrices[0] : 0,
        best.askSize > 0 ? best.askPrices[0] : 0,
        book.getTotalOrdersVolume(OrderAction.BID) + book.getTotalOrdersVolume(OrderAction.ASK),
        all.bidSize + all.askSize);
  }
}
