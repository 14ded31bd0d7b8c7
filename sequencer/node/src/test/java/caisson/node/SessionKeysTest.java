package caisson.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeysTest {
  @TempDir Path dir;

  @Test
  void shouldLetThroughTheSourcesOfThePrincipalAlone() {
    byte[] gateways = Sources.parse("0x4000-0x7fff").principal();
    assertArrayEquals(new byte[] {0x40, 0, 0x7f, (byte) 0xff}, gateways);
    assertFalse(permits(gateways, 0x3fff));
    assertTrue(permits(gateways, 0x4000));
    assertTrue(permits(gateways, 0x7fff));
    assertFalse(permits(gateways, 0x8000));
    byte[] operator = Sources.parse("4").principal();
    assertFalse(permits(operator, 3));
    assertTrue(permits(operator, 4));
    assertFalse(permits(operator, 5));
    byte[] highest = Sources.parse("0xffff").principal();
    assertTrue(permits(highest, 0xffff));
    assertFalse(permits(highest, 0));
  }

  /** A message that holds no request id has no source; without a principal all are let through. */
  @Test
  void shouldRefuseWhatIsTooShortToHaveASource() {
    var command = new UnsafeBuffer(new byte[32]);
    command.putLong(8, 4L << 48, ByteOrder.LITTLE_ENDIAN);
    byte[] operator = Sources.parse("4").principal();
    assertTrue(Sources.permit(operator, command, 0, 16));
    assertFalse(Sources.permit(operator, command, 0, 15));
    assertTrue(Sources.permit(new byte[0], command, 0, 15));
  }

  @Test
  void shouldTellTheLineAndWhatIsWrongWithIt() throws Exception {
    var keyring = new Keyring(dir.resolve("keys"));
    keyring.add("bridge", "2");
    String good = Files.readString(keyring.list);
    assertRefused("line 4: no sources, as 4 or 0x4000-0x7fff: 0", good + "a 0 key\n");
    assertRefused("line 4: no sources, as 4 or 0x4000-0x7fff: 5-4", good + "a 5-4 key\n");
    assertRefused("line 4: no sources, as 4 or 0x4000-0x7fff: 0x10000", good + "a 0x10000 key\n");
    assertRefused("line 4: no public key of Ed25519: key", good + "a 4 key\n");
    assertRefused("line 4: a key is a name, its sources", good + "a 4\n");
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

  private static boolean permits(byte[] principal, int source) {
    var command = new UnsafeBuffer(new byte[20]);
    command.putLong(4 + 8, (long) source << 48 | 7, ByteOrder.LITTLE_ENDIAN);
    return Sources.permit(principal, command, 4, 16);
  }

  @Test
  void shouldHaveAllSourcesWithoutAPrincipal() {
    assertEquals(4, Sources.parse("1-2").principal().length);
    assertTrue(permits(new byte[0], 4));
  }
}
