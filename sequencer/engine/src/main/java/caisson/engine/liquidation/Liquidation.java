package caisson.engine.liquidation;

import static caisson.engine.liquidation.Tiers.NONE;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.book.Book;
import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Scan;
import caisson.engine.session.Sessions;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.LiquidationStage;

/**
 * What happens to an account that has less than its maintenance margin, at every price round:
 *
 * <pre>
 * E &lt; 0              the shortfall is covered first, for all such accounts, while every position is
 *                    still open: the tier within its caps, then open profit, then the deficit;
 *                    all that lost in one factor together ({@link RoundShortfalls}); before that
 *                    outcomes go to their tier ({@link CollateralSales})
 * E &lt; MM             its orders are cancelled; once a second one slice of the line that frees most
 *                    margin for its size goes to the book ({@link BookSlices}), until E &gt;= 1.10 MM
 * E &lt; 2/3 MM, 30 s   lines are auctioned to standing offers, for ten seconds at most ({@link
 *                    BackstopAuction}); without any, and what is left, every line is handed over
 *                    at the mark: to the tier's account within its own collateral, the rest of all
 *                    accounts to the other side ({@link RoundDrain})
 * off-hours          with a line of a market whose exchange is closed: only slices, in that market at
 *                    1 % from the mark at worst; no hand-over unless E &lt; MM / 2, and the 30 s begin
 *                    with the hours
 * no line left       collateral is sold on its spot market ({@link CollateralSales})
 * a tier that lost 5 % of what it had when the day began takes nothing more that day and hands its
 *                    lines to the other side; the loss beyond is borne by open profit
 * </pre>
 *
 * <p>Accounts go by (E / MM, id) ascending. Nothing happens on a price that is not of the last ten
 * seconds or is one of the first two after a longer silence, nor in markets without liquidation
 * terms. A slice costs less than the margin it frees: its limit sees to that, so every step lessens
 * MM - E or closes lines. Every step is an event with equity and margin before and after.
 */
public final class Liquidation {
  /** Age from which a price is stale. */
  public static final long FRESH_NS = 10_000_000_000L;

  public static final int PRINTS_NEEDED = 3;

  private static final long COOLDOWN_NS = 1_000_000_000L;
  private static final long BOOK_TIME_NS = 30_000_000_000L;
  static final long TARGET_PPM = 1_100_000;

  /** From the mark at worst, while its exchange is closed: of slices and of collateral. */
  static final int OFF_HOURS_PPM = 10_000;

  /** Accounts that are read ahead together. */
  private static final int AHEAD = 8;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final Distress distress;
  private final Sessions sessions;
  private final House house;
  private final EventPublisher events;
  private final RoundShortfalls shortfalls;
  private final RoundDrain drain;
  private final Steps steps;
  private final HandOver handOver;
  private final BookSlices slices;
  private final CollateralSales sales;
  private final BackstopAuction auction;
  private final TierLosses losses;
  private final Watch watch;
  private final DueAccounts due;
  private final int[] looked;
  private long timeNs;

  /** Keeps reads ahead from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  public Liquidation(
      Accounts accounts,
      Assets assets,
      Markets markets,
      Book[] books,
      PortfolioRisk risk,
      Tiers tiers,
      Distress distress,
      BackstopOffers offers,
      SliceRates rates,
      Sessions sessions,
      Rules rules,
      House house,
      EventPublisher events) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    this.tiers = tiers;
    this.distress = distress;
    this.sessions = sessions;
    this.house = house;
    this.events = events;
    steps = new Steps(accounts, risk, events);
    var winners = new Winners(accounts, markets, risk, Winners.MOST);
    shortfalls = new RoundShortfalls(accounts, risk, tiers, house, events, winners, steps);
    var deleveraging = new Deleveraging(accounts, markets, risk);
    handOver = new HandOver(accounts, markets, risk, tiers, rules, house, events, deleveraging);
    slices =
        new BookSlices(
            accounts, markets, books, risk, tiers, distress, rates, sessions, rules, house, steps,
            handOver);
    sales = new CollateralSales(accounts, assets, markets, risk, tiers, sessions, house, steps);
    drain = new RoundDrain(accounts, risk, house, events, deleveraging, steps);
    auction =
        new BackstopAuction(
            accounts, markets, risk, offers, distress, this::handsOver, house, events, steps);
    losses = new TierLosses(accounts, markets, tiers, this::priced);
    watch = new Watch(accounts, markets, risk);
    due = new DueAccounts(accounts.rows());
    looked = new int[accounts.rows()];
  }

  /** Takes every account that is due one step further. */
  public void run(long now) {
    if (!tiers.any()) {
      return;
    }
    timeNs = now;
    losses.watch(now);
    collect();
    due.sort();
    for (int i = 0; i < due.count() && events.count() < RoundEvents.SHORTFALLS; i++) {
      sales.sellOutcomes(due.row(i));
    }
    shortfalls.begin();
    for (int i = 0; i < due.count() && due.indebted(i); i++) {
      shortfalls.add(due.row(i));
    }
    shortfalls.cover(now);
    drain.begin();
    for (int i = 0; i < due.count() && events.count() + drain.owing() < RoundEvents.STEPS; i++) {
      step(i);
    }
    drain.close();
    for (int tier = 0; tier < Tiers.COUNT && events.count() < RoundEvents.RELIEF; tier++) {
      relieve(tier);
    }
    for (int i = 0; i < due.count(); i++) {
      accounts.looks.at(due.row(i));
    }
  }

