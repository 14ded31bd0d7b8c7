package caisson.oracle.source.demo;

import caisson.oracle.source.PriceSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * DEMO. Observes the walk of its instrument with an error of its own of at most 50 ppm. No market
 * stands behind it.
 */
public final class DemoSource implements PriceSource {
  private static final long ERROR_PPM = 50;

  private final int number;
  private final long seed;
  private final Map<String, DemoWalk> walks = new HashMap<>();

  /** What was asked for on top of the walk, by instrument; another thread writes it. */
  private final Map<String, Long> movesPpm = new ConcurrentHashMap<>();

  /**
   * @param number tells demo sources of one venue apart; the path is the same for all of them
   * @param startMicros price of each instrument at round 0
   */
  public DemoSource(int number, long seed, Map<String, Long> startMicros) {
    this.number = number;
    this.seed = seed;
    startMicros.forEach(
        (instrument, start) ->
            walks.put(instrument, new DemoWalk(seed + instrument.hashCode(), start)));
  }

  /** Lets the price stand this far from its walk; false when the instrument is unknown. */
  public boolean move(String instrument, long ppm) {
    if (!walks.containsKey(instrument)) {
      return false;
    }
    movesPpm.put(instrument, ppm);
    return true;
  }

  @Override
  public String name() {
    return "demo-" + number;
  }

  @Override
  public boolean demo() {
    return true;
  }

  @Override
  public Optional<Observation> observe(String instrument, long round, long nowNs) {
    DemoWalk walk = walks.get(instrument);
    if (walk == null) {
      return Optional.empty();
    }
    long walked = walk.priceMicros(round);
    long price = walked + DemoWalk.ppm(walked, movesPpm.getOrDefault(instrument, 0L));
    long error = DemoWalk.noise(seed + number, round, ERROR_PPM);
    return Optional.of(new Observation(price + DemoWalk.ppm(price, error), nowNs, 0));
  }
}
