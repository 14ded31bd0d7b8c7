package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Portfolio margin told again from the rules, from nothing but balances, lines, orders and marks:
 * every order and every withdrawal appraises the whole account twice or thrice. No cache, no bound,
 * no long arithmetic.
 */
final class ReferenceMargin {
  static final class Factor {
    int group;
    int down;
    int up;
    int spot;
    int e3;
    int basis;
    int size;
    int gap;
    int profit;
    BigInteger oiLow;
    BigInteger oiUp;
    BigInteger oiPpm = BigInteger.ZERO;
  }

  static final class Collateral {
    int factor;
    BigInteger bound1 = BigInteger.ZERO;
    BigInteger bound2 = BigInteger.ZERO;
    int[] ppm = new int[3];
  }

  /** An order that is not in the book yet, or a change that is only supposed. */
  record Supposed(Market market, boolean buy, long limit, long lots, int asset, BigInteger units) {
    static final Supposed NOTHING = new Supposed(null, true, 0, 0, -1, BigInteger.ZERO);
  }

  private static final BigInteger MILLION = big(1_000_000);
  private static final BigInteger MAX_LINE = big(90_000_000_000_000_000L);

  final Map<Integer, Factor> factors = new TreeMap<>();
  final Map<Integer, int[]> groups = new TreeMap<>();
  final Map<Integer, Integer> marketFactor = new TreeMap<>();
  final Map<Integer, Collateral> collateral = new TreeMap<>();
  long version;
  private final ReferenceEngine engine;
  private boolean maintaining;

  ReferenceMargin(ReferenceEngine engine) {
    this.engine = engine;
  }

