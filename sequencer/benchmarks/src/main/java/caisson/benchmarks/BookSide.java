package caisson.benchmarks;

/** A book under measurement: it matches, rests, cancels, moves and reduces one market's orders. */
interface BookSide {
  void apply(int type, boolean bid, long orderId, int user, long ticks, long lots);

  Outcome outcome();

  /** What two books must agree on before any figure is told. */
  record Outcome(
      long orders,
      long trades,
      long tradedLots,
      long notional,
      long bestBid,
      long bestAsk,
      long restingLots,
      long levels) {}
}
