package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CancelReason;
import caisson.protocol.Lane;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What owners ask for on chain: each number is consumed once and in its turn, a withdrawal moves
 * its units or nothing, a close is what {@link ForcedClose} says, no order of the account stays,
 * and an owner that leaves takes his agents along.
 */
final class ForcedCheck {
  static final int WITHDRAW = 1;
  static final int CLOSE = 2;
  static final int CANCEL_ALL = 3;
  static final int ROTATE = 4;
  private static final String FORCED = "forced";
  private static final int BODY = MessageHeaderDecoder.ENCODED_LENGTH;

  record Request(
      long no, long timeS, int kind, int account, int id, long amount, long limit, Key target) {}

  private final Ledger ledger;
  private final MarginCheck marginCheck;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;
  private final OwedCheck owed;
  private final ForcedClose close;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final ServeRequestDecoder decoder = new ServeRequestDecoder();

  // Of the request at hand, if it is one in its turn.
  private @Nullable Request at;
  private @Nullable Account account;
  private boolean served;
  private long withdrawn;
  private long canceled;

  private long paid;
  private long needed;
  private long emptied;
  private long rotated;
  private long outOfTurn;

  ForcedCheck(
      Ledger ledger,
      MarginCheck marginCheck,
      TriggerCheck triggers,
      TwapCheck twaps,
      OwedCheck owed,
      ForcedClose close) {
    this.ledger = ledger;
    this.marginCheck = marginCheck;
    this.triggers = triggers;
    this.twaps = twaps;
    this.owed = owed;
    this.close = close;
  }

  ForcedReached reached() {
    return new ForcedReached(
        paid,
        needed,
        close.inBook(),
        close.toTier(),
        close.toOthers(),
        emptied,
        rotated,
        outOfTurn,
        owed.owed(),
        owed.paid(),
        owed.paidBeside(),
        owed.struck(),
        owed.struckBeside(),
        owed.behind());
  }

  void commandBegins(int template, DirectBuffer command, int length) {
    at = null;
    account = null;
    served = false;
    withdrawn = 0;
    canceled = 0;
    close.commandBegins();
    if (template != ServeRequestDecoder.TEMPLATE_ID || !whole(command, length)) {
      return;
    }
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    Key target = Key.read(command, c.offset() + ServeRequestDecoder.targetEncodingOffset());
    at =
        new Request(
            c.no(), c.timeS(), c.kind(), c.account(), c.id(), c.amount(), c.limitTicks(), target);
    boolean known = c.account() >= Ledger.FIRST_USER && ledger.registered(c.account());
    account = known ? ledger.account(c.account()) : null;
    close.asked(at, account);
  }

  private boolean whole(DirectBuffer command, int length) {
    int block = header.wrap(command, 0).blockLength();
    return block >= ServeRequestDecoder.BLOCK_LENGTH
        && BODY + block <= length
        && header.schemaId() == ServeRequestDecoder.SCHEMA_ID;
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
      case CLOSE -> {
        unless(withdrawn == 0, FORCED, "units left for a close");
        close.served(owner, e);
      }
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
    boolean none = withdrawn == 0 && close.nothing() && e.served() == 0 && e.queued() == 0;
    unless(none, FORCED, "something moved for " + e.reason());
  }

  private void withdrew(Request asked, Account owner, RequestServedDecoder e) {
    unless(close.nothing(), FORCED, "a line moved for a withdrawal");
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

  /** After the last event of a command. */
  void commandDone() {
    unless(at == null || served, FORCED, "a request that was not consumed");
    at = null;
    account = null;
    close.commandBegins();
  }
}
