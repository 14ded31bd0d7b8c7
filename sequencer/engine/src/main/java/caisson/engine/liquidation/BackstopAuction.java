package caisson.engine.liquidation;

import caisson.engine.account.Accounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Scan;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.LiquidationStage;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * Lines of an account that would be handed over go first to those whose standing offers take them,
 * for a premium that rises from nothing to all of the margin in ten seconds:
 *
 * <pre>
 * premium     p = min(10^6, elapsed * 10^6 / 10 s) ppm, at each price round
 * line        one whose removal frees margin: hedges stay until what they hedge has gone
 * its equity  e = floor(min(E, MM) * min(MM - MM without the line, MM) / MM)
 * takers      offers of others that ask no more than p, each with room for {@link BackstopRoom}
 * lots        min(line, sum of rooms), by the rooms, {@link ProRata}, at the mark
 * paid        floor(floor(e * p / 10^6) * lots / line), no more than the margin that the lots freed
 * </pre>
 *
 * <p>So no step leaves the account shorter of margin, and none below zero. The auction waits for
 * the next round only while somebody has room, E is a third of MM and ten seconds are not over; a
 * round that comes only after twenty, when no prices came, takes nothing. Then the account is
 * handed over as if there were no offers.
 */
final class BackstopAuction {
  /** Whether an account with so much equity and maintenance margin is to be handed over. */
  interface Due {
    boolean handsOver(int row, long equity, long margin);
  }

  private static final long TIME_NS = 10_000_000_000L;
  private static final int FULL_PPM = 1_000_000;

  private final Accounts accounts;
  private final PortfolioRisk risk;
  private final BackstopOffers offers;
  private final BackstopRoom room;
  private final Distress distress;
  private final Due due;
  private final House house;
  private final EventPublisher events;
  private final Steps steps;
  private final ProRata proRata = new ProRata(BackstopOffers.MOST);

  // Of the line at hand: who takes of it, by account.
  private final int[] takers = new int[BackstopOffers.MOST];
  private final long[] rooms = new long[BackstopOffers.MOST];
  private final long[] shares = new long[BackstopOffers.MOST];

  BackstopAuction(
      Accounts accounts,
      Markets markets,
      PortfolioRisk risk,
      BackstopOffers offers,
      Distress distress,
      Due due,
      House house,
      EventPublisher events,
      Steps steps) {
    this.accounts = accounts;
    this.risk = risk;
    this.offers = offers;
    room = new BackstopRoom(accounts, markets, risk, offers);
    this.distress = distress;
    this.due = due;
    this.house = house;
    this.events = events;
    this.steps = steps;
  }

  /** It is not due for a hand-over any more; should it be again, the premium begins at nothing. */
  void leave(int row) {
    distress.auction(row, 0);
  }

  /**
   * A price round of an account that is due for a hand-over. Whether that is put off: the auction
   * goes on, or what was taken was enough.
   */
  boolean putsOff(int row, long equity, long margin, long timeNs) {
    if (!offers.any() || equity <= 0 || equity < margin / 3 || !anyRoom(row)) {
      return false;
    }
    if (distress.auctionNs(row) == 0) {
      distress.auction(row, timeNs);
    }
    long elapsedNs = timeNs - distress.auctionNs(row);
    if (elapsedNs >= 2 * TIME_NS) {
      return false;
    }
    int premiumPpm = (int) Math.min(FULL_PPM, elapsedNs / (TIME_NS / FULL_PPM));
    events.backstops.auctioned(accounts.idOf(row), elapsedNs, premiumPpm, equity, margin);
    long taken = 0;
    int told = events.count();
    for (long left = risk.lines(row);
        left != 0 && events.count() - told < RoundEvents.AUCTION;
        left &= left - 1) {
      taken += offer(row, MarketBits.first(left), premiumPpm);
    }
    if (taken > 0) {
      steps.told(row, LiquidationStage.AUCTION, 0, taken, equity, margin);
    }
    risk.appraise(row);
    boolean still =
        risk.lines(row) != 0
            && !recovered()
            && due.handsOver(row, risk.equity(), risk.maintenance());
    return !still || (elapsedNs < TIME_NS && anyRoom(row));
  }

  /** Of the account appraised. */
  private boolean recovered() {
    return risk.equity() >= Scan.ppmUp(risk.maintenance(), Liquidation.TARGET_PPM);
  }

  /** Whether anybody could take of a line, whatever is asked. */
  private boolean anyRoom(int row) {
    for (long left = risk.lines(row); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      if (offers.count(market) == 0) {
        continue;
      }
      long line = accounts.lots(row, market);
      boolean any = false;
      for (int i = 0; i < offers.count(market) && !any; i++) {
        any = offers.row(market, i) != row && room.any(market, i, line > 0);
      }
      if (any && freed(row, market, line) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Margin that goes with a line; the account as it stands is appraised after. */
  private long freed(int row, int market, long line) {
    risk.appraise(row, market, -line);
    long without = risk.maintenance();
    risk.appraise(row);
    return risk.maintenance() - without;
  }

  /** Offers a line, and tells how many lots were taken. */
  private long offer(int row, int market, int premiumPpm) {
    int count = collect(row, market, premiumPpm);
    long total = 0;
    for (int i = 0; i < count; i++) {
      total = Math.addExact(total, rooms[i]);
    }
    long line = accounts.lots(row, market);
    long freed = total == 0 ? 0 : freed(row, market, line);
    if (freed <= 0 || recovered()) {
      return 0;
    }
    long margin = risk.maintenance();
    long equity = Math.min(risk.equity(), margin);
    long belonging = Rounding.mulDivDown(equity, Math.min(freed, margin), margin);
    long size = Math.abs(line);
    long taken = Math.min(size, total);
    events.backstops.shared(accounts.idOf(row), market, line, belonging, total, taken);
    proRata.split(taken, rooms, count, total, shares);
    long price = Rounding.mulPpmFloor(belonging, premiumPpm);
    for (int i = 0; i < count; i++) {
      if (shares[i] > 0) {
        assign(row, takers[i], market, line > 0, shares[i], price, size);
      }
    }
    return taken;
  }

  /** Those who ask no more, and what each may take. */
  private int collect(int row, int market, int premiumPpm) {
    boolean longs = accounts.lots(row, market) > 0;
    int count = 0;
    for (int i = 0; i < offers.count(market); i++) {
      int taker = offers.row(market, i);
      if (taker == row || offers.premiumPpm(market, i) > premiumPpm) {
        continue;
      }
      long lots = room.of(market, i, longs);
      if (lots > 0) {
        takers[count] = taker;
        rooms[count++] = lots;
      }
    }
    return count;
  }

  private void assign(
      int row, int taker, int market, boolean sells, long lots, long price, long size) {
    risk.appraise(row);
    long margin = risk.maintenance();
    house.assign(sells ? row : taker, sells ? taker : row, market, lots, TransferReason.AUCTION);
    risk.appraise(row);
    long freed = Math.max(0, margin - risk.maintenance());
    long paid = Math.min(Rounding.mulDivDown(price, lots, size), freed);
    paid = Math.min(paid, Math.max(0, risk.equity()));
    if (paid > 0) {
      house.pay(row, taker, paid, TransferReason.AUCTION_PREMIUM);
    }
  }
}
