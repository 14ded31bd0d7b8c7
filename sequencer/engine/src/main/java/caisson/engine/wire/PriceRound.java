package caisson.engine.wire;

/** The rows of one PublishPrices command; reused, valid during the call. */
public final class PriceRound {
  /** More rows than this in one group is a malformed command. */
  public static final int MAX_ROWS = 256;

  final int[] markets = new int[MAX_ROWS];
  final long[] indexTicks = new long[MAX_ROWS];
  final long[] externalTicks = new long[MAX_ROWS];
  final int[] splitVersions = new int[MAX_ROWS];
  final int[] assets = new int[MAX_ROWS];
  final long[] markUnits = new long[MAX_ROWS];
  int marketRows;
  int assetRows;

  public int marketRows() {
    return marketRows;
  }

  public int market(int row) {
    return markets[row];
  }

  public long indexTicks(int row) {
    return indexTicks[row];
  }

  /** 0 when there is none. */
  public long externalTicks(int row) {
    return externalTicks[row];
  }

  /** Splits that the price knows of. */
  public int splitVersion(int row) {
    return splitVersions[row];
  }

  public int assetRows() {
    return assetRows;
  }

  public int asset(int row) {
    return assets[row];
  }

  public long markUnit(int row) {
    return markUnits[row];
  }
}
