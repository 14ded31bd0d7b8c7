package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.account.SystemAccounts;
import caisson.engine.liquidation.House;
import caisson.engine.liquidation.Liquidation;
import caisson.engine.listing.Assets;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.Risk;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.RequestCommands;
import caisson.protocol.CancelReason;
import caisson.protocol.Lane;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.ServeRequestDecoder;
import caisson.units.Rounding;

/**
 * What an owner asked for on chain. A request is consumed in the order of its number whatever comes
 * of it, because the chain takes no batch past an unserved one; only a number out of turn is
 * refused.
 *
 * <pre>
 * every kind first ends triggers and TWAPs that may open a line, and every kind but ROTATE its resting orders;
 *            a ROTATE of schema 1 ends neither, one under rules 2 those that reduce a line too
 * WITHDRAW   min(amount, units, accounted) leaves; what lacks only because the asset ran short stays owed.
 *            Refused: a line or a debt that needs the units as margin
 * CLOSE      the book within the limit, then the tier at a mark within the limit, then the other side at the
 *            worse of the limit and 1 % beyond the mark; what that is worse than the mark goes to them
 * ROTATE     the new owner holds at once, the agents of the old one end
 * </pre>
 */
final class ForcedRequests implements RequestCommands {
  private static final int WITHDRAW = 1;
  private static final int CLOSE = 2;
  private static final int CANCEL_ALL = 3;
  private static final int ROTATE = 4;
  private static final long BAND_PPM = 10_000;

  /** The schema from which on a rotation ends what waits. */
  private static final int ROTATION_ENDS_WAITING = 2;

  private final State state;
  private final Assets assets;
  private final Markets markets;
  private final Accounts accounts;
  private final Forced forced;
  private final Risk risk;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final TwapDesk twaps;
  private final House house;
  private final Liquidation liquidation;
  private final EventPublisher events;

  // Of the request at hand.
  private long done;
  private long owed;

  ForcedRequests(
      State state,
      Risk risk,
      RestingOrders resting,
      TriggerDesk triggers,
      TwapDesk twaps,
      House house,
      Liquidation liquidation,
      EventPublisher events) {
    this.state = state;
    assets = state.assets;
    markets = state.markets;
    accounts = state.accounts;
    forced = state.forced;
    this.risk = risk;
    this.resting = resting;
    this.triggers = triggers;
    this.twaps = twaps;
    this.house = house;
    this.liquidation = liquidation;
    this.events = events;
  }

  @Override
  public void serveRequest(
      long requestId,
      int schema,
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
    if (no != forced.lastNo + 1) {
      RejectReason reason =
          no <= forced.lastNo ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
      events.rejected(requestId, account, ServeRequestDecoder.TEMPLATE_ID, reason);
      return;
    }
    forced.lastNo = no;
    done = 0;
    owed = 0;
    RejectReason reason = checkAccount(account);
    if (reason == RejectReason.NONE) {
      int row = accounts.rowOf(account);
      if (kind != ROTATE) {
        resting.cancelAll(0, row, 0, OrderSides.BOTH, CancelReason.REQUESTED);
      }
      if (kind != ROTATE || schema >= ROTATION_ENDS_WAITING) {
        boolean protection =
            kind == ROTATE && state.rules.inForce >= Rules.ROTATION_ENDS_PROTECTION;
        triggers.endAll(row, protection, CancelReason.REQUESTED);
        twaps.endAll(row, protection, CancelReason.REQUESTED);
      }
      reason =
          switch (kind) {
            case WITHDRAW -> withdraw(row, id, amount, targetA, targetB, targetC);
            case CLOSE -> close(row, id, amount, limitTicks);
            case CANCEL_ALL -> RejectReason.NONE;
            case ROTATE -> rotate(row, targetA, targetB, targetC);
            default -> RejectReason.BAD_ENUM;
          };
    }
    events.accounts.requestServed(
        no,
        timeS,
        kind,
        account,
        id,
        amount,
        limitTicks,
        targetA,
        targetB,
        targetC,
        reason,
        done,
        owed);
  }

