package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.BackstopAuctionedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DeleveragingPlannedDecoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.ShortfallSharedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TransferReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Liquidation, deleveraging and insurance: nobody is touched who is not due, nobody due is missed
 * (I3), no price but a fresh one (I5), each step lessens what is short (I6), lots and shortfalls
 * close exactly and by the published ranks and shares (I7).
 */
final class LiquidationCheck {
  private static final String OFF_HOURS = "off-hours";
  private static final String I3 = "I3 shortfall";
  private static final String I5 = "I5 price proof";
  private static final String I6 = "I6 progress";
  private static final String I7 = "I7 deleveraging";
  private static final String MARGIN = "margin";
  private static final String MONEY = "I1 conservation";
  private static final long FRESH_NS = 10_000_000_000L;

  /** The rules from which on a tier pays itself no fee. */
  private static final int NO_OWN_FEE = 4;

  /** From then on a line leaves without the book. */
  private static final long BOOK_TIME_NS = 30_000_000_000L;

  private static final int PRINTS_NEEDED = 3;
  private static final long NS_PER_DAY = 86_400_000_000_000L;

  /** A few lots of a line may free nothing, of cents at the shock, and are then taken for it. */
  private static final long ROUNDING = 50_000;

  private final Ledger ledger;
  private final PlainMargin margin;
  private final OrderCheck orders;
  private final DrainTwin twin;
  private final ShortfallCheck shortfall;
  final BackstopCheck backstop;
  final SliceCheck slices;
  final SalesCheck sales;

  /** Below maintenance when the round began, with the equity they had. */
  private final Map<Account, Long> due = new LinkedHashMap<>();

  /** Below maintenance once and not told to have ended. */
  private final Set<Account> distressed = new HashSet<>();

  /** Since when accounts have been due in every round. */
  private final Map<Account, Long> dueSince = new HashMap<>();

  /** Had a line of a market that is off-hours when the round began. */
  private final Set<Account> heldOffHours = new HashSet<>();

  private final Set<Account> stepped = new HashSet<>();

  private final Set<Account> covered = new HashSet<>();
  private final Set<Account> traded = new HashSet<>();

  /** Tiers that lost what they may today and hand their lines over. */
  private final Set<Account> relieved = new HashSet<>();

  private final Deque<DrainTwin.Candidate> plan = new ArrayDeque<>();
  private @Nullable Account closing;
  private @Nullable Market planned;
  private boolean plannedLongs;
  private long plannedLevel;

  /** Lots of those handed over that no account has told of yet. */
  private long handed;

  /** Lots of the account at hand that a rank closes yet. */
  private long toClose;

  private @Nullable Market fineMarket;
  private @Nullable Account finer;
  private long fineLots;
  private long fine;

  /** What a tier paid itself and told of as gone, while it did. */
  private long toItself;

  private long ownFees;
  private long ownLines;
  private boolean running;

  /** Whose line a request of the chain closes, outside any price round. */
  private @Nullable Account closer;

  LiquidationCheck(Ledger ledger, PlainMargin margin, OrderCheck orders) {
    this.ledger = ledger;
    this.margin = margin;
    this.orders = orders;
    twin = new DrainTwin(ledger, margin);
    shortfall = new ShortfallCheck(ledger, margin);
    backstop = new BackstopCheck(ledger, margin);
    slices = new SliceCheck(ledger);
    sales = new SalesCheck(ledger, margin);
  }

  /** What a tier paid itself, and what it did not from rules 4 on. */
  long ownFees() {
    return ownFees;
  }

  long ownLines() {
    return ownLines;
  }

  /** The marks of a round are in force; what follows in its command is liquidation. */
  void begin() {
    running = true;
    watchTiers();
    due.clear();
    heldOffHours.clear();
    stepped.clear();
    covered.clear();
    traded.clear();
    slices.begin();
    sales.begin();
    for (Account account : ledger.accounts) {
      boolean exposed = exposed(account);
      boolean looked = exposed || distressed.contains(account);
      if (account.id == Ledger.BAD_DEBT || !looked || !priced(account)) {
        continue;
      }
      margin.of(account);
      boolean below = exposed && margin.equity < margin.maintenance;
      if (below || distressed.contains(account) && !recovered()) {
        sales.due(account, below, lines(account));
      }
      if (!exposed) {
        continue;
      }
      if (margin.equity >= margin.maintenance - margin.maintenance / (offHours(account) ? 2 : 3)) {
        backstop.safer(account);
      }
      if (below) {
        due.put(account, margin.equity);
        distressed.add(account);
        dueSince.putIfAbsent(account, ledger.timeNs);
        if (offHours(account)) {
          heldOffHours.add(account);
          dueSince.put(account, ledger.timeNs);
        }
        slices.due(account);
      }
    }
    sales.allDue();
  }

