package caisson.signing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** 32-byte words, big endian, left-padded with zeros. */
final class Words {
  private final ByteBuffer buffer;

  Words(byte[] first, int more) {
    buffer = ByteBuffer.allocate(32 * (1 + more));
    buffer.put(first);
  }

  static byte[] typeHash(String type) {
    return Keccak256.hash(type.getBytes(StandardCharsets.UTF_8));
  }

  Words uint32(int value) {
    return uint64(Integer.toUnsignedLong(value));
  }

  Words uint64(long value) {
    return uint128(0, value);
  }

  Words uint128(long high, long low) {
    buffer.putLong(0).putLong(0).putLong(high).putLong(low);
    return this;
  }

  Words uint256(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("not a uint256: " + value);
    }
    byte[] bytes = value.toByteArray();
    int skip = bytes.length > 32 ? 1 : 0;
    buffer.position(buffer.position() + 32 - (bytes.length - skip));
    buffer.put(bytes, skip, bytes.length - skip);
    return this;
  }

  Words address(Address value) {
    buffer.putLong(0).putInt(0).put(value.bytes());
    return this;
  }

  Words bytes32(byte[] value) {
    if (value.length != 32) {
      throw new IllegalArgumentException("bytes32 length: expected=32 found=" + value.length);
    }
    buffer.put(value);
    return this;
  }

  byte[] bytes() {
    return buffer.array();
  }

  byte[] hash() {
    return Keccak256.hash(buffer.array());
  }
}
