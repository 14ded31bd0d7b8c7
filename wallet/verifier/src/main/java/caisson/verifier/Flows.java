package caisson.verifier;

import caisson.signing.Keccak256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/**
 * What a batch moves between the tree and the outside: one row of 34 bytes per asset that moves.
 */
final class Flows {
  private static final int ROW = 34;

  record Flow(long depositsConsumed, long withdrawalsCreated, long coverDrawn, long fundTopUp) {
    BigInteger net() {
      return BigInteger.valueOf(depositsConsumed)
          .add(BigInteger.valueOf(coverDrawn))
          .subtract(BigInteger.valueOf(withdrawalsCreated))
          .subtract(BigInteger.valueOf(fundTopUp));
    }
  }

  private final byte[] bytes;
  private final TreeMap<Integer, Flow> rows = new TreeMap<>();

  private Flows(byte[] bytes) {
    this.bytes = bytes;
  }

  static Flows decode(byte[] bytes) {
    require(bytes.length % ROW == 0, "length: found=" + bytes.length);
    Flows flows = new Flows(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int before = -1;
    while (in.hasRemaining()) {
      int asset = in.getShort() & 0xffff;
      Flow flow = new Flow(in.getLong(), in.getLong(), in.getLong(), in.getLong());
      require(asset > before, "assets do not ascend: " + asset);
      require(
          flow.depositsConsumed >= 0
              && flow.withdrawalsCreated >= 0
              && flow.coverDrawn >= 0
              && flow.fundTopUp >= 0,
          "over 63 bits: asset " + asset);
      require(asset == 0 || (flow.coverDrawn | flow.fundTopUp) == 0, "cover of asset " + asset);
      flows.rows.put(asset, flow);
      before = asset;
    }
    return flows;
  }

  TreeMap<Integer, Flow> rows() {
    return rows;
  }

  byte[] hash() {
    return Keccak256.hash(bytes);
  }

  byte[] withdrawTotalsHash() {
    ByteArrayOutputStream totals = new ByteArrayOutputStream();
    rows.forEach(
        (asset, flow) -> {
          if (flow.withdrawalsCreated > 0) {
            totals.writeBytes(
                ByteBuffer.allocate(10)
                    .putShort(asset.shortValue())
                    .putLong(flow.withdrawalsCreated)
                    .array());
          }
        });
    return Keccak256.hash(totals.toByteArray());
  }

  private static void require(boolean holds, String detail) {
    Refusal.require(holds, Refusal.Reason.FLOWS_FORM, detail);
  }
}
