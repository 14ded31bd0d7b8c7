package caisson.gateway;

import caisson.signing.Address;
import caisson.signing.Signature;
import caisson.signing.TypedMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agrona.DirectBuffer;

/**
 * What every signed command goes through: decoded, scaled, its signer recovered and known to the
 * account, only then does it go to the log. Whether it is allowed is the engine's word.
 */
final class SignedCommands {
  /** Whose signature a command needs: the owner's, or that of any key of the account. */
  enum By {
    OWNER,
    ANY_KEY
  }

  /** Bytes for the log. */
  interface Encoder<M> {
    DirectBuffer encode(long requestId, M message, Address signer, byte[] signature);
  }

  private final Gateway gateway;

  SignedCommands(Gateway gateway) {
    this.gateway = gateway;
  }

  Market.Listing listing(RequestReader request) {
    int market = request.market("market");
    Market.Listing listing = gateway.venue().listing(market);
    if (listing == null) {
      throw Problem.field("UNKNOWN_MARKET", "market", "no market " + market);
    }
    return listing;
  }

  <M extends TypedMessage> CompletionStage<ObjectNode> send(
      RequestReader request, M message, int account, By by, Encoder<M> encoder) {
    return send(false, request, message, account, by, encoder);
  }

  /** What only takes risk away is let through when new orders no longer are. */
  <M extends TypedMessage> CompletionStage<ObjectNode> sendFirst(
      RequestReader request, M message, int account, By by, Encoder<M> encoder) {
    return send(true, request, message, account, by, encoder);
  }

  /** The same signed bytes again get the first answer again, without a second command. */
  private <M extends TypedMessage> CompletionStage<ObjectNode> send(
      boolean first, RequestReader request, M message, int account, By by, Encoder<M> encoder) {
    byte[] signature = request.signature("signature").bytes();
    Address signer = signer(request, message, account, by);
    Answer answered = gateway.venue().answered(signature);
    if (answered != null) {
      return CompletableFuture.completedStage(body(0, answered));
    }
    CommandDesk.Submitted submitted =
        gateway
            .desk()
            .submit(first, signature, id -> encoder.encode(id, message, signer, signature));
    return submitted.answer().thenApply(answer -> body(submitted.requestId(), answer));
  }

  private Address signer(RequestReader request, TypedMessage message, int account, By by) {
    Signature signature = request.signature("signature");
    Address signer =
        signature
            .recover(gateway.domain().digest(message))
            .orElseThrow(
                () -> Problem.field("BAD_SIGNATURE", "signature", "no key can have made it"));
    boolean agentsToo = by == By.ANY_KEY;
    if (!gateway.venue().isSigner(account, signer, agentsToo)) {
      throw agentsToo
          ? Problem.of(
              401, "UNKNOWN_AGENT", signer + " is neither owner nor agent of account " + account)
          : Problem.of(403, "NOT_OWNER", signer + " is not the owner of account " + account);
    }
    return signer;
  }

  private static ObjectNode body(long requestId, Answer answer) {
    return switch (answer) {
      case Answer.Applied applied -> applied.body();
      case Answer.Refused refused -> throw Problem.refused(refused);
      case Answer.Unknown unknown -> throw Problem.unknownOutcome(requestId);
      case Answer.NotSent notSent ->
          throw Problem.of(
              503, "NOT_READY", "the node took no commands before the deadline; nothing was sent");
    };
  }
}
