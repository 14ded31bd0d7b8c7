package caisson.gateway;

import caisson.protocol.CancelReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An accepted order and what became of it. */
final class Order {
  /** A caller's own name of an order. */
  record Key(int account, long clientHigh, long clientLow) {}

  final Key key;
  final int market;
  final long orderId;
  final Side side;
  final TimeInForce timeInForce;
  final long sequence;
  final long timeNs;

  long limitTicks;

  /**
   * What it was to trade in all: an order that was reduced or amended has other lots than at first.
   */
  long lots;

  long filledLots;
  BigInteger filledTicksLots = BigInteger.ZERO;
  @Nullable CancelReason canceled;

  Order(
      Key key,
      int market,
      long orderId,
      Side side,
      TimeInForce timeInForce,
      long limitTicks,
      long lots,
      long sequence,
      long timeNs) {
    this.key = key;
    this.market = market;
    this.orderId = orderId;
    this.side = side;
    this.timeInForce = timeInForce;
    this.limitTicks = limitTicks;
    this.lots = lots;
    this.sequence = sequence;
    this.timeNs = timeNs;
  }

  void fill(long priceTicks, long filled) {
    filledLots += filled;
    filledTicksLots =
        filledTicksLots.add(BigInteger.valueOf(priceTicks).multiply(BigInteger.valueOf(filled)));
  }

  boolean isFilled() {
    return filledLots == lots;
  }

  String status() {
    if (isFilled()) {
      return "FILLED";
    }
    if (canceled != null) {
      return "CANCELED";
    }
    return filledLots > 0 ? "PARTIALLY_FILLED" : "OPEN";
  }
}
