package caisson.signing;

/**
 * One entry of a bundle of orders.
 *
 * @param action 0 places an order, 1 cancels one; then only market and orderId count
 * @param orderId the order to cancel, or the one of the same side that this one takes the place of,
 *     0 for none
 * @param timeInForce 0 GTC, 1 IOC, 2 POST_ONLY, 3 FOK
 * @param selfTrade 0 cancel taker, 1 cancel maker, 2 cancel both, 3 decrement
 */
public record BundleEntry(
    int action,
    int market,
    long orderId,
    int side,
    int timeInForce,
    int selfTrade,
    int reduceOnly,
    int slide,
    long limitTicks,
    long lots,
    long goodTillNs,
    long clientOrderIdHigh,
    long clientOrderIdLow) {
  static final String TYPE =
      "Entry(uint8 action,uint32 market,uint64 orderId,uint8 side,uint8 tif,uint8 selfTrade,"
          + "uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,uint64 goodTillNs,"
          + "uint128 clientOrderId)";
  private static final byte[] TYPE_HASH = Words.typeHash(TYPE);

  public static BundleEntry cancel(int market, long orderId) {
    return new BundleEntry(1, market, orderId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  byte[] structHash() {
    return new Words(TYPE_HASH, 12)
        .uint32(action)
        .uint32(market)
        .uint64(orderId)
        .uint32(side)
        .uint32(timeInForce)
        .uint32(selfTrade)
        .uint32(reduceOnly)
        .uint32(slide)
        .uint64(limitTicks)
        .uint64(lots)
        .uint64(goodTillNs)
        .uint128(clientOrderIdHigh, clientOrderIdLow)
        .hash();
  }
}
