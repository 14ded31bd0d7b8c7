package caisson.oracle;

import caisson.oracle.publish.Publisher;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** UP while the publisher runs; it waits for a node that is away. */
@Path("/health")
public class HealthResource {
  /** {@code live} is true once the end of the log was reached. */
  public record Health(String status, boolean live, String round, String reason) {}

  @Inject Publisher publisher;

  @GET
  public Response health() {
    boolean up = publisher.failure().isEmpty();
    Health health =
        new Health(
            up ? "UP" : "DOWN", publisher.live(), publisher.report().round(), publisher.failure());
    return Response.status(up ? 200 : 503).entity(health).build();
  }
}
