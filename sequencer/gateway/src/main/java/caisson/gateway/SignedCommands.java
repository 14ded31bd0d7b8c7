package caisson.gateway;

import caisson.signing.Address;
import caisson.signing.Signature;
import caisson.signing.TypedMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.agrona.DirectBuffer;

/**
 * What every signed command goes through: decoded, scaled, its signer recovered and known to the
 * account, only then does it go to the log. Whether it is allowed is the engine's word.
 */
final class SignedCommands {
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

  Address signer(RequestReader request, TypedMessage message, int account, boolean agentsToo) {
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
  CompletionStage<ObjectNode> send(
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
}
