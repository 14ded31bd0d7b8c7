package caisson.clearing;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one account holds at a seal: units per asset and lots per market, ids ascending, no zero
 * rows. Its bytes are the preimage of the leaf in the state tree:
 *
 * <pre>
 * 0x00 | id u32 | nAssets u8 | nLines u16 | nAssets x (asset u16, units i64) | nLines x (market u32, lots i64)
 * </pre>
 *
 * An account without rows is the empty leaf: no bytes, a hash of 32 zero bytes.
 */
public final class Leaf {
  public static final int MAX_ASSETS = 32;
  public static final int MAX_LINES = 256;
  static final int ID_LIMIT = 1 << DoubleSumTree.DEPTH;

  private static final int HEAD = 8;
  private static final int ASSET_ROW = 10;
  private static final int LINE_ROW = 12;

  private final int account;
  private final int[] assets;
  private final long[] units;
  private final int[] markets;
  private final long[] lots;

  private Leaf(int account, Map<Integer, Long> units, Map<Integer, Long> lots) {
    if (account <= 0 || account >= ID_LIMIT) {
      throw new BrokenFold("account id out of the tree: " + account);
    }
    if (units.size() > MAX_ASSETS || lots.size() > MAX_LINES) {
      throw new BrokenFold(
          "leaf too long: account=%d assets=%d lines=%d"
              .formatted(account, units.size(), lots.size()));
    }
    this.account = account;
    this.assets = units.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.units = units.values().stream().mapToLong(Long::longValue).toArray();
    this.markets = lots.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.lots = lots.values().stream().mapToLong(Long::longValue).toArray();
  }

  public static Builder builder(int account) {
    return new Builder(account);
  }

  public int account() {
    return account;
  }

  public int assetCount() {
    return assets.length;
  }

  public int asset(int row) {
    return assets[row];
  }

  public long units(int row) {
    return units[row];
  }

  public int lineCount() {
    return markets.length;
  }

  public int market(int row) {
    return markets[row];
  }

  public long lots(int row) {
    return lots[row];
  }

  public boolean isEmpty() {
    return assets.length == 0 && markets.length == 0;
  }

  /** The preimage; no bytes for the empty leaf. */
  public byte[] bytes() {
    if (isEmpty()) {
      return Bytes.NONE;
    }
    Bytes out = new Bytes().u8(0x00).u32(account).u8(assets.length).u16(markets.length);
    for (int row = 0; row < assets.length; row++) {
      out.u16(assets[row]).u64(units[row]);
    }
    for (int row = 0; row < markets.length; row++) {
      out.u32(markets[row]).u64(lots[row]);
    }
    return out.toArray();
  }

  public byte[] hash() {
    return isEmpty() ? Bytes.ZERO_32.clone() : Keccak.hash(bytes());
  }

  /**
   * Reads a preimage and refuses every second spelling of the same rows: zero rows, unsorted or
   * repeated ids, bytes left over.
   */
  public static Leaf decode(int account, byte[] bytes) {
    Builder builder = builder(account);
    if (bytes.length == 0) {
      return builder.build();
    }
    if (bytes.length < HEAD || bytes[0] != 0 || Bytes.read(bytes, 1, 4) != account) {
      throw new IllegalArgumentException("not a leaf of account " + account);
    }
    int assetCount = bytes[5] & 0xff;
    int lineCount = (int) Bytes.read(bytes, 6, 2);
    if (assetCount + lineCount == 0) {
      throw new IllegalArgumentException("a leaf without rows has no bytes: account=" + account);
    }
    if (bytes.length != HEAD + assetCount * ASSET_ROW + lineCount * LINE_ROW) {
      throw new IllegalArgumentException("leaf length differs from its counts: account=" + account);
    }
    int offset = HEAD;
    int previous = -1;
    for (int row = 0; row < assetCount; row++, offset += ASSET_ROW) {
      int asset = (int) Bytes.read(bytes, offset, 2);
      long amount = Bytes.read(bytes, offset + 2, 8);
      requireRow(account, asset > previous && amount != 0);
      builder.units(asset, amount);
      previous = asset;
    }
    previous = -1;
    for (int row = 0; row < lineCount; row++, offset += LINE_ROW) {
      int market = (int) Bytes.read(bytes, offset, 4);
      long amount = Bytes.read(bytes, offset + 4, 8);
      requireRow(account, market > previous && amount != 0);
      builder.lots(market, amount);
      previous = market;
    }
    return builder.build();
  }

  private static void requireRow(int account, boolean canonical) {
    if (!canonical) {
      throw new IllegalArgumentException("leaf rows not canonical: account=" + account);
    }
  }

  /** Rows in any order; a zero amount is no row. */
  public static final class Builder {
    private final int account;
    private final TreeMap<Integer, Long> units = new TreeMap<>();
    private final TreeMap<Integer, Long> lots = new TreeMap<>();

    private Builder(int account) {
      this.account = account;
    }

    public Builder units(int asset, long amount) {
      put(units, asset, amount);
      return this;
    }

    public Builder lots(int market, long amount) {
      put(lots, market, amount);
      return this;
    }

    public Leaf build() {
      return new Leaf(account, units, lots);
    }

    private static void put(Map<Integer, Long> rows, int id, long amount) {
      if (amount == 0) {
        rows.remove(id);
      } else {
        rows.put(id, amount);
      }
    }
  }
}
