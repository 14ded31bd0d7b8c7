package caisson.engine.liquidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.EngineLimits;
import caisson.engine.Tier;
import caisson.engine.account.Accounts;
import caisson.engine.book.AccountOrders;
import caisson.engine.book.Orders;
import caisson.engine.depth.Depths;
import caisson.engine.listing.Assets;
import caisson.engine.listing.CollateralFalls;
import caisson.engine.listing.MarketBits;
import caisson.engine.listing.Markets;
import caisson.engine.listing.Rules;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.risk.CoinIndex;
import caisson.engine.risk.Parameters;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.risk.Volatility;
import caisson.engine.wire.CommandBytes;
import caisson.engine.wire.EventPublisher;
import caisson.protocol.CancelReason;
import caisson.protocol.TransferReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Who closes and who pays, on random crowds with hedges, debts and ties, against the formulas
 * written down in fractions.
 */
class DeleveragingPropertyTest {
  private static final EngineLimits LIMITS = new EngineLimits(12, 1, 2, 4, 4, 4, 1, 5);
  private static final int USERS = 12;
  private static final int FIRST_ROW = 128;
  private static final int TIER_ROW = 16;
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final Accounts accounts = new Accounts(LIMITS);
  private final Markets markets = new Markets(2);
  private final Parameters parameters = new Parameters(1, 2);
  private final Tiers tiers = new Tiers(2);
  private final PortfolioRisk risk;
  private final Map<Integer, Long> paid = new TreeMap<>();
  private final Map<Integer, Long> received = new TreeMap<>();
  private long byTier;
  private long deficit;

  DeleveragingPropertyTest() {
    Assets assets = new Assets(1);
    assets.list(6, Assets.CASH_MARK_UNIT, 0, 0);
    Orders orders = new Orders(LIMITS.orders());
    for (int factor = 1; factor <= 2; factor++) {
      int market = markets.add();
      markets.k(market, 10);
      markets.markTicks(market, 1_000L * factor);
      markets.marginPpm[market] = 100_000;
      parameters.defined[factor] = true;
      parameters.group[factor] = 1;
      parameters.downBps[factor] = 250 * factor;
      parameters.upBps[factor] = 300;
      parameters.spotBps[factor] = 1_000;
      parameters.initialE3[factor] = 1_500;
      parameters.profitPpm[factor] = 1_000_000;
      parameters.marketFactor[market] = factor;
      tiers.tier[market] = 0;
    }
    parameters.rho[1] = 614;
    parameters.kappa[1] = 768;
    risk =
        new PortfolioRisk(
            LIMITS,
            accounts,
            assets,
            markets,
            orders,
            new AccountOrders(orders, accounts),
            parameters,
            new Volatility(parameters, markets),
            new OutcomeEvents(2),
            new CoinIndex(),
            new CollateralFalls(LIMITS.assets()),
            new Depths(2),
            new Rules());
    risk.parametersChanged();
    for (int user = 0; user < USERS; user++) {
      accounts.owners.register(FIRST_ROW + user, 1, 2, 3);
    }
  }

  /** The lots that are wanted, to the lot, from the highest leverage down; hedges last. */
  @Test
  void shouldCloseByTheFormulaExactlyTheLotsWanted() {
    var random = new SplittableRandom(13);
    var deleveraging = new Deleveraging(accounts, markets, risk);
    int hedges = 0;
    for (int i = 0; i < Tier.cases(10_000, 1_000_000); i++) {
      crowd(random);
      boolean longs = random.nextBoolean();
      long wanted = 1 + random.nextLong(300_000);
      int except = FIRST_ROW + random.nextInt(USERS);
      long found = deleveraging.plan(1, longs, wanted, except);
      Map<Integer, Long> closed = new TreeMap<>();
      long sum = 0;
      for (int rank = 0; rank < deleveraging.count(); rank++) {
        closed.merge(deleveraging.row(rank), deleveraging.lots(rank), Long::sum);
        sum += deleveraging.lots(rank);
      }
      closed.values().removeIf(lots -> lots == 0);
      assertEquals(found, sum, "case " + i);
      Map<Integer, Long> expected = new TreeMap<>();
      long left = pass(expected, longs, wanted, except, true);
      hedges += left > 0 ? 1 : 0;
      left = pass(expected, longs, left, except, false);
      expected.values().removeIf(lots -> lots == 0);
      assertEquals(expected, closed, "case " + i);
      assertEquals(wanted - left, found, "case " + i);
    }
    assertTrue(hedges > 100, "hedges were cut in " + hedges);
  }

