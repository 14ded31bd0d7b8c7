package caisson.clearing;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as the EVM has it. */
public final class Keccak {
  private Keccak() {}

  /** The hash of the parts, one after another. */
  public static byte[] hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }
}
