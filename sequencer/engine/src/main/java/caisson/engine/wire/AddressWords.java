package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/** An address of 20 bytes as the engine keeps it: two longs and an int. */
final class AddressWords {
  private AddressWords() {}

  static long addressA(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset, BIG_ENDIAN);
  }

  static long addressB(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset + 8, BIG_ENDIAN);
  }

  static int addressC(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + 16, BIG_ENDIAN);
  }
}
