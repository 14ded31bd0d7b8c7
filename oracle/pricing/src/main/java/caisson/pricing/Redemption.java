package caisson.pricing;

import caisson.units.Rounding;

/**
 * The index of an asset that its issuer takes back at a known price. A thin book far below that
 * price is disbelieved for a while; a depeg that lasts is followed, at a bounded pace.
 *
 * <pre>
 * median within 3 % of redemption, or away for less than 15 minutes   clamp(median, redemption - 1.5 %, redemption)
 * else                                                                median, within the slew of the index before
 * </pre>
 */
public final class Redemption {
  public static final long NEAR_PPM = 30_000;
  public static final long DISCOUNT_PPM = 15_000;
  public static final long GRACE_NS = 15 * 60 * 1_000_000_000L;

  private Redemption() {}

  /** Whether a median is too far from redemption to be noise; how long it has been counts. */
  public static boolean away(long medianMicros, long redemptionMicros) {
    long near = Rounding.mulPpmFloor(redemptionMicros, NEAR_PPM);
    return Math.abs(medianMicros - redemptionMicros) > near;
  }

  /**
   * @param awayNs how long the median has been away from redemption, 0 when it is not
   * @param slewPpm most the index moves in a second once the depeg is believed
   */
  public static long index(
      long medianMicros,
      long redemptionMicros,
      long awayNs,
      long previousMicros,
      long slewPpm,
      long elapsedMs) {
    if (!away(medianMicros, redemptionMicros) || awayNs < GRACE_NS) {
      long least = redemptionMicros - Rounding.mulPpmFloor(redemptionMicros, DISCOUNT_PPM);
      return Math.clamp(medianMicros, least, redemptionMicros);
    }
    long most = Rounding.mulDivUp(previousMicros, slewPpm * elapsedMs, 1_000_000_000L);
    return Math.clamp(medianMicros, previousMicros - most, previousMicros + most);
  }
}
