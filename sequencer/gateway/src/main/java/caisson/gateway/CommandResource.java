package caisson.gateway;

import caisson.protocol.AccountLevel;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.signing.Address;
import caisson.signing.AgentScope;
import caisson.signing.Signature;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.agrona.DirectBuffer;

/**
 * Signed commands. Decoded, scaled, their signer recovered and known to the account: only then do
 * they go to the log. Whether they are allowed is the engine's word.
 */
@Path("/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class CommandResource {
  private static final Set<String> ORDER =
      fields(
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
  private static final Set<String> CANCEL =
      fields("account", "market", "orderId", "nonce", "expiryNs", "signature");
  private static final Set<String> AGENT =
      fields(
          "account",
          "agent",
          "expiryNs",
          "maxNotionalPerDay",
          "maxOrderNotional",
          "markets",
          "maxPosition",
          "bandPpm",
          "nonce",
          "signature");
  private static final Set<String> TRANSFER =
      fields("from", "to", "asset", "amount", "nonce", "expiryNs", "signature");
  private static final Set<String> LEVEL =
      fields("account", "level", "nonce", "expiryNs", "signature");
  private static final Set<String> WITHDRAWAL =
      fields("account", "asset", "amount", "destination", "nonce", "expiryNs", "signature");

  private final Gateway gateway;

  CommandResource(Gateway gateway) {
    this.gateway = gateway;
  }

  @POST
  @Path("orders")
  public CompletionStage<ObjectNode> place(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, ORDER);
    Market.Listing listing = listing(request);
    ByteBuffer name = ByteBuffer.wrap(request.hex("clientOrderId", 16));
    OrderMessage order =
        new OrderMessage(
            request.account("account"),
            listing.market(),
            request.choice("side", Side.class).value(),
            request.choice("timeInForce", TimeInForce.class).value(),
            request.steps("price", listing.price(), "PRICE_GRID"),
            request.steps("quantity", listing.quantity(), "QUANTITY_GRID"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"),
            name.getLong(),
            name.getLong());
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, order, order.account(), true);
    return send(false, signature, id -> CommandWriter.place(id, order, signer, signature));
  }

  @POST
  @Path("orders/cancel")
  public CompletionStage<ObjectNode> cancel(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, CANCEL);
    CancelMessage cancel =
        new CancelMessage(
            request.account("account"),
            listing(request).market(),
            request.unsigned("orderId"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, cancel, cancel.account(), true);
    return send(true, signature, id -> CommandWriter.cancel(id, cancel, signer, signature));
  }

  @POST
  @Path("agents")
  public CompletionStage<ObjectNode> registerAgent(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, AGENT);
    AgentMessage agent =
        new AgentMessage(
            request.account("account"),
            request.address("agent"),
            scope(request),
            request.unsigned("nonce"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, agent, agent.account(), false);
    return send(false, signature, id -> CommandWriter.agent(id, agent, signer, signature));
  }

  private static AgentScope scope(RequestReader request) {
    return new AgentScope(
        request.unsigned("expiryNs"),
        request.steps("maxNotionalPerDay", JsonWriter.USD, "AMOUNT_GRID"),
        request.steps("maxOrderNotional", JsonWriter.USD, "AMOUNT_GRID"),
        request.has("markets") ? request.marketBits("markets") : AgentScope.EVERY_MARKET,
        request.has("maxPosition")
            ? request.steps("maxPosition", JsonWriter.USD, "AMOUNT_GRID")
            : AgentScope.ANY_POSITION,
        request.has("bandPpm")
            ? (int) request.integer("bandPpm", 0, AgentScope.ANY_PRICE)
            : AgentScope.ANY_PRICE);
  }

  @POST
  @Path("transfers")
  public CompletionStage<ObjectNode> transfer(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, TRANSFER);
    TransferMessage transfer =
        new TransferMessage(
            request.account("from"),
            request.account("to"),
            request.asset("asset"),
            request.steps("amount", assetGrid(request), "AMOUNT_GRID"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, transfer, transfer.from(), false);
    return send(false, signature, id -> CommandWriter.transfer(id, transfer, signer, signature));
  }

  @POST
  @Path("accounts/level")
  public CompletionStage<ObjectNode> setLevel(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, LEVEL);
    LevelMessage level =
        new LevelMessage(
            request.account("account"),
            request.choice("level", AccountLevel.class).value(),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, level, level.account(), false);
    return send(true, signature, id -> CommandWriter.level(id, level, signer, signature));
  }

  @POST
  @Path("withdrawals")
  public CompletionStage<ObjectNode> withdraw(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, WITHDRAWAL);
    WithdrawMessage withdrawal =
        new WithdrawMessage(
            request.account("account"),
            request.asset("asset"),
            request.steps("amount", assetGrid(request), "AMOUNT_GRID"),
            request.address("destination"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, withdrawal, withdrawal.account(), false);
    return send(
        false, signature, id -> CommandWriter.withdrawal(id, withdrawal, signer, signature));
  }

  private Market.Listing listing(RequestReader request) {
    int market = request.market("market");
    Market.Listing listing = gateway.venue().listing(market);
    if (listing == null) {
      throw Problem.field("UNKNOWN_MARKET", "market", "no market " + market);
    }
    return listing;
  }

  private Grid assetGrid(RequestReader request) {
    int asset = request.asset("asset");
    Grid grid = gateway.venue().assetGrid(asset);
    if (grid == null) {
      throw Problem.field("BAD_FIELD", "asset", "no asset " + asset);
    }
    return grid;
  }

  private Address signer(
      RequestReader request, TypedMessage message, int account, boolean agentsToo) {
    Signature signature = request.signature("signature");
    Address signer =
        signature
            .recover(gateway.domain().digest(message))
            .orElseThrow(
                () -> Problem.field("BAD_SIGNATURE", "signature", "no key can have made it"));
    if (!gateway.venue().isSigner(account, signer, agentsToo)) {
      throw agentsToo
          ? Problem.of(
              401, "UNKNOWN_AGENT", signer + " is neither owner nor agent of account " + account)
          : Problem.of(403, "NOT_OWNER", signer + " is not the owner of account " + account);
    }
    return signer;
  }

  /** The same signed bytes again get the first answer again, without a second command. */
  private CompletionStage<ObjectNode> send(
      boolean isCancel, byte[] signature, LongFunction<DirectBuffer> encode) {
    Answer answered = gateway.venue().answered(signature);
    if (answered != null) {
      return CompletableFuture.completedStage(body(0, answered));
    }
    CommandDesk.Submitted submitted = gateway.desk().submit(isCancel, signature, encode);
    return submitted.answer().thenApply(answer -> body(submitted.requestId(), answer));
  }

  private static ObjectNode body(long requestId, Answer answer) {
    return switch (answer) {
      case Answer.Applied applied -> applied.body();
      case Answer.Refused refused ->
          throw Problem.refused(refused.reason(), refused.requestId(), refused.sequence());
      case Answer.Unknown unknown -> throw Problem.unknownOutcome(requestId);
      case Answer.NotSent notSent ->
          throw Problem.of(
              503, "NOT_READY", "the node took no commands before the deadline; nothing was sent");
    };
  }

  private static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
