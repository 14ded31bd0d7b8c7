package caisson.engine.liquidation;

import caisson.units.Rounding;
import java.util.Arrays;

/** Accounts of a round that have less than they need, and what they had when they were found. */
final class DueAccounts {
  private static final long MILLION = 1_000_000;
  private static final long LEAST_RATIO = 1L << 60;
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int[] rows;
  private final long[] equities;
  private final long[] margins;
  private final long[] ratios;
  private final int[] starts = new int[DIGITS + 1];
  private int[] order;
  private int[] spare;
  private int count;

  DueAccounts(int most) {
    rows = new int[most];
    equities = new long[most];
    margins = new long[most];
    ratios = new long[most];
    order = new int[most];
    spare = new int[most];
  }

  void clear() {
    count = 0;
  }

  /** Rows come ascending. */
  void add(int row, long equity, long margin) {
    rows[count] = row;
    equities[count] = equity;
    margins[count] = margin;
    ratios[count] = ratioOf(equity, Math.max(1, margin));
    order[count] = count;
    count++;
  }

  /** floor(equity * 10^6 / margin), no less than the least that fits. */
  private static long ratioOf(long equity, long margin) {
    return equity / margin < -LEAST_RATIO / MILLION
        ? -LEAST_RATIO
        : Rounding.mulDivDown(equity, MILLION, margin);
  }

  int count() {
    return count;
  }

  int row(int i) {
    return rows[order[i]];
  }

  long equity(int i) {
    return equities[order[i]];
  }

  long margin(int i) {
    return margins[order[i]];
  }

  boolean indebted(int i) {
    return ratios[order[i]] < 0;
  }

  /**
   * By (equity / margin, row) ascending: digit by digit, equal ones stay in the order they came.
   */
  void sort() {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, ratios[i]);
      most = Math.max(most, ratios[i]);
    }
    for (long left = count == 0 ? 0 : most - least, shift = 0; left != 0; left >>>= DIGIT_BITS) {
      sort(least, (int) shift);
      shift += DIGIT_BITS;
    }
  }

  private void sort(long least, int shift) {
    Arrays.fill(starts, 0);
    for (int i = 0; i < count; i++) {
      starts[digit(i, least, shift) + 1]++;
    }
    for (int digit = 1; digit < DIGITS; digit++) {
      starts[digit] += starts[digit - 1];
    }
    for (int i = 0; i < count; i++) {
      spare[starts[digit(i, least, shift)]++] = order[i];
    }
    int[] sorted = spare;
    spare = order;
    order = sorted;
  }

  private int digit(int i, long least, int shift) {
    return (int) (ratios[order[i]] - least >>> shift) & DIGITS - 1;
  }
}
