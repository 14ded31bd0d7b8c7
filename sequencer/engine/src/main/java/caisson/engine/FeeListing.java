package caisson.engine;

import caisson.engine.account.SystemAccounts;
import caisson.engine.fee.FeeTiers;
import caisson.engine.listing.Markets;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FeeCommands;
import caisson.engine.wire.FeeTerms;
import caisson.protocol.RejectReason;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.SetReferrerDecoder;

/** Fee tiers and referrers, as operators set them. */
final class FeeListing implements FeeCommands {
  private static final int MAX_SHARE_PPM = 500_000;

  private final State state;
  private final FeeTiers fees;
  private final EventPublisher events;

  FeeListing(State state, EventPublisher events) {
    this.state = state;
    fees = state.fees;
    this.events = events;
  }

  @Override
  public void setFeeTiers(long requestId, long version, FeeTerms terms) {
    RejectReason reason = RejectReason.NONE;
    if (version != state.parameters.version + 1) {
      boolean old = version <= state.parameters.version;
      reason = old ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
    } else if (bad(terms)) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, 0, SetFeeTiersDecoder.TEMPLATE_ID, reason);
      return;
    }
    fees.count = terms.count;
    for (int tier = 0; tier < terms.count; tier++) {
      fees.minVolume[tier] = terms.minVolume[tier];
      fees.makerPpm[tier] = terms.makerPpm[tier];
      fees.takerPpm[tier] = terms.takerPpm[tier];
    }
    state.parameters.version = version;
    events.parametersChanged(version);
  }

  private boolean bad(FeeTerms terms) {
    for (int tier = 0; tier < terms.count; tier++) {
      int taker = terms.takerPpm[tier];
      boolean fees =
          taker < 0
              || taker > Markets.MAX_FEE_PPM
              || state.rules.beyond(terms.makerPpm[tier], taker);
      long before = tier == 0 ? -1 : terms.minVolume[tier - 1];
      if (fees || terms.minVolume[tier] <= before) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void setReferrer(long requestId, int account, int referrer, int sharePpm) {
    RejectReason reason = check(account, referrer, sharePpm);
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, SetReferrerDecoder.TEMPLATE_ID, reason);
      return;
    }
    int row = state.accounts.rowOf(account);
    fees.refer(row, sharePpm == 0 ? 0 : referrer, sharePpm);
    events.prices.referrerSet(account, referrer, sharePpm);
  }

  private RejectReason check(int account, int referrer, int sharePpm) {
    if (account < SystemAccounts.FIRST_USER || referrer < SystemAccounts.FIRST_USER) {
      return RejectReason.SYSTEM_ACCOUNT;
    }
    boolean known =
        state.accounts.owners.registered(state.accounts.rowOf(account))
            && state.accounts.owners.registered(state.accounts.rowOf(referrer));
    if (!known) {
      return RejectReason.UNKNOWN_ACCOUNT;
    }
    boolean bad = account == referrer || sharePpm < 0 || sharePpm > MAX_SHARE_PPM;
    return bad ? RejectReason.BAD_PARAMETER : RejectReason.NONE;
  }
}
