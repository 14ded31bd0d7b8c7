package caisson.signing;

import java.nio.charset.StandardCharsets;

/**
 * EIP-191 text that every wallet can sign. It logs a person on; no order or withdrawal is made of
 * it.
 */
public final class PersonalMessage {
  private PersonalMessage() {}

  /** What is signed: keccak(0x19 "Ethereum Signed Message:\n" length | UTF-8 text). */
  public static byte[] digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String prefix = "\u0019Ethereum Signed Message:\n" + bytes.length;
    return Keccak256.hash(prefix.getBytes(StandardCharsets.UTF_8), bytes);
  }
}
