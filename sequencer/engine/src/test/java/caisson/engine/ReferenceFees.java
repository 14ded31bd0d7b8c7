package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.wire.FeeTerms;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Fee tiers by what was traded in each half month, and who is owed a share. */
final class ReferenceFees {
  record Tier(BigInteger maker, BigInteger taker) {}

  record Referral(int referrer, BigInteger sharePpm) {}

  final TreeMap<BigInteger, Tier> tiers = new TreeMap<>();
  final Map<Integer, Referral> referrals = new HashMap<>();
  private final Map<Integer, Map<Long, BigInteger>> volumes = new HashMap<>();
  private final ReferenceEngine engine;

  ReferenceFees(ReferenceEngine engine) {
    this.engine = engine;
  }

  void set(FeeTerms terms) {
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
