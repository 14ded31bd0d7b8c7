package caisson.signing;

import org.jspecify.annotations.Nullable;

/**
 * secp256k1: the native library where it loads, Bouncy Castle elsewhere. Both make the same bytes.
 */
interface Curve {
  Curve INSTANCE = choose();

  boolean isSecret(byte[] secret);

  /** Uncompressed: 04 | x | y. */
  byte[] publicKey(byte[] secret);

  /** r | s, deterministic (RFC 6979, SHA-256), low s. */
  byte[] sign(byte[] digest, byte[] secret);

  /** The uncompressed public key, or null when there is none. */
  byte @Nullable [] recover(byte[] digest, byte[] compact, int recovery);

  private static Curve choose() {
    try {
      return new NativeCurve();
    } catch (LinkageError | RuntimeException absent) {
      // No library for this platform, or none on the class path: slower, same results.
      return new PortableCurve();
    }
  }
}
