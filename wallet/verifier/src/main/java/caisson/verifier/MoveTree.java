package caisson.verifier;

import caisson.signing.Keccak256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fill root over lists of moves by account, as {@code contracts/decisions/0001} hashes it. */
final class MoveTree {
  private static final byte[] MOVE = {0x0c};
  private static final byte[] MOVE_NODE = {0x0b};
  private static final byte LIST = 0x0a;
  private static final byte[] NODE = {0x0d};
  private static final byte[] NOTHING = new byte[32];

  private MoveTree() {}

  static byte[] root(Map<Integer, List<byte[]>> lists) {
    Map<Integer, byte[]> level = new TreeMap<>();
    lists.forEach((account, moves) -> level.put(account, list(account, moves)));
    Map<Integer, byte[]> below = level;
    for (int height = 0; height < SumTree.DEPTH; height++) {
      Map<Integer, byte[]> above = new TreeMap<>();
      for (int place : below.keySet()) {
        int even = place & ~1;
        above.put(
            place >> 1,
            Keccak256.hash(
                NODE, below.getOrDefault(even, NOTHING), below.getOrDefault(even | 1, NOTHING)));
      }
      below = above;
    }
    return below.getOrDefault(0, NOTHING);
  }

  private static byte[] list(int account, List<byte[]> moves) {
    List<byte[]> level = new ArrayList<>();
    moves.forEach(move -> level.add(Keccak256.hash(MOVE, move)));
    while (level.size() > 1) {
      List<byte[]> below = List.copyOf(level);
      level.clear();
      for (int i = 0; i < below.size(); i += 2) {
        level.add(
            i + 1 == below.size()
                ? below.get(i)
                : Keccak256.hash(MOVE_NODE, below.get(i), below.get(i + 1)));
      }
    }
    ByteBuffer head = ByteBuffer.allocate(9).put(LIST).putInt(account).putInt(moves.size());
    return Keccak256.hash(head.array(), level.get(0));
  }
}