  /** Of the account that margin is of: a tenth more than its maintenance. */
  private boolean recovered() {
    return margin.equity >= Exact.ppmUp(margin.maintenance, 1_100_000);
  }

  private boolean offHours(Account account) {
    for (Market market : ledger.markets) {
      if (account.lots[market.id] != 0 && market.live() && market.sessions.offHours()) {
        return true;
      }
    }
    return false;
  }

  /** Begins the tiers' days, and notes those that have lost what they may in one. */
  private void watchTiers() {
    relieved.clear();
    long today = ledger.timeNs / NS_PER_DAY;
    for (int tier = 0; tier < Ledger.TIERS; tier++) {
      Account account = ledger.account(Ledger.FIRST_TIER + tier);
      if (ledger.lossDay[tier] != today) {
        ledger.lossDay[tier] = today;
        ledger.opening[tier] = ledger.worth(account);
        ledger.shut[tier] = false;
      }
      ledger.shut[tier] |= ledger.beyondLimit(tier) > 0 && priced(account);
    }
  }

  private boolean exposed(Account account) {
    return account.cash() < 0 || lines(account);
  }

  private boolean priced(Account account) {
    for (int i = 1; i < ledger.markets.size(); i++) {
      Market market = ledger.markets.get(i);
      boolean fresh =
          market.tier >= 0
              && !market.halted
              && market.prints >= PRINTS_NEEDED
              && ledger.timeNs - market.pricedNs <= FRESH_NS;
      if (account.lots[i] != 0 && market.live() && !fresh) {
        return false;
      }
    }
    return true;
  }

  void onOrder(Order order) {
    mayAct(order.account, "an order of liquidation");
    Market market = order.market;
    if (market.sessions.offHours() && !market.spot) {
      long worse = order.buy ? order.ticks - market.mark : market.mark - order.ticks;
      unless(worse <= market.mark / 100, OFF_HOURS, "sold or bought beyond 1 %: " + order.id);
    }
    sales.over();
    if (!market.spot) {
      slices.onOrder(order);
    } else {
      margin.of(order.account);
      sales.onOrder(order, lines(order.account), !recovered());
    }
    fineMarket = orders.liquidatedMarket;
    finer = order.account;
    // What a tier took before may have brought no fee; its step is told later.
    fineLots = 0;
  }

  /** A trade off the mark costs equity; what that leaves below zero the next round covers. */
  void onTrade(Account maker, Account taker) {
    traded.add(maker);
    traded.add(taker);
    backstop.safer(maker);
    backstop.safer(taker);
    slices.moved(maker);
    slices.moved(taker);
  }

  void closes(@Nullable Account account) {
    fined();
    closer = account;
    fineMarket = null;
    fineLots = 0;
  }

  private void mayAct(Account account, String what) {
    if (account == closer) {
      return;
    }
    unless(running, I5, what + " outside a price round");
    boolean due = distressed.contains(account) || relieved.contains(account);
    unless(due, I5, what + " of one never due: " + account.id);
    unless(priced(account), I5, what + " on a price that is not fresh: " + account.id);
  }

