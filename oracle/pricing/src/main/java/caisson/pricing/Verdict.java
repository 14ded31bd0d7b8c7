package caisson.pricing;

/** Why a quote counts or does not. The first failing check wins, in this order. */
public enum Verdict {
  ACCEPTED,
  NOT_POSITIVE,
  TOO_OLD,
  CROSSED_BOOK,
  UNSURE,
  /** Further from the previous index than the band, and too few others agree on a real gap. */
  OUTSIDE_BAND,
  /** Too far from the median of the quotes that passed every other check. */
  OUTLIER
}
