package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.liquidation.BackstopOffers;
import caisson.engine.listing.Markets;
import caisson.engine.wire.BackstopCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.engine.wire.Submission;
import caisson.protocol.AccountLevel;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.RejectReason;

/**
 * Standing offers to take lines that the book did not. An agent may offer no more than it may order
 * at the mark at once, and what it offers counts towards its day like an order.
 */
final class BackstopDesk implements BackstopCommands {
  private static final int MOST_PPM = 1_000_000;

  private final Accounts accounts;
  private final Markets markets;
  private final BackstopOffers offers;
  private final Signers signers;
  private final EventPublisher events;
  private final Submission whole = new Submission();

  BackstopDesk(State state, Signers signers, EventPublisher events) {
    accounts = state.accounts;
    markets = state.markets;
    offers = state.backstops;
    this.signers = signers;
    this.events = events;
  }

  @Override
  public void offerBackstop(
      long requestId, Signed by, int market, long capacityLots, int premiumPpm) {
    int row = accounts.rowOf(by.account);
    RejectReason reason = signers.check(by, row);
    if (reason == RejectReason.NONE) {
      reason = checkTerms(market, capacityLots, premiumPpm);
    }
    if (reason == RejectReason.NONE) {
      reason = checkWho(row, market, capacityLots);
    }
    if (reason == RejectReason.NONE) {
      reason = checkPlace(row, market, capacityLots, premiumPpm);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, by.account, OfferBackstopDecoder.TEMPLATE_ID, reason);
      return;
    }
    if (capacityLots == 0) {
      offers.remove(market, offers.find(market, row));
    } else {
      if (offers.full(market) && offers.find(market, row) == BackstopOffers.NONE) {
        giveWay(market, idle(market));
      }
      signers.use(market, markets.markTicks(market), capacityLots);
      offers.put(market, row, capacityLots, premiumPpm);
    }
    events.backstops.offered(requestId, by.account, market, capacityLots, premiumPpm);
  }

  private RejectReason checkTerms(int market, long capacityLots, int premiumPpm) {
    if (!markets.listed(market)) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (!markets.perpetual(market) || premiumPpm < 0 || premiumPpm > MOST_PPM) {
      return RejectReason.BAD_PARAMETER;
    }
    if (capacityLots < 0 || capacityLots > markets.maxOrderLots(market)) {
      return RejectReason.BAD_QUANTITY;
    }
    if (capacityLots == 0) {
      return RejectReason.NONE;
    }
    if (markets.status(market) == Markets.FINAL) {
      return RejectReason.MARKET_HALTED;
    }
    return markets.markTicks(market) == 0 ? RejectReason.NO_MARK : RejectReason.NONE;
  }

  private RejectReason checkWho(int row, int market, long capacityLots) {
    int level = accounts.owners.level(row);
    if (capacityLots != 0 && level != AccountLevel.OPEN.value()) {
      return level == AccountLevel.CLOSED.value()
          ? RejectReason.ACCOUNT_CLOSED
          : RejectReason.ACCOUNT_RESTRICTED;
    }
    whole.market = market;
    whole.lots = capacityLots;
    whole.limitTicks = markets.markTicks(market);
    return signers.checkScope(whole, capacityLots);
  }

  private RejectReason checkPlace(int row, int market, long capacityLots, int premiumPpm) {
    int at = offers.find(market, row);
    if (at == BackstopOffers.NONE) {
      if (capacityLots == 0) {
        return RejectReason.ALREADY_APPLIED;
      }
      return offers.full(market) && idle(market) == BackstopOffers.NONE
          ? RejectReason.BOUND_EXCEEDED
          : RejectReason.NONE;
    }
    boolean same =
        capacityLots == offers.capacity(market, at) && premiumPpm == offers.premiumPpm(market, at);
    return same ? RejectReason.ALREADY_APPLIED : RejectReason.NONE;
  }

  /** The first whose account may not take, NONE when all may. */
  private int idle(int market) {
    for (int i = 0; i < offers.count(market); i++) {
      if (accounts.owners.level(offers.row(market, i)) != AccountLevel.OPEN.value()) {
        return i;
      }
    }
    return BackstopOffers.NONE;
  }

  private void giveWay(int market, int offer) {
    int account = accounts.idOf(offers.row(market, offer));
    offers.remove(market, offer);
    events.backstops.offered(0, account, market, 0, 0);
  }
}
