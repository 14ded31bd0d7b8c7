package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.TriggerFiredDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TriggerWhen;
import caisson.simulator.Ledger.Market;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the triggers that a mark reaches fires first: of a market those that wait for a higher
 * mark, then those for a lower one, each nearest price first, of equal ones the oldest; of a price
 * round the markets as it names them, else by ascending id. None that is due is left waiting.
 */
final class TriggerOrder {
  private static final String ORDER = "order of triggers";
  private static final int PRINTS_NEEDED = 3;

  /** Events of a command from which on triggers wait for the next one. */
  private static final int LATER = 8_000;

  private record Waiting(long id, Market market, long ticks, boolean above) {
    boolean due() {
      return above ? market.mark >= ticks : market.mark <= ticks;
    }

    /** The higher, the farther a mark had to come. */
    long reach() {
      return above ? ticks : -ticks;
    }
  }

  private static final Comparator<Waiting> FIRST =
      Comparator.comparing((Waiting each) -> !each.above)
          .thenComparingLong(Waiting::reach)
          .thenComparingLong(Waiting::id);

  private final Ledger ledger;
  private final Map<Long, Waiting> waiting = new TreeMap<>();

  // Of the command at hand.
  private final List<Integer> rows = new ArrayList<>();
  private final Set<Market> fired = new HashSet<>();
  private @Nullable Waiting last;
  private boolean round;

  private long several;
  private long tied;
  private long markets;
  private long bothWays;

  TriggerOrder(Ledger ledger) {
    this.ledger = ledger;
  }

  /** That fired right behind another of their market. */
  long several() {
    return several;
  }

  /** Of those, the ones that waited for the same price. */
  long tied() {
    return tied;
  }

  /** Of those, the first for a lower mark behind one for a higher mark. */
  long bothWays() {
    return bothWays;
  }

  /** That fired first of their market behind those of another. */
  long markets() {
    return markets;
  }

  void commandBegins() {
    rows.clear();
    fired.clear();
    last = null;
    round = false;
  }

  /** The marks of a price round are told; what fires from here on does by them. */
  void roundTold(PublishPricesDecoder prices) {
    round = true;
    for (var row : prices.prices()) {
      rows.add(row.market());
    }
  }

  void onPlaced(TriggerPlacedDecoder e) {
    Market market = ledger.market(e.market());
    boolean above = e.when() == TriggerWhen.AT_OR_ABOVE;
    var placed = new Waiting(e.triggerId(), market, e.triggerTicks(), above);
    unless(!placed.due(), ORDER, "placed though the mark is there: " + placed.id);
    waiting.put(placed.id, placed);
  }

  void onCanceled(long id) {
    waiting.remove(id);
  }

  boolean waits(long id) {
    return waiting.containsKey(id);
  }

  int waiting() {
    return waiting.size();
  }

  void onFired(TriggerFiredDecoder e) {
    Waiting next = waiting.remove(e.triggerId());
    if (next == null || next.market.id != e.market()) {
      throw new Break(ORDER, "fired what does not wait there: " + e.triggerId());
    }
    unlessEqual(next.market.mark, e.markTicks(), ORDER, "mark that fired " + next.id);
    unless(next.due(), ORDER, "fired though the mark is not there: " + next.id);
    unless(judges(next.market), ORDER, "fired by a price that is none yet: " + next.id);
    for (Waiting other : waiting.values()) {
      if (other.market == next.market && other.due() && FIRST.compare(other, next) < 0) {
        throw new Break(ORDER, next.id + " fired before " + other.id);
      }
    }
    Waiting behind = last;
    last = next;
    if (behind != null && behind.market == next.market) {
      several++;
      tied += behind.above == next.above && behind.ticks == next.ticks ? 1 : 0;
      bothWays += behind.above == next.above ? 0 : 1;
      return;
    }
    unless(fired.add(next.market), ORDER, "fired after another market: " + next.id);
    if (behind != null) {
      unless(turn(behind.market) < turn(next.market), ORDER, "another market first: " + next.id);
      markets++;
    }
  }

  private int turn(Market market) {
    int turn = round ? rows.indexOf(market.id) : market.id;
    unless(turn >= 0, ORDER, "fired without a price of market " + market.id);
    return turn;
  }

  /** Neither the first two prices after a silence fire any, nor one of a halt. */
  private static boolean judges(Market market) {
    return market.prints >= PRINTS_NEEDED && !market.halted;
  }

  /** After the last event of a command, with how many of them there were. */
  void commandDone(int events) {
    for (Waiting each : waiting.values()) {
      if (events < LATER && judges(each.market) && each.due()) {
        throw new Break(ORDER, "due and did not fire: " + each.id);
      }
    }
  }
}
