package caisson.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.sdk.Channel.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private final Channel channel = Channel.ofMarket("book", 1, message -> {});

  private static Json message(String type, long sequence, long previous) {
    return Json.parse(
        """
        {"channel":"book","market":1,"type":"%s","sequence":"%d","previous":"%d"}"""
            .formatted(type, sequence, previous));
  }

  @Test
  void shouldDeliverTheChainOnceAndInOrder() {
    assertEquals(Verdict.GAP, channel.accept(message("delta", 9, 8)));
    assertEquals(Verdict.DELIVER, channel.accept(message("snapshot", 10, 10)));
    assertEquals(Verdict.DELIVER, channel.accept(message("delta", 14, 10)));
    assertEquals(Verdict.DUPLICATE, channel.accept(message("delta", 14, 10)));
    assertEquals(Verdict.DUPLICATE, channel.accept(message("delta", 10, 9)));
    assertEquals(Verdict.GAP, channel.accept(message("delta", 20, 17)));
    assertEquals(Verdict.DELIVER, channel.accept(message("delta", 17, 14)));
    assertEquals(Verdict.DELIVER, channel.accept(message("delta", 20, 17)));
  }

  @Test
  void shouldResumeAfterTheLastMessageDelivered() {
    assertFalse(channel.subscribe("1").containsKey("after"));
    channel.accept(message("snapshot", 10, 10));
    channel.accept(message("delta", 20, 17));
    Map<String, Object> request = channel.subscribe("1");
    assertEquals("10", request.get("after"));
    channel.forget();
    assertFalse(channel.subscribe("1").containsKey("after"));
  }

  @Test
  void shouldReadOnlyItsOwnMarket() {
    assertTrue(channel.carries(message("delta", 1, 0)));
    Channel other = Channel.ofMarket("book", 2, message -> {});
    assertFalse(other.carries(message("delta", 1, 0)));
    Channel account = Channel.ofAccount(4096, () -> "token", message -> {});
    assertFalse(account.carries(message("delta", 1, 0)));
    assertEquals("token", account.subscribe("1").get("token"));
  }

  @Test
  void shouldKeepTheBookAndRefuseAWrongChecksum() {
    Book book = new Book();
    // CRC32 of "99.9:1.0:100.1:2.0:99.8:3.0" and of "99.8:3.0:100.1:2.0", from another
    // implementation (zlib).
    book.apply(
        Json.parse(
            """
            {"type":"snapshot","bids":[["99.9","1.0"],["99.8","3.0"]],"asks":[["100.1","2.0"]],"checksum":"2462874858"}"""));
    assertEquals(
        List.of(new Book.Level("99.9", "1.0"), new Book.Level("99.8", "3.0")), book.bids());
    book.apply(
        Json.parse(
            """
            {"type":"delta","bids":[["99.9","0.0"]],"asks":[],"checksum":"3311891938"}"""));
    assertEquals(List.of(new Book.Level("99.8", "3.0")), book.bids());
    assertThrows(
        IllegalStateException.class,
        () ->
            book.apply(
                Json.parse(
                    """
                    {"type":"delta","bids":[],"asks":[["100.1","5.0"]],"checksum":"3311891938"}""")));
  }
}
