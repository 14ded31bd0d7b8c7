package caisson.engine.wire;

import caisson.protocol.EventListedEncoder;
import caisson.protocol.EventResolvedEncoder;
import caisson.protocol.EventSettledEncoder;
import caisson.protocol.MarketDelistedEncoder;
import caisson.protocol.ResolutionProposedEncoder;

/** What becomes of an event with outcomes. */
public final class ResolutionEvents {
  private final EventListedEncoder listed = new EventListedEncoder();
  private final ResolutionProposedEncoder proposed = new ResolutionProposedEncoder();
  private final EventResolvedEncoder resolved = new EventResolvedEncoder();
  private final MarketDelistedEncoder delisted = new MarketDelistedEncoder();
  private final EventSettledEncoder settled = new EventSettledEncoder();
  private final EventPublisher events;

  ResolutionEvents(EventPublisher events) {
    this.events = events;
  }

  public void eventListed(EventTerms terms) {
    events.release();
    listed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .eventId(terms.event)
        .firstMarket(terms.markets[0])
        .outcomes(terms.outcomes)
        .payoutTicks(terms.payoutTicks)
        .exhaustive((short) (terms.exhaustive ? 1 : 0))
        .disputeNs(terms.disputeNs)
        .voidAtNs(terms.voidAtNs);
    events.stamp();
    events.hold(listed.encodedLength());
  }

  public void proposed(int event, int source, int outcome, boolean agreed) {
    events.release();
    proposed
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .eventId(event)
        .source(source)
        .outcome(outcome)
        .agreed((short) (agreed ? 1 : 0));
    events.stamp();
    events.hold(proposed.encodedLength());
  }

  public void resolved(int event, int outcome) {
    events.release();
    resolved.wrapAndApplyHeader(events.buffer, 0, events.header).eventId(event).outcome(outcome);
    events.stamp();
    events.hold(resolved.encodedLength());
  }

  public void delisted(int market, int event, long markTicks, long fundingIndex) {
    events.release();
    delisted
        .wrapAndApplyHeader(events.buffer, 0, events.header)
        .market(market)
        .eventId(event)
        .markTicks(markTicks)
        .fundingIndex(fundingIndex);
    events.stamp();
    events.hold(delisted.encodedLength());
  }

  public void settled(int event) {
    events.release();
    settled.wrapAndApplyHeader(events.buffer, 0, events.header).eventId(event);
    events.stamp();
    events.hold(settled.encodedLength());
  }
}
