package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One account: its public leaf, and its orders for who logged on. */
@Path("/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public final class AccountResource {
  private static final Set<String> CHALLENGE = Set.of("account");
  private static final Set<String> SESSION =
      new LinkedHashSet<>(List.of("account", "challenge", "signature"));

  private final Gateway gateway;
  private final Sessions sessions;

  AccountResource(Gateway gateway, Sessions sessions) {
    this.gateway = gateway;
    this.sessions = sessions;
  }

  @GET
  @Path("accounts/{account}")
  public ObjectNode account(
      @PathParam("account") String id, @HeaderParam("Authorization") String authorization) {
    gateway.requireLive();
    int account = PublicResource.id("account", id);
    return gateway.venue().account(account, sessions.permits(token(authorization), account));
  }

  @GET
  @Path("accounts/{account}/orders/{clientOrderId}")
  public ObjectNode order(
      @PathParam("account") String id,
      @PathParam("clientOrderId") String clientOrderId,
      @HeaderParam("Authorization") String authorization) {
    gateway.requireLive();
    int account = PublicResource.id("account", id);
    sessions.require(token(authorization), account);
    if (!clientOrderId.matches("0x[0-9a-fA-F]{32}")) {
      throw Problem.field("BAD_FIELD", "clientOrderId", "expected 0x and 32 hex digits");
    }
    ByteBuffer name = ByteBuffer.wrap(HexFormat.of().parseHex(clientOrderId, 2, 34));
    ObjectNode order =
        gateway.venue().order(new Order.Key(account, name.getLong(), name.getLong()));
    if (order == null) {
      throw Problem.of(404, "NOT_FOUND", "no such order is remembered");
    }
    return order;
  }

  @POST
  @Path("sessions/challenge")
  @Consumes(MediaType.APPLICATION_JSON)
  public ObjectNode challenge(byte[] body) {
    RequestReader request = RequestReader.of(body, CHALLENGE);
    Map.Entry<String, Sessions.Challenge> challenge =
        sessions.challenge(request.account("account"));
    ObjectNode node = JsonWriter.object();
    node.put("challenge", challenge.getKey());
    node.put("message", challenge.getValue().message());
    node.put("expiresNs", nanos(challenge.getValue().expiresMs()));
    return node;
  }

  @POST
  @Path("sessions")
  @Consumes(MediaType.APPLICATION_JSON)
  public ObjectNode open(byte[] body) {
    gateway.requireLive();
    RequestReader request = RequestReader.of(body, SESSION);
    Map.Entry<String, Sessions.Session> opened =
        sessions.open(
            request.account("account"), request.text("challenge"), request.signature("signature"));
    ObjectNode node = JsonWriter.object();
    node.put("token", opened.getKey());
    node.put("account", opened.getValue().account());
    node.put("signer", opened.getValue().signer().toString());
    node.put("expiresNs", nanos(opened.getValue().expiresMs()));
    return node;
  }

  private static @Nullable String token(@Nullable String authorization) {
    return authorization != null && authorization.startsWith("Bearer ")
        ? authorization.substring(7)
        : null;
  }

  private static String nanos(long ms) {
    return Long.toString(ms * 1_000_000);
  }
}
