package caisson.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The venue as its events alone tell it: plain objects and maps, nothing kept that could be derived
 * but the totals that must not drift. The checks compare each event with it, and it with the
 * engine.
 */
final class Ledger {
  static final int FEES = 1;
  static final int BAD_DEBT = 5;
  static final int FIRST_TIER = 16;
  static final int TIERS = 5;
  static final int FIRST_USER = 4096;
  static final int MAX_ID = 64;
  private static final int SYSTEM = 128;
  private static final int BEFORE_FIRST_SETTLEMENT = 63;

  static final class Account {
    final int id;
    final long[] units;
    final long[] lots;
    final long[] refCost;
    final List<Order> orders = new ArrayList<>();
    boolean touched;

    /** The stricter of the owner's and the venue's; 0 is none. */
    int level;

    /** Cash deposited less cash withdrawn. */
    long paidIn;

    Account(int id, int assets, int markets) {
      this.id = id;
      units = new long[assets];
      lots = new long[markets + 1];
      refCost = new long[markets + 1];
    }

    long cash() {
      return units[0];
    }

    boolean user() {
      return id >= FIRST_USER;
    }

    /** Of an event or a delisted market: what its lines are converted against. */
    boolean settlement() {
      return id > BEFORE_FIRST_SETTLEMENT && id < SYSTEM;
    }

    boolean tier() {
      return id >= FIRST_TIER && id < FIRST_TIER + TIERS;
    }
  }

  static final class Order {
    long id;
    Account account;
    Market market;
    boolean buy;
    long ticks;
    long lots;
    long name;

    /** Met by a sample of depth. */
    boolean seen;

    Order(Account account, Market market) {
      this.account = account;
      this.market = market;
    }
  }

  static final class Market {
    final int id;
    boolean spot;
    int base;
    long unitsPerLot;
    long k;
    long margin;
    long makerPpm;
    long takerPpm;
    long minLots;

    /** The most of a line with its orders, 0 without a limit. */
    long positionLots;

    /** The least that an order is worth. */
    long leastNotional;

    /** How much worse than the mark a limit may be, 0 without a limit. */
    long limitBandPpm;

    long maxTicks;
    long maxLots;
    long index;
    long external;
    long mark;
    long funding;
    long remainder;
    long sumLots;
    long openLots;
    int factor;
    int tier = -1;
    long feePpm;
    long bandPpm;
    final SliceTwin slices = new SliceTwin();
    long pricedNs = Long.MIN_VALUE / 2;
    int prints;
    boolean halted;
    @Nullable AuctionCheck auction;
    final DepthTwin depth = new DepthTwin();
    final SessionTwin sessions = new SessionTwin();
    final NightTwin night = new NightTwin();
    final CapTwin cap = new CapTwin();
    int splits;

    /** The farthest a trade was from the index, in ppm of it. */
    long farthestPpm;

    /** Of an outcome: what a lot pays when it comes true. */
    long payout;

    /** Of an outcome: what a lot pays when the event is void. */
    long voidTicks;

    /** Of an outcome: the middle of its book when that last had two sides. */
    long raw;

    /** Of an outcome, or of a market that ended. */
    @Nullable Event event;

    /** How it makes its mark; null for the median. */
    @Nullable RuledMark ruled;

    long hour;
    long paidInHour;
    final TreeMap<Long, Deque<Order>> bids = new TreeMap<>(Comparator.reverseOrder());
    final TreeMap<Long, Deque<Order>> asks = new TreeMap<>();

    Market(int id) {
      this.id = id;
    }

    long lotValue() {
      return mark * k;
    }

    boolean outcome() {
      return payout != 0;
    }

    /** Its lines became, or become, cash at the mark. */
    boolean ended() {
      return event != null && event.resolved;
    }

    /** A perpetual that trades: its lines need margin. */
    boolean live() {
      return !spot && !outcome() && !ended();
    }

    TreeMap<Long, Deque<Order>> side(boolean buy) {
      return buy ? bids : asks;
    }

    /** First by price and time, or null. */
    @Nullable Order best(boolean buy) {
      var level = side(buy).firstEntry();
      return level == null ? null : level.getValue().peekFirst();
    }

    /** A crossed book says nothing. */
    long quoteTicks(boolean buy) {
      long ask = bestTicks(false);
      return ask != 0 && bestTicks(true) >= ask ? 0 : bestTicks(buy);
    }

    long bestTicks(boolean buy) {
      var best = best(buy);
      return best == null ? 0 : best.ticks;
    }
  }

  /** Markets whose outcomes exclude each other, or one that was delisted. */
  static final class Event {
    final int id;
    final int first;
    final int count;
    boolean exhaustive;
    boolean resolved;
    boolean settled;

