package caisson.pricing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The slow twin of {@link PriceIndex}: big integers, cross multiplication instead of rounding, and
 * a median that expands weights into copies.
 */
final class NaiveIndex {
  private NaiveIndex() {}

  /** The index, or -1 when stale. */
  static long compute(IndexRules rules, long previous, List<Quote> quotes) {
    List<Quote> fit = new ArrayList<>();
    for (Quote q : quotes) {
      boolean crossed = q.bidMicros() > 0 && q.askMicros() > 0 && q.bidMicros() >= q.askMicros();
      if (q.priceMicros() > 0
          && q.ageNs() <= rules.maxAgeNs()
          && !crossed
          && within(q.confidenceMicros(), rules.maxConfidencePpm(), q.priceMicros())) {
        fit.add(q);
      }
    }
    List<Quote> inBand = new ArrayList<>();
    for (Quote q : fit) {
      int agreeing = 0;
      for (Quote other : fit) {
        if (within(
            Math.abs(other.priceMicros() - q.priceMicros()), rules.agreePpm(), q.priceMicros())) {
          agreeing++;
        }
      }
      boolean near =
          previous <= 0 || within(Math.abs(q.priceMicros() - previous), rules.bandPpm(), previous);
      if (near || agreeing >= rules.agreeing()) {
        inBand.add(q);
      }
    }
    List<Quote> survivors = new ArrayList<>();
    if (!inBand.isEmpty()) {
      List<Long> prices = new ArrayList<>();
      inBand.forEach(q -> prices.add(q.priceMicros()));
      long median = middle(prices);
      List<Long> distances = new ArrayList<>();
      prices.forEach(p -> distances.add(Math.abs(p - median)));
      long fourMad = 4 * middle(distances);
      for (Quote q : inBand) {
        long away = Math.abs(q.priceMicros() - median);
        if (away <= fourMad || within(away, rules.outlierPpm(), median)) {
          survivors.add(q);
        }
      }
    }
    List<Long> copies = new ArrayList<>();
    for (Quote q : survivors) {
      copies.addAll(Collections.nCopies(q.weight(), q.priceMicros()));
    }
    if (survivors.size() < rules.quorum() || copies.size() * 2L <= rules.nominalWeight()) {
      return -1;
    }
    return middle(copies);
  }

  private static boolean within(long value, long ppm, long of) {
    return BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(1_000_000))
            .compareTo(BigInteger.valueOf(ppm).multiply(BigInteger.valueOf(of)))
        <= 0;
  }

  private static long middle(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((sorted.size() - 1) / 2);
  }
}
