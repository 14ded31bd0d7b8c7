package caisson.clearing;

import org.jspecify.annotations.Nullable;

/** What entitled the venue to a move: bytes of which the move holds the hash. Immutable. */
public final class Evidence {
  /** For moves nobody has to justify. */
  public static final Evidence NONE = new Evidence(Bytes.NONE);

  private final byte[] bytes;
  private byte @Nullable [] hash;

  public Evidence(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** 32 zero bytes for none. */
  byte[] hash() {
    if (bytes.length == 0) {
      return Bytes.ZERO_32;
    }
    byte[] known = hash;
    if (known == null) {
      known = Keccak.hash(bytes);
      hash = known;
    }
    return known;
  }
}
