package caisson.bridge;

import caisson.clearing.Batch;
import caisson.clearing.Leaf;
import caisson.clearing.WindowState;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the log says, as far as its rows are committed: written by the follower, read by the
 * settlement thread and the resources.
 */
final class LogState {
  /**
   * A moment between two events.
   *
   * @param live whether the end of the log was reached since the start
   * @param assets listed in the log; ids are dense from 0
   * @param nextAccount every user account below is registered
   * @param lastDepositNo credited or returned
   * @param lastForcedNo last request of the forced queue consumed
   * @param confirmedNo last batch with a BatchConfirmed
   * @param outflowMost the limit of withdrawals in force, -1 without one
   */
  record Snapshot(
      boolean live,
      WindowState window,
      int assets,
      int nextAccount,
      long lastDepositNo,
      long lastForcedNo,
      long confirmedNo,
      long outflowMost) {}

  /** A leaf and the confirmed batch whose tree has it. */
  record Proof(Batch batch, Leaf leaf) {}

  private final AtomicReference<Snapshot> snapshot = new AtomicReference<>();
  // From the last confirmed batch on; each keeps the tree it was sealed with.
  private final NavigableMap<Long, Batch> batches = new ConcurrentSkipListMap<>();
  // As of batch leavesAt; both guarded by the map.
  private final Map<Integer, Leaf> leaves = new HashMap<>();
  private long leavesAt;

  /** Null until the first rows are read. */
  @Nullable Snapshot snapshot() {
    return snapshot.get();
  }

  void publish(Snapshot next) {
    synchronized (leaves) {
      snapshot.set(next);
      for (Batch batch : batches.subMap(leavesAt, false, next.confirmedNo(), true).values()) {
        batch.touchedLeaves().forEach(leaf -> leaves.put(leaf.account(), leaf));
        leavesAt = batch.header().no();
      }
      batches.headMap(leavesAt).clear();
    }
  }

  void add(Batch batch) {
    batches.put(batch.header().no(), batch);
  }

  /** The account at the last confirmed batch, empty before the first. */
  Optional<Proof> proof(int account) {
    synchronized (leaves) {
      Batch batch = batches.get(leavesAt);
      Leaf leaf = leaves.getOrDefault(account, Leaf.builder(account).build());
      return batch == null ? Optional.empty() : Optional.of(new Proof(batch, leaf));
    }
  }
}
