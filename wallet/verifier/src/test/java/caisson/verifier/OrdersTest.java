package caisson.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.ServeRequestEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OrdersTest {
  /** The engine refuses it as malformed, and the log has it. */
  @Test
  void shouldPassOverARequestThatIsCutShort() {
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + ServeRequestEncoder.BLOCK_LENGTH];
    new ServeRequestEncoder()
        .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
        .no(1);
    Orders orders = new Orders();
    for (int length = 0; length <= bytes.length; length++) {
      orders.command(new UnsafeBuffer(bytes, 0, length), null);
      assertEquals(length == bytes.length, orders.serving(), "length=" + length);
    }
  }
}
