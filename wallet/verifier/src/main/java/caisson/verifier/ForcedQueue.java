package caisson.verifier;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.signing.Keccak256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The chain's queue of forced requests as the log consumed it. The contract takes a header only
 * with its own prefix at that count, so a log with the same prefix consumed exactly the requests of
 * the chain, in order, none skipped and none made up.
 */
final class ForcedQueue {
  private final RequestServedDecoder served = new RequestServedDecoder();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private long count;
  private byte[] prefix = new byte[32];

  void add(DirectBuffer event) {
    served.wrapAndApplyHeader(event, 0, header);
    count++;
    Refusal.require(
        served.no() == count,
        Refusal.Reason.FORCED_QUEUE,
        "request: expected=" + count + " found=" + served.no());
    ByteBuffer preimage = ByteBuffer.allocate(1 + 32 + 61);
    preimage.put((byte) 8).put(prefix).putLong(served.no()).putLong(served.timeS());
    preimage.put((byte) served.kind()).putInt(served.account()).putInt(served.id());
    preimage.putLong(served.amount()).putLong(served.limitTicks());
    for (int i = 0; i < RequestServedDecoder.targetLength(); i++) {
      preimage.put((byte) served.target(i));
    }
    prefix = Keccak256.hash(preimage.array());
    Arrays.fill(prefix, 26, 32, (byte) 0);
  }

  void check(Header committed) {
    Refusal.require(
        committed.forcedCount() == count && Arrays.equals(committed.forcedPrefix(), prefix),
        Refusal.Reason.FORCED_QUEUE,
        "batch "
            + committed.no()
            + " consumes "
            + committed.forcedCount()
            + " requests, the log "
            + count);
  }
}
