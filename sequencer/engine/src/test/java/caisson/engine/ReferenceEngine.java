package caisson.engine;

import caisson.engine.account.AgentTerms;
import caisson.engine.wire.Commands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FactorTerms;
import caisson.engine.wire.PriceRound;
import caisson.engine.wire.Submission;
import caisson.protocol.AccountLevel;
import caisson.protocol.CancelReason;
import caisson.protocol.Lane;
import caisson.protocol.MarketKind;
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
    long headerMark;
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

  record Order(long id, Account account, Market market, boolean buy, long limit, long[] lots) {
    long remaining() {
      return lots[0];
    }
  }

  private static final BigInteger MILLION = big(1_000_000);
  private static final BigInteger E9 = big(1_000_000_000);
  private static final BigInteger MAX_NOTIONAL = BigInteger.TEN.pow(17);

  final Map<Integer, Asset> assets = new TreeMap<>();
  final Map<Integer, Market> markets = new TreeMap<>();
  final Map<Integer, Account> accounts = new TreeMap<>();
  final List<Order> resting = new ArrayList<>();
  final ReferenceMargin margin = new ReferenceMargin(this);
  final EngineLimits limits;
  private final EventPublisher events;
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
  private String key;

  ReferenceEngine(EngineLimits limits, EventPublisher events) {
    this.limits = limits;
    this.events = events;
    forced = new ReferenceForced(this, events);
    for (int id = 1; id <= 5; id++) {
      var account = new Account();
      account.id = id;
      account.owner = "";
      accounts.put(id, account);
    }
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static String key(long a, long b, int c) {
    return a + ":" + b + ":" + c;
  }

  private static BigInteger ceil(BigInteger amount, BigInteger ppm) {
    return floorDiv(amount.multiply(ppm).negate(), MILLION).negate();
  }

  private static BigInteger floorDiv(BigInteger a, BigInteger b) {
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
    events.accountRegistered(account, ownerA, ownerB, ownerC);
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
    events.agentRegistered(account, terms);
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
    events.accountLevelSet(
        row.id, AccountLevel.get((short) owner), AccountLevel.get((short) venue));
    if (!stricter) {
      return;
    }
    var gone = new ArrayList<>(resting.stream().filter(order -> order.account == row).toList());
    gone.sort(
        (a, b) ->
            a.market == b.market
                ? Long.compare(a.id, b.id)
                : Integer.compare(a.market.id, b.market.id));
    for (var order : gone) {
      resting.remove(order);
      canceled(0, order, CancelReason.RESTRICTED);
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
    events.unitsTransferred(
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
    }
    if (reason == RejectReason.NONE) {
      accounts.get(account).add(asset, big(units));
      assets.get(asset).accounted = assets.get(asset).accounted.add(big(units));
      events.depositCredited(
          depositNo, account, asset, units, accounts.get(account).units(asset).longValueExact());
      forced.payOwed(asset);
      return;
    }
    events.depositReturned(depositNo, account, asset, units, reason);
    boolean known = accounts.containsKey(account) && assets.containsKey(asset);
    events.withdrawalCreated(
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

  private RejectReason signer(int account, long nonce, long expiryNs, String signer) {
    key = null;
    if (account < 4096) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.containsKey(account)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    var row = accounts.get(account);
    Nonces nonces = row.nonces;
    if (!row.owner.equals(signer)) {
      if (!row.keys.containsKey(signer)) {
        return RejectReason.UNKNOWN_AGENT;
      }
      if (row.keys.get(signer).expiryNs <= now) {
        return RejectReason.AGENT_EXPIRED;
      }
      key = signer;
      nonces = row.keys.get(signer).nonces;
    }
    return now > expiryNs ? RejectReason.EXPIRED : nonces.use(nonce);
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
    submit(requestId, 21, order);
  }

  @Override
  public void submitOrder(long requestId, Submission order) {
    submit(requestId, 24, order);
  }

  private void submit(long requestId, int template, Submission o) {
    boolean buy = o.side == Side.BUY;
    int account = o.account;
    int marketId = o.market;
    var side = o.side;
    var timeInForce = o.timeInForce;
    long limitTicks = o.limitTicks;
    long lots = o.lots;
    RejectReason reason =
        signer(account, o.nonce, o.expiryNs, key(o.signerA, o.signerB, o.signerC));
    if (reason == RejectReason.NONE) {
      reason = basics(o);
    }
    Order old = null;
    if (reason == RejectReason.NONE && o.replaces != 0) {
      for (var order : resting) {
        boolean same = order.account.id == account && order.market.id == marketId;
        old = same && order.id == o.replaces && order.buy == buy ? order : old;
      }
      reason = old == null ? RejectReason.UNKNOWN_ORDER : RejectReason.NONE;
    }
    if (reason == RejectReason.NONE && o.reduceOnly) {
      var line = accounts.get(account).line(marketId).lots;
      long closes = Math.max(0, (buy ? line.negate() : line).longValueExact());
      lots = Math.min(lots, closes);
      reason = lots == 0 ? RejectReason.WOULD_NOT_REDUCE : reason;
    }
    if (reason == RejectReason.NONE && o.slide) {
      var best = best(markets.get(marketId), !buy);
      if (best != null && (buy ? limitTicks >= best.limit : limitTicks <= best.limit)) {
        limitTicks = buy ? best.limit - 1 : best.limit + 1;
        boolean off = limitTicks < 1 || limitTicks > markets.get(marketId).maxTicks;
        reason = off ? RejectReason.POST_ONLY_WOULD_MATCH : reason;
      }
    }
    int place = resting.indexOf(old);
    if (reason == RejectReason.NONE) {
      if (old != null) {
        resting.remove(place);
      }
      reason = terms(account, marketId, limitTicks, lots, buy, timeInForce, o.selfTrade);
      if (reason != RejectReason.NONE && old != null) {
        resting.add(place, old);
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, template, reason);
      return;
    }
    var taker = accounts.get(account);
    var market = markets.get(marketId);
    if (key != null) {
      var agent = taker.keys.get(key);
      long day = now / 86_400_000_000_000L;
      agent.used = agent.day == day ? agent.used : BigInteger.ZERO;
      agent.day = day;
      agent.used = agent.used.add(big(lots).multiply(big(limitTicks)).multiply(market.k));
    }
    long id = sequence;
    if (old != null) {
      canceled(requestId, old, CancelReason.REPLACED);
    }
    events.orderAccepted(
        requestId,
        account,
        marketId,
        id,
        limitTicks,
        lots,
        o.clientHigh,
        o.clientLow,
        side,
        timeInForce);
    long left = lots;
    boolean rests = timeInForce == TimeInForce.GTC || timeInForce == TimeInForce.POST_ONLY;
    CancelReason end = rests ? null : CancelReason.IOC_REMAINDER;
    for (int fills = 0; left > 0; fills++) {
      var maker = best(market, !buy);
      if (maker == null || (buy ? maker.limit > limitTicks : maker.limit < limitTicks)) {
        break;
      }
      if (maker.account == taker && o.selfTrade == SelfTrade.CANCEL_TAKER) {
        end = CancelReason.SELF_TRADE;
        break;
      }
      if (fills == limits.fillsPerOrder()) {
        end = CancelReason.FILL_LIMIT;
        break;
      }
      if (maker.account == taker) {
        resting.remove(maker);
        canceled(requestId, maker, CancelReason.SELF_TRADE);
        if (o.selfTrade == SelfTrade.CANCEL_BOTH) {
          end = CancelReason.SELF_TRADE;
          break;
        }
        continue;
      }
      long traded = Math.min(left, maker.remaining());
      left -= traded;
      maker.lots[0] -= traded;
      if (maker.remaining() == 0) {
        resting.remove(maker);
      }
      trade(market, maker, taker, id, side, traded, left);
    }
    if (left > 0 && end != null) {
      events.orderCanceled(requestId, account, marketId, id, limitTicks, left, side, false, end);
    } else if (left > 0) {
      resting.add(new Order(id, taker, market, buy, limitTicks, new long[] {left}));
      events.orderRested(account, marketId, id, limitTicks, left, side);
    }
  }

  private void canceled(long requestId, Order order, CancelReason why) {
    events.orderCanceled(
        requestId,
        order.account.id,
        order.market.id,
        order.id,
        order.limit,
        order.remaining(),
        order.buy ? Side.BUY : Side.SELL,
        true,
        why);
  }

  private RejectReason basics(Submission o) {
    var market = markets.get(o.market);
    if (market == null) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (o.limitTicks < 1 || o.limitTicks > market.maxTicks) {
      return RejectReason.BAD_PRICE;
    }
    if (o.lots < market.minLots || o.lots > market.maxOrderLots) {
      return RejectReason.BAD_QUANTITY;
    }
    if (!market.spot && market.mark == 0) {
      return RejectReason.NO_MARK;
    }
    boolean atOnce = o.timeInForce == TimeInForce.IOC || o.timeInForce == TimeInForce.FOK;
    if ((o.reduceOnly && !(atOnce && !market.spot))
        || (o.slide && o.timeInForce != TimeInForce.POST_ONLY)) {
      return RejectReason.BAD_PARAMETER;
    }
    return RejectReason.NONE;
  }

  /** What the order would trade, told by the list of those it would meet. */
  private boolean wouldFill(
      Account row, Market market, boolean buy, long limit, long lots, SelfTrade selfTrade) {
    var met = new ArrayList<Order>();
    for (var order : resting) {
      if (order.market == market
          && order.buy != buy
          && (buy ? order.limit <= limit : order.limit >= limit)) {
        met.add(order);
      }
    }
    met.sort((a, b) -> buy ? Long.compare(a.limit, b.limit) : Long.compare(b.limit, a.limit));
    long left = lots;
    for (int i = 0; i < met.size() && i < limits.fillsPerOrder() && left > 0; i++) {
      if (met.get(i).account != row) {
        left -= met.get(i).remaining();
      } else if (selfTrade != SelfTrade.CANCEL_MAKER) {
        return false;
      }
    }
    return left <= 0;
  }

  private RejectReason terms(
      int account,
      int marketId,
      long limit,
      long lots,
      boolean buy,
      TimeInForce timeInForce,
      SelfTrade selfTrade) {
    var market = markets.get(marketId);
    var row = accounts.get(account);
    var notional = big(lots).multiply(big(limit)).multiply(market.k);
    var line = row.line(marketId).lots;
    boolean atOnce = timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
    boolean closes = !market.spot && atOnce && big(lots).compareTo(buy ? line.negate() : line) <= 0;
    var value = market.lotValue().max(market.funding.abs()).max(big(limit).multiply(market.k));
    var opened = gross(market).add(big(lots)).multiply(value);
    if (!market.spot && !closes && opened.compareTo(MAX_NOTIONAL.multiply(big(5))) > 0) {
      return RejectReason.BOUND_EXCEEDED;
    }
    if (notional.compareTo(MAX_NOTIONAL) > 0
        || (!market.spot
            && !closes
            && exposure(row, market, buy, limit, lots).compareTo(MAX_NOTIONAL) > 0)) {
      return RejectReason.BOUND_EXCEEDED;
    }
    int level = Math.max(row.ownerLevel, row.venueLevel);
    boolean opens = exposed(row, market, buy, lots).signum() > 0;
    if (level == 3) {
      return RejectReason.ACCOUNT_CLOSED;
    }
    if (level == 2 || (level == 1 && opens)) {
      return RejectReason.ACCOUNT_RESTRICTED;
    }
    if (key != null) {
      RejectReason reason = scope(row, market, buy, limit, lots);
      if (reason != RejectReason.NONE) {
        return reason;
      }
    }
    if (timeInForce == TimeInForce.GTC || timeInForce == TimeInForce.POST_ONLY) {
      long open = resting.stream().filter(order -> order.account == row).count();
      if (open >= limits.ordersPerAccount()) {
        return RejectReason.ACCOUNT_ORDER_LIMIT;
      }
      if (resting.size() >= limits.orders()) {
        return RejectReason.BOOK_FULL;
      }
    }
    var best = best(market, !buy);
    if (timeInForce == TimeInForce.POST_ONLY
        && best != null
        && (buy ? best.limit <= limit : best.limit >= limit)) {
      return RejectReason.POST_ONLY_WOULD_MATCH;
    }
    if (timeInForce == TimeInForce.FOK && !wouldFill(row, market, buy, limit, lots, selfTrade)) {
      return RejectReason.WOULD_NOT_FILL;
    }
    return margin.order(row, market, buy, limit, lots);
  }

  private RejectReason scope(Account row, Market market, boolean buy, long limit, long lots) {
    var agent = row.keys.get(key);
    var notional = big(lots).multiply(big(limit)).multiply(market.k);
    var used = agent.day == now / 86_400_000_000_000L ? agent.used : BigInteger.ZERO;
    if (!big(agent.markets).testBit(market.id)) {
      return RejectReason.AGENT_MARKET;
    }
    if (notional.compareTo(big(agent.perOrder)) > 0
        || used.add(notional).compareTo(big(agent.perDay)) > 0) {
      return RejectReason.AGENT_LIMIT;
    }
    var away = big(limit).subtract(big(market.mark)).abs().multiply(MILLION);
    if (market.mark != 0 && away.compareTo(big(market.mark).multiply(big(agent.bandPpm))) > 0) {
      return RejectReason.AGENT_PRICE;
    }
    var price = big(market.mark == 0 ? limit : market.mark).multiply(market.k);
    var exposed = exposed(row, market, buy, lots);
    return exposed.multiply(price).compareTo(big(agent.maxPosition)) > 0
        ? RejectReason.AGENT_POSITION
        : RejectReason.NONE;
  }

  /** Lots on one side, should every order of that side trade and the other side's none. */
  private BigInteger exposed(Account row, Market market, boolean buy, long lots) {
    var held =
        market.spot ? row.units(market.base).divide(market.unitsPerLot) : row.line(market.id).lots;
    var sum = (buy ? held : held.negate()).add(big(lots));
    for (var order : resting) {
      boolean counts = order.account == row && order.market == market && order.buy == buy;
      sum = counts ? sum.add(big(order.remaining())) : sum;
    }
    return sum;
  }

  /** Long lines and resting orders of a market, in lots. */
  private BigInteger gross(Market market) {
    var sum = BigInteger.ZERO;
    for (var account : accounts.values()) {
      sum = sum.add(account.line(market.id).lots.max(BigInteger.ZERO));
    }
    for (var order : resting) {
      sum = order.market == market ? sum.add(big(order.remaining())) : sum;
    }
    return sum;
  }

  private boolean carriedTooFar(Market market, BigInteger lotValue) {
    return gross(market).multiply(lotValue).compareTo(MAX_NOTIONAL.multiply(big(10))) > 0;
  }

  /** Sum over perpetuals of the worst size times the larger of mark, funding index and limit. */
  private BigInteger exposure(Account row, Market target, boolean buy, long limit, long lots) {
    var sum = BigInteger.ZERO;
    for (var market : markets.values()) {
      if (market.spot) {
        continue;
      }
      var bound = market.lotValue().max(market.funding.abs());
      boolean here = market == target;
      bound = here ? bound.max(big(limit).multiply(market.k)) : bound;
      sum = sum.add(worst(row, market, buy, here ? lots : 0).multiply(bound));
    }
    return sum;
  }

  private BigInteger open(Account row, Market market, boolean buy) {
    return resting.stream()
        .filter(o -> o.account == row && o.market == market && o.buy == buy)
        .map(o -> big(o.remaining()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private BigInteger worst(Account row, Market market, boolean buy, long extra) {
    var line = row.line(market.id).lots;
    var longest = line.add(open(row, market, true)).add(big(buy ? extra : 0));
    var shortest = line.subtract(open(row, market, false)).subtract(big(buy ? 0 : extra));
    return longest.abs().max(shortest.abs());
  }

  Order best(Market market, boolean buy) {
    Order best = null;
    for (var order : resting) {
      if (order.market == market
          && order.buy == buy
          && (best == null || (buy ? order.limit > best.limit : order.limit < best.limit))) {
        best = order;
      }
    }
    return best;
  }

  void trade(
      Market market, Order maker, Account taker, long takerId, Side side, long lots, long left) {
    var price = big(maker.limit).multiply(market.k);
    var notional = big(lots).multiply(price);
    var takerFee = ceil(notional, market.takerPpm);
    var makerFee = ceil(notional, market.makerPpm);
    var buyer = side == Side.BUY ? taker : maker.account;
    var seller = side == Side.BUY ? maker.account : taker;
    if (market.spot) {
      var base = big(lots).multiply(market.unitsPerLot);
      seller.add(market.base, base.negate());
      buyer.add(market.base, base);
      buyer.add(0, notional.negate());
      seller.add(0, notional);
    } else {
      fill(buyer, market, big(lots), price.subtract(market.funding));
      fill(seller, market, big(-lots), price.subtract(market.funding));
    }
    taker.add(0, takerFee.negate());
    maker.account.add(0, makerFee.negate());
    accounts.get(1).add(0, takerFee.add(makerFee));
    events.tradeExecuted(
        market.id,
        maker.limit,
        lots,
        market.funding.longValueExact(),
        maker.id,
        takerId,
        maker.account.id,
        taker.id,
        side,
        makerFee.longValueExact(),
        takerFee.longValueExact(),
        maker.account.units(0).longValueExact(),
        taker.units(0).longValueExact(),
        position(maker.account, market),
        position(taker, market),
        market.spot ? 0 : maker.account.line(market.id).refCost.longValueExact(),
        market.spot ? 0 : taker.line(market.id).refCost.longValueExact(),
        accounts.get(1).units(0).longValueExact(),
        maker.remaining(),
        left);
  }

  private static long position(Account row, Market market) {
    return (market.spot ? row.units(market.base) : row.line(market.id).lots).longValueExact();
  }

  /** Lot arithmetic told as two steps: close what is opposite, then open the rest. */
  static void fill(Account row, Market market, BigInteger lots, BigInteger value) {
    row.add(0, lots.multiply(value).negate());
    var line = row.line(market.id);
    if (line.lots.signum() * lots.signum() < 0) {
      var closed = line.lots.abs().min(lots.abs());
      var size = line.lots.abs();
      line.refCost = floorDiv(line.refCost.multiply(size.subtract(closed)), size);
      var step = lots.signum() > 0 ? closed : closed.negate();
      line.lots = line.lots.add(step);
      lots = lots.subtract(step);
    }
    line.refCost = line.refCost.add(lots.multiply(value));
    line.lots = line.lots.add(lots);
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
    RejectReason reason = signer(account, nonce, expiryNs, key(signerA, signerB, signerC));
    var found =
        resting.stream()
            .filter(o -> o.id == orderId && o.account.id == account && o.market.id == market)
            .findFirst();
    if (reason == RejectReason.NONE && found.isEmpty()) {
      reason = RejectReason.UNKNOWN_ORDER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 22, reason);
      return;
    }
    var order = found.get();
    resting.remove(order);
    canceled(requestId, order, CancelReason.REQUESTED);
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
    RejectReason reason = signer(account, nonce, expiryNs, key(signerA, signerB, signerC));
    if (reason == RejectReason.NONE && market != 0 && !markets.containsKey(market)) {
      reason = RejectReason.UNKNOWN_MARKET;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 25, reason);
      return;
    }
    var gone = new ArrayList<Order>();
    for (var order : resting) {
      boolean side = sides == OrderSides.BOTH || order.buy == (sides == OrderSides.BUYS);
      if (order.account.id == account && (market == 0 || order.market.id == market) && side) {
        gone.add(order);
      }
    }
    gone.sort((a, b) -> Long.compare(a.id, b.id));
    for (var order : gone) {
      resting.remove(order);
      canceled(requestId, order, CancelReason.REQUESTED);
    }
    if (gone.isEmpty()) {
      events.completed(requestId);
    }
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
    events.withdrawalCreated(
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
        boolean far = carriedTooFar(market, big(highest).multiply(market.k));
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
    }
    for (int i = 0; i < prices.marketRows(); i++) {
      told |=
          mark(markets.get(prices.market(i)), round, prices.indexTicks(i), prices.externalTicks(i));
    }
    if (!told) {
      events.completed(requestId);
    }
    margin.marksChanged();
  }

  private boolean mark(Market market, long round, long index, long external) {
    var bid = best(market, true);
    var ask = best(market, false);
    long book = index;
    if (bid != null && ask != null) {
      book = (bid.limit + ask.limit) / 2;
      book = Math.max(book, index - index / 100);
      book = Math.min(book, index + index / 100);
    }
    var sorted = new ArrayList<>(List.of(index, external == 0 ? index : external, book));
    sorted.sort(null);
    long mark = sorted.get(1);
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
    } else if (Math.abs(rateE9) > 10_000_000) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (market.mark == 0) {
      reason = RejectReason.NO_MARK;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 31, reason);
      return;
    }
    var delta = BigInteger.ZERO;
    var lotValue = big(market.index).multiply(market.k);
    if (lotValue.compareTo(big(10_000)) >= 0) {
      var x = big(rateE9).multiply(lotValue).add(market.fundingRemainder);
      delta = floorDiv(x, E9);
      market.fundingRemainder = x.mod(E9);
    }
    market.funding = market.funding.add(delta);
    market.fundingHour = hour;
    margin.marksChanged();
    events.fundingSettled(
        marketId,
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

  /** The reference does not liquidate; runs beside it set no terms. */
  @Override
  public void setLiquidation(
      long requestId, long version, int market, int tier, int feePpm, int bandPpm) {
    if (!refused(requestId, 64, version, RejectReason.NONE)) {
      throw new UnsupportedOperationException("liquidation is not twinned");
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
