package caisson.sdk;

import caisson.signing.TypedMessage.TriggerMessage;

/**
 * What an order waits for: the mark at or beyond a price. A stop and a take-profit of one group are
 * one-cancels-the-other.
 *
 * @param group the number of the group within the account, 0 for none
 */
public record TriggerTerms(
    When when, long triggerTicks, boolean reduceOnly, SelfTrade selfTrade, long group) {
  /** On which side of the trigger price the mark must be. */
  public enum When {
    AT_OR_ABOVE(0),
    AT_OR_BELOW(1);

    /** The number that is signed. */
    final int code;

    When(int code) {
      this.code = code;
    }
  }

  /** Closes at most the position, alone. */
  public static TriggerTerms closing(When when, long triggerTicks) {
    return new TriggerTerms(when, triggerTicks, true, SelfTrade.CANCEL_TAKER, 0);
  }

  public TriggerTerms inGroup(long number) {
    return new TriggerTerms(when, triggerTicks, reduceOnly, selfTrade, number);
  }

  /** The ticket is the order that is placed then. */
  public TriggerMessage message(OrderTicket ticket) {
    return new TriggerMessage(
        ticket.account(),
        ticket.market(),
        ticket.side().code,
        ticket.timeInForce().code,
        selfTrade.code,
        reduceOnly ? 1 : 0,
        when.code,
        triggerTicks,
        ticket.limitTicks(),
        ticket.lots(),
        group,
        ticket.nonce(),
        ticket.expiryNs(),
        ticket.clientOrderIdHigh(),
        ticket.clientOrderIdLow());
  }
}
