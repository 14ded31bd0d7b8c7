package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.ReferenceMargin.Factor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lines, holdings and orders require: the scan by factor and group, and all it adds to. */
final class ReferenceRequirement {
  /** An order that is not in the book yet, or a change that is only supposed. */
  record Supposed(Market market, boolean buy, long limit, long lots, int asset, BigInteger units) {
    static final Supposed NOTHING = new Supposed(null, true, 0, 0, -1, BigInteger.ZERO);
  }

  private static final BigInteger MILLION = big(1_000_000);

  private final ReferenceEngine engine;
  private final ReferenceMargin margin;
  private final ReferenceEquity equity;
  private boolean maintaining;

  ReferenceRequirement(ReferenceEngine engine, ReferenceMargin margin, ReferenceEquity equity) {
    this.engine = engine;
    this.margin = margin;
    this.equity = equity;
  }

  /** Maintenance margin, without the line in a market when one is named. */
  BigInteger maintenance(Account row, Market without) {
    var lines = equity.lines(row);
    lines.remove(without);
    maintaining = true;
    var needed = initial(row, lines, row.units);
    maintaining = false;
    return needed;
  }

  /** Initial margin of lines and holdings alone, with what is open for what grows faster. */
  BigInteger initial(Account row, Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    return scan(row, lines, held, Supposed.NOTHING);
  }

