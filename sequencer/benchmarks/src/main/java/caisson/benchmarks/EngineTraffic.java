package caisson.benchmarks;

import caisson.engine.CommandBurst;
import caisson.engine.StateMachine;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RegisterAgentEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commands as the log carries them. Every account trades by an agent key in at most four markets;
 * every market keeps about so many resting orders around a middle that walks; one command in so
 * many is a price round of all markets. The same seed gives the same bytes. A model of the books
 * tells which orders still rest, so that cancels meet what is there.
 */
final class EngineTraffic {
  static final long START_NS = 1_700_000_000_000_000_000L;
  static final int FIRST_USER = 4096;
  static final int TAKER_FEE_PPM = 350;

  private static final int STEP_NS = 100;
  private static final int COMMANDS_PER_ROUND = 250_000;
  private static final long MIDDLE = 100_000;

  private final int users;
  private final int markets;
  private final int restingPerMarket;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceOrderEncoder place = new PlaceOrderEncoder();
  private final CancelOrderEncoder cancel = new CancelOrderEncoder();
  private final PublishPricesEncoder prices = new PublishPricesEncoder();
  private final Orders orders;
  private final Book[] books;
  private final int[] resting;
  private final long[] middle;
  private final int[] nonces;
  private long[] ids = new long[1 << 16];
  private int known;
  private long random = 0x9E37_79B9_7F4A_7C15L;
  private long sequence;
  private long timeNs = START_NS;
  private long round;
  private long deposits;

  EngineTraffic(int users, int markets, int restingPerMarket) {
    this.users = users;
    this.markets = markets;
    this.restingPerMarket = restingPerMarket;
    orders = new Orders(2 * markets * restingPerMarket + 1_000);
    books = new Book[markets + 1];
    for (int market = 1; market <= markets; market++) {
      books[market] = new Book(orders);
    }
    resting = new int[markets + 1];
    middle = new long[markets + 1];
    Arrays.fill(middle, MIDDLE);
    nonces = new int[users];
  }

  /**
   * Encoded commands one after the other. What tells of them apart costs a bench nothing to read.
   */
  static final class Batch {
    final UnsafeBuffer buffer;
    private int[] starts = new int[64];
    private int[] lengths = new int[64];
    private long[] times = new long[64];
    private int count;
    private int end;

    Batch(int bytes) {
      buffer = new UnsafeBuffer(new byte[bytes]);
    }

    int begin() {
      return end;
    }

