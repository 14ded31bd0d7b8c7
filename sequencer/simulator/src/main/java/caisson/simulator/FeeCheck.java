package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CashMovedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.ReferrerSetDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.SetReferrerDecoder;
import caisson.protocol.TransferReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a trade costs its two sides, and who gets a share of it: each pays the market's fee, or that
 * of the tier its volume had reached before the trade where that is lower; a rebate is at most the
 * taker's fee; right after the trade the taker's referrer is paid out of what the venue keeps of
 * the taker's fee, then the maker's out of the maker's, rounded down, and nobody else is.
 */
final class FeeCheck {
  private static final String FEES = "fees";
  private static final int FEE_MOST_PPM = 100_000;

  /** The rules from which on the least int is no maker's fee. */
  private static final int ON_BOTH_SIDES = 4;

  private static final int SHARE_MOST_PPM = 500_000;

  /** What the sides of a trade pay; a rebate is below zero. */
  record Fees(long maker, long taker) {}

  private record Share(int referrer, long amount) {}

  private final Ledger ledger;
  private final Events e;
  private final FeeTwin twin;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SetFeeTiersDecoder tiers = new SetFeeTiersDecoder();
  private final SetReferrerDecoder referrer = new SetReferrerDecoder();

  /** Of the trade just told, not paid yet. */
  private final Deque<Share> shares = new ArrayDeque<>();

  private long takers;
  private long makers;
  private long dearer;
  private long cut;
  private long edges;
  private long rolled;
  private long lapsed;
  private long paid;
  private long ofMakers;
  private long ended;
  private long refused;

  FeeCheck(Ledger ledger, Events told) {
    this.ledger = ledger;
    e = told;
    twin = ledger.fees;
  }

  FeesReached reached() {
    return new FeesReached(
        takers, makers, dearer, cut, edges, rolled, lapsed, paid, ofMakers, ended, refused);
  }

  /** Before an event is read: shares come before all else. */
  void before(int id) {
    boolean owes = !shares.isEmpty() && id != CashMovedDecoder.TEMPLATE_ID;
    unless(!owes, FEES, "a referrer passed over");
  }

  /** Whether it was one of these. */
  boolean read(int template, int id, DirectBuffer b, int offset, DirectBuffer command) {
    if (id == ReferrerSetDecoder.TEMPLATE_ID) {
      unlessEqual(SetReferrerDecoder.TEMPLATE_ID, template, FEES, "command of a referrer set");
      onReferrer(e.referrer.wrapAndApplyHeader(b, offset, header), command);
      return true;
    }
    if (id != CashMovedDecoder.TEMPLATE_ID) {
      return false;
    }
    var moved = e.cash.wrapAndApplyHeader(b, offset, header);
    boolean share = moved.reason() == TransferReason.REFERRAL;
    unless(share || shares.isEmpty(), FEES, "another is paid before a referrer");
    if (share) {
      onShare(moved);
    }
    return share;
  }

  void commandDone() {
    unless(shares.isEmpty(), FEES, "a referrer not paid");
  }

  /** What the two pay; counts the trade and notes whose share is due. */
  Fees onTrade(Account maker, Account taker, Market market, long notional) {
    long makerPpm = ppm(maker, market.makerPpm, true);
    long takerPpm = ppm(taker, market.takerPpm, false);
    makers += makerPpm < market.makerPpm ? 1 : 0;
    takers += takerPpm < market.takerPpm ? 1 : 0;
    long takerFee = Exact.ppmUp(notional, takerPpm);
    long makerFee = Exact.ppmUp(notional, makerPpm);
    if (makerFee < -takerFee) {
      makerFee = -takerFee;
      cut++;
    }
    twin.traded(maker.id, notional, ledger.timeNs);
    twin.traded(taker.id, notional, ledger.timeNs);
    share(taker, makerFee < 0 ? takerFee + makerFee : takerFee);
    int ofTaker = shares.size();
    share(maker, makerFee);
    ofMakers += shares.size() - ofTaker;
    return new Fees(makerFee, takerFee);
  }

  private long ppm(Account account, long listed, boolean makes) {
    long now = ledger.timeNs;
    long volume = twin.volume(account.id, now);
    var tier = twin.reached(volume);
    if (tier == null) {
      return listed;
    }
    for (var each : twin.tiers) {
      edges += each.minVolume() == volume || each.minVolume() == volume + 1 ? 1 : 0;
    }
    rolled += tier.equals(twin.reached(twin.of(account.id, now))) ? 0 : 1;
    lapsed += twin.lapsed(account.id, now) ? 1 : 0;
    long own = makes ? tier.makerPpm() : tier.takerPpm();
    dearer += own > listed ? 1 : 0;
    return Math.min(own, listed);
  }

