package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who closes how much in a deleveraging, told again from its definition in {@code risk.md} D13 A
 * with lists and big numbers.
 */
final class DrainTwin {
  /** One that may be closed. */
  static final class Candidate {
    final Account account;
    final long size;
    final BigInteger notional;
    final BigInteger equity;
    final BigInteger leverage;
    long closed;

    Candidate(Account account, long size, long lotValue, long equity) {
      this.account = account;
      this.size = size;
      notional = BigInteger.valueOf(size).multiply(BigInteger.valueOf(lotValue));
      this.equity = BigInteger.valueOf(Math.max(1, equity));
      leverage = notional.multiply(MILLION).divide(this.equity).min(MOST);
    }
  }

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(62);

  private final Ledger ledger;
  private final PlainMargin margin;

  /** What everybody above came down to, of the last pass that closed anything. */
  private BigInteger level = BigInteger.ZERO;

  DrainTwin(Ledger ledger, PlainMargin margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Those who close, in rank order: first the legs that add risk, then the hedges. */
  List<Candidate> plan(Market market, boolean longs, long wanted) {
    var plan = new ArrayList<Candidate>();
    level = BigInteger.ZERO;
    long left = wanted;
    for (boolean addsRisk : new boolean[] {true, false}) {
      var ranks = candidates(market, longs, addsRisk);
      left -= drain(ranks, market.lotValue(), left);
      plan.addAll(ranks);
    }
    plan.removeIf(candidate -> candidate.closed == 0);
    return plan;
  }

  long level() {
    return level.longValueExact();
  }

  private List<Candidate> candidates(Market market, boolean longs, boolean addsRisk) {
    var ranks = new ArrayList<Candidate>();
    for (Account account : ledger.accounts) {
      long lots = account.lots[market.id];
      if (!account.user() || (longs ? lots <= 0 : lots >= 0)) {
        continue;
      }
      margin.of(account, market, -lots);
      long without = margin.maintenance;
      margin.of(account);
      long part = margin.maintenance - without;
      if (part > 0 == addsRisk) {
        long equity = margin.equity;
        long attributed =
            addsRisk ? Exact.mulDivDown(Math.max(0, equity), part, margin.maintenance) : equity;
        ranks.add(new Candidate(account, Math.abs(lots), market.lotValue(), attributed));
      }
    }
    ranks.sort(
        Comparator.comparing((Candidate candidate) -> candidate.leverage)
            .reversed()
            .thenComparing(candidate -> candidate.account.id));
    return ranks;
  }

  private long drain(List<Candidate> ranks, long lotValue, long wanted) {
    long available = ranks.stream().mapToLong(candidate -> candidate.size).sum();
    long quantity = Math.min(wanted, available);
    if (quantity == 0) {
      return 0;
    }
    var target = BigInteger.valueOf(quantity).multiply(BigInteger.valueOf(lotValue));
    var notional = BigInteger.ZERO;
    var equity = BigInteger.ZERO;
    for (int end = 1; end <= ranks.size(); end++) {
      notional = notional.add(ranks.get(end - 1).notional);
      equity = equity.add(ranks.get(end - 1).equity);
      if (notional.compareTo(target) < 0) {
        continue;
      }
      level = up(notional.subtract(target).multiply(MILLION), equity);
      if (end == ranks.size() || level.compareTo(ranks.get(end).leverage) >= 0) {
        closeTo(ranks.subList(0, end), lotValue, quantity);
        break;
      }
    }
    return quantity;
  }

  private void closeTo(List<Candidate> prefix, long lotValue, long quantity) {
    long left = quantity;
    for (Candidate candidate : prefix) {
      var kept = up(level.multiply(candidate.equity), MILLION).min(candidate.notional);
      candidate.closed =
          candidate.notional.subtract(kept).divide(BigInteger.valueOf(lotValue)).longValueExact();
      left -= candidate.closed;
    }
    while (left > 0) {
      for (Candidate candidate : prefix) {
        if (left > 0 && candidate.closed < candidate.size) {
          candidate.closed++;
          left--;
        }
      }
    }
  }

  private static BigInteger up(BigInteger dividend, BigInteger divisor) {
    return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
  }
}
