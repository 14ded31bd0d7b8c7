package caisson.signing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What an agent key may do. It never withdraws, transfers or names other agents.
 *
 * @param expiryNs from this log time on it is refused, for ever
 * @param maxNotionalPerDay micro-dollars it may order in a day of the log's time
 * @param maxOrderNotional micro-dollars of one order
 * @param markets bit m says that it may order in market m, bit 0 in market 64
 * @param maxPosition micro-dollars, at the mark, of the position its orders in one market may lead
 *     to; orders that only reduce are always allowed
 * @param bandPpm how far from the mark, in parts per million of it, its limit prices may be
 */
public record AgentScope(
    long expiryNs,
    long maxNotionalPerDay,
    long maxOrderNotional,
    long markets,
    long maxPosition,
    int bandPpm) {
  public static final long EVERY_MARKET = -1;
  public static final long ANY_POSITION = Long.MAX_VALUE;
  public static final int ANY_PRICE = Integer.MAX_VALUE;

  /** In every market, at any price, with any position. */
  public static AgentScope of(long expiryNs, long maxNotionalPerDay, long maxOrderNotional) {
    return new AgentScope(
        expiryNs, maxNotionalPerDay, maxOrderNotional, EVERY_MARKET, ANY_POSITION, ANY_PRICE);
  }

  /** The markets it may order in, ascending. */
  public List<Integer> marketList() {
    return IntStream.rangeClosed(1, Long.SIZE)
        .filter(market -> (markets & 1L << market) != 0)
        .boxed()
        .toList();
  }
}
