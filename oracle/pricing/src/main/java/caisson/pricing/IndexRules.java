package caisson.pricing;

/**
 * Limits of the index of one instrument.
 *
 * @param maxAgeNs a quote older than this does not count
 * @param bandPpm largest move against the previous index that one source may claim alone
 * @param agreeing quotes that must agree before a move beyond the band counts as a genuine gap
 * @param agreePpm how close those must be to each other
 * @param outlierPpm floor of the outlier distance; the distance is max(4 * MAD, this share of the
 *     median)
 * @param maxConfidencePpm a quote whose own confidence is wider does not count
 * @param quorum survivors needed
 * @param nominalWeight weight of all sources, also of those that gave no quote
 */
public record IndexRules(
    long maxAgeNs,
    long bandPpm,
    int agreeing,
    long agreePpm,
    long outlierPpm,
    long maxConfidencePpm,
    int quorum,
    long nominalWeight) {

  public IndexRules {
    if (quorum < 1 || agreeing < 1 || nominalWeight < 1) {
      throw new IllegalArgumentException("quorum, agreeing and nominalWeight must be positive");
    }
  }

  /** A major coin with {@code sources} equal sources: 5 s, 5 % band, 1 % agreement, 50 bps. */
  public static IndexRules major(int sources) {
    return new IndexRules(5_000_000_000L, 50_000, 3, 10_000, 5_000, 10_000, 3, sources);
  }
}
