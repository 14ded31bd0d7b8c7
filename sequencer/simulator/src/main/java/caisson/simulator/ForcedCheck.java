package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CancelReason;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.Lane;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.TransferReason;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What owners ask for on chain: each number is consumed once and in its turn, a withdrawal moves
 * its units or nothing, a close lessens one line by the book, the tier and the ranks of the other
 * side, no order of the account stays, and an owner that leaves takes his agents along.
 */
final class ForcedCheck {
  static final int WITHDRAW = 1;
  static final int CLOSE = 2;
  static final int CANCEL_ALL = 3;
  static final int ROTATE = 4;
  private static final String FORCED = "forced";
  private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;

  private record Request(
      long no, long timeS, int kind, int account, int id, long amount, long limit, Key target) {}

  private final Ledger ledger;
  private final PlainMargin margin;
  private final MarginCheck marginCheck;
  private final OrderCheck orders;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final OwedCheck owed;
  private final DrainTwin ranks;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final ServeRequestDecoder decoder = new ServeRequestDecoder();

  // Of the request at hand, if it is one in its turn.
  private @Nullable Request at;
  private @Nullable Account account;
  private boolean served;
  private long withdrawn;
  private long canceled;

  // Of its close.
  private @Nullable Market market;
  private long line;
  private boolean ordered;
  private long byTier;
  private long byOthers;
  private @Nullable Deque<DrainTwin.Candidate> plan;
  private long due;

  private long paid;
  private long needed;
  private long inBook;
  private long toTier;
  private long toOthers;
  private long emptied;
  private long rotated;
  private long outOfTurn;

  ForcedCheck(
      Ledger ledger,
      PlainMargin margin,
      MarginCheck marginCheck,
      OrderCheck orders,
      TriggerCheck triggers,
      TwapCheck twaps,
      OwedCheck owed) {
    this.ledger = ledger;
    this.margin = margin;
    this.marginCheck = marginCheck;
    this.orders = orders;
    this.triggers = triggers;
    this.twaps = twaps;
    this.owed = owed;
    ranks = new DrainTwin(ledger, margin);
  }

  ForcedReached reached() {
    return new ForcedReached(
        paid,
        needed,
        inBook,
        toTier,
        toOthers,
        emptied,
        rotated,
        outOfTurn,
        owed.owed(),
        owed.paid(),
        owed.struck(),
        owed.behind());
  }

  void commandBegins(int template, DirectBuffer command, int length) {
    at = null;
    account = null;
    served = false;
    withdrawn = 0;
    canceled = 0;
    market = null;
    line = 0;
    ordered = false;
    byTier = 0;
    byOthers = 0;
    plan = null;
    due = 0;
    if (template != ServeRequestDecoder.TEMPLATE_ID
        || length < BODY + ServeRequestDecoder.BLOCK_LENGTH) {
      return;
    }
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    Key target = Key.read(command, c.offset() + ServeRequestDecoder.targetEncodingOffset());
    at =
        new Request(
            c.no(), c.timeS(), c.kind(), c.account(), c.id(), c.amount(), c.limitTicks(), target);
    boolean known = c.account() >= Ledger.FIRST_USER && ledger.registered(c.account());
    account = known ? ledger.account(c.account()) : null;
  }

  /** Whose line a request in its turn may close; null when none does. */
  @Nullable Account closer() {
    Request asked = at;
    boolean closes = asked != null && asked.kind == CLOSE && asked.no == ledger.requests + 1;
    return closes ? account : null;
  }

  void onRejected(RejectReason reason) {
    Request asked = at;
    if (asked == null) {
      return;
    }
    boolean had = asked.no <= ledger.requests;
    unless(asked.no != ledger.requests + 1, FORCED, "a request in its turn refused: " + reason);
    RejectReason expected = had ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
    unless(reason == expected, FORCED, "out of turn, and refused for " + reason);
    outOfTurn++;
    at = null;
  }

  /** Before the ledger knows of it. */
  void onCanceled(OrderCanceledDecoder e) {
    Request asked = at;
    if (asked != null && e.reason() == CancelReason.REQUESTED) {
      boolean theirs = account != null && account.id == e.account();
      unless(theirs && asked.kind != ROTATE, FORCED, "an order that stays: " + e.orderId());
      canceled++;
    }
  }

  /** Before the ledger knows of it. */
  void onWithdrawal(WithdrawalCreatedDecoder e, DirectBuffer buffer) {
    if (e.lane() != Lane.FORCED) {
      unless(at == null, FORCED, "an ordinary withdrawal of a request");
      return;
    }
    Request request = at;
    if (request == null) {
      int offset = e.offset() + WithdrawalCreatedDecoder.destinationEncodingOffset();
      owed.onPaid(e.account(), e.asset(), e.units(), Key.read(buffer, offset));
      return;
    }
    Key to = Key.read(buffer, e.offset() + WithdrawalCreatedDecoder.destinationEncodingOffset());
    boolean asked =
        request.kind == WITHDRAW && request.account == e.account() && request.id == e.asset();
    unless(asked && withdrawn == 0, FORCED, "units that no request names: " + e.units());
    unless(to.equals(request.target), FORCED, "paid to another");
    withdrawn = e.units();
  }

  /** The line as it is before anything of it is closed. */
  private void begin(Account owner) {
    if (market == null && at != null) {
      market = ledger.market(at.id);
      line = owner.lots[at.id];
    }
  }

