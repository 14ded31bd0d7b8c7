package caisson.signing;

import java.util.HexFormat;

/** Bytes as 0x-prefixed lower-case text, as Ethereum writes them. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String encode(byte[] bytes) {
    return "0x" + FORMAT.formatHex(bytes);
  }

  /**
   * Accepts the text with or without the prefix; throws IllegalArgumentException on anything else.
   */
  public static byte[] decode(String text) {
    return FORMAT.parseHex(text, text.startsWith("0x") ? 2 : 0, text.length());
  }
}
