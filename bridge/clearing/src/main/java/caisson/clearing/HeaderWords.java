package caisson.clearing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A header as the contract reads it: a word is judged when it is read, so that of two faults the
 * one that the contract meets first is named.
 */
final class HeaderWords {
  static final int VERSION = 0;
  static final int NO = 1;
  static final int PREV_HASH = 2;
  static final int TS = 3;
  static final int SEQ_FROM = 4;
  static final int SEQ_TO = 5;
  static final int SUM_POS = 7;
  static final int SUM_NEG = 8;
  static final int MARK_ROOT = 9;
  static final int ACCOUNTED_HASH = 10;
  static final int FLOWS_HASH = 11;
  static final int PAYLOAD_HASH = 12;
  static final int FORCED_COUNT = 16;
  static final int FORCED_PREFIX = 17;
  static final int DEPOSITS_UP_TO = 18;
  static final int WITHDRAW_ROOT = 19;
  static final int WITHDRAW_TOTALS_HASH = 20;

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
