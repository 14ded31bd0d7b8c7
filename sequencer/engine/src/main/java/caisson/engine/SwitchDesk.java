package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Rules;
import caisson.engine.trigger.CancelSwitches;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.ScheduleCancelDecoder;

/**
 * Scheduled cancels: at its time an account's resting orders and the triggers and TWAPs that may
 * open leave, in the first command at or after it and before what that command does. The switch is
 * off then.
 */
final class SwitchDesk {
  private static final long LEAST_AHEAD_NS = 1_000_000_000L;

  /** Events after which further accounts wait for the next command. */
  private static final int MOST_EVENTS = 256;

  private final State state;
  private final Accounts accounts;
  private final CancelSwitches switches;
  private final Signers signers;
  private final RestingOrders resting;
  private final TriggerDesk triggers;
  private final TwapDesk twaps;
  private final EventPublisher events;

  SwitchDesk(
      State state,
      Signers signers,
      RestingOrders resting,
      TriggerDesk triggers,
      TwapDesk twaps,
      EventPublisher events) {
    this.state = state;
    accounts = state.accounts;
    switches = state.switches;
    this.signers = signers;
    this.resting = resting;
    this.triggers = triggers;
    this.twaps = twaps;
    this.events = events;
  }

  void schedule(long requestId, Signed by, long atNs) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    boolean tooSoon = atNs != 0 && atNs - LEAST_AHEAD_NS < state.timeNs;
    if (reason == RejectReason.NONE && (tooSoon || isOver(atNs))) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, ScheduleCancelDecoder.TEMPLATE_ID, reason);
      return;
    }
    switches.set(row, atNs);
    events.orders.cancelScheduled(requestId, by.account, atNs, false);
  }

  /** So long that a second before it lies ahead again; before rules 4 such a switch was due. */
  private boolean isOver(long atNs) {
    return state.rules.inForce >= Rules.SWITCH_LIES_AHEAD && atNs != 0 && atNs < state.timeNs;
  }

  void fire() {
    while (switches.firstNs() <= state.timeNs && events.count() < MOST_EVENTS) {
      int row = switches.firstRow();
      switches.set(row, 0);
      resting.cancelAll(0, row, 0, OrderSides.BOTH, CancelReason.SCHEDULED);
      triggers.cancelAll(0, row, 0, OrderSides.BOTH, CancelReason.SCHEDULED);
      twaps.cancelAll(0, row, 0, OrderSides.BOTH, CancelReason.SCHEDULED);
      events.orders.cancelScheduled(0, accounts.idOf(row), 0, true);
    }
  }
}
