package caisson.signing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A private key and the account it stands for. The key bytes leave this class only into the curve,
 * and into the file the key lives in.
 */
public final class KeyPair {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] secret;
  private final Address address;

  private KeyPair(byte[] secret) {
    this.secret = secret;
    this.address = addressOf(Curve.INSTANCE.publicKey(secret));
  }

  public static KeyPair create() {
    while (true) {
      byte[] secret = new byte[32];
      RANDOM.nextBytes(secret);
      if (Curve.INSTANCE.isSecret(secret)) {
        return new KeyPair(secret);
      }
    }
  }

  public static KeyPair of(byte[] secret) {
    if (secret.length != 32 || !Curve.INSTANCE.isSecret(secret)) {
      throw new IllegalArgumentException("not a secp256k1 private key");
    }
    return new KeyPair(secret.clone());
  }

  public static KeyPair parse(String hex) {
    return of(Hex.decode(hex));
  }

  /** From a file that holds it as hex. */
  public static KeyPair load(Path file) {
    try {
      return of(SecretFile.read(file));
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("key file holds no private key: " + file, malformed);
    }
  }

  /** From a file that only its owner may read; the first call makes it. */
  public static KeyPair loadOrCreate(Path file) {
    if (!Files.exists(file)) {
      SecretFile.create(file, create().secret);
    }
    SecretFile.requireOwnerOnly(file);
    return load(file);
  }

  /** Deterministic (RFC 6979), low s. */
  public Signature sign(byte[] digest) {
    if (digest.length != 32) {
      throw new IllegalArgumentException("digest length: expected=32 found=" + digest.length);
    }
    byte[] compact = Curve.INSTANCE.sign(digest, secret);
    for (int recovery = 0; recovery < 2; recovery++) {
      Signature signature = Signature.of(compact, recovery);
      if (signature.isBy(address, digest)) {
        return signature;
      }
    }
    throw new IllegalStateException("the curve made a signature that does not recover to its key");
  }

  public Signature sign(SigningDomain domain, TypedMessage message) {
    return sign(domain.digest(message));
  }

  public Address address() {
    return address;
  }

  /** Of an uncompressed public key, 04 | x | y. */
  static Address addressOf(byte[] publicKey) {
    byte[] hash = new Keccak256().update(publicKey, 1, 64).digest();
    return Address.of(Arrays.copyOfRange(hash, 12, 32));
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "KeyPair[" + address + "]";
  }
}
