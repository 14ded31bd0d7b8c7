package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.account.Agents;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.Markets;
import caisson.engine.trigger.WaitingOrders;
import caisson.engine.wire.ScaleTerms;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.RejectReason;
import caisson.units.Rounding;

/** Who signed the command at hand, and what that key may do. */
final class Signers {
  /** In place of an agent's row: the account's owner. */
  static final int OWNER = WaitingOrders.OWNER_SIGNED;

  private static final long PPM = 1_000_000;

  private final State state;
  private final Accounts accounts;
  private final Agents agents;
  private final Markets markets;

  /** OWNER or a row of the agents; set by {@link #check}. */
  private int signer;

  Signers(State state) {
    this.state = state;
    accounts = state.accounts;
    agents = accounts.agents;
    markets = state.markets;
  }

  /** What passes has used its nonce. */
  RejectReason check(Signed by, int row) {
    if (by.account < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!accounts.owners.registered(row)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean owner = accounts.owners.is(row, by.signerA, by.signerB, by.signerC);
    signer = owner ? OWNER : agents.find(row, by.signerA, by.signerB, by.signerC);
    if (signer == Agents.NONE) {
      return RejectReason.UNKNOWN_AGENT;
    }
    if (!owner && agents.expiryNs(signer) <= state.timeNs) {
      return RejectReason.AGENT_EXPIRED;
    }
    if (state.timeNs > by.expiryNs) {
      return RejectReason.EXPIRED;
    }
    return owner ? accounts.owners.useNonce(row, by.nonce) : agents.useNonce(signer, by.nonce);
  }

  /** OWNER or a row of the agents. */
  int signer() {
    return signer;
  }

  /** For an order that was signed before: whether its key may still trade. */
  RejectReason assume(int earlier) {
    signer = earlier;
    return earlier != OWNER && agents.expiryNs(earlier) <= state.timeNs
        ? RejectReason.AGENT_EXPIRED
        : RejectReason.NONE;
  }

  /**
   * Whether the scope of the key that signed allows the order.
   *
   * @param exposure lots its side would hold after every order of that side
   */
  RejectReason checkScope(Submission order, long exposure) {
    return signer == OWNER
        ? RejectReason.NONE
        : checkScope(order.market, order.limitTicks, order.lots, exposure, 0);
  }

  /**
   * The same for the orders of a scale, one after the other and as if none of them traded: those
   * before one rest beside it and are counted for the day.
   *
   * @param exposure after the last of them
   */
  RejectReason checkScope(ScaleTerms scale, long exposure) {
    if (signer == OWNER) {
      return RejectReason.NONE;
    }
    int market = scale.order.market;
    long reach = exposure - scale.lots;
    long spent = 0;
    for (int i = 0; i < scale.orders; i++) {
      long limitTicks = scale.ticks(i);
      long lots = scale.lots(i);
      reach += lots;
      RejectReason reason = checkScope(market, limitTicks, lots, reach, spent);
      if (reason != RejectReason.NONE) {
        return reason;
      }
      spent += lots * limitTicks * markets.k(market);
    }
    return RejectReason.NONE;
  }

  /**
   * @param spent what orders that come with it, before it, take of the day
   */
  private RejectReason checkScope(
      int market, long limitTicks, long lots, long exposure, long spent) {
    if (!agents.mayOrder(signer, market)) {
      return RejectReason.AGENT_MARKET;
    }
    long notional = lots * limitTicks * markets.k(market);
    if (notional > agents.maxOrderNotional(signer)
        || notional > agents.freeNotional(signer, state.timeNs) - spent) {
      return RejectReason.AGENT_LIMIT;
    }
    long mark = markets.markTicks(market);
    long away = Math.abs(limitTicks - mark);
    if (mark != 0 && away > Rounding.mulDivDown(mark, agents.bandPpm(signer), PPM)) {
      return RejectReason.AGENT_PRICE;
    }
    long valuePerLot = (mark != 0 ? mark : limitTicks) * markets.k(market);
    return exposure > 0 && Markets.exceeds(exposure, valuePerLot, agents.maxPosition(signer))
        ? RejectReason.AGENT_POSITION
        : RejectReason.NONE;
  }

  /** Counts an order that passed against what its signer may trade today. */
  void use(int market, long limitTicks, long lots) {
    if (signer != OWNER) {
      agents.useNotional(signer, state.timeNs, lots * limitTicks * markets.k(market));
    }
  }
}
