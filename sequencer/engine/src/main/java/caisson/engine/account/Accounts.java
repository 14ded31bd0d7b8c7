package caisson.engine.account;

import caisson.engine.EngineLimits;
import caisson.units.Rounding;

/**
 * Balances and lines of every account.
 *
 * <p>Layout: one row per account; system ids 0 to 63 are rows 0 to 63, user id u is row 64 + u -
 * 4096. Units and lines are dense tables, row by row. Settlement accounts (64 to 4095) have no row
 * until outcome markets need them.
 *
 * <p>Invariants: the sum of cash over all accounts is the accounted total of asset 0, lots of every
 * market sum to zero, units of assets other than cash are never negative, a line without lots has
 * no refCost. They hold after every method here but {@link #credit}, {@link #debit} and {@link
 * #fill}, which the caller pairs.
 */
public final class Accounts {
  private static final int SYSTEM_ROWS = 64;
  private static final int FIRST_USER = SystemAccounts.FIRST_USER;

  /** Bound of every balance and refCost; beyond it an earlier bound was not enforced. */
  private static final long MAX_MAGNITUDE = 1L << 62;

  private final int assets;
  private final int markets;
  private final boolean[] registered;
  private final long[] ownerA;
  private final long[] ownerB;
  private final int[] ownerC;
  private final long[] units;
  private final long[] lots;
  private final long[] refCost;
  public final Nonces ownerNonces;
  public final Agents agents;

  public Accounts(EngineLimits limits) {
    int rows = SYSTEM_ROWS + limits.users();
    assets = limits.assets();
    markets = limits.markets() + 1;
    registered = new boolean[rows];
    ownerA = new long[rows];
    ownerB = new long[rows];
    ownerC = new int[rows];
    units = new long[Math.multiplyExact(rows, assets)];
    lots = new long[Math.multiplyExact(rows, markets)];
    refCost = new long[Math.multiplyExact(rows, markets)];
    ownerNonces = new Nonces(rows);
    agents = new Agents(rows, limits.agents(), limits.agentsPerAccount());
    for (int id = SystemAccounts.FEES; id <= SystemAccounts.BAD_DEBT; id++) {
      registered[id] = true;
    }
  }

  public int rows() {
    return registered.length;
  }

  /** The row of an id that the table covers, registered or not, or -1. */
  public int rowOf(int account) {
    if (account >= FIRST_USER) {
      int row = SYSTEM_ROWS + account - FIRST_USER;
      return row < registered.length ? row : -1;
    }
    return account >= 0 && account < SYSTEM_ROWS ? account : -1;
  }

  public int idOf(int row) {
    return row < SYSTEM_ROWS ? row : row - SYSTEM_ROWS + FIRST_USER;
  }

  public boolean registered(int row) {
    return row >= 0 && registered[row];
  }

  public void register(int row, long a, long b, int c) {
    registered[row] = true;
    ownerA[row] = a;
    ownerB[row] = b;
    ownerC[row] = c;
  }

  public boolean ownedBy(int row, long a, long b, int c) {
    return ownerA[row] == a && ownerB[row] == b && ownerC[row] == c;
  }

  public long ownerA(int row) {
    return ownerA[row];
  }

  public long ownerB(int row) {
    return ownerB[row];
  }

  public int ownerC(int row) {
    return ownerC[row];
  }

  public long units(int row, int asset) {
    return units[row * assets + asset];
  }

  public long cash(int row) {
    return units[row * assets];
  }

  public long lots(int row, int market) {
    return lots[row * markets + market];
  }

  public long refCost(int row, int market) {
    return refCost[row * markets + market];
  }

  /** Adds to a balance, returns it. */
  public long credit(int row, int asset, long amount) {
    long after = bounded(Math.addExact(units(row, asset), amount));
    if (asset != 0 && after < 0) {
      throw new IllegalStateException(
          "negative units: account=" + idOf(row) + " asset=" + asset + " units=" + after);
    }
    units[row * assets + asset] = after;
    return after;
  }

  public long debit(int row, int asset, long amount) {
    return credit(row, asset, -amount);
  }

  /**
   * Moves a line by signed lots at a value per lot of price * k - fundingIndex, and cash by the
   * opposite of their product.
   */
  public void fill(int row, int market, long signedLots, long valuePerLot) {
    int line = row * markets + market;
    long before = lots[line];
    long after = Math.addExact(before, signedLots);
    credit(row, 0, Math.negateExact(Math.multiplyExact(signedLots, valuePerLot)));
    refCost[line] = bounded(refCostAfter(refCost[line], before, signedLots, valuePerLot));
    lots[line] = after;
  }

  /**
   * Reference cost of a line after a fill. Adding carries the cost of the lots added; reducing
   * keeps the floor of the share that remains, exact in 128 bits; a flip first closes to zero and
   * then opens.
   */
  static long refCostAfter(long refCost, long before, long signedLots, long valuePerLot) {
    boolean adds = before == 0 || (before > 0) == (signedLots > 0);
    if (adds) {
      return Math.addExact(refCost, Math.multiplyExact(signedLots, valuePerLot));
    }
    long size = Math.abs(before);
    long closed = Math.abs(signedLots);
    if (closed < size) {
      return Rounding.mulDivDown(refCost, size - closed, size);
    }
    return Math.multiplyExact(before + signedLots, valuePerLot);
  }

  public void restoreLine(int row, int market, long restoredLots, long restoredRefCost) {
    lots[row * markets + market] = restoredLots;
    refCost[row * markets + market] = restoredRefCost;
  }

  private static long bounded(long value) {
    if (value >= MAX_MAGNITUDE || value <= -MAX_MAGNITUDE) {
      throw new ArithmeticException("balance out of bounds: " + value);
    }
    return value;
  }
}
