package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.BackstopAuctionedDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.BackstopSharedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Auctions of lines to standing offers: whose they are and when, at what premium, what equity
 * belongs to a line, who takes how much of it and is paid what, to the unit.
 */
final class BackstopCheck {
  private static final String RULE = "backstop auction";
  private static final long TIME_NS = 10_000_000_000L;
  private static final int MOST_OFFERS = 16;

  private record Offer(long lots, int ppm) {}

  private static final class Share {
    final Account taker;
    final BigInteger remainder;
    long lots;

    Share(Account taker, long lots, BigInteger remainder) {
      this.taker = taker;
      this.lots = lots;
      this.remainder = remainder;
    }
  }

  private final Ledger ledger;
  private final PlainMargin margin;
  private final BackstopRoomTwin rooms;
  private final Map<Integer, TreeMap<Integer, Offer>> offers = new HashMap<>();

  /** When the auctions of accounts began. */
  private final Map<Account, Long> since = new HashMap<>();

  /** Those of them that have been found safer since, so that theirs may begin anew. */
  private final Set<Account> safer = new HashSet<>();

  private @Nullable Account auctioned;
  private int premiumPpm;
  private int lastMarket;
  private long taken;

  // Of the line at hand.
  private @Nullable Market market;
  private long size;
  private long price;

  /** Lots that are to be taken of it yet, and by whom when that is to be told here. */
  private long left;

  private boolean told;
  private final Deque<Share> shares = new ArrayDeque<>();

  private long maintenance;
  private @Nullable Account payee;
  private long owed;
  private long assigned;

  BackstopCheck(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
    rooms = new BackstopRoomTwin(ledger, margin);
  }

  /** Times that lots changed hands. */
  long assigned() {
    return assigned;
  }

  void onOffered(BackstopOfferedDecoder e) {
    Account account = ledger.account(e.account());
    var standing = offers.computeIfAbsent(e.market(), m -> new TreeMap<>());
    unless(e.requestId() != 0 || account.level != 0, RULE, "gave way: " + account.id);
    if (e.capacityLots() == 0) {
      unless(standing.remove(account.id) != null, RULE, "no offer of " + account.id + " ended");
      return;
    }
    unless(account.user() && account.level == 0, RULE, "an offer of " + account.id);
    standing.put(account.id, new Offer(e.capacityLots(), e.premiumPpm()));
    unless(standing.size() <= MOST_OFFERS, RULE, "offers of a market: " + standing.size());
  }

  /** An account that a round finds no more below what it is auctioned for, or that traded. */
  void safer(Account account) {
    if (since.containsKey(account)) {
      safer.add(account);
    }
  }

  void onAuctioned(BackstopAuctionedDecoder e) {
    closed();
    Account account = ledger.account(e.account());
    auctioned = account;
    lastMarket = 0;
    taken = 0;
    margin.of(account);
    unlessEqual(margin.equity, e.equity(), RULE, "equity of " + account.id);
    unlessEqual(margin.maintenance, e.maintenance(), RULE, "maintenance of " + account.id);
    boolean due = e.equity() > 0 && e.equity() >= e.maintenance() / 3;
    unless(due && !recovered(), RULE, "not to be auctioned: " + account.id);
    if (e.elapsedNs() == 0) {
      @Nullable Long began = since.put(account, ledger.timeNs);
      boolean now = began != null && began == ledger.timeNs;
      unless(began == null || now || safer.contains(account), RULE, "begun twice");
      safer.remove(account);
    }
    long elapsedNs = ledger.timeNs - since.getOrDefault(account, Long.MIN_VALUE / 2);
    unlessEqual(elapsedNs, e.elapsedNs(), RULE, "time since it began for " + account.id);
    unless(elapsedNs < 2 * TIME_NS, RULE, "too late: " + elapsedNs);
    premiumPpm = e.premiumPpm();
    long premium = Math.min(1_000_000, elapsedNs * 1_000_000 / TIME_NS);
    unlessEqual(premium, premiumPpm, RULE, "premium");
  }

  /** Of the account at hand. */
  private boolean recovered() {
    return margin.equity >= Exact.ppmUp(margin.maintenance, 1_100_000);
  }

