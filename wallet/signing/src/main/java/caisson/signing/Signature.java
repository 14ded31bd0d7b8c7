package caisson.signing;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * A recoverable secp256k1 signature: r (32 bytes) | s (32 bytes) | v (27 or 28). Only the low half
 * of s exists here: the high twin of a signature verifies as well, and two byte forms of one order
 * would be two entries in a log.
 */
public final class Signature {
  public static final int LENGTH = 65;

  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  private final byte[] bytes;

  private Signature(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Throws IllegalArgumentException with the reason when the bytes are no canonical signature. */
  public static Signature of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("signature length: expected=65 found=" + bytes.length);
    }
    int v = bytes[64] & 0xff;
    if (v != 27 && v != 28) {
      throw new IllegalArgumentException("signature v: expected=27 or 28 found=" + v);
    }
    BigInteger r = new BigInteger(1, bytes, 0, 32);
    if (r.signum() == 0 || r.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("signature r out of range");
    }
    BigInteger s = new BigInteger(1, bytes, 32, 32);
    if (s.signum() == 0 || s.compareTo(HALF_ORDER) > 0) {
      throw new IllegalArgumentException("signature s is not in the low half");
    }
    return new Signature(bytes.clone());
  }

  public static Signature parse(String text) {
    return of(Hex.decode(text));
  }

  static Signature of(byte[] compact, int recovery) {
    byte[] bytes = Arrays.copyOf(compact, LENGTH);
    bytes[64] = (byte) (27 + recovery);
    return of(bytes);
  }

  /** The account whose key signed this digest; empty when no key can have. */
  public Optional<Address> recover(byte[] digest) {
    byte[] publicKey = Curve.INSTANCE.recover(digest, Arrays.copyOf(bytes, 64), bytes[64] - 27);
    return publicKey == null ? Optional.empty() : Optional.of(KeyPair.addressOf(publicKey));
  }

  public boolean isBy(Address signer, byte[] digest) {
    return recover(digest).filter(signer::equals).isPresent();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public byte[] r() {
    return Arrays.copyOfRange(bytes, 0, 32);
  }

  public byte[] s() {
    return Arrays.copyOfRange(bytes, 32, 64);
  }

  public int v() {
    return bytes[64];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Hex.encode(bytes);
  }
}