    /** Of its markets in their order, what a lot pays; empty until it is known. */
    final List<Long> pays = new ArrayList<>();

    long disputeNs;
    long voidAtNs;
    long firstProposedNs;

    /** The most that all open lots may pay, 0 without a limit. */
    long cap;

    /** Sources by the outcome they named. */
    final TreeMap<Integer, TreeSet<Integer>> votes = new TreeMap<>();

    Event(int id, int first, int count) {
      this.id = id;
      this.first = first;
      this.count = count;
    }

    int account() {
      return BEFORE_FIRST_SETTLEMENT + id;
    }
  }

  static final class Factor {
    int group;
    long down;
    long up;
    long spot;
    long e3;
    long basis;
    long size;
    long gap;
    long profit;
    long oiLow;
    long oiUp;
    long oiPpm;
    boolean defined;

    /** 0: open interest does not follow depth. */
    long floor;

    long external;
    final VolatilityTwin volatility = new VolatilityTwin(this);

    /** 0 down, 1 up, 2 of collateral, in basis points. */
    long listed(int which) {
      return which == 0 ? down : which == 1 ? up : spot;
    }

    /** The larger for maintenance of a line. */
    long shock() {
      return Math.max(volatility.maintenance(0), volatility.maintenance(1));
    }

    /** The initial one of those. */
    long initial(int which) {
      return Ledger.initial(volatility.wanted(which), this);
    }
  }

  static final class Asset {
    final int id;
    long weight = 1_000_000;
    final CollateralTwin collateral = new CollateralTwin();
    long markUnit;
    long accounted;
    int factor;
    long bound1;
    long bound2;
    final long[] ppm = new long[3];

    Asset(int id) {
      this.id = id;
    }
  }

  final List<Asset> assets = new ArrayList<>();

  /** By id; the first is a place-holder. */
  final List<Market> markets = new ArrayList<>();

  /** By id, the first is a place-holder. */
  final List<Event> events = new ArrayList<>();

  /** In ascending id. */
  final List<Account> accounts = new ArrayList<>();

  final AgentTwin agents = new AgentTwin();
  final FeeTwin fees = new FeeTwin();
  final Factor[] factors = new Factor[MAX_ID + 1];
  final long[] rho = new long[MAX_ID + 1];
  final long[] kappa = new long[MAX_ID + 1];
  final Long2ObjectHashMap<Order> orders = new Long2ObjectHashMap<>();
  final long[] day = new long[TIERS];
  final long[] paidInDay = new long[TIERS];
  final long[] deficit = new long[TIERS];
  final long[] lossDay = new long[TIERS];
  final long[] opening = new long[TIERS];
  final boolean[] shut = new boolean[TIERS];
  long version;

  /** The number of those in force. */
  int rules;

  long lastDepositNo;

  /** Requests of the chain consumed, which is the number of the last one. */
  long requests;

  long openBatchNo = 1;
  long windowFrom = 1;
  int windowWithdrawals;

  /** The settlement coin, in millionths of a dollar. */
  long coinPpm = 1_000_000;

  long coinRound;

  /** What ordinary withdrawals may take and may still take, in value; -1 without a limit. */
  long outflowMost = -1;

  long outflowLeft;

  long timeNs;
  private final @Nullable Account[] rows;
  private final int maxAssets;
  private final int maxMarkets;
  final List<Account> touched = new ArrayList<>();

  Ledger(int users, int maxAssets, int maxMarkets) {
    this.maxAssets = maxAssets;
    this.maxMarkets = maxMarkets;
    rows = new Account[SYSTEM + users];
    markets.add(new Market(0));
    events.add(new Event(0, 0, 0));
    for (int i = 0; i <= MAX_ID; i++) {
      factors[i] = new Factor();
    }
    for (int id = FEES; id <= BAD_DEBT; id++) {
      register(id);
    }
    for (int tier = 0; tier < TIERS; tier++) {
      register(FIRST_TIER + tier);
    }
  }

  void register(int id) {
    var account = new Account(id, maxAssets, maxMarkets);
    rows[row(id)] = account;
    int at = accounts.size();
    while (at > 0 && accounts.get(at - 1).id > id) {
      at--;
    }
    accounts.add(at, account);
  }

  boolean registered(int id) {
    return row(id) >= 0 && rows[row(id)] != null;
  }

  Account account(int id) {
    Account account = row(id) < 0 ? null : rows[row(id)];
    if (account == null) {
      throw new Break("account", "an event of one that is not registered: " + id);
    }
    return account;
  }

