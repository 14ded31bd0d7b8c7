package caisson.engine;

import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.MarketPhase;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The slow, obvious twin: maps, lists, sets of nonces and BigInteger, written from the rules and
 * not from the engine. It shares the wire with it and nothing else.
 */
final class ReferenceEngine {
  static final class Asset {
    int scale;
    BigInteger markUnit;
    BigInteger headerMarkUnit = BigInteger.ZERO;
    BigInteger accounted = BigInteger.ZERO;
    int full;
    int none;
    int day;
    BigInteger weight = MILLION;
    BigInteger reference;
    long referenceNs;
    long supplyRound;
    long supplyHour;
    BigInteger base;
    BigInteger supply;
    boolean shut;
  }

  static final class Market {
    int id;
    boolean spot;
    int base;
    BigInteger unitsPerLot;
    BigInteger k;
    BigInteger marginPpm;
    BigInteger makerPpm;
    BigInteger takerPpm;
    long minLots;
    long maxTicks;
    long maxOrderLots;
    long index;
    long external;
    long mark;
    BigInteger funding = BigInteger.ZERO;
    BigInteger fundingRemainder = BigInteger.ZERO;
    long fundingHour;
    int bandPpm;
    long bandWidened;
    long positionLots;
    long minNotional;
    long headerMark;
    int splits;
    BigInteger sharesUp = BigInteger.ONE;
    BigInteger sharesDown = BigInteger.ONE;
    MarketPhase phase = MarketPhase.OPEN;
    MarketPhase phaseAfter = MarketPhase.OPEN;
    long auctionEnd;
    boolean stalled;
    int prints;
    BigInteger headerFunding = BigInteger.ZERO;

    BigInteger lotValue() {
      return big(mark).multiply(k);
    }
  }

  static final class Line {
    BigInteger lots = BigInteger.ZERO;
    BigInteger refCost = BigInteger.ZERO;
  }

  static final class Key {
    long expiryNs;
    long perDay;
    long perOrder;
    long markets;
    long maxPosition;
    int bandPpm;
    long day = -1;
    BigInteger used = BigInteger.ZERO;
    final Nonces nonces = new Nonces();
  }

  /** The highest nonce and every one ever used; what is 64 or more below the top is too old. */
  static final class Nonces {
    final Set<Long> used = new HashSet<>();
    long top = 63;

    RejectReason use(long nonce) {
      if (nonce < top - 63) {
        return RejectReason.NONCE_TOO_OLD;
      }
      top = Math.max(top, nonce);
      return used.add(nonce) ? RejectReason.NONE : RejectReason.NONCE_USED;
    }
  }

  static final class Account {
    int id;
    String owner;
    int ownerLevel;
    int venueLevel;
    final Map<Integer, BigInteger> units = new TreeMap<>();
    final Map<Integer, Line> lines = new TreeMap<>();
    final Map<String, Key> keys = new TreeMap<>();
    final Nonces nonces = new Nonces();

    BigInteger units(int asset) {
      return units.getOrDefault(asset, BigInteger.ZERO);
    }

    void add(int asset, BigInteger amount) {
      units.merge(asset, amount, BigInteger::add);
    }

    Line line(int market) {
      return lines.computeIfAbsent(market, m -> new Line());
    }
  }

  /** Terms that never change, and the lots that still rest. */
  static final class Order {
    final long id;
    final Submission terms;
    final Account account;
    final Market market;
    final boolean buy;
    final long limit;
    long lots;

    Order(long id, Submission terms, Account account, Market market, long lots) {
      this.id = id;
      this.terms = terms;
      this.account = account;
      this.market = market;
      this.buy = terms.side == Side.BUY;
      this.limit = terms.limitTicks;
      this.lots = lots;
    }
  }

  private static final BigInteger MILLION = big(1_000_000);

  final EngineLimits limits;
  final Map<Integer, Asset> assets = new TreeMap<>();
  final Map<Integer, Market> markets = new TreeMap<>();
  final Map<Integer, Account> accounts = new TreeMap<>();
  final List<Order> resting = new ArrayList<>();
  final ReferenceMargin margin = new ReferenceMargin(this);
  final ReferenceBook book;
  final ReferenceMatching matching;
  final ReferenceAdmission admission;
  final ReferenceAccounts owners;
  final ReferenceSettlement settlement;
  final ReferenceForced forced;
  final ReferenceMarkets listings;
  final ReferencePrices pricing;
  final ReferenceCollateral collateral;
  final ReferenceDepth depth;
  final ReferenceSessions sessions;
  final ReferenceRounds rounds;
  final ReferenceParameters parameters;
  final ReferenceFees fees;
  final ReferenceTriggers triggers;
  final ReferenceTwaps twaps;
  final ReferenceAuctions auctions;
  final ReferenceBackstops backstops;
  final Commands commands;
  long coinPpm = 1_000_000;
  long sequence;
  long now;

  ReferenceEngine(EngineLimits limits, EventPublisher events) {
    this.limits = limits;
    book = new ReferenceBook(this, events);
    matching = new ReferenceMatching(this, book, new ReferenceFills(this, events), events);
    admission = new ReferenceAdmission(this, book);
    owners = new ReferenceAccounts(this, events);
    settlement = new ReferenceSettlement(this, events);
    forced = new ReferenceForced(this, events);
    listings = new ReferenceMarkets(this, events);
    pricing = new ReferencePrices(this, events);
    collateral = new ReferenceCollateral(this, events);
    depth = new ReferenceDepth(this, events);
    sessions = new ReferenceSessions(this, events);
    rounds = new ReferenceRounds(this, events);
    parameters = new ReferenceParameters(this, events);
    fees = new ReferenceFees(this, events);
    triggers = new ReferenceTriggers(this, events);
    twaps = new ReferenceTwaps(this, events);
    auctions = new ReferenceAuctions(this, events);
    backstops = new ReferenceBackstops(this, events);
    commands =
        new Commands(
            new ReferenceTrading(this, book, admission, matching, events),
            owners,
            settlement,
            forced,
            listings,
            listings,
            listings,
            rounds,
            collateral,
            parameters,
            fees,
            sessions,
            backstops);
    for (int id = 1; id <= 5; id++) {
      var account = new Account();
      account.id = id;
      account.owner = "";
      accounts.put(id, account);
    }
  }

  long begin(long timeNs) {
    now = timeNs;
    if (sequence == 0) {
      settlement.begin(timeNs);
    }
    return ++sequence;
  }

  /** What the time of the command brings before it. */
  void due() {
    book.expire();
    triggers.due();
    auctions.due();
    twaps.due();
  }

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  static String key(Signed by) {
    return key(by.signerA, by.signerB, by.signerC);
  }

  static String key(long a, long b, int c) {
    return a + ":" + b + ":" + c;
  }

  static BigInteger ceil(BigInteger amount, BigInteger ppm) {
    return floorDiv(amount.multiply(ppm).negate(), MILLION).negate();
  }

  static BigInteger floorDiv(BigInteger a, BigInteger b) {
    var parts = a.divideAndRemainder(b);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }
}
