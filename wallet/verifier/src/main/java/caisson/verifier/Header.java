package caisson.verifier;

import caisson.signing.Hex;
import caisson.signing.Keccak256;
import java.math.BigInteger;
import java.util.Arrays;

/** The 21 words of a batch header, and the hash attestors sign. */
public record Header(
    long no,
    byte[] prevHash,
    long ts,
    long seqFrom,
    long seqTo,
    byte[] root,
    BigInteger sumPos,
    BigInteger sumNeg,
    byte[] markRoot,
    byte[] accountedHash,
    byte[] flowsHash,
    byte[] payloadHash,
    byte[] fillRoot,
    byte[] logRoot,
    byte[] ledgerSeal,
    long forcedCount,
    byte[] forcedPrefix,
    long depositsUpTo,
    byte[] withdrawRoot,
    byte[] withdrawTotalsHash,
    byte[] bytes,
    byte[] hash) {
  static final int LENGTH = 21 * 32;

  public static Header decode(byte[] bytes) {
    Refusal.require(
        bytes.length == LENGTH,
        Refusal.Reason.HEADER_FORM,
        "length: expected=" + LENGTH + " found=" + bytes.length);
    Words words = new Words(bytes);
    long version = words.uint64(0);
    Refusal.require(
        version == 1, Refusal.Reason.HEADER_FORM, "version: expected=1 found=" + version);
    return new Header(
        words.uint64(1),
        words.word(2),
        words.uint64(3),
        words.uint64(4),
        words.uint64(5),
        words.word(6),
        words.uint128(7),
        words.uint128(8),
        words.word(9),
        words.word(10),
        words.word(11),
        words.word(12),
        words.word(13),
        words.word(14),
        words.word(15),
        words.uint64(16),
        words.word(17),
        words.uint64(18),
        words.word(19),
        words.word(20),
        bytes.clone(),
        Keccak256.hash(bytes));
  }

  @Override
  public String toString() {
    return "batch " + no + " header " + Hex.encode(hash);
  }

  private record Words(byte[] bytes) {
    byte[] word(int index) {
      return Arrays.copyOfRange(bytes, 32 * index, 32 * index + 32);
    }

    long uint64(int index) {
      return unsigned(index, 63).longValueExact();
    }

    BigInteger uint128(int index) {
      return unsigned(index, 128);
    }

    private BigInteger unsigned(int index, int bits) {
      BigInteger value = new BigInteger(1, word(index));
      Refusal.require(
          value.bitLength() <= bits, Refusal.Reason.HEADER_FORM, "word " + index + ": " + value);
      return value;
    }
  }
}
