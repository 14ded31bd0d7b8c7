package caisson.engine;

import caisson.engine.account.AgentTerms;
import caisson.engine.wire.Amendment;
import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.EventTerms;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.FeeTerms;
import caisson.engine.wire.PriceRound;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Submission;
import caisson.engine.wire.TriggerTerms;
import caisson.engine.wire.TwapTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelReason;
import caisson.protocol.Lane;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * The slow, obvious twin: maps, lists, sets of nonces and BigInteger, written from the rules and
 * not from the engine. It shares the wire with it and nothing else.
 */
final class ReferenceEngine implements Commands {
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
  private static final BigInteger E9 = big(1_000_000_000);

  final Map<Integer, Asset> assets = new TreeMap<>();
  final Map<Integer, Market> markets = new TreeMap<>();
  final Map<Integer, Account> accounts = new TreeMap<>();
  final List<Order> resting = new ArrayList<>();
  final ReferenceMargin margin = new ReferenceMargin(this);
  final ReferencePrices pricing;
  final ReferenceFees fees = new ReferenceFees(this);
  final ReferenceTrading trading;
  final ReferenceTriggers triggers;
  final ReferenceAuctions auctions;
  final ReferenceTwaps twaps;
  final EngineLimits limits;
  private final EventPublisher events;
  long coinPpm = 1_000_000;
  private long coinRound;
  long sequence;
  long now;
  private long lastRound;
  private long lastDeposit;
  final ReferenceForced forced;
  long openBatch = 1;
  private long windowFrom = 1;
  int withdrawals;
  private long lastSeal;
  private long lastTs;
  private long lastEpoch;
  private long confirmed;

  ReferenceEngine(EngineLimits limits, EventPublisher events) {
    this.limits = limits;
    this.events = events;
    pricing = new ReferencePrices(this, events);
    trading = new ReferenceTrading(this, limits, events);
    twaps = new ReferenceTwaps(this, trading, events);
    triggers = new ReferenceTriggers(this, trading, events);
    auctions = new ReferenceAuctions(this, trading, events);
    forced = new ReferenceForced(this, events);
    for (int id = 1; id <= 5; id++) {
      var account = new Account();
      account.id = id;
      account.owner = "";
      accounts.put(id, account);
    }
  }

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
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

  boolean overdue(long timeNs) {
    return sequence > 0 && timeNs - lastSeal >= 60_000_000_000L;
  }

  long openBatch() {
    return openBatch;
  }

  long lastDeposit() {
    return lastDeposit;
  }

  long begin(long timeNs) {
    now = timeNs;
    if (sequence == 0) {
      lastSeal = timeNs;
    }
    return ++sequence;
  }

  /** What the time of the command brings before it. */
  void due() {
    trading.expire();
    triggers.due();
    auctions.due();
    twaps.due();
  }

  @Override
  public void malformed(long requestId, int template, RejectReason reason) {
    events.rejected(requestId, 0, template, reason);
  }

