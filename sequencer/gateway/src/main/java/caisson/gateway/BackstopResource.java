package caisson.gateway;

import caisson.gateway.SignedCommands.By;
import caisson.signing.TypedMessage.BackstopMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Standing offers to take lines that liquidation did not sell, one of an account in a market. A new
 * one takes the place of the old; an offer that ends is signed as one of no capacity, for nothing.
 */
@Path("/v1/backstop/offers")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class BackstopResource {
  private static final int MOST_PPM = 1_000_000;
  private static final Set<String> END =
      new LinkedHashSet<>(List.of("account", "market", "nonce", "expiryNs", "signature"));
  private static final Set<String> OFFER = new LinkedHashSet<>(END);

  static {
    OFFER.addAll(List.of("capacity", "premiumPpm"));
  }

  private final Gateway gateway;
  private final SignedCommands commands;

  BackstopResource(Gateway gateway) {
    this.gateway = gateway;
    commands = new SignedCommands(gateway);
  }

  @POST
  public CompletionStage<ObjectNode> offer(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, OFFER);
    Market.Listing listing = commands.listing(request);
    if (listing.spot()) {
      throw Problem.field("BAD_FIELD", "market", "a spot market has no positions to take");
    }
    BackstopMessage offer =
        new BackstopMessage(
            request.account("account"),
            listing.market(),
            request.steps("capacity", listing.quantity(), "QUANTITY_GRID"),
            (int) request.integer("premiumPpm", 0, MOST_PPM),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.send(request, offer, offer.account(), By.ANY_KEY, CommandWriter::backstop);
  }

  @POST
  @Path("end")
  public CompletionStage<ObjectNode> end(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, END);
    BackstopMessage offer =
        new BackstopMessage(
            request.account("account"),
            commands.listing(request).market(),
            0,
            0,
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.sendFirst(request, offer, offer.account(), By.ANY_KEY, CommandWriter::backstop);
  }
}
