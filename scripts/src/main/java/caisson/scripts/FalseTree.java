package caisson.scripts;

import caisson.clearing.Batch;
import caisson.clearing.BatchHeader;
import caisson.clearing.Keccak;
import caisson.clearing.Leaf;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The way from a leaf to the root of a batch's tree, node by node, and roots over a node that is
 * stated falsely. A false statement adds the same to both sums, so the header's sums still differ
 * by the accounted coin and the commit sees nothing.
 */
final class FalseTree {
  static final int DEPTH = 24;
  private static final int NODE = 64;

  /** A node as it stands in its parent. */
  record Node(byte[] hash, BigInteger positive, BigInteger negative) {
    byte[] bytes() {
      ByteArrayOutputStream out = new ByteArrayOutputStream(NODE);
      out.writeBytes(hash);
      out.writeBytes(number(positive));
      out.writeBytes(number(negative));
      return out.toByteArray();
    }

    Node plus(BigInteger lie) {
      return new Node(hash, positive.add(lie), negative.add(lie));
    }

    private static Node read(byte[] bytes, int at) {
      return new Node(
          Arrays.copyOfRange(bytes, at, at + 32),
          new BigInteger(1, bytes, at + 32, 16),
          new BigInteger(1, bytes, at + 48, 16));
    }

    private static byte[] number(BigInteger value) {
      byte[] minimal = value.toByteArray();
      byte[] padded = new byte[16];
      int length = Math.min(minimal.length, 16);
      System.arraycopy(minimal, minimal.length - length, padded, 16 - length, length);
      return padded;
    }
  }

  private final int account;
  private final byte[] siblings;
  private final Node leaf;

  FalseTree(Batch batch, Leaf leaf) {
    account = leaf.account();
    siblings = batch.leafProof(account);
    BigInteger claim = batch.window().marks().claim(leaf);
    this.leaf =
        new Node(
            leaf.isEmpty() ? new byte[32] : leaf.hash(),
            claim.max(BigInteger.ZERO),
            claim.negate().max(BigInteger.ZERO));
  }

  /** The node of a level on the way, 0 the leaf, when the one at {@code falseLevel} lies. */
  Node node(int level, int falseLevel, BigInteger lie) {
    Node node = falseLevel == 0 ? leaf.plus(lie) : leaf;
    for (int at = 1; at <= level; at++) {
      byte[] children = children(node, at);
      Node sibling = Node.read(siblings, NODE * (at - 1));
      BigInteger positive = node.positive().add(sibling.positive());
      BigInteger negative = node.negative().add(sibling.negative());
      node = new Node(hash(children), positive, negative);
      node = at == falseLevel ? node.plus(lie) : node;
    }
    return node;
  }

  /** Left and right below the true node of a level, 128 bytes. */
  byte[] children(int level) {
    return children(node(level - 1, -1, BigInteger.ZERO), level);
  }

  private byte[] children(Node node, int level) {
    byte[] sibling = Arrays.copyOfRange(siblings, NODE * (level - 1), NODE * level);
    boolean right = (account >> (level - 1) & 1) == 1;
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * NODE);
    out.writeBytes(right ? sibling : node.bytes());
    out.writeBytes(right ? node.bytes() : sibling);
    return out.toByteArray();
  }

  private static byte[] hash(byte[] children) {
    boolean empty = Arrays.equals(children, new byte[2 * NODE]);
    return empty ? new byte[32] : Keccak.hash(new byte[] {1}, children);
  }

  /** The node's place among those of its level. */
  int index(int level) {
    return account >> level;
  }

  /** Siblings above the node of a level. */
  byte[] pathAbove(int level) {
    return Arrays.copyOfRange(siblings, NODE * level, siblings.length);
  }

  /** The batch's header over the tree with the lie. */
  BatchHeader header(Batch batch, int falseLevel, BigInteger lie) {
    Node root = node(DEPTH, falseLevel, lie);
    BatchHeader h = batch.header();
    return new BatchHeader(
        h.version(),
        h.no(),
        h.prevHash(),
        h.ts(),
        h.seqFrom(),
        h.seqTo(),
        root.hash(),
        root.positive(),
        root.negative(),
        h.markRoot(),
        h.accountedHash(),
        h.flowsHash(),
        h.payloadHash(),
        h.fillRoot(),
        h.logRoot(),
        h.ledgerSeal(),
        h.forcedCount(),
        h.forcedPrefix(),
        h.depositsUpTo(),
        h.withdrawRoot(),
        h.withdrawTotalsHash());
  }
}
