package caisson.engine;

/** The header's mark words, which are those of the last mark epoch, and the accounted totals. */
public interface MarkVisitor {
  void assetWord(int asset, long markUnit, int scale, int status, long accounted);

  /** All zero for a spot market and for a market no mark epoch has seen with a mark. */
  void marketWord(int market, long markTicks, long k, long fundingIndex, int status);
}
