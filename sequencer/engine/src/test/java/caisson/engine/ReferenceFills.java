package caisson.engine;

import static caisson.engine.ReferenceEngine.big;
import static caisson.engine.ReferenceEngine.ceil;
import static caisson.engine.ReferenceEngine.floorDiv;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.ReferenceEngine.Order;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.Side;
import caisson.protocol.TransferReason;
import java.math.BigInteger;
import java.util.Map;

/**
 * What a trade moves: lots and cash of both sides, their fees and the share of who brought them.
 */
final class ReferenceFills {
  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final Map<Integer, Account> accounts;

  ReferenceFills(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
    accounts = engine.accounts;
  }

  void trade(
      Market market, Order maker, Account taker, long takerId, Side side, long lots, long left) {
    tradeAt(maker.limit, market, maker, taker, takerId, side, lots, left);
  }

  void tradeAt(
      long ticks,
      Market market,
      Order maker,
      Account taker,
      long takerId,
      Side side,
      long lots,
      long left) {
    var price = big(ticks).multiply(market.k);
    var notional = big(lots).multiply(price);
    var takerFee = ceil(notional, engine.fees.takerPpm(taker, market.takerPpm));
    var makerFee = ceil(notional, engine.fees.makerPpm(maker.account, market.makerPpm));
    makerFee = makerFee.max(takerFee.negate());
    engine.fees.traded(taker, notional);
    engine.fees.traded(maker.account, notional);
    var buyer = side == Side.BUY ? taker : maker.account;
    var seller = side == Side.BUY ? maker.account : taker;
    if (market.spot) {
      var base = big(lots).multiply(market.unitsPerLot);
      seller.add(market.base, base.negate());
      buyer.add(market.base, base);
      buyer.add(0, notional.negate());
      seller.add(0, notional);
    } else {
      fill(buyer, market, big(lots), price.subtract(market.funding));
      fill(seller, market, big(-lots), price.subtract(market.funding));
    }
    taker.add(0, takerFee.negate());
    maker.account.add(0, makerFee.negate());
    accounts.get(1).add(0, takerFee.add(makerFee));
    events.tradeExecuted(
        market.id,
        ticks,
        lots,
        market.funding.longValueExact(),
        maker.id,
        takerId,
        maker.account.id,
        taker.id,
        side,
        makerFee.longValueExact(),
        takerFee.longValueExact(),
        maker.account.units(0).longValueExact(),
        taker.units(0).longValueExact(),
        position(maker.account, market),
        position(taker, market),
        market.spot ? 0 : maker.account.line(market.id).refCost.longValueExact(),
        market.spot ? 0 : taker.line(market.id).refCost.longValueExact(),
        accounts.get(1).units(0).longValueExact(),
        maker.lots,
        left);
    refer(taker, takerFee.add(makerFee.min(BigInteger.ZERO)));
    refer(maker.account, makerFee);
  }

  private void refer(Account account, BigInteger fee) {
    var referral = engine.fees.referrals.get(account.id);
    if (referral == null || fee.signum() <= 0) {
      return;
    }
    var share = fee.multiply(referral.sharePpm()).divide(big(1_000_000));
    if (share.signum() > 0) {
      var house = accounts.get(1);
      var other = accounts.get(referral.referrer());
      house.add(0, share.negate());
      other.add(0, share);
      events.liquidations.cashMoved(
          1,
          other.id,
          share.longValueExact(),
          TransferReason.REFERRAL,
          house.units(0).longValueExact(),
          other.units(0).longValueExact());
    }
  }

  static long position(Account row, Market market) {
    return (market.spot ? row.units(market.base) : row.line(market.id).lots).longValueExact();
  }

  /** Lot arithmetic told as two steps: close what is opposite, then open the rest. */
  static void fill(Account row, Market market, BigInteger lots, BigInteger value) {
    row.add(0, lots.multiply(value).negate());
    var line = row.line(market.id);
    if (line.lots.signum() * lots.signum() < 0) {
      var closed = line.lots.abs().min(lots.abs());
      var size = line.lots.abs();
      line.refCost = floorDiv(line.refCost.multiply(size.subtract(closed)), size);
      var step = lots.signum() > 0 ? closed : closed.negate();
      line.lots = line.lots.add(step);
      lots = lots.subtract(step);
    }
    line.refCost = line.refCost.add(lots.multiply(value));
    line.lots = line.lots.add(lots);
  }
}
