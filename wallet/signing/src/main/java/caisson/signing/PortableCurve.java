package caisson.signing;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

final class PortableCurve implements Curve {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);
  private static final BigInteger ORDER = PARAMETERS.getN();

  @Override
  public boolean isSecret(byte[] secret) {
    BigInteger value = new BigInteger(1, secret);
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return new FixedPointCombMultiplier()
        .multiply(PARAMETERS.getG(), new BigInteger(1, secret))
        .getEncoded(false);
  }

  @Override
  public byte[] sign(byte[] digest, byte[] secret) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), DOMAIN));
    BigInteger[] parts = signer.generateSignature(digest);
    BigInteger s = parts[1];
    if (s.compareTo(ORDER.shiftRight(1)) > 0) {
      s = ORDER.subtract(s);
    }
    byte[] compact = new byte[64];
    putWord(compact, 0, parts[0]);
    putWord(compact, 32, s);
    return compact;
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, byte[] compact, int recovery) {
    BigInteger r = new BigInteger(1, compact, 0, 32);
    BigInteger s = new BigInteger(1, compact, 32, 32);
    ECPoint nonce = pointAt(r, recovery);
    if (nonce == null) {
      return null;
    }
    // Q = r^-1 (s R - e G)
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger e = new BigInteger(1, digest);
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
                PARAMETERS.getG(),
                inverse.multiply(e.negate()).mod(ORDER),
                nonce,
                inverse.multiply(s).mod(ORDER))
            .normalize();
    return key.isInfinity() ? null : key.getEncoded(false);
  }

  private static @Nullable ECPoint pointAt(BigInteger x, int odd) {
    byte[] encoded = new byte[33];
    encoded[0] = (byte) (2 + odd);
    putWord(encoded, 1, x);
    try {
      return PARAMETERS.getCurve().decodePoint(encoded);
    } catch (IllegalArgumentException notOnTheCurve) {
      return null;
    }
  }

  private static void putWord(byte[] bytes, int offset, BigInteger value) {
    byte[] word = value.toByteArray();
    int skip = Math.max(0, word.length - 32);
    System.arraycopy(word, skip, bytes, offset + 32 - (word.length - skip), word.length - skip);
  }
}
