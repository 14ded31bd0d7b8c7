package caisson.client;

import io.aeron.security.CredentialsSupplier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The key by which a node knows this process: {@code caisson.node.key}, a PKCS 8 file of Ed25519
 * whose name, without {@code .pem}, is the one in the node's list of keys. Without it a session
 * shows no name, which is enough for a node that has no such list.
 *
 * <p>The name goes first; the node answers with bytes for this session alone, and back go their
 * signature and, behind it, the name again: the node has remembered neither.
 */
final class SessionKey implements CredentialsSupplier {
  /** Signed before the bytes of the node, so that the signature is good for nothing else. */
  private static final String DOMAIN = "caisson node session\n";

  private static final String SUFFIX = ".pem";

  private static final SessionKey NONE = new SessionKey("", null);

  private final String name;
  private final @Nullable PrivateKey key;

  private SessionKey(String name, @Nullable PrivateKey key) {
    this.name = name;
    this.key = key;
  }

  static SessionKey configured() {
    String file = System.getProperty("caisson.node.key", "");
    return file.isBlank() ? NONE : read(Path.of(file));
  }

  static SessionKey read(Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(SUFFIX)) {
      throw new IllegalArgumentException("caisson.node.key must name a file NAME.pem: " + file);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(body(Files.readString(file)));
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new SessionKey(name.substring(0, name.length() - SUFFIX.length()), key);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "caisson.node.key is no readable Ed25519 key in PKCS 8: " + file, e);
    }
  }

  private static String body(String pem) {
    return pem.replaceAll("-----[A-Z ]+-----", "");
  }

  @Override
  public byte[] encodedCredentials() {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] onChallenge(byte[] challenge) {
    if (key == null) {
      return new byte[0];
    }
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(DOMAIN.getBytes(StandardCharsets.UTF_8));
      signer.update(challenge);
      byte[] signature = signer.sign();
      byte[] name = encodedCredentials();
      return ByteBuffer.allocate(signature.length + name.length).put(signature).put(name).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with the key " + name, e);
    }
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "none" : name;
  }
}
