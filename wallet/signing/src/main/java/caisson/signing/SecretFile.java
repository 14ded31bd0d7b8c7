package caisson.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A private key as hex in a file. */
final class SecretFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private SecretFile() {}

  static byte[] read(Path file) {
    try {
      return Hex.decode(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the key file " + file, e);
    }
  }

  static void requireOwnerOnly(Path file) {
    try {
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        throw new IllegalStateException(
            "key file must be readable by its owner alone (0600): " + file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the key file " + file, e);
    }
  }

  /** Whole or not at all, and never in the place of a key that is there. */
  static void create(Path file, byte[] secret) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.toAbsolutePath().resolve("..").normalize());
      Files.deleteIfExists(part);
      try (FileChannel channel =
          FileChannel.open(
              part,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        String hex = Hex.encode(secret) + "\n";
        channel.write(ByteBuffer.wrap(hex.getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      try {
        Files.createLink(file, part);
      } catch (FileAlreadyExistsException other) {
        // Somebody else made a key meanwhile; that one is the key.
      } finally {
        Files.delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the key file " + file, e);
    }
  }
}
