package caisson.oracle.reconcile;

import caisson.reconciliation.Key;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One batch as its commit call carries it.
 *
 * <pre>
 * call     selector | offsets of header, payload, flows, marks, signatures, a word each | length, bytes
 * payload  pages: key u40 | count u16, bit 15 = last page | count x (account u32, zigzag u64)
 * key      2 << 32 | asset   or   3 << 32 | market
 * </pre>
 */
record Commit(long no, long seqTo, List<Entry> entries) {
  /** commit(bytes,bytes,bytes,bytes,bytes). */
  private static final byte[] SELECTOR = HexFormat.of().parseHex("aae22cd7");

  private static final int WORD = 32;
  private static final int PAYLOAD = 1;
  private static final int ASSET_SECTION = 2;
  private static final int MARKET_SECTION = 3;
  private static final int COUNT = 0x7fff;

  record Entry(Key key, long delta) {}

  static Commit decode(long no, long seqTo, byte[] call) {
    if (call.length < SELECTOR.length
        || !Arrays.equals(SELECTOR, Arrays.copyOf(call, SELECTOR.length))) {
      throw new BrokenSide("batch " + no + " was committed by a call of another form");
    }
    try {
      ByteBuffer arguments = ByteBuffer.wrap(call, SELECTOR.length, call.length - SELECTOR.length);
      return new Commit(no, seqTo, entries(no, bytes(arguments.slice(), PAYLOAD)));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BrokenSide("batch " + no + " has malformed call data: " + e.getMessage());
    }
  }

  private static ByteBuffer bytes(ByteBuffer arguments, int index) {
    int offset = Math.toIntExact(word(arguments, WORD * index));
    return arguments.slice(offset + WORD, Math.toIntExact(word(arguments, offset)));
  }

  /** The low half of a word; offsets and lengths are far below. */
  private static long word(ByteBuffer arguments, int at) {
    return arguments.getLong(at + WORD - Long.BYTES);
  }

  private static List<Entry> entries(long no, ByteBuffer payload) {
    List<Entry> entries = new ArrayList<>();
    while (payload.hasRemaining()) {
      int section = payload.get();
      int id = payload.getInt();
      int count = payload.getShort() & COUNT;
      for (int i = 0; i < count; i++) {
        int account = payload.getInt();
        long zigzag = payload.getLong();
        Key key =
            switch (section) {
              case ASSET_SECTION -> Key.asset(id, account);
              case MARKET_SECTION -> Key.market(id, account);
              default -> throw new BrokenSide("batch " + no + " has a section " + section);
            };
        entries.add(new Entry(key, zigzag >>> 1 ^ -(zigzag & 1)));
      }
    }
    return entries;
  }
}
