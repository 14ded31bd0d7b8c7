package caisson.verifier;

import caisson.signing.Address;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.HeaderMessage;
import java.util.Arrays;
import java.util.Set;

/** Whose signatures make a header count, and how many. */
public record Attestors(SigningDomain domain, Set<Address> members, int threshold) {
  private static final int LENGTH = Signature.LENGTH;

  void check(Header header, byte[] signatures) {
    Refusal.require(
        signatures.length % LENGTH == 0,
        Refusal.Reason.SIGNATURE_FORM,
        "length: found=" + signatures.length);
    int count = signatures.length / LENGTH;
    Refusal.require(
        count >= threshold,
        Refusal.Reason.SIGNATURES_TOO_FEW,
        "expected=" + threshold + " found=" + count);
    byte[] digest = domain.digest(new HeaderMessage(header.hash()));
    byte[] before = new byte[Address.LENGTH];
    for (int i = 0; i < count; i++) {
      Address signer = signer(Arrays.copyOfRange(signatures, i * LENGTH, (i + 1) * LENGTH), digest);
      Refusal.require(
          members.contains(signer), Refusal.Reason.SIGNER_UNKNOWN, "no attestor: " + signer);
      Refusal.require(
          Arrays.compareUnsigned(before, signer.bytes()) < 0,
          Refusal.Reason.SIGNER_ORDER,
          "signers do not ascend: " + signer);
      before = signer.bytes();
    }
  }

  private static Address signer(byte[] bytes, byte[] digest) {
    try {
      return Signature.of(bytes)
          .recover(digest)
          .orElseThrow(() -> new Refusal(Refusal.Reason.SIGNATURE_FORM, "no key made it"));
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(Refusal.Reason.SIGNATURE_FORM, String.valueOf(malformed.getMessage()));
    }
  }
}
