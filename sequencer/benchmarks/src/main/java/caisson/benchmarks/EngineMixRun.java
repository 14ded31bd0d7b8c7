package caisson.benchmarks;

import caisson.engine.CommandBurst;
import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * The whole engine on the command file that the peer's pipeline gets: one market, orders signed by
 * agent keys, margin with every add-on. A move is a replacement, whose lots the model book knows.
 */
final class EngineMixRun {
  private static final int WARM_UP = 4;

  private final CommandFile file;
  private final OurBook model;
  private final EngineTraffic traffic;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceOrderEncoder place = new PlaceOrderEncoder();
  private final SubmitOrderEncoder submit = new SubmitOrderEncoder();
  private final CancelOrderEncoder cancel = new CancelOrderEncoder();
  private final long[] idOf;
  private final BitSet bids = new BitSet();
  private final int[] nonces;
  private long trades;
  private long tradedLots;
  private long notional;

  private EngineMixRun(CommandFile file) {
    this.file = file;
    model = new OurBook(file.fill + 131_072);
    int users = 2 * file.mostUser() + 2;
    traffic = new EngineTraffic(users, 1, 1);
    nonces = new int[users];
    idOf = new long[file.size + 1];
  }

  public static void main(String[] arguments) throws Exception {
    var file = CommandFile.read(Path.of(arguments[0]));
    int intervals = Integer.parseInt(arguments[1]);
    double foreignBound = Double.parseDouble(arguments[2]);
    var run = new EngineMixRun(file);
    var opening = new StateMachine((buffer, offset, length) -> {}, run.limits());
    run.traffic.open(opening);
    var fill = run.encode(0, file.fill);
    var timed = run.encode(file.fill, file.size);
    for (int i = 0; i < WARM_UP; i++) {
      run.play(fill, timed::applyAll);
    }
    var taken = new Intervals(intervals, foreignBound, Load.Interval::others);
    while (taken.lacking()) {
      run.play(fill, burst -> taken.take(() -> timed.applyAll(burst)));
    }
    for (var interval : taken.all()) {
      System.out.printf(
          Locale.ROOT,
          "interval %d %.4f %d%n",
          interval.wallNs(),
          interval.others(),
          interval.cpuNs());
    }
    System.out.println("outcome " + run.outcome());
  }

  /** Fills a new machine and lets it have the timed commands. */
  private void play(EngineTraffic.Batch fill, Consumer<CommandBurst> timed) {
    forget();
    var machine = new StateMachine(this::count, limits());
    new EngineTraffic(nonces.length, 1, 1).open(machine);
    fill.applyAll(machine);
    System.gc();
    timed.accept(new CommandBurst(machine));
    if (machine.restingOrders() != model.count()) {
      throw new IllegalStateException(
          "orders: expected=" + model.count() + " found=" + machine.restingOrders());
    }
  }

  private EngineLimits limits() {
    int users = nonces.length;
    return new EngineLimits(users, 2, 1, file.fill + 131_072, 1_024, users + 1, 16, 2_500);
  }

  private void forget() {
    trades = 0;
    tradedLots = 0;
    notional = 0;
  }

  private EngineTraffic.Batch encode(int from, int to) {
    var batch = new EngineTraffic.Batch(Math.multiplyExact(to - from, 240));
    BookSide recorder =
        new BookSide() {
          @Override
          public void apply(int type, boolean bid, long orderId, int user, long ticks, long lots) {
            put(batch, type, bid, orderId, user, ticks, lots);
            model.apply(type, bid, orderId, user, ticks, lots);
          }

          @Override
          public Outcome outcome() {
            throw new UnsupportedOperationException();
          }
        };
    for (int at = from; at < to; at++) {
      file.apply(at, recorder);
    }
    return batch;
  }

  private void put(
      EngineTraffic.Batch batch,
      int type,
      boolean bid,
      long orderId,
      int user,
      long ticks,
      long lots) {
    long sequence = traffic.stamp();
    boolean opens = type == CommandFile.GTC || type == CommandFile.IOC;
    if (opens) {
      bids.set((int) orderId, bid);
      idOf[(int) orderId] = sequence;
    }
    boolean buys = bids.get((int) orderId);
    int account = 2 * user + (buys ? 1 : 0);
    if (opens) {
      place(batch, type, sequence, account, buys, ticks, lots);
    } else if (type == CommandFile.CANCEL) {
      cancel(batch, sequence, account, idOf[(int) orderId]);
    } else {
      long rest = model.live(orderId) ? model.lots(orderId) : 1;
      replace(batch, sequence, account, buys, ticks, rest, idOf[(int) orderId]);
      idOf[(int) orderId] = sequence;
    }
  }

  private void place(
      EngineTraffic.Batch batch,
      int type,
      long sequence,
      int account,
      boolean buys,
      long ticks,
      long lots) {
    int at = batch.begin();
    place
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(sequence)
        .account(EngineTraffic.FIRST_USER + account)
        .market(1)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(++nonces[account])
        .expiryNs(Long.MAX_VALUE)
        .side(buys ? Side.BUY : Side.SELL)
        .timeInForce(type == CommandFile.IOC ? TimeInForce.IOC : TimeInForce.GTC);
    place.clientOrderId().high(account).low(sequence);
    EngineTraffic.key(batch, at + 8 + PlaceOrderEncoder.signerEncodingOffset(), account, 1);
    batch.add(8 + place.encodedLength(), traffic.timeNs());
  }

  private void cancel(EngineTraffic.Batch batch, long sequence, int account, long orderId) {
    int at = batch.begin();
    cancel
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(sequence)
        .account(EngineTraffic.FIRST_USER + account)
        .market(1)
        .orderId(orderId)
        .nonce(++nonces[account])
        .expiryNs(Long.MAX_VALUE);
    EngineTraffic.key(batch, at + 8 + CancelOrderEncoder.signerEncodingOffset(), account, 1);
    batch.add(8 + cancel.encodedLength(), traffic.timeNs());
  }

  private void replace(
      EngineTraffic.Batch batch,
      long sequence,
      int account,
      boolean buys,
      long ticks,
      long lots,
      long orderId) {
    int at = batch.begin();
    submit
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(sequence)
        .account(EngineTraffic.FIRST_USER + account)
        .market(1)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(++nonces[account])
        .expiryNs(Long.MAX_VALUE)
        .replaces(orderId)
        .side(buys ? Side.BUY : Side.SELL)
        .timeInForce(TimeInForce.GTC)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0)
        .slide((short) 0)
        .goodTillNs(0);
    submit.clientOrderId().high(account).low(sequence);
    EngineTraffic.key(batch, at + 8 + SubmitOrderEncoder.signerEncodingOffset(), account, 1);
    batch.add(8 + submit.encodedLength(), traffic.timeNs());
  }

  private void count(DirectBuffer buffer, int offset, int length) {
    if (buffer.getShort(offset + 2) == TradeExecutedDecoder.TEMPLATE_ID) {
      int body = offset + MessageHeaderEncoder.ENCODED_LENGTH;
      long lots = buffer.getLong(body + TradeExecutedDecoder.lotsEncodingOffset());
      long price = buffer.getLong(body + TradeExecutedDecoder.priceTicksEncodingOffset());
      trades++;
      tradedLots += lots;
      notional += lots * price;
    }
  }

  /** What rests is the model's, which the count of orders was compared with. */
  private BookSide.Outcome outcome() {
    var book = model.outcome();
    return new BookSide.Outcome(
        book.orders(),
        trades,
        tradedLots,
        notional,
        book.bestBid(),
        book.bestAsk(),
        book.restingLots(),
        book.levels());
  }
}
