package caisson.scripts;

import caisson.clearing.Batch;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.Entry;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What accounts have after a batch, by section, as plainly as can be. */
final class TwinBooks {
  static final int MARKETS = 3;

  final int assets;
  private final TreeMap<Integer, TreeMap<Long, Long>> accounts = new TreeMap<>();
  MarkWords marks = new MarkWords.Builder().build();
  DoubleSumTree tree = DoubleSumTree.EMPTY;

  TwinBooks(int assets) {
    this.assets = assets;
  }

  long has(int account, long section) {
    return accounts.getOrDefault(account, new TreeMap<>()).getOrDefault(section, 0L);
  }

  /** The leaf with these changes, by section. */
  Leaf leaf(int account, Map<Long, Long> changes) {
    TreeMap<Long, Long> rows = new TreeMap<>(accounts.getOrDefault(account, new TreeMap<>()));
    changes.forEach((section, delta) -> rows.merge(section, delta, Math::addExact));
    Leaf.Builder leaf = Leaf.builder(account);
    rows.forEach(
        (section, amount) -> {
          if (section >>> 32 == 2) {
            leaf.units(section.intValue(), amount);
          } else {
            leaf.lots(section.intValue(), amount);
          }
        });
    return leaf.build();
  }

  List<Integer> accounts() {
    return List.copyOf(accounts.keySet());
  }

  List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    accounts.keySet().forEach(account -> leaves.add(leaf(account, Map.of())));
    return leaves;
  }

  /** Goes on to the state after a batch. */
  void take(TwinPlan plan, Batch batch) {
    for (Entry entry : batch.window().entries()) {
      accounts
          .computeIfAbsent(entry.account(), ignored -> new TreeMap<>())
          .merge(entry.section(), entry.delta(), Math::addExact);
    }
    marks = plan.marks();
    tree = batch.window().tree();
  }
}
