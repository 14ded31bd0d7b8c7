package caisson.engine.wire;

import caisson.engine.State;
import caisson.engine.funding.MarkCaps;
import caisson.protocol.MarkCapStateDecoder;
import caisson.protocol.MarkCapStateEncoder;
import caisson.protocol.MarkRulesStateDecoder;
import caisson.protocol.MarkRulesStateEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Mark rules of a market with what they have gathered, and its cap, as records of a snapshot. */
final class MarkRulesRecord {
  private final MarkRulesStateEncoder encoder = new MarkRulesStateEncoder();
  private final MarkRulesStateDecoder decoder = new MarkRulesStateDecoder();
  private final MarkCapStateEncoder cap = new MarkCapStateEncoder();
  private final MarkCapStateDecoder capRead = new MarkCapStateDecoder();

  /** Length of the body; the market has rules. */
  int write(State state, int market, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    var rules = state.markRules;
    var premiums = state.premiums;
    encoder
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .slewPpm(rules.slewPpm[market])
        .bandPpm(rules.bandPpm[market])
        .basisCapPpm(rules.basisCapPpm[market])
        .impactNotional(rules.impactNotional[market])
        .interestE9(rules.interestE9[market])
        .fastBasis(state.basis.fast[market])
        .slowBasis(state.basis.slow[market])
        .sampleHour(premiums.hour[market])
        .lastSampleNs(premiums.lastNs[market]);
    var samples = encoder.samplesCount(premiums.count[market]);
    for (int i = 0; i < premiums.count[market]; i++) {
      samples.next().premiumE9(premiums.sampleE9(market, i));
    }
    return encoder.encodedLength();
  }

  /** Length of the body; the market has a cap. */
  int writeCap(MarkCaps c, int market, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    return cap.wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .capPpm(c.capPpm[market])
        .average(c.average.value[market])
        .carried(c.average.carried[market])
        .encodedLength();
  }

  void readCap(MarkCaps c, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    capRead.wrapAndApplyHeader(record, offset, header);
    int market = capRead.market();
    c.capPpm[market] = capRead.capPpm();
    c.average.value[market] = capRead.average();
    c.average.carried[market] = capRead.carried();
  }

  void read(State state, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    decoder.wrapAndApplyHeader(record, offset, header);
    int market = decoder.market();
    var rules = state.markRules;
    rules.set[market] = true;
    rules.slewPpm[market] = decoder.slewPpm();
    rules.bandPpm[market] = decoder.bandPpm();
    rules.basisCapPpm[market] = decoder.basisCapPpm();
    rules.impactNotional[market] = decoder.impactNotional();
    rules.interestE9[market] = decoder.interestE9();
    state.basis.fast[market] = decoder.fastBasis();
    state.basis.slow[market] = decoder.slowBasis();
    state.premiums.begin(market, decoder.sampleHour());
    state.premiums.lastNs[market] = decoder.lastSampleNs();
    for (var sample : decoder.samples()) {
      state.premiums.restoreSample(market, sample.premiumE9());
    }
  }
}
