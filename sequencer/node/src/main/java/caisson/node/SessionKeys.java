package caisson.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of those whose commands a node takes: {@code caisson.node.keys}, a line each.
 *
 * <pre>
 * # name   sources        commands  Ed25519, X.509, Base64
 * bridge   2              chain     MCowBQYDK2VwAyEA...
 * gateway  0x4000-0x7fff  users     MCowBQYDK2VwAyEA...
 * </pre>
 */
final class SessionKeys {
  /** Signed before the challenge; {@code caisson.client.SessionKey} has the same. */
  private static final String DOMAIN = "caisson node session\n";

  /** In bytes; a longer one is read from nobody. */
  static final int LONGEST_NAME = 64;

  private record Entry(Permit permit, PublicKey key) {
    byte[] principal() {
      return permit.principal(key.getEncoded());
    }
  }

  private final Map<String, Entry> byName;

  private SessionKeys(Map<String, Entry> byName) {
    this.byName = byName;
  }

  static SessionKeys read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new StartException("caisson.node.keys cannot be read: " + e, e);
    }
    Map<String, Entry> byName = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = file + " line " + (i + 1) + ": ";
      String[] words = line.split("\\s+");
      if (words.length != 4) {
        throw new StartException(where + "a key is a name, sources, commands and a public half");
      }
      if (words[0].getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        throw new StartException(where + "a name has no more than " + LONGEST_NAME + " bytes");
      }
      if (byName.put(words[0], new Entry(permit(where, words), key(where, words[3]))) != null) {
        throw new StartException(where + "the name comes twice: " + words[0]);
      }
    }
    if (byName.isEmpty()) {
      throw new StartException("caisson.node.keys names no key: " + file);
    }
    return new SessionKeys(byName);
  }

  private static Permit permit(String where, String[] words) {
    try {
      return Permit.parse(words[1], words[2]);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          where
              + "sources are as 4 or 0x4000-0x7fff, commands users, chain, prices or operators: "
              + words[1]
              + " "
              + words[2],
          e);
    }
  }

  private static PublicKey key(String where, String text) {
    try {
      var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(text));
      return KeyFactory.getInstance("Ed25519").generatePublic(spec);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StartException(where + "no public key of Ed25519: " + text, e);
    }
  }

  boolean knows(String name) {
    return byName.containsKey(name);
  }

  /**
   * The principal of the name's owner, null when it is not its signature of the challenge. A name
   * that is not known costs no verification.
   */
  byte @Nullable [] signed(String name, byte[] challenge, byte[] signature) {
    Entry entry = byName.get(name);
    if (entry == null) {
      return null;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(entry.key);
      verifier.update(DOMAIN.getBytes(StandardCharsets.UTF_8));
      verifier.update(challenge);
      return verifier.verify(signature) ? entry.principal() : null;
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  /**
   * Whether a session with this principal would be let in with the same one: its key is in the
   * list, for the same sources and commands. A principal that tells of no key is nobody's here.
   */
  boolean hold(byte[] principal) {
    return byName.values().stream().anyMatch(entry -> Arrays.equals(entry.principal(), principal));
  }
}
