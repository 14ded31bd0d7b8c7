package caisson.clearing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A binary tree over hashes in order; the odd last one of a level moves up unchanged. */
public final class HashTree {
  /** Over the payouts of a batch. */
  public static final HashTree WITHDRAWALS = new HashTree(0x07);

  /** Over the pages of a chunk of entries. */
  public static final HashTree PAGES = new HashTree(0x04);

  /** Over the moves of an account. */
  static final HashTree MOVES = new HashTree(0x0b);

  private final int tag;

  private HashTree(int tag) {
    this.tag = tag;
  }

  /** The root; 32 zero bytes over nothing. */
  public byte[] root(List<byte[]> hashes) {
    if (hashes.isEmpty()) {
      return Bytes.ZERO_32.clone();
    }
    List<byte[]> level = hashes;
    while (level.size() > 1) {
      level = up(level);
    }
    return level.get(0).clone();
  }

  /** Siblings from the leaf up, 32 bytes each; none on a level where the node is the odd one. */
  public byte[] path(List<byte[]> hashes, int index) {
    Bytes path = new Bytes();
    List<byte[]> level = hashes;
    int position = index;
    while (level.size() > 1) {
      int sibling = position ^ 1;
      if (sibling < level.size()) {
        path.raw(level.get(sibling));
      }
      level = up(level);
      position >>= 1;
    }
    return path.toArray();
  }

  /** What an inner node of this hash is the hash of. */
  Optional<byte[]> preimage(List<byte[]> hashes, byte[] hash) {
    for (List<byte[]> level = hashes; level.size() > 1; level = up(level)) {
      for (int i = 0; i + 1 < level.size(); i += 2) {
        byte[] pair = new Bytes().u8(tag).raw(level.get(i)).raw(level.get(i + 1)).toArray();
        if (Arrays.equals(Keccak.hash(pair), hash)) {
          return Optional.of(pair);
        }
      }
    }
    return Optional.empty();
  }

  private List<byte[]> up(List<byte[]> level) {
    List<byte[]> parents = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i + 1 < level.size(); i += 2) {
      parents.add(Keccak.hash(new byte[] {(byte) tag}, level.get(i), level.get(i + 1)));
    }
    if ((level.size() & 1) == 1) {
      parents.add(level.get(level.size() - 1));
    }
    return parents;
  }
}
