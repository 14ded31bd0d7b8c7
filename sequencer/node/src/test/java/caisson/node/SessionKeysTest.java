package caisson.node;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    assertRefused("line 4: a name has no more than 64 bytes", good + longName(65) + "\n");
    SessionKeys.read(Files.writeString(dir.resolve("node.keys"), longName(64)));
    assertRefused("names no key", "# none\n");
    var missing = assertThrows(StartException.class, () -> SessionKeys.read(dir.resolve("none")));
    assertTrue(missing.getMessage().contains("cannot be read"), missing.getMessage());
  }

  private String longName(int bytes) throws Exception {
    String name = "n".repeat(bytes);
    var keyring = new Keyring(dir.resolve(name));
    keyring.add(name, "2", "chain");
    return Files.readString(keyring.list).lines().toList().getLast();
  }

  /** Whose session goes on when a member with this list begins to lead. */
  @Test
  void shouldHoldWhatItsOwnKeysAreFor() throws Exception {
    var keyring = new Keyring(dir.resolve("keys"));
    keyring.add("bridge", "2", "chain");
    keyring.add("operator", "4", "operators");
    String both = Files.readString(keyring.list);
    SessionKeys keys = SessionKeys.read(keyring.list);
    byte[] bridge = keyring.principal("bridge", "2", "chain");
    assertTrue(keys.hold(bridge));
    assertFalse(keys.hold(new byte[0]));
    assertFalse(keys.hold(Arrays.copyOf(bridge, 20)));
    assertFalse(keys.hold(Arrays.copyOf(bridge, 37)));
    assertFalse(keys.hold(keyring.principal("operator", "2", "chain")));

    assertFalse(list(both.replace("bridge  2 ", "bridge  3 ")).hold(bridge));
    assertFalse(list(both.replace(" chain ", " chain,users ")).hold(bridge));
    assertTrue(list(both.replace("bridge  ", "renamed  ")).hold(bridge));
    assertTrue(list(both.replaceAll("operator .*", "")).hold(bridge));
    assertFalse(list(both.replaceAll("bridge .*", "")).hold(bridge));
  }

  private SessionKeys list(String text) throws Exception {
    return SessionKeys.read(Files.writeString(dir.resolve("other.keys"), text));
  }

  private void assertRefused(String why, String text) throws Exception {
    Path file = Files.writeString(dir.resolve("node.keys"), text);
    var refused = assertThrows(StartException.class, () -> SessionKeys.read(file));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
