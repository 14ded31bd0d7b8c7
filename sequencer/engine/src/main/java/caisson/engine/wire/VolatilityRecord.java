package caisson.engine.wire;

import caisson.engine.risk.Volatility;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.VolatilityStateDecoder;
import caisson.protocol.VolatilityStateEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A factor that follows volatility as a record of a snapshot. */
final class VolatilityRecord {
  private final VolatilityStateEncoder encoder = new VolatilityStateEncoder();
  private final VolatilityStateDecoder decoder = new VolatilityStateDecoder();

  /** Length of the body. */
  int write(Volatility v, int factor, MutableDirectBuffer buffer, MessageHeaderEncoder header) {
    encoder
        .wrapAndApplyHeader(buffer, 0, header)
        .factor(factor)
        .market(v.market[factor])
        .multipleE3(v.multipleE3[factor])
        .fast(v.fast[factor])
        .slow(v.slow[factor])
        .minute(v.minute[factor])
        .ticks(v.ticks[factor]);
    var shocks = encoder.shocksCount(Volatility.SHOCKS);
    for (int i = 0; i < Volatility.SHOCKS; i++) {
      int at = factor * Volatility.SHOCKS + i;
      shocks.next().path(v.path[at]).dayStart(v.dayStart[at]);
    }
    return encoder.encodedLength();
  }

  void read(Volatility v, DirectBuffer record, int offset, MessageHeaderDecoder header) {
    decoder.wrapAndApplyHeader(record, offset, header);
    int factor = decoder.factor();
    v.market[factor] = decoder.market();
    v.multipleE3[factor] = decoder.multipleE3();
    v.fast[factor] = decoder.fast();
    v.slow[factor] = decoder.slow();
    v.minute[factor] = decoder.minute();
    v.ticks[factor] = decoder.ticks();
    int at = factor * Volatility.SHOCKS;
    for (var shock : decoder.shocks()) {
      v.path[at] = shock.path();
      v.dayStart[at++] = shock.dayStart();
    }
  }
}