  /**
   * What accounts owe is paid to the unit: tier, open profit in proportion to all of it, deficit;
   * and nobody pays more than his profit, however many owe.
   */
  @Test
  void shouldSplitShortfallsToTheUnitAndTakeNoMoreThanProfit() {
    var random = new SplittableRandom(14);
    var events = new EventPublisher((buffer, offset, length) -> {});
    var shortfall =
        new Shortfall(
            accounts,
            risk,
            tiers,
            new Recorder(),
            events,
            new Winners(accounts, markets, risk, USERS),
            USERS);
    var command = new CommandBytes().wrap(new UnsafeBuffer(new byte[8]), 0, 8);
    int split = 0;
    int together = 0;
    for (int i = 0; i < Tier.cases(10_000, 1_000_000); i++) {
      events.begin(i + 1, 0, command);
      crowd(random);
      setCash(TIER_ROW, random.nextInt(3) == 0 ? random.nextLong(50_000_000) : 0);
      Map<Integer, Long> owed = new TreeMap<>();
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        int loser = FIRST_ROW + random.nextInt(USERS);
        long owes = 1 + random.nextLong(random.nextInt(4) == 0 ? 20 : 800_000_000);
        risk.appraise(loser);
        accounts.credit(loser, 0, -owes - risk.equity());
        owed.put(loser, owes);
      }
      long nowNs = (i + 1) * 86_400_000_000_000L;
      long insurance = accounts.cash(TIER_ROW) * 50_000 / 1_000_000;
      long sum = owed.values().stream().mapToLong(Long::longValue).sum();
      paid.clear();
      received.clear();
      byTier = 0;
      deficit = 0;
      shortfall.begin(1);
      owed.forEach((loser, owes) -> shortfall.add(loser, 1, owes));
      shortfall.cover(nowNs);
      assertEquals(owed, received, "case " + i);
      assertEquals(Math.min(insurance, sum), byTier, "case " + i);
      Map<Integer, Long> expected = shares(sum - byTier);
      assertEquals(expected, paid, "case " + i);
      long given = paid.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(sum - byTier - given, deficit, "case " + i);
      split += paid.size() > 1 && deficit == 0 ? 1 : 0;
      together += paid.size() > 1 && owed.size() > 1 ? 1 : 0;
    }
    assertTrue(split > 500, "split among several: " + split);
    assertTrue(together > 1_000, "of several that owe: " + together);
  }

  /** With more winners than may pay, those with the most profit do. */
  @Test
  void shouldLetThoseWithTheMostProfitPayWhenAllAreTooMany() {
    var random = new SplittableRandom(15);
    var all = new Winners(accounts, markets, risk, USERS);
    var some = new Winners(accounts, markets, risk, 3);
    int cut = 0;
    for (int i = 0; i < 1_000; i++) {
      crowd(random);
      all.collect(MarketBits.of(1));
      some.collect(MarketBits.of(1));
      assertEquals(Math.min(3, all.count()), some.count(), "case " + i);
      Map<Integer, Long> caps = caps();
      List<Integer> largest = new ArrayList<>(caps.keySet());
      largest.sort(Comparator.comparing((Integer row) -> caps.get(row)).reversed());
      List<Integer> expected = largest.subList(0, some.count()).stream().sorted().toList();
      List<Integer> kept = new ArrayList<>();
      for (int w = 0; w < some.count(); w++) {
        kept.add(some.row(w));
      }
      assertEquals(expected, kept, "case " + i);
      assertEquals(expected.stream().mapToLong(caps::get).sum(), some.total(), "case " + i);
      cut += all.count() > 3 ? 1 : 0;
    }
    assertTrue(cut > 100, "cut in " + cut);
  }

  private void crowd(SplittableRandom random) {
    int same = random.nextInt(USERS);
    for (int user = 0; user < USERS; user++) {
      int row = FIRST_ROW + user;
      boolean copy = user > same && random.nextInt(6) == 0;
      for (int market = 1; market <= 2; market++) {
        long lots = random.nextInt(3) == 0 ? 0 : random.nextLong(60_001) - 30_000;
        lots = copy ? accounts.lots(FIRST_ROW + same, market) : lots;
        long value = markets.lotValue(market) + random.nextLong(4_001) - 2_000;
        accounts.fill(row, market, -accounts.lots(row, market), value);
        if (lots != 0) {
          accounts.fill(row, market, lots, copy ? markets.lotValue(market) : value);
        }
      }
      risk.appraise(row);
      long wanted =
          random.nextInt(8) == 0 ? -random.nextLong(9_000_000) : random.nextLong(90_000_000);
      accounts.credit(row, 0, wanted - risk.equity());
    }
  }

  private void setCash(int row, long cash) {
    accounts.credit(row, 0, cash - accounts.cash(row));
  }

  private record Candidate(int row, BigInteger size, BigInteger equity) {
    BigInteger notional(long lotValue) {
      return size.multiply(BigInteger.valueOf(lotValue));
    }

    BigInteger leverage(long lotValue) {
      return notional(lotValue).multiply(MILLION).divide(equity);
    }
  }

  /** Adds what each closes in this pass; returns the lots nobody is left for. */
  private long pass(
      Map<Integer, Long> closed, boolean longs, long wanted, int except, boolean addsRisk) {
    long lotValue = markets.lotValue(1);
    List<Candidate> ranks = new ArrayList<>();
    for (int row = FIRST_ROW; row < FIRST_ROW + USERS; row++) {
      long line = accounts.lots(row, 1);
      if (row != except && (longs ? line > 0 : line < 0)) {
        risk.appraise(row);
        var whole = BigInteger.valueOf(risk.equity());
        var margin = BigInteger.valueOf(risk.maintenance());
        risk.appraise(row, 1, -line);
        var part = margin.subtract(BigInteger.valueOf(risk.maintenance()));
        if (part.signum() > 0 == addsRisk) {
          var share = addsRisk ? whole.max(BigInteger.ZERO).multiply(part).divide(margin) : whole;
          var size = BigInteger.valueOf(Math.abs(line));
          ranks.add(new Candidate(row, size, share.max(BigInteger.ONE)));
        }
      }
    }
    ranks.sort(
        Comparator.comparing((Candidate c) -> c.leverage(lotValue))
            .reversed()
            .thenComparing(Candidate::row));
    var available = ranks.stream().map(Candidate::size).reduce(BigInteger.ZERO, BigInteger::add);
    long quantity = Math.min(wanted, available.longValueExact());
    if (quantity == 0) {
      return wanted;
    }
    var target = BigInteger.valueOf(quantity).multiply(BigInteger.valueOf(lotValue));
    int end = 0;
    var sum = BigInteger.ZERO;
    var equities = BigInteger.ZERO;
    var level = BigInteger.ZERO;
    boolean found = false;
    while (!found) {
      sum = sum.add(ranks.get(end).notional(lotValue));
      equities = equities.add(ranks.get(end).equity());
      end++;
      if (sum.compareTo(target) >= 0) {
        level = ceilDiv(sum.subtract(target).multiply(MILLION), equities);
        found = end == ranks.size() || level.compareTo(ranks.get(end).leverage(lotValue)) >= 0;
      }
    }
    long left = quantity;
    for (Candidate c : ranks.subList(0, end)) {
      var whole = c.notional(lotValue);
      var kept = whole.min(ceilDiv(level.multiply(c.equity()), MILLION));
      long lots = whole.subtract(kept).longValueExact() / lotValue;
      closed.merge(c.row(), lots, Long::sum);
      left -= lots;
    }
    while (left > 0) {
      for (Candidate c : ranks.subList(0, end)) {
        if (left > 0 && closed.get(c.row()) < c.size().longValueExact()) {
          closed.merge(c.row(), 1L, Long::sum);
          left--;
        }
      }
    }
    return wanted - quantity;
  }

  private static BigInteger ceilDiv(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }

  private Map<Integer, Long> caps() {
    Map<Integer, Long> caps = new TreeMap<>();
    for (int row = FIRST_ROW; row < FIRST_ROW + USERS; row++) {
      long line = accounts.lots(row, 1);
      long profit = line * markets.lotValue(1) - accounts.refCost(row, 1);
      risk.appraise(row);
      long cap = Math.min(profit, Math.max(0, risk.equity()));
      if (line != 0 && cap > 0) {
        caps.put(row, cap);
      }
    }
    return caps;
  }

  private Map<Integer, Long> shares(long owed) {
    Map<Integer, BigInteger> caps = new TreeMap<>();
    caps().forEach((row, cap) -> caps.put(row, BigInteger.valueOf(cap)));
    var total = caps.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    var charged = BigInteger.valueOf(owed).min(total);
    Map<Integer, Long> shares = new TreeMap<>();
    if (charged.signum() == 0) {
      return shares;
    }
    long left = charged.longValueExact();
    List<Integer> byRemainder = new ArrayList<>(caps.keySet());
    for (int row : caps.keySet()) {
      long share = charged.multiply(caps.get(row)).divide(total).longValueExact();
      shares.put(row, share);
      left -= share;
    }
    byRemainder.sort(
        Comparator.comparing((Integer row) -> charged.multiply(caps.get(row)).mod(total))
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < left; i++) {
      shares.merge(byRemainder.get(i), 1L, Long::sum);
    }
    shares.values().removeIf(share -> share == 0);
    return shares;
  }

  /** Writes payments down; no balance moves but the tier's, so every case sees one state. */
  private final class Recorder implements House {
    @Override
    public void pay(int fromRow, int toRow, long amount, TransferReason reason) {
      received.merge(toRow, amount, Long::sum);
      switch (reason) {
        case SHORTFALL_PAID -> {
          byTier += amount;
          accounts.debit(fromRow, 0, amount);
        }
        case PROFIT_HAIRCUT -> paid.merge(fromRow, amount, Long::sum);
        case DEFICIT -> deficit += amount;
        default -> throw new AssertionError(reason);
      }
    }

    @Override
    public void cancelAll(int accountRow) {
      throw new AssertionError("no order is touched");
    }

    @Override
    public int cancelResting(int market, int most, CancelReason reason) {
      throw new AssertionError("no order is touched");
    }

    @Override
    public long take(int accountRow, int market, boolean buy, long limitTicks, long lots) {
      throw new AssertionError("no order is made");
    }

    @Override
    public void assign(int sellerRow, int buyerRow, int market, long lots, TransferReason reason) {
      throw new AssertionError("no line moves");
    }
  }
}
