package caisson.oracle;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process: derives its port, then hands over to Quarkus. */
@QuarkusMain
public final class OracleMain {
  OracleMain() {}

  public static void main(String[] args) {
    int portBase = Integer.getInteger("caisson.port-base", 7000);
    if (System.getProperty("quarkus.http.port") == null) {
      System.setProperty("quarkus.http.port", Integer.toString(portBase + 3));
    }
    Quarkus.run(
        null,
        (exitCode, failure) -> {
          if (failure != null) {
            String reason = String.valueOf(rootCause(failure).getMessage());
            System.err.println("oracle cannot start: " + reason.replaceAll("\\s+", " "));
          }
          System.exit(failure == null ? exitCode : 1);
        },
        args);
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
