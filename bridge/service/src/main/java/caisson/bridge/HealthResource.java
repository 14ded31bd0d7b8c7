package caisson.bridge;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;

/** Answers when the process serves. */
@Path("/health")
public class HealthResource {
  @GET
  public Map<String, String> health() {
    return Map.of("status", "UP");
  }
}
