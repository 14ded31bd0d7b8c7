package caisson.engine;

import caisson.engine.trigger.WaitingOrders;
import caisson.protocol.CancelReason;
import caisson.protocol.OrderSides;

/**
 * How orders that wait for their moment end before it: one that an account takes back, or all of an
 * account in ascending order of ids. What only reduces a line protects it, so a cancel of all
 * leaves it; it ends with all others only when the account changes hands.
 */
abstract sealed class WaitingDesk permits TriggerDesk, TwapDesk {
  private final WaitingOrders waiting;

  WaitingDesk(WaitingOrders waiting) {
    this.waiting = waiting;
  }

  /** Takes one out and tells. */
  abstract void end(long requestId, int entry, CancelReason why);

  /** Whether the account had such an order, which is gone then. */
  final boolean cancel(long requestId, int row, int market, long id) {
    int entry = waiting.find(row, id);
    if (entry == WaitingOrders.NONE || waiting.market(entry) != market) {
      return false;
    }
    end(requestId, entry, CancelReason.REQUESTED);
    return true;
  }

  /** Ends those that may open a position, in a market (0: all); how many. */
  final int cancelAll(long requestId, int row, int market, OrderSides sides, CancelReason why) {
    return endAll(requestId, row, false, market, sides, why);
  }

  /** All of an account without being asked for by it; protection too or not. */
  final void endAll(int row, boolean protection, CancelReason why) {
    endAll(0, row, protection, 0, OrderSides.BOTH, why);
  }

  private int endAll(
      long requestId, int row, boolean protection, int market, OrderSides sides, CancelReason why) {
    int count = 0;
    int entry = waiting.first(row);
    while (entry != WaitingOrders.NONE) {
      int next = waiting.next(entry);
      if (protection || waiting.opens(entry, market, sides)) {
        end(requestId, entry, why);
        count++;
      }
      entry = next;
    }
    return count;
  }
}
