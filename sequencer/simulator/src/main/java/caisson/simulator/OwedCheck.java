package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Asset;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What requests of the chain are owed of an asset that ran short: whoever asked first is paid
 * first, out of each deposit as far as it goes, and before anybody who did not ask on chain. A
 * claim ends when its balance is gone, or when a line or a debt needs it at its turn.
 */
final class OwedCheck {
  private static final String OWED = "owed";

  private static final class Claim {
    final Account account;
    final Asset asset;
    final Key target;
    long units;

    Claim(Account account, Asset asset, Key target, long units) {
      this.account = account;
      this.asset = asset;
      this.target = target;
      this.units = units;
    }
  }

  private final Ledger ledger;
  private final MarginCheck margin;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final RequestWithdrawalDecoder decoder = new RequestWithdrawalDecoder();

  /** The oldest first. */
  private final List<Claim> claims = new ArrayList<>();

  /** Of which the command at hand brought some; null when it brought none. */
  private @Nullable Asset paying;

  private long owed;
  private long paid;
  private long paidBeside;
  private long struck;
  private long struckBeside;
  private long behind;

  OwedCheck(Ledger ledger, MarginCheck margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Requests that were not paid in full for want of the asset. */
  long owed() {
    return owed;
  }

  /** Times that a claim was paid, or a part of it. */
  long paid() {
    return paid;
  }

  /** Of those, the times that he had open orders. */
  long paidBeside() {
    return paidBeside;
  }

  /** Claims that ended unpaid. */
  long struck() {
    return struck;
  }

  /** Of those, the ones of accounts with open orders. */
  long struckBeside() {
    return struckBeside;
  }

  /** Ordinary withdrawals refused because an asset is short. */
  long behind() {
    return behind;
  }

  boolean owes(Asset asset) {
    return first(asset) != null;
  }

  void add(Account account, Asset asset, Key target, long units) {
    claims.add(new Claim(account, asset, target, units));
    owed++;
  }

  /** The ledger knows of it. */
  void onDeposit(int asset) {
    paying = ledger.assets.get(asset);
  }

  private @Nullable Claim first(Asset asset) {
    return claims.stream().filter(claim -> claim.asset == asset).findFirst().orElse(null);
  }

  /** What is paid of a claim at its turn. */
  private static long due(Claim claim) {
    long most = Math.min(claim.units, claim.account.units[claim.asset.id]);
    return Math.min(most, claim.asset.accounted);
  }

  /** Whether lines, a debt or what is known of open orders need so much of it. */
  private boolean needed(Claim claim, long units) {
    int asset = claim.asset.id;
    if (asset != 0 && claim.asset.factor == 0) {
      return false;
    }
    claim.account.units[asset] -= units;
    long free = margin.free(claim.account, asset);
    claim.account.units[asset] += units;
    return free < 0;
  }

  /** Claims before this one end, which must be for want of a balance or of margin. */
  private @Nullable Claim next(Asset asset, boolean orders) {
    for (Claim claim = first(asset); claim != null; claim = first(asset)) {
      boolean ends = due(claim) <= 0 || needed(claim, due(claim));
      if (!ends && !(orders && mayNeedMore(claim))) {
        return claim;
      }
      strike(claim);
    }
    return null;
  }

  /** Orders on lines may need more as margin than the twin knows. */
  private boolean mayNeedMore(Claim claim) {
    return !margin.known(claim.account, claim.asset.id);
  }

  private void strike(Claim claim) {
    claims.remove(claim);
    struck++;
    struckBeside += claim.account.orders.isEmpty() ? 0 : 1;
  }

  /** Units that leave by the forced lane without a request; before the ledger knows of it. */
  void onPaid(int account, int asset, long units, Key to) {
    Asset of = paying;
    if (of == null || of.id != asset) {
      throw new Break(OWED, "paid what no deposit brought: " + units);
    }
    Claim claim = next(of, false);
    while (claim != null && claim.account.id != account && mayNeedMore(claim)) {
      strike(claim);
      claim = next(of, false);
    }
    if (claim == null || claim.account.id != account) {
      throw new Break(OWED, "paid to one whose turn it is not: " + account);
    }
    unlessEqual(due(claim), units, OWED, "units paid of what is owed");
    unless(to.equals(claim.target), OWED, "paid to another");
    paid++;
    paidBeside += claim.account.orders.isEmpty() ? 0 : 1;
    claim.units -= units;
    if (claim.units == 0 || claim.account.units[asset] == units) {
      claims.remove(claim);
    }
  }

  /** After the last event of a command. */
  void commandDone() {
    Asset of = paying;
    paying = null;
    if (of != null && of.accounted > 0) {
      Claim claim = next(of, true);
      unless(claim == null, OWED, "not paid what there is now: " + of.accounted);
    }
  }

  /** A withdrawal that was not asked for on chain. */
  void onOrdinary(int asset) {
    unless(!owes(ledger.assets.get(asset)), OWED, "paid before one who asked on chain");
  }

  /** Of an ordinary withdrawal. */
  void onRejected(RejectReason reason, DirectBuffer command) {
    if (reason == RejectReason.BOUND_EXCEEDED) {
      var c = decoder.wrapAndApplyHeader(command, 0, header);
      Asset asset = ledger.assets.get(c.asset());
      boolean lacks = owes(asset) || asset.accounted < c.units();
      unless(lacks, OWED, "refused though the asset is there: " + c.units());
      behind++;
    }
  }
}
