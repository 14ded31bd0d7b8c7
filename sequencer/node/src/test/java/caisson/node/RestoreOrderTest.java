package caisson.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreOrderTest {
  private static final NodePorts OWN = NodePorts.parse("10.0.0.3:7000");
  private static final List<NodePorts> MEMBERS =
      List.of(NodePorts.parse("10.0.0.1:7000"), NodePorts.parse("10.0.0.2:7000"), OWN);

  @TempDir Path dir;

  @Test
  void shouldTakeWhatItsOperatorSigned() throws Exception {
    var operator = new Operator();
    Path file = order(operator, "10.0.0.3:7000", "10.0.0.1:7000,10.0.0.2:7000");
    RestoreOrder order = RestoreOrder.read(file, operator.key());
    order.requireFor(OWN, MEMBERS);
    assertEquals(4_711, order.sequence());
  }

  @Test
  void shouldRefuseAnotherKeyAChangedOrderAndNoSignature() throws Exception {
    var operator = new Operator();
    Path file = order(operator, "10.0.0.3:7000", "10.0.0.1:7000,10.0.0.2:7000");
    String other = new Operator().key();
    assertRefused("not signed by the operator", file, other);
    assertRefused("not signed by the operator", file, "");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("sequence 4711", "sequence 0"));
    assertRefused("not signed by the operator", file, operator.key());
    Files.writeString(file, text.substring(0, text.indexOf("signature")));
    assertRefused("no signed order", file, operator.key());
    operator.order(file, "10.0.0.3:7000", "10.0.0.1:7000,10.0.0.2:7000", -1);
    assertRefused("sequence of the order", file, operator.key());
    assertRefused("cannot be read", dir.resolve("none"), operator.key());
  }

  @Test
  void shouldRefuseAnOrderToAnotherAndOneThatLeavesAMemberOut() throws Exception {
    var operator = new Operator();
    for (String[] words :
        new String[][] {
          {"10.0.0.1:7000", "10.0.0.2:7000,10.0.0.3:7000"},
          {"10.0.0.3:7000", "10.0.0.1:7000"},
          {"10.0.0.3:7000", "10.0.0.1:7000,10.0.0.2:7000,10.0.0.3:7000"}
        }) {
      var order = RestoreOrder.read(order(operator, words[0], words[1]), operator.key());
      assertThrows(StartException.class, () -> order.requireFor(OWN, MEMBERS));
    }
  }

  private Path order(Operator operator, String member, String lost) throws Exception {
    return operator.order(dir.resolve("order"), member, lost, 4_711);
  }

  private static void assertRefused(String why, Path file, String key) {
    var refused = assertThrows(StartException.class, () -> RestoreOrder.read(file, key));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }
}
