package caisson.simulator;

import caisson.pricing.IndexRound;
import caisson.pricing.IndexRules;
import caisson.pricing.PriceIndex;
import caisson.pricing.Quote;
import caisson.pricing.Redemption;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The oracle of a scenario: what sources say, through the index of {@code oracle/pricing}. A quote
 * is a price, with its age in seconds after @ and its weight after *, {@code 990@7*2}; one that is
 * not there is {@code -}. With {@code redemption=1000} the index is that of an asset taken back.
 */
final class ScenarioSources {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long NS_PER_MS = 1_000_000L;
  private static final int DECIMALS = 6;
  private static final long SLEW_PPM = 10_000;
  private static final String REDEMPTION = "redemption=";

  /** What the oracle keeps of an instrument. */
  private static final class Instrument {
    long median;
    long index;
    long atNs;
    long awaySinceNs;
  }

  private final Map<String, Instrument> instruments = new HashMap<>();
  private boolean stale;

  /** Whether the last round had too few sources to say anything. */
  boolean stale() {
    return stale;
  }

  /** The index of the round in millionths of the quotes' unit; that before when it is stale. */
  long round(String name, List<String> words, long nowNs) {
    var quotes = new ArrayList<Quote>();
    int weights = 0;
    long redemption = 0;
    for (String word : words) {
      if (word.startsWith(REDEMPTION)) {
        redemption = micros(word.substring(REDEMPTION.length()));
        continue;
      }
      int star = word.indexOf('*');
      int weight = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
      weights += weight;
      String[] halves = (star < 0 ? word : word.substring(0, star)).split("@");
      if (!halves[0].equals("-")) {
        long ageNs = halves.length > 1 ? Long.parseLong(halves[1]) * NS_PER_SECOND : 0;
        quotes.add(new Quote(quotes.size(), weight, micros(halves[0]), 0, 0, 0, ageNs));
      }
    }
    var of = instruments.computeIfAbsent(name, n -> new Instrument());
    IndexRound round = PriceIndex.compute(IndexRules.major(weights), of.median, quotes);
    stale = round.stale();
    if (!stale) {
      of.median = round.indexMicros();
      of.index = redemption == 0 ? of.median : redeemed(of, redemption, nowNs);
      of.atNs = nowNs;
    }
    return of.index;
  }

  private static long redeemed(Instrument of, long redemption, long nowNs) {
    boolean away = Redemption.away(of.median, redemption);
    of.awaySinceNs = away && of.awaySinceNs == 0 ? nowNs : away ? of.awaySinceNs : 0;
    long awayNs = away ? nowNs - of.awaySinceNs : 0;
    long previous = of.index == 0 ? redemption : of.index;
    long elapsedMs = of.atNs == 0 ? 0 : (nowNs - of.atNs) / NS_PER_MS;
    return Redemption.index(of.median, redemption, awayNs, previous, SLEW_PPM, elapsedMs);
  }

  private static long micros(String word) {
    return new BigDecimal(word.replace("_", "")).movePointRight(DECIMALS).longValueExact();
  }
}
