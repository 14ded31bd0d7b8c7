package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.fixtures.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Moves of every kind under one fill root, as the contracts' tests read them too. */
class MoveVectorsTest {
  private static final long TIME_NS = 1_800_000_000_123_456_789L;
  private static final int LAST_ID = (1 << 24) - 1;

  static final FillTree TREE =
      new FillTree(
          List.of(
              new MoveList(
                  4096,
                  List.of(
                      move(7, Move.DEPOSIT, 0, 0, 0, 50_000_000, 0),
                      new Move(
                          9,
                          1,
                          Move.TRADE,
                          0,
                          3,
                          4097,
                          -7,
                          600_000,
                          10,
                          -1_234,
                          -42,
                          5,
                          TIME_NS,
                          evidence(330)),
                      new Move(
                          9,
                          2,
                          Move.SPOT,
                          1,
                          2,
                          LAST_ID,
                          3,
                          58_001,
                          100,
                          10_000,
                          1_740,
                          0,
                          TIME_NS,
                          evidence(801)),
                      move(12, Move.FORCED, 0, 0, 0, 250, 1),
                      move(12, Move.WITHDRAW, 0, 0, 0, -250, 0))),
              new MoveList(
                  4097,
                  List.of(
                      new Move(
                          9,
                          1,
                          Move.TRADE,
                          0,
                          3,
                          4096,
                          7,
                          600_000,
                          10,
                          -1_234,
                          210,
                          0,
                          TIME_NS,
                          evidence(5)),
                      new Move(
                          15,
                          4,
                          Move.ASSIGN,
                          0,
                          3,
                          17,
                          -7,
                          598_000,
                          10,
                          99,
                          0,
                          0,
                          TIME_NS,
                          Evidence.NONE),
                      move(15, Move.CASH, 0, 0, 17, -Long.MAX_VALUE, 0))),
              new MoveList(
                  LAST_ID,
                  List.of(
                      new Move(
                          9,
                          2,
                          Move.SPOT,
                          1,
                          2,
                          4096,
                          -3,
                          58_001,
                          100,
                          10_000,
                          0,
                          4,
                          TIME_NS,
                          evidence(77))))));

  private static Move move(
      long sequence, int kind, int asset, int market, int other, long amount, long term) {
    return new Move(
        sequence,
        kind,
        kind,
        asset,
        market,
        other,
        amount,
        0,
        0,
        term,
        0,
        0,
        TIME_NS,
        Evidence.NONE);
  }

  private static Evidence evidence(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + length);
    }
    return new Evidence(bytes);
  }

  @Test
  void shouldMatchTheSharedFile() throws IOException {
    Golden.check("moves", vectors());
  }

  @Test
  void shouldReadTheBytesItKeeps() {
    FillTree again = FillTree.read(TREE.bytes());
    assertArrayEquals(TREE.root(), again.root());
    assertArrayEquals(TREE.bytes(), again.bytes());
    assertArrayEquals(new byte[32], FillTree.EMPTY.root());
    assertEquals(0, FillTree.EMPTY.bytes().length);
  }

  private static Map<String, Object> vectors() {
    List<Object> lists = new ArrayList<>();
    for (MoveList list : TREE.lists()) {
      Map<String, Object> vector = new LinkedHashMap<>();
      vector.put("account", list.account());
      vector.put("moves", hex(list.bytes()));
      vector.put("hash", hex(list.hash()));
      vector.put("path", hex(TREE.path(list.account())));
      List<Object> moves = new ArrayList<>();
      for (int i = 0; i < list.moves().size(); i++) {
        Map<String, Object> each = new LinkedHashMap<>();
        Move move = list.moves().get(i);
        each.put("hash", hex(move.hash()));
        each.put("path", hex(list.path(i)));
        each.put("evidence", hex(move.evidence().bytes()));
        TreeMap<Long, Long> changes = new TreeMap<>();
        move.changes(changes::put);
        List<Object> rows = new ArrayList<>();
        changes.forEach(
            (key, delta) -> rows.add(Map.of("key", key.toString(), "delta", delta.toString())));
        each.put("changes", rows.stream().map(MoveVectorsTest::sorted).toList());
        moves.add(each);
      }
      vector.put("each", moves);
      lists.add(vector);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("fillRoot", hex(TREE.root()));
    all.put("pathOfNobody", hex(TREE.path(4098)));
    all.put("lists", lists);
    return all;
  }

  private static Object sorted(Object row) {
    return new TreeMap<>((Map<?, ?>) row);
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
