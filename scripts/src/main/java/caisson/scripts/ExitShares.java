package caisson.scripts;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What everyone is due after a freeze, from the rules alone: balances, lines and marks of the last
 * honest header, what is there of each asset, and what was paid early. Big integers, no trees, no
 * contract.
 *
 * <pre>
 * c = cash + sum lots * (mark * k - funding) - coin paid early;  p = max(c, 0)
 * coin      floor(present_0 * p / sum of all positive claims of the header)
 * others    floor((units - paid early) * present / accounted), of which a debtor keeps max(0, A + c) / A
 * pools     what debtors do not keep, shared floor(pool * p / sum of positive claims)
 * </pre>
 */
final class ExitShares {
  /** One account of the header. */
  record Position(Map<Integer, Long> units, Map<Integer, Long> lots) {}

  /** Of a market: what one lot is worth on top of its cash. */
  record Marks(Map<Integer, BigInteger> lotValue, Map<Integer, BigInteger> unitValue) {}

  record Asset(BigInteger present, BigInteger accounted) {}

  private static final BigInteger COIN_VALUE = BigInteger.TEN.pow(12);

  private final Map<Integer, Position> positions;
  private final Marks marks;
  private final List<Asset> assets;
  private final Map<Integer, Map<Integer, Long>> paidEarly;
  private final BigInteger positive;
  private final Map<Integer, BigInteger> pools = new TreeMap<>();

  ExitShares(
      Map<Integer, Position> positions,
      Marks marks,
      List<Asset> assets,
      Map<Integer, Map<Integer, Long>> paidEarly) {
    this.positions = positions;
    this.marks = marks;
    this.assets = assets;
    this.paidEarly = paidEarly;
    this.positive =
        positions.values().stream()
            .map(position -> claim(position).max(BigInteger.ZERO))
            .reduce(BigInteger.ZERO, BigInteger::add);
    positions.keySet().forEach(this::addToPools);
  }

  /** Units by asset that the account gets at its escape; nothing where there is nothing. */
  Map<Integer, BigInteger> escape(int account) {
    Map<Integer, BigInteger> due = new TreeMap<>();
    BigInteger claim = claimLeft(account);
    BigInteger coin = assets.get(0).present.multiply(claim.max(BigInteger.ZERO)).divide(positive);
    due.put(0, coin);
    for (int asset = 1; asset < assets.size(); asset++) {
      due.put(asset, kept(account, asset));
    }
    due.values().removeIf(amount -> amount.signum() == 0);
    return due;
  }

  /** Units by asset of the account's later share in the pools. */
  Map<Integer, BigInteger> share(int account) {
    Map<Integer, BigInteger> due = new TreeMap<>();
    BigInteger claim = claimLeft(account).max(BigInteger.ZERO);
    pools.forEach((asset, pool) -> due.put(asset, pool.multiply(claim).divide(positive)));
    due.values().removeIf(amount -> amount.signum() == 0);
    return due;
  }

  BigInteger pool(int asset) {
    return pools.getOrDefault(asset, BigInteger.ZERO);
  }

  boolean isDebtor(int account) {
    return claimLeft(account).signum() < 0;
  }

  BigInteger claimLeft(int account) {
    return claim(position(account)).subtract(early(account, 0));
  }

  private void addToPools(int account) {
    for (int asset = 1; asset < assets.size(); asset++) {
      pools.merge(asset, whole(account, asset).subtract(kept(account, asset)), BigInteger::add);
    }
  }

  private BigInteger kept(int account, int asset) {
    BigInteger whole = whole(account, asset);
    BigInteger claim = claimLeft(account);
    if (claim.signum() >= 0) {
      return whole;
    }
    BigInteger value = BigInteger.ZERO;
    for (int held = 1; held < assets.size(); held++) {
      BigInteger unit = marks.unitValue.getOrDefault(held, BigInteger.ZERO);
      value = value.add(left(account, held).multiply(unit));
    }
    BigInteger after = value.add(claim.multiply(COIN_VALUE));
    return after.signum() <= 0 ? BigInteger.ZERO : whole.multiply(after).divide(value);
  }

  private BigInteger whole(int account, int asset) {
    Asset of = assets.get(asset);
    return of.accounted.signum() == 0
        ? BigInteger.ZERO
        : left(account, asset).multiply(of.present).divide(of.accounted);
  }

  private BigInteger left(int account, int asset) {
    long units = position(account).units.getOrDefault(asset, 0L);
    return BigInteger.valueOf(units).subtract(early(account, asset)).max(BigInteger.ZERO);
  }

  private BigInteger early(int account, int asset) {
    return BigInteger.valueOf(paidEarly.getOrDefault(account, Map.of()).getOrDefault(asset, 0L));
  }

  private Position position(int account) {
    Position found = positions.get(account);
    return found == null ? new Position(Map.of(), Map.of()) : found;
  }

  private BigInteger claim(Position position) {
    BigInteger claim = BigInteger.valueOf(position.units.getOrDefault(0, 0L));
    for (var line : position.lots.entrySet()) {
      BigInteger value = marks.lotValue.getOrDefault(line.getKey(), BigInteger.ZERO);
      claim = claim.add(BigInteger.valueOf(line.getValue()).multiply(value));
    }
    return claim;
  }
}
