package caisson.signing;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Ethereum's Keccak-256. An instance hashes one message after another and is not thread-safe. */
public final class Keccak256 {
  private final KeccakDigest digest = new KeccakDigest(256);

  public static byte[] hash(byte[]... parts) {
    Keccak256 keccak = new Keccak256();
    for (byte[] part : parts) {
      keccak.update(part, 0, part.length);
    }
    return keccak.digest();
  }

  public Keccak256 update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    return this;
  }

  /** The hash of everything since the last digest; the instance is empty again afterwards. */
  public byte[] digest() {
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }
}
