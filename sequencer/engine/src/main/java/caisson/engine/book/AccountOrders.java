package caisson.engine.book;

import caisson.engine.account.Accounts;

/**
 * The resting orders of each account, a list per market through the slots of the pool, in no order
 * that shows. A book does not need it; what cancels by account does.
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

  public void link(int slot) {
    int row = orders.accountRow(slot);
    int market = orders.market(slot);
    int head = accounts.firstOrder(row, market);
    orders.accountLinks(slot, Orders.link(Orders.NONE, head));
    if (head != Orders.NONE) {
      orders.accountLinks(head, Orders.link(slot, next(head)));
    }
    accounts.firstOrder(row, market, slot);
    accounts.countOrder(row, 1);
  }

  public void unlink(int slot) {
    int row = orders.accountRow(slot);
    long links = orders.accountLinks(slot);
    int before = Orders.previous(links);
    int after = Orders.next(links);
    if (before == Orders.NONE) {
      accounts.firstOrder(row, orders.market(slot), after);
    } else {
      int beforeThat = Orders.previous(orders.accountLinks(before));
      orders.accountLinks(before, Orders.link(beforeThat, after));
    }
    if (after != Orders.NONE) {
      orders.accountLinks(after, Orders.link(before, next(after)));
    }
    accounts.countOrder(row, -1);
  }
}
