package caisson.pricing;

/**
 * What one source said about one instrument.
 *
 * @param source dense id of the source, unique within a round
 * @param weight nominal weight, positive
 * @param priceMicros micro-dollars for one whole unit of the instrument
 * @param bidMicros best bid behind the price, 0 when the source shows none
 * @param askMicros best ask behind the price, 0 when the source shows none
 * @param confidenceMicros half width of the source's own confidence interval, 0 when it gives none
 * @param ageNs age of the observation when the round was cut
 */
public record Quote(
    int source,
    int weight,
    long priceMicros,
    long bidMicros,
    long askMicros,
    long confidenceMicros,
    long ageNs) {

  public Quote {
    if (weight <= 0) {
      throw new IllegalArgumentException("weight must be positive: " + weight);
    }
  }

  /** A quote of a source that shows neither book nor confidence. */
  public static Quote of(int source, long priceMicros, long ageNs) {
    return new Quote(source, 1, priceMicros, 0, 0, 0, ageNs);
  }
}
