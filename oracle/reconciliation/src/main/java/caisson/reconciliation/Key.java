package caisson.reconciliation;

/**
 * What an amount belongs to: units of an asset or lots of a market, of one account; or units of an
 * asset in one account of the books that nobody owns.
 *
 * @param account for CODE the place in the chart of accounts
 */
public record Key(Kind kind, int id, int account) implements Comparable<Key> {
  /** The order is that of reports. */
  public enum Kind {
    ASSET,
    MARKET,
    CODE
  }

  public static Key asset(int asset, int account) {
    return new Key(Kind.ASSET, asset, account);
  }

  public static Key market(int market, int account) {
    return new Key(Kind.MARKET, market, account);
  }

  public static Key code(int asset, int code) {
    return new Key(Kind.CODE, asset, code);
  }

  @Override
  public int compareTo(Key other) {
    int byKind = kind.compareTo(other.kind);
    int byId = byKind != 0 ? byKind : Integer.compare(id, other.id);
    return byId != 0 ? byId : Integer.compare(account, other.account);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ASSET -> "asset=%d account=%d".formatted(id, account);
      case MARKET -> "market=%d account=%d".formatted(id, account);
      case CODE -> "asset=%d code=%d".formatted(id, account);
    };
  }
}
