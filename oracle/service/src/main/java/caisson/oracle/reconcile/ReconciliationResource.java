package caisson.oracle.reconcile;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The last passes with every difference. */
@Path("/reconciliation")
public class ReconciliationResource {
  @Inject Reconciler reconciler;

  @GET
  public ReconciliationReport reconciliation() {
    return reconciler.report();
  }
}
