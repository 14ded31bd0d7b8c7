package caisson.engine.liquidation;

import static caisson.engine.liquidation.Tiers.NONE;

import caisson.engine.account.Accounts;
import caisson.engine.account.SystemAccounts;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.TransferReason;
import caisson.units.Rounding;

/**
 * Lines that change hands at the mark without the book: the tier's account takes what its own
 * collateral bears. The other side closes the rest, of accounts in liquidation by {@link
 * RoundDrain}, for an owner here.
 */
final class HandOver {
  static final long BACKSTOP_PPM = 20_000;
  private static final long MILLION = 1_000_000;

  /** Of a command in which an owner closes; from there on no rank closes any more. */
  private static final int MOST_EVENTS = 20_000;

  private final Accounts accounts;
  private final Markets markets;
  private final PortfolioRisk risk;
  private final Tiers tiers;
  private final Rules rules;
  private final House house;
  private final EventPublisher events;
  private final Deleveraging deleveraging;

  HandOver(
      Accounts accounts,
      Markets markets,
      PortfolioRisk risk,
      Tiers tiers,
      Rules rules,
      House house,
      EventPublisher events,
      Deleveraging deleveraging) {
    this.accounts = accounts;
    this.markets = markets;
    this.risk = risk;
    this.tiers = tiers;
    this.rules = rules;
    this.house = house;
    this.events = events;
    this.deleveraging = deleveraging;
  }

  /** Every line of an account to the tier of its market, as far as it may. */
  void toTier(int row) {
    for (long left = risk.lines(row); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      long line = accounts.lots(row, market);
      backstop(row, market, line, Math.abs(line));
    }
  }

  /** Lots that the tier's account takes at the mark, for a fine. */
  private long backstop(int row, int market, long line, long most) {
    int tierRow = Tiers.account(tiers.tier[market]);
    if (tierRow == row || !accounts.canOpen(tierRow, market)) {
      return 0;
    }
    long has = accounts.lots(tierRow, market);
    boolean closes = line > 0 ? has < 0 : has > 0;
    long lots = Math.min(most, closes ? Math.abs(has) : room(tierRow, market));
    if (lots <= 0) {
      return 0;
    }
    risk.appraise(tierRow, market, line > 0 ? lots : -lots);
    // What closes the tier's own line needs no collateral; no one else could close against it.
    if (!closes && risk.equity() < risk.initial()) {
      return 0;
    }
    if (line > 0) {
      house.assign(row, tierRow, market, lots, TransferReason.BACKSTOP);
    } else {
      house.assign(tierRow, row, market, lots, TransferReason.BACKSTOP);
    }
    fine(row, market, lots);
    return lots;
  }

  /** Lots that the tier may take beyond its line: margin of 2 % of its equity in all. */
  private long room(int tierRow, int market) {
    if (tiers.shut[tiers.tier[market]]) {
      return 0;
    }
    risk.appraise(tierRow);
    long margin = Rounding.mulPpmFloor(Math.max(0, risk.equity()), BACKSTOP_PPM);
    long notional = Rounding.mulDivDown(margin, MILLION, Math.max(1, risk.maintenancePpm(market)));
    return notional / markets.lotValue(market) - Math.abs(accounts.lots(tierRow, market));
  }

  /**
   * Closes lots of a line for its owner without the book, and tells how many: the tier's account
   * takes them at the mark if it may, then the other side, whom the owner pays {@code perLot} for
   * it as far as his equity goes.
   */
  long closeOut(int row, int market, long lots, boolean toTier, long perLot) {
    // An outcome that did not come true: nobody has leverage by it, and its event settles it next.
    if (markets.lotValue(market) == 0) {
      return 0;
    }
    long line = accounts.lots(row, market);
    // A tier has room by a margin that lines of an outcome do not have.
    boolean terms = tiers.tier[market] != NONE && markets.perpetual(market);
    long closed = toTier && terms ? backstop(row, market, line, lots) : 0;
    if (closed == lots) {
      return closed;
    }
    boolean sells = line > 0;
    deleveraging.plan(market, !sells, lots - closed, row);
    for (int rank = 0; rank < deleveraging.count(); rank++) {
      int other = deleveraging.row(rank);
      long taken = deleveraging.lots(rank);
      if (taken == 0 || events.count() > MOST_EVENTS) {
        continue;
      }
      TransferReason reason = TransferReason.FORCED_CLOSE;
      house.assign(sells ? row : other, sells ? other : row, market, taken, reason);
      closed += taken;
      risk.appraise(row);
      long most = Math.max(0, risk.equity());
      long paid = perLot > most / taken ? most : perLot * taken;
      if (paid > 0) {
        house.pay(row, other, paid, reason);
      }
    }
    return closed;
  }

  /**
   * The fee of liquidation for lots that closed, which it returns; of it a tier first repays its
   * deficit. The account stays appraised as it was before the fee. Before rules 4 a tier paid
   * itself.
   */
  long fine(int row, int market, long lots) {
    risk.appraise(row);
    long notional = lots * markets.lotValue(market);
    long fee = Rounding.mulPpmCeil(notional, tiers.feePpm[market]);
    long paid = Math.min(fee, Math.max(0, risk.equity()));
    int tier = tiers.tier[market];
    boolean own = row == Tiers.account(tier) && rules.inForce >= Rules.NO_FEE_TO_ONESELF;
    if (paid == 0 || own) {
      return 0;
    }
    house.pay(row, Tiers.account(tier), paid, TransferReason.LIQUIDATION_FEE);
    tiers.moved(tier, paid);
    long repaid = Math.min(paid, tiers.deficit[tier]);
    if (repaid > 0) {
      tiers.deficit[tier] -= repaid;
      tiers.moved(tier, -repaid);
      house.pay(
          Tiers.account(tier), SystemAccounts.BAD_DEBT, repaid, TransferReason.DEFICIT_REPAID);
    }
    return paid;
  }
}
