package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.FeeCommands;
import caisson.engine.wire.FeeTerms;
import caisson.protocol.RejectReason;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Fee tiers by what was traded in each half month, and who is owed a share. */
final class ReferenceFees implements FeeCommands {
  record Tier(BigInteger maker, BigInteger taker) {}

  record Referral(int referrer, BigInteger sharePpm) {}

  final TreeMap<BigInteger, Tier> tiers = new TreeMap<>();
  final Map<Integer, Referral> referrals = new HashMap<>();
  private final Map<Integer, Map<Long, BigInteger>> volumes = new HashMap<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;

  ReferenceFees(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  @Override
  public void setFeeTiers(long requestId, long version, FeeTerms terms) {
    var reason = RejectReason.NONE;
    for (int i = 0; i < terms.count; i++) {
      boolean ascends =
          i == 0 ? terms.minVolume[0] >= 0 : terms.minVolume[i] > terms.minVolume[i - 1];
      boolean taker = terms.takerPpm[i] >= 0 && terms.takerPpm[i] <= 100_000;
      long maker = terms.makerPpm[i];
      boolean least = maker == Integer.MIN_VALUE && engine.parameters.rules < 4;
      if (!ascends || !taker || (!least && Math.abs(maker) > terms.takerPpm[i])) {
        reason = RejectReason.BAD_PARAMETER;
      }
    }
    if (!engine.parameters.refused(requestId, 72, version, reason)) {
      set(terms);
      engine.parameters.changed(version);
    }
  }

  @Override
  public void setReferrer(long requestId, int account, int referrer, int sharePpm) {
    var reason = RejectReason.NONE;
    if (account < 4096 || referrer < 4096) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (!engine.accounts.containsKey(account) || !engine.accounts.containsKey(referrer)) {
      reason = RejectReason.UNKNOWN_ACCOUNT;
    } else if (account == referrer || sharePpm < 0 || sharePpm > 500_000) {
      reason = RejectReason.BAD_PARAMETER;
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, 73, reason);
      return;
    }
    referrals.remove(account);
    if (sharePpm > 0) {
      referrals.put(account, new Referral(referrer, big(sharePpm)));
    }
    events.prices.referrerSet(account, referrer, sharePpm);
  }

  private void set(FeeTerms terms) {
    tiers.clear();
    for (int i = 0; i < terms.count; i++) {
      tiers.put(
          BigInteger.valueOf(terms.minVolume[i]),
          new Tier(BigInteger.valueOf(terms.makerPpm[i]), BigInteger.valueOf(terms.takerPpm[i])));
    }
  }

  BigInteger takerPpm(Account account, BigInteger listed) {
    var tier = tiers.floorEntry(volume(account));
    return tier == null ? listed : listed.min(tier.getValue().taker());
  }

  BigInteger makerPpm(Account account, BigInteger listed) {
    var tier = tiers.floorEntry(volume(account));
    return tier == null ? listed : listed.min(tier.getValue().maker());
  }

  void traded(Account account, BigInteger notional) {
    if (!tiers.isEmpty()) {
      volumes
          .computeIfAbsent(account.id, id -> new HashMap<>())
          .merge(half(), notional, BigInteger::add);
    }
  }

  private BigInteger volume(Account account) {
    var halves = volumes.getOrDefault(account.id, Map.of());
    return halves
        .getOrDefault(half(), BigInteger.ZERO)
        .add(halves.getOrDefault(half() - 1, BigInteger.ZERO));
  }

  private long half() {
    return engine.now / (15 * 86_400_000_000_000L);
  }
}
