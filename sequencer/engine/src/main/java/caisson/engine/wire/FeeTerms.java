package caisson.engine.wire;

import caisson.engine.fee.FeeTiers;

/** The tiers of one SetFeeTiers command; reused, valid during the call. */
public final class FeeTerms {
  public int count;
  public final long[] minVolume = new long[FeeTiers.MAX];
  public final int[] makerPpm = new int[FeeTiers.MAX];
  public final int[] takerPpm = new int[FeeTiers.MAX];
}
