package caisson.clearing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A header as the contract reads it: a word is judged when it is read, so that of two faults the
 * one that the contract meets first is named.
 */
final class HeaderWords {
  private static final int WORD = 32;

  private final byte[] bytes;

  HeaderWords(byte[] bytes) {
    this.bytes = bytes;
  }

  static void requireLength(byte[] bytes) {
    BrokenRule.unless(bytes.length == BatchHeader.FIELDS * WORD, CommitRule.HEADER_LENGTH);
  }

  byte[] hash() {
    return Keccak.hash(bytes);
  }

  byte[] word(int field) {
    return Arrays.copyOfRange(bytes, WORD * field, WORD * (field + 1));
  }

  boolean is(int field, byte[] hash) {
    return Arrays.equals(word(field), hash);
  }

  boolean isZero(int field) {
    return is(field, Bytes.ZERO_32);
  }

  /** A number of so many bits, 64 at most, as an unsigned long. */
  long number(int field, int bits) {
    BigInteger value = new BigInteger(1, word(field));
    BrokenRule.unless(value.bitLength() <= bits, CommitRule.OUT_OF_RANGE);
    return value.longValue();
  }

  BigInteger sum(int field) {
    BigInteger value = new BigInteger(1, word(field));
    BrokenRule.unless(value.bitLength() <= 128, CommitRule.OUT_OF_RANGE);
    return value;
  }
}
