package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Asset;
import caisson.engine.wire.CollateralCommands;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.RejectReason;
import java.math.BigInteger;

/** What collateral counts for as it falls, and whether it is still taken. */
final class ReferenceCollateral implements CollateralCommands {
  private static final BigInteger MILLION = big(1_000_000);

  private final ReferenceEngine engine;
  private final EventPublisher events;

  ReferenceCollateral(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  boolean weigh(int id, Asset asset) {
    if (asset.full == 0) {
      return false;
    }
    var day = big(86_400_000_000_000L);
    var elapsed = big(engine.now - asset.referenceNs).min(day);
    var daily = asset.reference.multiply(big(asset.day)).divide(MILLION);
    var fallen = asset.reference.subtract(daily.multiply(elapsed).divide(day));
    asset.reference = fallen.max(asset.markUnit);
    asset.referenceNs = engine.now;
    var share = asset.markUnit.multiply(MILLION).divide(asset.reference.max(BigInteger.ONE));
    var weight =
        share
            .subtract(big(asset.none))
            .max(BigInteger.ZERO)
            .multiply(MILLION)
            .divide(big(asset.full - asset.none))
            .min(MILLION);
    boolean told = !weight.equals(asset.weight);
    asset.weight = weight;
    if (told) {
      events.prices.collateralWeighed(
          id,
          asset.markUnit.longValueExact(),
          asset.reference.longValueExact(),
          weight.intValueExact());
    }
    return told;
  }

  @Override
  public void reportSupply(long requestId, long round, int id, long supply) {
    var asset = engine.assets.get(id);
    var reason = RejectReason.NONE;
    if (asset == null) {
      reason = RejectReason.UNKNOWN_ASSET;
    } else if (asset.full == 0 || supply < 1) {
      reason = RejectReason.BAD_PARAMETER;
    } else if (round <= asset.supplyRound) {
      reason = RejectReason.ALREADY_APPLIED;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, 77, reason);
      return;
    }
    long hour = engine.now / 3_600_000_000_000L;
    if (asset.supply == null) {
      asset.base = big(supply);
    } else if (asset.supplyHour != hour) {
      asset.base = asset.supply;
    }
    asset.supply = big(supply);
    asset.supplyHour = hour;
    asset.supplyRound = round;
    asset.shut |= asset.supply.subtract(asset.base).compareTo(asset.base.divide(big(20))) > 0;
    events.prices.supplyReported(id, round, supply, asset.base.longValueExact(), asset.shut);
  }
}
