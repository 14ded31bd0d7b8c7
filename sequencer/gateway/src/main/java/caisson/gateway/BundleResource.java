package caisson.gateway;

import caisson.gateway.SignedCommands.By;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.signing.BundleEntry;
import caisson.signing.TypedMessage.BundleMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Orders of one account placed, canceled and replaced together, all or none. An entry that says
 * {@code cancel} names an order to cancel; any other is an order with the terms of one sent alone.
 */
@Path("/v1/orders/bundle")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class BundleResource {
  private static final int MOST = 16;
  private static final Set<String> BUNDLE =
      new LinkedHashSet<>(List.of("account", "entries", "nonce", "expiryNs", "signature"));
  private static final Set<String> CANCEL = new LinkedHashSet<>(List.of("cancel", "market"));
  private static final Set<String> ENTRY = new LinkedHashSet<>(CANCEL);

  static {
    ENTRY.addAll(
        List.of(
            "side",
            "timeInForce",
            "price",
            "quantity",
            "clientOrderId",
            "selfTrade",
            "reduceOnly",
            "slide",
            "goodTillNs",
            "replaces"));
  }

  private final Gateway gateway;
  private final SignedCommands commands;

  BundleResource(Gateway gateway) {
    this.gateway = gateway;
    commands = new SignedCommands(gateway);
  }

  @POST
  public CompletionStage<ObjectNode> submit(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, BUNDLE);
    BundleMessage bundle =
        new BundleMessage(
            request.account("account"),
            request.list("entries", 1, MOST, ENTRY).stream().map(this::entry).toList(),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    boolean cancelsOnly = bundle.entries().stream().allMatch(entry -> entry.action() == 1);
    return cancelsOnly
        ? commands.sendFirst(
            request, bundle, bundle.account(), By.ANY_KEY, OrderCommandWriter::bundle)
        : commands.send(request, bundle, bundle.account(), By.ANY_KEY, OrderCommandWriter::bundle);
  }

  private BundleEntry entry(RequestReader entry) {
    Market.Listing listing = commands.listing(entry);
    if (entry.has("cancel")) {
      entry.require(CANCEL);
      return BundleEntry.cancel(listing.market(), entry.unsigned("cancel"));
    }
    ByteBuffer name = ByteBuffer.wrap(entry.hex("clientOrderId", 16));
    return new BundleEntry(
        0,
        listing.market(),
        entry.has("replaces") ? entry.unsigned("replaces") : 0,
        entry.choice("side", Side.class).value(),
        entry.choice("timeInForce", TimeInForce.class).value(),
        entry.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
        entry.flag("reduceOnly"),
        entry.flag("slide"),
        entry.steps("price", listing.price(), "PRICE_GRID"),
        entry.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
        entry.has("goodTillNs") ? entry.unsigned("goodTillNs") : 0,
        name.getLong(),
        name.getLong());
  }
}
