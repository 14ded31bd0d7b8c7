package caisson.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.signing.BundleEntry;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import java.math.BigDecimal;
import java.util.List;
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

  @Test
  void shouldSignInABundleWhatItSends() {
    OrderTicket ticket =
        new OrderTicket(4096, 1, Side.SELL, TimeInForce.POST_ONLY, 600_001, 15, 0, 0, 0, 7);
    OrderTerms terms = OrderTerms.NONE.replacing(88).withSlide();
    Bundle bundle = new Bundle(4096, 9, 10).cancel(3, 77).place(PERPETUAL, ticket, terms);
    assertEquals(
        new BundleMessage(
            4096,
            List.of(
                BundleEntry.cancel(3, 77),
                new BundleEntry(0, 1, 88, 1, 2, 0, 0, 1, 600_001, 15, 0, 0, 7)),
            9,
            10),
        bundle.message());
    assertEquals(0b1010, bundle.message().markets());
    assertEquals(
        "{\"account\":4096,\"entries\":[{\"market\":3,\"cancel\":\"77\"},"
            + "{\"market\":1,\"side\":\"SELL\",\"timeInForce\":\"POST_ONLY\","
            + "\"price\":\"60000.1\",\"quantity\":\"0.0015\","
            + "\"clientOrderId\":\"0x00000000000000000000000000000007\","
            + "\"selfTrade\":\"CANCEL_TAKER\",\"reduceOnly\":false,\"slide\":true,"
            + "\"goodTillNs\":\"0\",\"replaces\":\"88\"}],"
            + "\"nonce\":\"9\",\"expiryNs\":\"10\"}",
        Json.write(bundle.body()));
    Bundle other = new Bundle(4097, 9, 10);
    assertThrows(IllegalArgumentException.class, () -> other.place(PERPETUAL, ticket, terms));
  }

  @Test
  void shouldSignInAnOfferWhatItSends() {
    BackstopOffer offer = new BackstopOffer(4096, 1, 150, 250_000, 9, 10);
    assertEquals(new BackstopMessage(4096, 1, 150, 250_000, 9, 10), offer.message());
    assertEquals(
        "{\"account\":4096,\"market\":1,\"capacity\":\"0.0150\",\"premiumPpm\":250000,"
            + "\"nonce\":\"9\",\"expiryNs\":\"10\"}",
        Json.write(offer.body(PERPETUAL)));
    assertEquals(
        "capacity=0 lots, premium=1 ppm", refusal(() -> new BackstopOffer(4096, 1, 0, 1, 9, 10)));
    assertEquals(
        "capacity=1 lots, premium=1000001 ppm",
        refusal(() -> new BackstopOffer(4096, 1, 1, 1_000_001, 9, 10)));
  }

  private static String refusal(Runnable reading) {
    return assertThrows(IllegalArgumentException.class, reading::run).getMessage();
  }
}
