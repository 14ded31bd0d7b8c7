package caisson.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.SetRulesDecoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PermitTest {
  private static final int FIRST_EVENT = 100;
  private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);

  @Test
  void shouldGrantTheSourcesAlone() {
    byte[] gateways = Permit.parse("0x4000-0x7fff", "users").principal(KEY);
    assertFalse(grants(gateways, 0x3fff, PlaceOrderDecoder.TEMPLATE_ID));
    assertTrue(grants(gateways, 0x4000, PlaceOrderDecoder.TEMPLATE_ID));
    assertTrue(grants(gateways, 0x7fff, PlaceOrderDecoder.TEMPLATE_ID));
    assertFalse(grants(gateways, 0x8000, PlaceOrderDecoder.TEMPLATE_ID));
    byte[] highest = Permit.parse("0xffff", "users").principal(KEY);
    assertTrue(grants(highest, 0xffff, PlaceOrderDecoder.TEMPLATE_ID));
    assertFalse(grants(highest, 0, PlaceOrderDecoder.TEMPLATE_ID));
  }

  @Test
  void shouldGrantTheCommandsAlone() {
    byte[] gateway = Permit.parse("0x4000", "users").principal(KEY);
    assertTrue(grants(gateway, 0x4000, OfferBackstopDecoder.TEMPLATE_ID));
    assertFalse(grants(gateway, 0x4000, CreditDepositDecoder.TEMPLATE_ID));
    assertFalse(grants(gateway, 0x4000, SetRulesDecoder.TEMPLATE_ID));
    // No command has these, and no principal a bit for the second.
    assertFalse(grants(gateway, 0x4000, 99));
    assertFalse(grants(gateway, 0x4000, 0xFFFF));
    byte[] both = Permit.parse("2", "chain,operators").principal(KEY);
    assertTrue(grants(both, 2, CreditDepositDecoder.TEMPLATE_ID));
    assertTrue(grants(both, 2, SetRulesDecoder.TEMPLATE_ID));
    assertFalse(grants(both, 2, PlaceOrderDecoder.TEMPLATE_ID));
  }

  /** It is in the log for ever: what may be sent, and the start of the SHA-256 of "key". */
  @Test
  void shouldSpellThePrincipalOut() {
    byte[] bytes = new byte[36];
    bytes[1] = 3;
    bytes[3] = 3;
    bytes[4 + 30 / 8] = (byte) (1 << 30 % 8 | 1 << 31 % 8);
    bytes[4 + 77 / 8] = (byte) (1 << 77 % 8 | 1 << 79 % 8);
    byte[] fingerprint = HexFormat.of().parseHex("2c70e12b7a0646f92279f427c7b38e73");
    System.arraycopy(fingerprint, 0, bytes, 20, 16);
    assertArrayEquals(bytes, Permit.parse("3", "prices").principal(KEY));
  }

  /** As logs of before have it, of today, and with more behind it than is known today. */
  @Test
  void shouldGrantByThePermitAloneWhateverStandsBehindIt() {
    byte[] today = Permit.parse("4", "operators").principal(KEY);
    for (int length : new int[] {20, 36, 37, 64}) {
      byte[] principal = Arrays.copyOf(today, length);
      assertTrue(grants(principal, 4, SetRulesDecoder.TEMPLATE_ID), "length=" + length);
      assertFalse(grants(principal, 4, CreditDepositDecoder.TEMPLATE_ID), "length=" + length);
      assertFalse(grants(principal, 2, SetRulesDecoder.TEMPLATE_ID), "length=" + length);
    }
  }

  @Test
  void shouldGrantAllWithoutAPrincipalAndNothingByAPartOfOne() {
    assertTrue(grants(new byte[0], 4, SetRulesDecoder.TEMPLATE_ID));
    byte[] today = Permit.parse("4", "operators").principal(KEY);
    for (int length = 1; length < 20; length++) {
      byte[] principal = Arrays.copyOf(today, length);
      assertFalse(grants(principal, 4, SetRulesDecoder.TEMPLATE_ID), "length=" + length);
    }
  }

  /** A message that holds no request id has no source; without a principal all are let through. */
  @Test
  void shouldRefuseWhatIsTooShortToHaveASource() {
    var command = command(4, SetRulesDecoder.TEMPLATE_ID);
    byte[] operator = Permit.parse("4", "operators").principal(KEY);
    assertTrue(Permit.grants(operator, command, 4, 16));
    assertFalse(Permit.grants(operator, command, 4, 15));
    assertTrue(Permit.grants(new byte[0], command, 4, 15));
  }

  @Test
  void shouldRefuseWhatIsNoPermit() {
    for (String sources : new String[] {"0", "5-4", "0x10000", "", "a", "1-"}) {
      assertThrows(IllegalArgumentException.class, () -> Permit.parse(sources, "users"), sources);
    }
    for (String kinds : new String[] {"", "user", "users,", "USERS"}) {
      assertThrows(IllegalArgumentException.class, () -> Permit.parse("1", kinds), kinds);
    }
  }

  /** A new command belongs to somebody. */
  @Test
  void shouldHaveEveryCommandOfTheProtocolInOneKind() throws Exception {
    Map<Integer, String> commands = new TreeMap<>();
    try (var schema = getClass().getResourceAsStream("/caisson/protocol/protocol.xml")) {
      String text = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
      var message =
          Pattern.compile("<sbe:message\\s+name=\"(\\w+)\"\\s+id=\"(\\d+)\"").matcher(text);
      while (message.find()) {
        int template = Integer.parseInt(message.group(2));
        if (template < FIRST_EVENT) {
          commands.put(template, message.group(1));
        }
      }
    }
    assertTrue(commands.size() > 50, "the schema was not read");
    for (CommandKind kind : CommandKind.values()) {
      for (int template : kind.templates()) {
        String name = commands.remove(template);
        assertTrue(name != null, kind + " has " + template + " twice, or no command has it");
      }
    }
    assertEquals(Map.of(), commands, "commands of no kind");
  }

  private static boolean grants(byte[] principal, int source, int template) {
    return Permit.grants(principal, command(source, template), 4, 16);
  }

  private static UnsafeBuffer command(int source, int template) {
    var command = new UnsafeBuffer(new byte[20]);
    command.putShort(4 + 2, (short) template, ByteOrder.LITTLE_ENDIAN);
    command.putLong(4 + 8, (long) source << 48 | 7, ByteOrder.LITTLE_ENDIAN);
    return command;
  }
}
