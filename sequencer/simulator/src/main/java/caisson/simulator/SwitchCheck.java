package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.simulator.Ledger.Account;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Scheduled cancels: at its time, before whatever comes then, all that may still trade of the
 * account leaves and nothing else; what only reduces a line and waits stays.
 */
final class SwitchCheck {
  private static final String SWITCH = "switch";
  private static final long LEAST_NS = 1_000_000_000L;

  /** The rules from which on no switch is set for a time that is over, however long. */
  private static final int LIES_AHEAD = 4;

  /** Events of a command from which on switches wait for the next one. */
  private static final int LATER = 256;

  private final Ledger ledger;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final ScheduleCancelDecoder decoder = new ScheduleCancelDecoder();

  /** When which account's goes off. */
  private final Map<Integer, Long> set = new TreeMap<>();

  /** What the switch at hand took before, by kind and id. */
  private long last;

  /** The command at hand set one for a time that is over, which goes off in the next. */
  private boolean setLate;

  private int taken;
  private long fired;
  private long emptied;
  private long moved;
  private long soon;
  private long longPast;
  private long neverMore;

  SwitchCheck(Ledger ledger, TriggerCheck triggers, TwapCheck twaps) {
    this.ledger = ledger;
    this.triggers = triggers;
    this.twaps = twaps;
  }

  /** That went off. */
  long fired() {
    return fired;
  }

  /** Of those, the ones that took something. */
  long emptied() {
    return emptied;
  }

  /** Set again, or off, before they went off. */
  long moved() {
    return moved;
  }

  /** Refused for less than a second ahead. */
  long soon() {
    return soon;
  }

  /** Taken for a time so long past that a second before it is none, before rules 4. */
  long longPast() {
    return longPast;
  }

  /** Refused for such a time, from rules 4 on. */
  long neverMore() {
    return neverMore;
  }

  /** The earliest, at equal times of the lower account; null when none is due. */
  private @Nullable Integer due() {
    return set.entrySet().stream()
        .filter(each -> each.getValue() <= ledger.timeNs)
        .min(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /**
   * What a switch took out, before the ledger knows of it.
   *
   * @param kind 0 an order, 1 a trigger, 2 a TWAP, which go in this order and by ascending id
   */
  void onCanceled(int account, int kind, long id, boolean early) {
    Integer at = due();
    unless(at != null && at == account && early, SWITCH, "took what is of another: " + id);
    long place = kind * (1L << 60) + id;
    unless(taken == 0 || place > last, SWITCH, "out of order: " + id);
    last = place;
    taken++;
  }

  void onScheduled(CancelScheduledDecoder e, DirectBuffer command, boolean early) {
    if (e.fired() == 0) {
      asked(e, decoder.wrapAndApplyHeader(command, 0, header));
      return;
    }
    Integer at = due();
    unless(at != null && at == e.account() && early, SWITCH, "off before its time");
    unlessEqual(0, e.atNs(), SWITCH, "on after it went off");
    set.remove(e.account());
    Account account = ledger.account(e.account());
    unless(account.orders.isEmpty(), SWITCH, "orders left of " + account.id);
    boolean waits = triggers.waits(account, false) || twaps.runs(account, false);
    unless(!waits, SWITCH, "what waits is left of " + account.id);
    fired++;
    emptied += taken > 0 ? 1 : 0;
    taken = 0;
  }

  private void asked(CancelScheduledDecoder e, ScheduleCancelDecoder c) {
    boolean same = e.account() == c.account() && e.atNs() == c.atNs();
    unless(same && e.requestId() == c.requestId(), SWITCH, "another than was asked for");
    unless(!tooSoon(c.atNs()), SWITCH, "less than a second ahead");
    setLate = wraps(c.atNs());
    longPast += setLate ? 1 : 0;
    Long before = c.atNs() == 0 ? set.remove(c.account()) : set.put(c.account(), c.atNs());
    moved += before == null ? 0 : 1;
  }

  private boolean tooSoon(long atNs) {
    boolean taken = wraps(atNs) && ledger.rules < LIES_AHEAD;
    return atNs != 0 && atNs < ledger.timeNs + LEAST_NS && !taken;
  }

  private static boolean wraps(long atNs) {
    return atNs < Long.MIN_VALUE + LEAST_NS;
  }

  void onRejected(RejectReason reason, DirectBuffer command) {
    if (reason == RejectReason.BAD_PARAMETER) {
      long atNs = decoder.wrapAndApplyHeader(command, 0, header).atNs();
      unless(tooSoon(atNs), SWITCH, "refused though it is a second ahead");
      soon++;
      neverMore += wraps(atNs) ? 1 : 0;
    }
  }

  /** After the last event of a command, with how many of them there were. */
  void commandDone(int events) {
    unlessEqual(0, taken, SWITCH, "cancels of no switch");
    unless(events > LATER || due() == null || setLate, SWITCH, "a switch that did not go off");
    setLate = false;
  }
}
