package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.auction.Auctions;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Book;
import caisson.engine.book.Orders;
import caisson.engine.book.TimedOrders;
import caisson.engine.depth.Depths;
import caisson.engine.fee.FeeTiers;
import caisson.engine.funding.Basis;
import caisson.engine.funding.MarkCaps;
import caisson.engine.funding.MarkRules;
import caisson.engine.funding.OffHours;
import caisson.engine.funding.Premiums;
import caisson.engine.liquidation.BackstopOffers;
import caisson.engine.liquidation.Distress;
import caisson.engine.liquidation.SliceRates;
import caisson.engine.liquidation.Tiers;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.risk.CoinIndex;
import caisson.engine.risk.Parameters;
import caisson.engine.risk.Volatility;
import caisson.engine.session.Sessions;
import caisson.engine.trigger.CancelSwitches;
import caisson.engine.trigger.Triggers;
import caisson.engine.trigger.Twaps;
import caisson.engine.wire.EventPublisher;

/** Everything a snapshot holds. The engine writes it; readers here only read. */
public final class State implements EventPublisher.MarkSource {
  public final EngineLimits limits;
  public final Assets assets;
  public final CollateralFalls falls;
  public final Markets markets;
  public final Accounts accounts;
  public final Orders orders;
  public final AccountOrders accountOrders;
  public final TimedOrders timedOrders;
  public final CancelSwitches switches;
  public final Triggers triggers;
  public final Twaps twaps;

  /** By market id; null until the market is listed. */
  public final Book[] books;

  public final Parameters parameters;
  public final FeeTiers fees;
  public final Volatility volatility;
  public final Depths depths;
  public final CoinIndex coin = new CoinIndex();
  public final OutcomeEvents outcomes;
  public final MarkRules markRules;
  public final Basis basis;
  public final Premiums premiums;
  public final OffHours offHours;
  public final MarkCaps markCaps;
  public final Tiers tiers;
  public final Distress distress;
  public final BackstopOffers backstops;
  public final SliceRates sliceRates;
  public final Auctions auctions;
  public final Sessions sessions;
  public final Rules rules = new Rules();
  public final Windows windows = new Windows();
  public final Forced forced = new Forced();
  public long sequence;
  public long timeNs;
  public long lastRound;

  State(EngineLimits limits) {
    this.limits = limits;
    assets = new Assets(limits.assets());
    falls = new CollateralFalls(limits.assets());
    markets = new Markets(limits.markets());
    accounts = new Accounts(limits);
    parameters = new Parameters(limits.assets(), limits.markets());
    fees = new FeeTiers(accounts.rows());
    volatility = new Volatility(parameters, markets);
    depths = new Depths(limits.markets());
    outcomes = new OutcomeEvents(limits.markets());
    markRules = new MarkRules(limits.markets());
    basis = new Basis(limits.markets());
    premiums = new Premiums(limits.markets());
    offHours = new OffHours(limits.markets());
    markCaps = new MarkCaps(limits.markets());
    tiers = new Tiers(limits.markets());
    distress = new Distress(accounts.rows());
    backstops = new BackstopOffers(limits.markets());
    sliceRates = new SliceRates(limits.markets());
    auctions = new Auctions(limits.markets());
    sessions = new Sessions(limits.markets());
    orders = new Orders(limits.orders());
    accountOrders = new AccountOrders(orders, accounts);
    timedOrders = new TimedOrders(limits.timedOrders());
    switches = new CancelSwitches(accounts.rows());
    twaps = new Twaps(limits.twaps(), accounts.rows());
    triggers = new Triggers(limits.triggers(), accounts.rows(), limits.markets());
    books = new Book[limits.markets() + 1];
  }

  /** Takes the next market id and opens its book; the columns are filled by the caller. */
  public int addMarket() {
    int market = markets.add();
    books[market] = new Book(orders);
    return market;
  }

  /** Lots of the long lines and of all resting orders of a perpetual. */
  long grossLots(int market) {
    return accounts.openLots(market) + books[market].lots();
  }

