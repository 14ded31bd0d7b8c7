package caisson.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Who signs orders to restore. */
final class Operator {
  private final KeyPair keys;

  Operator() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  String key() {
    return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
  }

  Path order(Path file, String member, String lost, long sequence)
      throws GeneralSecurityException, IOException {
    String text =
        "caisson restore\nmember %s\nlost %s\nsequence %d\n".formatted(member, lost, sequence);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(keys.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    String signed = Base64.getEncoder().encodeToString(signature.sign());
    return Files.writeString(file, text + "signature " + signed + "\n");
  }
}
