package caisson.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of accounts for their fees, as lists and maps: tiers, who brought whom, and the
 * notional of both sides of every trade by half month of log time, of which the one that runs and
 * the one before count. While there are no tiers nothing is counted.
 */
final class FeeTwin {
  static final long HALF_MONTH_NS = 15 * 24 * 3_600_000_000_000L;

  record Tier(long minVolume, long makerPpm, long takerPpm) {}

  record Referral(int referrer, long sharePpm) {}

  /** In ascending volume. */
  final List<Tier> tiers = new ArrayList<>();

  /** By the account that pays the fees. */
  final Map<Integer, Referral> referrals = new TreeMap<>();

  private final Map<Integer, TreeMap<Long, Long>> volumes = new TreeMap<>();

  /** What counts of an account at that time. */
  long volume(int account, long nowNs) {
    return of(account, nowNs) + of(account, nowNs - HALF_MONTH_NS);
  }

  /** What was counted of it in the half month of that time. */
  long of(int account, long ns) {
    var halves = volumes.get(account);
    return halves == null ? 0 : halves.getOrDefault(ns / HALF_MONTH_NS, 0L);
  }

  /** Whether something of it was counted that counts no more. */
  boolean lapsed(int account, long nowNs) {
    var halves = volumes.get(account);
    return halves != null && halves.firstKey() < nowNs / HALF_MONTH_NS - 1;
  }

  /** The last tier whose volume that is at least; null before the first. */
  @Nullable Tier reached(long volume) {
    Tier reached = null;
    for (Tier tier : tiers) {
      reached = tier.minVolume <= volume ? tier : reached;
    }
    return reached;
  }

  void traded(int account, long notional, long nowNs) {
    if (!tiers.isEmpty()) {
      volumes
          .computeIfAbsent(account, id -> new TreeMap<>())
          .merge(nowNs / HALF_MONTH_NS, notional, Math::addExact);
    }
  }
}
