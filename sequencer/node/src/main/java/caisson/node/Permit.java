package caisson.node;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * What a session may send: commands of these sources, which are the upper 16 bits of a requestId,
 * and of these templates.
 *
 * <p>A session's principal in the log is this, spelled out. So what is let through follows from the
 * log alone, whatever keys a node has when it replays it and whatever a later version takes for
 * whose command. A session without a principal, as every session of a node without keys, may send
 * all.
 *
 * <pre>
 *   0  u16  first source, big endian
 *   2  u16  last source, big endian
 *   4  16B  a bit for each template below 128
 *  20  16B  the start of the SHA-256 of the public key; logs of before have principals without it
 * </pre>
 *
 * <p>What stands behind the first twenty bytes says who the session is and never what it may send.
 *
 * @param templates a bit each
 */
record Permit(int first, int last, BitSet templates) {
  private static final int MOST_SOURCE = 0xFFFF;

  private static final int PERMIT_BYTES = 20;
  private static final int FINGERPRINT_BYTES = 16;

  private static final int BITS = 4;
  private static final int TEMPLATES = (PERMIT_BYTES - BITS) * 8;

  private static final int TEMPLATE = 2;

  /** After the header, in every command. */
  private static final int REQUEST_ID = 8;

  /**
   * @param sources {@code 4} or {@code 0x4000-0x7fff}
   * @param kinds {@code users}, or several with commas between them
   */
  static Permit parse(String sources, String kinds) {
    int dash = sources.indexOf('-');
    int first = Integer.decode(dash < 0 ? sources : sources.substring(0, dash));
    int last = dash < 0 ? first : Integer.decode(sources.substring(dash + 1));
    if (first < 1 || last < first || last > MOST_SOURCE) {
      throw new IllegalArgumentException("sources are from 1 to " + MOST_SOURCE);
    }
    var templates = new BitSet(TEMPLATES);
    for (String kind : kinds.split(",", -1)) {
      for (int template : CommandKind.parse(kind).templates()) {
        templates.set(template);
      }
    }
    return new Permit(first, last, templates);
  }

  /**
   * @param key the public half, as X.509 encodes it
   */
  byte[] principal(byte[] key) {
    var bytes = ByteBuffer.allocate(PERMIT_BYTES + FINGERPRINT_BYTES);
    bytes.putShort((short) first).putShort((short) last).put(templates.toByteArray());
    bytes.position(PERMIT_BYTES).put(sha256(key), 0, FINGERPRINT_BYTES);
    return bytes.array();
  }

  /** Whether a session with this principal may send the command. */
  static boolean grants(byte[] principal, DirectBuffer command, int offset, int length) {
    if (principal.length == 0) {
      return true;
    }
    if (principal.length < PERMIT_BYTES || length < REQUEST_ID + BitUtil.SIZE_OF_LONG) {
      return false;
    }
    int source = (int) (command.getLong(offset + REQUEST_ID, ByteOrder.LITTLE_ENDIAN) >>> 48);
    int template = command.getShort(offset + TEMPLATE, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    return source >= word(principal, 0)
        && source <= word(principal, Short.BYTES)
        && template < TEMPLATES
        && (principal[BITS + (template >> 3)] >> (template & 7) & 1) != 0;
  }

  private static int word(byte[] principal, int at) {
    return (principal[at] & 0xFF) << 8 | principal[at + 1] & 0xFF;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
