package caisson.attestor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.SealedWindow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
  private static final int SEALED = 40;

  @Test
  void shouldKeepTheNewestThatFitAndNeverTooFew() {
    TestVenue venue = new TestVenue();
    List<SealedWindow> sealed = new ArrayList<>();
    for (int i = 0; i < SEALED; i++) {
      sealed.add(venue.deposit(i % 2, 1_000_000 + i).seal().lastWindow());
    }
    long each = Windows.weight(sealed.get(1));
    Windows few = new Windows(each);
    Windows some = new Windows(20 * each);
    Windows all = new Windows(2 * SEALED * each);
    for (SealedWindow window : sealed) {
      few.keep(window);
      some.keep(window);
      all.keep(window);
    }
    assertEquals(Windows.LEAST, few.size());
    assertEquals(20, some.size(), 1);
    assertEquals(SEALED, all.size());
    assertEquals(SEALED, few.of(SEALED).orElseThrow().no());
    assertTrue(few.of(SEALED - Windows.LEAST).isEmpty());
  }
}