  /**
   * Looks at accounts in three steps, each for several at once, so that the reads of many wait
   * together: their rows, then their lines, then the accounts.
   */
  private void collect() {
    due.clear();
    watch.round();
    int count = accounts.looks.list(looked);
    for (int at = -2 * AHEAD; at < count; at += AHEAD) {
      for (int i = at + 2 * AHEAD; i < Math.min(count, at + 3 * AHEAD); i++) {
        seen += accounts.touchRow(looked[i]) + distress.sinceNs(looked[i]);
      }
      for (int i = Math.max(0, at + AHEAD); i < Math.min(count, at + 2 * AHEAD); i++) {
        touchLines(looked[i]);
      }
      for (int i = Math.max(0, at); i < Math.min(count, at + AHEAD); i++) {
        look(looked[i]);
      }
    }
  }

  private void touchLines(int row) {
    int cells = Long.bitCount(accounts.markets(row));
    for (int rank = 0; rank < cells; rank++) {
      int cell = accounts.cellOfRank(row, rank);
      seen += accounts.lotsOf(cell) + watch.touch(cell);
    }
  }

  private void look(int row) {
    // Lines, not the account's cells: an idle cell is not in a snapshot and must not show.
    long lines = risk.lines(row);
    boolean exposed = distress.sinceNs(row) != 0 || accounts.cash(row) < 0 || lines != 0;
    if (!exposed) {
      accounts.looks.leave(row);
    }
    if (!exposed || row == SystemAccounts.BAD_DEBT || !priced(lines)) {
      return;
    }
    risk.appraise(row);
    long equity = risk.equity();
    long margin = risk.maintenance();
    if (equity >= needed(row, margin)) {
      if (distress.sinceNs(row) != 0) {
        distress.end(row);
        steps.told(row, LiquidationStage.ENDED, 0, 0, equity, margin, equity, margin);
      }
      watch.leave(row, equity - margin);
      return;
    }
    due.add(row, equity, margin);
    // Until its step the account is looked at again only if something of it changes.
    accounts.looks.leave(row);
  }

  /** Its maintenance, and a tenth more once it is in liquidation. */
  private long needed(int row, long margin) {
    return distress.sinceNs(row) == 0 ? margin : Scan.ppmUp(margin, TARGET_PPM);
  }

  private boolean priced(int row) {
    return priced(risk.lines(row));
  }

  private boolean priced(long lines) {
    for (long left = lines; left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      if (tiers.tier[market] == NONE
          || markets.phase(market) >= Markets.HALTED
          || markets.freshPrints[market] < PRINTS_NEEDED
          || timeNs - markets.pricedNs(market) > FRESH_NS) {
        return false;
      }
    }
    return true;
  }

  private void step(int i) {
    if (i + AHEAD < due.count()) {
      int later = due.row(i + AHEAD);
      seen += accounts.touchRow(later) + distress.sinceNs(later);
      touchLines(later);
    }
    int row = due.row(i);
    boolean changed = accounts.looks.includes(row);
    if (changed) {
      risk.appraise(row);
    }
    long equity = changed ? risk.equity() : due.equity(i);
    long margin = changed ? risk.maintenance() : due.margin(i);
    if (equity >= needed(row, margin)) {
      return;
    }
    if (distress.sinceNs(row) == 0 || waits(row, equity, margin)) {
      distress.begin(row, timeNs);
    }
    // Those placed since its last step too: a resting order must not trade what a step trades.
    house.cancelAll(row);
    if (risk.lines(row) == 0) {
      sales.sellCollateral(row, equity, margin);
    } else if (handsOver(row, equity, margin)) {
      if (!auction.putsOff(row, equity, margin, timeNs)) {
        handOver(row);
      }
    } else {
      auction.leave(row);
      if (timeNs - distress.lastSliceNs(row) >= COOLDOWN_NS) {
        slices.trade(row, equity, margin, timeNs);
      }
    }
  }

  /** Whether the book has had its time. */
  private boolean handsOver(int row, long equity, long margin) {
    return !waits(row, equity, margin)
        && (equity < margin - margin / 3 || timeNs - distress.sinceNs(row) >= BOOK_TIME_NS);
  }

  private boolean waits(int row, long equity, long margin) {
    return offHours(row) && equity >= margin - margin / 2;
  }

  private void handOver(int row) {
    risk.appraise(row);
    long equity = risk.equity();
    long margin = risk.maintenance();
    handOver.toTier(row);
    drain.add(row, equity, margin);
  }

  private boolean offHours(int row) {
    long lines = sessions.any() ? risk.lines(row) : 0;
    while (lines != 0 && !sessions.offHours(MarketBits.first(lines))) {
      lines &= lines - 1;
    }
    return lines != 0;
  }

  /** A tier that lost what it may in a day: open profit bears what is beyond, others its lines. */
  private void relieve(int tier) {
    int row = Tiers.account(tier);
    if (!tiers.shut[tier] || risk.lines(row) == 0 || !priced(row)) {
      return;
    }
    risk.appraise(row);
    long equity = risk.equity();
    long margin = risk.maintenance();
    long beyond = losses.beyond(tier);
    int market = shortfalls.worstLoss(row);
    if (beyond > 0) {
      shortfalls.charge(row, market, beyond);
    }
    steps.told(row, LiquidationStage.LOSS_LIMIT, market, 0, equity, margin);
    risk.appraise(row);
    drain.begin();
    drain.add(row, risk.equity(), margin);
    drain.close();
  }

  /** {@link HandOver#closeOut} for who wants it himself. */
  public long closeOut(int row, int market, long lots, boolean toTier, long perLot) {
    return handOver.closeOut(row, market, lots, toTier, perLot);
  }
}
