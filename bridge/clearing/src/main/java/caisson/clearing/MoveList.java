package caisson.clearing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All moves of one account in one batch, in the order of the log, and the hash over them. */
public record MoveList(int account, List<Move> moves) {
  private static final int TAG = 0x0a;

  public MoveList {
    moves = List.copyOf(moves);
  }

  /** The moves one after another. */
  public byte[] bytes() {
    Bytes out = new Bytes();
    moves.forEach(move -> out.raw(move.bytes()));
    return out.toArray();
  }

  public byte[] hash() {
    return Keccak.hash(preimage());
  }

  byte[] preimage() {
    return new Bytes()
        .u8(TAG)
        .u32(account)
        .u32(moves.size())
        .raw(HashTree.MOVES.root(hashes()))
        .toArray();
  }

  /** Siblings of one move, 32 bytes each, none where it is the odd one. */
  public byte[] path(int index) {
    return HashTree.MOVES.path(hashes(), index);
  }

  /** What hashes to this, of the list itself, its inner nodes, its moves and their evidence. */
  Optional<byte[]> preimage(byte[] hash) {
    if (Arrays.equals(hash(), hash)) {
      return Optional.of(preimage());
    }
    for (Move move : moves) {
      if (Arrays.equals(move.hash(), hash)) {
        return Optional.of(move.preimage());
      }
      if (Arrays.equals(move.evidence().hash(), hash)) {
        return Optional.of(move.evidence().bytes());
      }
    }
    return HashTree.MOVES.preimage(hashes(), hash);
  }

  List<byte[]> hashes() {
    return moves.stream().map(Move::hash).toList();
  }
}
