package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** What everybody may read. */
@Path("/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public final class PublicResource {
  private final Gateway gateway;

  PublicResource(Gateway gateway) {
    this.gateway = gateway;
  }

  @GET
  @Path("info")
  public ObjectNode info() {
    Deployment deployment = gateway.deployment();
    ObjectNode node = JsonWriter.object();
    node.put("name", gateway.domain().name());
    node.put("version", gateway.domain().version());
    node.put("chainId", deployment.chainId());
    node.put("clearingHouse", deployment.clearingHouse().toString());
    node.put("vault", deployment.vault().toString());
    node.put("insuranceFund", deployment.insuranceFund().toString());
    ObjectNode tokens = node.putObject("tokens");
    deployment
        .tokens()
        .forEach((asset, token) -> tokens.put(Integer.toString(asset), token.toString()));
    ObjectNode domain = node.putObject("domain");
    domain.put("name", gateway.domain().name());
    domain.put("version", gateway.domain().version());
    domain.put("chainId", gateway.domain().chainId());
    domain.put("verifyingContract", gateway.domain().verifyingContract().toString());
    gateway.venue().describe(node, deployment.tokens());
    return node;
  }

  @GET
  @Path("markets")
  public ObjectNode markets() {
    return venue().markets();
  }

  @GET
  @Path("markets/{market}/book")
  public ObjectNode book(@PathParam("market") String market, @QueryParam("depth") String depth) {
    return venue().book(id("market", market), limit("depth", depth, 25, 200));
  }

  @GET
  @Path("markets/{market}/trades")
  public ObjectNode trades(@PathParam("market") String market, @QueryParam("limit") String limit) {
    return venue().trades(id("market", market), limit("limit", limit, 50, Market.TRADES));
  }

  @GET
  @Path("markets/{market}/marks")
  public ObjectNode marks(@PathParam("market") String market, @QueryParam("limit") String limit) {
    return venue().marks(id("market", market), limit("limit", limit, 300, Market.MARKS));
  }

  @GET
  @Path("batches/last")
  public ObjectNode batches() {
    return venue().batches();
  }

  private Venue venue() {
    gateway.requireLive();
    return gateway.venue();
  }

  static int id(String name, String text) {
    return number(name, text, 1, Integer.MAX_VALUE);
  }

  private static int limit(String name, String text, int usual, int most) {
    return text == null ? usual : number(name, text, 1, most);
  }

  private static int number(String name, String text, int least, int most) {
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw Problem.field("BAD_FIELD", name, "expected a whole number from " + least + " to " + most);
  }
}
