package caisson.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ProtocolTest {
  @Test
  void shouldReturnEveryFieldOfAnOrder() {
    var buffer = new ExpandableArrayBuffer();
    var header = new MessageHeaderEncoder();
    new PlaceOrderEncoder()
        .wrapAndApplyHeader(buffer, 16, header)
        .requestId(7)
        .account(4096)
        .market(1)
        .limitTicks(600_000)
        .lots(25)
        .nonce(-1)
        .expiryNs(Long.MAX_VALUE)
        .side(Side.SELL)
        .timeInForce(TimeInForce.POST_ONLY)
        .clientOrderId()
        .high(1)
        .low(-2);
    var order = new PlaceOrderDecoder().wrapAndApplyHeader(buffer, 16, new MessageHeaderDecoder());
    assertEquals(7, order.requestId());
    assertEquals(600_000, order.limitTicks());
    assertEquals(-1, order.nonce());
    assertEquals(Side.SELL, order.side());
    assertEquals(TimeInForce.POST_ONLY, order.timeInForce());
    assertEquals(-2, order.clientOrderId().low());
  }

  @Test
  void shouldKeepTemplateIdsUniqueAndInTheRangeOfTheirKind() throws Exception {
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(ProtocolTest.class.getResourceAsStream("/caisson/protocol/protocol.xml"));
    var messages = document.getElementsByTagName("sbe:message");
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < messages.getLength(); i++) {
      var message = (Element) messages.item(i);
      int id = Integer.parseInt(message.getAttribute("id"));
      assertTrue(ids.add(id), "template id used twice: " + id);
      var first = (Element) message.getElementsByTagName("field").item(0);
      String kind = id < 100 ? "requestId" : id < 200 ? "stamp" : first.getAttribute("name");
      assertEquals(kind, first.getAttribute("name"), message.getAttribute("name"));
    }
    assertTrue(ids.size() > 30, "only " + ids.size() + " messages");
  }
}