  @Override
  public void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    if (asset != assets.size() || scale > 9 || markUnit < 1_000_000) {
      events.rejected(
          requestId,
          0,
          1,
          asset < assets.size()
              ? RejectReason.ALREADY_EXISTS
              : asset > assets.size() ? RejectReason.OUT_OF_ORDER : RejectReason.BAD_PARAMETER);
      return;
    }
    var row = new Asset();
    row.scale = scale;
    row.markUnit = big(markUnit);
    assets.put(asset, row);
    events.assetListed(asset, scale, markUnit, symbolLow, symbolHigh);
  }

  @Override
  public void listMarket(
      long requestId,
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      long symbolLow,
      long symbolHigh) {
    var row = new Market();
    row.id = market;
    row.spot = kind == MarketKind.SPOT;
    row.base = baseAsset;
    row.unitsPerLot = big(unitsPerLot);
    row.k = big(k);
    row.marginPpm = big(marginPpm);
    row.makerPpm = big(makerFeePpm);
    row.takerPpm = big(takerFeePpm);
    row.minLots = minLots;
    row.maxTicks = maxTicks;
    row.maxOrderLots = maxOrderLots;
    markets.put(market, row);
    events.marketListed(
        market,
        kind,
        baseAsset,
        unitsPerLot,
        k,
        marginPpm,
        makerFeePpm,
        takerFeePpm,
        minLots,
        maxTicks,
        maxOrderLots,
        symbolLow,
        symbolHigh);
  }

  @Override
  public void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC) {
    RejectReason reason = RejectReason.NONE;
    String owner = key(ownerA, ownerB, ownerC);
    if (account < 4096) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (account >= 4096 + limits.users()) {
      reason = RejectReason.ACCOUNT_TABLE_FULL;
    } else if (accounts.containsKey(account)) {
      boolean same = accounts.get(account).owner.equals(owner);
      reason = same ? RejectReason.ALREADY_APPLIED : RejectReason.ALREADY_EXISTS;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 10, reason);
      return;
    }
    var row = new Account();
    row.id = account;
    row.owner = owner;
    accounts.put(account, row);
    events.accounts.registered(account, ownerA, ownerB, ownerC);
  }

  @Override
  public void registerAgent(
      long requestId,
      int account,
      AgentTerms terms,
      long nonce,
      long signerA,
      long signerB,
      int signerC) {
    RejectReason reason = owner(account, key(signerA, signerB, signerC));
    if (reason == RejectReason.NONE) {
      reason = accounts.get(account).nonces.use(nonce);
    }
    String agent = key(terms.agentA, terms.agentB, terms.agentC);
    if (reason == RejectReason.NONE) {
      var row = accounts.get(account);
      var known = row.keys.get(agent);
      if (terms.maxNotionalPerDay < 0
          || terms.maxOrderNotional < 0
          || terms.maxPosition < 0
          || terms.bandPpm < 0
          || agent.equals(row.owner)) {
        reason = RejectReason.BAD_PARAMETER;
      } else if (row.ownerLevel == 3) {
        reason = RejectReason.ACCOUNT_CLOSED;
      } else if (known == null && terms.expiryNs <= now) {
        reason = RejectReason.EXPIRED;
      } else if (known == null
          && (row.keys.size() >= limits.agentsPerAccount() || agents() >= limits.agents())) {
        reason = RejectReason.BOUND_EXCEEDED;
      } else if (known != null && known.expiryNs <= now) {
        reason = RejectReason.AGENT_EXPIRED;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 20, reason);
      return;
    }
    var row = accounts.get(account).keys.computeIfAbsent(agent, a -> new Key());
    row.expiryNs = terms.expiryNs;
    row.perDay = terms.maxNotionalPerDay;
    row.perOrder = terms.maxOrderNotional;
    row.markets = terms.markets;
    row.maxPosition = terms.maxPosition;
    row.bandPpm = terms.bandPpm;
    events.accounts.agentRegistered(account, terms);
  }

  @Override
  public void setAccountLevel(
      long requestId,
      int account,
      AccountLevel level,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    RejectReason reason = message(account, nonce, expiryNs, key(signerA, signerB, signerC));
    var row = accounts.get(account);
    if (reason == RejectReason.NONE && row.ownerLevel == 3) {
      reason = RejectReason.ACCOUNT_CLOSED;
    }
    if (reason == RejectReason.NONE && level == AccountLevel.CLOSED && holdsAnything(row)) {
      reason = RejectReason.ACCOUNT_NOT_EMPTY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 48, reason);
      return;
    }
    levels(row, level.value(), row.venueLevel);
  }

  @Override
  public void restrictAccount(long requestId, int account, AccountLevel level) {
    if (account < 4096 || !accounts.containsKey(account) || level == AccountLevel.CLOSED) {
      events.rejected(
          requestId,
          account,
          49,
          account < 4096
              ? RejectReason.SYSTEM_ACCOUNT
              : accounts.containsKey(account)
                  ? RejectReason.BAD_PARAMETER
                  : RejectReason.UNKNOWN_ACCOUNT);
      return;
    }
    var row = accounts.get(account);
    levels(row, row.ownerLevel, level.value());
  }

  private boolean holdsAnything(Account row) {
    return row.units.values().stream().anyMatch(units -> units.signum() != 0)
        || row.lines.values().stream().anyMatch(line -> line.lots.signum() != 0)
        || resting.stream().anyMatch(order -> order.account == row);
  }

  private void levels(Account row, int owner, int venue) {
    boolean stricter = Math.max(owner, venue) > Math.max(row.ownerLevel, row.venueLevel);
    row.ownerLevel = owner;
    row.venueLevel = venue;
    events.accounts.levelSet(
        row.id, AccountLevel.get((short) owner), AccountLevel.get((short) venue));
    if (stricter) {
      trading.cancelAll(row, CancelReason.RESTRICTED);
    }
  }

  @Override
  public void transferUnits(
      long requestId,
      int from,
      int to,
      int asset,
      long units,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    String signer = key(signerA, signerB, signerC);
    RejectReason reason = message(from, nonce, expiryNs, signer);
    if (reason == RejectReason.NONE) {
      reason = from == to ? RejectReason.BAD_PARAMETER : owner(to, signer);
    }
    if (reason == RejectReason.NONE) {
      if (accounts.get(to).ownerLevel == 3) {
        reason = RejectReason.ACCOUNT_CLOSED;
      } else if (accounts.get(from).venueLevel != 0) {
        reason = RejectReason.ACCOUNT_RESTRICTED;
      } else if (!assets.containsKey(asset)) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (units <= 0) {
        reason = RejectReason.BAD_QUANTITY;
      } else {
        reason = margin.withdrawal(accounts.get(from), asset, units);
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, from, 50, reason);
      return;
    }
    accounts.get(from).add(asset, big(-units));
    accounts.get(to).add(asset, big(units));
    events.accounts.transferred(
        from,
        to,
        asset,
        units,
        accounts.get(from).units(asset).longValueExact(),
        accounts.get(to).units(asset).longValueExact());
  }

  private RejectReason message(int account, long nonce, long expiryNs, String signer) {
    RejectReason reason = owner(account, signer);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    return now > expiryNs ? RejectReason.EXPIRED : accounts.get(account).nonces.use(nonce);
  }

  private int agents() {
    return accounts.values().stream().mapToInt(account -> account.keys.size()).sum();
  }

  private RejectReason owner(int account, String signer) {
    if (account < 4096) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.containsKey(account)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    return accounts.get(account).owner.equals(signer) ? RejectReason.NONE : RejectReason.NOT_OWNER;
  }

  @Override
  public void creditDeposit(
      long requestId,
      long depositNo,
      int account,
      int asset,
      long units,
      long senderA,
      long senderB,
      int senderC) {
    if (depositNo != lastDeposit + 1 || units <= 0) {
      events.rejected(
          requestId,
          account,
          11,
          depositNo <= lastDeposit
              ? RejectReason.ALREADY_APPLIED
              : depositNo > lastDeposit + 1
                  ? RejectReason.OUT_OF_ORDER
                  : RejectReason.BAD_QUANTITY);
      return;
    }
    lastDeposit = depositNo;
    RejectReason reason = RejectReason.NONE;
    if (!accounts.containsKey(account)) {
      reason = RejectReason.UNKNOWN_ACCOUNT;
    } else if (account < 4096 && account != 3 && account != 4) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (accounts.get(account).ownerLevel == 3) {
      reason = RejectReason.ACCOUNT_CLOSED;
    } else if (!assets.containsKey(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (assets.get(asset).accounted.add(big(units)).bitLength() > 56) {
      reason = RejectReason.BOUND_EXCEEDED;
    } else if (assets.get(asset).shut) {
      reason = RejectReason.COLLATERAL_SHUT;
    }
    if (reason == RejectReason.NONE) {
      accounts.get(account).add(asset, big(units));
      assets.get(asset).accounted = assets.get(asset).accounted.add(big(units));
      events.accounts.depositCredited(
          depositNo, account, asset, units, accounts.get(account).units(asset).longValueExact());
      forced.payOwed(asset);
      return;
    }
    events.accounts.depositReturned(depositNo, account, asset, units, reason);
    boolean known = accounts.containsKey(account) && assets.containsKey(asset);
    events.accounts.withdrawalCreated(
        openBatch,
        withdrawals++,
        account,
        asset,
        units,
        senderA,
        senderB,
        senderC,
        Lane.STANDARD,
        known ? accounts.get(account).units(asset).longValueExact() : 0,
        assets.containsKey(asset) ? assets.get(asset).accounted.longValueExact() : 0);
  }

  @Override
  public void sealWindow(long requestId, long batchNo, long chainTimeS) {
    RejectReason reason = RejectReason.NONE;
    if (batchNo != openBatch) {
      reason = batchNo < openBatch ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
    } else if (chainTimeS < 0) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (now - lastSeal < 1_000_000_000L) {
      reason = RejectReason.WINDOW_TOO_EARLY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 12, reason);
      return;
    }
    boolean epoch = now - lastEpoch >= 60_000_000_000L;
    for (var asset : assets.values()) {
      epoch |= moved(asset.headerMarkUnit, asset.markUnit);
    }
    for (var market : markets.values()) {
      epoch |= moved(big(market.headerMark), big(market.mark));
      epoch |= !market.funding.equals(market.headerFunding);
    }
    if (epoch) {
      assets.values().forEach(asset -> asset.headerMarkUnit = asset.markUnit);
      markets.values().forEach(market -> market.headerMark = market.mark);
      markets.values().forEach(market -> market.headerFunding = market.funding);
      lastEpoch = now;
    }
    lastTs = Math.max(lastTs, Math.min(now / 1_000_000_000L, chainTimeS + 30));
    events.windowSealed(
        batchNo,
        windowFrom,
        lastTs,
        lastDeposit,
        withdrawals,
        epoch,
        assets.size(),
        markets.size(),
        this::words);
    openBatch++;
    windowFrom = sequence + 1;
    withdrawals = 0;
    lastSeal = now;
  }

  private static boolean moved(BigInteger from, BigInteger to) {
    return !from.equals(to) && to.subtract(from).abs().compareTo(from.divide(big(100))) >= 0;
  }

  private void words(MarkVisitor visitor) {
    assets.forEach(
        (id, asset) ->
            visitor.assetWord(
                id,
                asset.headerMarkUnit.longValueExact(),
                asset.scale,
                0,
                asset.accounted.longValueExact()));
    markets.forEach(
        (id, market) -> {
          if (market.headerMark == 0) {
            visitor.marketWord(id, 0, 0, 0, 0);
          } else {
            visitor.marketWord(
                id,
                market.headerMark,
                market.k.longValueExact(),
                market.headerFunding.longValueExact(),
                0);
          }
        });
  }

  @Override
  public void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset) {
    if (batchNo == confirmed + 1 && batchNo < openBatch) {
      confirmed++;
      events.batchConfirmed(batchNo, buffer, headerHashOffset, transactionHashOffset);
      return;
    }
    events.rejected(
        requestId,
        0,
        13,
        batchNo <= confirmed ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER);
  }

  @Override
  public void placeOrder(
      long requestId,
      int account,
      int marketId,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientHigh,
      long clientLow,
      Side side,
      TimeInForce timeInForce,
      long signerA,
      long signerB,
      int signerC) {
    var order = new Submission();
    order.account = account;
    order.market = marketId;
    order.limitTicks = limitTicks;
    order.lots = lots;
    order.nonce = nonce;
    order.expiryNs = expiryNs;
    order.clientHigh = clientHigh;
    order.clientLow = clientLow;
    order.side = side;
    order.timeInForce = timeInForce;
    order.selfTrade = SelfTrade.CANCEL_TAKER;
    order.signerA = signerA;
    order.signerB = signerB;
    order.signerC = signerC;
    trading.submit(requestId, 21, order);
  }

  @Override
  public void submitOrder(long requestId, Submission order) {
    trading.submit(requestId, 24, order);
  }

  @Override
  public void amendOrder(long requestId, Amendment change) {
    trading.amend(requestId, change);
  }

  @Override
  public void placeScale(long requestId, ScaleTerms scale) {
    trading.scale(requestId, scale);
  }

  @Override
  public void placeTwap(long requestId, TwapTerms terms) {
    twaps.place(requestId, terms);
  }

  @Override
  public void placeTrigger(long requestId, TriggerTerms terms) {
    triggers.place(requestId, terms);
  }

  @Override
  public void scheduleCancel(
      long requestId,
      int account,
      long atNs,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    String signer = key(signerA, signerB, signerC);
    triggers.schedule(requestId, account, atNs, nonce, expiryNs, signer);
  }

  @Override
  public void cancelOrder(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    trading.cancel(
        requestId, account, market, orderId, nonce, expiryNs, key(signerA, signerB, signerC));
  }

  @Override
  public void cancelOrders(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC) {
    String signer = key(signerA, signerB, signerC);
    trading.cancelAll(requestId, account, market, sides, nonce, expiryNs, signer);
  }

  @Override
  public void requestWithdrawal(
      long requestId,
      int account,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      long nonce,
      long expiryNs,
      Lane lane,
      long signerA,
      long signerB,
      int signerC) {
    RejectReason reason = owner(account, key(signerA, signerB, signerC));
    if (reason == RejectReason.NONE && now > expiryNs) {
      reason = RejectReason.EXPIRED;
    }
    if (reason == RejectReason.NONE) {
      reason = accounts.get(account).nonces.use(nonce);
    }
    if (reason == RejectReason.NONE) {
      if (!assets.containsKey(asset)) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (units <= 0) {
        reason = RejectReason.BAD_QUANTITY;
      } else {
        reason = margin.withdrawal(accounts.get(account), asset, units);
      }
      if (reason == RejectReason.NONE
          && (assets.get(asset).accounted.compareTo(big(units)) < 0 || forced.owes(asset))) {
        reason = RejectReason.BOUND_EXCEEDED;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 23, reason);
      return;
    }
    accounts.get(account).add(asset, big(-units));
    assets.get(asset).accounted = assets.get(asset).accounted.subtract(big(units));
    events.accounts.withdrawalCreated(
        openBatch,
        withdrawals++,
        account,
        asset,
        units,
        destinationA,
        destinationB,
        destinationC,
        lane,
        accounts.get(account).units(asset).longValueExact(),
        assets.get(asset).accounted.longValueExact());
  }

  @Override
  public void publishPrices(long requestId, long round, PriceRound prices) {
    RejectReason reason = round <= lastRound ? RejectReason.ALREADY_APPLIED : RejectReason.NONE;
    for (int i = 0; i < prices.assetRows() && reason == RejectReason.NONE; i++) {
      if (!assets.containsKey(prices.asset(i))) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (prices.asset(i) == 0 || prices.markUnit(i) < 0) {
        reason = RejectReason.BAD_PRICE;
      }
    }
    for (int i = 0; i < prices.marketRows() && reason == RejectReason.NONE; i++) {
      var market = markets.get(prices.market(i));
      if (market == null) {
        reason = RejectReason.UNKNOWN_MARKET;
      } else if (market.spot
          || prices.indexTicks(i) < 1
          || prices.indexTicks(i) > market.maxTicks
          || prices.externalTicks(i) < 0
          || prices.externalTicks(i) > market.maxTicks) {
        reason = RejectReason.BAD_PRICE;
      } else {
        long highest = prices.indexTicks(i) + prices.indexTicks(i) / 100;
        highest = Math.max(highest, prices.externalTicks(i));
        if (pricing.has(market)) {
          highest = pricing.highest(market, prices.indexTicks(i));
        }
        boolean far = trading.carriedTooFar(market, big(highest).multiply(market.k));
        reason = far ? RejectReason.BOUND_EXCEEDED : reason;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 30, reason);
      return;
    }
    lastRound = round;
    boolean told = false;
    for (int i = 0; i < prices.assetRows(); i++) {
      var asset = assets.get(prices.asset(i));
      if (!asset.markUnit.equals(big(prices.markUnit(i)))) {
        asset.markUnit = big(prices.markUnit(i));
        events.assetMarkUpdated(prices.asset(i), round, prices.markUnit(i));
        told = true;
      }
      told |= weigh(prices.asset(i), asset);
    }
    for (int i = 0; i < prices.marketRows(); i++) {
      var market = markets.get(prices.market(i));
      if (pricing.has(market)) {
        pricing.price(market, round, prices.indexTicks(i), prices.externalTicks(i));
        told = true;
      } else {
        told |= mark(market, round, prices.indexTicks(i), prices.externalTicks(i));
      }
    }
    if (!told) {
      events.completed(requestId);
    }
    margin.marksChanged();
    auctions.round();
    for (int i = 0; i < prices.marketRows(); i++) {
      triggers.fire(markets.get(prices.market(i)));
    }
  }

  private boolean weigh(int id, Asset asset) {
    if (asset.full == 0) {
      return false;
    }
    var day = big(86_400_000_000_000L);
    var elapsed = big(now - asset.referenceNs).min(day);
    var daily = asset.reference.multiply(big(asset.day)).divide(MILLION);
    var fallen = asset.reference.subtract(daily.multiply(elapsed).divide(day));
    asset.reference = fallen.max(asset.markUnit);
    asset.referenceNs = now;
    var share = asset.markUnit.multiply(MILLION).divide(asset.reference.max(BigInteger.ONE));
    var weight =
        share
            .subtract(big(asset.none))
            .max(BigInteger.ZERO)
            .multiply(MILLION)
            .divide(big(asset.full - asset.none))
            .min(MILLION);
    boolean told = !weight.equals(asset.weight);
    asset.weight = weight;
    if (told) {
      events.prices.collateralWeighed(
          id,
          asset.markUnit.longValueExact(),
          asset.reference.longValueExact(),
          weight.intValueExact());
    }
    return told;
  }

  @Override
  public void setCollateralFall(long requestId, long version, int id, int full, int none, int day) {
    var reason = RejectReason.NONE;
    boolean ends = full == 0 && none == 0 && day == 0;
    boolean bad = none < 0 || none >= full || full > 1_000_000 || day < 0 || day > 1_000_000;
    if (!assets.containsKey(id)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (id == 0 || (bad && !ends)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, 76, version, reason)) {
      return;
    }
    var asset = assets.get(id);
    asset.full = full;
    asset.none = none;
    asset.day = day;
    asset.weight = MILLION;
    asset.reference = asset.markUnit;
    asset.referenceNs = now;
    asset.shut = false;
    asset.supply = null;
    asset.supplyRound = 0;
    changed(version);
  }

  @Override
  public void reportSupply(long requestId, long round, int id, long supply) {
    var asset = assets.get(id);
    var reason = RejectReason.NONE;
    if (asset == null) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (asset.full == 0 || supply < 1) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (round <= asset.supplyRound) {
      reason = RejectReason.ALREADY_APPLIED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 77, reason);
      return;
    }
    long hour = now / 3_600_000_000_000L;
    if (asset.supply == null) {
      asset.base = big(supply);
    } else if (asset.supplyHour != hour) {
      asset.base = asset.supply;
    }
    asset.supply = big(supply);
    asset.supplyHour = hour;
    asset.supplyRound = round;
    asset.shut |= asset.supply.subtract(asset.base).compareTo(asset.base.divide(big(20))) > 0;
    events.prices.supplyReported(id, round, supply, asset.base.longValueExact(), asset.shut);
  }

  private boolean mark(Market market, long round, long index, long external) {
    var bid = trading.quote(market, true);
    var ask = trading.quote(market, false);
    long book = index;
    if (bid != null && ask != null) {
      book = (bid.limit + ask.limit) / 2;
      book = Math.max(book, index - index / 100);
      book = Math.min(book, index + index / 100);
    }
    var sorted = new ArrayList<>(List.of(index, external == 0 ? index : external, book));
    sorted.sort(null);
    return marked(market, round, index, external, sorted.get(1));
  }

  boolean marked(Market market, long round, long index, long external, long mark) {
    var bid = trading.quote(market, true);
    var ask = trading.quote(market, false);
    pricing.count(market);
    if (market.index == index && market.external == external && market.mark == mark) {
      return false;
    }
    market.index = index;
    market.external = external;
    market.mark = mark;
    events.markUpdated(
        market.id,
        round,
        index,
        external,
        bid == null ? 0 : bid.limit,
        ask == null ? 0 : ask.limit,
        mark);
    return true;
  }

  @Override
  public void tickFunding(long requestId, int marketId, long hour, long rateE9) {
    var market = markets.get(marketId);
    RejectReason reason = RejectReason.NONE;
    if (market == null || market.spot) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (hour <= market.fundingHour) {
      reason = RejectReason.ALREADY_APPLIED;
    } else if (hour > now / 3_600_000_000_000L || hour < now / 3_600_000_000_000L - 1) {
      reason = RejectReason.OUT_OF_ORDER;
    } else if (Math.abs(rateE9) > 10_000_000 || pricing.has(market)) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (market.mark == 0) {
      reason = RejectReason.NO_MARK;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 31, reason);
      return;
    }
    fund(market, hour, rateE9);
    margin.marksChanged();
  }

  void fund(Market market, long hour, long rateE9) {
    var delta = BigInteger.ZERO;
    var lotValue = big(market.index).multiply(market.k);
    if (lotValue.compareTo(big(10_000)) >= 0) {
      var x = big(rateE9).multiply(lotValue).add(market.fundingRemainder);
      delta = floorDiv(x, E9);
      market.fundingRemainder = x.mod(E9);
    }
    market.funding = market.funding.add(delta);
    market.fundingHour = hour;
    events.fundingSettled(
        market.id,
        hour,
        rateE9,
        market.index,
        delta.longValueExact(),
        market.fundingRemainder.longValueExact(),
        market.funding.longValueExact());
  }

  private boolean refused(long requestId, int template, long version, RejectReason other) {
    RejectReason reason =
        version <= margin.version
            ? RejectReason.ALREADY_APPLIED
            : version > margin.version + 1 ? RejectReason.OUT_OF_ORDER : other;
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, template, reason);
    }
    return reason != RejectReason.NONE;
  }

  private void changed(long version) {
    margin.version = version;
    events.parametersChanged(version);
  }

  @Override
  public void setGroup(long requestId, long version, int group, int rho, int kappa) {
    if (!refused(requestId, 60, version, RejectReason.NONE)) {
      margin.groups.put(group, new int[] {rho, kappa});
      changed(version);
    }
  }

  @Override
  public void setFactor(long requestId, long version, FactorTerms terms) {
    boolean bad = terms.factor() < 1 || terms.spotBps() < terms.downBps();
    var reason = bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
    if (refused(requestId, 61, version, reason)) {
      return;
    }
    var factor = new ReferenceMargin.Factor();
    factor.group = terms.group();
    factor.down = terms.downBps();
    factor.up = terms.upBps();
    factor.spot = terms.spotBps();
    factor.e3 = terms.initialE3();
    factor.basis = terms.basisPpm();
    factor.size = terms.sizePpm();
    factor.gap = terms.gapBps();
    factor.profit = terms.profitPpm();
    factor.oiLow = big(terms.oiLow());
    factor.oiUp = big(terms.oiUp());
    margin.factors.put(terms.factor(), factor);
    changed(version);
  }

  @Override
  public void setMarketFactor(long requestId, long version, int market, int factor) {
    var reason = RejectReason.NONE;
    if (!markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (markets.get(market).spot || !margin.factors.containsKey(factor)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 62, version, reason)) {
      margin.marketFactor.put(market, factor);
      changed(version);
    }
  }

  @Override
  public void setMarkRules(
      long requestId,
      long version,
      int market,
      int slewPpm,
      int bandPpm,
      int basisCapPpm,
      long impactNotional,
      int interestE9) {
    var reason = RejectReason.NONE;
    if (!markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (markets.get(market).spot || impactNotional < 0 || slewPpm < 0) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 65, version, reason)) {
      pricing.set(market, slewPpm, bandPpm, basisCapPpm, impactNotional, interestE9);
      changed(version);
    }
  }

  @Override
  public void setFeeTiers(long requestId, long version, FeeTerms terms) {
    var reason = RejectReason.NONE;
    for (int i = 0; i < terms.count; i++) {
      boolean ascends =
          i == 0 ? terms.minVolume[0] >= 0 : terms.minVolume[i] > terms.minVolume[i - 1];
      boolean taker = terms.takerPpm[i] >= 0 && terms.takerPpm[i] <= 100_000;
      if (!ascends || !taker || Math.abs(terms.makerPpm[i]) > terms.takerPpm[i]) {
        reason = RejectReason.BAD_PARAMETER;
      }
    }
    if (!refused(requestId, 72, version, reason)) {
      fees.set(terms);
      changed(version);
    }
  }

  @Override
  public void setReferrer(long requestId, int account, int referrer, int sharePpm) {
    var reason = RejectReason.NONE;
    if (account < 4096 || referrer < 4096) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (!accounts.containsKey(account) || !accounts.containsKey(referrer)) {
      reason = RejectReason.UNKNOWN_ACCOUNT;
    } else if (account == referrer || sharePpm < 0 || sharePpm > 500_000) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 73, reason);
      return;
    }
    fees.referrals.remove(account);
    if (sharePpm > 0) {
      fees.referrals.put(account, new ReferenceFees.Referral(referrer, big(sharePpm)));
    }
    events.prices.referrerSet(account, referrer, sharePpm);
  }

  @Override
  public void setVolatility(long requestId, long version, int factor, int market, int multipleE3) {
    var reason = unknown(market);
    boolean bad =
        !margin.factors.containsKey(factor)
            || multipleE3 < 0
            || multipleE3 > 1_000_000
            || (reason == RejectReason.NONE && markets.get(market).spot);
    reason = reason == RejectReason.NONE && bad ? RejectReason.BAD_PARAMETER : reason;
    if (!refused(requestId, 71, version, reason)) {
      throw new UnsupportedOperationException("volatility is not twinned here");
    }
  }

  @Override
  public void setEventCap(long requestId, long version, int event, long capUnits) {
    if (!refused(requestId, 74, version, RejectReason.UNKNOWN_MARKET)) {
      throw new UnsupportedOperationException("events are not twinned here");
    }
  }

  @Override
  public void publishCoin(long requestId, long round, long indexPpm) {
    if (round <= coinRound) {
      events.rejected(requestId, 0, 79, RejectReason.ALREADY_APPLIED);
    } else if (indexPpm < 0 || indexPpm > 10_000_000) {
      events.rejected(requestId, 0, 79, RejectReason.BAD_PRICE);
    } else {
      coinRound = round;
      coinPpm = indexPpm;
      events.prices.coinIndexed(round, indexPpm, 1_000_000 + Math.max(0, 4 * (990_000 - indexPpm)));
    }
  }

  @Override
  public void setPhase(long requestId, long version, int market, MarketPhase phase) {
    var reason = unknown(market);
    if (reason == RejectReason.NONE
        && phase == MarketPhase.AUCTION
        && markets.get(market).phase == MarketPhase.AUCTION) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 68, version, reason)) {
      auctions.setPhase(markets.get(market), phase);
      changed(version);
    }
  }

  @Override
  public void payDividend(long requestId, long version, int market, long perLotE9) {
    var reason = unknown(market);
    var row = markets.get(market);
    if (reason == RejectReason.NONE && row.spot) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (reason == RejectReason.NONE && row.mark == 0) {
      reason = RejectReason.NO_MARK;
    } else if (reason == RejectReason.NONE
        && big(perLotE9).abs().divide(E9).compareTo(row.lotValue()) > 0) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, 69, version, reason)) {
      return;
    }
    var x = row.fundingRemainder.subtract(big(perLotE9));
    row.funding = row.funding.add(floorDiv(x, E9));
    row.fundingRemainder = x.mod(E9);
    margin.marksChanged();
    events.prices.dividendPaid(
        market,
        perLotE9,
        floorDiv(x, E9).longValueExact(),
        row.fundingRemainder.longValueExact(),
        row.funding.longValueExact());
    changed(version);
  }

  private RejectReason unknown(int market) {
    return markets.containsKey(market) ? RejectReason.NONE : RejectReason.UNKNOWN_MARKET;
  }

  @Override
  public void delistMarket(long requestId, long version, int market) {
    if (!refused(requestId, 70, version, unknown(market))) {
      throw new UnsupportedOperationException("the end of a market is not twinned here");
    }
  }

  /** Outcomes have a twin of their own, {@link OutcomeRunTest}. */
  @Override
  public void listEvent(long requestId, EventTerms terms) {
    if (terms.event == 1) {
      throw new UnsupportedOperationException("events are not twinned here");
    }
    events.rejected(requestId, 0, 66, RejectReason.OUT_OF_ORDER);
  }

  @Override
  public void proposeResolution(long requestId, int event, int source, int outcome) {
    events.rejected(requestId, 0, 67, RejectReason.UNKNOWN_MARKET);
  }

  /** The reference does not liquidate; runs beside it set no terms. */
  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    if (!refused(requestId, 64, version, RejectReason.NONE)) {
      throw new UnsupportedOperationException("liquidation is not twinned");
    }
  }

  @Override
  public void setTradingLimits(
      long requestId,
      long version,
      int marketId,
      int bandPpm,
      long positionLots,
      long minNotional) {
    var market = markets.get(marketId);
    var reason = RejectReason.NONE;
    if (market == null) {
      reason = RejectReason.UNKNOWN_MARKET;
    } else if (bandPpm < 0
        || bandPpm > 1_000_000
        || (market.spot && (bandPpm != 0 || positionLots != 0))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    boolean off = reason == RejectReason.NONE && market.bandPpm > 0 && bandPpm == 0;
    boolean wider = reason == RejectReason.NONE && market.bandPpm > 0 && bandPpm > market.bandPpm;
    boolean slow = now - (wider ? market.bandWidened : 0) >= 86_400_000_000_000L;
    if (off || (wider && (4L * bandPpm > 5L * market.bandPpm || !slow))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (!refused(requestId, 32, version, reason)) {
      market.bandWidened = wider ? now : market.bandWidened;
      market.bandPpm = bandPpm;
      market.positionLots = positionLots;
      market.minNotional = minNotional;
      changed(version);
    }
  }

  @Override
  public void setCollateral(
      long requestId,
      long version,
      int asset,
      int factor,
      long bound1,
      long bound2,
      int ppm1,
      int ppm2,
      int ppm3) {
    var reason = RejectReason.NONE;
    if (!assets.containsKey(asset)) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (asset == 0 || (factor != 0 && !margin.factors.containsKey(factor))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (refused(requestId, 63, version, reason)) {
      return;
    }
    var terms = new ReferenceMargin.Collateral();
    terms.factor = factor;
    terms.bound1 = big(bound1);
    terms.bound2 = big(bound2);
    terms.ppm = new int[] {ppm1, ppm2, ppm3};
    margin.collateral.put(asset, terms);
    changed(version);
  }

  @Override
  public void serveRequest(
      long requestId,
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC) {
    forced.serve(
        requestId, no, timeS, kind, account, id, amount, limitTicks, targetA, targetB, targetC);
  }

  @Override
  public void skipCommand(long requestId, long skippedSequence) {
    events.skipped(skippedSequence);
  }
}
