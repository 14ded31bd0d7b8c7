package caisson.simulator;

import caisson.simulator.Ledger.Market;
import java.util.stream.LongStream;

/** The mark once more: the median of index, external and the book's middle within 1 %. */
final class MarkTwin {
  private MarkTwin() {}

  static long of(Market market) {
    long index = market.index;
    long external = market.external == 0 ? index : market.external;
    long bid = market.quoteTicks(true);
    long ask = market.quoteTicks(false);
    long middle = bid == 0 || ask == 0 ? index : Math.floorDiv(bid + ask, 2);
    long near = Math.min(index + index / 100, Math.max(index - index / 100, middle));
    return LongStream.of(index, external, near).sorted().skip(1).findFirst().orElseThrow();
  }
}
