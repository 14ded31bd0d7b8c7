package caisson.verifier;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** What one account holds: units by asset, lots by market. */
public final class Holdings {
  private static final int HEAD = 8;
  private static final int ASSET_ROW = 10;
  private static final int LINE_ROW = 12;

  private final int account;
  private final TreeMap<Integer, Long> units = new TreeMap<>();
  private final TreeMap<Integer, Long> lots = new TreeMap<>();

  public Holdings(int account) {
    this.account = account;
  }

  public Map<Integer, Long> units() {
    return Map.copyOf(units);
  }

  public Map<Integer, Long> lots() {
    return Map.copyOf(lots);
  }

  void addUnits(int asset, long delta) {
    add(units, asset, delta);
  }

  void addLots(int market, long delta) {
    add(lots, market, delta);
  }

  boolean isEmpty() {
    return units.isEmpty() && lots.isEmpty();
  }

  /** The leaf's preimage; no bytes for an account without rows. */
  public byte[] preimage() {
    if (isEmpty()) {
      return new byte[0];
    }
    Refusal.require(
        units.size() <= 32 && lots.size() <= 256,
        Refusal.Reason.LEAF,
        "too many rows in account " + account);
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD + units.size() * ASSET_ROW + lots.size() * LINE_ROW);
    bytes.put((byte) 0).putInt(account).put((byte) units.size()).putShort((short) lots.size());
    units.forEach((asset, amount) -> bytes.putShort(asset.shortValue()).putLong(amount));
    lots.forEach((market, amount) -> bytes.putInt(market).putLong(amount));
    return bytes.array();
  }

  /** Cash plus every line at the marks, in whole micro-dollars. */
  public BigInteger claim(MarkWords marks) {
    BigInteger claim = BigInteger.valueOf(units.getOrDefault(0, 0L));
    for (Map.Entry<Integer, Long> line : lots.entrySet()) {
      claim =
          claim.add(marks.lotValue(line.getKey()).multiply(BigInteger.valueOf(line.getValue())));
    }
    return claim;
  }

  Node leaf(MarkWords marks) {
    units.forEach(
        (asset, amount) ->
            Refusal.require(
                asset == 0 || amount > 0,
                Refusal.Reason.LEAF,
                "account " + account + " owes " + amount + " of asset " + asset));
    return isEmpty() ? Node.EMPTY : Node.leaf(preimage(), claim(marks));
  }

  private void add(TreeMap<Integer, Long> rows, int id, long delta) {
    try {
      long after = Math.addExact(rows.getOrDefault(id, 0L), delta);
      if (after == 0) {
        rows.remove(id);
      } else {
        rows.put(id, after);
      }
    } catch (ArithmeticException overflow) {
      throw new Refusal(Refusal.Reason.LEAF, "account " + account + " overflows in " + id);
    }
  }
}
