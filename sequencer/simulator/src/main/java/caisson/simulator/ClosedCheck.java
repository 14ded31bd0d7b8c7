package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.AccountLevel;
import caisson.protocol.AccountLevelSetDecoder;
import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TransferReason;
import caisson.protocol.TransferUnitsDecoder;
import caisson.simulator.Ledger.Account;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * A closed account held nothing when its owner closed it, and is closed for ever: nothing comes
 * into it but a referrer's share of fees, which its owner may take out as he could before; no other
 * is refused because one is closed.
 */
final class ClosedCheck {
  private static final String CLOSED = "closed";

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SetAccountLevelDecoder setLevel = new SetAccountLevelDecoder();
  private final TransferUnitsDecoder transfer = new TransferUnitsDecoder();
  private final RequestWithdrawalDecoder withdrawal = new RequestWithdrawalDecoder();
  private final RegisterAgentDecoder agent = new RegisterAgentDecoder();
  private final OfferBackstopDecoder offer = new OfferBackstopDecoder();
  private final PlaceOrderDecoder place = new PlaceOrderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final AmendOrderDecoder amend = new AmendOrderDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();

  private final Set<Integer> ids = new TreeSet<>();
  private long notEmpty;
  private long returned;
  private long refused;
  private long credited;
  private long taken;
  private long failed;

  ClosedCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  ClosedReached reached() {
    return new ClosedReached(ids.size(), notEmpty, returned, refused, credited, taken, failed);
  }

  void onLevel(AccountLevelSetDecoder set, int template, DirectBuffer command) {
    Account account = ledger.account(set.account());
    boolean closed = set.ownerLevel() == AccountLevel.CLOSED;
    boolean byOwner = template == SetAccountLevelDecoder.TEMPLATE_ID;
    unless(closed || !closed(account.id), CLOSED, "opened again: " + account.id);
    unless(!byOwner || !closed(account.id), CLOSED, "a level of one closed: " + account.id);
    unless(set.venueLevel() != AccountLevel.CLOSED, CLOSED, "by the venue: " + account.id);
    if (closed && !closed(account.id)) {
      setLevel.wrapAndApplyHeader(command, 0, header);
      unless(byOwner && setLevel.level() == AccountLevel.CLOSED, CLOSED, "by nobody");
      unless(empty(account), CLOSED, "holds something: " + account.id);
      ids.add(account.id);
    }
  }

  private boolean closed(int id) {
    return ids.contains(id);
  }

  private static boolean empty(Account account) {
    boolean none = Arrays.stream(account.units).allMatch(units -> units == 0);
    none &= Arrays.stream(account.lots).allMatch(lots -> lots == 0);
    return none && account.orders.isEmpty();
  }

  void onReturned(DepositReturnedDecoder e) {
    boolean closed = closed(e.account());
    unless(closed == (e.reason() == RejectReason.ACCOUNT_CLOSED), CLOSED, "returned " + e.reason());
    returned += closed ? 1 : 0;
  }

  /** Something comes in that is no share of fees. */
  void onCredit(int id, String what) {
    unless(!closed(id), CLOSED, what + " of one that is closed: " + id);
  }

  void onCash(CashMovedDecoder e) {
    if (closed(e.to()) || closed(e.from())) {
      boolean share = closed(e.to()) && e.reason() == TransferReason.REFERRAL;
      unless(share, CLOSED, "cash moved for " + e.reason());
      credited++;
    }
  }

  void onWithdrawal(int id) {
    taken += closed(id) ? 1 : 0;
  }

  /** An order that waited for a mark or a time. */
  void onFailed(int id, RejectReason reason) {
    unless(closed(id) || reason != RejectReason.ACCOUNT_CLOSED, CLOSED, "is not: " + id);
    failed += reason == RejectReason.ACCOUNT_CLOSED ? 1 : 0;
  }

  void onRejected(int template, RejectReason reason, DirectBuffer command) {
    if (reason == RejectReason.ACCOUNT_CLOSED) {
      int id = concerned(template, command);
      unless(closed(id), CLOSED, "refused for it, and is not: " + id + " by " + template);
      refused++;
    } else if (reason == RejectReason.ACCOUNT_NOT_EMPTY) {
      int id = setLevel.wrapAndApplyHeader(command, 0, header).account();
      unless(!empty(ledger.account(id)), CLOSED, "holds nothing: " + id);
      notEmpty++;
    } else if (template == RequestWithdrawalDecoder.TEMPLATE_ID) {
      kept(reason, command);
    }
  }

  private int concerned(int template, DirectBuffer command) {
    return switch (template) {
      case TransferUnitsDecoder.TEMPLATE_ID -> transfer.wrapAndApplyHeader(command, 0, header).to();
      case SetAccountLevelDecoder.TEMPLATE_ID ->
          setLevel.wrapAndApplyHeader(command, 0, header).account();
      case RegisterAgentDecoder.TEMPLATE_ID ->
          agent.wrapAndApplyHeader(command, 0, header).account();
      case OfferBackstopDecoder.TEMPLATE_ID ->
          offer.wrapAndApplyHeader(command, 0, header).account();
      case PlaceOrderDecoder.TEMPLATE_ID -> place.wrapAndApplyHeader(command, 0, header).account();
      case SubmitOrderDecoder.TEMPLATE_ID ->
          submit.wrapAndApplyHeader(command, 0, header).account();
      case SubmitOrdersDecoder.TEMPLATE_ID ->
          bundle.wrapAndApplyHeader(command, 0, header).account();
      case AmendOrderDecoder.TEMPLATE_ID -> amend.wrapAndApplyHeader(command, 0, header).account();
      case PlaceScaleDecoder.TEMPLATE_ID -> scale.wrapAndApplyHeader(command, 0, header).account();
      default -> 0;
    };
  }

  /** What came into it may leave, if it is there, the venue has it and limits nothing. */
  private void kept(RejectReason reason, DirectBuffer command) {
    var c = withdrawal.wrapAndApplyHeader(command, 0, header);
    if (!closed(c.account())) {
      return;
    }
    boolean late = ledger.timeNs > c.expiryNs();
    unless(late || reason != RejectReason.EXPIRED, CLOSED, "out of time");
    boolean margin =
        reason == RejectReason.INSUFFICIENT_MARGIN || reason == RejectReason.INSUFFICIENT_BALANCE;
    boolean there = ledger.account(c.account()).units[c.asset()] >= c.units();
    unless(!margin || !there, CLOSED, "may not take what is his: " + c.account());
    boolean level =
        reason == RejectReason.ACCOUNT_RESTRICTED || reason == RejectReason.ACCOUNT_CLOSED;
    unless(!level, CLOSED, "may take nothing: " + c.account());
  }

  /** No line and no order comes into one, and no asset but cash. */
  void commandDone() {
    for (int id : ids) {
      Account account = ledger.account(id);
      unless(account.orders.isEmpty() && account.cash() >= 0, CLOSED, "orders or debts of " + id);
      for (long lots : account.lots) {
        unlessEqual(0, lots, CLOSED, "lots of " + id);
      }
      for (int asset = 1; asset < account.units.length; asset++) {
        unlessEqual(0, account.units[asset], CLOSED, "units of " + id);
      }
    }
  }
}
