package caisson.pricing;

import caisson.units.Rounding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The index of one instrument out of the quotes of one round: filter each quote by itself, drop
 * outliers against the median, then take the weighted lower median of the survivors.
 *
 * <p>A function of its arguments: no clock, no state. The index is always the price of one of the
 * surviving quotes, so it is never outside what sources said.
 */
public final class PriceIndex {
  private PriceIndex() {}

  /**
   * @param previousMicros the last published index, 0 when there is none
   */
  public static IndexRound compute(IndexRules rules, long previousMicros, List<Quote> quotes) {
    Verdict[] verdicts = new Verdict[quotes.size()];
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] = own(rules, quotes.get(i));
    }
    if (previousMicros > 0) {
      refuseLoneJumps(rules, previousMicros, quotes, verdicts);
    }
    refuseOutliers(rules, quotes, verdicts);

    List<Quote> survivors = accepted(quotes, verdicts);
    long weight = survivors.stream().mapToLong(Quote::weight).sum();
    boolean stale = survivors.size() < rules.quorum() || weight * 2 <= rules.nominalWeight();
    long indexMicros = stale ? previousMicros : weightedLowerMedian(survivors);
    return new IndexRound(stale, indexMicros, quotes, Arrays.asList(verdicts));
  }

  /**
   * The first price, ascending, at which the weight up to and including it reaches half of the
   * total. A tie takes the lower side.
   */
  static long weightedLowerMedian(List<Quote> quotes) {
    List<Quote> sorted = new ArrayList<>(quotes);
    sorted.sort(Comparator.comparingLong(Quote::priceMicros));
    long total = sorted.stream().mapToLong(Quote::weight).sum();
    long sum = 0;
    for (Quote quote : sorted) {
      sum += quote.weight();
      if (sum * 2 >= total) {
        return quote.priceMicros();
      }
    }
    throw new IllegalArgumentException("no quotes");
  }

  private static Verdict own(IndexRules rules, Quote quote) {
    if (quote.priceMicros() <= 0) {
      return Verdict.NOT_POSITIVE;
    }
    if (quote.ageNs() > rules.maxAgeNs()) {
      return Verdict.TOO_OLD;
    }
    boolean hasBook = quote.bidMicros() > 0 && quote.askMicros() > 0;
    if (hasBook && quote.bidMicros() >= quote.askMicros()) {
      return Verdict.CROSSED_BOOK;
    }
    long widest = Rounding.mulPpmFloor(quote.priceMicros(), rules.maxConfidencePpm());
    return quote.confidenceMicros() > widest ? Verdict.UNSURE : Verdict.ACCEPTED;
  }

  /** A jump stands when enough quotes that passed their own checks agree with it: a real gap. */
  private static void refuseLoneJumps(
      IndexRules rules, long previousMicros, List<Quote> quotes, Verdict[] verdicts) {
    List<Quote> passed = accepted(quotes, verdicts);
    long band = Rounding.mulPpmFloor(previousMicros, rules.bandPpm());
    for (int i = 0; i < verdicts.length; i++) {
      long price = quotes.get(i).priceMicros();
      if (verdicts[i] != Verdict.ACCEPTED || distance(price, previousMicros) <= band) {
        continue;
      }
      long near = Rounding.mulPpmFloor(price, rules.agreePpm());
      long agreeing = passed.stream().filter(q -> distance(q.priceMicros(), price) <= near).count();
      if (agreeing < rules.agreeing()) {
        verdicts[i] = Verdict.OUTSIDE_BAND;
      }
    }
  }

  private static void refuseOutliers(IndexRules rules, List<Quote> quotes, Verdict[] verdicts) {
    List<Quote> passed = accepted(quotes, verdicts);
    if (passed.isEmpty()) {
      return;
    }
    long[] prices = passed.stream().mapToLong(Quote::priceMicros).toArray();
    long median = lowerMedian(prices);
    long[] distances = Arrays.stream(prices).map(price -> distance(price, median)).toArray();
    long widest =
        Math.max(
            Math.multiplyExact(4, lowerMedian(distances)),
            Rounding.mulPpmFloor(median, rules.outlierPpm()));
    for (int i = 0; i < verdicts.length; i++) {
      if (verdicts[i] == Verdict.ACCEPTED
          && distance(quotes.get(i).priceMicros(), median) > widest) {
        verdicts[i] = Verdict.OUTLIER;
      }
    }
  }

  /** Of an even number of values the lower of the two in the middle. */
  static long lowerMedian(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  private static List<Quote> accepted(List<Quote> quotes, Verdict[] verdicts) {
    List<Quote> accepted = new ArrayList<>(verdicts.length);
    for (int i = 0; i < verdicts.length; i++) {
      if (verdicts[i] == Verdict.ACCEPTED) {
        accepted.add(quotes.get(i));
      }
    }
    return accepted;
  }

  private static long distance(long a, long b) {
    return Math.abs(Math.subtractExact(a, b));
  }
}