  void onAssigned(PositionAssignedDecoder e) {
    fined();
    Market market = ledger.market(e.market());
    Account seller = ledger.account(e.seller());
    Account buyer = ledger.account(e.buyer());
    unlessEqual(market.mark, e.priceTicks(), I7, "price of an assignment");
    unless(e.lots() > 0, I7, "an assignment of nothing");
    if (e.reason() == TransferReason.DELEVERAGE) {
      var next = plan.peek();
      Account other = seller == closing ? buyer : seller;
      unless(next != null, I7, "closed beyond what was told: " + other.id);
      unlessEqual(next.account.id, other.id, I7, "who closes next");
      unlessEqual(Math.min(toClose, next.closed), e.lots(), I7, "lots of " + other.id);
      toClose -= e.lots();
      next.closed -= e.lots();
      if (next.closed == 0) {
        plan.remove();
      }
    } else if (e.reason() == TransferReason.AUCTION) {
      unless(running, I5, "an auction outside a price round");
    } else if (e.reason() == TransferReason.FORCED_CLOSE) {
      unless(seller == closer || buyer == closer, I7, "a close that nobody asked for");
      backstop.safer(seller);
      backstop.safer(buyer);
    } else if (e.reason() != TransferReason.RESOLVED) {
      unless(e.reason() == TransferReason.BACKSTOP, I7, "an assignment for " + e.reason());
      Account tier = seller.tier() ? seller : buyer;
      mayAct(seller == tier ? buyer : seller, "a hand-over");
      int number = market.outcome() ? Ledger.TIERS - 1 : market.tier;
      unlessEqual(Ledger.FIRST_TIER + number, tier.id, I7, "the tier of the market");
      if (market.outcome()) {
        sales.onOutcome(e, market, seller == tier ? buyer : seller, buyer == tier);
      } else {
        sales.over();
      }
      fineMarket = market.outcome() ? null : market;
      finer = seller == tier ? buyer : seller;
      fineLots = e.lots();
    }
    long value = market.lotValue() - market.funding;
    unlessEqual(market.funding, e.fundingIndex(), "funding", "index of an assignment");
    ledger.fill(buyer, market, e.lots(), value);
    ledger.fill(seller, market, -e.lots(), value);
    slices.moved(buyer);
    slices.moved(seller);
    unlessEqual(seller.cash(), e.sellerCash(), MONEY, "cash of the seller");
    unlessEqual(buyer.cash(), e.buyerCash(), MONEY, "cash of the buyer");
    unlessEqual(seller.lots[market.id], e.sellerLots(), MONEY, "lots of the seller");
    unlessEqual(buyer.lots[market.id], e.buyerLots(), MONEY, "lots of the buyer");
    unlessEqual(seller.refCost[market.id], e.sellerRefCost(), MONEY, "refCost of the seller");
    unlessEqual(buyer.refCost[market.id], e.buyerRefCost(), MONEY, "refCost of the buyer");
    if (e.reason() == TransferReason.AUCTION) {
      backstop.onAssigned(e, seller, buyer);
    }
    if (e.reason() == TransferReason.BACKSTOP && !market.outcome()) {
      Account tier = seller.tier() ? seller : buyer;
      margin.of(tier);
      long signed = seller == tier ? -e.lots() : e.lots();
      boolean closed = Math.abs(tier.lots[market.id]) < Math.abs(tier.lots[market.id] - signed);
      boolean bears = margin.equity >= margin.initial && !ledger.shut[tier.id - Ledger.FIRST_TIER];
      unless(closed || bears, I7, "a tier beyond its own collateral: " + tier.id);
      // A line of a market that ended moves no more: it becomes cash at the mark it was taken at.
      boolean free = market.factor == 0 || market.ended();
      unless(closed || free || fits(tier, market), I7, "beyond a tier's room");
    }
  }

  /** A tier's line asks for at most 2 % of its equity; what it takes at the mark costs it none. */
  private boolean fits(Account tier, Market market) {
    Ledger.Factor factor = ledger.factors[market.factor];
    long notional = Math.abs(tier.lots[market.id]) * market.lotValue();
    long ppm = 100 * factor.shock();
    return notional <= Exact.mulDivDown(margin.equity / 50, 1_000_000, ppm);
  }

  /** It waits for others to take its lines; I3 counts that as acted on. */
  void onAuctioned(BackstopAuctionedDecoder e) {
    Account account = ledger.account(e.account());
    mayAct(account, "an auction");
    stepped.add(account);
    sales.over();
    backstop.onAuctioned(e);
  }

  /** Every account that is handed over in this market closes its line, by what is planned here. */
  void onPlanned(DeleveragingPlannedDecoder e) {
    unless(running && plan.isEmpty() && handed == 0, I7, "a plan before the last one was done");
    planned = ledger.market(e.market());
    plannedLongs = e.side() == Side.SELL;
    handed = e.wantedLots();
    plannedLevel = e.leverageE6();
    plan.addAll(twin.plan(planned, !plannedLongs, e.wantedLots()));
    long found = plan.stream().mapToLong(candidate -> candidate.closed).sum();
    unlessEqual(found, e.foundLots(), I7, "lots found");
    unlessEqual(twin.level(), e.leverageE6(), I7, "leverage that all came down to");
  }

  void onDeleveraged(DeleveragedDecoder e) {
    unlessEqual(0, toClose, I7, "lots to deleverage that nobody closed");
    closing = ledger.account(e.account());
    Market market = ledger.market(e.market());
    mayAct(closing, "deleveraging");
    long line = closing.lots[market.id];
    unless(market == planned && line > 0 == plannedLongs, I7, "not planned: " + closing.id);
    unlessEqual(Math.abs(line), e.wantedLots(), I7, "lots to close");
    long left = plan.stream().mapToLong(candidate -> candidate.closed).sum();
    unlessEqual(Math.min(left, e.wantedLots()), e.foundLots(), I7, "lots found for " + closing.id);
    unlessEqual(plannedLevel, e.leverageE6(), I7, "leverage that all came down to");
    handed -= e.wantedLots();
    toClose = e.foundLots();
  }

