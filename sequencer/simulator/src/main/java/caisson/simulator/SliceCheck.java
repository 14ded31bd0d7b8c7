package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.LiquidationSteppedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import caisson.simulator.SliceSizeTwin.Bound;
import caisson.simulator.SliceSizeTwin.Slice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Each slice is the one that {@link SliceSizeTwin} says, once a second, and none is left out. */
final class SliceCheck {
  private static final String SLICE = "slice";
  private static final long COOLDOWN_NS = 1_000_000_000L;

  /** From so many events on a round leaves accounts to the next. */
  private static final int FULL = 40_000;

  private final Ledger ledger;
  private final SliceSizeTwin twin;
  private final Map<Account, Long> lastNs = new HashMap<>();

  /** What accounts owed as the round began. */
  private final Map<Account, Slice> owed = new LinkedHashMap<>();

  /** Had something else come to their lines in the round. */
  private final Set<Account> moved = new HashSet<>();

  private @Nullable Slice asked;
  private long fifths;
  private long again;
  private long minutes;
  private long beyond;

  SliceCheck(Ledger ledger) {
    this.ledger = ledger;
    twin = new SliceSizeTwin(ledger);
  }

  /** Slices of a fifth of a line. */
  long fifths() {
    return fifths;
  }

  /** Slices of a line too large to be sold at once, by one who gave one before. */
  long again() {
    return again;
  }

  /** Slices of what the limit of a minute left. */
  long minutes() {
    return minutes;
  }

  /** Slices out of a book that begins more than 1 % from the mark. */
  long beyond() {
    return beyond;
  }

  void begin() {
    owed.clear();
    moved.clear();
  }

  /** Below maintenance as the round begins. */
  void due(Account account) {
    Slice slice = twin.of(account);
    if (slice != null) {
      owed.put(account, slice);
    }
  }

  void moved(Account account) {
    moved.add(account);
  }

  void onOrder(Order order) {
    Account account = order.account;
    asked = of(account);
    boolean sells = account.lots[order.market.id] > 0;
    unlessEqual(asked.market().id, order.market.id, SLICE, "market of " + account.id);
    unlessEqual(asked.lots(), order.lots, SLICE, "lots of " + account.id);
    unlessEqual(asked.ticks(), order.ticks, SLICE, "limit of " + account.id);
    unless(order.buy != sells, SLICE, "adds to the line of " + account.id);
    beyond += SliceSizeTwin.away(order.market, order.market.bestTicks(sells)) ? 1 : 0;
  }

  void onStep(Account account, LiquidationSteppedDecoder e) {
    Slice slice = asked;
    if (slice == null) {
      slice = of(account);
      unless(slice.ticks() < 1, SLICE, "nobody was asked for lots of " + account.id);
    }
    asked = null;
    unlessEqual(slice.market().id, e.market(), SLICE, "market of a step of " + account.id);
    Long last = lastNs.put(account, ledger.timeNs);
    boolean soon = last != null && ledger.timeNs - last < COOLDOWN_NS;
    unless(!soon, SLICE, "too soon after the last one of " + account.id);
    long line = Math.abs(account.lots[e.market()]) + e.lots();
    again += last != null && SliceSizeTwin.inPart(slice.market(), line) ? 1 : 0;
    fifths += slice.by() == Bound.FIFTH ? 1 : 0;
    minutes += slice.by() == Bound.MINUTE ? 1 : 0;
  }

  private Slice of(Account account) {
    Slice slice = twin.of(account);
    if (slice == null) {
      throw new Break(SLICE, "no line to slice of " + account.id);
    }
    return slice;
  }

  void ended(Account account) {
    lastNs.remove(account);
  }

  /**
   * Nobody with a slice to give was passed over. A book only shrinks in a round, so what is owed
   * before and after it was owed in between.
   */
  void end(Set<Account> stepped, int events) {
    owed.forEach(
        (account, slice) -> {
          boolean waits = ledger.timeNs - lastNs.getOrDefault(account, 0L) < COOLDOWN_NS;
          if (!waits && !stepped.contains(account) && !moved.contains(account) && events < FULL) {
            unless(!slice.equals(twin.of(account)), SLICE, "left out: " + account.id);
          }
        });
  }
}
