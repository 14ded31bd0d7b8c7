package caisson.engine.book;

/**
 * Order id to slot. Ids are sequences, so an order is kept in the cell of its low bits: new orders
 * fill cells one after the other, which the cache likes. The newcomer puts the order that still
 * rests in its cell out into {@link OlderOrders}, a common hash table.
 */
final class OrderIndex {
  private final Orders orders;

  /** Slot + 1 of the newest order of a cell, 0 when free. */
  private final int[] newest;

  private final int mask;
  private final OlderOrders older;

  OrderIndex(Orders orders, int capacity) {
    this.orders = orders;
    newest = new int[Math.max(64, Integer.highestOneBit(Math.multiplyExact(4, capacity) - 1))];
    mask = newest.length - 1;
    older = new OlderOrders(capacity);
  }

  /** Orders of one batch differ above bit 48 only and still get cells of their own. */
  private int cell(long orderId) {
    return (int) (orderId ^ (orderId >>> 43)) & mask;
  }

  void put(long orderId, int slot) {
    int cell = cell(orderId);
    int before = newest[cell];
    if (before != 0) {
      older.put(orders.id(before - 1), before - 1);
    }
    newest[cell] = slot + 1;
  }

  /** The slot, or NONE. */
  int find(long orderId) {
    int slot = newest[cell(orderId)] - 1;
    if (slot >= 0 && orders.id(slot) == orderId) {
      return slot;
    }
    return older.find(orderId, orders);
  }

  int touch(long orderId) {
    return newest[cell(orderId)];
  }

  /** The slot where {@link #find} looks first, or NONE. */
  int likely(long orderId) {
    return newest[cell(orderId)] - 1;
  }

  void remove(long orderId, int slot) {
    int cell = cell(orderId);
    if (newest[cell] == slot + 1) {
      newest[cell] = 0;
    } else {
      older.remove(orderId, slot);
    }
  }
}
