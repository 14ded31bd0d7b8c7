package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAction;
import caisson.protocol.SubmitOrdersDecoder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import org.agrona.DirectBuffer;

/** A bundle of orders: every entry has had its effect, or the command was refused. */
final class BundleCheck {
  private static final String BUNDLE = "bundle";
  static final int ID_SHIFT = 48;
  private static final int MOST = 16;

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SubmitOrdersDecoder decoder = new SubmitOrdersDecoder();

  /** A bit for each entry whose order was accepted. */
  private long accepted;

  /** What the bundle at hand ends. */
  private final Set<Long> canceled = new HashSet<>();

  private final LongPredicate waits;
  private long twice;

  /**
   * @param waits whether it is the id of an order that waits for a mark or a time
   */
  BundleCheck(Ledger ledger, LongPredicate waits) {
    this.ledger = ledger;
    this.waits = waits;
  }

  /** Refusals of a bundle that would end twice what waits. */
  long twice() {
    return twice;
  }

  void begin() {
    accepted = 0;
  }

  /** Whether the id is that of an order placed by the command of this sequence. */
  static boolean ofCommand(long orderId, long sequence) {
    boolean users = orderId >>> ID_SHIFT < MOST;
    return users && (orderId & (1L << ID_SHIFT) - 1) == sequence;
  }

  void onAccepted(long orderId, boolean bundled) {
    long bit = 1L << (orderId >>> ID_SHIFT);
    unless(bundled || bit == 1, BUNDLE, "the id of an entry: " + orderId);
    unless(bit > accepted, BUNDLE, "entries out of order: " + orderId);
    accepted |= bit;
  }

  /** The command was a bundle and was not refused. */
  void done(DirectBuffer command) {
    long entry = 1;
    canceled.clear();
    var entries = decoder.wrapAndApplyHeader(command, 0, header).entries();
    while (entries.hasNext()) {
      entries.next();
      boolean again = entries.action() == OrderAction.CANCEL && !canceled.add(entries.orderId());
      unless(!again, BUNDLE, "ended twice: " + entries.orderId());
      if (entries.action() == OrderAction.PLACE) {
        unless((accepted & entry) != 0, BUNDLE, "an order that was not placed");
      } else {
        accepted |= entry;
      }
      boolean rests = ledger.orders.get(entries.orderId()) != null;
      unless(!rests, BUNDLE, "an order that did not leave: " + entries.orderId());
      entry <<= 1;
    }
    unless(accepted == entry - 1, BUNDLE, "an order of no entry");
  }

  /** Of a refusal. */
  void refused(int entry, DirectBuffer command) {
    var entries = decoder.wrapAndApplyHeader(command, 0, header).entries();
    unless(entry < entries.count(), BUNDLE, "refused for an entry it has not: " + entry);
    canceled.clear();
    for (int i = 0; i <= entry; i++) {
      entries.next();
      boolean again =
          entries.actionRaw() == OrderAction.CANCEL.value() && !canceled.add(entries.orderId());
      twice += again && waits.test(entries.orderId()) ? 1 : 0;
    }
  }
}
