package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceMargin.Collateral;
import java.math.BigInteger;
import java.util.Map;

/** What an account is worth, and how much of that is profit not yet realised. */
final class ReferenceEquity {
  static final BigInteger MAX_LINE = big(90_000_000_000_000_000L);
  private static final BigInteger MILLION = big(1_000_000);

  private final ReferenceEngine engine;
  private final ReferenceMargin margin;

  ReferenceEquity(ReferenceEngine engine, ReferenceMargin margin) {
    this.engine = engine;
    this.margin = margin;
  }

  BigInteger equity(Account row) {
    return equity(lines(row), row.units);
  }

  Map<Market, BigInteger> lines(Account row) {
    var lines = new java.util.LinkedHashMap<Market, BigInteger>();
    row.lines.forEach((id, line) -> lines.put(engine.markets.get(id), line.lots));
    return lines;
  }

  BigInteger claim(Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    var sum = held.getOrDefault(0, BigInteger.ZERO);
    for (var line : lines.entrySet()) {
      var market = line.getKey();
      if (!market.spot) {
        sum = sum.add(line.getValue().multiply(market.lotValue().subtract(market.funding)));
      }
    }
    return sum;
  }

  BigInteger equity(Map<Market, BigInteger> lines, Map<Integer, BigInteger> held) {
    var sum = claim(lines, held);
    for (var holding : held.entrySet()) {
      if (holding.getKey() != 0 && isCollateral(holding.getKey())) {
        var value = value(holding.getKey(), holding.getValue());
        sum = sum.add(value).subtract(haircut(margin.collateral.get(holding.getKey()), value));
      }
    }
    return sum;
  }

  BigInteger value(int asset, BigInteger units) {
    return whole(asset, units).multiply(engine.assets.get(asset).weight).divide(MILLION);
  }

  /** At the mark, whatever it counts for. */
  BigInteger whole(int asset, BigInteger units) {
    var mark = engine.assets.get(asset).markUnit;
    return units.multiply(mark).divide(BigInteger.TEN.pow(12)).min(MAX_LINE);
  }

  static BigInteger haircut(Collateral terms, BigInteger value) {
    var first = value.min(terms.bound1);
    var second = value.min(terms.bound2).subtract(first);
    var third = value.subtract(first).subtract(second);
    return ppmUp(first, terms.ppm[0])
        .add(ppmUp(second, terms.ppm[1]))
        .add(ppmUp(third, terms.ppm[2]));
  }

  BigInteger gain(Account row, Market market) {
    var line = row.line(market.id);
    var worth = line.lots.multiply(market.lotValue().subtract(market.funding));
    return line.lots.signum() == 0 ? BigInteger.ZERO : worth.subtract(line.refCost);
  }

  BigInteger profit(Account row) {
    var sum = BigInteger.ZERO;
    for (var market : engine.markets.values()) {
      sum = sum.add(market.spot ? BigInteger.ZERO : gain(row, market));
    }
    return sum.max(BigInteger.ZERO);
  }

  BigInteger locked(Account row) {
    var sum = BigInteger.ZERO;
    for (var market : engine.markets.values()) {
      int factor = margin.marketFactor.getOrDefault(market.id, 0);
      if (!market.spot && factor != 0) {
        var gain = gain(row, market).max(BigInteger.ZERO);
        sum = sum.add(ppmUp(gain, 1_000_000 - margin.factors.get(factor).profit));
      }
    }
    return sum;
  }

  BigInteger counted(Account row) {
    return equity(lines(row), row.units).subtract(locked(row));
  }

  BigInteger tenth(Account row) {
    var gross = BigInteger.ZERO;
    for (var line : lines(row).entrySet()) {
      if (!line.getKey().spot) {
        gross = gross.add(line.getValue().abs().multiply(line.getKey().lotValue()));
      }
    }
    return ppmUp(gross, 100_000);
  }

  boolean isCollateral(int asset) {
    return margin.collateral.containsKey(asset) && margin.collateral.get(asset).factor != 0;
  }

  static BigInteger ppmUp(BigInteger amount, int ppm) {
    return ceilDiv(amount.multiply(big(ppm)), MILLION);
  }

  static BigInteger ceilDiv(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }
}