  void onShared(BackstopSharedDecoder e) {
    closed();
    Account account = auctioned;
    if (account == null || account.id != e.account()) {
      throw new Break(RULE, "shared before its auction: " + e.account());
    }
    unless(e.market() > lastMarket, RULE, "lines are not in order");
    lastMarket = e.market();
    Market line = ledger.market(e.market());
    market = line;
    long lots = account.lots[line.id];
    unlessEqual(lots, e.lineLots(), RULE, "lots of the line");
    margin.of(account, line, -lots);
    long without = margin.maintenance;
    margin.of(account);
    long freed = margin.maintenance - without;
    unless(freed > 0 && !recovered(), RULE, "a line that was not to go: " + line.id);
    maintenance = margin.maintenance;
    long belonging =
        Exact.mulDivDown(
            Math.min(margin.equity, maintenance), Math.min(freed, maintenance), maintenance);
    unlessEqual(belonging, e.lineEquity(), RULE, "equity of the line");
    price = Exact.ppmDown(belonging, premiumPpm);
    size = Math.abs(lots);
    left = e.takenLots();
    unlessEqual(Math.min(size, e.roomLots()), left, RULE, "lots to take");
    share(account, line, lots > 0, e.roomLots());
  }

  private void share(Account account, Market line, boolean longs, long room) {
    var takers = new ArrayList<Account>();
    var has = new ArrayList<Long>();
    long total = 0;
    told = true;
    for (var entry : offers.getOrDefault(line.id, new TreeMap<>()).entrySet()) {
      Account taker = ledger.account(entry.getKey());
      if (taker == account || entry.getValue().ppm > premiumPpm) {
        continue;
      }
      told &= rooms.tells(taker);
      long each = rooms.of(taker, line, longs, entry.getValue().lots);
      if (each > 0) {
        takers.add(taker);
        has.add(each);
        total += each;
      }
    }
    if (!told) {
      return;
    }
    unlessEqual(total, room, RULE, "room of the takers of market " + line.id);
    var all = split(takers, has, total);
    all.stream().filter(share -> share.lots > 0).forEach(shares::add);
  }

  private List<Share> split(List<Account> takers, List<Long> has, long total) {
    var all = new ArrayList<Share>();
    long over = left;
    for (int i = 0; i < takers.size(); i++) {
      var exact = BigInteger.valueOf(left).multiply(BigInteger.valueOf(has.get(i)));
      BigInteger[] parts = exact.divideAndRemainder(BigInteger.valueOf(total));
      all.add(new Share(takers.get(i), parts[0].longValueExact(), parts[1]));
      over -= parts[0].longValueExact();
    }
    var byRemainder = new ArrayList<>(all);
    byRemainder.sort(Comparator.comparing((Share share) -> share.remainder).reversed());
    byRemainder.subList(0, Math.toIntExact(over)).forEach(share -> share.lots++);
    return all;
  }

  /** After the lots moved. */
  void onAssigned(PositionAssignedDecoder e, Account seller, Account buyer) {
    unlessEqual(0, owed, RULE, "a premium not paid");
    Account account = auctioned;
    Market line = market;
    if (account == null || line == null || line.id != e.market()) {
      throw new Break(RULE, "lots of no auction in market " + e.market());
    }
    unless(seller == account || buyer == account, RULE, "lots of another account");
    Account taker = seller == account ? buyer : seller;
    if (told) {
      Share share = shares.poll();
      if (share == null || share.taker != taker) {
        throw new Break(RULE, "who takes next: " + taker.id);
      }
      unlessEqual(share.lots, e.lots(), RULE, "lots that " + taker.id + " takes");
    }
    left -= e.lots();
    taken += e.lots();
    assigned++;
    margin.of(taker);
    // Lots that close a line leave the rounding of its cost.
    unless(margin.counted + 9 >= margin.initial, "I4 initial margin", "took too much: " + taker.id);
    margin.of(account);
    long freed = Math.max(0, maintenance - margin.maintenance);
    maintenance = margin.maintenance;
    payee = taker;
    owed = Math.min(Exact.mulDivDown(price, e.lots(), size), freed);
    owed = Math.min(owed, Math.max(0, margin.equity));
  }

  /** Before the amount moves. */
  void onPaid(CashMovedDecoder e, Account from, Account to) {
    unless(from == auctioned && to == payee, RULE, "a premium for nothing");
    unlessEqual(owed, e.amount(), RULE, "premium of " + to.id);
    owed = 0;
  }

  /** Its step is told. */
  void onStep(Account account, long lots) {
    closed();
    unless(account == auctioned && taken > 0, RULE, "a step of no auction: " + account.id);
    unlessEqual(taken, lots, RULE, "lots taken");
    taken = 0;
  }

  void ended(Account account) {
    since.remove(account);
    safer.remove(account);
  }

  /** Everything that was told to change hands has. */
  void closed() {
    unless(left == 0 && shares.isEmpty(), RULE, "lots that nobody took");
    unlessEqual(0, owed, RULE, "a premium not paid");
  }

  void end() {
    closed();
    unlessEqual(0, taken, RULE, "lots taken without a step");
    auctioned = null;
    market = null;
  }
}
