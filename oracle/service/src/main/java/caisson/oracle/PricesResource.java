package caisson.oracle;

import caisson.oracle.publish.PriceReport;
import caisson.oracle.publish.Publisher;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** The last round with every source and why it counted or did not. */
@Path("/v1/prices")
public class PricesResource {
  private static final long MOST_PPM = 500_000;

  @Inject Publisher publisher;

  @GET
  public PriceReport prices() {
    return publisher.report();
  }

  /** A crash to show: only generated prices can be moved, and at most by half. */
  @POST
  @Path("/demo")
  public void moveDemo(@QueryParam("instrument") String instrument, @QueryParam("ppm") long ppm) {
    if (Math.abs(ppm) > MOST_PPM || !publisher.moveDemo(instrument, ppm)) {
      throw new NotFoundException("no demo price to move");
    }
  }
}
