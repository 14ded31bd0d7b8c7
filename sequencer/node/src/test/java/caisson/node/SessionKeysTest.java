package caisson.node;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeysTest {
  private static final String NO_PERMIT = "line 4: sources are as 4 or 0x4000-0x7fff, commands";

  @TempDir Path dir;

  @Test
  void shouldTellTheLineAndWhatIsWrongWithIt() throws Exception {
    var keyring = new Keyring(dir.resolve("keys"));
    keyring.add("bridge", "2", "chain");
    String good = Files.readString(keyring.list);
    assertRefused(NO_PERMIT, good + "a 0 users key\n");
    assertRefused(NO_PERMIT, good + "a 4 all key\n");
    assertRefused("line 4: no public key of Ed25519: key", good + "a 4 users key\n");
    assertRefused("line 4: a key is a name, sources, commands", good + "a 4 users\n");
    assertRefused("line 4: the name comes twice: bridge", good + good.lines().toList().get(2));
    assertRefused("names no key", "# none\n");
    var missing = assertThrows(StartException.class, () -> SessionKeys.read(dir.resolve("none")));
    assertTrue(missing.getMessage().contains("cannot be read"), missing.getMessage());
  }

  private void assertRefused(String why, String text) throws Exception {
    Path file = Files.writeString(dir.resolve("node.keys"), text);
    var refused = assertThrows(StartException.class, () -> SessionKeys.read(file));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
