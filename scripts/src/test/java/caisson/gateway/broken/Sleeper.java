package caisson.gateway.broken;

import jakarta.inject.Singleton;
import org.web3j.protocol.core.Request;

/** Does what no process of the venue may do; the shape test must name each. */
@Singleton
public final class Sleeper {
  private Sleeper() {}

  public static void sleep() throws InterruptedException {
    Thread.sleep(1);
  }

  public static String secondDoor(Request<?, ?> request) {
    return request.getMethod();
  }
}