  void onShared(ShortfallSharedDecoder e) {
    unless(running, I5, "a shortfall outside a price round");
    sales.over();
    shortfall.onShared(ledger.market(e.market()), e.owed(), e.profit(), e.charged());
  }

  void onCash(CashMovedDecoder e) {
    Account from = ledger.account(e.from());
    Account to = ledger.account(e.to());
    unless(running || closer != null, I5, "a transfer outside a price round");
    if (running) {
      sales.over();
    }
    unless(e.amount() > 0, MONEY, "an empty transfer");
    int tier = (from.tier() ? from : to).id - Ledger.FIRST_TIER;
    switch (e.reason()) {
      case LIQUIDATION_FEE -> onFine(from, to, e.amount());
      case DEFICIT_REPAID -> onRepaid(from, to, e.amount());
      case FORCED_CLOSE -> unless(from == closer, I7, "paid for no close");
      case AUCTION_PREMIUM -> backstop.onPaid(e, from, to);
      case SHORTFALL_PAID, PROFIT_HAIRCUT, DEFICIT -> shortfall.add(from, to, e);
      default -> throw new Break(MONEY, "a transfer for " + e.reason());
    }
    // What a tier pays those who take its lines is lost with them.
    boolean ownLoss =
        e.reason() == TransferReason.PROFIT_HAIRCUT
            || e.reason() == TransferReason.AUCTION_PREMIUM
            || from.id == Ledger.BAD_DEBT;
    if (!ownLoss && (from.tier() || to.tier())) {
      ledger.opening[tier] += to.tier() ? e.amount() : -e.amount();
    }
    unlessEqual(ledger.move(from, 0, -e.amount()), e.fromCash(), MONEY, "cash of the payer");
    unlessEqual(ledger.move(to, 0, e.amount()), e.toCash(), MONEY, "cash of the payee");
  }

  /** Lots that closed brought their fee, if there was anything to pay it from. */
  private void fined() {
    Market market = fineMarket;
    Account from = finer;
    if (market == null || from == null || market.spot) {
      return;
    }
    boolean own = from.id == Ledger.FIRST_TIER + market.tier && ledger.rules >= NO_OWN_FEE;
    unless(own || feeDue(from, market) == 0, MONEY, "no fee of liquidation: " + from.id);
    ownLines += own && feeDue(from, market) > 0 ? 1 : 0;
  }

  private long feeDue(Account from, Market market) {
    long lots = fineLots != 0 ? fineLots : orders.liquidatedLots;
    long due = Exact.ppmUp(lots * market.lotValue(), market.feePpm);
    margin.of(from);
    return Math.min(due, Math.max(0, margin.equity));
  }

  private void onFine(Account from, Account to, long amount) {
    Market market = fineMarket;
    if (market == null) {
      throw new Break(MONEY, "a fee for nothing");
    }
    unlessEqual(feeDue(from, market), amount, MONEY, "fee of liquidation");
    unlessEqual(Ledger.FIRST_TIER + market.tier, to.id, MONEY, "who gets the fee");
    fine = amount;
    toItself += from == to ? amount : 0;
    ownFees += from == to ? 1 : 0;
    unless(toItself == 0 || ledger.rules < NO_OWN_FEE, MONEY, "a fee to oneself");
    fineMarket = null;
    fineLots = 0;
  }

  private void onRepaid(Account from, Account to, long amount) {
    int tier = from.id - Ledger.FIRST_TIER;
    unless(from.tier() && to.id == Ledger.BAD_DEBT, MONEY, "a repayment by " + from.id);
    unlessEqual(Math.min(fine, ledger.deficit[tier]), amount, MONEY, "deficit repaid");
    ledger.deficit[tier] -= amount;
    toItself -= toItself == 0 ? 0 : amount;
  }