    void add(int length, long timeNs) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
        times = Arrays.copyOf(times, 2 * count);
      }
      starts[count] = end;
      lengths[count] = length;
      times[count++] = timeNs;
      end = (end + length + 7) & ~7;
    }

    int length(int command) {
      return lengths[command];
    }

    long timeNs(int command) {
      return times[command];
    }

    /** Where its bytes begin. */
    int start(int command) {
      return starts[command];
    }

    /** Applies the commands one by one. */
    void applyAll(StateMachine machine) {
      for (int i = 0; i < count; i++) {
        machine.apply(times[i], buffer, starts[i], lengths[i]);
      }
    }

    /** Applies the commands as the node does while more are there. */
    void applyAll(CommandBurst burst) {
      for (int i = 0; i < count; i++) {
        if (!burst.add(times[i], buffer, starts[i], lengths[i])) {
          burst.applyAll();
          burst.add(times[i], buffer, starts[i], lengths[i]);
        }
      }
      burst.applyAll();
    }

    void clear() {
      end = 0;
      count = 0;
    }
  }

  /** Listing, accounts, deposits, keys and first prices, straight into the machine. */
  void open(StateMachine machine) {
    var batch = new Batch(1 << 16);
    list(batch);
    send(batch, machine);
    for (int user = 0; user < users; user++) {
      register(batch, user);
      deposit(batch, user, 10_000_000_000L);
      agent(batch, user);
      send(batch, machine);
    }
    publish(batch);
    send(batch, machine);
  }

  /** The markets and their margin, on which others may build. */
  MarginTerms list(Batch batch) {
    listCash(batch);
    for (int market = 1; market <= markets; market++) {
      listMarket(batch, market);
    }
    var terms = new MarginTerms(this, batch);
    terms.put(markets);
    return terms;
  }

  static void send(Batch batch, StateMachine machine) {
    batch.applyAll(machine);
    batch.clear();
  }

  /** The next orders and cancels of the story. */
  void fill(Batch batch, int commands) {
    batch.clear();
    for (int i = 0; i < commands; i++) {
      if (sequence % COMMANDS_PER_ROUND == 0) {
        publish(batch);
      } else {
        trade(batch);
      }
    }
  }

  /** Orders that only come to rest. */
  void rest(Batch batch, int commands) {
    batch.clear();
    for (int i = 0; i < commands; i++) {
      int user = below(users);
      quote(batch, user, 1 + (user + below(4)) % markets);
    }
  }

  private void trade(Batch batch) {
    int user = below(users);
    int market = 1 + (user + below(4)) % markets;
    int draw = below(100);
    if (draw < 6) {
      boolean buy = (next() & 1) == 0;
      long ticks = buy ? middle[market] + 50 : middle[market] - 50;
      order(batch, user, market, buy, ticks, 1 + below(120), TimeInForce.IOC);
    } else if (draw < (resting[market] < restingPerMarket ? 58 : 46) || known == 0) {
      quote(batch, user, market);
    } else {
      cancel(batch);
    }
    if ((next() & 255) == 0) {
      middle[market] += (next() & 1) == 0 ? 1 : -1;
    }
  }

  private void quote(Batch batch, int user, int market) {
    boolean buy = (next() & 1) == 0;
    long distance = 1 + below(60);
    long ticks = buy ? middle[market] - distance : middle[market] + distance;
    order(batch, user, market, buy, ticks, 1 + below(100), TimeInForce.GTC);
  }

  private void order(
      Batch batch, int user, int market, boolean buy, long ticks, long lots, TimeInForce tif) {
    int at = batch.begin();
    long id = stamp();
    place
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(id)
        .account(FIRST_USER + user)
        .market(market)
        .limitTicks(ticks)
        .lots(lots)
        .nonce(++nonces[user])
        .expiryNs(Long.MAX_VALUE)
        .side(buy ? Side.BUY : Side.SELL)
        .timeInForce(tif);
    place.clientOrderId().high(user).low(id);
    key(batch, at + 8 + PlaceOrderEncoder.signerEncodingOffset(), user, 1);
    batch.add(8 + place.encodedLength(), timeNs);
    model(id, user, market, buy, ticks, lots, tif == TimeInForce.GTC);
  }

  private void cancel(Batch batch) {
    int slot = anyResting();
    if (slot == Orders.NONE) {
      publish(batch);
      return;
    }
    int user = orders.accountRow(slot);
    int market = orders.market(slot);
    int at = batch.begin();
    cancel
        .wrapAndApplyHeader(batch.buffer, at, header)
        .requestId(stamp())
        .account(FIRST_USER + user)
        .market(market)
        .orderId(orders.id(slot))
        .nonce(++nonces[user])
        .expiryNs(Long.MAX_VALUE);
    key(batch, at + 8 + CancelOrderEncoder.signerEncodingOffset(), user, 1);
    batch.add(8 + cancel.encodedLength(), timeNs);
    remove(slot);
  }

  private void publish(Batch batch) {
    int at = batch.begin();
    prices.wrapAndApplyHeader(batch.buffer, at, header).requestId(stamp()).round(++round);
    var rows = prices.pricesCount(markets);
    for (int market = 1; market <= markets; market++) {
      rows.next().market(market).indexTicks(middle[market]).externalTicks(0).splitVersion(0);
    }
    prices.assetPricesCount(0);
    batch.add(8 + prices.encodedLength(), timeNs);
  }

  private void listCash(Batch batch) {
    int at = batch.begin();
    var c = new ListAssetEncoder().wrapAndApplyHeader(batch.buffer, at, header);
    c.requestId(stamp()).asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    batch.add(8 + c.encodedLength(), timeNs);
  }

  private void listMarket(Batch batch, int market) {
    int at = batch.begin();
    var c = new ListMarketEncoder().wrapAndApplyHeader(batch.buffer, at, header);
    c.requestId(stamp())
        .market(market)
        .kind(MarketKind.PERPETUAL)
        .baseAsset(0)
        .unitsPerLot(0)
        .k(10)
        .marginPpm(50_000)
        .makerFeePpm(-50)
        .takerFeePpm(TAKER_FEE_PPM)
        .minLots(1)
        .maxTicks(10_000_000)
        .maxOrderLots(1_000_000)
        .symbol("M" + market);
    batch.add(8 + c.encodedLength(), timeNs);
  }

  void register(Batch batch, int user) {
    int at = batch.begin();
    var c = new RegisterAccountEncoder().wrapAndApplyHeader(batch.buffer, at, header);
    c.requestId(stamp()).account(FIRST_USER + user);
    key(batch, at + 8 + RegisterAccountEncoder.ownerEncodingOffset(), user, 0);
    batch.add(8 + c.encodedLength(), timeNs);
  }

  void deposit(Batch batch, int user, long units) {
    int at = batch.begin();
    var c = new CreditDepositEncoder().wrapAndApplyHeader(batch.buffer, at, header);
    c.requestId(stamp()).depositNo(++deposits).account(FIRST_USER + user).asset(0);
    c.units(units);
    batch.add(8 + c.encodedLength(), timeNs);
  }

  private void agent(Batch batch, int user) {
    int at = batch.begin();
    var c = new RegisterAgentEncoder().wrapAndApplyHeader(batch.buffer, at, header);
    c.requestId(stamp())
        .account(FIRST_USER + user)
        .expiryNs(Long.MAX_VALUE)
        .maxNotionalPerDay(Long.MAX_VALUE)
        .maxOrderNotional(Long.MAX_VALUE)
        .nonce(0)
        .markets(-1)
        .maxPosition(Long.MAX_VALUE)
        .bandPpm(Integer.MAX_VALUE);
    key(batch, at + 8 + RegisterAgentEncoder.agentEncodingOffset(), user, 1);
    key(batch, at + 8 + RegisterAgentEncoder.signerEncodingOffset(), user, 0);
    batch.add(8 + c.encodedLength(), timeNs);
  }

  static void key(Batch batch, int offset, int user, int agent) {
    batch.buffer.putLong(offset, 0xA000_0000_0000_0000L + agent, ByteOrder.BIG_ENDIAN);
    batch.buffer.putLong(offset + 8, user, ByteOrder.BIG_ENDIAN);
    batch.buffer.putInt(offset + 16, 7, ByteOrder.BIG_ENDIAN);
  }

  /** The sequence the next command will have; it is also its request id. */
  long stamp() {
    timeNs += STEP_NS;
    return ++sequence;
  }

  /** Log time of the command stamped last. */
  long timeNs() {
    return timeNs;
  }

  private void model(
      long id, int user, int market, boolean buy, long ticks, long lots, boolean rests) {
    Book book = books[market];
    long left = lots;
    int maker = book.nextMatch(buy, ticks);
    while (left > 0 && maker != Orders.NONE && orders.accountRow(maker) != user) {
      long traded = Math.min(left, orders.lots(maker));
      left -= traded;
      if (traded == orders.lots(maker)) {
        remove(maker);
      } else {
        book.reduce(maker, traded);
      }
      maker = book.nextMatch(buy, ticks);
    }
    if (left == 0 || !rests || maker != Orders.NONE) {
      return;
    }
    book.rest(orders.add(id, user, market, buy, ticks, left, 0, 0));
    resting[market]++;
    if (known == ids.length) {
      ids = Arrays.copyOf(ids, 2 * known);
    }
    ids[known++] = id;
  }

  private void remove(int slot) {
    resting[orders.market(slot)]--;
    books[orders.market(slot)].remove(slot);
  }

  private int anyResting() {
    while (known > 0) {
      int at = below(known);
      int slot = orders.find(ids[at]);
      ids[at] = ids[--known];
      if (slot != Orders.NONE) {
        return slot;
      }
    }
    return Orders.NONE;
  }

  private int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(next(), bound);
  }

  private long next() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return random;
  }
}
