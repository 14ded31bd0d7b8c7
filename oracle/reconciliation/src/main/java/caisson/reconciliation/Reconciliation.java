package caisson.reconciliation;

import caisson.reconciliation.Difference.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Compares frozen sides and names every difference. Pure: the same sides give the same list in the
 * same order. It shares no code with the parts it checks; amounts are summed without bounds.
 */
public final class Reconciliation {
  private Reconciliation() {}

  /**
   * Every side against itself, then every later side against the first. So one fault in one side is
   * told once: a fault of the first side shows against each of the others.
   */
  public static List<Difference> compare(List<Side> sides) {
    List<Difference> differences = new ArrayList<>();
    for (Side side : sides) {
      within(side, differences);
    }
    for (int i = 1; i < sides.size(); i++) {
      between(sides.get(0), sides.get(i), differences);
    }
    return List.copyOf(differences);
  }

  private static void within(Side side, List<Difference> out) {
    TreeMap<Integer, BigInteger> units = new TreeMap<>();
    TreeMap<Integer, BigInteger> lots = new TreeMap<>();
    for (int row = 0; row < side.size(); row++) {
      Key key = side.key(row);
      BigInteger amount = BigInteger.valueOf(side.amount(row));
      switch (key.kind()) {
        case ASSET -> units.merge(key.id(), amount, BigInteger::add);
        case MARKET -> lots.merge(key.id(), amount, BigInteger::add);
        case CODE -> {
          // In no sum: what the books' own accounts must be, another side says.
        }
      }
      if (row > 0 && key.equals(side.key(row - 1))) {
        out.add(own(Type.DUPLICATE, side, key, BigInteger.valueOf(side.amount(row - 1)), amount));
      }
    }
    for (Side.Total total : side.totals()) {
      BigInteger stated = BigInteger.valueOf(total.amount());
      BigInteger sum = units.getOrDefault(total.asset(), BigInteger.ZERO);
      if (!stated.equals(sum)) {
        out.add(own(Type.TOTAL, side, Key.asset(total.asset(), 0), stated, sum));
      }
    }
    lots.forEach(
        (market, sum) -> {
          if (sum.signum() != 0) {
            Key key = Key.market(market, 0);
            out.add(own(Type.MARKET_NOT_ZERO, side, key, BigInteger.ZERO, sum));
          }
        });
  }

  private static void between(Side left, Side right, List<Difference> out) {
    if (!left.cut().matches(right.cut())) {
      out.add(
          new Difference(
              Type.CUT,
              left.name(),
              right.name(),
              Key.asset(0, 0),
              BigInteger.valueOf(left.cut().sequence()),
              BigInteger.valueOf(right.cut().sequence())));
      return;
    }
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      int order = order(left, l, right, r);
      if (order < 0) {
        out.add(both(Type.MISSING, left, right, left.key(l), left.amount(l), 0));
        l = next(left, l);
      } else if (order > 0) {
        out.add(both(Type.EXTRA, left, right, right.key(r), 0, right.amount(r)));
        r = next(right, r);
      } else {
        long expected = left.amount(l);
        long found = right.amount(r);
        if (expected != found) {
          Type type = found == -expected ? Type.SIGN : Type.AMOUNT;
          out.add(both(type, left, right, left.key(l), expected, found));
        }
        l = next(left, l);
        r = next(right, r);
      }
    }
    totals(left, right, out);
  }

  /** A key listed twice was told within its side; here its first row stands for it. */
  private static int next(Side side, int row) {
    int next = row + 1;
    while (next < side.size() && side.key(next).equals(side.key(row))) {
      next++;
    }
    return next;
  }

  private static int order(Side left, int l, Side right, int r) {
    if (l == left.size()) {
      return 1;
    }
    return r == right.size() ? -1 : left.key(l).compareTo(right.key(r));
  }

  private static void totals(Side left, Side right, List<Difference> out) {
    for (Side.Total expected : left.totals()) {
      for (Side.Total found : right.totals()) {
        if (expected.asset() == found.asset() && expected.amount() != found.amount()) {
          Key key = Key.asset(expected.asset(), 0);
          out.add(
              both(Type.TOTAL_BETWEEN_SIDES, left, right, key, expected.amount(), found.amount()));
        }
      }
    }
  }

  private static Difference own(
      Type type, Side side, Key key, BigInteger expected, BigInteger found) {
    return new Difference(type, side.name(), side.name(), key, expected, found);
  }

  private static Difference both(
      Type type, Side left, Side right, Key key, long expected, long found) {
    return new Difference(
        type,
        left.name(),
        right.name(),
        key,
        BigInteger.valueOf(expected),
        BigInteger.valueOf(found));
  }
}
