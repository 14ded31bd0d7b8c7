package caisson.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a line of a scenario lists: a perpetual, an asset that is collateral, an event. */
final class ScenarioTerms {
  private static final int PPM = 1_000_000;
  private static final long MAX_TICKS = 1_000_000_000L;
  private static final long MAX_LOTS = 1_000_000_000_000L;

  private ScenarioTerms() {}

  /** {@code perp 1 k=10 down=250 up=250 e3=1500 tier=0}, with its own factor of the same number. */
  static List<Step> perpetual(long market, String[] words) {
    Map<String, Long> f = fields(words);
    var steps = new ArrayList<Step>();
    steps.add(
        Step.of(
            Verb.MARKET,
            market,
            0,
            0,
            0,
            given(f, "k"),
            500_000,
            0,
            f.getOrDefault("taker", 500L),
            1,
            MAX_TICKS,
            MAX_LOTS));
    steps.add(factor(market, words));
    steps.add(Step.of(Verb.LINK, market, market));
    steps.add(
        Step.of(Verb.LIQUIDATION, market, given(f, "tier"), f.getOrDefault("fee", 5_000L), 20_000));
    return steps;
  }

  /** {@code factor 1 down=400 up=400 e3=1500 gap=2000}: listed anew. */
  static Step factor(long factor, String[] words) {
    Map<String, Long> f = fields(words);
    return Step.of(
        Verb.FACTOR,
        factor,
        f.getOrDefault("group", 0L),
        given(f, "down"),
        given(f, "up"),
        f.getOrDefault("spot", given(f, "down")),
        given(f, "e3"),
        10_000,
        f.getOrDefault("size", 0L),
        f.getOrDefault("gap", 0L),
        f.getOrDefault("profit", (long) PPM),
        f.getOrDefault("low", 0L),
        f.getOrDefault("high", 0L));
  }

  /** {@code collateral 1 scale=6 factor=9 spot=200 haircut=0}: at a dollar a whole one. */
  static List<Step> collateral(long asset, String[] words) {
    Map<String, Long> f = fields(words);
    long spot = given(f, "spot");
    long factor = given(f, "factor");
    long haircut = f.getOrDefault("haircut", 0L);
    long whole = 1_000_000_000_000_000_000L;
    for (long i = 0; i < given(f, "scale"); i++) {
      whole /= 10;
    }
    return List.of(
        Step.of(Verb.ASSET, asset, given(f, "scale"), whole),
        Step.of(Verb.FACTOR, factor, 0, spot, spot, spot, 1_500, 10_000, 0, 0, PPM, 0, 0),
        Step.of(Verb.COLLATERAL, asset, factor, 0, 0, haircut, haircut, haircut));
  }

  /** {@code event 1 first=2 payout=100 k=10_000 exhaustive=1 dispute=7200 void=90_000 40 35 25}. */
  static Step event(long event, String[] words) {
    Map<String, Long> f = fields(words);
    long[] values =
        Arrays.stream(words)
            .skip(2)
            .filter(word -> word.indexOf('=') < 0)
            .mapToLong(ScenarioTerms::number)
            .toArray();
    long[] numbers = new long[7 + values.length];
    numbers[0] = event;
    numbers[1] = given(f, "payout");
    numbers[2] = given(f, "k");
    numbers[3] = given(f, "exhaustive");
    numbers[4] = given(f, "dispute");
    numbers[5] = given(f, "void");
    numbers[6] = given(f, "first");
    System.arraycopy(values, 0, numbers, 7, values.length);
    return Step.of(Verb.EVENT, numbers);
  }

  static Map<String, Long> fields(String[] words) {
    var fields = new TreeMap<String, Long>();
    for (int i = 2; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        fields.put(words[i].substring(0, equals), number(words[i].substring(equals + 1)));
      }
    }
    return fields;
  }

  static long given(Map<String, Long> fields, String name) {
    Long value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("without " + name);
    }
    return value;
  }

  static long number(String word) {
    return Long.parseLong(word.replace("_", ""));
  }
}
