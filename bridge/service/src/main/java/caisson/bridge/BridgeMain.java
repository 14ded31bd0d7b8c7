package caisson.bridge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Starts the process: derives its ports, checks the database, then hands over to Quarkus. */
@QuarkusMain
public final class BridgeMain {
  private BridgeMain() {}

  public static void main(String[] args) {
    int portBase = Integer.getInteger("caisson.port-base", 7000);
    String host = System.getProperty("caisson.host", "127.0.0.1");
    setDefault("quarkus.http.port", Integer.toString(portBase + 2));
    setDefault("caisson.database.url", "postgresql://" + host + ":" + (portBase + 5) + "/caisson");
    setDefault("caisson.bridge.attestors", "http://" + host + ":" + (portBase + 4));
    setDefault("caisson.chain.url", "http://" + host + ":" + (portBase + 6));
    checkDatabase(System.getProperty("caisson.database.url"));
    Quarkus.run(
        null,
        (exitCode, failure) -> {
          if (failure != null) {
            refuse(rootCause(failure).toString());
          }
          System.exit(exitCode);
        },
        args);
  }

  private static void checkDatabase(String url) {
    String user = System.getProperty("caisson.database.user", "caisson");
    String password = System.getProperty("caisson.database.password", "caisson");
    try {
      DriverManager.getConnection("jdbc:" + url, user, password).close();
    } catch (SQLException e) {
      refuse("database " + url + " does not answer: " + e.getMessage());
    }
  }

  private static void refuse(@Nullable String reason) {
    System.err.println("bridge cannot start: " + String.valueOf(reason).replaceAll("\\s+", " "));
    System.exit(1);
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void setDefault(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
