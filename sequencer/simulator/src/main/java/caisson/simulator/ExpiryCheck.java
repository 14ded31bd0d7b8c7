package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Orders with a good-till time: each leaves in the first command at or after it, before what that
 * command does, the earliest first and of those that end together the oldest.
 */
final class ExpiryCheck {
  private static final String EXPIRY = "good till";

  /** Events of a command from which on orders whose time has come wait for the next one. */
  private static final int LATER = 256;

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();

  /** Times by order id; an order that left by itself stays until the command is over. */
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** The order that left last in the command at hand, for its time. */
  private long lastNs;

  private long expired;
  private long tied;

  ExpiryCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Orders that left at their time. */
  long expired() {
    return expired;
  }

  /** Of those, the ones right behind one that ended at the same time. */
  long tied() {
    return tied;
  }

  void commandBegins() {
    lastNs = 0;
  }

  /** An order of the command at hand. */
  void onAccepted(long orderId, int template, DirectBuffer command) {
    long ns = goodTillNs((int) (orderId >>> BundleCheck.ID_SHIFT), template, command);
    if (ns != 0) {
      unless(ns > ledger.timeNs, EXPIRY, "accepted after its time: " + orderId);
      ends.put(orderId, ns);
    }
  }

  private long goodTillNs(int entry, int template, DirectBuffer command) {
    return switch (template) {
      case SubmitOrderDecoder.TEMPLATE_ID ->
          submit.wrapAndApplyHeader(command, 0, header).goodTillNs();
      case PlaceScaleDecoder.TEMPLATE_ID ->
          scale.wrapAndApplyHeader(command, 0, header).goodTillNs();
      case SubmitOrdersDecoder.TEMPLATE_ID -> {
        var rows = bundle.wrapAndApplyHeader(command, 0, header).entries();
        for (int i = 0; i <= entry; i++) {
          rows.next();
        }
        yield rows.goodTillNs();
      }
      default -> 0;
    };
  }

  /** Which leaves next; null when none is due. */
  private Map.@Nullable Entry<Long, Long> due() {
    Map.Entry<Long, Long> due = null;
    for (var each : ends.entrySet()) {
      long ns = each.getValue();
      boolean now = ns <= ledger.timeNs && (due == null || ns < due.getValue());
      due = now && ledger.orders.containsKey((long) each.getKey()) ? each : due;
    }
    return due;
  }

  /**
   * Before the ledger knows of it.
   *
   * @param met another order met it, for which it need not be its turn
   */
  void onExpired(OrderCanceledDecoder e, boolean met, boolean early) {
    Long ns = ends.get(e.orderId());
    unless(ns != null && ns <= ledger.timeNs, EXPIRY, "ended before its time: " + e.orderId());
    if (met || ns == null) {
      return;
    }
    unless(early, EXPIRY, "ended after what came later: " + e.orderId());
    var next = due();
    unlessEqual(next == null ? 0 : next.getKey(), e.orderId(), EXPIRY, "which order ends next");
    expired++;
    tied += ns == lastNs ? 1 : 0;
    lastNs = ns;
  }

  /** Orders that rest with a time. */
  int timed() {
    return (int) ends.keySet().stream().filter(ledger.orders::containsKey).count();
  }

  /** After the last event of a command, with how many of them there were. */
  void commandDone(int events) {
    ends.keySet().removeIf(id -> !ledger.orders.containsKey(id));
    unless(events >= LATER || due() == null, EXPIRY, "an order outlives its time");
    unless(ends.size() <= Run.LIMITS.timedOrders(), EXPIRY, "more than there is room for");
  }
}
