package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import org.jspecify.annotations.Nullable;

/**
 * Which line of an account in liquidation gives the next slice, how many lots of it and to which
 * price, by the published rules over the ledger of the events.
 */
final class SliceSizeTwin {
  /** What made a slice no larger. */
  enum Bound {
    NEED,
    LINE,
    FIFTH,
    BOOK,
    MINUTE
  }

  /**
   * What the book is asked for.
   *
   * @param ticks the worst price; below 1 nobody is asked
   */
  record Slice(Market market, long lots, long ticks, Bound by) {}

  private record Size(long lots, Bound by) {
    Size most(long bound, Bound what) {
      return bound < lots ? new Size(bound, what) : this;
    }
  }

  private static final long WHOLE_BELOW = 2_000_000_000L;
  private static final long MILLION = 1_000_000;

  private final Ledger ledger;
  private final PlainMargin margin;

  SliceSizeTwin(Ledger ledger) {
    this.ledger = ledger;
    margin = new PlainMargin(ledger);
  }

  /** Of the line that frees most margin for its size, the first of equals; null when none does. */
  @Nullable Slice of(Account account) {
    margin.of(account);
    long equity = margin.equity;
    long required = margin.maintenance;
    long shortage = Exact.ppmUp(required, 1_100_000) - equity;
    Slice best = null;
    long bestRate = 0;
    for (Market market : ledger.markets) {
      long line = account.lots[market.id];
      if (line == 0 || !market.live()) {
        continue;
      }
      Size size = size(market, line, shortage);
      if (size.lots == 0) {
        continue;
      }
      margin.of(account, market, line > 0 ? -size.lots : size.lots);
      long relief = required - margin.maintenance;
      long rate = Exact.mulDivDown(relief, MILLION, size.lots * market.lotValue());
      if (rate > bestRate) {
        bestRate = rate;
        long budget = Math.min(relief, Math.max(0, equity));
        best = new Slice(market, size.lots, worst(market, line > 0, size.lots, budget), size.by);
      }
    }
    return best;
  }

  /** As many lots as bring the account to its target, but only a share of line and book. */
  private Size size(Market market, long line, long shortage) {
    long lots = Math.abs(line);
    long freedPpm = Math.max(1, 110 * shock(market) - market.feePpm - market.takerPpm);
    long needed = Exact.mulDivUp(shortage, MILLION, freedPpm) / market.lotValue() + 1;
    var size = new Size(lots, Bound.LINE).most(needed, Bound.NEED);
    if (inPart(market, lots)) {
      size = size.most(Math.max(1, lots / 5), Bound.FIFTH);
    }
    return size.most(depth(market, line > 0) / 10, Bound.BOOK)
        .most(market.slices.left(ledger.timeNs), Bound.MINUTE);
  }

  /** Whether a line is too large to be sold at once. */
  static boolean inPart(Market market, long lots) {
    return lots * market.lotValue() > WHOLE_BELOW;
  }

  /** The larger of a line's two shocks for maintenance, in basis points. */
  private long shock(Market market) {
    var factor = ledger.factors[market.factor];
    long own = (market.margin + 99) / 100;
    return market.factor == 0 ? (2 * own + 2) / 3 : factor.shock();
  }

  /**
   * From the best price on, up to the first that is away from the mark: on either side of it by the
   * rules of 0, worse than it by those of 1.
   */
  private long depth(Market market, boolean bids) {
    long lots = 0;
    for (var level : market.side(bids).entrySet()) {
      long ticks = level.getKey();
      boolean worse = bids ? ticks < market.mark : ticks > market.mark;
      if (away(market, ticks) && (worse || ledger.rules == 0)) {
        break;
      }
      lots += level.getValue().stream().mapToLong(order -> order.lots).sum();
    }
    return lots;
  }

  /** By more than 1 % and a tick. */
  static boolean away(Market market, long ticks) {
    long away = Math.abs(ticks - market.mark);
    return away > 1 && 100 * away > market.mark;
  }

  /** What the slice loses there, with its fees and a unit a lot for rounding, is below a budget. */
  private static long worst(Market market, boolean sells, long lots, long budget) {
    long fees = Exact.ppmUp(lots * market.lotValue(), market.feePpm + 2 * market.takerPpm);
    long ticks = Math.floorDiv(budget - 1 - fees - lots, lots * market.k);
    long bandPpm = market.sessions.offHours() ? Math.min(10_000, market.bandPpm) : market.bandPpm;
    ticks = Math.min(ticks, Exact.ppmDown(market.mark, bandPpm));
    return sells ? market.mark - ticks : Math.min(market.maxTicks, market.mark + ticks);
  }
}
