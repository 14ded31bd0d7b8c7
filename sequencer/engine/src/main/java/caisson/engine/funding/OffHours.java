package caisson.engine.funding;

import caisson.units.Rounding;

/**
 * The mark of an equity while its exchange is closed and nobody makes its price: what the book says
 * on average over hours, around the last close. By market; part of the state.
 *
 * <pre>
 * band     maintenance margin of the market and gap of its session, at most all, of the close, down
 * range    the close and the band, and as far as the index and the external price of the round
 * average  begins at the mark before, goes towards the middle of the impact prices; both in the range
 * </pre>
 *
 * <p>While index and external price stay at the close nothing goes beyond the band, and a quote
 * beyond it counts as its edge. The rules of the mark bound what comes of it as they do in hours,
 * the band around the index last: so the mark stays as near to signed prices as at any other time.
 */
public final class OffHours {
  public static final int LEAST_S = 600;
  public static final int MOST_S = 604_800;

  /** An index older than this when the exchange closes is none of its last prices. */
  private static final long OLD_MS = 60_000;

  private static final int PPM_PER_BPS = 100;

  /** Span of the average; 0 in both: the mark rules alone. */
  public final int[] overnightS;

  public final int[] weekendS;

  /** 0 in hours. */
  public final long[] closeTicks;

  public final SlowAverage average;

  // Of the last round.
  private long lowTicks;
  private long highTicks;

  public OffHours(int markets) {
    overnightS = new int[markets + 1];
    weekendS = new int[markets + 1];
    closeTicks = new long[markets + 1];
    average = new SlowAverage(markets);
  }

  public void set(int market, int overnight, int weekend) {
    overnightS[market] = overnight;
    weekendS[market] = weekend;
    end(market);
  }

  public boolean kept(int market) {
    return overnightS[market] != 0;
  }

  /** The exchange is open. */
  public void end(int market) {
    closeTicks[market] = 0;
    average.begin(market, 0);
  }

  /**
   * The exchange has closed, once for each time.
   *
   * @param lastTicks index before, 0 when there is none, told so long ago
   */
  public void begin(int market, long lastTicks, long markTicks, long elapsedMs, long indexTicks) {
    if (closeTicks[market] == 0) {
      boolean old = lastTicks == 0 || elapsedMs > OLD_MS;
      closeTicks[market] = old ? indexTicks : lastTicks;
      average.begin(market, (markTicks == 0 ? indexTicks : markTicks) * Basis.UNIT);
    }
  }

  /** The mark before its rules bound it; prices of a round that are 0 are not there. */
  public long mark(
      int market,
      int spanS,
      long maintenancePpm,
      int gapBps,
      long indexTicks,
      long externalTicks,
      long bidTicks,
      long askTicks,
      long elapsedMs) {
    findRange(market, maintenancePpm + (long) gapBps * PPM_PER_BPS, indexTicks, externalTicks);
    long low = lowTicks * Basis.UNIT;
    long high = highTicks * Basis.UNIT;
    average.hold(market, low, high);
    if (bidTicks != 0 && askTicks != 0) {
      long middle = (bidTicks + askTicks) * (Basis.UNIT / 2);
      average.step(market, Math.clamp(middle, low, high), elapsedMs, spanS * 1_000L);
    }
    return MarkPrice.halfEven(average.value[market], Basis.UNIT);
  }

  private void findRange(int market, long bandPpm, long indexTicks, long externalTicks) {
    long close = closeTicks[market];
    long band = Rounding.mulPpmFloor(close, Math.min(Rounding.PPM, bandPpm));
    lowTicks = Math.min(Math.max(1, close - band), indexTicks);
    highTicks = Math.max(close + band, indexTicks);
    if (externalTicks != 0) {
      lowTicks = Math.min(lowTicks, externalTicks);
      highTicks = Math.max(highTicks, externalTicks);
    }
  }

  public long lowTicks() {
    return lowTicks;
  }

  public long highTicks() {
    return highTicks;
  }
}
