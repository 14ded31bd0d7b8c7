package caisson.oracle.reconcile;

import caisson.reconciliation.Cut;
import caisson.reconciliation.Key;
import caisson.reconciliation.Side;
import java.util.HashMap;
import java.util.Map;

/** Amounts as they were told: who holds what, at what reference cost, and what is accounted for. */
final class Told {
  long batchNo;
  long sequence;
  final Map<Key, Long> held = new HashMap<>();
  final Map<Key, Long> refCosts = new HashMap<>();
  final Map<Integer, Long> accounted = new HashMap<>();

  /** What is told later counts. */
  void merge(Told later) {
    batchNo = later.batchNo;
    sequence = later.sequence;
    held.putAll(later.held);
    refCosts.putAll(later.refCosts);
    accounted.putAll(later.accounted);
    held.values().removeIf(amount -> amount == 0);
    refCosts.values().removeIf(amount -> amount == 0);
  }

  /** What leaves must hold: units and lots, and the units accounted for in all. */
  Side leaves(String name) {
    Side.Builder side = Side.of(name, cut());
    held.forEach(side::row);
    accounted.forEach(side::total);
    return side.freeze();
  }

  /**
   * What the books must show: a balance is cash plus the reference costs of the account's lines,
   * profit clearing holds those costs against it, and no other clearing account keeps anything.
   */
  Side books(String name) {
    Map<Key, Long> balances = new HashMap<>();
    held.forEach(
        (key, amount) -> {
          if (key.kind() == Key.Kind.ASSET) {
            balances.merge(key, amount, Math::addExact);
          }
        });
    long costs = 0;
    for (Map.Entry<Key, Long> line : refCosts.entrySet()) {
      balances.merge(Key.asset(0, line.getKey().account()), line.getValue(), Math::addExact);
      costs = Math.addExact(costs, line.getValue());
    }
    Side.Builder side = Side.of(name, cut());
    balances.forEach(side::row);
    side.row(Key.code(0, Chart.PROFIT_CLEARING), -costs);
    return side.freeze();
  }

  private Cut cut() {
    return new Cut(sequence, 0);
  }
}
