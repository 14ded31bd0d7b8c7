package caisson.sdk;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Ethereum's length-prefixed encoding, the half a sender needs. */
final class Rlp {
  private Rlp() {}

  static byte[] bytes(byte[] value) {
    if (value.length == 1 && (value[0] & 0xff) < 0x80) {
      return value;
    }
    return concat(prefix(0x80, value.length), value);
  }

  /** An unsigned integer without leading zeros; zero is the empty string. */
  static byte[] integer(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int skip = bytes[0] == 0 ? 1 : 0;
    byte[] plain = new byte[bytes.length - skip];
    System.arraycopy(bytes, skip, plain, 0, plain.length);
    return bytes(plain);
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static byte[] list(byte[]... encodedItems) {
    byte[] body = concat(encodedItems);
    return concat(prefix(0xc0, body.length), body);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part, 0, part.length);
    }
    return out.toByteArray();
  }

  private static byte[] prefix(int base, int length) {
    if (length <= 55) {
      return new byte[] {(byte) (base + length)};
    }
    byte[] size = BigInteger.valueOf(length).toByteArray();
    int skip = size[0] == 0 ? 1 : 0;
    byte[] prefix = new byte[1 + size.length - skip];
    prefix[0] = (byte) (base + 55 + size.length - skip);
    System.arraycopy(size, skip, prefix, 1, size.length - skip);
    return prefix;
  }
}
