package caisson.oracle.source;

import java.util.Optional;

/**
 * One origin of prices; each lives in a package of its own below this one. Called from one thread
 * each round and must answer at once: a source that polls the outside keeps its last observation.
 */
public interface PriceSource {
  /**
   * A price and the instant it was true.
   *
   * @param priceMicros micro-dollars for one whole unit
   * @param observedNs nanoseconds since the epoch
   * @param splits how many splits of the unit the price knows of; one of another number than the
   *     log's is not used
   */
  record Observation(long priceMicros, long observedNs, int splits) {}

  /** Shown beside its price; unique. */
  String name();

  /** True for a generated price, which is worth nothing outside a demonstration. */
  boolean demo();

  /**
   * The latest observation, empty when there is none.
   *
   * @param round number of the round being cut; generated and recorded sources answer by it
   */
  Optional<Observation> observe(String instrument, long round, long nowNs);
}
