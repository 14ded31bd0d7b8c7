package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NettingTest {
  private static final int USER = 4096;
  private static final int TIER = 16;
  private static final int BAD_DEBT = 5;
  private static final byte[] NO_HASH = new byte[32];

  private final Venue venue = new Venue();
  private final Netting netting = new Netting();
  private final Posting posting = new Posting();
  private final TrialBalance ledger = new TrialBalance();
  private int fed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 71120, 9_000_001})
  void shouldAgreeWithTheTwinOnRandomHistories(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Leaf> before = new TreeMap<>();
    byte[] prevHash = NO_HASH;
    for (int window = 1; window <= 12; window++) {
      randomCommands(random, 60);
      if (random.nextBoolean()) {
        venue.markTicks = 590_000L + random.nextInt(20_000);
        venue.fundingIndex += random.nextInt(2_001) - 1_000;
      }
      venue.seal();
      SealedWindow sealed = feed().get(0);
      TreeMap<Integer, Leaf> after = leaves();
      String at = "seed=" + seed + " window=" + window;
      assertArrayEquals(
          ReferenceTree.root(after, sealed.marks()), sealed.tree().root().bytes(), at);
      assertEquals(twinEntries(before, after), sealed.entries(), at);
      for (Leaf leaf : after.values()) {
        byte[] proof = sealed.tree().proof(leaf.account());
        assertTrue(DoubleSumTree.verify(sealed.tree().root(), leaf, sealed.marks(), proof), at);
      }
      Batch batch = sealed.seal(prevHash, NO_HASH);
      assertEquals(sealed.entries(), BatchEncoder.decode(batch.payload()), at);
      assertArrayEquals(batch.headerBytes(), BatchHeader.decode(batch.headerBytes()).bytes(), at);
      prevHash = batch.headerHash();
      venue.confirm(window);
      feed();
      ledger.check(netting);
      before = after;
    }
  }

  @Test
  void shouldGiveTheSameBytesForTheSameLog() {
    randomCommands(new Random(5), 200);
    venue.seal();
    byte[] first = feed().get(0).seal(NO_HASH, NO_HASH).headerHash();
    Netting again = new Netting();
    byte[] second = null;
    for (Venue.Event event : venue.events) {
      var window = offer(again, event);
      if (window.isPresent()) {
        second = window.get().seal(NO_HASH, NO_HASH).headerHash();
      }
    }
    assertArrayEquals(first, second);
  }

  @Test
  void shouldCarryAReturnedDepositAsFlowWithoutEntry() {
    venue.returnDeposit(9999, 0, 5_000_000);
    venue.seal();
    SealedWindow sealed = feed().get(0);
    assertEquals(List.of(), sealed.entries());
    assertEquals(List.of(new Flow(0, 5_000_000, 5_000_000, 0, 0)), sealed.flows());
    assertEquals(1, sealed.withdrawals().size());
    ledger.check(netting);
  }

  @Test
  void shouldLeaveNothingOfAnEmptiedAccount() {
    venue.deposit(USER, 0, 12_000_000);
    venue.seal();
    feed();
    venue.withdraw(USER, 0, 12_000_000);
    venue.seal();
    SealedWindow sealed = feed().get(0);
    assertArrayEquals(new byte[64], sealed.tree().root().bytes());
    assertEquals(List.of(new Entry(Entry.assetSection(0), USER, -12_000_000)), sealed.entries());
    assertTrue(sealed.touchedLeaves().get(0).isEmpty());
    Leaf empty = Leaf.builder(USER).build();
    assertTrue(
        DoubleSumTree.verify(
            sealed.tree().root(), empty, sealed.marks(), sealed.tree().proof(USER)));
  }

  @Test
  void shouldChangeTheRootWhenOneUnitIsAddedAnywhere() {
    randomCommands(new Random(8), 100);
    venue.seal();
    SealedWindow sealed = feed().get(0);
    byte[] root = sealed.tree().root().bytes();
    for (Leaf leaf : sealed.touchedLeaves()) {
      Leaf.Builder builder = Leaf.builder(leaf.account());
      for (int row = 0; row < leaf.assetCount(); row++) {
        builder.units(leaf.asset(row), leaf.units(row) + (row == 0 ? 1 : 0));
      }
      for (int row = 0; row < leaf.lineCount(); row++) {
        builder.lots(leaf.market(row), leaf.lots(row));
      }
      DoubleSumTree lied = sealed.tree().with(List.of(builder.build()), sealed.marks());
      assertFalse(Arrays.equals(root, lied.root().bytes()));
      assertFalse(
          DoubleSumTree.verify(
              sealed.tree().root(),
              builder.build(),
              sealed.marks(),
              sealed.tree().proof(leaf.account())));
    }
  }

  @Test
  void shouldStopAtABalanceThatIsNotTheFolds() {
    venue.deposit(USER, 0, 100_000_000);
    venue.deposit(USER + 1, 0, 100_000_000);
    venue.trade(Venue.PERPETUAL, USER, USER + 1, Side.BUY, 600_000, 3, 900);
    for (Venue.Event event : venue.events) {
      if (event.templateId() == TradeExecutedDecoder.TEMPLATE_ID) {
        int feesCash = 8 + TradeExecutedDecoder.feesCashEncodingOffset();
        event.bytes()[feesCash]++;
        BrokenFold stop = assertThrows(BrokenFold.class, () -> offer(netting, event));
        assertEquals(
            "fee units of asset 0 differ: account=1 folded=450 event=451", stop.getMessage());
        return;
      }
      offer(netting, event);
    }
    throw new AssertionError("no trade");
  }

  @Test
  void shouldPostWhatALiquidationMoves() {
    venue.deposit(USER, 0, 100_000_000);
    venue.deposit(USER + 1, 0, 100_000_000);
    venue.deposit(TIER, 0, 50_000_000);
    venue.trade(Venue.PERPETUAL, USER, USER + 1, Side.BUY, 600_000, 10, 0);
    venue.markTicks = 1_800_000; // 120 coin against the first, who has 100
    venue.pay(TIER, USER, 5_000_000, TransferReason.SHORTFALL_PAID);
    venue.pay(USER + 1, USER, 12_000_000, TransferReason.PROFIT_HAIRCUT);
    venue.pay(BAD_DEBT, USER, 3_000_000, TransferReason.DEFICIT);
    venue.assign(USER + 1, USER, 4, TransferReason.DELEVERAGE);
    venue.assign(TIER, USER, 6, TransferReason.BACKSTOP);
    venue.seal();
    SealedWindow sealed = feed().get(0);
    ledger.check(netting);
    assertTrue(netting.leaf(USER).isEmpty());
    assertEquals(0, customer(USER));
    assertEquals(100_000_000 - 12_000_000 + 48_000_000, customer(USER + 1));
    assertEquals(45_000_000, customer(TIER));
    assertEquals(-3_000_000, customer(BAD_DEBT));
    assertEquals(6, netting.lots(USER + 1, Venue.PERPETUAL));
    assertEquals(-6, netting.lots(TIER, Venue.PERPETUAL));
    assertEquals(250_000_000, sealed.flows().get(0).depositsConsumed());
  }

  /** A short of 10 has lost 0.6 coin and goes to a third at the mark, who is paid 3 for it. */
  @Test
  void shouldPostWhatAnAuctionMoves() {
    for (int user = USER; user < USER + 3; user++) {
      venue.deposit(user, 0, 100_000_000);
    }
    venue.trade(Venue.PERPETUAL, USER, USER + 1, Side.BUY, 600_000, 10, 0);
    venue.markTicks = 606_000;
    venue.assign(USER + 2, USER, 10, TransferReason.AUCTION);
    venue.pay(USER, USER + 2, 3_000_000, TransferReason.AUCTION_PREMIUM);
    venue.seal();
    feed();
    ledger.check(netting);
    assertEquals(100_000_000 - 600_000 - 3_000_000, customer(USER));
    assertEquals(103_000_000, customer(USER + 2));
    assertEquals(0, netting.lots(USER, Venue.PERPETUAL));
    assertEquals(-10, netting.lots(USER + 2, Venue.PERPETUAL));
  }

  private long customer(int account) {
    return ledger.balance(new LedgerAccount(account, LedgerAccount.CUSTOMER, 0));
  }

  private void randomCommands(Random random, int count) {
    for (int i = 0; i < count; i++) {
      int maker = USER + random.nextInt(12);
      int taker = USER + (maker - USER + 1 + random.nextInt(11)) % 12;
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      long ticks = 590_000L + random.nextInt(20_000);
      long lots = 1L + random.nextInt(50);
      switch (random.nextInt(10)) {
        case 0 -> venue.deposit(maker, 0, 1 + random.nextInt(1_000_000_000));
        case 1 -> venue.deposit(maker, 1, 1 + random.nextInt(10_000_000));
        case 2 -> withdrawSome(random, maker, random.nextInt(2));
        case 3 -> venue.returnDeposit(60_000, random.nextInt(2), 1 + random.nextInt(1000));
        case 4 -> spotTrade(maker, taker, side, ticks, lots);
        case 5 -> venue.assign(maker, taker, lots, TransferReason.DELEVERAGE);
        case 6 -> venue.pay(maker, taker, lots * 1_000, TransferReason.PROFIT_HAIRCUT);
        case 7 -> venue.transfer(maker, taker, 0, lots * 1_000);
        default ->
            venue.trade(Venue.PERPETUAL, maker, taker, side, ticks, lots, random.nextInt(100_000));
      }
    }
  }

  private void withdrawSome(Random random, int account, int asset) {
    long held = venue.get(venue.units, account, asset).longValueExact();
    long available = Math.min(held, venue.accounted.get(asset).longValueExact());
    if (available > 0) {
      venue.withdraw(account, asset, 1 + random.nextLong(available));
    }
  }

  private void spotTrade(int maker, int taker, Side side, long ticks, long lots) {
    int seller = side == Side.BUY ? maker : taker;
    BigInteger needed = BigInteger.valueOf(lots * Venue.UNITS_PER_LOT);
    if (venue.get(venue.units, seller, 1).compareTo(needed) >= 0) {
      venue.trade(Venue.SPOT, maker, taker, side, ticks, lots, 777);
    }
  }

  /** Feeds what is new to the fold and to the ledger; returns the windows that ended. */
  private List<SealedWindow> feed() {
    List<SealedWindow> windows = new ArrayList<>();
    for (; fed < venue.events.size(); fed++) {
      Venue.Event event = venue.events.get(fed);
      offer(netting, event).ifPresent(windows::add);
      posting
          .onEvent(
              event.sequence(),
              event.index(),
              event.templateId(),
              new UnsafeBuffer(event.bytes()),
              0)
          .forEach(ledger::apply);
    }
    return windows;
  }

  private static java.util.Optional<SealedWindow> offer(Netting netting, Venue.Event event) {
    return netting.onEvent(
        event.sequence(),
        event.index(),
        event.last(),
        event.templateId(),
        new UnsafeBuffer(event.bytes()),
        0,
        event.bytes().length);
  }

  private TreeMap<Integer, Leaf> leaves() {
    TreeMap<Integer, Leaf> leaves = new TreeMap<>();
    venue.units.keySet().forEach(account -> leaves.put(account, venue.leaf(account)));
    venue.lots.keySet().forEach(account -> leaves.put(account, venue.leaf(account)));
    return leaves;
  }

  /** Entries the way F2 states them: leaf after minus leaf before, and nothing else. */
  private static List<Entry> twinEntries(
      TreeMap<Integer, Leaf> before, TreeMap<Integer, Leaf> after) {
    TreeMap<Long, TreeMap<Integer, Long>> sections = new TreeMap<>();
    before.forEach((account, leaf) -> spread(sections, leaf, -1));
    after.forEach((account, leaf) -> spread(sections, leaf, 1));
    List<Entry> entries = new ArrayList<>();
    sections.forEach(
        (section, rows) ->
            rows.forEach(
                (account, delta) -> {
                  if (delta != 0) {
                    entries.add(new Entry(section, account, delta));
                  }
                }));
    return entries;
  }

  private static void spread(TreeMap<Long, TreeMap<Integer, Long>> sections, Leaf leaf, int sign) {
    for (int row = 0; row < leaf.assetCount(); row++) {
      sections
          .computeIfAbsent(2L << 32 | leaf.asset(row), s -> new TreeMap<>())
          .merge(leaf.account(), sign * leaf.units(row), Long::sum);
    }
    for (int row = 0; row < leaf.lineCount(); row++) {
      sections
          .computeIfAbsent(3L << 32 | leaf.market(row), s -> new TreeMap<>())
          .merge(leaf.account(), sign * leaf.lots(row), Long::sum);
    }
  }
}
