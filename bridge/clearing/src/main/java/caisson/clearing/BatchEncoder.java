package caisson.clearing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries to payload bytes: pages of up to 170 entries, each hashed with the (key, id) that stands
 * before it, so the presence or absence of any entry is proved by one page.
 *
 * <pre>
 * page on the wire = key u40 | count u16 (bit 15 = last of the batch) | count x (id u32, zigzag u64)
 * page as hashed   = key u40 | count u16 | prevKey u40 | prevId u32 | entries
 * chunk root = tree 0x04 over page hashes;  payloadHash = chain keccak(0x05 | previous | chunkRoot) from 0
 * </pre>
 *
 * A chunk takes whole pages while it stays within 125,000 bytes and 10,200 entries.
 */
final class BatchEncoder {
  static final int PAGE_ENTRIES = 170;
  static final int CHUNK_BYTES = 125_000;
  static final int CHUNK_ENTRIES = 60 * PAGE_ENTRIES;
  static final int MAX_CHUNKS = 8;

  private static final int LAST_PAGE = 1 << 15;
  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] payloadHash = Bytes.ZERO_32.clone();

  private Bytes chunk = new Bytes();
  private final List<byte[]> pageHashes = new ArrayList<>();
  private int chunkEntries;
  private long prevKey;
  private int prevId;

  /** Encodes entries sorted by (section, account). */
  BatchEncoder(List<Entry> entries) {
    requireSorted(entries);
    for (int from = 0; from < entries.size(); ) {
      int to = from;
      while (to < entries.size()
          && to - from < PAGE_ENTRIES
          && entries.get(to).section() == entries.get(from).section()) {
        to++;
      }
      addPage(entries.subList(from, to), to == entries.size());
      from = to;
    }
    closeChunk();
    if (chunks.size() > MAX_CHUNKS) {
      throw new BrokenFold("batch too long: chunks=" + chunks.size());
    }
  }

  /** Calldata form, one element per chunk; none for an empty payload. */
  List<byte[]> chunks() {
    return chunks;
  }

  byte[] payloadHash() {
    return payloadHash.clone();
  }

  static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  static long unzigzag(long encoded) {
    return encoded >>> 1 ^ -(encoded & 1);
  }

  /** The chunks of a payload: whole pages as long as they fit. */
  static List<byte[]> split(byte[] payload) {
    List<byte[]> chunks = new ArrayList<>();
    int from = 0;
    int entries = 0;
    for (int at = 0; at < payload.length; ) {
      int count = (int) Bytes.read(payload, at + 5, 2) & ~LAST_PAGE;
      int end = at + 7 + 12 * count;
      if (end - from > CHUNK_BYTES || entries + count > CHUNK_ENTRIES) {
        chunks.add(Arrays.copyOfRange(payload, from, at));
        from = at;
        entries = 0;
      }
      entries += count;
      at = end;
    }
    if (from < payload.length) {
      chunks.add(Arrays.copyOfRange(payload, from, payload.length));
    }
    return chunks;
  }

  /** Reads what was encoded, of one batch; refuses a page that breaks its own counts. */
  static List<Entry> decode(byte[] payload) {
    List<Entry> entries = new ArrayList<>();
    int offset = 0;
    while (offset < payload.length) {
      if (payload.length - offset < 7) {
        throw new IllegalArgumentException("payload ends inside a page head: offset=" + offset);
      }
      long section = Bytes.read(payload, offset, 5);
      int count = (int) Bytes.read(payload, offset + 5, 2) & ~LAST_PAGE;
      offset += 7;
      if (payload.length - offset < 12 * count) {
        throw new IllegalArgumentException("payload ends inside a page: offset=" + offset);
      }
      for (int i = 0; i < count; i++, offset += 12) {
        entries.add(
            new Entry(
                section,
                (int) Bytes.read(payload, offset, 4),
                unzigzag(Bytes.read(payload, offset + 4, 8))));
      }
    }
    return entries;
  }

  private void addPage(List<Entry> page, boolean last) {
    long key = page.get(0).section();
    int bytes = 7 + 12 * page.size();
    if (chunk.size() + bytes > CHUNK_BYTES || chunkEntries + page.size() > CHUNK_ENTRIES) {
      closeChunk();
    }
    byte[] head = new Bytes().u40(key).u16(page.size() | (last ? LAST_PAGE : 0)).toArray();
    Bytes body = new Bytes();
    for (Entry entry : page) {
      body.u32(entry.account()).u64(zigzag(entry.delta()));
    }
    byte[] rows = body.toArray();
    chunk.raw(head).raw(rows);
    chunkEntries += page.size();
    pageHashes.add(Keccak.hash(head, new Bytes().u40(prevKey).u32(prevId).toArray(), rows));
    prevKey = key;
    prevId = page.get(page.size() - 1).account();
  }

  private void closeChunk() {
    if (pageHashes.isEmpty()) {
      return;
    }
    payloadHash = Keccak.hash(new byte[] {0x05}, payloadHash, HashTree.PAGES.root(pageHashes));
    chunks.add(chunk.toArray());
    chunk = new Bytes();
    pageHashes.clear();
    chunkEntries = 0;
  }

  private static void requireSorted(List<Entry> entries) {
    Entry previous = null;
    for (Entry entry : entries) {
      boolean ascending =
          previous == null
              || entry.section() > previous.section()
              || (entry.section() == previous.section() && entry.account() > previous.account());
      if (!ascending
          || entry.delta() == 0
          || entry.account() <= 0
          || entry.account() >= Leaf.ID_LIMIT) {
        throw new BrokenFold("entry out of order, zero or out of the tree: " + entry);
      }
      previous = entry;
    }
  }
}
