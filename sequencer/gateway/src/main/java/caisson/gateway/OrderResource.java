package caisson.gateway;

import caisson.gateway.SignedCommands.By;
import caisson.protocol.OrderSides;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.TwapMessage;
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
 * Signed commands about orders. An order that is FOK or names one of the further terms is signed as
 * Submit, with all of them; any other as Order.
 */
@Path("/v1/orders")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class OrderResource {
  private static final List<String> PLAIN =
      List.of(
          "account",
          "market",
          "side",
          "timeInForce",
          "price",
          "quantity",
          "nonce",
          "expiryNs",
          "clientOrderId",
          "signature");
  private static final List<String> FURTHER =
      List.of("selfTrade", "reduceOnly", "slide", "goodTillNs", "replaces");
  private static final Set<String> ORDER = new LinkedHashSet<>(PLAIN);

  static {
    ORDER.addAll(FURTHER);
  }

  private static final Set<String> AMEND =
      fields(
          "account",
          "market",
          "orderId",
          "price",
          "quantity",
          "postOnly",
          "selfTrade",
          "nonce",
          "expiryNs",
          "signature");
  private static final Set<String> CANCEL =
      fields("account", "market", "orderId", "nonce", "expiryNs", "signature");
  private static final Set<String> CANCEL_ALL =
      fields("account", "market", "sides", "nonce", "expiryNs", "signature");

  private static final Set<String> TRIGGER =
      fields(
          "account",
          "market",
          "side",
          "timeInForce",
          "selfTrade",
          "reduceOnly",
          "when",
          "triggerPrice",
          "price",
          "quantity",
          "group",
          "nonce",
          "expiryNs",
          "clientOrderId",
          "signature");
  private static final Set<String> TWAP =
      fields(
          "account",
          "market",
          "side",
          "selfTrade",
          "reduceOnly",
          "slices",
          "intervalNs",
          "price",
          "quantity",
          "nonce",
          "expiryNs",
          "clientOrderId",
          "signature");
  private static final Set<String> SCALE =
      fields(
          "account",
          "market",
          "side",
          "postOnly",
          "selfTrade",
          "orders",
          "fromPrice",
          "toPrice",
          "quantity",
          "goodTillNs",
          "nonce",
          "expiryNs",
          "clientOrderId",
          "signature");
  private static final Set<String> SCHEDULE =
      fields("account", "atNs", "nonce", "expiryNs", "signature");

  private final Gateway gateway;
  private final SignedCommands commands;

  OrderResource(Gateway gateway) {
    this.gateway = gateway;
    commands = new SignedCommands(gateway);
  }

  @POST
  public CompletionStage<ObjectNode> place(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, ORDER);
    TimeInForce timeInForce = request.choice("timeInForce", TimeInForce.class);
    return timeInForce == TimeInForce.FOK || FURTHER.stream().anyMatch(request::has)
        ? submit(request, timeInForce)
        : plain(request, timeInForce);
  }

  private CompletionStage<ObjectNode> plain(RequestReader request, TimeInForce timeInForce) {
    Market.Listing listing = commands.listing(request);
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    OrderMessage order =
        new OrderMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            timeInForce.value(),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    return commands.send(request, order, order.account(), By.ANY_KEY, CommandWriter::place);
  }

  private CompletionStage<ObjectNode> submit(RequestReader request, TimeInForce timeInForce) {
    Market.Listing listing = commands.listing(request);
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    SubmitMessage order =
        new SubmitMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            timeInForce.value(),
            request.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
            request.flag("reduceOnly"),
            request.flag("slide"),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.has("replaces") ? request.unsigned("replaces") : 0,
            request.has("goodTillNs") ? request.unsigned("goodTillNs") : 0,
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    boolean rests = timeInForce == TimeInForce.GTC || timeInForce == TimeInForce.POST_ONLY;
    if (order.goodTillNs() != 0 && !rests) {
      throw Problem.field("BAD_FIELD", "goodTillNs", "only an order that may rest ends later");
    }
    if (order.slide() == 1 && timeInForce != TimeInForce.POST_ONLY) {
      throw Problem.field("BAD_FIELD", "slide", "only a POST_ONLY order slides");
    }
    if (order.reduceOnly() == 1 && listing.spot()) {
      throw Problem.field("BAD_FIELD", "reduceOnly", "a spot market has no position to reduce");
    }
    return commands.send(request, order, order.account(), By.ANY_KEY, OrderCommandWriter::submit);
  }

  @POST
  @Path("amend")
  public CompletionStage<ObjectNode> amend(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, AMEND);
    Market.Listing listing = commands.listing(request);
    AmendMessage amend =
        new AmendMessage(
            request.account("account"),
            listing.market(),
            request.unsigned("orderId"),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.flag("postOnly"),
            request.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.send(request, amend, amend.account(), By.ANY_KEY, OrderCommandWriter::amend);
  }

  @POST
  @Path("cancel")
  public CompletionStage<ObjectNode> cancel(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, CANCEL);
    CancelMessage cancel =
        new CancelMessage(
            request.account("account"),
            commands.listing(request).market(),
            request.unsigned("orderId"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.sendFirst(request, cancel, cancel.account(), By.ANY_KEY, CommandWriter::cancel);
  }

  /** Without a market in all of them, without sides on both. */
  @POST
  @Path("cancel-all")
  public CompletionStage<ObjectNode> cancelAll(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, CANCEL_ALL);
    CancelAllMessage cancel =
        new CancelAllMessage(
            request.account("account"),
            request.has("market") ? commands.listing(request).market() : 0,
            request.choice("sides", OrderSides.BOTH).value(),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.sendFirst(
        request, cancel, cancel.account(), By.ANY_KEY, OrderCommandWriter::cancelAll);
  }

  /** An order that waits for the mark; canceled like an order, by its id. */
  @POST
  @Path("trigger")
  public CompletionStage<ObjectNode> trigger(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, TRIGGER);
    Market.Listing listing = commands.listing(request);
    if (listing.spot()) {
      throw Problem.field("BAD_FIELD", "market", "a spot market has no mark to wait for");
    }
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    TriggerMessage trigger =
        new TriggerMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            request.choice("timeInForce", TimeInForce.class).value(),
            request.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
            request.flag("reduceOnly"),
            request.choice("when", TriggerWhen.class).value(),
            request.steps("triggerPrice", listing.price(), "PRICE_GRID"),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.has("group") ? request.unsigned("group") : 0,
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    return commands.send(
        request, trigger, trigger.account(), By.ANY_KEY, OrderCommandWriter::trigger);
  }

  /** Orders evenly over a range of prices; the answer tells the last of them, the stream all. */
  @POST
  @Path("scale")
  public CompletionStage<ObjectNode> scale(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, SCALE);
    Market.Listing listing = commands.listing(request);
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    ScaleMessage scale =
        new ScaleMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            request.flag("postOnly"),
            request.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
            (int) request.integer("orders", 2, 16),
            request.steps("fromPrice", listing.price(), "PRICE_GRID"),
            request.steps("toPrice", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.has("goodTillNs") ? request.unsigned("goodTillNs") : 0,
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    return commands.send(request, scale, scale.account(), By.ANY_KEY, OrderCommandWriter::scale);
  }

  /** Lots traded in slices over time; canceled like an order, by its id. */
  @POST
  @Path("twap")
  public CompletionStage<ObjectNode> twap(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, TWAP);
    Market.Listing listing = commands.listing(request);
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    TwapMessage twap =
        new TwapMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            request.choice("selfTrade", SelfTrade.CANCEL_TAKER).value(),
            request.flag("reduceOnly"),
            (int) request.integer("slices", 2, 1_000),
            request.integer("intervalNs", 1_000_000_000L, 86_400_000_000_000L),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    if (twap.reduceOnly() == 1 && listing.spot()) {
      throw Problem.field("BAD_FIELD", "reduceOnly", "a spot market has no position to reduce");
    }
    return commands.send(request, twap, twap.account(), By.ANY_KEY, OrderCommandWriter::twap);
  }

  /** All orders of the account leave at that time, unless it is set again; 0 turns it off. */
  @POST
  @Path("schedule-cancel")
  public CompletionStage<ObjectNode> scheduleCancel(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, SCHEDULE);
    ScheduleMessage schedule =
        new ScheduleMessage(
            request.account("account"),
            request.unsigned("atNs"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    return commands.sendFirst(
        request, schedule, schedule.account(), By.ANY_KEY, OrderCommandWriter::schedule);
  }

  private static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
