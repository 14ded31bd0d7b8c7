package caisson.engine;

/**
 * The rows a settlement leaf commits to. Accounts come ascending and only when they have a row;
 * rows come assets first, then lines, each ascending, never zero.
 */
public interface LeafVisitor {
  void leaf(int account, int assetRows, int lineRows);

  /** Asset 0 is cash, the only one that may be negative. */
  void asset(int asset, long units);

  void line(int market, long lots);
}
