package caisson.oracle;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;

/** Tells the launcher that requests are answered. */
@ApplicationScoped
public class Ready {
  void onListening(@ObservesAsync HttpServerStart event) {
    System.out.println("READY oracle");
  }
}
