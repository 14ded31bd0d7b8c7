package caisson.gateway;

import caisson.client.Startup;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Reads {@code --flag value} arguments as {@code caisson.flag} properties, then starts. */
@QuarkusMain
public final class GatewayMain {
  private GatewayMain() {}

  public static void main(String[] args) {
    var startup = new Startup("gateway");
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        startup.refuse("expected --flag value, found " + args[i]);
      }
      System.setProperty("caisson." + args[i].substring(2), args[i + 1]);
    }
    for (String required : new String[] {"data", "deployment"}) {
      if (System.getProperty("caisson." + required) == null) {
        startup.refuse("--" + required + " is required");
      }
    }
    Quarkus.run(null, startup::end, args);
  }
}