  private int row(int id) {
    int row = id < FIRST_USER ? id : SYSTEM + id - FIRST_USER;
    return row < 0 || row >= rows.length || id >= SYSTEM && id < FIRST_USER ? -1 : row;
  }

  Market market(int id) {
    if (id < 1 || id >= markets.size()) {
      throw new Break("market", "an event of one not listed: " + id);
    }
    return markets.get(id);
  }

  Event event(int id) {
    if (id < 1 || id >= events.size()) {
      throw new Break("outcome", "an event not listed: " + id);
    }
    return events.get(id);
  }

  void touch(Account account) {
    if (!account.touched) {
      account.touched = true;
      touched.add(account);
    }
  }

  /** Moves a balance and returns it. */
  long move(Account account, int asset, long amount) {
    touch(account);
    account.units[asset] += amount;
    return account.units[asset];
  }

  /** Cash and lines at the marks. */
  long worth(Account account) {
    long worth = account.cash();
    for (int i = 1; i < markets.size(); i++) {
      Market market = markets.get(i);
      worth += Math.multiplyExact(account.lots[i], market.lotValue() - market.funding);
    }
    return worth;
  }

  /** What a tier has lost with its lines today beyond 5 % of what it had. */
  long beyondLimit(int tier) {
    long limit = Exact.ppmDown(Math.max(0, opening[tier]), 50_000);
    return opening[tier] - worth(account(FIRST_TIER + tier)) - limit;
  }

  /** Lots and their cost, as {@code settlement.md} 1 has it. */
  void fill(Account account, Market market, long signedLots, long value) {
    touch(account);
    long before = account.lots[market.id];
    account.units[0] -= Math.multiplyExact(signedLots, value);
    account.refCost[market.id] =
        Exact.refCost(account.refCost[market.id], before, signedLots, value);
    account.lots[market.id] = before + signedLots;
    market.sumLots += signedLots;
    market.openLots += Math.max(0, before + signedLots) - Math.max(0, before);
  }

  void rest(Order order) {
    orders.put(order.id, order);
    order.account.orders.add(order);
    order.market.side(order.buy).computeIfAbsent(order.ticks, t -> new ArrayDeque<>()).add(order);
  }

  void remove(Order order) {
    orders.remove(order.id);
    order.account.orders.remove(order);
    var side = order.market.side(order.buy);
    var level = side.get(order.ticks);
    if (level != null) {
      level.remove(order);
      if (level.isEmpty()) {
        side.remove(order.ticks);
      }
    }
  }

  /** The charge for open interest, as of a price round or a funding step. */
  void interest() {
    for (int id = 1; id <= MAX_ID; id++) {
      var factor = factors[id];
      if (factor.oiUp == 0) {
        continue;
      }
      long sum = 0;
      for (var market : markets) {
        sum += market.live() && market.factor == id ? market.openLots * market.lotValue() : 0;
      }
      long initial = 100 * Math.max(factor.initial(0), factor.initial(1));
      long rest = Math.max(0, 1_000_000 - initial);
      long up = most(id);
      long low = Exact.mulDivDown(factor.oiLow, up, factor.oiUp);
      long over = Math.max(0, Math.min(sum, up) - low);
      factor.oiPpm = Exact.mulDivUp(rest, over, up - low);
    }
  }

  /** The most open interest that a factor may have, 0 when it has no limit. */
  long most(int id) {
    var factor = factors[id];
    if (factor.floor == 0 || factor.oiUp == 0) {
      return factor.oiUp;
    }
    long depth = factor.external;
    for (var market : markets) {
      depth += market.live() && market.factor == id ? market.depth.depth() : 0;
    }
    long shock = 100 * Math.max(factor.down, factor.up);
    long byDepth = Exact.mulDivDown(depth, shock, 120_000);
    return Math.min(factor.oiUp, Math.max(factor.floor, byDepth));
  }

  /** What all open lots of an event pay when their outcome comes true. */
  long carried(Event event) {
    long carried = 0;
    for (int market = event.first; market < event.first + event.count; market++) {
      carried += market(market).openLots * market(market).payout * market(market).k;
    }
    return carried;
  }

  /** Gap of a factor: as listed, or more for the session of one of its markets. */
  long gap(int id) {
    long gap = factors[id].gap;
    for (var market : markets) {
      int of = market.spot ? assets.get(market.base).factor : market.factor;
      gap = of == id ? Math.max(gap, market.sessions.gap) : gap;
    }
    return gap;
  }

  static long initial(long bps, Factor factor) {
    return Math.min(10_000, (bps * factor.e3 + 999) / 1_000);
  }
}