  /** Pays what is owed of an asset as far as it goes now. */
  void payOwed(int asset) {
    for (int next = forced.first(asset); next < forced.count(); next = forced.first(asset)) {
      int row = accounts.rowOf(forced.account(next));
      long most = Math.min(forced.units(next), accounts.units(row, asset));
      long units = Math.min(most, assets.accounted[asset]);
      if (assets.accounted[asset] == 0) {
        return;
      }
      // The claim ends with the balance, or with a margin that needs it.
      if (most <= 0 || risk.checkWithdrawal(row, asset, units) != RejectReason.NONE) {
        forced.strike(next);
        continue;
      }
      payOut(
          row,
          asset,
          units,
          forced.destinationA(next),
          forced.destinationB(next),
          forced.destinationC(next));
      if (units == most) {
        forced.strike(next);
      } else {
        forced.paid(next, units);
      }
    }
  }

  private RejectReason checkAccount(int account) {
    if (account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    return accounts.owners.registered(accounts.rowOf(account))
        ? RejectReason.NONE
        : RejectReason.UNKNOWN_ACCOUNT;
  }

  private RejectReason withdraw(int row, int asset, long amount, long a, long b, int c) {
    if (!assets.listed(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    long has = Math.max(0, accounts.units(row, asset));
    long wanted = Long.compareUnsigned(amount, has) < 0 ? amount : has;
    if (wanted == 0) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    RejectReason reason = risk.checkWithdrawal(row, asset, wanted);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    done = forced.owes(asset) ? 0 : Math.min(wanted, assets.accounted[asset]);
    if (done > 0) {
      payOut(row, asset, done, a, b, c);
    }
    if (done < wanted && !forced.full()) {
      owed = wanted - done;
      forced.add(accounts.idOf(row), asset, owed, a, b, c);
    }
    return RejectReason.NONE;
  }

  private void payOut(int row, int asset, long units, long a, long b, int c) {
    long balance = accounts.debit(row, asset, units);
    assets.accounted[asset] -= units;
    events.accounts.withdrawalCreated(
        state.windows.openBatchNo,
        state.windows.withdrawals++,
        accounts.idOf(row),
        asset,
        units,
        a,
        b,
        c,
        Lane.FORCED,
        balance,
        assets.accounted[asset]);
  }

  private RejectReason close(int row, int market, long lots, long limitTicks) {
    if (!markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    long line = markets.spot(market) ? 0 : accounts.lots(row, market);
    if (line == 0) {
      return RejectReason.NO_POSITION;
    }
    boolean sells = line > 0;
    long size = Math.abs(line);
    long wanted = lots == 0 || Long.compareUnsigned(lots, size) > 0 ? size : lots;
    long mark = markets.markTicks(market);
    long band = Rounding.mulPpmFloor(mark, BAND_PPM);
    long beyond = sells ? mark - band : Math.min(mark + band, markets.maxTicks(market));
    long limit = limitTicks == 0 ? beyond : bounded(limitTicks, markets.maxTicks(market));
    if (markets.trades(market)) {
      done = house.take(row, market, !sells, limit, wanted);
    }
    if (done < wanted) {
      boolean markWithin = sells ? mark >= limit : mark <= limit;
      long worst = sells ? Math.min(limit, beyond) : Math.max(limit, beyond);
      long perLot = Math.multiplyExact(Math.abs(worst - mark), markets.k(market));
      done += liquidation.closeOut(row, market, wanted - done, markWithin, perLot);
    }
    return RejectReason.NONE;
  }

  private static long bounded(long ticks, long most) {
    return Long.compareUnsigned(ticks, most) > 0 ? most : ticks;
  }

  private RejectReason rotate(int row, long a, long b, int c) {
    accounts.owners.register(row, a, b, c);
    Agents agents = accounts.agents;
    for (int agent = agents.first(row); agent != Agents.NONE; agent = agents.next(agent)) {
      agents.revoke(agent);
    }
    return RejectReason.NONE;
  }
}
