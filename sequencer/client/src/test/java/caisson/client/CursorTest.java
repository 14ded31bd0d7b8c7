package caisson.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CursorTest {
  @Test
  void shouldOrderBySequenceThenIndex() {
    assertTrue(Cursor.START.compareTo(new Cursor(1, 0)) < 0);
    assertTrue(new Cursor(1, 9).compareTo(new Cursor(2, 0)) < 0);
    assertTrue(new Cursor(2, 1).compareTo(new Cursor(2, 0)) > 0);
  }
}
