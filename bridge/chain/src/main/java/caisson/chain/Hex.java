package caisson.chain;

import java.util.HexFormat;
import java.util.Locale;

/** Bytes as lower-case hex with 0x, the form of every address and hash of this module. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String of(byte[] bytes) {
    return "0x" + FORMAT.formatHex(bytes);
  }

  public static byte[] bytes(String hex) {
    return FORMAT.parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
  }

  /** A 20-byte address in the one form that compares equal. */
  public static String address(String hex) {
    String plain = (hex.startsWith("0x") ? hex.substring(2) : hex).toLowerCase(Locale.ROOT);
    if (plain.length() != 40) {
      throw new IllegalArgumentException("not an address: " + hex);
    }
    return "0x" + plain;
  }
}
