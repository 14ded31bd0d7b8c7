package caisson.scripts;

import caisson.clearing.Batch;
import caisson.clearing.ChainState;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Flow;
import caisson.clearing.Leaf;
import caisson.clearing.LogCommitment;
import caisson.clearing.MarkWords;
import caisson.clearing.SealedWindow;
import caisson.clearing.Withdrawal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A batch in the making; everything its header says follows from what was planned. */
final class TwinPlan {
  private static final int SEQUENCES = 100;
  private static final byte[] DESTINATION = new byte[20];

  private final TwinBooks before;
  private final ChainState chain;
  private final TreeMap<Integer, TreeMap<Long, Long>> changes = new TreeMap<>();
  private final TreeMap<Integer, long[]> flows = new TreeMap<>();
  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private MarkWords marks;
  private boolean remarked;
  private long ts;
  private int consumed;
  private long served;

  TwinPlan(TwinBooks before, ChainState chain) {
    this.before = before;
    this.chain = chain;
    marks = before.marks;
    ts = chain.nowS();
    served = chain.head().forcedCount();
  }

  /** An honest batch with a bit of everything in it, or of almost nothing. */
  static TwinPlan random(TwinBooks before, ChainState chain, Random random) {
    TwinPlan plan = new TwinPlan(before, chain);
    plan.ts += random.nextInt(90) - 29;
    plan.ts = Math.max(plan.ts, chain.head().ts());
    plan.consume(
        random.nextInt(chain.books().waiting().size() + 1), TwinVenue.FIRST + random.nextInt(40));
    plan.served += random.nextInt(4);
    for (int i = random.nextInt(12); i > 0; i--) {
      int asset = random.nextInt(before.assets);
      plan.move(asset, plan.rich(asset, random), plan.anybody(random), 1 + random.nextInt(1_000));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      int market = 1 + random.nextInt(TwinBooks.MARKETS);
      long lots = 1 + random.nextInt(5_000);
      plan.trade(market, plan.anybody(random), plan.anybody(random), lots);
    }
    if (random.nextInt(12) == 0) {
      plan.spread(random, 150 + random.nextInt(400));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      int asset = random.nextInt(before.assets);
      plan.withdraw(asset, plan.rich(asset, random), 1 + random.nextInt(2_000));
    }
    if (random.nextInt(6) == 0) {
      long most = Math.min(-chain.fund().orElseThrow().badDebt(), 500_000_000L);
      plan.cover(1 + random.nextInt((int) most), TwinVenue.BAD_DEBT);
    }
    if (random.nextInt(8) == 0) {
      plan.topUp(1 + random.nextInt(1_000_000), TwinVenue.FEES);
    }
    if (random.nextInt(3) == 0) {
      plan.remark(random);
    }
    return plan;
  }

  MarkWords marks() {
    return marks;
  }

  long ts() {
    return ts;
  }

  /** Takes the next so many deposits in, for accounts from this one on. */
  void consume(int count, int account) {
    for (int i = 0; i < count; i++) {
      ChainState.Waiting deposit = chain.books().waiting().get(consumed + i);
      flow(deposit.asset())[0] += deposit.units();
      change(account + i, Entry.assetSection(deposit.asset()), deposit.units());
    }
    consumed += count;
  }

  void move(int asset, int from, int to, long units) {
    change(from, Entry.assetSection(asset), -units);
    change(to, Entry.assetSection(asset), units);
  }

  void trade(int market, int buyer, int seller, long lots) {
    change(buyer, Entry.marketSection(market), lots);
    change(seller, Entry.marketSection(market), -lots);
  }

  /** A coin's smallest part to very many, so that a section has several pages. */
  private void spread(Random random, int many) {
    int from = rich(0, random);
    int account = 10_000 + random.nextInt(1 << 20);
    for (int i = 0; i < many; i++, account += 1 + random.nextInt(3)) {
      move(0, from, account, 1);
    }
  }

