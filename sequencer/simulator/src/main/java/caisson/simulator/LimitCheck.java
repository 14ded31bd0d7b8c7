package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The limits that an operator sets for a market: how much worse than the mark a limit may be, the
 * least an order is worth, the most that a line can reach with all that rests on the order's side.
 * What only reduces a line is held to the band alone. No order comes in beyond them, none is
 * refused for one that it keeps.
 */
final class LimitCheck {
  private static final String LIMITS = "limits";

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceOrderDecoder place = new PlaceOrderDecoder();
  private final Map<RejectReason, Long> refused = new EnumMap<>(RejectReason.class);
  private long reducing;

  LimitCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Orders refused for it. */
  long refused(RejectReason reason) {
    return refused.getOrDefault(reason, 0L);
  }

  /**
   * Orders that came in for less than the least, or beyond the most, because they reduce a line.
   */
  long reducing() {
    return reducing;
  }

  /** An order that comes in, or comes again changed; it rests nowhere yet. */
  void onOrder(Order order, int template) {
    RejectReason beyond = beyond(order.account, order.market, order.buy, order.ticks, order.lots);
    // A scale is held to the least as the one order that all of its orders come to.
    boolean part = template == PlaceScaleDecoder.TEMPLATE_ID && beyond == RejectReason.MIN_NOTIONAL;
    unless(beyond == null || part, LIMITS, "in spite of " + beyond + ": " + order.id);
    if (beyond == null && reach(order.account, order.market, order.buy, order.lots) <= 0) {
      reducing += order.market.spot || !small(order.market, order.ticks, order.lots) ? 0 : 1;
    }
  }

  void onRejected(RejectReason reason, int template, DirectBuffer command) {
    boolean judged =
        reason == RejectReason.PRICE_BAND
            || reason == RejectReason.MIN_NOTIONAL
            || reason == RejectReason.POSITION_LIMIT;
    if (!judged || template != PlaceOrderDecoder.TEMPLATE_ID) {
      return;
    }
    var c = place.wrapAndApplyHeader(command, 0, header);
    boolean buy = c.side() == Side.BUY;
    Account account = ledger.account(c.account());
    Market market = ledger.market(c.market());
    RejectReason due = beyond(account, market, buy, c.limitTicks(), c.lots());
    unless(due == reason, LIMITS, "refused for " + reason + ", not for " + due);
    refused.merge(reason, 1L, Long::sum);
  }

  /** The first limit that an order does not keep; null when it keeps all. */
  private @Nullable RejectReason beyond(
      Account account, Market market, boolean buy, long ticks, long lots) {
    if (market.limitBandPpm != 0) {
      long band = Exact.ppmDown(market.mark, market.limitBandPpm);
      long worse = buy ? ticks - market.mark : market.mark - ticks;
      if (worse > band) {
        return RejectReason.PRICE_BAND;
      }
    }
    long reach = reach(account, market, buy, lots);
    if (!market.spot && reach <= 0) {
      return null;
    }
    if (small(market, ticks, lots)) {
      return RejectReason.MIN_NOTIONAL;
    }
    boolean far = market.positionLots != 0 && reach > market.positionLots;
    return far ? RejectReason.POSITION_LIMIT : null;
  }

  private static boolean small(Market market, long ticks, long lots) {
    return lots * market.k * ticks < market.leastNotional;
  }

  /** Lots of the order's side once it and all that rests there have traded. */
  private static long reach(Account account, Market market, boolean buy, long lots) {
    long held =
        market.spot ? account.units[market.base] / market.unitsPerLot : account.lots[market.id];
    long reach = (buy ? held : -held) + lots;
    for (Order other : account.orders) {
      reach += other.market == market && other.buy == buy ? other.lots : 0;
    }
    return reach;
  }
}
