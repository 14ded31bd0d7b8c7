package caisson.engine.account;

import caisson.engine.EngineLimits;
import caisson.engine.listing.MarketBits;
import caisson.protocol.RejectReason;
import caisson.units.Rounding;
import java.util.Arrays;

/**
 * Balances and lines of every account.
 *
 * <pre>
 * a row of 16 longs, two cache lines; system ids 0 to 127 are rows 0 to 127, user id u is row 128 + u - 4096
 *   0 cash                       6 bit per market that has a cell     8 to 11 cells of the first eight of
 *   1 nonce floor of the owner   7 first agent | resting orders          these, by market, two ints a word;
 *   2 nonces used of the owner                                           with more of them, the number of
 *   3, 4, 5 owner | levels and registered                                their block
 *                                                                     12 to 14 belong to Risk, as of 15
 * </pre>
 *
 * <p>What an account has in a market stands in a cell ({@link Lines}), found through the bit's rank
 * without a search. Units of assets other than cash are a dense table. Ids from 128 to 4095 have no
 * row.
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

  private static final int CASH = 0;
  private static final int NONCE_FLOOR = 1;
  private static final int NONCES_USED = 2;
  private static final int OWNER_A = 3;
  private static final int OWNER_B = 4;
  private static final int OWNER_C = 5;
  private static final int MARKETS = 6;
  private static final int COUNTS = 7;
  private static final int CELLS = 8;
  private static final int RISK = 12;
  private static final int KEPT_AT = 15;

  /** Bytes of the owner's last word. */
  private static final int OWNER_LEVEL = 8;

  private static final int VENUE_LEVEL = 16;
  private static final long LEVELS = 0xFFFF00;

  private static final int INLINE_CELLS = 8;
  private static final int BLOCK = 64;

  private final int rows;
  private final int assets;
  private final AccountTable table;
  private final long[] words;
  private final long[] units;
  private final Lines lines;

  /** Blocks of cells of the accounts that have more than eight; word 0 links the free ones. */
  private final int[] blocks;

  private int firstFreeBlock;
  private final long[] looks;

  // What was last looked for, because a command asks for it time and again.
  private int lastRow = NONE;
  private int lastMarket;
  private int lastCell;

  private final long[] openLots;
  private final Holders holders;
  public final Agents agents;

  public Accounts(EngineLimits limits) {
    rows = SYSTEM_ROWS + limits.users();
    assets = limits.assets();
    table = new AccountTable(rows, limits.markets(), limits.lines(), limits.agents());
    words = table.words;
    units = new long[Math.multiplyExact(rows, assets)];
    lines = new Lines(table, rows);
    blocks = new int[Math.multiplyExact(limits.lines() / INLINE_CELLS + 1, BLOCK)];
    for (int block = 0; block < blocks.length; block += BLOCK) {
      blocks[block] = block + BLOCK < blocks.length ? block + BLOCK : NONE;
    }
    openLots = new long[limits.markets() + 1];
    holders = new Holders(limits.markets(), rows);
    looks = new long[(rows + 63) >> 6];
    lookAtAll();
    agents = new Agents(this, table, limits.agents(), limits.agentsPerAccount());
    for (int row = 0; row < rows; row++) {
      firstAgent(row, Agents.NONE);
    }
    for (int id = SystemAccounts.FEES; id <= SystemAccounts.BAD_DEBT; id++) {
      words[word(id, OWNER_C)] = 1;
    }
    for (int tier = 0; tier < SystemAccounts.TIERS; tier++) {
      words[word(SystemAccounts.FIRST_TIER + tier, OWNER_C)] = 1;
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

  public boolean registered(int row) {
    return row >= 0 && (words[word(row, OWNER_C)] & 1) != 0;
  }

  /** A new owner finds the levels as they were. */
  public void register(int row, long a, long b, int c) {
    words[word(row, OWNER_A)] = a;
    words[word(row, OWNER_B)] = b;
    long levels = words[word(row, OWNER_C)] & LEVELS;
    words[word(row, OWNER_C)] = ((long) c << 32) | levels | 1;
  }

  /** The level its owner set. */
  public int ownerLevel(int row) {
    return (int) (words[word(row, OWNER_C)] >> OWNER_LEVEL) & 0xFF;
  }

  /** The level the venue set. */
  public int venueLevel(int row) {
    return (int) (words[word(row, OWNER_C)] >> VENUE_LEVEL) & 0xFF;
  }

  /** The stricter of both. */
  public int level(int row) {
    return Math.max(ownerLevel(row), venueLevel(row));
  }

  public void levels(int row, int owner, int venue) {
    int word = word(row, OWNER_C);
    words[word] =
        (words[word] & ~LEVELS) | ((long) owner << OWNER_LEVEL) | ((long) venue << VENUE_LEVEL);
  }

  public boolean ownedBy(int row, long a, long b, int c) {
    return ownerA(row) == a && ownerB(row) == b && ownerC(row) == c;
  }

  public long ownerA(int row) {
    return words[word(row, OWNER_A)];
  }

  public long ownerB(int row) {
    return words[word(row, OWNER_B)];
  }

  public int ownerC(int row) {
    return (int) (words[word(row, OWNER_C)] >> 32);
  }

  /** NONE when the owner had not used the nonce and now has. */
  public RejectReason useNonce(int row, long nonce) {
    return Nonces.use(words, word(row, NONCE_FLOOR), nonce);
  }

  public long nonceFloor(int row) {
    return words[word(row, NONCE_FLOOR)];
  }

  public long noncesUsed(int row) {
    return words[word(row, NONCES_USED)];
  }

  public void restoreNonces(int row, long floor, long used) {
    words[word(row, NONCE_FLOOR)] = floor;
    words[word(row, NONCES_USED)] = used;
  }

  public int restingOrders(int row) {
    return (int) words[word(row, COUNTS)];
  }

  /** By 1 or -1. */
  public void countOrder(int row, int step) {
    words[word(row, COUNTS)] += step;
  }

  int firstAgent(int row) {
    return (int) (words[word(row, COUNTS)] >> 32);
  }

  void firstAgent(int row, int agent) {
    words[word(row, COUNTS)] = ((long) agent << 32) | restingOrders(row);
  }

  // Balances

  public long units(int row, int asset) {
    return asset == 0 ? words[word(row, CASH)] : units[row * assets + asset];
  }

  public long cash(int row) {
    return words[word(row, CASH)];
  }

  /** Adds to a balance, returns it. */
  public long credit(int row, int asset, long amount) {
    long after = bounded(Math.addExact(units(row, asset), amount));
    forget(row);
    if (asset == 0) {
      words[word(row, CASH)] = after;
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
    return words[word(row, MARKETS)];
  }

  /** Bit per market in which the account has a line. */
  public long linesOf(int row) {
    int base = word(row, CASH);
    long bits = words[base + MARKETS];
    long lined = 0;
    int rank = 0;
    for (long left = bits; left != 0; left &= left - 1) {
      if (lines.lots(cellAt(base, bits, rank++)) != 0) {
        lined |= left & -left;
      }
    }
    return lined;
  }

  /** The cell of the account in the market, or NONE; it stays until it is idle and others come. */
  public int cell(int row, int market) {
    if (row != lastRow || market != lastMarket) {
      lastCell = find(row, market);
      lastRow = row;
      lastMarket = market;
    }
    return lastCell;
  }

  private int find(int row, int market) {
    int inPlace = lines.inPlace(row, market);
    return inPlace != NONE ? inPlace : search(row, market);
  }

  private int search(int row, int market) {
    int base = word(row, CASH);
    long bits = words[base + MARKETS];
    if ((bits & MarketBits.of(market)) == 0) {
      return NONE;
    }
    return cellAt(base, bits, Long.bitCount(bits & MarketBits.before(market)));
  }

  /** The cell of the account's market of this rank among the bits of {@link #markets}. */
  public int cellOfRank(int row, int rank) {
    int base = word(row, CASH);
    return cellAt(base, words[base + MARKETS], rank);
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
    if (Long.bitCount(markets(row)) >= INLINE_CELLS) {
      dropIdle(row);
    }
    cell = lines.open(row, market);
    insert(row, market, cell);
    return cell;
  }

  public long lots(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.lots(cell);
  }

  public long refCost(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.refCost(cell);
  }

  /** Numbers of cells are below this one. */
  public int cellNumbers() {
    return table.cellNumbers();
  }

  /** NONE when the cell is free. */
  public int rowOfCell(int cell) {
    return lines.row(cell);
  }

  public long lotsOf(int cell) {
    return lines.lots(cell);
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
    trade(row, market, signedLots, valuePerLot, 0);
    forget(row);
  }

  /** A fill with its fee, which Risk has been told of: what it keeps stays. */
  public void trade(int row, int market, long signedLots, long valuePerLot, long fee) {
    int cell = openCell(row, market);
    long before = lines.lots(cell);
    long after = Math.addExact(before, signedLots);
    long paid = Math.addExact(Math.multiplyExact(signedLots, valuePerLot), fee);
    int cash = word(row, CASH);
    words[cash] = bounded(Math.subtractExact(words[cash], paid));
    lookAt(row);
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

  public void firstOrder(int row, int market, int slot) {
    lines.firstOrder(openCell(row, market), slot);
  }

  /** Reads what an order of the account in the market will need; both exist. */
  public long touch(int row, int market) {
    return agents.touch(row) + touchLine(row, market);
  }

  /** The same without the account's key. */
  public long touchLine(int row, int market) {
    int base = word(row, CASH);
    return words[base] + words[base + KEPT_AT] + lines.touch(row, market);
  }

  /** Reads the account's row; of no other meaning. */
  public long touchRow(int row) {
    int base = word(row, CASH);
    return words[base] + words[base + KEPT_AT];
  }

  /** Resting orders of the account in the market that only reduce its line. */
  public int reducingOrders(int row, int market) {
    int cell = cell(row, market);
    return cell == NONE ? 0 : lines.reducing(cell);
  }

  /** By 1 or -1; the account has a cell in the market. */
  public void countReducing(int row, int market, int step) {
    lines.countReducing(cell(row, market), step);
  }

  // Words that Risk keeps beside what it derives them from; zero when a row or cell is new

  public long risk(int row, int word) {
    return words[word(row, RISK + word)];
  }

  public void risk(int row, int word, long value) {
    words[word(row, RISK + word)] = value;
  }

  /** The version that Risk's words of the row belong to, 0 once a balance or a line has changed. */
  public long keptAt(int row) {
    return words[word(row, KEPT_AT)];
  }

  public void keep(int row, long version) {
    words[word(row, KEPT_AT)] = version;
  }

  public void forget(int row) {
    words[word(row, KEPT_AT)] = 0;
    lookAt(row);
  }

  // Accounts that Liquidation has not found safe since they last changed; all, when new

  /** NONE is no account. */
  public void lookAt(int row) {
    if (row != NONE) {
      looks[row >> 6] |= 1L << row;
    }
  }

  public void lookAtAll() {
    Arrays.fill(looks, -1);
  }

  public void leave(int row) {
    looks[row >> 6] &= ~(1L << row);
  }

  public boolean looksAt(int row) {
    return (looks[row >> 6] & 1L << row) != 0;
  }

  /** All of them, ascending; how many. */
  public int toLookAt(int[] found) {
    int count = 0;
    for (int word = 0; word < looks.length; word++) {
      for (long left = looks[word]; left != 0; left &= left - 1) {
        int row = (word << 6) + Long.numberOfTrailingZeros(left);
        if (row < rows) {
          found[count++] = row;
        }
      }
    }
    return count;
  }

  public long cellRisk(int cell, int word) {
    return lines.risk(cell, word);
  }

  public void cellRisk(int cell, int word, long value) {
    lines.risk(cell, word, value);
  }

  // Cells by rank

  private int cellAt(int base, long bits, int rank) {
    if (Long.bitCount(bits) > INLINE_CELLS) {
      return blocks[(int) words[base + CELLS] + rank];
    }
    return (int) (words[base + CELLS + (rank >> 1)] >> ((rank & 1) << 5));
  }

  private void cellAt(int base, int count, int rank, int cell) {
    if (count > INLINE_CELLS) {
      blocks[(int) words[base + CELLS] + rank] = cell;
      return;
    }
    int word = base + CELLS + (rank >> 1);
    int shift = (rank & 1) << 5;
    words[word] = (words[word] & ~(0xFFFF_FFFFL << shift)) | ((cell & 0xFFFF_FFFFL) << shift);
  }

  private void insert(int row, int market, int cell) {
    lastRow = NONE;
    int base = word(row, CASH);
    long bits = words[base + MARKETS];
    int count = Long.bitCount(bits);
    if (count == INLINE_CELLS) {
      moveToBlock(base, bits);
    }
    int rank = Long.bitCount(bits & MarketBits.before(market));
    for (int at = count; at > rank; at--) {
      int moved =
          count >= INLINE_CELLS
              ? blocks[(int) words[base + CELLS] + at - 1]
              : cellAt(base, bits, at - 1);
      cellAt(base, count + 1, at, moved);
    }
    cellAt(base, count + 1, rank, cell);
    words[base + MARKETS] = bits | MarketBits.of(market);
  }

  private void moveToBlock(int base, long bits) {
    int block = firstFreeBlock;
    firstFreeBlock = blocks[block];
    for (int rank = 0; rank < INLINE_CELLS; rank++) {
      blocks[block + rank] = cellAt(base, bits, rank);
    }
    words[base + CELLS] = block;
  }

  private void dropIdle(int row) {
    lastRow = NONE;
    int base = word(row, CASH);
    long bits = words[base + MARKETS];
    boolean inBlock = Long.bitCount(bits) > INLINE_CELLS;
    long kept = bits;
    for (long left = bits; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      int cell = find(row, market);
      if (lines.idle(cell)) {
        lines.free(cell);
        kept &= ~MarketBits.of(market);
      }
    }
    if (kept == bits) {
      return;
    }
    int block = inBlock ? (int) words[base + CELLS] : NONE;
    int count = Long.bitCount(kept);
    int rank = 0;
    int from = 0;
    for (long left = bits; left != 0; left &= left - 1, from++) {
      if ((kept & Long.lowestOneBit(left)) == 0) {
        continue;
      }
      int cell = inBlock ? blocks[block + from] : cellAt(base, bits, from);
      cellAt(base, count, rank++, cell);
    }
    words[base + MARKETS] = kept;
    if (inBlock && count <= INLINE_CELLS) {
      blocks[block] = firstFreeBlock;
      firstFreeBlock = block;
    }
  }

  private int word(int row, int field) {
    return table.row(row) + field;
  }

  private static long bounded(long value) {
    if (value >= MAX_MAGNITUDE || value <= -MAX_MAGNITUDE) {
      throw new ArithmeticException("balance out of bounds: " + value);
    }
    return value;
  }
}
