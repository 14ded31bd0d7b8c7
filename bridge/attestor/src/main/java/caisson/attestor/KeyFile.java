package caisson.attestor;

import caisson.signing.Hex;
import caisson.signing.KeyPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/** The attestor's own key: hex in a file that only its user may read, made at the first start. */
final class KeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private KeyFile() {}

  static KeyPair loadOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        throw new StartException("key file must be readable by its owner alone (0600): " + file);
      }
      return KeyPair.parse(Files.readString(file).trim());
    } catch (IllegalArgumentException e) {
      throw new StartException("key file holds no private key: " + file);
    } catch (IOException e) {
      throw new StartException("cannot read or create the key file " + file + ": " + e);
    }
  }

  private static void create(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel =
        FileChannel.open(part, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      String hex = Hex.encode(secret) + "\n";
      channel.write(ByteBuffer.wrap(hex.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    try {
      Files.createLink(file, part); // never replaces a key that another start has just made
    } catch (FileAlreadyExistsException e) {
      throw new StartException("key file appeared during the start: " + file);
    } finally {
      Files.delete(part);
    }
  }
}
