package caisson.gateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Reads {@code --flag value} arguments as {@code caisson.flag} properties, then starts. */
@QuarkusMain
public final class GatewayMain {
  private GatewayMain() {}

  public static void main(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        fail("expected --flag value, found " + args[i]);
      }
      System.setProperty("caisson." + args[i].substring(2), args[i + 1]);
    }
    for (String required : new String[] {"data", "deployment"}) {
      if (System.getProperty("caisson." + required) == null) {
        fail("--" + required + " is required");
      }
    }
    Quarkus.run(
        null,
        (code, failure) -> {
          if (failure != null) {
            fail(rootCause(failure));
          }
          System.exit(code);
        },
        args);
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static void fail(String sentence) {
    System.err.println("gateway cannot start: " + sentence);
    System.exit(1);
  }
}
