package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class BookTest {
  private static final Grid PRICE = Grid.of(new BigDecimal("0.1"));
  private static final Grid QUANTITY = Grid.of(new BigDecimal("0.0001"));

  @Test
  void shouldKeepLevelsBestFirstAndDropEmptyOnes() {
    Book book = new Book();
    book.add(true, 599_990, 3);
    book.add(true, 599_999, 5);
    book.add(true, 599_999, 2);
    book.add(false, 600_010, 4);
    book.add(false, 600_001, 1);
    book.remove(false, 600_001, 1);
    assertEquals("{599999=7, 599990=3}", book.bids.toString());
    assertEquals("{600010=4}", book.asks.toString());
    assertEquals("{600001=0, 600010=4}", book.touchedAsks.toString());
    assertEquals(599_999, book.best(true));
    assertEquals(600_010, book.best(false));
  }

  @Test
  void shouldSumTheWrittenLevelsBidAndAskInTurn() {
    Book book = new Book();
    book.add(true, 599_999, 7);
    book.add(true, 599_990, 3);
    book.add(false, 600_010, 4);
    assertEquals(
        crc("59999.9:0.0007:60001.0:0.0004:59999.0:0.0003"), book.checksum(PRICE, QUANTITY));
    assertEquals(crc(""), new Book().checksum(PRICE, QUANTITY));
  }

  @Test
  void shouldStopWhenMoreLeavesALevelThanIsThere() {
    Book book = new Book();
    book.add(true, 1, 3);
    assertTrue(
        assertThrows(IllegalStateException.class, () -> book.remove(true, 1, 4))
            .getMessage()
            .contains("lots=-1"));
  }

  private static String crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return Long.toString(crc.getValue());
  }
}
