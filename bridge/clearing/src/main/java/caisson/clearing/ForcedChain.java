package caisson.clearing;

import caisson.protocol.RequestServedDecoder;
import java.util.Arrays;

/**
 * The chain's forced queue as far as the log has consumed it, from the log alone.
 *
 * <pre>
 * request  no u64 | time u64 | kind u8 | account u32 | id u32 | amount u64 | limit u64 | target 20 = 61 bytes
 * prefix_0 = 0, prefix_no = keccak(08 | prefix_(no-1) | request) with its last 6 bytes zero
 * </pre>
 *
 * A request that the log tells otherwise than the chain gives another prefix, and the chain refuses
 * the batch.
 */
public final class ForcedChain {
  private static final int DOMAIN = 0x08;
  private static final int CUT = 6;

  private long count;
  private byte[] prefix = Bytes.ZERO_32.clone();

  public void add(RequestServedDecoder served) {
    if (served.no() != count + 1) {
      throw new BrokenFold(
          "forced request out of order: expected=%d found=%d".formatted(count + 1, served.no()));
    }
    byte[] target = new byte[20];
    for (int i = 0; i < target.length; i++) {
      target[i] = (byte) served.target(i);
    }
    Bytes request =
        new Bytes()
            .u8(DOMAIN)
            .raw(prefix)
            .u64(served.no())
            .u64(served.timeS())
            .u8(served.kind())
            .u32(served.account())
            .u32(served.id())
            .u64(served.amount())
            .u64(served.limitTicks())
            .raw(target);
    prefix = Keccak.hash(request.toArray());
    Arrays.fill(prefix, prefix.length - CUT, prefix.length, (byte) 0);
    count++;
  }

  /** Requests consumed. */
  public long count() {
    return count;
  }

  public byte[] prefix() {
    return prefix.clone();
  }
}