  BigInteger requirement(Account row, Supposed order) {
    var sum = scan(row, equity.lines(row), row.units, order);
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
                          && equity.isCollateral(h.getKey())
                          && margin.collateral.get(h.getKey()).factor == id);
      int shock = Math.max(shock(factor.down, factor), shock(factor.up, factor));
      int bps = Math.max(shock, spot ? shock(factor.spot, factor) : 0) + gap(id, factor);
      var stress =
          ReferenceEquity.ceilDiv(open, big(10_000))
              .add(big(2))
              .multiply(big(bps))
              .add(ReferenceEquity.ppmUp(open, factor.basis))
              .add(BigInteger.ONE);
      if (!market.spot) {
        stress = stress.add(ReferenceEquity.ppmUp(open, market.takerPpm.intValueExact()));
      }
      sum = sum.add(raised(stress));
    }
    return sum;
  }

  BigInteger scan(
      Account row, Map<Market, BigInteger> lines, Map<Integer, BigInteger> held, Supposed order) {
    var total = BigInteger.ZERO;
    var sums = new TreeMap<Integer, Sums>();
    for (var market : engine.markets.values()) {
      if (factorOf(market) != 0) {
        var s = sums.computeIfAbsent(factorOf(market), f -> new Sums(f, factor(f, market)));
        s.open = s.open.add(openNotional(row, market, order));
        if (!market.spot) {
          var notional = lines.getOrDefault(market, BigInteger.ZERO).multiply(market.lotValue());
          notional = notional.min(ReferenceEquity.MAX_LINE).max(ReferenceEquity.MAX_LINE.negate());
          s.lines.add(notional);
          total = total.add(ReferenceEquity.ppmUp(notional.abs(), market.takerPpm.intValueExact()));
        }
      }
    }
    for (var holding : held.entrySet()) {
      int asset = holding.getKey();
      if (asset != 0 && equity.isCollateral(asset)) {
        int factor = margin.collateral.get(asset).factor;
        var s = sums.computeIfAbsent(factor, f -> new Sums(f, margin.factors.get(f)));
        s.spot = s.spot.add(equity.value(asset, holding.getValue()));
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
      int[] credit = margin.groups.getOrDefault(entry.getKey(), new int[2]);
      var g = entry.getValue();
      total = total.add(charge(g[0], g[1], credit).max(charge(g[2], g[3], credit)));
    }
    return raised(total);
  }

  BigInteger addFactor(Sums s, BigInteger[] g) {
    var factor = s.factor;
    var net = s.spot;
    var longs = s.spot;
    var shorts = BigInteger.ZERO;
    for (var line : s.lines) {
      net = net.add(line);
      longs = longs.add(line.max(BigInteger.ZERO));
      shorts = shorts.add(line.negate().max(BigInteger.ZERO));
    }
    var down = big(shock(factor.down, factor));
    var up = big(shock(factor.up, factor));
    var spot = big(shock(factor.spot, factor));
    var above = net.max(BigInteger.ZERO);
    var u = ReferenceEquity.ceilDiv(above.min(s.spot), big(10_000));
    var v = ReferenceEquity.ceilDiv(above.subtract(above.min(s.spot)), big(10_000));
    var w = ReferenceEquity.ceilDiv(net.negate().max(BigInteger.ZERO), big(10_000));
    g[0] = g[0].add(u.multiply(spot)).add(v.multiply(down));
    g[1] = g[1].add(w.multiply(down));
    g[2] = g[2].add(w.multiply(up));
    g[3] = g[3].add(u.add(v).multiply(up));
    var worst = net.abs().add(s.open);
    var mm = big(Math.max(factor.down, factor.up) * 100L);
    var size =
        ReferenceEquity.ceilDiv(mm.multiply(big(4)), big(5))
            .add(ReferenceEquity.ceilDiv(big(factor.size).multiply(worst.sqrt()), MILLION));
    var over = factor.size == 0 ? BigInteger.ZERO : size.max(mm).subtract(mm).min(MILLION);
    return u.add(v)
        .add(w)
        .multiply(big(gap(s.id, factor)))
        .add(ReferenceEquity.ppmUp(longs.min(shorts), factor.basis))
        .add(ReferenceEquity.ceilDiv(worst.multiply(over), MILLION))
        .add(
            maintaining
                ? BigInteger.ZERO
                : ReferenceEquity.ceilDiv(worst.multiply(factor.oiPpm), MILLION));
  }

  static BigInteger charge(BigInteger loss, BigInteger gain, int[] credit) {
    return loss.subtract(
        gain.multiply(big(credit[0]))
            .shiftRight(10)
            .min(loss.multiply(big(credit[1])).shiftRight(10)));
  }

  BigInteger openNotional(Account row, Market market, Supposed order) {
    if (maintaining) {
      return BigInteger.ZERO;
    }
    boolean here = market == order.market;
    var buys = engine.book.open(row, market, true).add(big(here && order.buy ? order.lots : 0));
    var sells = engine.book.open(row, market, false).add(big(here && !order.buy ? order.lots : 0));
    var open =
        market.spot ? sells.multiply(spotLot(market)) : buys.max(sells).multiply(market.lotValue());
    return open.min(ReferenceEquity.MAX_LINE);
  }

  /** Own factors of perpetuals without one are told apart by negative ids. */
  int factorOf(Market market) {
    if (market.spot) {
      return equity.isCollateral(market.base) ? margin.collateral.get(market.base).factor : 0;
    }
    int factor = margin.marketFactor.getOrDefault(market.id, 0);
    return factor == 0 ? -market.id : factor;
  }

  Factor factor(int id, Market market) {
    if (id > 0) {
      return margin.factors.get(id);
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

  /** As listed, or more for the session of a market. */
  private int gap(int id, Factor factor) {
    int gap = factor.gap;
    for (var market : engine.markets.values()) {
      gap = factorOf(market) == id ? Math.max(gap, engine.sessions.gap(market.id)) : gap;
    }
    return gap;
  }

  int shock(int bps, Factor factor) {
    if (maintaining) {
      return bps;
    }
    return Math.min(10_000, (bps * factor.e3 + 999) / 1_000);
  }

  /** Dearer in a coin that is worth less than 99 cents. */
  BigInteger raised(BigInteger requirement) {
    var factor = MILLION.add(big(4 * Math.max(0, 990_000 - engine.coinPpm)));
    return maintaining
        ? requirement
        : ReferenceEquity.ceilDiv(requirement.multiply(factor), MILLION);
  }

  BigInteger spotLot(Market market) {
    return equity.whole(market.base, market.unitsPerLot);
  }

  BigInteger cost(Order order) {
    return cost(order.market, order.buy, order.limit, order.lots);
  }

  BigInteger cost(Market market, boolean buy, long limit, long lots) {
    var price = big(limit).multiply(market.k);
    var size = big(lots);
    if (market.spot && buy) {
      return size.multiply(price).add(fees(market, true, limit, lots));
    }
    if (market.spot) {
      var loss = spotLot(market).add(BigInteger.ONE).subtract(price).max(BigInteger.ZERO);
      return equity.isCollateral(market.base)
          ? size.multiply(loss).add(fees(market, false, limit, lots))
          : BigInteger.ZERO;
    }
    var mark = market.lotValue();
    var loss = (buy ? price.subtract(mark) : mark.subtract(price)).max(BigInteger.ZERO);
    return size.multiply(loss).add(fees(market, buy, limit, lots));
  }

  BigInteger fees(Market market, boolean buy, long limit, long lots) {
    var price = big(limit).multiply(market.k);
    var mark = market.spot ? spotLot(market) : market.lotValue();
    var value = big(lots).multiply(buy ? price : price.max(mark)).min(ReferenceEquity.MAX_LINE);
    return ReferenceEquity.ppmUp(value, market.takerPpm.intValueExact()).add(big(lots));
  }

  private static final class Sums {
    final int id;
    final Factor factor;
    final List<BigInteger> lines = new ArrayList<>();
    BigInteger spot = BigInteger.ZERO;
    BigInteger open = BigInteger.ZERO;

    Sums(int id, Factor factor) {
      this.id = id;
      this.factor = factor;
    }
  }

  private static BigInteger[] zeros() {
    return new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
  }
}
