package caisson.gateway;

import caisson.gateway.SignedCommands.By;
import caisson.protocol.AccountLevel;
import caisson.signing.AgentScope;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
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

/** Signed commands about keys and money; of orders {@link OrderResource} knows. */
@Path("/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class CommandResource {
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
  private final SignedCommands commands;

  CommandResource(Gateway gateway) {
    this.gateway = gateway;
    commands = new SignedCommands(gateway);
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
    return commands.send(request, agent, agent.account(), By.OWNER, CommandWriter::agent);
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
    return commands.send(request, transfer, transfer.from(), By.OWNER, CommandWriter::transfer);
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
    return commands.sendFirst(request, level, level.account(), By.OWNER, CommandWriter::level);
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
    return commands.send(
        request, withdrawal, withdrawal.account(), By.OWNER, CommandWriter::withdrawal);
  }

  private Grid assetGrid(RequestReader request) {
    int asset = request.asset("asset");
    Grid grid = gateway.venue().assetGrid(asset);
    if (grid == null) {
      throw Problem.field("BAD_FIELD", "asset", "no asset " + asset);
    }
    return grid;
  }

  private static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
