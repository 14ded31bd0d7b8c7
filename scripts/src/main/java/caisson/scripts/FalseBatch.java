package caisson.scripts;

import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Batch;
import caisson.clearing.HashTree;
import caisson.clearing.Keccak;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import caisson.clearing.SealedWindow;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint40;

/**
 * A lie an operator could sign, and the proof against it that anybody can make from what the batch
 * published.
 */
final class FalseBatch {
  private static final int ENTRY = 12;
  private static final int PAGE_HEAD = 7;
  private static final int LAST_PAGE = 0x8000;
  private static final long COIN = 2L << 32;

  private FalseBatch() {}

  /** The window with other leaves that no entry tells of. */
  static SealedWindow with(SealedWindow w, List<Leaf> leaves) {
    return w.change().leaves(leaves).touchedLeaves(leaves).window();
  }

  /** The window at other marks, of which every leaf's claim makes part. */
  static SealedWindow marked(SealedWindow w, MarkWords marks, List<Leaf> leaves) {
    return w.change().marks(marks).leaves(leaves).window();
  }

  /** Call data of {@code Challenge.falseChange} for the coin of one account. */
  static byte[] proof(Operator.Committed before, Operator.Committed after, Leaf was, Leaf stated) {
    return change(
        before,
        committed(after.batch().headerBytes(), after.at()),
        after.batch(),
        COIN,
        was,
        stated);
  }

  /** The same for any component, against a header that may not be the batch's own. */
  static byte[] change(
      Operator.Committed before,
      DynamicStruct header,
      Batch after,
      long key,
      Leaf was,
      Leaf stated) {
    return Abi.call(
        "falseChange",
        committed(before.batch().headerBytes(), before.at()),
        header,
        u32(was.account()),
        new Uint40(key),
        stated(before.batch(), was),
        stated(after, stated),
        page(after.payload(), key, was.account()));
  }

  static DynamicStruct committed(byte[] header, long at) {
    return new DynamicStruct(bytes(header), u64(at));
  }

  /** A leaf with its claim as the batch's marks give it. */
  static DynamicStruct stated(Batch batch, Leaf leaf) {
    BigInteger claim = batch.window().marks().claim(leaf);
    BigInteger positive = claim.max(BigInteger.ZERO);
    BigInteger negative = claim.negate().max(BigInteger.ZERO);
    return stated(leaf.bytes(), positive, negative, batch.leafProof(leaf.account()));
  }

  static DynamicStruct stated(byte[] leaf, BigInteger positive, BigInteger negative, byte[] path) {
    return new DynamicStruct(
        bytes(leaf), new Uint128(positive), new Uint128(negative), bytes(path));
  }

  /** The page of a single-chunk payload in which an entry for the account would stand. */
  static DynamicStruct page(byte[] payload, long key, int account) {
    List<byte[]> pages = pages(payload);
    int index = 0;
    while (index + 1 < pages.size() && beginsBefore(pages.get(index + 1), key, account)) {
      index++;
    }
    List<byte[]> hashes = pages.stream().map(Keccak::hash).toList();
    return new DynamicStruct(
        bytes(pages.isEmpty() ? new byte[0] : pages.get(index)),
        u32(index),
        u32(pages.size()),
        bytes(HashTree.PAGES.path(hashes, index)),
        new Bytes32(new byte[32]),
        new DynamicBytes(new byte[0]));
  }

  /** Whether the page begins with an entry at or before the place of (key, account). */
  private static boolean beginsBefore(byte[] page, long key, int account) {
    ByteBuffer in = ByteBuffer.wrap(page);
    long found = in.get() & 0xffL;
    found = found << 32 | in.getInt() & 0xffffffffL;
    return found < key || (found == key && in.getInt(16) <= account);
  }

  /** Pages as they are hashed: with the key and the last id of the page before. */
  private static List<byte[]> pages(byte[] payload) {
    List<byte[]> pages = new ArrayList<>();
    byte[] previousKey = new byte[5];
    byte[] previousId = new byte[4];
    for (int at = 0; at < payload.length; ) {
      int count = (payload[at + 5] & 0xff) << 8 | payload[at + 6] & 0xff;
      int end = at + PAGE_HEAD + ENTRY * (count & ~LAST_PAGE);
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      page.write(payload, at, PAGE_HEAD);
      page.writeBytes(previousKey);
      page.writeBytes(previousId);
      page.write(payload, at + PAGE_HEAD, end - at - PAGE_HEAD);
      pages.add(page.toByteArray());
      previousKey = Arrays.copyOfRange(payload, at, at + 5);
      previousId = Arrays.copyOfRange(payload, end - ENTRY, end - ENTRY + 4);
      at = end;
    }
    return pages;
  }

  /** Hashes of the mark pages of one side, one after another. */
  static byte[] pageHashes(MarkWords marks, boolean markets) {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    byte[] padded = paddedPages(marks, markets);
    for (int at = 0; at < padded.length; at += 1024) {
      byte[] page = Arrays.copyOfRange(padded, at, at + 1024);
      hashes.writeBytes(Keccak.hash(new byte[] {(byte) (markets ? 3 : 2)}, page));
    }
    return hashes.toByteArray();
  }

  /** The mark words of one side in whole pages. */
  static byte[] paddedPages(MarkWords marks, boolean markets) {
    byte[] words = marks.bytes();
    int split = 4 + 32 * marks.assetCount();
    byte[] side =
        markets
            ? Arrays.copyOfRange(words, split, words.length)
            : Arrays.copyOfRange(words, 4, split);
    return Arrays.copyOf(side, (side.length + 1023) / 1024 * 1024);
  }
}
