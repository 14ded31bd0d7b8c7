package caisson.clearing;

/**
 * What a window changed for one account in one section: units of an asset (section 2 &lt;&lt; 32 |
 * asset) or lots of a market (section 3 &lt;&lt; 32 | market). Never zero.
 */
public record Entry(long section, int account, long delta) {
  public static long assetSection(int asset) {
    return 2L << 32 | asset;
  }

  public static long marketSection(int market) {
    return 3L << 32 | market;
  }

  public boolean isAsset() {
    return section >>> 32 == 2;
  }

  /** The asset or market id. */
  public int id() {
    return (int) section;
  }
}