  /** Of what the venue keeps of an account's fee. */
  private void share(Account account, long fee) {
    var referral = twin.referrals.get(account.id);
    if (referral != null && fee > 0) {
      long amount = Exact.ppmDown(fee, referral.sharePpm());
      if (amount > 0) {
        shares.add(new Share(referral.referrer(), amount));
      }
    }
  }

  private void onShare(CashMovedDecoder moved) {
    Share share = shares.poll();
    if (share == null) {
      throw new Break(FEES, "a share of nothing: " + moved.amount() + " to " + moved.to());
    }
    unlessEqual(Ledger.FEES, moved.from(), FEES, "who pays a share");
    unlessEqual(share.referrer, moved.to(), FEES, "who gets a share");
    unlessEqual(share.amount, moved.amount(), FEES, "share of a fee");
    long left = ledger.move(ledger.account(Ledger.FEES), 0, -share.amount);
    long got = ledger.move(ledger.account(share.referrer), 0, share.amount);
    unlessEqual(left, moved.fromCash(), FEES, "cash of FEES after a share");
    unlessEqual(got, moved.toCash(), FEES, "cash of a referrer");
    unless(left >= 0, FEES, "more shared than there was");
    paid++;
  }

  /** New tiers hold from here on; the version before them is the ledger's still. */
  void onTiers(DirectBuffer command) {
    var set = read(command);
    unless(tiersRefused(set) == RejectReason.NONE, FEES, "tiers that are none");
    twin.tiers.clear();
    twin.tiers.addAll(set);
  }

  private List<FeeTwin.Tier> read(DirectBuffer command) {
    var set = new ArrayList<FeeTwin.Tier>();
    for (var tier : tiers.wrapAndApplyHeader(command, 0, header).tiers()) {
      set.add(new FeeTwin.Tier(tier.minVolume(), tier.makerPpm(), tier.takerPpm()));
    }
    return set;
  }

  private RejectReason tiersRefused(List<FeeTwin.Tier> set) {
    if (tiers.version() != ledger.version + 1) {
      boolean old = tiers.version() <= ledger.version;
      return old ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
    }
    FeeTwin.@Nullable Tier before = null;
    for (var tier : set) {
      boolean taker = tier.takerPpm() >= 0 && tier.takerPpm() <= FEE_MOST_PPM;
      boolean least = tier.makerPpm() == Integer.MIN_VALUE && ledger.rules < ON_BOTH_SIDES;
      boolean maker = least || Math.abs(tier.makerPpm()) <= tier.takerPpm();
      boolean ascends = tier.minVolume() > (before == null ? -1 : before.minVolume());
      if (!taker || !maker || !ascends) {
        return RejectReason.BAD_PARAMETER;
      }
      before = tier;
    }
    return RejectReason.NONE;
  }

  private void onReferrer(ReferrerSetDecoder set, DirectBuffer command) {
    var c = referrer.wrapAndApplyHeader(command, 0, header);
    unless(referrerRefused() == RejectReason.NONE, FEES, "a referrer that is none");
    unlessEqual(c.account(), set.account(), FEES, "account with a referrer");
    unlessEqual(c.referrer(), set.referrer(), FEES, "referrer");
    unlessEqual(c.sharePpm(), set.sharePpm(), FEES, "share of a referrer");
    if (set.sharePpm() == 0) {
      ended += twin.referrals.remove(set.account()) == null ? 0 : 1;
    } else {
      twin.referrals.put(set.account(), new FeeTwin.Referral(set.referrer(), set.sharePpm()));
    }
  }

  private RejectReason referrerRefused() {
    int account = referrer.account();
    int to = referrer.referrer();
    if (account < Ledger.FIRST_USER || to < Ledger.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    if (!ledger.registered(account) || !ledger.registered(to)) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean share = referrer.sharePpm() >= 0 && referrer.sharePpm() <= SHARE_MOST_PPM;
    return share && account != to ? RejectReason.NONE : RejectReason.BAD_PARAMETER;
  }

  /** For the reason that is the first; of bytes that are no such command nothing is known. */
  void onRejected(RejectReason reason, int template, DirectBuffer command) {
    boolean whole = reason != RejectReason.MALFORMED;
    RejectReason due = null;
    if (whole && template == SetFeeTiersDecoder.TEMPLATE_ID) {
      due = tiersRefused(read(command));
    } else if (whole && template == SetReferrerDecoder.TEMPLATE_ID) {
      referrer.wrapAndApplyHeader(command, 0, header);
      due = referrerRefused();
    }
    if (due != null) {
      unless(due == reason, FEES, "refused for " + reason + ", not for " + due);
      refused++;
    }
  }
}
