package caisson.node;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Whose commands a session may send: the first and the last source, which is the upper 16 bits of a
 * requestId. A session's principal in the log is this alone, so what is let through follows from
 * the log and not from the keys that a node has when it replays it. A session without one, as every
 * session of a node without keys, may send all.
 */
record Sources(int first, int last) {
  private static final int MOST = 0xFFFF;
  private static final int PRINCIPAL_BYTES = 2 * Short.BYTES;

  /** After the header, in every command. */
  private static final int REQUEST_ID = 8;

  /** {@code 4} or {@code 0x4000-0x7fff}. */
  static Sources parse(String text) {
    int dash = text.indexOf('-');
    int first = Integer.decode(dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : Integer.decode(text.substring(dash + 1));
    if (first < 1 || last < first || last > MOST) {
      throw new NumberFormatException("sources are from 1 to " + MOST + ": " + text);
    }
    return new Sources(first, last);
  }

  byte[] principal() {
    return ByteBuffer.allocate(PRINCIPAL_BYTES)
        .putShort((short) first)
        .putShort((short) last)
        .array();
  }

  /** Whether a session with this principal may send the command. */
  static boolean permit(byte[] principal, DirectBuffer command, int offset, int length) {
    if (principal.length != PRINCIPAL_BYTES) {
      return true;
    }
    if (length < REQUEST_ID + BitUtil.SIZE_OF_LONG) {
      return false;
    }
    int source = source(command, offset);
    return source >= word(principal, 0) && source <= word(principal, Short.BYTES);
  }

  private static int source(DirectBuffer command, int offset) {
    return (int) (command.getLong(offset + REQUEST_ID, ByteOrder.LITTLE_ENDIAN) >>> 48);
  }

  private static int word(byte[] principal, int at) {
    return (principal[at] & 0xFF) << 8 | principal[at + 1] & 0xFF;
  }
}
