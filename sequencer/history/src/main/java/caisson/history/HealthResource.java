package caisson.history;

import caisson.history.projection.Follower;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** UP while the fold follows the log; a node that is away does not make history unhealthy. */
@Path("/health")
public class HealthResource {
  /** {@code live} is true once the end of the log was reached. */
  public record Health(String status, String state, String reason, long sequence, boolean live) {}

  @Inject Follower follower;

  @GET
  public Response health() {
    Follower.State state = follower.state();
    boolean up = state == Follower.State.STARTING || state == Follower.State.FOLLOWING;
    Health health =
        new Health(
            up ? "UP" : "DOWN",
            state.name(),
            up ? "" : follower.reason(),
            follower.committedSequence(),
            follower.live());
    return Response.status(up ? 200 : 503).entity(health).build();
  }
}
