package caisson.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StartupTest {
  @Test
  void shouldTellTheSentenceOfTheFirstCause() {
    var first = new IllegalStateException("port 7002 is taken");
    assertEquals("port 7002 is taken", Startup.reason(new RuntimeException("started", first)));
  }

  @Test
  void shouldTellWhatAndWhereOfACauseThatSaysNothing() {
    String reason = Startup.reason(new RuntimeException(new TimeoutException()));
    assertTrue(reason.startsWith("TimeoutException at caisson.client.StartupTest."), reason);
    var bare = new TimeoutException();
    bare.setStackTrace(new StackTraceElement[0]);
    assertEquals("TimeoutException", Startup.reason(bare));
  }
}
