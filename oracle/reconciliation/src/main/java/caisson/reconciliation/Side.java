package caisson.reconciliation;

import java.util.ArrayList;
import java.util.List;

/**
 * One frozen account of who holds what: keys ascending with their amounts, and the total the side
 * itself states per asset. Rows may be given in any order; a key given twice is kept and reported,
 * because a side that lists an account twice is wrong whatever the amounts are.
 */
public final class Side {
  private final String name;
  private final Cut cut;
  private final Key[] keys;
  private final long[] amounts;
  private final List<Total> totals;

  /** What a side states an asset to sum to, such as the accounted units of a vault. */
  public record Total(int asset, long amount) {}

  private record Row(Key key, long amount) {}

  private Side(String name, Cut cut, List<Row> rows, List<Total> totals) {
    List<Row> sorted = rows.stream().sorted((a, b) -> a.key.compareTo(b.key)).toList();
    this.name = name;
    this.cut = cut;
    this.keys = sorted.stream().map(Row::key).toArray(Key[]::new);
    this.amounts = sorted.stream().mapToLong(Row::amount).toArray();
    this.totals = totals.stream().sorted((a, b) -> Integer.compare(a.asset, b.asset)).toList();
  }

  public static Builder of(String name, Cut cut) {
    return new Builder(name, cut);
  }

  public String name() {
    return name;
  }

  public Cut cut() {
    return cut;
  }

  public int size() {
    return keys.length;
  }

  public List<Total> totals() {
    return totals;
  }

  Key key(int row) {
    return keys[row];
  }

  long amount(int row) {
    return amounts[row];
  }

  /** Collects rows; a zero amount is no row, as in a leaf. */
  public static final class Builder {
    private final String name;
    private final Cut cut;
    private final List<Row> rows = new ArrayList<>();
    private final List<Total> totals = new ArrayList<>();

    private Builder(String name, Cut cut) {
      this.name = name;
      this.cut = cut;
    }

    public Builder row(Key key, long amount) {
      if (amount != 0) {
        rows.add(new Row(key, amount));
      }
      return this;
    }

    public Builder total(int asset, long amount) {
      totals.add(new Total(asset, amount));
      return this;
    }

    public Side freeze() {
      return new Side(name, cut, rows, totals);
    }
  }
}
