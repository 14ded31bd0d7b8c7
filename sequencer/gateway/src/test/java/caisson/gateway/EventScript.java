package caisson.gateway;

import caisson.protocol.AssetListedEncoder;
import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.StampEncoder;
import java.math.BigDecimal;
import org.agrona.concurrent.UnsafeBuffer;

/** A log written by a test, read by a venue of its own: USDC is asset 0, BTC-PERP market 1. */
final class EventScript {
  final Venue venue = new Venue(new BigDecimal("0.0001"));
  final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final EventAdapter adapter =
      new EventAdapter(
          venue,
          new EventAdapter.Answers() {
            @Override
            public boolean awaits(long requestId) {
              return false;
            }

            @Override
            public void answer(long requestId, Answer answer) {
              throw new AssertionError("nobody asked");
            }
          });
  private long sequence;
  private int index;

  EventScript() {
    begin();
    var asset = new AssetListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    emit(asset.stamp(), asset.limit(), true);
    begin();
    var market = new MarketListedEncoder().wrapAndApplyHeader(buffer, 0, header);
    market.market(1).kind(MarketKind.PERPETUAL).k(10).symbol("BTC-PERP");
    emit(market.stamp(), market.limit(), true);
  }

  void begin() {
    sequence++;
    index = 0;
    var applied = new CommandAppliedEncoder().wrapAndApplyHeader(buffer, 0, header);
    applied.putCommand(new byte[0], 0, 0);
    emit(applied.stamp(), applied.limit(), false);
  }

  void emit(StampEncoder stamp, int length, boolean last) {
    stamp.sequence(sequence).timeNs(sequence).index(index).last((short) (last ? 1 : 0));
    int template = new MessageHeaderDecoder().wrap(buffer, 0).templateId();
    adapter.onEvent(sequence, index++, last, template, buffer, 0, length);
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }
}
