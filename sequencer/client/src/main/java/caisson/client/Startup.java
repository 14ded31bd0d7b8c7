package caisson.client;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the processes around the node do alike before they serve, each under its own name. */
public record Startup(String process) {
  /** Sets what neither the command line nor the launcher has set. */
  public void defaultTo(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Ends the process with a sentence where the database does not answer. */
  public void requireDatabase() {
    String url = System.getProperty("caisson.database.url");
    String user = System.getProperty("caisson.database.user", "caisson");
    String password = System.getProperty("caisson.database.password", "caisson");
    try {
      DriverManager.getConnection("jdbc:" + url, user, password).close();
    } catch (SQLException e) {
      refuse("database " + url + " does not answer: " + e.getMessage());
    }
  }

  /** Ends the process; 0 only where it was asked to end. */
  public void end(int exitCode, @Nullable Throwable failure) {
    if (failure != null) {
      refuse(reason(failure));
    }
    System.exit(exitCode);
  }

  public void refuse(String reason) {
    System.err.println(process + " cannot start: " + reason.replaceAll("\\s+", " "));
    System.exit(1);
  }

  /** The message of the first cause; where it says nothing, what it is and where it arose. */
  static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause.getMessage() != null) {
      return cause.getMessage();
    }
    StackTraceElement[] trace = cause.getStackTrace();
    String kind = cause.getClass().getSimpleName();
    return trace.length == 0 ? kind : kind + " at " + trace[0];
  }
}
