package caisson.signing;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import org.jspecify.annotations.Nullable;

final class NativeCurve implements Curve {
  private final Secp256k1 library;

  NativeCurve() {
    library = Secp256k1.get();
  }

  @Override
  public boolean isSecret(byte[] secret) {
    return library.secKeyVerify(secret);
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return library.pubkeyCreate(secret);
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    return library.sign(digest, secret, null);
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, byte[] compact, int recovery) {
    try {
      return library.ecdsaRecover(compact, digest, recovery);
    } catch (Secp256k1Exception noPoint) {
      return null;
    }
  }
}
