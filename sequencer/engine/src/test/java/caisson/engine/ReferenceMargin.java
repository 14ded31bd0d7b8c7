package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
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

  private static final BigInteger MILLION = big(1_000_000);

  final Map<Integer, Factor> factors = new TreeMap<>();
  final Map<Integer, int[]> groups = new TreeMap<>();
  final Map<Integer, Integer> marketFactor = new TreeMap<>();
  final Map<Integer, Collateral> collateral = new TreeMap<>();
  long version;

  /** Times that who owes nothing was refused his cash for a margin, and that he was not. */
  int ownCoinsKept;

  int ownCoinsLeft;
  private final ReferenceEngine engine;
  private final ReferenceEquity worth;
  private final ReferenceRequirement required;

  ReferenceMargin(ReferenceEngine engine) {
    this.engine = engine;
    worth = new ReferenceEquity(engine, this);
    required = new ReferenceRequirement(engine, this, worth);
  }

  BigInteger equity(Account row) {
    return worth.equity(row);
  }

  /** Maintenance margin, without the line in a market when one is named. */
  BigInteger maintenance(Account row, Market without) {
    return required.maintenance(row, without);
  }

  RejectReason order(Account row, Market market, boolean buy, long limit, long lots) {
    if (market.spot && buy) {
      return frees(row, required.cost(market, true, limit, lots))
          ? RejectReason.NONE
          : RejectReason.INSUFFICIENT_BALANCE;
    }
    if (market.spot) {
      if (freeUnits(row, market.base).compareTo(big(lots).multiply(market.unitsPerLot)) < 0) {
        return RejectReason.INSUFFICIENT_BALANCE;
      }
      if (!worth.isCollateral(market.base) || owesNothing(row)) {
        return RejectReason.NONE;
      }
    } else if (beyondInterest(row, market, buy, lots)) {
      return RejectReason.OPEN_INTEREST_LIMIT;
    }
    var open = new ReferenceRequirement.Supposed(market, buy, limit, lots, -1, BigInteger.ZERO);
    if (worth.counted(row).compareTo(required.requirement(row, open)) >= 0) {
      return RejectReason.NONE;
    }
    return reduces(row, market, buy, lots) && noWorse(row, market, buy, limit, lots)
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  RejectReason withdrawal(Account row, int asset, long units) {
    if (asset == 0) {
      return frees(row, big(units)) ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
    }
    if (freeUnits(row, asset).compareTo(big(units)) < 0) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    if (!worth.isCollateral(asset) || owesNothing(row)) {
      return RejectReason.NONE;
    }
    var orders =
        required
            .requirement(row, ReferenceRequirement.Supposed.NOTHING)
            .subtract(required.initial(row, worth.lines(row), row.units));
    var held = new TreeMap<>(row.units);
    held.merge(asset, big(-units), BigInteger::add);
    var kept = required.initial(row, worth.lines(row), held).add(orders).max(worth.tenth(row));
    var equity = worth.equity(worth.lines(row), held);
    var left =
        equity.subtract(worth.locked(row)).min(equity.subtract(worth.profit(row))).subtract(kept);
    var coins = row.units(0);
    for (var line : worth.lines(row).entrySet()) {
      var each = line.getKey().lotValue().subtract(line.getKey().funding);
      coins = coins.add(line.getValue().multiply(each));
    }
    var less = MILLION.subtract(big(Math.min(1_000_000, engine.coinPpm)));
    left =
        left.subtract(ReferenceEquity.ceilDiv(coins.max(BigInteger.ZERO).multiply(less), MILLION));
    return left.signum() >= 0 ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
  }

  /** The charge for open interest as of a price round or a funding step. */
  void marksChanged() {
    for (var entry : factors.entrySet()) {
      var factor = entry.getValue();
      if (factor.oiUp.signum() == 0) {
        continue;
      }
      var initial =
          big(
              Math.max(required.shock(factor.down, factor), required.shock(factor.up, factor))
                  * 100L);
      var rest = MILLION.subtract(initial).max(BigInteger.ZERO);
      var up = engine.depth.most(entry.getKey());
      var low = factor.oiLow.multiply(up).divide(factor.oiUp);
      var over = interest(entry.getKey()).subtract(low).max(BigInteger.ZERO);
      var share = ReferenceEquity.ceilDiv(rest.multiply(over), up.subtract(low));
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
        && interest(id).add(opened.multiply(market.lotValue())).compareTo(engine.depth.most(id))
            > 0;
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
    var closing = engine.book.open(row, market, buy).add(big(lots));
    return closing.compareTo(buy ? line.negate() : line) <= 0;
  }

  private boolean noWorse(Account row, Market market, boolean buy, long limit, long lots) {
    var before =
        worth
            .equity(worth.lines(row), row.units)
            .subtract(required.initial(row, worth.lines(row), row.units));
    var price = big(limit).multiply(market.k);
    var held = new TreeMap<>(row.units);
    var moved = worth.lines(row);
    if (market.spot) {
      held.merge(market.base, big(-lots).multiply(market.unitsPerLot), BigInteger::add);
      held.merge(0, big(lots).multiply(price), BigInteger::add);
    } else {
      var signed = big(buy ? lots : -lots);
      moved.merge(market, signed, BigInteger::add);
      held.merge(0, signed.multiply(price.subtract(market.funding)).negate(), BigInteger::add);
    }
    held.merge(0, required.fees(market, buy, limit, lots).negate(), BigInteger::add);
    return worth.equity(moved, held).subtract(required.initial(row, moved, held)).compareTo(before)
        >= 0;
  }

  /** From rules 3 on who owes nothing keeps cash back for his buys alone. */
  private boolean frees(Account row, BigInteger cash) {
    if (freeCash(row).compareTo(cash) >= 0) {
      return true;
    }
    var left = row.units(0);
    for (var order : engine.resting) {
      boolean buys = order.account == row && order.market.spot && order.buy;
      left = left.subtract(buys ? required.cost(order) : BigInteger.ZERO);
    }
    if (!owesNothing(row) || left.compareTo(cash) < 0) {
      return false;
    }
    boolean may = engine.parameters.rules >= 3;
    ownCoinsKept += may ? 0 : 1;
    ownCoinsLeft += may ? 1 : 0;
    return may;
  }

  private BigInteger freeCash(Account row) {
    var equity = worth.equity(worth.lines(row), row.units);
    var kept =
        required.requirement(row, ReferenceRequirement.Supposed.NOTHING).max(worth.tenth(row));
    var base = equity.subtract(worth.locked(row)).min(equity.subtract(worth.profit(row)));
    var reserved = BigInteger.ZERO;
    for (var order : engine.resting) {
      if (order.account == row && order.market.spot) {
        reserved = reserved.add(required.cost(order));
      }
    }
    return base.subtract(kept)
        .min(
            worth
                .claim(worth.lines(row), row.units)
                .subtract(worth.profit(row))
                .subtract(reserved));
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
}
