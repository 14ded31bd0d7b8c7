package caisson.benchmarks;

import exchange.core2.core.ExchangeApi;
import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.CoreWaitStrategy;
import exchange.core2.core.common.L2MarketData;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.api.ApiAddUser;
import exchange.core2.core.common.api.ApiAdjustUserBalance;
import exchange.core2.core.common.api.ApiCancelOrder;
import exchange.core2.core.common.api.ApiCommand;
import exchange.core2.core.common.api.ApiMoveOrder;
import exchange.core2.core.common.api.ApiPlaceOrder;
import exchange.core2.core.common.api.ApiReset;
import exchange.core2.core.common.api.binary.BatchAddSymbolsCommand;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.config.ExchangeConfiguration;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.common.config.OrdersProcessingConfiguration;
import exchange.core2.core.common.config.PerformanceConfiguration;
import exchange.core2.core.common.config.ReportsQueriesConfiguration;
import exchange.core2.core.common.config.SerializationConfiguration;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * exchange-core's whole pipeline, grouping, risk and matching on threads of its own, on Java 17,
 * which is the newest it runs on: this class and what it uses are compiled for that too.
 */
final class PeerPipeline {
  private static final int SYMBOL = 40_000;
  private static final int CURRENCY = 2;
  private static final int WARM_UP = 4;
  private static final long BALANCE = 1_000_000_000_000_000L;

  private final CommandFile file;
  private final int accounts;
  private final ExchangeCore core;
  private final ExchangeApi api;

  /** Which orders buy: a cancel or a move does not say. */
  private final BitSet bids = new BitSet();

  private long trades;
  private long tradedLots;
  private long notional;

  private PeerPipeline(CommandFile file, CoreWaitStrategy wait) {
    this.file = file;
    accounts = 2 * file.mostUser() + 2;
    var performance =
        PerformanceConfiguration.baseBuilder()
            .ringBufferSize(32_768)
            .matchingEnginesNum(1)
            .riskEnginesNum(1)
            .msgsInGroupLimit(4_096)
            .maxGroupDurationNs(4_000_000)
            .threadFactory(Thread::new)
            .waitStrategy(wait)
            .orderBookFactory(OrderBookDirectImpl::new)
            .build();
    var configuration =
        ExchangeConfiguration.defaultBuilder()
            .ordersProcessingCfg(OrdersProcessingConfiguration.DEFAULT)
            .performanceCfg(performance)
            .initStateCfg(InitialStateConfiguration.CLEAN_TEST)
            .reportsQueriesCfg(ReportsQueriesConfiguration.DEFAULT)
            .loggingCfg(LoggingConfiguration.DEFAULT)
            .serializationCfg(SerializationConfiguration.DEFAULT)
            .build();
    core =
        ExchangeCore.builder()
            .resultsConsumer((command, sequence) -> count(command))
            .exchangeConfiguration(configuration)
            .build();
    core.startup();
    api = core.getApi();
  }

  public static void main(String[] arguments) throws Exception {
    var file = CommandFile.read(Path.of(arguments[0]));
    int intervals = Integer.parseInt(arguments[1]);
    double foreignBound = Double.parseDouble(arguments[2]);
    var peer = new PeerPipeline(file, CoreWaitStrategy.valueOf(arguments[3]));
    List<ApiCommand> fill = peer.commands(0, file.fill);
    List<ApiCommand> timed = peer.commands(file.fill, file.size);
    for (int i = 0; i < WARM_UP; i++) {
      peer.fill(fill);
      peer.api.submitCommandsSync(timed);
    }
    var taken = new Intervals(intervals, foreignBound, Load.Interval::others);
    while (taken.lacking()) {
      peer.fill(fill);
      taken.take(() -> peer.api.submitCommandsSync(timed));
    }
    for (var interval : taken.all()) {
      System.out.printf(Locale.ROOT, "interval %d %.4f%n", interval.wallNs(), interval.others());
    }
    System.out.println("outcome " + peer.outcome());
    peer.core.shutdown();
    System.exit(0);
  }

