package caisson.signing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Twenty bytes of an Ethereum account, as big-endian parts so that equality and hashing cost
 * nothing.
 */
public record Address(long high, long middle, int low) {
  public static final int LENGTH = 20;
  public static final Address ZERO = new Address(0, 0, 0);

  public static Address of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("address length: expected=20 found=" + bytes.length);
    }
    return read(bytes, 0);
  }

  public static Address read(byte[] bytes, int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH);
    return new Address(buffer.getLong(), buffer.getLong(), buffer.getInt());
  }

  /**
   * Any letter case; the checksum of mixed case is not asked for, because not every sender writes
   * it.
   */
  public static Address parse(String text) {
    return of(Hex.decode(text));
  }

  public byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    write(bytes, 0);
    return bytes;
  }

  public void write(byte[] bytes, int offset) {
    ByteBuffer.wrap(bytes, offset, LENGTH).putLong(high).putLong(middle).putInt(low);
  }

  /** EIP-55 mixed case, for people. */
  public String checksummed() {
    String plain = toString().substring(2);
    byte[] hash = Keccak256.hash(plain.getBytes(StandardCharsets.US_ASCII));
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < plain.length(); i++) {
      int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      char c = plain.charAt(i);
      text.append(nibble >= 8 ? Character.toUpperCase(c) : c);
    }
    return text.toString();
  }

  /** Lower-case hex with prefix. */
  @Override
  public String toString() {
    return Hex.encode(bytes());
  }
}
