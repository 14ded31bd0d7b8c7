package caisson.scripts;

import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u256;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Batch;
import caisson.clearing.Evidence;
import caisson.clearing.FillTree;
import caisson.clearing.Leaf;
import caisson.clearing.Move;
import caisson.clearing.MoveList;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint40;

/** Lies about moves, and the call data of the proofs against them, from the lists alone. */
final class FalseMoves {
  private FalseMoves() {}

  /** The batch with another list for one account; everything else it says stays. */
  static Batch with(Batch honest, int account, UnaryOperator<List<Move>> lie) {
    List<MoveList> lists = new ArrayList<>();
    for (MoveList list : honest.window().fills().lists()) {
      List<Move> moves = list.moves();
      lists.add(
          list.account() == account
              ? new MoveList(account, lie.apply(new ArrayList<>(moves)))
              : list);
    }
    return honest
        .window()
        .change()
        .fills(new FillTree(lists))
        .window()
        .seal(honest.header().prevHash(), honest.header().ledgerSeal());
  }

  static MoveList list(Batch batch, int account) {
    MoveList list = batch.window().fills().list(account);
    return list == null ? new MoveList(account, List.of()) : list;
  }

  /** The move as another one would have it. */
  static Move like(Move m, long ticks, long left, int index, Evidence evidence) {
    return new Move(
        m.sequence(),
        index,
        m.kind(),
        m.asset(),
        m.market(),
        m.other(),
        m.amount(),
        ticks,
        m.k(),
        m.term(),
        m.fee(),
        left,
        m.timeNs(),
        evidence);
  }

  /** A statement of an account in liquidation, of one line. */
  static Evidence statement(long timeNs, long cash, Move m, long lots, long markTicks) {
    ByteBuffer out = ByteBuffer.allocate(19 + 36).put((byte) 4).putLong(timeNs).putLong(cash);
    out.putShort((short) 1).putInt(m.market()).putLong(lots).putLong(markTicks).putLong(m.k());
    return new Evidence(out.putLong(m.term()).array());
  }

  // Proofs

  static byte[] falseList(Batch batch, long at, int account, long key) {
    return Abi.call(
        "falseList",
        FalseBatch.committed(batch.headerBytes(), at),
        u32(account),
        new Uint40(BigInteger.valueOf(key)),
        bytes(list(batch, account).bytes()),
        bytes(batch.window().fills().path(account)),
        FalseBatch.page(batch.payload(), key, account));
  }

  static byte[] falseFill(Batch batch, long at, int account, int index) {
    return Abi.call(
        "falseFill",
        FalseBatch.committed(batch.headerBytes(), at),
        proof(batch, account, index),
        bytes(evidence(batch, account, index)));
  }

  static byte[] doubleFill(
      Batch batch, long at, int account, int index, int other, int otherIndex) {
    DynamicStruct committed = FalseBatch.committed(batch.headerBytes(), at);
    return Abi.call(
        "doubleFill",
        committed,
        proof(batch, account, index),
        bytes(evidence(batch, account, index)),
        committed,
        proof(batch, other, otherIndex),
        bytes(evidence(batch, other, otherIndex)));
  }

  static byte[] passedOver(
      Operator.Committed before, Batch batch, long at, int account, byte[] request) {
    return Abi.call(
        "passedOver",
        FalseBatch.committed(before.batch().headerBytes(), before.at()),
        FalseBatch.committed(batch.headerBytes(), at),
        bytes(request),
        bytes(list(batch, account).bytes()),
        bytes(batch.window().fills().path(account)));
  }

  static byte[] brokenReceipt(
      Batch batch, long at, StaticStruct receipt, byte[] signature, int account) {
    return Abi.call(
        "brokenReceipt",
        FalseBatch.committed(batch.headerBytes(), at),
        receipt,
        bytes(signature),
        bytes(list(batch, account).bytes()),
        bytes(batch.window().fills().path(account)));
  }

  /** What a venue signs for a user about a move. */
  static StaticStruct receipt(int account, Move move, byte[] hash) {
    return new StaticStruct(
        u32(account), u64(move.sequence()), new Uint16(move.index()), new Bytes32(hash));
  }

  static byte[] falseLiquidation(Batch batch, long at, int account, int index) {
    return Abi.call(
        "falseLiquidation",
        FalseBatch.committed(batch.headerBytes(), at),
        proof(batch, account, index),
        bytes(evidence(batch, account, index)));
  }

  static byte[] falseStatedMark(
      Batch batch,
      long at,
      int account,
      int index,
      int market,
      DynamicArray<DynamicStruct> rounds) {
    return Abi.call(
        "falseStatedMark",
        FalseBatch.committed(batch.headerBytes(), at),
        proof(batch, account, index),
        bytes(evidence(batch, account, index)),
        u32(market),
        rounds);
  }

  static byte[] falseStatement(
      Operator.Committed before, Batch batch, long at, Leaf was, long key, int index) {
    int account = was.account();
    return Abi.call(
        "falseStatement",
        FalseBatch.committed(before.batch().headerBytes(), before.at()),
        FalseBatch.committed(batch.headerBytes(), at),
        u32(account),
        new Uint40(BigInteger.valueOf(key)),
        FalseBatch.stated(before.batch(), was),
        bytes(list(batch, account).bytes()),
        bytes(batch.window().fills().path(account)),
        u256(index),
        bytes(evidence(batch, account, index)));
  }

  private static DynamicStruct proof(Batch batch, int account, int index) {
    MoveList list = list(batch, account);
    return new DynamicStruct(
        u32(account),
        bytes(list.moves().get(index).bytes()),
        u32(index),
        u32(list.moves().size()),
        bytes(list.path(index)),
        bytes(batch.window().fills().path(account)));
  }

  private static byte[] evidence(Batch batch, int account, int index) {
    return list(batch, account).moves().get(index).evidence().bytes();
  }
}
