package caisson.gateway;

/** A listed asset and its current mark in 1e-18 coin per ledger unit. */
record Asset(int asset, String symbol, int scale, long markUnit, Grid grid) {
  Asset withMark(long newMarkUnit) {
    return new Asset(asset, symbol, scale, newMarkUnit, grid);
  }
}
