package caisson.verifier;

import caisson.signing.Keccak256;
import java.math.BigInteger;
import java.util.Arrays;

/** A subtree: its hash, and the sums of what its accounts are owed and owe. */
public record Node(byte[] hash, BigInteger positive, BigInteger negative) {
  public static final Node EMPTY = new Node(new byte[32], BigInteger.ZERO, BigInteger.ZERO);
  static final int PROOF_LENGTH = 64;

  static Node leaf(byte[] preimage, BigInteger claim) {
    return new Node(
        Keccak256.hash(preimage), claim.max(BigInteger.ZERO), claim.negate().max(BigInteger.ZERO));
  }

  static Node parent(Node left, Node right) {
    if (left.isEmpty() && right.isEmpty()) {
      return EMPTY;
    }
    byte[] hash = Keccak256.hash(new byte[] {1}, left.proofBytes(), right.proofBytes());
    return new Node(hash, left.positive.add(right.positive), left.negative.add(right.negative));
  }

  boolean isEmpty() {
    return Arrays.equals(hash, EMPTY.hash);
  }

  /** h | p u128 | n u128: the form in a parent and in a proof. */
  byte[] proofBytes() {
    byte[] bytes = Arrays.copyOf(hash, PROOF_LENGTH);
    putUint128(bytes, 32, positive);
    putUint128(bytes, 48, negative);
    return bytes;
  }

  private static void putUint128(byte[] bytes, int offset, BigInteger value) {
    if (value.bitLength() > 128) {
      throw new Refusal(Refusal.Reason.SUMS, "sum over 128 bits: " + value);
    }
    byte[] plain = value.toByteArray();
    int skip = Math.max(0, plain.length - 16);
    int length = plain.length - skip;
    System.arraycopy(plain, skip, bytes, offset + 16 - length, length);
  }
}
