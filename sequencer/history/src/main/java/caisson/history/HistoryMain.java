package caisson.history;

import caisson.client.Startup;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process: derives its port, checks the database, then hands over to Quarkus. */
@QuarkusMain
public final class HistoryMain {
  private HistoryMain() {}

  public static void main(String[] args) {
    var startup = new Startup("history");
    int portBase = Integer.getInteger("caisson.port-base", 7000);
    startup.defaultTo("quarkus.http.port", Integer.toString(portBase + 1));
    startup.defaultTo(
        "caisson.database.url", "postgresql://127.0.0.1:" + (portBase + 5) + "/caisson");
    startup.requireDatabase();
    Quarkus.run(null, startup::end, args);
  }
}