  private long wanted() {
    long size = Math.abs(line);
    if (at == null || at.amount == 0) {
      return size;
    }
    return Long.compareUnsigned(at.amount, size) > 0 ? size : at.amount;
  }

  /** Where the other side must take it when the request names no limit: 1 % beyond the mark. */
  private long beyond(Market of) {
    long band = Exact.ppmDown(of.mark, 10_000);
    return line > 0 ? of.mark - band : Math.min(of.mark + band, of.maxTicks);
  }

  private long limit(Market of) {
    if (at == null || at.limit == 0) {
      return beyond(of);
    }
    return Long.compareUnsigned(at.limit, of.maxTicks) > 0 ? of.maxTicks : at.limit;
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

  void onServed(RequestServedDecoder e, DirectBuffer buffer) {
    Request asked = at;
    if (asked == null) {
      throw new Break(FORCED, "served what was not asked for: " + e.no());
    }
    Key target = Key.read(buffer, e.offset() + RequestServedDecoder.targetEncodingOffset());
    var told =
        new Request(
            e.no(), e.timeS(), e.kind(), e.account(), e.id(), e.amount(), e.limitTicks(), target);
    unless(told.equals(asked), FORCED, "another request than was brought: " + e.no());
    unlessEqual(ledger.requests + 1, e.no(), FORCED, "number of the request");
    ledger.requests++;
    served = true;
    RejectReason reason = e.reason();
    Account owner = account;
    if (owner == null) {
      boolean system = asked.account < Ledger.FIRST_USER;
      RejectReason expected = system ? RejectReason.SYSTEM_ACCOUNT : RejectReason.UNKNOWN_ACCOUNT;
      unless(reason == expected, FORCED, "of nobody, and told " + reason);
      nothing(e);
      return;
    }
    switch (asked.kind) {
      case WITHDRAW -> withdrew(asked, owner, e);
      case CLOSE -> closed(asked, owner, e);
      default -> {
        boolean known = asked.kind == CANCEL_ALL || asked.kind == ROTATE;
        unless(
            reason == (known ? RejectReason.NONE : RejectReason.BAD_ENUM), FORCED, "is " + reason);
        nothing(e);
      }
    }
    if (asked.kind == ROTATE) {
      ledger.agents.rotate(owner.id, asked.target);
      rotated++;
    } else {
      unless(owner.orders.isEmpty(), FORCED, "orders left of " + owner.id);
      emptied += canceled > 0 ? 1 : 0;
    }
    boolean ofAnother = asked.kind == ROTATE && ledger.rules >= 2;
    int protection = triggers.protectionEnded() + twaps.protectionEnded();
    boolean stays = ofAnother || protection == 0;
    unless(stays, FORCED, "what protects a line of " + owner.id + " ended");
    boolean waits = triggers.waits(owner, ofAnother) || twaps.runs(owner, ofAnother);
    unless(!waits, FORCED, "what waits is left of " + owner.id);
  }

  private void nothing(RequestServedDecoder e) {
    boolean none = withdrawn == 0 && market == null && e.served() == 0 && e.queued() == 0;
    unless(none, FORCED, "something moved for " + e.reason());
  }

  private void withdrew(Request asked, Account owner, RequestServedDecoder e) {
    unless(market == null, FORCED, "a line moved for a withdrawal");
    if (asked.id < 0 || asked.id >= ledger.assets.size()) {
      unless(e.reason() == RejectReason.UNKNOWN_ASSET, FORCED, "is " + e.reason());
      nothing(e);
      return;
    }
    var asset = ledger.assets.get(asked.id);
    long has = Math.max(0, owner.units[asset.id] + withdrawn);
    long wanted = Long.compareUnsigned(asked.amount, has) > 0 ? has : asked.amount;
    if (e.reason() != RejectReason.NONE) {
      nothing(e);
      if (wanted > 0) {
        unless(e.reason() == RejectReason.INSUFFICIENT_MARGIN, FORCED, "is " + e.reason());
        boolean counts = asset.id == 0 || asset.factor != 0;
        owner.units[asset.id] -= wanted;
        long free = counts ? marginCheck.free(owner, asset.id) : 0;
        owner.units[asset.id] += wanted;
        unless(free < 0, FORCED, "kept from " + owner.id + " what nothing needs: " + wanted);
        needed++;
      } else {
        unless(e.reason() == RejectReason.INSUFFICIENT_BALANCE, FORCED, "is " + e.reason());
      }
      return;
    }
    unless(wanted > 0, FORCED, "a withdrawal of nothing served");
    long there = owed.owes(asset) ? 0 : asset.accounted + withdrawn;
    unlessEqual(Math.min(wanted, there), withdrawn, FORCED, "units that left");
    unlessEqual(withdrawn, e.served(), FORCED, "units told to have left");
    unlessEqual(wanted - withdrawn, e.queued(), FORCED, "units that are owed");
    if (e.queued() > 0) {
      owed.add(owner, asset, asked.target, e.queued());
    }
    paid++;
  }

  private void closed(Request asked, Account owner, RequestServedDecoder e) {
    unless(withdrawn == 0, FORCED, "units left for a close");
    boolean listed = asked.id >= 1 && asked.id < ledger.markets.size();
    Market of = listed ? ledger.market(asked.id) : null;
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

  /** After the last event of a command. */
  void commandDone() {
    unless(at == null || served, FORCED, "a request that was not consumed");
    at = null;
    account = null;
  }
}