  /** Lets an order rest behind all others at its price; goodTillNs 0 is for ever. */
  public int rest(
      long orderId,
      int accountRow,
      int market,
      boolean buy,
      long limitTicks,
      long lots,
      long clientHigh,
      long clientLow,
      boolean reduceOnly,
      long goodTillNs) {
    int slot =
        orders.add(orderId, accountRow, market, buy, limitTicks, lots, clientHigh, clientLow);
    if (reduceOnly) {
      orders.markReduceOnly(slot);
    }
    if (goodTillNs != 0) {
      orders.timer(slot, timedOrders.add(slot, goodTillNs, orderId));
    }
    accountOrders.link(slot);
    books[market].rest(slot);
    return slot;
  }

  /** When the order leaves, 0: never. */
  public long goodTillNs(int slot) {
    int timer = orders.timer(slot);
    return timer == TimedOrders.NONE ? 0 : timedOrders.goodTillNs(timer);
  }

  /** Whether the time of an order has come; it trades no more. */
  boolean ended(int slot) {
    int timer = orders.timer(slot);
    return timer != TimedOrders.NONE && timedOrders.goodTillNs(timer) <= timeNs;
  }

  /** Takes an order out of its book. */
  void remove(int slot) {
    int market = orders.market(slot);
    accountOrders.unlink(slot, orders.accountRow(slot), market);
    removeUnlinked(slot, market);
  }

  /** Takes an order out of the book of its market that its account does not list any more. */
  void removeUnlinked(int slot, int market) {
    int timer = orders.timer(slot);
    if (timer != TimedOrders.NONE) {
      timedOrders.remove(timer);
    }
    books[market].remove(slot);
  }

  void forEachLeaf(LeafVisitor visitor) {
    for (int row = 0; row < accounts.rows(); row++) {
      if (!accounts.owners.registered(row)) {
        continue;
      }
      int assetRows = 0;
      for (int asset = 0; asset < assets.count(); asset++) {
        assetRows += accounts.units(row, asset) != 0 ? 1 : 0;
      }
      long lines = accounts.linesOf(row);
      int lineRows = Long.bitCount(lines);
      if (assetRows + lineRows == 0) {
        continue;
      }
      visitor.leaf(accounts.idOf(row), assetRows, lineRows);
      for (int asset = 0; asset < assets.count(); asset++) {
        if (accounts.units(row, asset) != 0) {
          visitor.asset(asset, accounts.units(row, asset));
        }
      }
      for (long left = lines; left != 0; left &= left - 1) {
        int market = MarketBits.first(left);
        visitor.line(market, accounts.lots(row, market));
      }
    }
  }

  @Override
  public void forEachMark(MarkVisitor visitor) {
    for (int asset = 0; asset < assets.count(); asset++) {
      visitor.assetWord(
          asset,
          assets.headerMarkUnit[asset],
          assets.scale[asset],
          assets.status[asset],
          assets.accounted[asset]);
    }
    for (int market = 1; market <= markets.count(); market++) {
      // An outcome may be worth nothing while it has lines: a claim on them needs a word.
      boolean marked = markets.headerMarkTicks[market] != 0 || markets.outcome(market);
      boolean hasWord = !markets.spot(market) && marked;
      visitor.marketWord(
          market,
          hasWord ? markets.headerMarkTicks[market] : 0,
          hasWord ? markets.k(market) : 0,
          hasWord ? markets.headerFundingIndex[market] : 0,
          hasWord ? markets.status(market) : 0);
    }
  }

  long unitsOf(int account, int asset) {
    int row = accounts.rowOf(account);
    return accounts.owners.registered(row) && assets.listed(asset) ? accounts.units(row, asset) : 0;
  }

  long lotsOf(int account, int market) {
    int row = accounts.rowOf(account);
    return accounts.owners.registered(row) && markets.listed(market)
        ? accounts.lots(row, market)
        : 0;
  }

  long refCostOf(int account, int market) {
    int row = accounts.rowOf(account);
    return accounts.owners.registered(row) && markets.listed(market)
        ? accounts.refCost(row, market)
        : 0;
  }
}
