package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.TransferReason;
import caisson.simulator.ForcedCheck.Request;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A line that its owner asks to have closed: the book within the limit, asked once and first, then
 * the tier at the mark, then the ranks of the other side, who are paid what the line costs them.
 */
final class ForcedClose {
  private static final String FORCED = "forced";

  private final Ledger ledger;
  private final PlainMargin margin;
  private final OrderCheck orders;
  private final DrainTwin ranks;

  // Of the request at hand.
  private @Nullable Request at;
  private @Nullable Account account;

  // Of its close.
  private @Nullable Market market;
  private long line;
  private boolean ordered;
  private long byTier;
  private long byOthers;
  private @Nullable Deque<DrainTwin.Candidate> plan;
  private long due;

  private long inBook;
  private long toTier;
  private long toOthers;

  ForcedClose(Ledger ledger, PlainMargin margin, OrderCheck orders) {
    this.ledger = ledger;
    this.margin = margin;
    this.orders = orders;
    ranks = new DrainTwin(ledger, margin);
  }

  /** That traded on the book. */
  long inBook() {
    return inBook;
  }

  /** Of which a tier took a part. */
  long toTier() {
    return toTier;
  }

  /** Of which those on the other side had to take a part. */
  long toOthers() {
    return toOthers;
  }

  void commandBegins() {
    at = null;
    account = null;
    market = null;
    line = 0;
    ordered = false;
    byTier = 0;
    byOthers = 0;
    plan = null;
    due = 0;
  }

  void asked(@Nullable Request request, @Nullable Account of) {
    at = request;
    account = of;
  }

  /** No line has been closed or asked to be. */
  boolean nothing() {
    return market == null;
  }

  /** The line as it is before anything of it is closed. */
  private void begin(Account owner) {
    if (market == null && at != null) {
      market = ledger.market(at.id());
      line = owner.lots[at.id()];
    }
  }

  private long wanted() {
    long size = Math.abs(line);
    if (at == null || at.amount() == 0) {
      return size;
    }
    return Long.compareUnsigned(at.amount(), size) > 0 ? size : at.amount();
  }

  /** Where the other side must take it when the request names no limit: 1 % beyond the mark. */
  private long beyond(Market of) {
    long band = Exact.ppmDown(of.mark, 10_000);
    return line > 0 ? of.mark - band : Math.min(of.mark + band, of.maxTicks);
  }

  private long limit(Market of) {
    if (at == null || at.limit() == 0) {
      return beyond(of);
    }
    return Long.compareUnsigned(at.limit(), of.maxTicks) > 0 ? of.maxTicks : at.limit();
  }

  /** The order that asks the book. */
  void onOrder(Order order) {
    begin(order.account);
    Market of = order.market;
    unless(order.account == account && of == market, FORCED, "an order for another line");
    unless(!ordered && byTier + byOthers == 0, FORCED, "the book is asked once, and first");
    unless(order.buy == line < 0 && line != 0, FORCED, "an order that would add");
    unlessEqual(wanted(), order.lots, FORCED, "lots that the book is asked for");
    unlessEqual(limit(of), order.ticks, FORCED, "limit of a close");
    ordered = true;
  }

  private long byBook() {
    return ordered ? orders.liquidatedLots : 0;
  }

  private long left() {
    return wanted() - byBook() - byTier - byOthers;
  }

