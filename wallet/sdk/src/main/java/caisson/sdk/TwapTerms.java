package caisson.sdk;

import caisson.signing.TypedMessage.TwapMessage;
import java.time.Duration;

/**
 * How the lots of a ticket are traded over time: in equal slices, each taking what it finds within
 * the ticket's price.
 *
 * @param slices 2 to 1,000
 * @param interval from slice to slice, 1 s to 1 day
 */
public record TwapTerms(int slices, Duration interval, boolean reduceOnly, SelfTrade selfTrade) {
  public static TwapTerms of(int slices, Duration interval) {
    return new TwapTerms(slices, interval, false, SelfTrade.CANCEL_TAKER);
  }

  public TwapMessage message(OrderTicket ticket) {
    return new TwapMessage(
        ticket.account(),
        ticket.market(),
        ticket.side().code,
        selfTrade.code,
        reduceOnly ? 1 : 0,
        slices,
        interval.toNanos(),
        ticket.limitTicks(),
        ticket.lots(),
        ticket.nonce(),
        ticket.expiryNs(),
        ticket.clientOrderIdHigh(),
        ticket.clientOrderIdLow());
  }
}
