package caisson.reconciliation;

/** What an amount belongs to: units of an asset or lots of a market, of one account. */
public record Key(Kind kind, int id, int account) implements Comparable<Key> {
  /** The order is that of reports. */
  public enum Kind {
    ASSET,
    MARKET
  }

  public static Key asset(int asset, int account) {
    return new Key(Kind.ASSET, asset, account);
  }

  public static Key market(int market, int account) {
    return new Key(Kind.MARKET, market, account);
  }

  @Override
  public int compareTo(Key other) {
    int byKind = kind.compareTo(other.kind);
    int byId = byKind != 0 ? byKind : Integer.compare(id, other.id);
    return byId != 0 ? byId : Integer.compare(account, other.account);
  }

  @Override
  public String toString() {
    return "%s=%d account=%d".formatted(kind == Kind.ASSET ? "asset" : "market", id, account);
  }
}
