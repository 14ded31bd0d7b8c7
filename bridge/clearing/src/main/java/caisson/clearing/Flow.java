package caisson.clearing;

import java.util.ArrayList;
import java.util.List;

/** What crossed the border of the tree in one asset during a window, in ledger units. */
public record Flow(
    int asset, long depositsConsumed, long withdrawalsCreated, long coverDrawn, long fundTopUp) {

  private static final int ROW = 34;

  /** What the entries of the asset must sum to. */
  public long net() {
    return Math.subtractExact(
        Math.addExact(depositsConsumed, coverDrawn), Math.addExact(withdrawalsCreated, fundTopUp));
  }

  /** 34 bytes a row: asset u16 | deposits u64 | withdrawals u64 | cover u64 | topUp u64. */
  static byte[] encode(List<Flow> flows) {
    Bytes out = new Bytes();
    for (Flow flow : flows) {
      out.u16(flow.asset)
          .u64(flow.depositsConsumed)
          .u64(flow.withdrawalsCreated)
          .u64(flow.coverDrawn)
          .u64(flow.fundTopUp);
    }
    return out.toArray();
  }

  public static List<Flow> decode(byte[] bytes) {
    if (bytes.length % ROW != 0) {
      throw new IllegalArgumentException("flows end inside a row: length=" + bytes.length);
    }
    List<Flow> flows = new ArrayList<>();
    for (int offset = 0; offset < bytes.length; offset += ROW) {
      flows.add(
          new Flow(
              (int) Bytes.read(bytes, offset, 2),
              Bytes.read(bytes, offset + 2, 8),
              Bytes.read(bytes, offset + 10, 8),
              Bytes.read(bytes, offset + 18, 8),
              Bytes.read(bytes, offset + 26, 8)));
    }
    return flows;
  }

  static byte[] withdrawTotalsHash(List<Flow> flows) {
    Bytes out = new Bytes();
    for (Flow flow : flows) {
      if (flow.withdrawalsCreated > 0) {
        out.u16(flow.asset).u64(flow.withdrawalsCreated);
      }
    }
    return Keccak.hash(out.toArray());
  }
}
