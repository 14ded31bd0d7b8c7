package caisson.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Where text becomes numbers and back. */
class EdgeTest {
  private static final Market PERPETUAL =
      new Market(1, "BTC-PERP", "PERPETUAL", new BigDecimal("0.1"), new BigDecimal("0.0001"));

  @Test
  void shouldConvertExactlyOrRefuse() {
    assertEquals(600_000, PERPETUAL.ticks("60000"));
    assertEquals(600_001, PERPETUAL.ticks("60000.10"));
    assertEquals("60000.1", PERPETUAL.price(600_001));
    assertEquals(15, PERPETUAL.lots("0.0015"));
    assertEquals("0.0015", PERPETUAL.quantity(15));
    assertThrows(IllegalArgumentException.class, () -> PERPETUAL.ticks("60000.05"));
    assertThrows(IllegalArgumentException.class, () -> PERPETUAL.lots("0.00015"));
  }

  @Test
  void shouldGiveNoncesAboveThoseOfAnEarlierRun() {
    NonceSource earlier = new NonceSource(1_800_000_000_000L);
    long last = 0;
    for (int i = 0; i < 1000; i++) {
      last = earlier.next();
    }
    assertTrue(new NonceSource(1_800_000_000_001L).next() > last);
    assertEquals(last + 1, earlier.next());
  }

  @Test
  void shouldReadAndWriteJsonWithoutLosingADigit() {
    String text =
        "{\"a\":\"9223372036854775807\",\"b\":[1,0.10,true,null],\"c\":{\"d\":\"x\\\"y\"}}";
    Json json = Json.parse(text);
    assertEquals(text, json.toString());
    assertEquals(Long.MAX_VALUE, json.integer("a"));
    assertEquals("missing member: z", refusal(() -> json.text("z")));
    assertEquals("not a 64-bit integer: d", refusal(() -> json.get("c").integer("d")));
    assertThrows(IllegalArgumentException.class, () -> Json.parse("{\"a\":"));
    assertThrows(IllegalArgumentException.class, () -> Json.parse(""));
    assertThrows(IllegalArgumentException.class, () -> Json.parse("{} {}"));
  }

  @Test
  void shouldNameTheReasonOfAProblem() {
    GatewayException problem =
        GatewayException.of(
            422,
            """
            {"type":"/problems/insufficient-margin","title":"insufficient margin","status":422,
             "detail":"needs 6 has 5","reason":"INSUFFICIENT_MARGIN","field":null}""");
    assertEquals("INSUFFICIENT_MARGIN", problem.reason());
    assertEquals("INSUFFICIENT_MARGIN: needs 6 has 5", problem.getMessage());
    assertEquals("HTTP_502", GatewayException.of(502, "<html>").reason());
  }

  private static String refusal(Runnable reading) {
    return assertThrows(IllegalArgumentException.class, reading::run).getMessage();
  }
}
