package caisson.node;

import io.aeron.security.CredentialsSupplier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Keys in a folder, and the list that a node gets of them. */
final class Keyring {
  private final Path folder;
  private final Map<String, KeyPair> pairs = new HashMap<>();
  final Path list;

  Keyring(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    list = folder.resolve("node.keys");
    Files.writeString(list, "# name sources commands key\n\n");
  }

  Path add(String name, String sources, String commands)
      throws GeneralSecurityException, IOException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String line =
        name
            + "  "
            + sources
            + " "
            + commands
            + "  "
            + base64(pair.getPublic().getEncoded())
            + "\n";
    Files.writeString(list, Files.readString(list) + line);
    pairs.put(name, pair);
    return write(folder.resolve(name + ".pem"), pair);
  }

  /** What a session with that key has in the log, when the key is for these. */
  byte[] principal(String name, String sources, String commands) {
    return Permit.parse(sources, commands).principal(pairs.get(name).getPublic().getEncoded());
  }

  /** What a session with that key shows. */
  CredentialsSupplier credentials(String name) {
    return new CredentialsSupplier() {
      @Override
      public byte[] encodedCredentials() {
        return name.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      public byte[] onChallenge(byte[] challenge) {
        try {
          Signature signer = Signature.getInstance("Ed25519");
          signer.initSign(pairs.get(name).getPrivate());
          signer.update("caisson node session\n".getBytes(StandardCharsets.UTF_8));
          signer.update(challenge);
          byte[] shown = encodedCredentials();
          return ByteBuffer.allocate(64 + shown.length).put(signer.sign()).put(shown).array();
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  /** Of that name, and not the one in the list. */
  Path forged(String name) throws GeneralSecurityException, IOException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    return write(Files.createDirectories(folder.resolve("forged")).resolve(name + ".pem"), pair);
  }

  /** A list of its own, without that name. */
  Path listWithout(String name) throws IOException {
    String others = Files.readString(list).replaceAll("(?m)^" + name + " .*\n", "");
    return Files.writeString(folder.resolve("without-" + name + ".keys"), others);
  }

  private static Path write(Path file, KeyPair pair) throws IOException {
    String body = base64(pair.getPrivate().getEncoded());
    return Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
