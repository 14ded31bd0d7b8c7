package caisson.clearing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes the packed big-endian bytes the chain reads. */
final class Bytes {
  static final byte[] NONE = {};
  static final byte[] ZERO_32 = new byte[32];

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return number(value, 2);
  }

  Bytes u32(int value) {
    return number(value, 4);
  }

  Bytes u40(long value) {
    return number(value, 5);
  }

  Bytes u64(long value) {
    return number(value, 8);
  }

  Bytes raw(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
    return this;
  }

  Bytes zeros(int count) {
    for (int i = 0; i < count; i++) {
      out.write(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  private Bytes number(long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /** A non-negative number in exactly {@code width} bytes. */
  static byte[] unsigned(BigInteger value, int width) {
    if (value.signum() < 0 || value.bitLength() > 8 * width) {
      throw new BrokenFold("number does not fit: width=" + width + " value=" + value);
    }
    byte[] minimal = value.toByteArray();
    byte[] padded = new byte[width];
    int length = Math.min(minimal.length, width);
    System.arraycopy(minimal, minimal.length - length, padded, width - length, length);
    return padded;
  }

  /** Reads {@code width} (at most 8) bytes at an offset. */
  static long read(byte[] bytes, int offset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | (bytes[offset + i] & 0xff);
    }
    return value;
  }
}
