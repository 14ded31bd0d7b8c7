package caisson.engine.account;

import caisson.engine.EngineLimits;
import caisson.units.Rounding;

/**
 * Balances and lines of every account.
 *
 * <p>System ids 0 to 127 are rows 0 to 127, user id u is row 128 + u - 4096; ids from 128 to 4095
 * have no row. What an account has in a market stands in a cell ({@link Lines}), found by {@link
 * Cells}. Units of assets other than cash are a dense table.
 *
 * <p>Invariants: the sum of cash over all accounts is the accounted total of asset 0, lots of every
 * market sum to zero, units of assets other than cash are never negative, a line without lots has
 * no refCost. They hold after every method here but {@link #credit}, {@link #debit}, {@link #fill}
 * and {@link #trade}, which the caller pairs.
 */
public final class Accounts {
  public static final int NONE = Lines.NONE;

  /** The house, 0 to 63, and the settlement accounts of events, 64 to 127. */
  private static final int SYSTEM_ROWS = 128;

  private static final int FIRST_USER = SystemAccounts.FIRST_USER;

  /** Bound of every balance and refCost; beyond it an earlier bound was not enforced. */
  private static final long MAX_MAGNITUDE = 1L << 62;

  private final int rows;
  private final int assets;
  private final AccountTable table;
  private final long[] words;
  private final long[] units;
  private final Lines lines;
  private final Cells cells;

  // What was last looked for, because a command asks for it time and again.
  private long lastAsked = NONE;
  private int lastCell;

  private final long[] openLots;
  private final Holders holders;
  public final Owners owners;
  public final Agents agents;

  /** Who is to be looked at before he counts as safe: all, when new. */
  public final Looks looks;

  public Accounts(EngineLimits limits) {
    rows = SYSTEM_ROWS + limits.users();
    assets = limits.assets();
    table = new AccountTable(rows, limits.markets(), limits.lines(), limits.agents());
    words = table.words;
    units = new long[Math.multiplyExact(rows, assets)];
    lines = new Lines(table, rows);
    cells = new Cells(table, lines, limits.lines());
    openLots = new long[limits.markets() + 1];
    holders = new Holders(limits.markets(), rows);
    looks = new Looks(rows);
    owners = new Owners(table);
    agents = new Agents(this, table, limits.agents(), limits.agentsPerAccount());
    for (int row = 0; row < rows; row++) {
      firstAgent(row, Agents.NONE);
    }
    for (int id = SystemAccounts.FEES; id <= SystemAccounts.BAD_DEBT; id++) {
      owners.register(id, 0, 0, 0);
    }
    for (int tier = 0; tier < SystemAccounts.TIERS; tier++) {
      owners.register(SystemAccounts.FIRST_TIER + tier, 0, 0, 0);
    }
  }

  public int rows() {
    return rows;
  }

  /** The row of an id that the table covers, registered or not, or -1. */
  public int rowOf(int account) {
    if (account >= FIRST_USER) {
      int row = SYSTEM_ROWS + account - FIRST_USER;
      return row < rows ? row : -1;
    }
    return account >= 0 && account < SYSTEM_ROWS ? account : -1;
  }

  public int idOf(int row) {
    return row < SYSTEM_ROWS ? row : row - SYSTEM_ROWS + FIRST_USER;
  }

  public int restingOrders(int row) {
    return (int) words[word(row, Row.COUNTS)];
  }

  /** By 1 or -1. */
  public void countOrder(int row, int step) {
    words[word(row, Row.COUNTS)] += step;
  }

  int firstAgent(int row) {
    return (int) (words[word(row, Row.COUNTS)] >> 32);
  }

  void firstAgent(int row, int agent) {
    words[word(row, Row.COUNTS)] = ((long) agent << 32) | restingOrders(row);
  }

  // Balances

  public long units(int row, int asset) {
    return asset == 0 ? words[word(row, Row.CASH)] : units[row * assets + asset];
  }

  public long cash(int row) {
    return words[word(row, Row.CASH)];
  }

  /** Adds to a balance, returns it. */
  public long credit(int row, int asset, long amount) {
    long after = bounded(Math.addExact(units(row, asset), amount));
    forget(row);
    if (asset == 0) {
      words[word(row, Row.CASH)] = after;
    } else {
      if (after < 0) {
        throw new IllegalStateException(
            "negative units: account=" + idOf(row) + " asset=" + asset + " units=" + after);
      }
      units[row * assets + asset] = after;
    }
    return after;
  }

  public long debit(int row, int asset, long amount) {
    return credit(row, asset, -amount);
  }

  // Lines

  /** Bit per market in which the account has, or lately had, a line or an order. */
  public long markets(int row) {
    return words[word(row, Row.MARKETS)];
  }

  /** Bit per market in which the account has a line. */
  public long linesOf(int row) {
    return cells.lined(row);
  }

  /** The cell of the account in the market, or NONE; it stays until it is idle and others come. */
  public int cell(int row, int market) {
    long asked = (long) row << 32 | market;
    if (asked != lastAsked) {
      lastCell = cells.find(row, market);
      lastAsked = asked;
    }
    return lastCell;
  }

  /** The cell of the account's market of this rank among the bits of {@link #markets}. */
  public int cellOfRank(int row, int rank) {
    return cells.ofRank(row, rank);
  }

  /** Whether the account has, or can be given, a cell in the market. */
  public boolean canOpen(int row, int market) {
    return !lines.full() || cell(row, market) != NONE;
  }

