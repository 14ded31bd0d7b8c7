package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.key;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Asset;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.ChainCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.Lane;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Deposits, withdrawals, and the windows that close over them. */
final class ReferenceSettlement implements ChainCommands {
  private static final BigInteger LARGEST = big(90_000_000_000_000_000L);

  /** What withdrawals may still take; null while they are free. */
  private @Nullable BigInteger most;

  private long limited = -1;
  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final Map<Integer, Account> accounts;
  private final Map<Integer, Asset> assets;
  private final Map<Integer, Market> markets;
  private long lastDeposit;
  private long openBatch = 1;
  private long windowFrom = 1;
  private int withdrawals;
  private long lastSeal;
  private long lastTs;
  private long lastEpoch;
  private long confirmed;

  ReferenceSettlement(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    accounts = engine.accounts;
    assets = engine.assets;
    markets = engine.markets;
  }

  void begin(long timeNs) {
    lastSeal = timeNs;
  }

  /** The place of a withdrawal in the batch that is open. */
  int nextWithdrawal() {
    return withdrawals++;
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
      engine.forced.payOwed(asset);
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
  public void requestWithdrawal(
      long requestId,
      Signed by,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      Lane lane) {
    int account = by.account;
    RejectReason reason = engine.owners.owner(account, key(by));
    if (reason == RejectReason.NONE && engine.now > by.expiryNs) {
      reason = RejectReason.EXPIRED;
    }
    if (reason == RejectReason.NONE) {
      reason = accounts.get(account).nonces.use(by.nonce);
    }
    if (reason == RejectReason.NONE) {
      if (!assets.containsKey(asset)) {
        reason = RejectReason.UNKNOWN_ASSET;
      } else if (units <= 0) {
        reason = RejectReason.BAD_QUANTITY;
      } else {
        reason = engine.margin.withdrawal(accounts.get(account), asset, units);
      }
      if (reason == RejectReason.NONE
          && (assets.get(asset).accounted.compareTo(big(units)) < 0 || engine.forced.owes(asset))) {
        reason = RejectReason.BOUND_EXCEEDED;
      }
      if (reason == RejectReason.NONE && most != null && atMark(asset, units).compareTo(most) > 0) {
        reason = RejectReason.OUTFLOW_LIMITED;
      }
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 23, reason);
      return;
    }
    if (most != null) {
      most = most.subtract(atMark(asset, units));
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

  private BigInteger atMark(int asset, long units) {
    return assets
        .get(asset)
        .markUnit
        .multiply(big(units))
        .divide(BigInteger.TEN.pow(12))
        .min(LARGEST);
  }

  @Override
  public void limitOutflow(long requestId, long limit) {
    var reason = RejectReason.NONE;
    if (limit < -1) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (limit == limited) {
      reason = RejectReason.ALREADY_APPLIED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 42, reason);
      return;
    }
    limited = limit;
    most = limit < 0 ? null : big(limit);
    events.accounts.outflowLimited(limit);
  }

  @Override
  public void sealWindow(long requestId, long batchNo, long chainTimeS) {
    RejectReason reason = RejectReason.NONE;
    if (batchNo != openBatch) {
      reason = batchNo < openBatch ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
    } else if (chainTimeS < 0) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (engine.now - lastSeal < 1_000_000_000L) {
      reason = RejectReason.WINDOW_TOO_EARLY;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 12, reason);
      return;
    }
    boolean epoch = engine.now - lastEpoch >= 60_000_000_000L;
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
      lastEpoch = engine.now;
    }
    lastTs = Math.max(lastTs, Math.min(engine.now / 1_000_000_000L, chainTimeS + 30));
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
    windowFrom = engine.sequence + 1;
    withdrawals = 0;
    lastSeal = engine.now;
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

  boolean overdue(long timeNs) {
    return engine.sequence > 0 && timeNs - lastSeal >= 60_000_000_000L;
  }

  long openBatch() {
    return openBatch;
  }

  long lastDeposit() {
    return lastDeposit;
  }
}
