package caisson.engine.account;

import caisson.engine.listing.MarketBits;

/**
 * Which cell of {@link Lines} an account has in a market: by the rank of the market's bit among
 * those of the account, without a search. The row has room for eight; with more of them they stand
 * in a block of their own.
 */
final class Cells {
  private static final int NONE = Lines.NONE;
  private static final int INLINE_CELLS = 8;
  private static final int BLOCK = 64;

  private final long[] words;
  private final Lines lines;

  /** Blocks of cells of the accounts that have more than eight; word 0 links the free ones. */
  private final int[] blocks;

  private int firstFreeBlock;

  Cells(AccountTable table, Lines lines, int capacity) {
    this.lines = lines;
    words = table.words;
    blocks = new int[Math.multiplyExact(capacity / INLINE_CELLS + 1, BLOCK)];
    for (int block = 0; block < blocks.length; block += BLOCK) {
      blocks[block] = block + BLOCK < blocks.length ? block + BLOCK : NONE;
    }
  }

  /** A cell for a market in which the account has none; idle ones make room first. */
  int open(int row, int market) {
    if (Long.bitCount(words[AccountTable.row(row) + Row.MARKETS]) >= INLINE_CELLS) {
      dropIdle(row);
    }
    int cell = lines.open(row, market);
    insert(row, market, cell);
    return cell;
  }

  /** NONE when it has none. */
  int find(int row, int market) {
    int inPlace = lines.inPlace(row, market);
    return inPlace != NONE ? inPlace : search(row, market);
  }

  private int search(int row, int market) {
    int base = AccountTable.row(row);
    long bits = words[base + Row.MARKETS];
    if ((bits & MarketBits.of(market)) == 0) {
      return NONE;
    }
    return cellAt(base, bits, Long.bitCount(bits & MarketBits.before(market)));
  }

  /** The cell of the account's market of this rank among the account's. */
  int ofRank(int row, int rank) {
    int base = AccountTable.row(row);
    return cellAt(base, words[base + Row.MARKETS], rank);
  }

  /** Bit per market in which the account has a line. */
  long lined(int row) {
    int base = AccountTable.row(row);
    long bits = words[base + Row.MARKETS];
    long lined = 0;
    int rank = 0;
    for (long left = bits; left != 0; left &= left - 1) {
      if (lines.lots(cellAt(base, bits, rank++)) != 0) {
        lined |= left & -left;
      }
    }
    return lined;
  }

  private int cellAt(int base, long bits, int rank) {
    if (Long.bitCount(bits) > INLINE_CELLS) {
      return blocks[(int) words[base + Row.CELLS] + rank];
    }
    return (int) (words[base + Row.CELLS + (rank >> 1)] >> ((rank & 1) << 5));
  }

  private void cellAt(int base, int count, int rank, int cell) {
    if (count > INLINE_CELLS) {
      blocks[(int) words[base + Row.CELLS] + rank] = cell;
      return;
    }
    int word = base + Row.CELLS + (rank >> 1);
    int shift = (rank & 1) << 5;
    words[word] = (words[word] & ~(0xFFFF_FFFFL << shift)) | ((cell & 0xFFFF_FFFFL) << shift);
  }

  private void insert(int row, int market, int cell) {
    int base = AccountTable.row(row);
    long bits = words[base + Row.MARKETS];
    int count = Long.bitCount(bits);
    if (count == INLINE_CELLS) {
      moveToBlock(base, bits);
    }
    int rank = Long.bitCount(bits & MarketBits.before(market));
    for (int at = count; at > rank; at--) {
      int moved =
          count >= INLINE_CELLS
              ? blocks[(int) words[base + Row.CELLS] + at - 1]
              : cellAt(base, bits, at - 1);
      cellAt(base, count + 1, at, moved);
    }
    cellAt(base, count + 1, rank, cell);
    words[base + Row.MARKETS] = bits | MarketBits.of(market);
  }

  private void moveToBlock(int base, long bits) {
    int block = firstFreeBlock;
    firstFreeBlock = blocks[block];
    for (int rank = 0; rank < INLINE_CELLS; rank++) {
      blocks[block + rank] = cellAt(base, bits, rank);
    }
    words[base + Row.CELLS] = block;
  }

  private void dropIdle(int row) {
    int base = AccountTable.row(row);
    long bits = words[base + Row.MARKETS];
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
    int block = inBlock ? (int) words[base + Row.CELLS] : NONE;
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
    words[base + Row.MARKETS] = kept;
    if (inBlock && count <= INLINE_CELLS) {
      blocks[block] = firstFreeBlock;
      firstFreeBlock = block;
    }
  }
}