  public int openCell(int row, int market) {
    int cell = cell(row, market);
    if (cell != NONE) {
      return cell;
    }
    lastAsked = NONE;
    return cells.open(row, market);
  }

  public long lots(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.lots(cell);
  }

  public long refCost(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.refCost(cell);
  }

  /** Places of cells in their order are below this one. */
  public int cellPlaces() {
    return table.linesOfCells();
  }

  /** A cell's place in the order of all cells. */
  public static int placeOf(int cell) {
    return AccountTable.linesBefore(cell);
  }

  /** NONE when the cell is free. */
  public int rowOfCell(int cell) {
    return lines.row(cell);
  }

  public long lotsOf(int cell) {
    return lines.lots(cell);
  }

  /** The same, 0 for NONE. */
  public long lotsIn(int cell) {
    return cell == NONE ? 0 : lines.lots(cell);
  }

  public long refCostOf(int cell) {
    return lines.refCost(cell);
  }

  /** The first row from this one on with a line on a side of a market, -1 for none. */
  public int nextHolder(int market, boolean longs, int from) {
    return holders.next(market, longs, from);
  }

  /** The same with a line in any of these markets, a bit each. */
  public int nextHolder(long markets, int from) {
    return holders.next(markets, from);
  }

  /** Sum of the lots of the long lines of a market. */
  public long openLots(int market) {
    return openLots[market];
  }

  /**
   * Moves a line by signed lots at a value per lot of price * k - fundingIndex, and cash by the
   * opposite of their product.
   */
  public void fill(int row, int market, long signedLots, long valuePerLot) {
    trade(row, openCell(row, market), market, signedLots, valuePerLot, 0);
    forget(row);
  }

  /**
   * A fill with its fee, which Risk has been told of: what it keeps stays.
   *
   * @param cell the account's in the market
   */
  public void trade(int row, int cell, int market, long signedLots, long valuePerLot, long fee) {
    long before = lines.lots(cell);
    long after = Math.addExact(before, signedLots);
    long paid = Math.addExact(Math.multiplyExact(signedLots, valuePerLot), fee);
    int cash = word(row, Row.CASH);
    words[cash] = bounded(Math.subtractExact(words[cash], paid));
    looks.at(row);
    long refCost = bounded(refCostAfter(lines.refCost(cell), before, signedLots, valuePerLot));
    lines.set(cell, after, refCost);
    holders.moved(row, market, before, after);
    openLots[market] += Math.max(0, after) - Math.max(0, before);
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
    forget(row);
    lines.set(openCell(row, market), restoredLots, restoredRefCost);
    holders.moved(row, market, 0, restoredLots);
    openLots[market] += Math.max(0, restoredLots);
  }

  /** Any order of the account in the market, or NONE. */
  public int firstOrder(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? NONE : lines.firstOrder(cell);
  }

  public int firstOrderOf(int cell) {
    return lines.firstOrder(cell);
  }

  public void firstOrderOf(int cell, int slot) {
    lines.firstOrder(cell, slot);
  }

  /** Reads what a command of the account in the market will need; both exist. */
  public long touch(int row, int market) {
    return agents.touch(row) + words[word(row, Row.KEPT_AT)] + lines.touch(row, market);
  }

  /** Reads what an order needs of the account's key beside that. */
  public long touchScope(int row) {
    return agents.touchScope(row);
  }

  /** {@link #firstOrder} if the cell stands where it most likely does, else any slot or NONE. */
  public int likelyOrder(int row, int market) {
    return lines.likelyOrder(row, market);
  }

  /** Reads what a trade of the account in the market will need. */
  public long touchLine(int row, int market) {
    return touchRow(row) + lines.touch(row, market);
  }

  /** Reads the account's row; of no other meaning. */
  public long touchRow(int row) {
    return words[word(row, Row.KEPT_AT)] + touchCash(row);
  }

  /** Reads its second line; of no other meaning. */
  public long touchCash(int row) {
    return words[word(row, Row.CASH)];
  }

  /** Resting orders of the account in the market that only reduce its line. */
  public int reducingOrders(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.reducing(cell);
  }

  public int reducingOrdersOf(int cell) {
    return lines.reducing(cell);
  }

  /** By 1 or -1. */
  public void countReducing(int cell, int step) {
    lines.countReducing(cell, step);
  }

  // Words that Risk keeps beside what it derives them from; zero when a row or cell is new

  public long risk(int row, int word) {
    return words[word(row, Row.RISK + word)];
  }

  public void risk(int row, int word, long value) {
    words[word(row, Row.RISK + word)] = value;
  }

  /** The version that Risk's words of the row belong to, 0 once a balance or a line has changed. */
  public long keptAt(int row) {
    return words[word(row, Row.KEPT_AT)];
  }

  public void keep(int row, long version) {
    words[word(row, Row.KEPT_AT)] = version;
  }

  public void forget(int row) {
    words[word(row, Row.KEPT_AT)] = 0;
    looks.at(row);
  }

  public long cellRisk(int cell, int word) {
    return lines.risk(cell, word);
  }

  /** The same, 0 for NONE. */
  public long cellRiskIn(int cell, int word) {
    return cell == NONE ? 0 : lines.risk(cell, word);
  }

  public void cellRisk(int cell, int word, long value) {
    lines.risk(cell, word, value);
  }

  private int word(int row, int field) {
    return AccountTable.row(row) + field;
  }

  private static long bounded(long value) {
    if (value >= MAX_MAGNITUDE || value <= -MAX_MAGNITUDE) {
      throw new ArithmeticException("balance out of bounds: " + value);
    }
    return value;
  }
}
