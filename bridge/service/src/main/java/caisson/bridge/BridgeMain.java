package caisson.bridge;

import caisson.client.Startup;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process: derives its ports, checks the database, then hands over to Quarkus. */
@QuarkusMain
public final class BridgeMain {
  private BridgeMain() {}

  public static void main(String[] args) {
    var startup = new Startup("bridge");
    int portBase = Integer.getInteger("caisson.port-base", 7000);
    String host = System.getProperty("caisson.host", "127.0.0.1");
    startup.defaultTo("quarkus.http.port", Integer.toString(portBase + 2));
    startup.defaultTo(
        "caisson.database.url", "postgresql://" + host + ":" + (portBase + 5) + "/caisson");
    startup.defaultTo("caisson.bridge.attestors", "http://" + host + ":" + (portBase + 4));
    startup.defaultTo("caisson.chain.url", "http://" + host + ":" + (portBase + 6));
    startup.requireDatabase();
    Quarkus.run(null, startup::end, args);
  }
}
