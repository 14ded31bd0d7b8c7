package caisson.attestor;

import caisson.clearing.SealedWindow;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.HeaderMessage;
import java.util.Arrays;
import java.util.Optional;

/**
 * Signs a header when, and only when, the own replay gives the same one, every signature in it was
 * verified, it follows the header signed before it, and no other header of its number was signed.
 */
final class Attestor {
  private static final byte[] NO_HASH = new byte[32];

  private final KeyPair key;
  private final Domain domain;
  private final Replay replay;
  private final SignatureCheck signatures;
  private final SignedHeaders signedHeaders;

  Attestor(
      KeyPair key,
      Domain domain,
      Replay replay,
      SignatureCheck signatures,
      SignedHeaders signedHeaders) {
    this.key = key;
    this.domain = domain;
    this.replay = replay;
    this.signatures = signatures;
    this.signedHeaders = signedHeaders;
  }

  sealed interface Answer {}

  record Signed(long no, byte[] headerHash, byte[] signature) implements Answer {}

  record Refused(Refusal reason) implements Answer {}

  Address signer() {
    return key.address();
  }

  long lastSealedNo() {
    return replay.lastSealedNo();
  }

  long appliedSequence() {
    return replay.appliedSequence();
  }

  Optional<Refusal> divergence() {
    return replay.divergence();
  }

  /** One at a time, so that two requests for one number cannot both pass the check. */
  synchronized Answer attest(Proposal proposal) {
    long no = proposal.header().no();
    byte[] headerHash = proposal.header().hash();
    Optional<SignedHeaders.Signed> before = signedHeaders.of(no);
    if (before.isPresent() && Arrays.equals(before.get().headerHash(), headerHash)) {
      return new Signed(no, headerHash, before.get().signature());
    }
    Optional<SigningDomain> signingDomain = domain.read();
    if (signingDomain.isEmpty()) {
      return refused(Refusal.notYet("NOT_DEPLOYED", "the clearing house is not known yet"));
    }
    Optional<Refusal> refusal = refusal(no, proposal);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    if (before.isPresent()) {
      return refused(Refusal.difference("ALREADY_SIGNED", "another header of no=" + no));
    }
    byte[] signature = key.sign(signingDomain.get(), new HeaderMessage(headerHash)).bytes();
    signedHeaders.append(no, headerHash, signature);
    return new Signed(no, headerHash, signature);
  }

  private Optional<Refusal> refusal(long no, Proposal proposal) {
    if (replay.divergence().isPresent()) {
      return replay.divergence();
    }
    Optional<SealedWindow> window = replay.window(no);
    if (window.isEmpty()) {
      return Optional.of(
          no > replay.lastSealedNo()
              ? Refusal.notYet(
                  "NOT_REPLAYED", "no=%d sealed=%d".formatted(no, replay.lastSealedNo()))
              : Refusal.difference("WINDOW_FORGOTTEN", "no=" + no));
    }
    SealedWindow own = window.get();
    if (signatures.checkedSequence() < own.seqTo()) {
      return Optional.of(
          Refusal.notYet(
              "NOT_REPLAYED",
              "signatures checked up to=%d needed=%d"
                  .formatted(signatures.checkedSequence(), own.seqTo())));
    }
    Optional<Refusal> forged = signatures.forgedUpTo(own.seqTo());
    if (forged.isPresent()) {
      return forged;
    }
    if (no > 1 && signedHeaders.of(no - 1).isEmpty()) {
      return Optional.of(Refusal.difference("PREVIOUS_UNKNOWN", "no=" + (no - 1)));
    }
    byte[] prevHash = no == 1 ? NO_HASH : signedHeaders.of(no - 1).orElseThrow().headerHash();
    Optional<SealedWindow> previous = replay.window(no - 1);
    return Comparison.firstDifference(own, prevHash, proposal)
        .or(
            () ->
                no > 1 && previous.isEmpty()
                    ? Optional.empty()
                    : Foresight.refusal(previous, own, prevHash, proposal));
  }

  private static Answer refused(Refusal reason) {
    return new Refused(reason);
  }
}