  void onStep(LiquidationSteppedDecoder e) {
    Account account = ledger.account(e.account());
    if (e.stage() == LiquidationStage.LOSS_LIMIT) {
      onLossLimit(account, e);
    }
    mayAct(account, "a step");
    stepped.add(account);
    fined();
    checkClosed();
    margin.of(account);
    unlessEqual(margin.equity - toItself, e.equityAfter(), MARGIN, "equity of " + account.id);
    toItself = 0;
    unlessEqual(margin.maintenance, e.maintenanceAfter(), MARGIN, "maintenance of " + account.id);
    long before = e.maintenanceBefore() - e.equityBefore();
    long after = e.maintenanceAfter() - e.equityAfter();
    String told = e.stage() + " of " + e.account() + ": short " + before + " then " + after;
    switch (e.stage()) {
      case SHORTFALL -> {
        shortfall.check(account, e.market(), -e.equityBefore());
        unlessEqual(0, e.equityAfter(), I3, told);
        covered.add(account);
      }
      case SLICE -> {
        unlessEqual(e.lots(), e.lots() == 0 ? 0 : orders.liquidatedLots, I6, "lots of " + told);
        unless(e.lots() == 0 || after < before, I6, told);
        slices.onStep(account, e);
        ledger.market(e.market()).slices.onSlice(orders.askedLots, e.lots(), ledger.timeNs);
      }
      case AUCTION -> {
        backstop.onStep(account, e.lots());
        if (!offHours(account)) {
          heldOffHours.remove(account);
        }
        unless(after < before + ROUNDING || !lines(account), I6, told);
      }
      case HANDOVER -> {
        unless(after < before || !lines(account), I6, told);
        boolean waits = heldOffHours.contains(account) && !account.tier();
        boolean little = 2 * e.equityBefore() < e.maintenanceBefore();
        unless(!waits || little, OFF_HOURS, "handed over: " + told);
      }
      case ENDED -> {
        unless(recovered(), I6, told);
        distressed.remove(account);
        backstop.ended(account);
        slices.ended(account);
      }
      case LOSS_LIMIT -> {}
      default -> {
        unless(e.stage() == LiquidationStage.COLLATERAL, I6, "unknown " + told);
        sales.onStep(account, e, orders.liquidatedLots);
        backstop.safer(account);
        // Outcomes sold before anybody pays may bring what lacked.
        if (ledger.market(e.market()).outcome() && e.equityAfter() >= 0) {
          covered.add(account);
        }
      }
    }
    fineMarket = null;
    fineLots = 0;
    orders.liquidatedLots = 0;
    orders.askedLots = 0;
  }

  /** Of a tier, before its lines leave: open profit has paid what it lost beyond its limit. */
  private void onLossLimit(Account account, LiquidationSteppedDecoder e) {
    int tier = account.id - Ledger.FIRST_TIER;
    unless(account.tier() && ledger.shut[tier] && lines(account), I7, "no limit of " + account.id);
    unless(relieved.add(account), I7, "limited twice: " + account.id);
    shortfall.checkLimit(account, e.market(), ledger.beyondLimit(tier));
  }

  private boolean lines(Account account) {
    for (int market = 1; market < ledger.markets.size(); market++) {
      if (account.lots[market] != 0 && ledger.markets.get(market).live()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the events of the command at hand are those of a price round. */
  boolean running() {
    return running;
  }

  /**
   * @param events that the command gave
   */
  void end(int events) {
    if (!running) {
      return;
    }
    running = false;
    shortfall.end();
    backstop.end();
    slices.end(stepped, events);
    sales.end();
    for (int tier = 0; tier < Ledger.TIERS; tier++) {
      Account account = ledger.account(Ledger.FIRST_TIER + tier);
      boolean keeps = ledger.shut[tier] && priced(account) && lines(account);
      unless(!keeps, I7, "a tier keeps lines beyond its limit: " + account.id);
    }
    checkClosed();
    due.forEach(
        (account, equity) -> {
          margin.of(account);
          boolean well = margin.equity >= margin.maintenance;
          unless(well || account.orders.isEmpty(), I3, "due and not acted on: " + account.id);
          boolean overdue = ledger.timeNs - since(account) >= BOOK_TIME_NS && lines(account);
          unless(well || !overdue || stepped.contains(account), I3, "overdue: " + account.id);
          if (well) {
            dueSince.remove(account);
          }
          unless(equity >= 0 || covered.contains(account), I3, "not covered: " + account.id);
          boolean lost = margin.equity < 0 && !traded.contains(account);
          unless(!lost, I3, account.id + " is left with equity " + margin.equity);
        });
    dueSince.keySet().retainAll(due.keySet());
  }

  private void checkClosed() {
    boolean closed = plan.isEmpty() && handed == 0 && toClose == 0;
    unless(closed, I7, "lots to deleverage that nobody closed");
  }

  private long since(Account account) {
    return dueSince.getOrDefault(account, ledger.timeNs);
  }
}
