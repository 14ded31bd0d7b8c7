package caisson.clearing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tree written out: no sharing, no incremental update, bytes put together by hand. */
final class ReferenceTree {
  private ReferenceTree() {}

  /** hash 32 | positive u128 | negative u128. */
  static byte[] root(TreeMap<Integer, Leaf> leaves, MarkWords marks) {
    return node(leaves, marks, 24, 0);
  }

  private static byte[] node(
      SortedMap<Integer, Leaf> leaves, MarkWords marks, int level, int from) {
    SortedMap<Integer, Leaf> inside = leaves.subMap(from, from + (1 << level));
    if (inside.values().stream().allMatch(Leaf::isEmpty)) {
      return new byte[64];
    }
    if (level == 0) {
      return leafNode(inside.get(from), marks);
    }
    byte[] left = node(inside, marks, level - 1, from);
    byte[] right = node(inside, marks, level - 1, from + (1 << (level - 1)));
    byte[] preimage = ByteBuffer.allocate(129).put((byte) 1).put(left).put(right).array();
    return ByteBuffer.allocate(64)
        .put(Keccak.hash(preimage))
        .put(u128(sum(left, 32).add(sum(right, 32))))
        .put(u128(sum(left, 48).add(sum(right, 48))))
        .array();
  }

  private static byte[] leafNode(Leaf leaf, MarkWords marks) {
    ByteBuffer preimage = ByteBuffer.allocate(4096);
    preimage.put((byte) 0).putInt(leaf.account());
    preimage.put((byte) leaf.assetCount()).putShort((short) leaf.lineCount());
    BigInteger claim = BigInteger.ZERO;
    for (int i = 0; i < leaf.assetCount(); i++) {
      preimage.putShort((short) leaf.asset(i)).putLong(leaf.units(i));
      if (leaf.asset(i) == 0) {
        claim = claim.add(BigInteger.valueOf(leaf.units(i)));
      }
    }
    for (int i = 0; i < leaf.lineCount(); i++) {
      int market = leaf.market(i);
      preimage.putInt(market).putLong(leaf.lots(i));
      claim =
          claim.add(
              BigInteger.valueOf(marks.markTicks(market))
                  .multiply(BigInteger.valueOf(marks.k(market)))
                  .subtract(BigInteger.valueOf(marks.fundingIndex(market)))
                  .multiply(BigInteger.valueOf(leaf.lots(i))));
    }
    byte[] bytes = Arrays.copyOf(preimage.array(), preimage.position());
    return ByteBuffer.allocate(64)
        .put(Keccak.hash(bytes))
        .put(u128(claim.signum() > 0 ? claim : BigInteger.ZERO))
        .put(u128(claim.signum() < 0 ? claim.negate() : BigInteger.ZERO))
        .array();
  }

  private static BigInteger sum(byte[] node, int offset) {
    return new BigInteger(1, Arrays.copyOfRange(node, offset, offset + 16));
  }

  private static byte[] u128(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] out = new byte[16];
    for (int i = 0; i < Math.min(16, bytes.length); i++) {
      out[15 - i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }
}
