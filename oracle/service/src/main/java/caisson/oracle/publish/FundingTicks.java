package caisson.oracle.publish;

import caisson.client.CommandClient;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.TickFundingEncoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Settles the funding of each perpetual once an hour of log time has ended. A tick is sent again
 * until the log shows it; the engine takes each market and hour once.
 */
final class FundingTicks {
  private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long FUNDING_REQUEST = 1L << 47;

  private final LogView log;
  private final List<Integer> markets;
  private final MutableDirectBuffer buffer = new UnsafeBuffer(new byte[256]);
  private long nextNs = System.nanoTime();

  FundingTicks(LogView log, List<Integer> markets) {
    this.log = log;
    this.markets = markets;
  }

  void send(CommandClient commands, long nowNs) {
    if (nowNs - nextNs < 0) {
      return;
    }
    for (int market : markets) {
      if (log.fundingDue(market)) {
        nextNs = nowNs + RETRY_NS;
        long hour = log.hour();
        TickFundingEncoder tick =
            new TickFundingEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        tick.requestId(Publisher.REQUEST_SOURCE | FUNDING_REQUEST | hour << 16 | market);
        tick.market(market).hour(hour).rateE9(log.fundingRateE9(market));
        commands.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + tick.encodedLength());
      }
    }
  }
}
