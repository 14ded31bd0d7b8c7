package caisson.gateway;

import caisson.signing.Address;
import caisson.signing.TypedMessage.AgentMessage;
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
          "nonce",
          "signature");
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
            request.unsigned("expiryNs"),
            request.steps("maxNotionalPerDay", JsonWriter.USD, "AMOUNT_GRID"),
            request.steps("maxOrderNotional", JsonWriter.USD, "AMOUNT_GRID"),
            request.unsigned("nonce"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = commands.signer(request, agent, agent.account(), false);
    return commands.send(false, signature, id -> CommandWriter.agent(id, agent, signer, signature));
  }

  @POST
  @Path("withdrawals")
  public CompletionStage<ObjectNode> withdraw(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, WITHDRAWAL);
    int asset = request.asset("asset");
    Grid grid = gateway.venue().assetGrid(asset);
    if (grid == null) {
      throw Problem.field("BAD_FIELD", "asset", "no asset " + asset);
    }
    WithdrawMessage withdrawal =
        new WithdrawMessage(
            request.account("account"),
            asset,
            request.steps("amount", grid, "AMOUNT_GRID"),
            request.address("destination"),
            request.unsigned("nonce"),
            request.unsigned("expiryNs"));
    byte[] signature = request.signature("signature").bytes();
    Address signer = commands.signer(request, withdrawal, withdrawal.account(), false);
    return commands.send(
        false, signature, id -> CommandWriter.withdrawal(id, withdrawal, signer, signature));
  }

  private static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
