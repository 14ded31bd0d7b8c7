package caisson.engine.risk;

import static caisson.engine.risk.Appraisal.NONE;
import static caisson.engine.risk.KeptWords.CHARGE;
import static caisson.engine.risk.KeptWords.REQUIREMENT;
import static caisson.engine.risk.Saturating.add;

import caisson.engine.account.Accounts;
import caisson.engine.listing.Assets;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.protocol.RejectReason;

/** What may leave an account: by withdrawal, or to buy spot. */
final class FreeFunds {
  private static final long WITHDRAWAL_PPM = 100_000L;

  private final Accounts accounts;
  private final Markets markets;
  private final Terms terms;
  private final Appraisal found;
  private final CoinIndex coin;
  private final Kept kept;
  private final HeldByOrders held;
  private final Rules rules;

  FreeFunds(
      Accounts accounts,
      Markets markets,
      Terms terms,
      Appraisal found,
      CoinIndex coin,
      Kept kept,
      HeldByOrders held,
      Rules rules) {
    this.accounts = accounts;
    this.markets = markets;
    this.terms = terms;
    this.found = found;
    this.coin = coin;
    this.kept = kept;
    this.held = held;
    this.rules = rules;
  }

  RejectReason checkWithdrawal(int accountRow, int asset, long units) {
    if (asset == Assets.CASH) {
      return frees(accountRow, units) ? RejectReason.NONE : RejectReason.INSUFFICIENT_MARGIN;
    }
    if (freeUnits(accountRow, asset) < units) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    if (terms.rowOfAsset[asset] == Terms.NO_ROW || owesNothing(accountRow)) {
      return RejectReason.NONE;
    }
    kept.refresh(accountRow);
    found.forInitial(accountRow);
    long openOrders = accounts.risk(accountRow, REQUIREMENT) - found.initial;
    found.forInitial(accountRow, NONE, 0, asset, -units);
    long discount = coin.discount(found.claim);
    return withdrawable(add(found.initial, openOrders)) >= discount
        ? RejectReason.NONE
        : RejectReason.INSUFFICIENT_MARGIN;
  }

  /**
   * Whether so much cash may leave the account, or stand for a buy of spot. Who owes nothing still
   * owes nothing without his coins: a margin for his other assets would protect nobody.
   */
  boolean frees(int accountRow, long cash) {
    if (freeCash(accountRow) >= cash) {
      return true;
    }
    return rules.inForce >= Rules.COINS_OF_WHO_OWES_NOTHING
        && owesNothing(accountRow)
        && coinsBesideBuys(accountRow) >= cash;
  }

  /** Resting sales are no matter here: a fill of one brings no less than its fee. */
  private long coinsBesideBuys(int accountRow) {
    long coins = accounts.cash(accountRow);
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      coins = add(coins, -kept.costOfBuys(accountRow, MarketBits.first(left)));
    }
    return coins;
  }

  /** Cash that may leave beside the margin of all the account has; negative when it lacks some. */
  private long freeCash(int accountRow) {
    kept.refresh(accountRow);
    found.forInitial(accountRow);
    long free = withdrawable(accounts.risk(accountRow, REQUIREMENT));
    long reserved = add(found.profit, reservedBySpotOrders(accountRow));
    return Math.min(free, add(found.claim, -reserved));
  }

  /** What the initial margin of lines and collateral may come to beside the open orders. */
  long initialLimit(int accountRow) {
    kept.refresh(accountRow);
    found.forInitial(accountRow);
    long openOrders = accounts.risk(accountRow, REQUIREMENT) - found.initial;
    return add(found.countedEquity, -openOrders);
  }

  private long reservedBySpotOrders(int accountRow) {
    long reserved = 0;
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      if (markets.spot(market) && !held.idle(accountRow, market)) {
        reserved = add(reserved, held.word(accountRow, market, CHARGE));
      }
    }
    return reserved;
  }

  /** Of the last appraisal. */
  private long withdrawable(long requirement) {
    long kept = Math.max(requirement, Scan.ppmUp(found.gross, WITHDRAWAL_PPM));
    return add(Math.min(found.countedEquity, add(found.equity, -found.profit)), -kept);
  }

  long freeUnits(int accountRow, int asset) {
    return accounts.units(accountRow, asset) - held.heldUnits(accountRow, asset);
  }

  /** No line, no order on one and no debt: what such an account parts with endangers nobody. */
  boolean owesNothing(int accountRow) {
    if (accounts.cash(accountRow) < 0) {
      return false;
    }
    for (long left = accounts.markets(accountRow); left != 0; left &= left - 1) {
      int market = MarketBits.first(left);
      if (!markets.spot(market) && !held.idle(accountRow, market)) {
        return false;
      }
    }
    return true;
  }
}
