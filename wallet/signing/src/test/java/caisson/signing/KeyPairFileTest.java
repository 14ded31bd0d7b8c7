package caisson.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPairFileTest {
  @TempDir Path folder;

  @Test
  void shouldMakeOneKeyAndKeepItForItsOwner() throws IOException {
    Path file = folder.resolve("attestor/key");
    Address made = KeyPair.loadOrCreate(file).address();
    assertEquals(made, KeyPair.loadOrCreate(file).address());
    assertEquals(made, KeyPair.load(file).address());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void shouldRefuseAKeyThatOthersCanRead() throws IOException {
    Path file = folder.resolve("key");
    KeyPair.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    var refusal = assertThrows(IllegalStateException.class, () -> KeyPair.loadOrCreate(file));
    assertEquals(
        "key file must be readable by its owner alone (0600): " + file, refusal.getMessage());
  }

  @Test
  void shouldNotReplaceAKeyThatIsThere() throws IOException {
    Path file = folder.resolve("key");
    Address first = KeyPair.loadOrCreate(file).address();
    SecretFile.create(file, new byte[32]);
    assertEquals(first, KeyPair.load(file).address());
  }

  @Test
  void shouldNameTheFileThatHoldsNoKey() throws IOException {
    Path file = folder.resolve("key");
    for (String text : List.of("", "0x1234", "not hex", "0x" + "00".repeat(32))) {
      Files.writeString(file, text);
      var refusal = assertThrows(IllegalArgumentException.class, () -> KeyPair.load(file));
      assertEquals("key file holds no private key: " + file, refusal.getMessage());
    }
    Path absent = folder.resolve("absent");
    var missing = assertThrows(UncheckedIOException.class, () -> KeyPair.load(absent));
    assertTrue(String.valueOf(missing.getMessage()).contains(absent.toString()));
  }
}
