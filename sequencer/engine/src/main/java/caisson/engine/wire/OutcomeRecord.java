package caisson.engine.wire;

import caisson.engine.State;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OutcomeEventStateDecoder;
import caisson.protocol.OutcomeEventStateEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** An event with outcomes as a record of a snapshot. */
final class OutcomeRecord {
  private final OutcomeEventStateEncoder encoder = new OutcomeEventStateEncoder();
  private final OutcomeEventStateDecoder decoder = new OutcomeEventStateDecoder();

  /** Length of the body. */
  int write(State state, int event, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    var e = state.outcomes;
    encoder
        .wrapAndApplyHeader(buffer, 0, header)
        .eventId(event)
        .state((short) e.state[event])
        .firstMarket(e.firstMarket[event])
        .payoutTicks(e.payoutTicks[event])
        .exhaustive((short) (e.exhaustive[event] ? 1 : 0))
        .disputeNs(e.disputeNs[event])
        .voidAtNs(e.voidAtNs[event])
        .firstProposedNs(e.firstProposedNs[event])
        .sweptRows(e.sweptRows[event]);
    var outcomes = encoder.outcomesCount(e.outcomes[event]);
    for (int i = 0; i < e.outcomes[event]; i++) {
      outcomes.next().voidTicks(e.voidTicks[e.firstMarket[event] + i]);
    }
    var votes = encoder.votesCount(e.places(event));
    for (int place = 0; place < e.places(event); place++) {
      votes.next().sources(e.votes(event, place));
    }
    return encoder.encodedLength();
  }

  void read(State state, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    decoder.wrapAndApplyHeader(record, offset, header);
    var e = state.outcomes;
    int event = e.add();
    if (event != decoder.eventId()) {
      throw new IllegalStateException("snapshot: event: expected=" + event);
    }
    e.state[event] = decoder.state();
    e.firstMarket[event] = decoder.firstMarket();
    e.payoutTicks[event] = decoder.payoutTicks();
    e.exhaustive[event] = decoder.exhaustive() == 1;
    e.disputeNs[event] = decoder.disputeNs();
    e.voidAtNs[event] = decoder.voidAtNs();
    e.firstProposedNs[event] = decoder.firstProposedNs();
    e.sweptRows[event] = decoder.sweptRows();
    for (var outcome : decoder.outcomes()) {
      int market = e.firstMarket[event] + e.outcomes[event]++;
      e.eventOf[market] = e.delisted(event) ? 0 : event;
      e.voidTicks[market] = outcome.voidTicks();
      state.markets.payoutTicks(market, e.payoutTicks[event]);
    }
    int place = 0;
    for (var vote : decoder.votes()) {
      e.vote(event, place++, vote.sources());
    }
  }
}
