package caisson.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The last lines of a bench: {@code figure NAME VALUE UNIT}. */
final class Figures {
  private Figures() {}

  static void print(String name, double value, String unit) {
    String text = value == Math.rint(value) ? "%.0f" : value < 10 ? "%.3f" : "%.1f";
    System.out.println(
        "figure " + name + " " + String.format(Locale.ROOT, text, value) + " " + unit);
  }

  static double median(Collection<? extends Number> values) {
    return median(values.stream().mapToDouble(Number::doubleValue).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
