package caisson.oracle;

import caisson.oracle.publish.PriceReport;
import caisson.oracle.publish.Publisher;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The last round with every source and why it counted or did not. */
@Path("/v1/prices")
public class PricesResource {
  @Inject Publisher publisher;

  @GET
  public PriceReport prices() {
    return publisher.report();
  }
}
