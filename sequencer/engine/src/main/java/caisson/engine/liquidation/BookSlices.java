package caisson.engine.liquidation;

import static caisson.engine.liquidation.Liquidation.OFF_HOURS_PPM;
import static caisson.engine.liquidation.Liquidation.TARGET_PPM;

import caisson.engine.account.Accounts;
import caisson.engine.book.Book;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Scan;
import caisson.engine.session.Sessions;
import caisson.protocol.LiquidationStage;
import caisson.units.Rounding;

/**
 * Slices: what liquidation trades on the book for an account that keeps its lines.
 *
 * <p>A slice is of one line, the one that frees most margin for its size, and small beside the line
 * and beside the book, so that the book has time to fill again. Its limit keeps what it costs, fees
 * and the tier's fine with it, below the margin it frees and within the equity there is: so a slice
 * lessens MM - E and leaves no debt. One that finds nobody is told with no lots, and the next waits
 * as if it had traded.
 */
final class BookSlices {
  private static final long SLICE_PPM = 200_000;
  private static final long DEPTH_BAND_PPM = 10_000;
  private static final long DEPTH_SHARE = 10;

  /** A line of less than this goes in one slice, in micro-dollars. */
  private static final long WHOLE_BELOW = 2_000_000_000L;

  private static final long MILLION = 1_000_000;

  private final Accounts accounts;
  private final Markets markets;
  private final Book[] books;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final Distress distress;
  private final SliceRates rates;
  private final Sessions sessions;
  private final Rules rules;
  private final House house;
  private final Steps steps;
  private final HandOver handOver;

  BookSlices(
      Accounts accounts,
      Markets markets,
      Book[] books,
      PortfolioRisk risk,
      Tiers tiers,
      Distress distress,
      SliceRates rates,
      Sessions sessions,
      Rules rules,
      House house,
      Steps steps,
      HandOver handOver) {
    this.accounts = accounts;
    this.markets = markets;
    this.books = books;
    this.risk = risk;
    this.tiers = tiers;
    this.distress = distress;
    this.rates = rates;
    this.sessions = sessions;
    this.rules = rules;
    this.house = house;
    this.steps = steps;
    this.handOver = handOver;
  }

  /** One slice of the line that frees most for its size; what it came to is told. */
  void trade(int row, long equity, long margin, long timeNs) {
    long shortage = Scan.ppmUp(margin, TARGET_PPM) - equity;
    int best = -1;
    long bestLots = 0;
    long bestRelief = 0;
    long bestRate = 0;
    for (long left = risk.lines(row); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      long lots = sliceLots(row, market, shortage, timeNs);
      if (lots == 0) {
        continue;
      }
      boolean sells = accounts.lots(row, market) > 0;
      long relief = margin - risk.maintenanceWith(row, market, sells ? -lots : lots);
      long rate = Rounding.mulDivDown(relief, MILLION, lots * markets.lotValue(market));
      if (relief > 0 && rate > bestRate) {
        best = market;
        bestLots = lots;
        bestRelief = relief;
        bestRate = rate;
      }
    }
    if (best < 0) {
      return;
    }
    distress.sliced(row, timeNs);
    boolean sells = accounts.lots(row, best) > 0;
    long limit = limitTicks(best, sells, bestLots, Math.min(bestRelief, Math.max(0, equity)));
    long filled = limit < 1 ? 0 : house.take(row, best, !sells, limit, bestLots);
    if (filled == 0) {
      steps.told(row, LiquidationStage.SLICE, best, 0, equity, margin, equity, margin);
      return;
    }
    rates.took(best, filled, timeNs);
    long fined = handOver.fine(row, best, filled);
    steps.told(
        row,
        LiquidationStage.SLICE,
        best,
        filled,
        equity,
        margin,
        risk.equity() - fined,
        risk.maintenance());
  }

  /**
   * A fifth of the line, a tenth of the depth within 1 % of the mark, no more than is needed and
   * than the market's rate leaves.
   */
  private long sliceLots(int row, int market, long shortage, long timeNs) {
    long line = accounts.lots(row, market);
    long size = Math.abs(line);
    long lotValue = markets.lotValue(market);
    long depth = depth(market, line > 0) / DEPTH_SHARE;
    long mmPpm = risk.maintenancePpm(market) * TARGET_PPM / MILLION;
    long freed = Math.max(1, mmPpm - tiers.feePpm[market] - markets.takerFeePpm(market));
    long wanted = Rounding.mulDivUp(shortage, MILLION, freed) / lotValue + 1;
    boolean small = size <= WHOLE_BELOW / lotValue;
    long part = small ? size : Math.max(1, Rounding.mulPpmFloor(size, SLICE_PPM));
    long open = Math.min(depth, rates.left(market, timeNs));
    return Math.min(Math.min(wanted, part), Math.min(size, open));
  }

  /**
   * Lots down to the first level that is worse than the mark by more than 1 %. Before {@link
   * Rules#DEPTH_BEYOND_THE_MARK} a book that begins better than it by more has none.
   */
  private long depth(int market, boolean ofBids) {
    long mark = markets.markTicks(market);
    long band = Math.max(1, Rounding.mulPpmFloor(mark, DEPTH_BAND_PPM));
    long ticks = books[market].bestTicks(ofBids);
    boolean beyond = (ofBids ? ticks - mark : mark - ticks) > band;
    if (beyond && rules.inForce < Rules.DEPTH_BEYOND_THE_MARK) {
      return 0;
    }
    long lots = 0;
    while (ticks != 0 && (ofBids ? mark - ticks : ticks - mark) <= band) {
      lots += books[market].lotsAt(ofBids, ticks);
      ticks = books[market].nextTicks(ofBids, ticks);
    }
    return lots;
  }

  /** The worst price at which the slice, with its fees, costs less than {@code budget}. */
  private long limitTicks(int market, boolean sells, long lots, long budget) {
    long mark = markets.markTicks(market);
    long notional = lots * markets.lotValue(market);
    long fees =
        Rounding.mulPpmCeil(notional, tiers.feePpm[market] + 2L * markets.takerFeePpm(market));
    long perTick = Math.multiplyExact(lots, markets.k(market));
    long ticks = Math.floorDiv(budget - fees - lots - 1, perTick);
    int ppm = tiers.bandPpm[market];
    long band =
        Rounding.mulPpmFloor(mark, sessions.offHours(market) ? Math.min(ppm, OFF_HOURS_PPM) : ppm);
    ticks = Math.min(ticks, band);
    return sells ? mark - ticks : Math.min(markets.maxTicks(market), mark + ticks);
  }
}
