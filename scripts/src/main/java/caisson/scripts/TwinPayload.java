package caisson.scripts;

import caisson.clearing.HashTree;
import caisson.clearing.Keccak;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A payload that may be wrong in every way: pages as they stand, and the hash over whatever they
 * are.
 */
final class TwinPayload {
  static final int FULL = 170;
  private static final int HEAD = 7;
  private static final int ENTRY = 12;
  private static final int LAST = 0x8000;

  /** An entry as its bytes have it. */
  record Row(int id, long zigzag) {}

  /** A page; its count is the number of its rows. */
  static final class Page {
    long key;
    boolean last;
    final List<Row> rows = new ArrayList<>();

    Page(long key, boolean last) {
      this.key = key;
      this.last = last;
    }

    boolean isEmpty() {
      return rows.isEmpty();
    }
  }

  final List<Page> pages = new ArrayList<>();

  /** The whole pages of a payload. */
  static TwinPayload of(byte[] payload) {
    TwinPayload found = new TwinPayload();
    ByteBuffer in = ByteBuffer.wrap(payload);
    while (in.remaining() >= HEAD) {
      long key = (in.get() & 0xffL) << 32 | in.getInt() & 0xffff_ffffL;
      int head = in.getShort() & 0xffff;
      int count = head & ~LAST;
      if (in.remaining() < count * ENTRY) {
        break;
      }
      Page page = new Page(key, head >= LAST);
      for (int i = 0; i < count; i++) {
        page.rows.add(new Row(in.getInt(), in.getLong()));
      }
      found.pages.add(page);
    }
    return found;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Page page : pages) {
      out.writeBytes(head(page));
      out.writeBytes(rows(page));
    }
    return out.toByteArray();
  }

  /** The hash over these chunks; empty when one ends inside a page. */
  static Optional<byte[]> hash(List<byte[]> chunks) {
    byte[] hash = new byte[32];
    byte[] before = new byte[9];
    for (byte[] chunk : chunks) {
      TwinPayload read = of(chunk);
      if (!Arrays.equals(read.bytes(), chunk)
          || read.pages.isEmpty()
          || read.pages.stream().anyMatch(Page::isEmpty)) {
        return Optional.empty();
      }
      List<byte[]> hashes = new ArrayList<>();
      for (Page page : read.pages) {
        hashes.add(Keccak.hash(head(page), before, rows(page)));
        int lastId = page.rows.get(page.rows.size() - 1).id();
        before = ByteBuffer.allocate(9).put(head(page), 0, 5).putInt(lastId).array();
      }
      hash = Keccak.hash(new byte[] {5}, hash, HashTree.PAGES.root(hashes));
    }
    return Optional.of(hash);
  }

  /**
   * The payload in so many pieces or fewer, most of them whole pages, now and then an empty one.
   */
  static List<byte[]> cut(byte[] payload, int pieces, Random random) {
    List<Integer> borders = new ArrayList<>();
    int at = 0;
    for (Page page : of(payload).pages) {
      at += HEAD + ENTRY * page.rows.size();
      borders.add(at);
    }
    List<Integer> cuts = new ArrayList<>();
    for (int i = 1; i < pieces && !borders.isEmpty(); i++) {
      int slip = random.nextInt(20) == 0 ? random.nextInt(3) - 1 : 0;
      cuts.add(Math.clamp(borders.get(random.nextInt(borders.size())) + slip, 0, payload.length));
    }
    cuts.add(payload.length);
    Collections.sort(cuts);
    List<byte[]> chunks = new ArrayList<>();
    int from = 0;
    for (int to : cuts) {
      if (to > from || random.nextInt(10) == 0) {
        chunks.add(Arrays.copyOfRange(payload, from, to));
      }
      from = to;
    }
    return chunks;
  }

  static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private static byte[] head(Page page) {
    int head = page.rows.size() | (page.last ? LAST : 0);
    return ByteBuffer.allocate(HEAD)
        .put((byte) (page.key >>> 32))
        .putInt((int) page.key)
        .putShort((short) head)
        .array();
  }

  private static byte[] rows(Page page) {
    ByteBuffer out = ByteBuffer.allocate(page.rows.size() * ENTRY);
    page.rows.forEach(row -> out.putInt(row.id()).putLong(row.zigzag()));
    return out.array();
  }
}
