package caisson.scripts;

import caisson.clearing.Keccak;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import java.nio.charset.StandardCharsets;

/** Senders of drills; on a chain that signs for anybody they need no keys. */
final class DemoAddress {
  static final String SENDER = "0x00000000000000000000000000000000000a11ce";
  static final String PAYER = "0x00000000000000000000000000000000000ba1c0";
  static final String THIEF = "0x000000000000000000000000000000000000dead";
  static final String STRANGER = "0x00000000000000000000000000000000000c0de5";

  private DemoAddress() {}

  /** The key of the owner with a number: owners sign orders. */
  static KeyPair owner(int number) {
    byte[] name = ("owner " + number).getBytes(StandardCharsets.US_ASCII);
    return KeyPair.parse(Hex.encode(Keccak.hash(name)));
  }
}
