package caisson.engine.wire;

import caisson.protocol.BackstopAuctionedEncoder;
import caisson.protocol.BackstopOfferedEncoder;
import caisson.protocol.BackstopSharedEncoder;

/** Standing offers, and what recomputes who takes of an auctioned account. */
public final class BackstopEvents {
  private final BackstopOfferedEncoder backstopOffered = new BackstopOfferedEncoder();
  private final BackstopAuctionedEncoder backstopAuctioned = new BackstopAuctionedEncoder();
  private final BackstopSharedEncoder backstopShared = new BackstopSharedEncoder();
  private final EventPublisher events;

  BackstopEvents(EventPublisher events) {
    this.events = events;
  }

  public void offered(long requestId, int account, int market, long capacityLots, int premiumPpm) {
    events.release();
    backstopOffered
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .requestId(requestId)
        .account(account)
        .market(market)
        .capacityLots(capacityLots)
        .premiumPpm(premiumPpm);
    events.stamp();
    events.hold(backstopOffered.encodedLength());
  }

  public void auctioned(
      int account, long elapsedNs, int premiumPpm, long equity, long maintenance) {
    events.release();
    backstopAuctioned
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .elapsedNs(elapsedNs)
        .premiumPpm(premiumPpm)
        .equity(equity)
        .maintenance(maintenance);
    events.stamp();
    events.hold(backstopAuctioned.encodedLength());
  }

  public void shared(
      int account, int market, long lineLots, long lineEquity, long roomLots, long takenLots) {
    events.release();
    backstopShared
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .account(account)
        .market(market)
        .lineLots(lineLots)
        .lineEquity(lineEquity)
        .roomLots(roomLots)
        .takenLots(takenLots);
    events.stamp();
    events.hold(backstopShared.encodedLength());
  }
}
