package caisson.engine;

/** Names and numbers of a story. */
final class ScenarioWords {
  private ScenarioWords() {}

  static int account(String word) {
    String name = word.contains("/") ? word.substring(0, word.indexOf('/')) : word;
    return switch (name) {
      case "FEES" -> 1;
      case "DUST" -> 3;
      case "BAD_DEBT" -> 5;
      case "TIER0" -> 16;
      case "TIER4" -> 20;
      case "EVENT1" -> 64;
      default -> 4096 + name.charAt(0) - 'A';
    };
  }

  static int signer(String word) {
    return word.contains("/") ? Integer.parseInt(word.substring(word.indexOf('/') + 1)) : 0;
  }

  static String name(int account) {
    if (account == 5) {
      return "BAD_DEBT";
    }
    if (account >= 16 && account < 21) {
      return "TIER" + (account - 16);
    }
    if (account >= 64 && account < 128) {
      return "EVENT" + (account - 63);
    }
    return account == 1 ? "FEES" : String.valueOf((char) ('A' + account - 4096));
  }

  static int market(String word) {
    return word.equals("perp")
        ? Scenario.PERP
        : word.equals("spot") ? Scenario.SPOT : Integer.parseInt(word);
  }

  static long number(String word) {
    return Long.parseLong(word.replace("_", ""));
  }

  static long nanos(String word) {
    return word.endsWith("ms")
        ? number(word.substring(0, word.length() - 2)) * 1_000_000L
        : number(word.substring(0, word.length() - 1)) * 1_000_000_000L;
  }
}
