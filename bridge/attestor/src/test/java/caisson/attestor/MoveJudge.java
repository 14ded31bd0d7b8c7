package caisson.attestor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Keccak;
import caisson.clearing.Move;
import caisson.clearing.MoveList;
import caisson.clearing.SealedWindow;
import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contracts' judges of moves again, read off the Solidity and sharing no code with the fold:
 * whatever one of them would convict fails here.
 */
final class MoveJudge {
  private static final byte[] ORDER =
      Keccak.hash(
          ("Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,"
                  + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  private static final byte[] BUNDLE =
      Keccak.hash(
          ("Bundle(uint32 account,uint64 markets,uint64 nonce,uint64 expiryNs,Entry[] entries)"
                  + "Entry(uint8 action,uint32 market,uint64 orderId,uint8 side,uint8 tif,"
                  + "uint8 selfTrade,uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,"
                  + "uint64 goodTillNs,uint128 clientOrderId)")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  private static final BigInteger MOST = BigInteger.TWO;

  /** Null when signatures are not looked at. */
  private final @Nullable SigningDomain domain;

  private final Map<String, Long> acceptedNs = new HashMap<>();
  private final Map<String, List<long[]>> ranges = new HashMap<>();
  private long judged;

  MoveJudge(@Nullable SigningDomain domain) {
    this.domain = domain;
  }

  /** Fills whose evidence was judged. */
  long judged() {
    return judged;
  }

  void judge(SealedWindow window) {
    Map<String, Long> sums = new HashMap<>();
    for (MoveList list : window.fills().lists()) {
      long before = -1;
      for (int i = 0; i < list.moves().size(); i++) {
        Move move = list.moves().get(i);
        long identity = move.sequence() << 16 | move.index();
        assertTrue(identity > before, "F2b order");
        before = identity;
        assertTrue(move.sequence() >= window.seqFrom() && move.sequence() <= window.seqTo());
        prove(window.fills(), list, i);
        sum(sums, list.account(), move);
        fill(list.account(), move);
      }
    }
    for (Entry entry : window.entries()) {
      if (entry.account() >= 4096) {
        Long sum = sums.remove(entry.section() + "/" + entry.account());
        assertEquals(entry.delta(), sum, "F2b " + entry);
      }
    }
    sums.forEach((key, sum) -> assertEquals(0, sum, "F2b without an entry " + key));
  }

  /** As Judge._checkMove climbs. */
  private static void prove(FillTree tree, MoveList list, int index) {
    byte[] move = list.moves().get(index).bytes();
    assertEquals(Move.LENGTH, move.length);
    byte[] node = Keccak.hash(new byte[] {0x0c}, move);
    byte[] path = list.path(index);
    int at = 0;
    int place = index;
    for (int width = list.moves().size(); width > 1; width = width + 1 >> 1, place >>= 1) {
      if ((place ^ 1) < width) {
        byte[] sibling = Arrays.copyOfRange(path, at, at + 32);
        at += 32;
        node =
            (place & 1) == 0
                ? Keccak.hash(new byte[] {0x0b}, node, sibling)
                : Keccak.hash(new byte[] {0x0b}, sibling, node);
      }
    }
    assertEquals(path.length, at);
    ByteBuffer head = ByteBuffer.allocate(9).put((byte) 0x0a);
    node = Keccak.hash(head.putInt(list.account()).putInt(list.moves().size()).array(), node);
    byte[] above = tree.path(list.account());
    for (int level = 0; level < 24; level++) {
      byte[] sibling = Arrays.copyOfRange(above, 32 * level, 32 * level + 32);
      node =
          (list.account() >>> level & 1) == 0
              ? Keccak.hash(new byte[] {0x0d}, node, sibling)
              : Keccak.hash(new byte[] {0x0d}, sibling, node);
    }
    assertArrayEquals(tree.root(), node, "a move that its path does not prove");
  }

  private static void sum(Map<String, Long> sums, int account, Move m) {
    switch (m.kind()) {
      case Move.TRADE, Move.ASSIGN -> {
        add(sums, Entry.marketSection(m.market()), account, m.amount());
        long cash = -m.amount() * (m.ticks() * m.k() - m.term()) - m.fee();
        add(sums, Entry.assetSection(0), account, cash);
      }
      case Move.SPOT -> {
        add(sums, Entry.assetSection(m.asset()), account, m.amount() * m.term());
        add(sums, Entry.assetSection(0), account, -m.amount() * m.ticks() * m.k() - m.fee());
      }
      case Move.FORCED -> {}
      default -> add(sums, Entry.assetSection(m.asset()), account, m.amount());
    }
  }

  private static void add(Map<String, Long> sums, long section, int account, long delta) {
    sums.merge(section + "/" + account, delta, Math::addExact);
  }

  /** F3, F5 and F7. */
  private void fill(int account, Move m) {
    byte[] evidence = m.evidence().bytes();
    byte[] stated = Arrays.copyOfRange(m.bytes(), 77, 109);
    assertArrayEquals(evidence.length == 0 ? new byte[32] : Keccak.hash(evidence), stated);
    boolean traded = m.kind() == Move.TRADE || m.kind() == Move.SPOT;
    if (traded) {
      assertNotEquals(0, evidence.length, "F3 a fill without evidence " + m);
      BigInteger notional = big(Math.abs(m.amount())).multiply(big(m.ticks())).multiply(big(m.k()));
      BigInteger most = notional.divide(BigInteger.TEN).add(BigInteger.ONE);
      assertTrue(big(Math.abs(m.fee())).compareTo(most) <= 0, "F3 fee");
    }
    if (evidence.length == 0) {
      return;
    }
    judged++;
    switch (evidence[0]) {
      case 1, 2 -> signed(account, m, evidence);
      case 4 -> {
        if (m.kind() != Move.SPOT) {
          statement(m, evidence);
        }
      }
      case 5 -> {
        assertEquals(62, evidence.length);
        ByteBuffer request = ByteBuffer.wrap(evidence, 1, 61);
        assertEquals(2, request.get(17));
        assertEquals(account, request.getInt(18));
        assertEquals(m.market(), request.getInt(22));
        long lots = request.getLong(26);
        assertTrue(lots == 0 || m.left() + Math.abs(m.amount()) <= lots);
      }
      default -> throw new AssertionError("evidence by " + evidence[0]);
    }
  }

  private void signed(int account, Move m, byte[] evidence) {
    int words = evidence[1];
    long accepted = ByteBuffer.wrap(evidence).getLong(2);
    byte[] struct = Arrays.copyOfRange(evidence, 10, 10 + 32 * words);
    int at = 10 + 32 * words;
    Address owner = Address.of(Arrays.copyOfRange(evidence, at, at + 20));
    at += 20;
    assertEquals(account, word(struct, 1), "F3 account");
    boolean bundle = Arrays.equals(Arrays.copyOf(struct, 32), BUNDLE);
    long markets = bundle ? word(struct, 2) : 1L << word(struct, 2);
    assertEquals(1, markets >>> m.market() & 1, "F3 market");
    assertTrue(accepted <= m.timeNs(), "F3 accepted after the fill");
    long lots = Math.abs(m.amount());
    boolean order = Arrays.equals(Arrays.copyOf(struct, 32), ORDER);
    if (order) {
      boolean buy = word(struct, 3) == 0;
      assertEquals(buy, m.amount() > 0, "F3 side");
      long limit = word(struct, 5);
      assertTrue(buy ? m.ticks() <= limit : m.ticks() >= limit, "F3 limit");
      assertTrue(m.left() + lots <= word(struct, 6), "F3 lots");
      assertTrue(Long.compareUnsigned(accepted, word(struct, 8)) <= 0, "F3 expiry");
    }
    Address signer = owner;
    if (evidence[0] == 2) {
      int scopeWords = evidence[at++];
      byte[] scope = Arrays.copyOfRange(evidence, at, at + 32 * scopeWords);
      at += 32 * scopeWords;
      assertEquals(10, scopeWords);
      assertEquals(account, word(scope, 1), "F3 scope account");
      signer = Address.of(Arrays.copyOfRange(scope, 76, 96));
      assertTrue(Long.compareUnsigned(accepted, word(scope, 3)) <= 0, "F3 scope expiry");
      assertEquals(1, word(scope, 6) >>> m.market() & 1, "F3 scope market");
      if (order) {
        BigInteger most = new BigInteger(Long.toUnsignedString(word(scope, 5)));
        BigInteger asked = big(word(struct, 5)).multiply(big(word(struct, 6)));
        assertTrue(asked.multiply(big(m.k())).compareTo(most) <= 0, "F3 scope notional");
      }
      bySigner(evidence, at, struct, signer);
      bySigner(evidence, at + 65, scope, owner);
      assertEquals(at + 130, evidence.length);
    } else {
      bySigner(evidence, at, struct, owner);
      assertEquals(at + 65, evidence.length);
    }
    String hash = Hex.encode(Keccak.hash(struct));
    assertEquals(accepted, acceptedNs.computeIfAbsent(hash, h -> accepted), "F7 accepted twice");
    List<long[]> taken = ranges.computeIfAbsent(hash, h -> new ArrayList<>());
    for (long[] range : taken) {
      assertTrue(m.left() >= range[1] || m.left() + lots <= range[0], "F7 lots filled twice");
    }
    taken.add(new long[] {m.left(), m.left() + lots});
  }

  private void bySigner(byte[] evidence, int at, byte[] struct, Address signer) {
    SigningDomain known = domain;
    if (known == null) {
      return;
    }
    byte[] digest = Keccak.hash(new byte[] {0x19, 1}, known.separator(), Keccak.hash(struct));
    Signature signature = Signature.of(Arrays.copyOfRange(evidence, at, at + 65));
    assertTrue(signature.isBy(signer, digest), "F3 signature");
  }

  /** PriceJudge._stand at its widest bound. */
  private static void statement(Move m, byte[] evidence) {
    ByteBuffer in = ByteBuffer.wrap(evidence, 1, evidence.length - 1);
    assertEquals(m.timeNs(), in.getLong());
    BigInteger equity = big(in.getLong());
    int lines = in.getShort();
    BigInteger bound = BigInteger.ZERO;
    boolean honest = false;
    int before = -1;
    for (int i = 0; i < lines; i++) {
      int market = in.getInt();
      assertTrue(market > before, "F5 order of lines");
      before = market;
      long lots = in.getLong();
      BigInteger lot = big(in.getLong()).multiply(big(in.getLong()));
      equity = equity.add(big(lots).multiply(lot.subtract(big(in.getLong()))));
      bound = bound.add(big(Math.abs(lots)).multiply(lot).multiply(MOST));
      if (market == m.market()) {
        honest = lots != 0 && lots > 0 != m.amount() > 0 && Math.abs(m.amount()) <= Math.abs(lots);
      }
    }
    assertEquals(0, in.remaining());
    assertTrue(honest, "F5 the move makes no line smaller");
    assertTrue(equity.compareTo(bound) < 0, "F5 a healthy account " + equity + " " + bound);
  }

  private static long word(byte[] struct, int index) {
    return ByteBuffer.wrap(struct).getLong(32 * index + 24);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
