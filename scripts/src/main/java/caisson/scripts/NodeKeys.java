package caisson.scripts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys by which the node of a local venue knows who sends: one for each process, made when the
 * venue first starts, in its folder {@code keys}, which is its user's alone.
 */
record NodeKeys(Path folder) {
  static final String LAUNCHER = "launcher";
  static final String OPERATOR = "operator";

  /** Who sends what: sources of request ids and kinds of commands. */
  private static final Map<String, String> PERMITS = new LinkedHashMap<>();

  static {
    PERMITS.put(LAUNCHER, "1 operators");
    PERMITS.put("bridge", "2 chain");
    PERMITS.put("oracle", "3 prices");
    PERMITS.put(OPERATOR, "4 operators");
    PERMITS.put("gateway", "0x4000-0x7fff users");
  }

  static NodeKeys of(Path data) {
    return new NodeKeys(data.resolve("keys"));
  }

  /** What the node is started with. */
  Path list() {
    return folder.resolve("node.keys");
  }

  Path key(String name) {
    return folder.resolve(name + ".pem");
  }

  /** Written last, the list says that all are there; half of a folder is made anew. */
  void create() throws IOException {
    if (Files.exists(list())) {
      return;
    }
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    var lines = new StringBuilder("# name sources commands key (Ed25519, X.509, Base64)\n");
    for (var entry : PERMITS.entrySet()) {
      KeyPair pair = pair();
      Files.writeString(key(entry.getKey()), pem(pair.getPrivate().getEncoded()));
      String half = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
      lines.append(entry.getKey() + " " + entry.getValue() + " " + half + "\n");
    }
    Path draft = folder.resolve("node.keys.draft");
    Files.writeString(draft, lines);
    Files.move(draft, list());
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(byte[] encoded) {
    var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN PRIVATE KEY-----\n"
        + lines.encodeToString(encoded)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
