package caisson.clearing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The rules of a payload in calldata form, chunk by chunk and entry by entry.
 *
 * <p>Written from the layout and not from {@link BatchEncoder}, so that one finds the other's
 * faults.
 */
final class PayloadRules {
  private static final int HEAD = 7;
  private static final int ENTRY = 12;
  private static final int LAST_PAGE = 1 << 15;
  private static final int FULL = 170;
  private static final int MAX_ENTRIES = 60 * FULL;
  private static final int MAX_BYTES = 125_000;
  private static final int MAX_CHUNKS = 8;
  private static final long CASH = 2L << 32;
  private static final int FEES = 1;
  private static final int BAD_DEBT = 5;
  private final int assets;
  private final List<byte[]> pages = new ArrayList<>();
  private final TreeMap<Integer, BigInteger> sums = new TreeMap<>();
  private byte[] chunk = Bytes.NONE;
  private byte[] hash = Bytes.ZERO_32;
  private int chunks;
  private long key;
  private long lastId;
  private int count;
  private int total;
  private BigInteger sum = BigInteger.ZERO;
  private boolean complete;
  private long fees;
  private long badDebt;

  PayloadRules(List<byte[]> chunks, int assets) {
    this.assets = assets;
    chunks.forEach(this::extend);
  }

  private void extend(byte[] next) {
    BrokenRule.unless(next.length <= MAX_BYTES, CommitRule.PAYLOAD_TOO_LONG);
    BrokenRule.unless(next.length > 0, CommitRule.PAYLOAD_EMPTY_CHUNK);
    BrokenRule.unless(chunks < MAX_CHUNKS, CommitRule.CHUNKS_TOO_MANY);
    BrokenRule.unless(!complete, CommitRule.PAYLOAD_AFTER_LAST_PAGE);
    chunk = next;
    total = 0;
    pages.clear();
    for (int at = 0; at < chunk.length; ) {
      at = page(at);
    }
    if (complete) {
      closeSection();
    }
    hash = Keccak.hash(new byte[] {0x05}, hash, HashTree.PAGES.root(pages));
    chunks++;
  }

  /** Whether nothing is missing and every asset's entries sum to its flow. */
  void requireEnd(TreeMap<Integer, BigInteger> flows) {
    BrokenRule.unless(chunks == 0 || complete, CommitRule.LAST_PAGE_MISSING);
    BrokenRule.unless(sums.equals(flows), CommitRule.ASSETS_UNBALANCED);
  }

  byte[] hash() {
    return hash.clone();
  }

  /** What the batch moves on the cash of FEES. */
  long fees() {
    return fees;
  }

  /** And of BAD_DEBT. */
  long badDebt() {
    return badDebt;
  }

  private int page(int at) {
    BrokenRule.unless(!complete, CommitRule.PAYLOAD_AFTER_LAST_PAGE);
    BrokenRule.unless(at + HEAD <= chunk.length, CommitRule.PAYLOAD_TRUNCATED);
    long found = Bytes.read(chunk, at, 5);
    int head = (int) Bytes.read(chunk, at + 5, 2);
    int entries = head & ~LAST_PAGE;
    complete = entries != head;
    BrokenRule.unless(entries > 0 && entries <= FULL, CommitRule.PAGE_COUNT);
    int end = at + HEAD + entries * ENTRY;
    BrokenRule.unless(end <= chunk.length, CommitRule.PAYLOAD_TRUNCATED);
    total += entries;
    BrokenRule.unless(total <= MAX_ENTRIES, CommitRule.PAYLOAD_TOO_MANY);
    long previous = open(found);
    byte[] rows = Arrays.copyOfRange(chunk, at + HEAD, end);
    pages.add(
        Keccak.hash(
            new Bytes().u40(found).u16(head).u40(key).u32((int) lastId).raw(rows).toArray()));
    for (int row = at + HEAD; row < end; row += ENTRY) {
      previous = entry(found, previous, row);
    }
    key = found;
    lastId = previous;
    count = entries;
    return end;
  }

  /** The id that the first entry of the page must exceed. */
  private long open(long found) {
    if (found == key) {
      BrokenRule.unless(count == FULL, CommitRule.PAGE_NOT_FULL);
      return lastId;
    }
    BrokenRule.unless(found > key, CommitRule.SECTION_ORDER);
    BrokenRule.unless(found >>> 32 == 2 || found >>> 32 == 3, CommitRule.SECTION_KIND);
    if (key != 0) {
      closeSection();
    }
    return 0;
  }

  private void closeSection() {
    int id = (int) key;
    if (key >>> 32 == 3) {
      BrokenRule.unless(sum.signum() == 0, CommitRule.MARKET_UNBALANCED);
    } else {
      BrokenRule.unless(Integer.compareUnsigned(id, assets) < 0, CommitRule.ASSET_UNKNOWN);
      if (sum.signum() != 0) {
        sums.put(id, sum);
      }
    }
    sum = BigInteger.ZERO;
  }

  private long entry(long section, long previous, int at) {
    long id = Bytes.read(chunk, at, 4);
    long zigzag = Bytes.read(chunk, at + 4, 8);
    BrokenRule.unless(id > previous, CommitRule.ENTRY_ORDER);
    BrokenRule.unless(id < Leaf.ID_LIMIT, CommitRule.ENTRY_ACCOUNT);
    BrokenRule.unless(zigzag != 0, CommitRule.ENTRY_ZERO);
    long value = (zigzag & 1) == 0 ? zigzag >>> 1 : -(zigzag >>> 1) - 1;
    sum = sum.add(BigInteger.valueOf(value));
    if (section == CASH && id == FEES) {
      fees = value;
    }
    if (section == CASH && id == BAD_DEBT) {
      badDebt = value;
    }
    return id;
  }
}
