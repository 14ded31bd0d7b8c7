package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.TimeInForce;
import caisson.simulator.Ledger.Account;
import org.agrona.DirectBuffer;

/**
 * A scale: all of its orders or none, evenly over the range, and together the lots it asked for.
 */
final class ScaleCheck {
  private static final String SCALE = "scale";
  private static final int MOST = 16;

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceScaleDecoder decoder = new PlaceScaleDecoder();

  // Of the command at hand.
  private int orders;
  private long lots;

  private long taken;
  private long uneven;
  private long noRoom;

  ScaleCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Scales that came in. */
  long taken() {
    return taken;
  }

  /** Of those, the ones whose lots or prices do not divide. */
  long uneven() {
    return uneven;
  }

  /** Refused because the account had no room for every order. */
  long noRoom() {
    return noRoom;
  }

  void commandBegins() {
    orders = 0;
    lots = 0;
  }

  void onAccepted(OrderAcceptedDecoder e, DirectBuffer command, long sequence) {
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    unless(orders < c.orders(), SCALE, "more orders than it asked for");
    long range = (c.toTicks() - c.fromTicks()) * orders;
    long ticks = c.fromTicks() + Math.floorDiv(range, c.orders() - 1);
    unlessEqual(sequence + orders * (1L << BundleCheck.ID_SHIFT), e.orderId(), SCALE, "id");
    unlessEqual(ticks, e.limitTicks(), SCALE, "price of order " + orders);
    // The first ones have a lot more, so that all together have what was asked for.
    long before = c.lots() - Math.floorMod(c.lots(), (long) c.orders());
    long even = before / c.orders();
    long more = orders < c.lots() - before ? 1 : 0;
    unlessEqual(even + more, e.lots(), SCALE, "lots of order " + orders);
    unless(e.side() == c.side() && e.market() == c.market(), SCALE, "another side or market");
    unlessEqual(c.clientOrderId().low() + orders, e.clientOrderId().low(), SCALE, "its name");
    boolean posts = e.timeInForce() == TimeInForce.POST_ONLY;
    unless(posts == (c.postOnly() == 1), SCALE, "whether it may take");
    orders++;
    lots += e.lots();
  }

  /** The command was a scale and was not refused. */
  void done(DirectBuffer command) {
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    unless(orders >= 2 && orders <= MOST, SCALE, "so many orders: " + orders);
    unlessEqual(c.orders(), orders, SCALE, "orders");
    unlessEqual(c.lots(), lots, SCALE, "lots of all orders");
    taken++;
    boolean prices = (c.toTicks() - c.fromTicks()) % (orders - 1) != 0;
    uneven += prices || lots % orders != 0 ? 1 : 0;
  }

  void onRejected(RejectReason reason, DirectBuffer command) {
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    if (reason == RejectReason.ACCOUNT_ORDER_LIMIT) {
      Account account = ledger.account(c.account());
      int rest = account.orders.size() + c.orders();
      unless(rest > Run.LIMITS.ordersPerAccount(), SCALE, "refused for room that there is");
      noRoom++;
    }
  }
}
