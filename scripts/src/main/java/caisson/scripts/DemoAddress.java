package caisson.scripts;

/** Senders of drills; they need no keys on a chain that signs for anybody. */
final class DemoAddress {
  static final String SENDER = "0x00000000000000000000000000000000000a11ce";
  static final String PAYER = "0x00000000000000000000000000000000000ba1c0";
  static final String THIEF = "0x000000000000000000000000000000000000dead";
  static final String STRANGER = "0x00000000000000000000000000000000000c0de5";

  private DemoAddress() {}

  /** The owner with a number, not among those above. */
  static String owner(int number) {
    return "0x00000000000000000000000001%014x".formatted(number + 1L);
  }
}
