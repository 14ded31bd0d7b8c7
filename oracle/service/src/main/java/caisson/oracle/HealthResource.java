package caisson.oracle;

import caisson.oracle.publish.Publisher;
import caisson.oracle.reconcile.Reconciler;
import caisson.oracle.reconcile.ReconciliationReport;
import caisson.oracle.reconcile.ReconciliationReport.State;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/**
 * UP while the publisher runs; it waits for a node that is away. ALARM when the last pass of
 * reconciliation found a difference, no further pass is possible, or a mark in the log is not what
 * its inputs give: prices go on, so the answer stays 200, but somebody has to look.
 */
@Path("/health")
public class HealthResource {
  /** {@code live} is true once the end of the log was reached. */
  public record Health(
      String status, boolean live, String round, String reason, State reconciliation) {}

  @Inject Publisher publisher;
  @Inject Reconciler reconciler;

  @GET
  public Response health() {
    boolean up = publisher.failure().isEmpty();
    ReconciliationReport reconciliation = reconciler.report();
    String wrong = publisher.wrongPrice();
    String running = reconciliation.alarm() || !wrong.isEmpty() ? "ALARM" : "UP";
    Health health =
        new Health(
            up ? running : "DOWN",
            publisher.live(),
            publisher.report().round(),
            up ? wrong : publisher.failure(),
            reconciliation.state());
    return Response.status(up ? 200 : 503).entity(health).build();
  }
}
