package caisson.clearing;

import java.math.BigInteger;
import java.util.Arrays;

/** Header version 1; each field is one 32-byte word of its bytes, in this order. */
public record BatchHeader(
    int version,
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
    byte[] withdrawTotalsHash) {

  public static final int VERSION = 1;
  public static final int FIELDS = 21;
  private static final int WORD = 32;

  /** The field names as they stand in refusals, by word. */
  public static String fieldName(int word) {
    return BatchHeader.class.getRecordComponents()[word].getName();
  }

  /** abi.encode of the fields: the preimage of the hash and the argument of commit. */
  public byte[] bytes() {
    return new Bytes()
        .raw(word(version))
        .raw(word(no))
        .raw(hash(prevHash))
        .raw(word(ts))
        .raw(word(seqFrom))
        .raw(word(seqTo))
        .raw(hash(root))
        .raw(sum(sumPos))
        .raw(sum(sumNeg))
        .raw(hash(markRoot))
        .raw(hash(accountedHash))
        .raw(hash(flowsHash))
        .raw(hash(payloadHash))
        .raw(hash(fillRoot))
        .raw(hash(logRoot))
        .raw(hash(ledgerSeal))
        .raw(word(forcedCount))
        .raw(hash(forcedPrefix))
        .raw(word(depositsUpTo))
        .raw(hash(withdrawRoot))
        .raw(hash(withdrawTotalsHash))
        .toArray();
  }

  public byte[] hash() {
    return Keccak.hash(bytes());
  }

  public static BatchHeader decode(byte[] bytes) {
    if (bytes.length != FIELDS * WORD) {
      throw new IllegalArgumentException("header must have 672 bytes: " + bytes.length);
    }
    BatchHeader header =
        new BatchHeader(
            (int) number(bytes, 0),
            number(bytes, 1),
            hashAt(bytes, 2),
            number(bytes, 3),
            number(bytes, 4),
            number(bytes, 5),
            hashAt(bytes, 6),
            new BigInteger(1, hashAt(bytes, 7)),
            new BigInteger(1, hashAt(bytes, 8)),
            hashAt(bytes, 9),
            hashAt(bytes, 10),
            hashAt(bytes, 11),
            hashAt(bytes, 12),
            hashAt(bytes, 13),
            hashAt(bytes, 14),
            hashAt(bytes, 15),
            number(bytes, 16),
            hashAt(bytes, 17),
            number(bytes, 18),
            hashAt(bytes, 19),
            hashAt(bytes, 20));
    if (!Arrays.equals(header.bytes(), bytes)) {
      throw new IllegalArgumentException("header field out of range");
    }
    return header;
  }

  private static byte[] word(long value) {
    return new Bytes().zeros(24).u64(value).toArray();
  }

  private static byte[] sum(BigInteger value) {
    return new Bytes().zeros(16).raw(Bytes.unsigned(value, 16)).toArray();
  }

  private static byte[] hash(byte[] value) {
    if (value.length != WORD) {
      throw new IllegalArgumentException("hash must have 32 bytes: " + value.length);
    }
    return value;
  }

  private static long number(byte[] bytes, int word) {
    return Bytes.read(bytes, word * WORD + 24, 8);
  }

  private static byte[] hashAt(byte[] bytes, int word) {
    return Arrays.copyOfRange(bytes, word * WORD, (word + 1) * WORD);
  }
}
