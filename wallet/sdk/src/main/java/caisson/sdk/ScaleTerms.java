package caisson.sdk;

import caisson.signing.TypedMessage.ScaleMessage;

/**
 * How the lots of a ticket are spread: evenly from its price to another one.
 *
 * @param orders 2 to 16; the client order id of each next one is 1 higher
 * @param goodTillNs when they leave the book, 0 for never
 */
public record ScaleTerms(int orders, long toTicks, SelfTrade selfTrade, long goodTillNs) {
  public static ScaleTerms of(int orders, long toTicks) {
    return new ScaleTerms(orders, toTicks, SelfTrade.CANCEL_TAKER, 0);
  }

  /** The ticket is GTC or POST_ONLY. */
  public ScaleMessage message(OrderTicket ticket) {
    return new ScaleMessage(
        ticket.account(),
        ticket.market(),
        ticket.side().code,
        postOnly(ticket) ? 1 : 0,
        selfTrade.code,
        orders,
        ticket.limitTicks(),
        toTicks,
        ticket.lots(),
        goodTillNs,
        ticket.nonce(),
        ticket.expiryNs(),
        ticket.clientOrderIdHigh(),
        ticket.clientOrderIdLow());
  }

  boolean postOnly(OrderTicket ticket) {
    return switch (ticket.timeInForce()) {
      case GTC -> false;
      case POST_ONLY -> true;
      case IOC, FOK ->
          throw new IllegalArgumentException(
              "timeInForce " + ticket.timeInForce() + ": spread orders rest");
    };
  }
}
