package caisson.engine;

import static caisson.engine.ReferenceEngine.big;

import caisson.engine.ReferenceEngine.Account;
import caisson.engine.ReferenceEngine.Market;
import caisson.engine.wire.BackstopCommands;
import caisson.engine.wire.EventPublisher;
import caisson.engine.wire.Signed;
import caisson.protocol.RejectReason;
import java.util.Map;
import java.util.TreeMap;

/** Standing offers as a map by market and account. */
final class ReferenceBackstops implements BackstopCommands {
  private record Offer(long lots, int ppm) {}

  private static final int TEMPLATE = 94;

  private final Map<Integer, TreeMap<Integer, Offer>> offers = new TreeMap<>();
  private final ReferenceEngine engine;
  private final EventPublisher events;

  /** Offers that were made, changed or ended. */
  int told;

  ReferenceBackstops(ReferenceEngine engine, EventPublisher events) {
    this.engine = engine;
    this.events = events;
  }

  @Override
  public void offerBackstop(
      long requestId, Signed by, int market, long capacityLots, int premiumPpm) {
    int account = by.account;
    var reason = engine.admission.signer(by);
    if (reason == RejectReason.NONE) {
      reason = check(engine.accounts.get(account), market, capacityLots, premiumPpm);
    }
    if (reason != RejectReason.NONE) {
      events.rejected(requestId, account, TEMPLATE, reason);
      return;
    }
    told++;
    var standing = offers.computeIfAbsent(market, m -> new TreeMap<>());
    if (capacityLots == 0) {
      standing.remove(account);
    } else {
      Market in = engine.markets.get(market);
      engine.admission.use(engine.accounts.get(account), in, capacityLots, in.mark);
      standing.put(account, new Offer(capacityLots, premiumPpm));
    }
    events.backstops.offered(requestId, account, market, capacityLots, premiumPpm);
  }

  /** There are fewer accounts than places. */
  private RejectReason check(Account row, int id, long lots, int ppm) {
    Market market = engine.markets.get(id);
    if (market == null) {
      return RejectReason.UNKNOWN_MARKET;
    }
    if (market.spot || ppm < 0 || ppm > 1_000_000) {
      return RejectReason.BAD_PARAMETER;
    }
    if (lots < 0 || lots > market.maxOrderLots) {
      return RejectReason.BAD_QUANTITY;
    }
    if (lots != 0 && market.mark == 0) {
      return RejectReason.NO_MARK;
    }
    int level = Math.max(row.ownerLevel, row.venueLevel);
    if (lots != 0 && level != 0) {
      return level == 3 ? RejectReason.ACCOUNT_CLOSED : RejectReason.ACCOUNT_RESTRICTED;
    }
    var scope = engine.admission.scope(row, market, lots, market.mark, big(lots));
    if (scope != RejectReason.NONE) {
      return scope;
    }
    var before = offers.getOrDefault(id, new TreeMap<>()).get(row.id);
    boolean same = before == null ? lots == 0 : before.equals(new Offer(lots, ppm));
    return same ? RejectReason.ALREADY_APPLIED : RejectReason.NONE;
  }
}