  RejectReason order(Account row, Market market, boolean buy, long limit, long lots) {
    if (market.spot && buy) {
      return freeCash(row).compareTo(cost(market, true, limit, lots)) >= 0
          ? RejectReason.NONE
          : RejectReason.INSUFFICIENT_BALANCE;
    }
    if (market.spot) {
      if (freeUnits(row, market.base).compareTo(big(lots).multiply(market.unitsPerLot)) < 0) {
        return RejectReason.INSUFFICIENT_BALANCE;
      }
      if (!isCollateral(market.base) || owesNothing(row)) {
        return RejectReason.NONE;
      }
    } else if (beyondInterest(row, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    var open = new Supposed(market, buy, limit, lots, -1, BigInteger.ZERO);
    if (counted(row).compareTo(requirement(row, open)) >= 0) {
      return RejectReason.NONE;
    }
    return reduces(row, market, buy, lots) && noWorse(row, market, buy, limit, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  RejectReason withdrawal(Account row, int asset, long units) {
    if (asset == 0) {
      return freeCash(row).compareTo(big(units)) >= 0
          ? RejectReason.NONE
          : RejectReason.INSUFFICIENT_MARGIN;
    }
    if (freeUnits(row, asset).compareTo(big(units)) < 0) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    if (!isCollateral(asset) || owesNothing(row)) {
      return RejectReason.NONE;
    }
    var orders = requirement(row, Supposed.NOTHING).subtract(initial(row, lines(row), row.units));
    var held = new TreeMap<>(row.units);
    held.merge(asset, big(-units), BigInteger::add);
    var kept = initial(row, lines(row), held).add(orders).max(tenth(row));
    var equity = equity(lines(row), held);
    var left = equity.subtract(locked(row)).min(equity.subtract(profit(row))).subtract(kept);
    var coins = row.units(0);
    for (var line : lines(row).entrySet()) {
      var each = line.getKey().lotValue().subtract(line.getKey().funding);
      coins = coins.add(line.getValue().multiply(each));
    }
    var less = MILLION.subtract(big(Math.min(1_000_000, engine.coinPpm)));
    left = left.subtract(ceilDiv(coins.max(BigInteger.ZERO).multiply(less), MILLION));
    return left.signum() >= 0 ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** Dearer in a coin that is worth less than 99 cents. */
  private BigInteger raised(BigInteger requirement) {
    var factor = MILLION.add(big(4 * Math.max(0, 990_000 - engine.coinPpm)));
    return maintaining ? requirement : ceilDiv(requirement.multiply(factor), MILLION);
  }

  /** The charge for open interest as of a price round or a funding step. */
  void marksChanged() {
    for (var entry : factors.entrySet()) {
      var factor = entry.getValue();
      if (factor.oiUp.signum() == 0) {
        continue;
      }
      var initial = big(Math.max(initial(factor.down, factor), initial(factor.up, factor)) * 100L);
      var rest = MILLION.subtract(initial).max(BigInteger.ZERO);
      var over = interest(entry.getKey()).subtract(factor.oiLow).max(BigInteger.ZERO);
      var share = ceilDiv(rest.multiply(over), factor.oiUp.subtract(factor.oiLow));
      factor.oiPpm = share.min(rest);
    }
  }

  /** Of a line alone: its factor's, or two thirds of what the market was listed with. */
  long maintenancePpm(Market market) {
    var factor = factors.get(marketFactor.getOrDefault(market.id, 0));
    if (factor != null) {
      return Math.max(factor.down, factor.up) * 100L;
    }
    long initial = (market.marginPpm.longValueExact() + 99) / 100;
    return (initial * 2 + 2) / 3 * 100;
  }

  BigInteger equity(Account row) {
    return equity(lines(row), row.units);
  }

  /** Maintenance margin, without the line in a market when one is named. */
  BigInteger maintenance(Account row, Market without) {
    var lines = lines(row);
    lines.remove(without);
    maintaining = true;
    var margin = initial(row, lines, row.units);
    maintaining = false;
    return margin;
  }

  private int initial(int bps, Factor factor) {
    if (maintaining) {
      return bps;
    }
    return Math.min(10_000, (bps * factor.e3 + 999) / 1_000);
  }

  private BigInteger interest(int factor) {
    var sum = BigInteger.ZERO;
    for (var market : engine.markets.values()) {
      if (!market.spot && marketFactor.getOrDefault(market.id, 0) == factor) {
        for (var account : engine.accounts.values()) {
          var lots = account.line(market.id).lots.max(BigInteger.ZERO);
          sum = sum.add(lots.multiply(market.lotValue()));
        }
      }
    }
    return sum;
  }

  boolean beyondInterest(Account row, Market market, boolean buy, long lots) {
    int id = marketFactor.getOrDefault(market.id, 0);
    if (id == 0 || factors.get(id).oiUp.signum() == 0) {
      return false;
    }
    var line = row.line(market.id).lots;
    var opened = big(lots).subtract((buy ? line.negate() : line).max(BigInteger.ZERO));
    return opened.signum() > 0
        && interest(id).add(opened.multiply(market.lotValue())).compareTo(factors.get(id).oiUp) > 0;
  }

  private boolean owesNothing(Account row) {
    boolean quiet =
        engine.resting.stream().noneMatch(o -> o.account == row && !o.market.spot)
            && row.lines.values().stream().allMatch(line -> line.lots.signum() == 0);
    return quiet && row.units(0).signum() >= 0;
  }

  private boolean reduces(Account row, Market market, boolean buy, long lots) {
    if (market.spot) {
      return true;
    }
    var line = row.line(market.id).lots;
    var closing = open(row, market, buy).add(big(lots));
    return closing.compareTo(buy ? line.negate() : line) <= 0;
  }

  private boolean noWorse(Account row, Market market, boolean buy, long limit, long lots) {
    var before = equity(lines(row), row.units).subtract(initial(row, lines(row), row.units));
    var price = big(limit).multiply(market.k);
    var held = new TreeMap<>(row.units);
    var moved = lines(row);
    if (market.spot) {
      held.merge(market.base, big(-lots).multiply(market.unitsPerLot), BigInteger::add);
      held.merge(0, big(lots).multiply(price), BigInteger::add);
    } else {
      var signed = big(buy ? lots : -lots);
      moved.merge(market, signed, BigInteger::add);
      held.merge(0, signed.multiply(price.subtract(market.funding)).negate(), BigInteger::add);
    }
    held.merge(0, fees(market, buy, limit, lots).negate(), BigInteger::add);
    return equity(moved, held).subtract(initial(row, moved, held)).compareTo(before) >= 0;
  }

  private BigInteger freeCash(Account row) {
    var equity = equity(lines(row), row.units);
    var kept = requirement(row, Supposed.NOTHING).max(tenth(row));
    var base = equity.subtract(locked(row)).min(equity.subtract(profit(row)));
    var reserved = BigInteger.ZERO;
    for (var order : engine.resting) {
      if (order.account == row && order.market.spot) {
        reserved = reserved.add(cost(order));
      }
    }
    return base.subtract(kept)
        .min(claim(lines(row), row.units).subtract(profit(row)).subtract(reserved));
  }

  BigInteger freeUnits(Account row, int asset) {
    var held = BigInteger.ZERO;
    for (var order : engine.resting) {
      var market = order.market;
      if (order.account == row && market.spot && !order.buy && market.base == asset) {
        held = held.add(big(order.lots).multiply(market.unitsPerLot));
      }
    }
    return row.units(asset).subtract(held);
  }

  private boolean isCollateral(int asset) {
    return collateral.containsKey(asset) && collateral.get(asset).factor != 0;
  }

  private Map<Market, BigInteger> lines(Account row) {
    var lines = new java.util.LinkedHashMap<Market, BigInteger>();
    row.lines.forEach((id, line) -> lines.put(engine.markets.get(id), line.lots));
    return lines;
  }

  private BigInteger claim(Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    var sum = held.getOrDefault(0, BigInteger.ZERO);
    for (var line : lines.entrySet()) {
      var market = line.getKey();
      if (!market.spot) {
        sum = sum.add(line.getValue().multiply(market.lotValue().subtract(market.funding)));
      }
    }
    return sum;
  }

  private BigInteger equity(Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    var sum = claim(lines, held);
    for (var holding : held.entrySet()) {
      if (holding.getKey() != 0 && isCollateral(holding.getKey())) {
        var value = value(holding.getKey(), holding.getValue());
        sum = sum.add(value).subtract(haircut(collateral.get(holding.getKey()), value));
      }
    }
    return sum;
  }

  private BigInteger value(int asset, BigInteger units) {
    return whole(asset, units).multiply(engine.assets.get(asset).weight).divide(MILLION);
  }

  /** At the mark, whatever it counts for. */
  private BigInteger whole(int asset, BigInteger units) {
    var mark = engine.assets.get(asset).markUnit;
    return units.multiply(mark).divide(BigInteger.TEN.pow(12)).min(MAX_LINE);
  }

  private static BigInteger haircut(Collateral terms, BigInteger value) {
    var first = value.min(terms.bound1);
    var second = value.min(terms.bound2).subtract(first);
    var third = value.subtract(first).subtract(second);
    return ppmUp(first, terms.ppm[0])
        .add(ppmUp(second, terms.ppm[1]))
        .add(ppmUp(third, terms.ppm[2]));
  }

  private BigInteger gain(Account row, Market market) {
    var line = row.line(market.id);
    var worth = line.lots.multiply(market.lotValue().subtract(market.funding));
    return line.lots.signum() == 0 ? BigInteger.ZERO : worth.subtract(line.refCost);
  }

  private BigInteger profit(Account row) {
    var sum = BigInteger.ZERO;
    for (var market : engine.markets.values()) {
      sum = sum.add(market.spot ? BigInteger.ZERO : gain(row, market));
    }
    return sum.max(BigInteger.ZERO);
  }

  private BigInteger locked(Account row) {
    var sum = BigInteger.ZERO;
    for (var market : engine.markets.values()) {
      int factor = marketFactor.getOrDefault(market.id, 0);
      if (!market.spot && factor != 0) {
        var gain = gain(row, market).max(BigInteger.ZERO);
        sum = sum.add(ppmUp(gain, 1_000_000 - factors.get(factor).profit));
      }
    }
    return sum;
  }

  private BigInteger counted(Account row) {
    return equity(lines(row), row.units).subtract(locked(row));
  }

  private BigInteger tenth(Account row) {
    var gross = BigInteger.ZERO;
    for (var line : lines(row).entrySet()) {
      if (!line.getKey().spot) {
        gross = gross.add(line.getValue().abs().multiply(line.getKey().lotValue()));
      }
    }
    return ppmUp(gross, 100_000);
  }

  /** Initial margin of lines and holdings alone, with what is open for what grows faster. */
  private BigInteger initial(
      Account row, Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    return scan(row, lines, held, Supposed.NOTHING);
  }

  private BigInteger requirement(Account row, Supposed order) {
    var sum = scan(row, lines(row), row.units, order);
    for (var resting : engine.resting) {
      if (resting.account == row) {
        sum = sum.add(cost(resting));
      }
    }
    if (order.market != null) {
      sum = sum.add(cost(order.market, order.buy, order.limit, order.lots));
    }
    for (var market : engine.markets.values()) {
      var open = openNotional(row, market, order);
      int id = factorOf(market);
      if (open.signum() == 0 || id == 0) {
        continue;
      }
      var factor = factor(id, market);
      boolean spot =
          row.units.entrySet().stream()
              .anyMatch(
                  h ->
                      h.getKey() != 0
                          && h.getValue().signum() != 0
                          && isCollateral(h.getKey())
                          && collateral.get(h.getKey()).factor == id);
      int shock = Math.max(initial(factor.down, factor), initial(factor.up, factor));
      int bps = Math.max(shock, spot ? initial(factor.spot, factor) : 0) + factor.gap;
      var stress =
          ceilDiv(open, big(10_000))
              .add(big(2))
              .multiply(big(bps))
              .add(ppmUp(open, factor.basis))
              .add(BigInteger.ONE);
      if (!market.spot) {
        stress = stress.add(ppmUp(open, market.takerPpm.intValueExact()));
      }
      sum = sum.add(raised(stress));
    }
    return sum;
  }

  /** Own factors of perpetuals without one are told apart by negative ids. */
  private int factorOf(Market market) {
    if (market.spot) {
      return isCollateral(market.base) ? collateral.get(market.base).factor : 0;
    }
    int factor = marketFactor.getOrDefault(market.id, 0);
    return factor == 0 ? -market.id : factor;
  }

  private Factor factor(int id, Market market) {
    if (id > 0) {
      return factors.get(id);
    }
    var own = new Factor();
    int initial = (market.marginPpm.intValueExact() + 99) / 100;
    initial = maintaining ? (2 * initial + 2) / 3 : initial;
    own.down = initial;
    own.up = initial;
    own.spot = initial;
    own.e3 = 1_000;
    own.profit = 1_000_000;
    return own;
  }

  private BigInteger openNotional(Account row, Market market, Supposed order) {
    if (maintaining) {
      return BigInteger.ZERO;
    }
    boolean here = market == order.market;
    var buys = open(row, market, true).add(big(here && order.buy ? order.lots : 0));
    var sells = open(row, market, false).add(big(here && !order.buy ? order.lots : 0));
    var open =
        market.spot ? sells.multiply(spotLot(market)) : buys.max(sells).multiply(market.lotValue());
    return open.min(MAX_LINE);
  }

  private BigInteger scan(
      Account row, Map<Market, BigInteger> lines, Map<Integer, BigInteger> held, Supposed order) {
    var total = BigInteger.ZERO;
    var sums = new TreeMap<Integer, Sums>();
    for (var market : engine.markets.values()) {
      if (factorOf(market) != 0) {
        var s = sums.computeIfAbsent(factorOf(market), f -> new Sums(factor(f, market)));
        s.open = s.open.add(openNotional(row, market, order));
        if (!market.spot) {
          var notional = lines.getOrDefault(market, BigInteger.ZERO).multiply(market.lotValue());
          notional = notional.min(MAX_LINE).max(MAX_LINE.negate());
          s.lines.add(notional);
          total = total.add(ppmUp(notional.abs(), market.takerPpm.intValueExact()));
        }
      }
    }
    for (var holding : held.entrySet()) {
      int asset = holding.getKey();
      if (asset != 0 && isCollateral(asset)) {
        int factor = collateral.get(asset).factor;
        var s = sums.computeIfAbsent(factor, f -> new Sums(factors.get(f)));
        s.spot = s.spot.add(value(asset, holding.getValue()));
      }
    }
    var groupSums = new TreeMap<Integer, BigInteger[]>();
    for (var entry : sums.entrySet()) {
      var factor = entry.getValue().factor;
      int group = factor.group == 0 ? 1_000 + entry.getKey() : factor.group;
      var g = groupSums.computeIfAbsent(group, x -> zeros());
      total = total.add(addFactor(entry.getValue(), g));
    }
    for (var entry : groupSums.entrySet()) {
      int[] credit = groups.getOrDefault(entry.getKey(), new int[2]);
      var g = entry.getValue();
      total = total.add(charge(g[0], g[1], credit).max(charge(g[2], g[3], credit)));
    }
    return raised(total);
  }

  private BigInteger addFactor(Sums s, BigInteger[] g) {
    var factor = s.factor;
    var net = s.spot;
    var longs = s.spot;
    var shorts = BigInteger.ZERO;
    for (var line : s.lines) {
      net = net.add(line);
      longs = longs.add(line.max(BigInteger.ZERO));
      shorts = shorts.add(line.negate().max(BigInteger.ZERO));
    }
    var down = big(initial(factor.down, factor));
    var up = big(initial(factor.up, factor));
    var spot = big(initial(factor.spot, factor));
    var above = net.max(BigInteger.ZERO);
    var u = ceilDiv(above.min(s.spot), big(10_000));
    var v = ceilDiv(above.subtract(above.min(s.spot)), big(10_000));
    var w = ceilDiv(net.negate().max(BigInteger.ZERO), big(10_000));
    g[0] = g[0].add(u.multiply(spot)).add(v.multiply(down));
    g[1] = g[1].add(w.multiply(down));
    g[2] = g[2].add(w.multiply(up));
    g[3] = g[3].add(u.add(v).multiply(up));
    var worst = net.abs().add(s.open);
    var mm = big(Math.max(factor.down, factor.up) * 100L);
    var size =
        ceilDiv(mm.multiply(big(4)), big(5))
            .add(ceilDiv(big(factor.size).multiply(worst.sqrt()), MILLION));
    var over = factor.size == 0 ? BigInteger.ZERO : size.max(mm).subtract(mm).min(MILLION);
    return u.add(v)
        .add(w)
        .multiply(big(factor.gap))
        .add(ppmUp(longs.min(shorts), factor.basis))
        .add(ceilDiv(worst.multiply(over), MILLION))
        .add(maintaining ? BigInteger.ZERO : ceilDiv(worst.multiply(factor.oiPpm), MILLION));
  }

  private static BigInteger charge(BigInteger loss, BigInteger gain, int[] credit) {
    return loss.subtract(
        gain.multiply(big(credit[0]))
            .shiftRight(10)
            .min(loss.multiply(big(credit[1])).shiftRight(10)));
  }

  private BigInteger open(Account row, Market market, boolean buy) {
    return engine.resting.stream()
        .filter(o -> o.account == row && o.market == market && o.buy == buy)
        .map(o -> big(o.lots))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private BigInteger spotLot(Market market) {
    return whole(market.base, market.unitsPerLot);
  }

  private BigInteger cost(Order order) {
    return cost(order.market, order.buy, order.limit, order.lots);
  }

  private BigInteger cost(Market market, boolean buy, long limit, long lots) {
    var price = big(limit).multiply(market.k);
    var size = big(lots);
    if (market.spot && buy) {
      return size.multiply(price).add(fees(market, true, limit, lots));
    }
    if (market.spot) {
      var loss = spotLot(market).add(BigInteger.ONE).subtract(price).max(BigInteger.ZERO);
      return isCollateral(market.base)
          ? size.multiply(loss).add(fees(market, false, limit, lots))
          : BigInteger.ZERO;
    }
    var mark = market.lotValue();
    var loss = (buy ? price.subtract(mark) : mark.subtract(price)).max(BigInteger.ZERO);
    return size.multiply(loss).add(fees(market, buy, limit, lots));
  }

  private BigInteger fees(Market market, boolean buy, long limit, long lots) {
    var price = big(limit).multiply(market.k);
    var mark = market.spot ? spotLot(market) : market.lotValue();
    var value = big(lots).multiply(buy ? price : price.max(mark)).min(MAX_LINE);
    return ppmUp(value, market.takerPpm.intValueExact()).add(big(lots));
  }

  private static final class Sums {
    final Factor factor;
    final List<BigInteger> lines = new ArrayList<>();
    BigInteger spot = BigInteger.ZERO;
    BigInteger open = BigInteger.ZERO;

    Sums(Factor factor) {
      this.factor = factor;
    }
  }

  private static BigInteger[] zeros() {
    return new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
  }

  private static BigInteger ppmUp(BigInteger amount, int ppm) {
    return ceilDiv(amount.multiply(big(ppm)), MILLION);
  }

  private static BigInteger ceilDiv(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
