package caisson.engine;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.RequestCommands;
import caisson.protocol.CancelReason;
import caisson.protocol.Lane;
import caisson.protocol.MarketPhase;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.TransferReason;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Requests of the chain's queue, told again from the rules beside {@link ReferenceEngine}. */
final class ReferenceForced implements RequestCommands {
  private static final BigInteger MILLION = big(1_000_000);

  private record Owed(Account account, int asset, long[] units, long a, long b, int c) {}

  /** An account on the other side that may have to take part of a line. */
  private record Candidate(
      Account account, BigInteger lots, BigInteger equity, BigInteger leverage) {}

  private record Taker(Account account, long lots) {}

  private final ReferenceEngine engine;
  private final EventPublisher events;
  private final List<Owed> owed = new ArrayList<>();
  long lastNo;
  int endedByRotations;
  long protectionEnded;
  private long takes;
  private long done;
  private long queued;

  ReferenceForced(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  boolean owes(int asset) {
    return owed.stream().anyMatch(row -> row.asset == asset);
  }

  @Override
  public void serveRequest(
      long requestId,
      int schema,
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limit,
      long a,
      long b,
      int c) {
    if (no <= lastNo || no > lastNo + 1) {
      var out = no <= lastNo ? RejectReason.ALREADY_APPLIED : RejectReason.OUT_OF_ORDER;
      events.rejected(requestId, account, 41, out);
      return;
    }
    lastNo++;
    done = 0;
    queued = 0;
    var row = engine.accounts.get(account);
    var reason = RejectReason.NONE;
    if (account < 4096) {
      reason = RejectReason.SYSTEM_ACCOUNT;
    } else if (row == null) {
      reason = RejectReason.UNKNOWN_ACCOUNT;
    } else if (kind == 4) {
      if (schema > 1) {
        endedByRotations += engine.parameters.rules < 2 ? endWaiting(account) : endAll(account);
      }
      row.owner = a + ":" + b + ":" + c;
      for (var key : row.keys.values()) {
        key.expiryNs = 0;
        key.perDay = 0;
        key.perOrder = 0;
      }
    } else {
      engine.book.cancelAll(row, CancelReason.REQUESTED);
      endWaiting(account);
      reason =
          switch (kind) {
            case 1 -> withdraw(row, id, amount, a, b, c);
            case 2 -> close(row, id, amount, limit);
            case 3 -> RejectReason.NONE;
            default -> RejectReason.BAD_ENUM;
          };
    }
    events.accounts.requestServed(
        no, timeS, kind, account, id, amount, limit, a, b, c, reason, done, queued);
  }

  /** Returns how many waited. */
  private int endWaiting(int account) {
    return engine.triggers.cancelAll(0, account, 0, OrderSides.BOTH, CancelReason.REQUESTED)
        + engine.twaps.cancelAll(0, account, 0, OrderSides.BOTH, CancelReason.REQUESTED);
  }

  /** What only reduces goes on for the new owner before rules 2. */
  private int endAll(int account) {
    protectionEnded += engine.triggers.protecting(account) + engine.twaps.protecting(account);
    return engine.triggers.endAll(account) + engine.twaps.endAll(account);
  }

  private RejectReason withdraw(Account row, int asset, long amount, long a, long b, int c) {
    if (!engine.assets.containsKey(asset)) {
      return RejectReason.UNKNOWN_ASSET;
    }
    var asked = new BigInteger(Long.toUnsignedString(amount));
    var wanted = asked.min(row.units(asset)).max(BigInteger.ZERO).longValueExact();
    if (wanted == 0) {
      return RejectReason.INSUFFICIENT_BALANCE;
    }
    var reason = engine.margin.withdrawal(row, asset, wanted);
    if (reason != RejectReason.NONE) {
      return reason;
    }
    if (!owes(asset)) {
      done = big(wanted).min(engine.assets.get(asset).accounted).longValueExact();
    }
    if (done > 0) {
      pay(row, asset, done, a, b, c);
    }
    queued = wanted - done;
    if (queued > 0) {
      owed.add(new Owed(row, asset, new long[] {queued}, a, b, c));
    }
    return RejectReason.NONE;
  }

  void payOwed(int asset) {
    for (var row : List.copyOf(owed)) {
      var accounted = engine.assets.get(asset).accounted;
      if (row.asset != asset) {
        continue;
      }
      if (accounted.signum() == 0) {
        return;
      }
      var most = big(row.units[0]).min(row.account.units(asset));
      var units = most.min(accounted);
      if (units.signum() <= 0
          || engine.margin.withdrawal(row.account, asset, units.longValueExact())
              != RejectReason.NONE) {
        owed.remove(row);
        continue;
      }
      pay(row.account, asset, units.longValueExact(), row.a, row.b, row.c);
      row.units[0] -= units.longValueExact();
      if (units.equals(most)) {
        owed.remove(row);
      }
    }
  }

  private void pay(Account row, int asset, long units, long a, long b, int c) {
    row.add(asset, big(-units));
    engine.assets.get(asset).accounted = engine.assets.get(asset).accounted.subtract(big(units));
    events.accounts.withdrawalCreated(
        engine.settlement.openBatch(),
        engine.settlement.nextWithdrawal(),
        row.id,
        asset,
        units,
        a,
        b,
        c,
        Lane.FORCED,
        row.units(asset).longValueExact(),
        engine.assets.get(asset).accounted.longValueExact());
  }

  private RejectReason close(Account row, int id, long lots, long limit) {
    var market = engine.markets.get(id);
    if (market == null) {
      return RejectReason.UNKNOWN_MARKET;
    }
    long line = row.line(id).lots.longValueExact();
    if (line == 0) {
      return RejectReason.NO_POSITION;
    }
    boolean sells = line > 0;
    var size = big(line).abs();
    var asked = new BigInteger(Long.toUnsignedString(lots));
    long wanted = asked.signum() == 0 ? Math.abs(line) : asked.min(size).longValueExact();
    long band = market.mark / 100;
    long beyond = sells ? market.mark - band : Math.min(market.maxTicks, market.mark + band);
    var named = new BigInteger(Long.toUnsignedString(limit)).min(big(market.maxTicks));
    long most = limit == 0 ? beyond : named.longValueExact();
    boolean trades = market.phase == MarketPhase.OPEN || market.phase == MarketPhase.REDUCE_ONLY;
    done =
        trades ? engine.matching.take((1L << 52) + takes++, row, market, !sells, most, wanted) : 0;
    if (done < wanted && market.mark != 0) {
      long worst = sells ? Math.min(most, beyond) : Math.max(most, beyond);
      var perLot = big(worst).subtract(big(market.mark)).abs().multiply(market.k);
      deleverage(row, market, sells, wanted - done, perLot);
    }
    return RejectReason.NONE;
  }

  private void deleverage(Account row, Market market, boolean sells, long lots, BigInteger perLot) {
    var takers = new ArrayList<Taker>();
    long left = lots - drain(takers, row, market, sells, lots, true);
    if (left > 0) {
      drain(takers, row, market, sells, left, false);
    }
    for (var taker : takers) {
      if (taker.lots == 0) {
        continue;
      }
      assign(sells ? row : taker.account, sells ? taker.account : row, market, taker.lots);
      done += taker.lots;
      var due = perLot.multiply(big(taker.lots)).min(engine.margin.equity(row));
      if (due.signum() > 0) {
        row.add(0, due.negate());
        taker.account.add(0, due);
        events.liquidations.cashMoved(
            row.id,
            taker.account.id,
            due.longValueExact(),
            TransferReason.FORCED_CLOSE,
            row.units(0).longValueExact(),
            taker.account.units(0).longValueExact());
      }
    }
  }

  private void assign(Account seller, Account buyer, Market market, long lots) {
    var value = market.lotValue().subtract(market.funding);
    ReferenceFills.fill(buyer, market, big(lots), value);
    ReferenceFills.fill(seller, market, big(-lots), value);
    events.liquidations.positionAssigned(
        market.id,
        market.mark,
        lots,
        market.funding.longValueExact(),
        seller.id,
        buyer.id,
        TransferReason.FORCED_CLOSE,
        seller.units(0).longValueExact(),
        buyer.units(0).longValueExact(),
        seller.line(market.id).lots.longValueExact(),
        buyer.line(market.id).lots.longValueExact(),
        seller.line(market.id).refCost.longValueExact(),
        buyer.line(market.id).refCost.longValueExact());
    engine.book.clip(seller, market);
    engine.book.clip(buyer, market);
  }

  /** One pass: those above a common leverage come down to it; the lots found. */
  private long drain(
      List<Taker> takers, Account except, Market market, boolean sells, long lots, boolean adds) {
    var ranked = new ArrayList<Candidate>();
    for (var account : engine.accounts.values()) {
      var line = account.line(market.id).lots;
      if (account == except || account.id < 4096 || line.signum() != (sells ? -1 : 1)) {
        continue;
      }
      var whole = engine.margin.equity(account);
      var margin = engine.margin.maintenance(account, null);
      var part = margin.subtract(engine.margin.maintenance(account, market));
      if ((part.signum() > 0) != adds) {
        continue;
      }
      var used = adds ? whole.max(BigInteger.ZERO).multiply(part).divide(margin) : whole;
      var equity = used.max(BigInteger.ONE);
      var notional = line.abs().multiply(market.lotValue());
      ranked.add(
          new Candidate(account, line.abs(), equity, notional.multiply(MILLION).divide(equity)));
    }
    ranked.sort(
        Comparator.comparing(Candidate::leverage)
            .reversed()
            .thenComparingInt(candidate -> candidate.account.id));
    var available = ranked.stream().map(Candidate::lots).reduce(BigInteger.ZERO, BigInteger::add);
    var wanted = big(lots).min(available);
    if (wanted.signum() == 0) {
      return 0;
    }
    var sum = BigInteger.ZERO;
    var equities = BigInteger.ZERO;
    var level = BigInteger.ZERO;
    int end = 0;
    for (boolean found = false; !found; ) {
      sum = sum.add(ranked.get(end).lots.multiply(market.lotValue()));
      equities = equities.add(ranked.get(end).equity);
      end++;
      var kept = sum.subtract(wanted.multiply(market.lotValue()));
      if (kept.signum() >= 0) {
        level = ceil(kept.multiply(MILLION), equities);
        found = end == ranked.size() || level.compareTo(ranked.get(end).leverage) >= 0;
      }
    }
    var taken = new BigInteger[end];
    var given = BigInteger.ZERO;
    for (int i = 0; i < end; i++) {
      var notional = ranked.get(i).lots.multiply(market.lotValue());
      var keeps = ceil(level.multiply(ranked.get(i).equity), MILLION).min(notional);
      taken[i] = notional.subtract(keeps).divide(market.lotValue());
      given = given.add(taken[i]);
    }
    while (given.compareTo(wanted) < 0) {
      for (int i = 0; i < end && given.compareTo(wanted) < 0; i++) {
        if (taken[i].compareTo(ranked.get(i).lots) < 0) {
          taken[i] = taken[i].add(BigInteger.ONE);
          given = given.add(BigInteger.ONE);
        }
      }
    }
    for (int i = 0; i < end; i++) {
      takers.add(new Taker(ranked.get(i).account, taken[i].longValueExact()));
    }
    return wanted.longValueExact();
  }

  private static BigInteger ceil(BigInteger a, BigInteger b) {
    return a.add(b).subtract(BigInteger.ONE).divide(b);
  }
}
