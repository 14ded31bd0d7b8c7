package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Whether this process serves: the log is read to its end and the node takes commands. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
  private final Gateway gateway;

  HealthResource(Gateway gateway) {
    this.gateway = gateway;
  }

  @GET
  public Response health() {
    ObjectNode node = JsonWriter.object();
    node.put("status", gateway.ready() ? "UP" : "DOWN");
    node.put("sequence", Long.toString(gateway.lastSequence()));
    node.put("live", gateway.live());
    node.put("connected", gateway.desk().connected());
    return Response.status(gateway.ready() ? 200 : 503).entity(node).build();
  }
}
