package caisson.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random commands against a map of lists, seen through every reader of the book. */
class BookTest {
  private static final int CAPACITY = 400;

  @Test
  void shouldKeepPricesTimeAndDepthLikeAMapOfLists() {
    for (long seed = 1; seed <= 60; seed++) {
      var run = new Run(seed);
      for (int i = 0; i < 3_000; i++) {
        try {
          run.step();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("seed=" + seed + " command=" + i + ": " + e.getMessage(), e);
        }
      }
    }
  }

  @Test
  void shouldFindOrdersWhoseIdsFoldToTheSameKey() {
    var orders = new Orders(8);
    long id = 77;
    long same = id ^ (1L << 44) ^ 2;
    int first = orders.add(id, 1, 1, true, 5, 1, 0, 0);
    int second = orders.add(same, 1, 1, true, 5, 1, 0, 0);
    assertEquals(first, orders.find(id));
    assertEquals(second, orders.find(same));
    orders.remove(first);
    assertEquals(Orders.NONE, orders.find(id));
    assertEquals(second, orders.find(same));
  }

  private record Order(long id, boolean buy, long ticks, long[] lots) {}

  private static final class Run {
    private final Random random;
    private final Orders orders = new Orders(CAPACITY);
    private final Book book = new Book(orders);
    private final List<TreeMap<Long, List<Order>>> sides =
        List.of(new TreeMap<>(Comparator.reverseOrder()), new TreeMap<>());
    private final List<Order> live = new ArrayList<>();

    /** How wide prices spread: within a word of bits, within the window, far beyond it. */
    private final long spread;

    private long middle = 5_000_000;
    private long nextId = 1;

    Run(long seed) {
      random = new Random(seed);
      spread = List.of(20L, 2_000L, 60_000L, 4_000_000L).get((int) (seed % 4));
    }

    void step() {
      nextId += 1 + random.nextInt(random.nextInt(50) == 0 ? 5_000 : 3);
      middle += random.nextLong(spread) - spread / 2;
      middle = Math.max(spread + 1, middle);
      int what = random.nextInt(100);
      if (what < 50 && !orders.full()) {
        add();
      } else if (what < 75 && !live.isEmpty()) {
        remove(live.get(random.nextInt(live.size())));
      } else if (what < 85 && !live.isEmpty()) {
        reduce(live.get(random.nextInt(live.size())));
      } else if (what < 92 && !live.isEmpty()) {
        move(live.get(random.nextInt(live.size())));
      } else if (what < 99) {
        take();
      } else if (random.nextBoolean()) {
        new ArrayList<>(live).stream().limit(random.nextInt(300)).forEach(this::remove);
      } else {
        removeAndPutBack();
      }
      compare();
    }

    private void add() {
      boolean buy = random.nextBoolean();
      long ticks = price();
      long lots = 1 + random.nextInt(50);
      var order = new Order(nextId, buy, ticks, new long[] {lots});
      queue(order);
      live.add(order);
      book.rest(orders.add(nextId, 1, 1, buy, ticks, lots, 0, 0));
    }

    private long price() {
      return Math.max(1, middle + (long) (random.nextGaussian() * spread));
    }

    private void remove(Order order) {
      unqueue(order);
      live.remove(order);
      book.remove(orders.find(order.id));
      assertEquals(Orders.NONE, orders.find(order.id));
    }

    /** What left last comes back first; nothing in the queues is to show it. */
    private void removeAndPutBack() {
      var gone = new ArrayList<>(live);
      Collections.shuffle(gone, random);
      gone.subList(Math.min(gone.size(), random.nextInt(300)), gone.size()).clear();
      var between = new ArrayList<Long>();
      for (var order : gone) {
        int slot = orders.find(order.id);
        between.add(book.between(slot));
        book.remove(slot);
      }
      for (int i = gone.size() - 1; i >= 0; i--) {
        var order = gone.get(i);
        int slot = orders.add(order.id, 1, 1, order.buy, order.ticks, order.lots[0], 0, 0);
        book.putBack(slot, between.get(i));
      }
    }

    private void reduce(Order order) {
      if (order.lots[0] > 1) {
        long by = 1 + random.nextLong(order.lots[0] - 1);
        order.lots[0] -= by;
        book.reduce(orders.find(order.id), by);
      }
    }

    private void move(Order order) {
      unqueue(order);
      live.remove(order);
      var moved = new Order(order.id, order.buy, price(), order.lots);
      queue(moved);
      live.add(moved);
      book.move(orders.find(order.id), moved.ticks);
    }

    private void take() {
      boolean takerBuys = random.nextBoolean();
      long limit = price();
      int slot = book.nextMatch(takerBuys, limit);
      var side = side(!takerBuys);
      boolean meets =
          !side.isEmpty() && (takerBuys ? side.firstKey() <= limit : side.firstKey() >= limit);
      assertEquals(meets, slot != Orders.NONE, "meets");
      if (meets) {
        var best = side.firstEntry().getValue().getFirst();
        assertEquals(best.id, orders.id(slot), "best order");
        remove(best);
      }
    }

    private TreeMap<Long, List<Order>> side(boolean buy) {
      return sides.get(buy ? 0 : 1);
    }

    private void queue(Order order) {
      side(order.buy).computeIfAbsent(order.ticks, t -> new ArrayList<>()).add(order);
    }

    private void unqueue(Order order) {
      var level = side(order.buy).get(order.ticks);
      level.remove(order);
      if (level.isEmpty()) {
        side(order.buy).remove(order.ticks);
      }
    }

    private void compare() {
      assertEquals(live.size(), orders.count(), "orders");
      for (boolean buy : new boolean[] {true, false}) {
        var side = side(buy);
        assertEquals(side.size(), book.levels(buy), "levels");
        long ticks = book.bestTicks(buy);
        for (var level : side.entrySet()) {
          assertEquals(level.getKey(), ticks, "price");
          long lots = level.getValue().stream().mapToLong(order -> order.lots[0]).sum();
          assertEquals(lots, book.lotsAt(buy, ticks), "lots at " + ticks);
          int slot = book.firstAt(buy, ticks);
          for (Order order : level.getValue()) {
            assertEquals(order.id, orders.id(slot), "order at " + ticks);
            assertEquals(order.lots[0], orders.lots(slot), "lots");
            slot = book.nextInLevel(slot);
          }
          assertEquals(Orders.NONE, slot, "end of level");
          ticks = book.nextTicks(buy, ticks);
        }
        assertEquals(0, ticks, "end of side");
        long any = price();
        assertEquals(
            side.containsKey(any) ? side.get(any).getFirst().id : Orders.NONE,
            book.firstAt(buy, any) == Orders.NONE ? Orders.NONE : orders.id(book.firstAt(buy, any)),
            "first at " + any);
        var worse = side.higherKey(any);
        assertEquals(worse == null ? 0 : worse, book.nextTicks(buy, any), "after " + any);
      }
    }
  }
}