  void withdraw(int asset, int account, long units) {
    flow(asset)[1] += units;
    change(account, Entry.assetSection(asset), -units);
    withdrawals.add(
        new Withdrawal(
            chain.head().no() + 1, withdrawals.size(), account, asset, units, DESTINATION, 0));
  }

  void cover(long units, int account) {
    flow(0)[2] += units;
    change(account, Entry.assetSection(0), units);
  }

  void topUp(long units, int account) {
    flow(0)[3] += units;
    change(account, Entry.assetSection(0), -units);
  }

  void remark(Random random) {
    MarkWords.Builder words = new MarkWords.Builder();
    for (int asset = 0; asset < before.assets; asset++) {
      words.asset(asset, 1_000_000_000_000L + random.nextInt(1 << 20), 6, random.nextInt(2));
    }
    for (int market = 1; market <= TwinBooks.MARKETS; market++) {
      long ticks = 1 + random.nextInt(1_000_000);
      words.market(market, ticks, 1 + random.nextInt(20), random.nextInt(2_000) - 1_000, 0);
    }
    marks = words.build();
    remarked = true;
  }

  Batch seal() {
    List<Leaf> touched = new ArrayList<>();
    changes.forEach((account, rows) -> touched.add(before.leaf(account, rows)));
    DoubleSumTree tree = remarked ? DoubleSumTree.of(before.leaves(), marks) : before.tree;
    boolean carries = !Arrays.equals(marks.root(), chain.head().markRoot());
    SealedWindow window =
        new SealedWindow(
            chain.head().no() + 1,
            chain.head().seqTo() + 1,
            chain.head().seqTo() + SEQUENCES,
            ts,
            chain.books().depositsUpTo() + consumed,
            marks,
            carries,
            new LogCommitment(new byte[32], served, chain.forced().prefix(served)),
            tree.with(touched, marks),
            entries(),
            flowRows(),
            accounted(),
            withdrawals,
            touched,
            FillTree.EMPTY);
    return window.seal(chain.head().hash(), new byte[32]);
  }

  private List<Entry> entries() {
    TreeMap<Long, TreeMap<Integer, Long>> sections = new TreeMap<>();
    changes.forEach(
        (account, rows) ->
            rows.forEach(
                (section, delta) ->
                    sections
                        .computeIfAbsent(section, ignored -> new TreeMap<>())
                        .put(account, delta)));
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<Long, TreeMap<Integer, Long>> section : sections.entrySet()) {
      section
          .getValue()
          .forEach(
              (account, delta) -> {
                if (delta != 0) {
                  entries.add(new Entry(section.getKey(), account, delta));
                }
              });
    }
    return entries;
  }

  private List<Flow> flowRows() {
    List<Flow> rows = new ArrayList<>();
    flows.forEach((asset, row) -> rows.add(new Flow(asset, row[0], row[1], row[2], row[3])));
    return rows;
  }

  private long[] accounted() {
    long[] accounted = chain.books().accounted().clone();
    for (Flow flow : flowRows()) {
      accounted[flow.asset()] += flow.net();
    }
    return accounted;
  }

  private long[] flow(int asset) {
    return flows.computeIfAbsent(asset, ignored -> new long[4]);
  }

  private void change(int account, long section, long delta) {
    changes
        .computeIfAbsent(account, ignored -> new TreeMap<>())
        .merge(section, delta, Math::addExact);
  }

  /** Somebody with more of the asset than a random batch takes from one. */
  private int rich(int asset, Random random) {
    long section = Entry.assetSection(asset);
    List<Integer> rich =
        before.accounts().stream().filter(each -> before.has(each, section) > 9_000).toList();
    return rich.get(random.nextInt(rich.size()));
  }

  private int anybody(Random random) {
    List<Integer> known = before.accounts();
    return random.nextInt(4) > 0
        ? known.get(random.nextInt(known.size()))
        : 1 + random.nextInt((1 << 24) - 1);
  }
}