  private void fill(List<ApiCommand> orders) throws Exception {
    prepare();
    api.submitCommandsSync(orders);
    System.gc();
  }

  private void prepare() throws Exception {
    api.submitCommandsSync(List.of(ApiReset.builder().build()));
    var specification =
        CoreSymbolSpecification.builder()
            .symbolId(SYMBOL)
            .type(SymbolType.FUTURES_CONTRACT)
            .baseCurrency(1)
            .quoteCurrency(CURRENCY)
            .baseScaleK(1)
            .quoteScaleK(1)
            .marginBuy(1)
            .marginSell(1)
            .build();
    api.submitBinaryDataAsync(new BatchAddSymbolsCommand(specification)).get();
    var users = new ArrayList<ApiCommand>();
    int transaction = 0;
    for (int user = 0; user < accounts; user++) {
      users.add(ApiAddUser.builder().uid(user).build());
      users.add(
          ApiAdjustUserBalance.builder()
              .uid(user)
              .currency(CURRENCY)
              .amount(BALANCE)
              .transactionId(++transaction)
              .build());
    }
    api.submitCommandsSync(users);
    trades = 0;
    tradedLots = 0;
    notional = 0;
  }

  /** A buyer and a seller of one id are two accounts, so that nobody meets himself. */
  private List<ApiCommand> commands(int from, int to) {
    var commands = new ArrayList<ApiCommand>(to - from);
    BookSide recorder =
        new BookSide() {
          @Override
          public void apply(int type, boolean bid, long orderId, int user, long ticks, long lots) {
            if (type == CommandFile.GTC || type == CommandFile.IOC) {
              bids.set((int) orderId, bid);
            }
            long uid = 2L * user + (bids.get((int) orderId) ? 1 : 0);
            switch (type) {
              case CommandFile.CANCEL ->
                  commands.add(
                      ApiCancelOrder.builder().symbol(SYMBOL).uid(uid).orderId(orderId).build());
              case CommandFile.MOVE ->
                  commands.add(
                      ApiMoveOrder.builder()
                          .symbol(SYMBOL)
                          .uid(uid)
                          .orderId(orderId)
                          .newPrice(ticks)
                          .build());
              default ->
                  commands.add(
                      ApiPlaceOrder.builder()
                          .symbol(SYMBOL)
                          .uid(uid)
                          .orderId(orderId)
                          .price(ticks)
                          .reservePrice(ticks)
                          .size(lots)
                          .action(bid ? OrderAction.BID : OrderAction.ASK)
                          .orderType(type == CommandFile.IOC ? OrderType.IOC : OrderType.GTC)
                          .build());
            }
          }

          @Override
          public Outcome outcome() {
            throw new UnsupportedOperationException();
          }
        };
    for (int at = from; at < to; at++) {
      file.apply(at, recorder);
    }
    return commands;
  }

  private void count(OrderCommand command) {
    for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
      if (event.eventType == MatcherEventType.TRADE) {
        trades++;
        tradedLots += event.size;
        notional += event.size * event.price;
      }
    }
  }

  private BookSide.Outcome outcome() throws Exception {
    L2MarketData all = api.requestOrderBookAsync(SYMBOL, Integer.MAX_VALUE).get();
    long orders = 0;
    long lots = 0;
    for (int i = 0; i < all.bidSize; i++) {
      orders += all.bidOrders[i];
      lots += all.bidVolumes[i];
    }
    for (int i = 0; i < all.askSize; i++) {
      orders += all.askOrders[i];
      lots += all.askVolumes[i];
    }
    return new BookSide.Outcome(
        orders,
        trades,
        tradedLots,
        notional,
        all.bidPrices[0],
        all.askPrices[0],
        lots,
        all.bidSize + all.askSize);
  }
}
