package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an offer may take, told again from its definition: capacity, the market's limit, and the
 * initial margin with the account's open orders.
 */
final class BackstopRoomTwin {
  private static final long ROUNDING_CENTS = 2;

  private final Ledger ledger;
  private final PlainMargin margin;

  /** Of the account at hand: the larger sides of its orders, by factor. */
  private final Map<Integer, Long> open = new TreeMap<>();

  BackstopRoomTwin(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Whether it is to be told here: what orders of outcomes ask is not. */
  boolean tells(Account taker) {
    return taker.orders.stream().noneMatch(order -> order.market.outcome());
  }

  long of(Account taker, Market market, boolean longs, long capacity) {
    margin.of(taker);
    if (taker.level != 0 || margin.equity < Exact.ppmUp(margin.maintenance, 1_100_000)) {
      return 0;
    }
    long line = longs ? taker.lots[market.id] : -taker.lots[market.id];
    long reach = capacity;
    if (market.positionLots != 0) {
      reach = Math.min(reach, market.positionLots - resting(taker, market, longs));
    }
    long most = reach - line;
    long limit = margin.counted - orders(taker);
    if (most <= 0) {
      return 0;
    }
    if (initial(taker, market, 0) > limit) {
      return 0;
    }
    if (initial(taker, market, longs ? most : -most) <= limit) {
      return most;
    }
    long least = 0;
    while (most - least > 1) {
      long middle = (least + most) / 2;
      boolean bears = initial(taker, market, longs ? middle : -middle) <= limit;
      least = bears ? middle : least;
      most = bears ? most : middle;
    }
    return least;
  }

  private static long resting(Account taker, Market market, boolean buys) {
    return taker.orders.stream()
        .filter(order -> order.market == market && order.buy == buys)
        .mapToLong(order -> order.lots)
        .sum();
  }

  private long initial(Account taker, Market market, long more) {
    margin.of(taker, market, more);
    long initial = margin.unscaled;
    for (var entry : open.entrySet()) {
      initial += margin.larger(entry.getKey(), entry.getValue());
    }
    return coin(initial);
  }

  private long coin(long initial) {
    return Exact.ppmUp(initial, 1_000_000 + 4 * Math.max(0, 990_000 - ledger.coinPpm));
  }

  /** What open orders ask beside the initial margin of the lines. */
  private long orders(Account taker) {
    open.clear();
    long charge = 0;
    for (Market market : ledger.markets) {
      long buys = resting(taker, market, true);
      long sells = resting(taker, market, false);
      if (buys == 0 && sells == 0) {
        continue;
      }
      int factor = market.spot ? ledger.assets.get(market.base).factor : market.factor;
      long notional = market.spot ? sells * value(market) : Math.max(buys, sells) * value(market);
      long stress = 0;
      if (notional != 0 && (factor != 0 || !market.spot)) {
        stress = stress(taker, market, factor, notional);
      }
      if (!market.spot) {
        stress += Exact.ppmUp(notional, market.takerPpm);
      }
      if (factor != 0) {
        open.merge(factor, notional, Long::sum);
      }
      charge += coin(stress);
    }
    for (Order order : taker.orders) {
      charge += cost(order);
    }
    return charge;
  }

  private long stress(Account taker, Market market, int factor, long notional) {
    long cents = (notional + 9_999) / 10_000 + ROUNDING_CENTS;
    if (factor == 0) {
      return cents * ((market.margin + 99) / 100 + market.sessions.gap) + 1;
    }
    var of = ledger.factors[factor];
    long bps = Math.max(of.initial(0), of.initial(1));
    for (Asset asset : ledger.assets) {
      if (asset.factor == factor && taker.units[asset.id] != 0) {
        bps = Math.max(bps, of.initial(2));
      }
    }
    return cents * (bps + ledger.gap(factor)) + Exact.ppmUp(notional, of.basis) + 1;
  }

  /** Of a lot. */
  private long value(Market market) {
    return market.spot
        ? Exact.assetValue(market.unitsPerLot, ledger.assets.get(market.base).markUnit)
        : market.lotValue();
  }

  private long cost(Order order) {
    Market market = order.market;
    long limit = order.ticks * market.k;
    long value = value(market);
    boolean sale = market.spot && !order.buy;
    if (sale && ledger.assets.get(market.base).factor == 0) {
      return 0;
    }
    long price = order.buy ? limit : Math.max(limit, value);
    long fees = Exact.ppmUp(order.lots * price, market.takerPpm) + order.lots;
    if (market.spot) {
      return order.lots * (order.buy ? limit : Math.max(0, value + 1 - limit)) + fees;
    }
    return order.lots * Math.max(0, order.buy ? limit - value : value - limit) + fees;
  }
}
