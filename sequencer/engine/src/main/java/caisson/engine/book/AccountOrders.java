package caisson.engine.book;

import caisson.engine.account.Accounts;

/**
 * The resting orders of each account, a list per market through the slots of the pool, in no order
 * that shows, but that the reduce-only ones come first. A book does not need it; what cancels by
 * account does.
 */
public final class AccountOrders {
  private final Orders orders;
  private final Accounts accounts;

  public AccountOrders(Orders orders, Accounts accounts) {
    this.orders = orders;
    this.accounts = accounts;
  }

  public int count(int accountRow) {
    return accounts.restingOrders(accountRow);
  }

  /** Any order of the account in the market, or NONE; follow {@link #next}. */
  public int first(int accountRow, int market) {
    return accounts.firstOrder(accountRow, market);
  }

  public int next(int slot) {
    return Orders.next(orders.accountLinks(slot));
  }

  /** How many of the account's orders in the market are reduce-only; the first of the list. */
  public int reducing(int accountRow, int market) {
    return accounts.reducingOrders(accountRow, market);
  }

  public void link(int slot) {
    int row = orders.accountRow(slot);
    boolean reduceOnly = orders.reduceOnly(slot);
    int cell = accounts.openCell(row, orders.market(slot));
    int head = accounts.firstOrderOf(cell);
    int reducing = accounts.reducingOrdersOf(cell);
    accounts.countOrder(row, 1);
    if (reducing > 0 && !reduceOnly) {
      int before = head;
      for (int passed = 1; passed < reducing; passed++) {
        before = next(before);
      }
      linkAfter(slot, before);
      return;
    }
    orders.accountLinks(slot, Orders.link(Orders.NONE, head));
    if (head != Orders.NONE) {
      orders.accountLinks(head, Orders.link(slot, next(head)));
    }
    accounts.firstOrderOf(cell, slot);
    if (reduceOnly) {
      accounts.countReducing(cell, 1);
    }
  }

  private void linkAfter(int slot, int before) {
    int after = next(before);
    orders.accountLinks(slot, Orders.link(before, after));
    orders.accountLinks(before, Orders.link(Orders.previous(orders.accountLinks(before)), slot));
    if (after != Orders.NONE) {
      orders.accountLinks(after, Orders.link(slot, next(after)));
    }
  }

  /** Of an order of this account and market. */
  public void unlink(int slot, int row, int market) {
    int cell = accounts.cell(row, market);
    long links = orders.accountLinks(slot);
    int before = Orders.previous(links);
    int after = Orders.next(links);
    if (before == Orders.NONE) {
      accounts.firstOrderOf(cell, after);
    } else {
      int beforeThat = Orders.previous(orders.accountLinks(before));
      orders.accountLinks(before, Orders.link(beforeThat, after));
    }
    if (after != Orders.NONE) {
      orders.accountLinks(after, Orders.link(before, next(after)));
    }
    accounts.countOrder(row, -1);
    if (orders.reduceOnly(slot)) {
      accounts.countReducing(cell, -1);
    }
  }
}
