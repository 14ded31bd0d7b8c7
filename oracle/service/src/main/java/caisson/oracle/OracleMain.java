package caisson.oracle;

import caisson.client.Startup;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process: derives its port, then hands over to Quarkus. */
@QuarkusMain
public final class OracleMain {
  OracleMain() {}

  public static void main(String[] args) {
    var startup = new Startup("oracle");
    int portBase = Integer.getInteger("caisson.port-base", 7000);
    startup.defaultTo("quarkus.http.port", Integer.toString(portBase + 3));
    Quarkus.run(null, startup::end, args);
  }
}
