package caisson.engine.book;

import java.util.Arrays;

/**
 * The resting orders of each account, a list per market through the slots of the pool, in no order
 * that shows. A book does not need it; what cancels by account does.
 */
public final class AccountOrders {
  private final Orders orders;
  private final int stride;
  private final int[] heads;
  private final int[] counts;

  public AccountOrders(Orders orders, int accountRows, int markets) {
    this.orders = orders;
    stride = markets + 1;
    heads = new int[Math.multiplyExact(accountRows, stride)];
    Arrays.fill(heads, Orders.NONE);
    counts = new int[accountRows];
  }

  public int count(int accountRow) {
    return counts[accountRow];
  }

  /** Any order of the account in the market, or NONE; follow {@link #next}. */
  public int first(int accountRow, int market) {
    return heads[accountRow * stride + market];
  }

  public int next(int slot) {
    return Orders.next(orders.accountLinks(slot));
  }

  public void link(int slot) {
    int row = orders.accountRow(slot);
    int list = row * stride + orders.market(slot);
    int head = heads[list];
    orders.accountLinks(slot, Orders.link(Orders.NONE, head));
    if (head != Orders.NONE) {
      orders.accountLinks(head, Orders.link(slot, next(head)));
    }
    heads[list] = slot;
    counts[row]++;
  }

  public void unlink(int slot) {
    int row = orders.accountRow(slot);
    long links = orders.accountLinks(slot);
    int before = Orders.previous(links);
    int after = Orders.next(links);
    if (before == Orders.NONE) {
      heads[row * stride + orders.market(slot)] = after;
    } else {
      int beforeThat = Orders.previous(orders.accountLinks(before));
      orders.accountLinks(before, Orders.link(beforeThat, after));
    }
    if (after != Orders.NONE) {
      orders.accountLinks(after, Orders.link(before, next(after)));
    }
    counts[row]--;
  }
}