  /** Before the ledger knows of it. */
  void onAssigned(PositionAssignedDecoder e) {
    Account owner = account;
    if (owner == null || at == null || e.reason() == TransferReason.RESOLVED) {
      return;
    }
    begin(owner);
    Market of = ledger.market(e.market());
    boolean sells = line > 0;
    unless(of == market && due == 0, FORCED, "another line than was asked for: " + e.market());
    unlessEqual(owner.id, sells ? e.seller() : e.buyer(), FORCED, "who closes");
    unless(e.lots() <= left(), FORCED, "more lots than were asked for: " + e.lots());
    if (e.reason() == TransferReason.BACKSTOP) {
      boolean within = sells ? of.mark >= limit(of) : of.mark <= limit(of);
      unless(within && byTier == 0 && plan == null, FORCED, "to a tier against the limit");
      byTier = e.lots();
      return;
    }
    unless(e.reason() == TransferReason.FORCED_CLOSE, FORCED, "a line moved for " + e.reason());
    if (plan == null) {
      plan = new ArrayDeque<>(ranks.plan(of, !sells, left()));
    }
    var next = plan.poll();
    int other = sells ? e.buyer() : e.seller();
    unless(next != null, FORCED, "more than the other side had to take: " + other);
    unlessEqual(next.account.id, other, FORCED, "who takes next");
    unlessEqual(next.closed, e.lots(), FORCED, "lots of " + other);
    byOthers += e.lots();
  }

  /** What he pays to the one that took lots; the ledger knows that he did. */
  void assigned(PositionAssignedDecoder e) {
    Account owner = account;
    Market of = market;
    if (owner != null && of != null && e.reason() == TransferReason.FORCED_CLOSE) {
      long worst = line > 0 ? Math.min(limit(of), beyond(of)) : Math.max(limit(of), beyond(of));
      margin.of(owner);
      long most = Math.max(0, margin.equity);
      long asked = Math.multiplyExact(Math.abs(worst - of.mark), of.k);
      due = asked > most / e.lots() ? most : asked * e.lots();
    }
  }

  /** Before the ledger knows of it. */
  void onCash(CashMovedDecoder e) {
    if (e.reason() == TransferReason.FORCED_CLOSE) {
      unless(account != null && account.id == e.from(), FORCED, "who pays for a close");
      unlessEqual(due, e.amount(), FORCED, "what those who had to take lots are paid");
      due = 0;
    }
  }

  /** The request is consumed. */
  void served(Account owner, RequestServedDecoder e) {
    Request asked = at;
    if (asked == null) {
      throw new Break(FORCED, "served what was not asked for: " + e.no());
    }
    boolean listed = asked.id() >= 1 && asked.id() < ledger.markets.size();
    Market of = listed ? ledger.market(asked.id()) : null;
    if (of == null) {
      unless(e.reason() == RejectReason.UNKNOWN_MARKET, FORCED, "is " + e.reason());
      nothing(e);
      return;
    }
    if (market == null && (of.spot || owner.lots[of.id] == 0)) {
      unless(e.reason() == RejectReason.NO_POSITION, FORCED, "is " + e.reason());
      nothing(e);
      return;
    }
    unless(e.reason() == RejectReason.NONE, FORCED, "a line, and " + e.reason());
    begin(owner);
    boolean trades = !of.halted && of.auction == null && !of.ended();
    unless(ordered == trades, FORCED, "whether the book is asked: " + ordered);
    // A lot that pays nothing is ranked nowhere: its event settles it.
    if (plan == null && left() > 0 && of.lotValue() > 0) {
      plan = new ArrayDeque<>(ranks.plan(of, line < 0, left()));
    }
    unless(plan == null || plan.isEmpty(), FORCED, "lots that the other side had to take");
    unlessEqual(0, due, FORCED, "not paid for what they had to take");
    long closed = byBook() + byTier + byOthers;
    unlessEqual(closed, e.served(), FORCED, "lots told to be closed");
    unlessEqual(0, e.queued(), FORCED, "lots owed");
    long after = line > 0 ? line - closed : line + closed;
    unlessEqual(after, owner.lots[of.id], FORCED, "line after a close");
    boolean less = Math.abs(after) <= Math.abs(line) && Long.signum(after) * Long.signum(line) >= 0;
    unless(less && closed <= wanted(), FORCED, "a line that turned or grew: " + owner.id);
    inBook += byBook() > 0 ? 1 : 0;
    toTier += byTier > 0 ? 1 : 0;
    toOthers += byOthers > 0 ? 1 : 0;
  }

  private void nothing(RequestServedDecoder e) {
    boolean none = nothing() && e.served() == 0 && e.queued() == 0;
    unless(none, FORCED, "something moved for " + e.reason());
  }
}
