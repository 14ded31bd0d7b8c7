package caisson.verifier;

import caisson.signing.Hex;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One account's standing under a header, shown without the rest of the state.
 *
 * @param leaf the leaf's preimage, no bytes for the empty leaf
 * @param path 24 siblings from the bottom, each h | p u128 | n u128
 */
public record LeafProof(int account, byte[] leaf, byte[] path, byte[] marks) {
  /**
   * The claim in micro-dollars; refuses what does not lead to the header's root, sums and marks.
   */
  public BigInteger check(Header header) {
    MarkWords words = MarkWords.decode(marks);
    Refusal.require(
        Arrays.equals(words.root(), header.markRoot()),
        Refusal.Reason.MARK_ROOT,
        "found=" + Hex.encode(words.root()));
    Refusal.require(
        path.length == SumTree.DEPTH * Node.PROOF_LENGTH && account >>> SumTree.DEPTH == 0,
        Refusal.Reason.PROOF,
        "path length: found=" + path.length);
    Holdings holdings = holdings();
    Node node = holdings.leaf(words);
    for (int level = 0; level < SumTree.DEPTH; level++) {
      Node sibling = sibling(level);
      boolean right = (account >> level & 1) == 1;
      node = right ? Node.parent(sibling, node) : Node.parent(node, sibling);
    }
    Refusal.require(
        Arrays.equals(node.hash(), header.root())
            && node.positive().equals(header.sumPos())
            && node.negative().equals(header.sumNeg()),
        Refusal.Reason.PROOF,
        "root: expected=" + Hex.encode(header.root()) + " found=" + Hex.encode(node.hash()));
    return holdings.claim(words);
  }

  /** Reads the rows and writes them again: only the canonical form gives the same bytes. */
  private Holdings holdings() {
    Holdings holdings = new Holdings(account);
    if (leaf.length > 0) {
      ByteBuffer in = ByteBuffer.wrap(leaf);
      try {
        in.position(5);
        int assets = in.get() & 0xff;
        int lines = in.getShort() & 0xffff;
        for (int i = 0; i < assets; i++) {
          holdings.addUnits(in.getShort() & 0xffff, in.getLong());
        }
        for (int i = 0; i < lines; i++) {
          holdings.addLots(in.getInt(), in.getLong());
        }
      } catch (BufferUnderflowException | IllegalArgumentException cutShort) {
        throw new Refusal(Refusal.Reason.LEAF, "cut short: " + leaf.length + " bytes");
      }
    }
    Refusal.require(
        Arrays.equals(leaf, holdings.preimage()),
        Refusal.Reason.LEAF,
        "not the one form of account " + account);
    return holdings;
  }

  private Node sibling(int level) {
    int at = level * Node.PROOF_LENGTH;
    Node node =
        new Node(
            Arrays.copyOfRange(path, at, at + 32),
            new BigInteger(1, path, at + 32, 16),
            new BigInteger(1, path, at + 48, 16));
    Refusal.require(
        !node.isEmpty() || node.positive().signum() + node.negative().signum() == 0,
        Refusal.Reason.PROOF,
        "an empty sibling with sums at level " + level);
    return node;
  }
}
