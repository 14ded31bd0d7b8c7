package caisson.sdk;

import caisson.signing.TypedMessage.SubmitMessage;

/**
 * What an order may say beyond its ticket.
 *
 * @param reduceOnly at most what closes the position, also later while it rests
 * @param slide a POST_ONLY order that would match rests one tick off instead of being refused
 * @param goodTillNs when it leaves the book, 0 for never
 * @param replaces the order of the same side that it takes the place of, 0 for none
 */
public record OrderTerms(
    SelfTrade selfTrade, boolean reduceOnly, boolean slide, long goodTillNs, long replaces) {
  public static final OrderTerms NONE = new OrderTerms(SelfTrade.CANCEL_TAKER, false, false, 0, 0);

  public OrderTerms withSelfTrade(SelfTrade mode) {
    return new OrderTerms(mode, reduceOnly, slide, goodTillNs, replaces);
  }

  public OrderTerms withReduceOnly() {
    return new OrderTerms(selfTrade, true, slide, goodTillNs, replaces);
  }

  public OrderTerms withSlide() {
    return new OrderTerms(selfTrade, reduceOnly, true, goodTillNs, replaces);
  }

  public OrderTerms withGoodTill(long timeNs) {
    return new OrderTerms(selfTrade, reduceOnly, slide, timeNs, replaces);
  }

  public OrderTerms replacing(long orderId) {
    return new OrderTerms(selfTrade, reduceOnly, slide, goodTillNs, orderId);
  }

  public SubmitMessage message(OrderTicket ticket) {
    return new SubmitMessage(
        ticket.account(),
        ticket.market(),
        ticket.side().code,
        ticket.timeInForce().code,
        selfTrade.code,
        reduceOnly ? 1 : 0,
        slide ? 1 : 0,
        ticket.limitTicks(),
        ticket.lots(),
        replaces,
        goodTillNs,
        ticket.nonce(),
        ticket.expiryNs(),
        ticket.clientOrderIdHigh(),
        ticket.clientOrderIdLow());
  }
}
