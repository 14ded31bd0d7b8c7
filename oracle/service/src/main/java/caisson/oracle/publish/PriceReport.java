package caisson.oracle.publish;

import java.util.List;

/**
 * The last round in full: enough to compute the index again. 64-bit numbers are decimal strings.
 *
 * @param demo true when any source is generated
 */
public record PriceReport(String round, boolean demo, List<InstrumentPrice> prices) {
  /** Before the first round. */
  static final PriceReport NONE = new PriceReport("0", true, List.of());

  /**
   * @param stale true when too few sources survived; such a price was not published
   */
  public record InstrumentPrice(
      String instrument,
      int market,
      int asset,
      boolean stale,
      String indexMicros,
      String indexTicks,
      String markUnit,
      List<SourcePrice> sources) {}

  public record SourcePrice(
      String name, boolean demo, String priceMicros, String ageNs, String verdict) {}
}
