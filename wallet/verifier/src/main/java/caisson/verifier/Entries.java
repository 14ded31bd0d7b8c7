package caisson.verifier;

import caisson.signing.Keccak256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The entries of a batch as calldata pages: what they say, their hash, and the sum of each section.
 */
final class Entries {
  private static final int FULL_PAGE = 170;
  private static final int ENTRY = 12;
  private static final int PAGE_HEAD = 7;
  private static final int LAST_PAGE = 0x8000;
  private static final int CHUNK_ENTRIES = 60 * FULL_PAGE;
  private static final int CHUNK_BYTES = 125_000;

  record Entry(boolean line, int id, int account, long delta) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<byte[]> pages = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final TreeMap<Long, BigInteger> sums = new TreeMap<>();

  private Entries() {}

  static Entries decode(byte[] payload) {
    Entries result = new Entries();
    ByteBuffer in = ByteBuffer.wrap(payload);
    long prevKey = 0;
    int prevId = 0;
    int prevCount = FULL_PAGE;
    boolean last = payload.length == 0;
    while (in.hasRemaining()) {
      require(!last, "bytes after the last page");
      require(in.remaining() >= PAGE_HEAD, "page head cut short");
      long key = (long) (in.get() & 0xff) << 32 | (in.getInt() & 0xffffffffL);
      int head = in.getShort() & 0xffff;
      last = (head & LAST_PAGE) != 0;
      int count = head & ~LAST_PAGE;
      require(count >= 1 && count <= FULL_PAGE, "entries in a page: found=" + count);
      require(in.remaining() >= count * ENTRY, "page cut short");
      require(key >> 32 == 2 || key >> 32 == 3, "section key: found=" + key);
      require(key >= prevKey, "sections do not ascend: " + prevKey + " then " + key);
      require(key != prevKey || prevCount == FULL_PAGE, "a short page before the section's last");
      result.page(in, key, head, count, prevKey, prevId);
      prevKey = key;
      prevId = result.entries.get(result.entries.size() - 1).account();
      prevCount = count;
    }
    require(last, "no last page");
    return result;
  }

  List<Entry> entries() {
    return entries;
  }

  /** Net units of an asset into the tree. */
  BigInteger sumOfAsset(int asset) {
    return sums.getOrDefault(2L << 32 | asset, BigInteger.ZERO);
  }

  Iterable<Integer> assets() {
    return sums.keySet().stream().filter(key -> key >> 32 == 2).map(Long::intValue).toList();
  }

  Map<Long, BigInteger> sums() {
    return sums;
  }

  /**
   * The chain keccak(05 | before | page tree) over the chunks, zero without entries. A chunk takes
   * whole pages as long as they fit; another split gives another hash.
   */
  byte[] hash() {
    byte[] hash = new byte[32];
    for (int from = 0; from < pages.size(); ) {
      int to = from;
      int inChunk = 0;
      int bytes = 0;
      while (to < pages.size()
          && inChunk + counts.get(to) <= CHUNK_ENTRIES
          && bytes + PAGE_HEAD + ENTRY * counts.get(to) <= CHUNK_BYTES) {
        inChunk += counts.get(to);
        bytes += PAGE_HEAD + ENTRY * counts.get(to);
        to++;
      }
      hash = Keccak256.hash(new byte[] {5}, hash, root(pages.subList(from, to)));
      from = to;
    }
    return hash;
  }

  private static byte[] root(List<byte[]> leaves) {
    List<byte[]> level = leaves;
    while (level.size() > 1) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(
            i + 1 == level.size()
                ? level.get(i)
                : Keccak256.hash(new byte[] {4}, level.get(i), level.get(i + 1)));
      }
      level = above;
    }
    return level.get(0);
  }

  private void page(ByteBuffer in, long key, int head, int count, long prevKey, int prevId) {
    byte[] body = new byte[count * ENTRY];
    in.get(body);
    ByteBuffer hashed = ByteBuffer.allocate(16 + body.length);
    putKey(hashed, key);
    hashed.putShort((short) head);
    putKey(hashed, prevKey);
    hashed.putInt(prevId).put(body);
    pages.add(Keccak256.hash(hashed.array()));
    counts.add(count);

    ByteBuffer rows = ByteBuffer.wrap(body);
    int before = key == prevKey ? prevId : 0;
    for (int i = 0; i < count; i++) {
      int account = rows.getInt();
      long zigzag = rows.getLong();
      long delta = zigzag >>> 1 ^ -(zigzag & 1);
      require(account > before && account < 1 << SumTree.DEPTH, "account order: " + account);
      require(delta != 0, "an entry of nothing: account " + account);
      entries.add(new Entry(key >> 32 == 3, (int) key, account, delta));
      sums.merge(key, BigInteger.valueOf(delta), BigInteger::add);
      before = account;
    }
  }

  private static void putKey(ByteBuffer out, long key) {
    out.put((byte) (key >>> 32)).putInt((int) key);
  }

  private static void require(boolean holds, String detail) {
    Refusal.require(holds, Refusal.Reason.PAYLOAD_FORM, detail);
  }

  @Override
  public String toString() {
    return entries.size() + " entries " + Arrays.toString(sums.keySet().toArray());
  }
}
