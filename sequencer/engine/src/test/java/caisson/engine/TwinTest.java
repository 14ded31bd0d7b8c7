package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.CancelReason;
import caisson.protocol.CollateralWeighedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.DepthSampledDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TriggerCanceledDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Random commands against the reference: every event byte, and conservation after each. */
class TwinTest {
  static final EngineLimits SMALL = new EngineLimits(10, 3, 4, 26, 9, 12, 3, 5);
  private static final int SEEDS = 22;
  private static final int COMMANDS = 8_000;

  @Test
  void shouldGiveTheEventsOfTheReferenceKeepEverySumAndReachEveryOutcome() {
    var reasons = new EnumMap<RejectReason, Integer>(RejectReason.class);
    var ends = new EnumMap<CancelReason, Integer>(CancelReason.class);
    var cuts = new EnumMap<CancelReason, Integer>(CancelReason.class);
    var triggerEnds = EnumSet.noneOf(CancelReason.class);
    var twapEnds = EnumSet.noneOf(CancelReason.class);
    int slices = 0;
    int weighed = 0;
    int shut = 0;
    int failed = 0;
    int trades = 0;
    int served = 0;
    int forcedOnOthers = 0;
    int crossings = 0;
    int beyond = 0;
    int samples = 0;
    int deep = 0;
    int ramps = 0;
    int offHours = 0;
    int capped = 0;
    int bound = 0;
    int nights = 0;
    int moved = 0;
    int offers = 0;
    int splits = 0;
    int endedByRotations = 0;
    long protectionEnded = 0;
    int ownCoinsKept = 0;
    int ownCoinsLeft = 0;
    int switchesDue = 0;
    int switchesPast = 0;
    int scalesAsOne = 0;
    int scalesByOrders = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      var run = new TwinRun(seed);
      for (int i = 0; i < COMMANDS; i++) {
        run.step(i);
      }
      run.rotateAll();
      crossings += run.twin.auctions.crossings;
      beyond += run.twin.auctions.beyond;
      deep += run.twin.depth.stood;
      ramps += run.twin.sessions.ramps;
      offHours += run.twin.sessions.offHours;
      capped += run.twin.pricing.caps.rounds;
      bound += run.twin.pricing.caps.bound;
      nights += run.twin.pricing.closed.rounds;
      moved += run.twin.pricing.closed.moved;
      offers += run.twin.backstops.told;
      splits += run.twin.markets.get(4).splits;
      endedByRotations += run.twin.forced.endedByRotations;
      protectionEnded += run.twin.forced.protectionEnded;
      ownCoinsKept += run.twin.margin.ownCoinsKept;
      ownCoinsLeft += run.twin.margin.ownCoinsLeft;
      switchesDue += run.twin.triggers.wrapped;
      switchesPast += run.twin.triggers.past;
      scalesAsOne += run.twin.admission.scalesAsOne;
      scalesByOrders += run.twin.admission.scalesByOrders;
      var header = new MessageHeaderDecoder();
      for (byte[] event : run.log.events) {
        var bytes = new UnsafeBuffer(event);
        switch (Log.template(event)) {
          case TradeExecutedDecoder.TEMPLATE_ID -> trades++;
          case CollateralWeighedDecoder.TEMPLATE_ID -> weighed++;
          case DepthSampledDecoder.TEMPLATE_ID -> samples++;
          case DepositReturnedDecoder.TEMPLATE_ID -> {
            var e = new DepositReturnedDecoder().wrapAndApplyHeader(bytes, 0, header);
            shut += e.reason() == RejectReason.COLLATERAL_SHUT ? 1 : 0;
          }
          case RequestServedDecoder.TEMPLATE_ID -> served++;
          case PositionAssignedDecoder.TEMPLATE_ID -> forcedOnOthers++;
          case CommandRejectedDecoder.TEMPLATE_ID -> {
            var e = new CommandRejectedDecoder().wrapAndApplyHeader(bytes, 0, header);
            reasons.merge(e.reason(), 1, Integer::sum);
          }
          case OrderCanceledDecoder.TEMPLATE_ID -> {
            var e = new OrderCanceledDecoder().wrapAndApplyHeader(bytes, 0, header);
            ends.merge(e.reason(), 1, Integer::sum);
          }
          case OrderReducedDecoder.TEMPLATE_ID -> {
            var e = new OrderReducedDecoder().wrapAndApplyHeader(bytes, 0, header);
            cuts.merge(e.reason(), 1, Integer::sum);
          }
          case TriggerFailedDecoder.TEMPLATE_ID -> failed++;
          case TwapSlicedDecoder.TEMPLATE_ID -> slices++;
          case TwapEndedDecoder.TEMPLATE_ID -> {
            var e = new TwapEndedDecoder().wrapAndApplyHeader(bytes, 0, header);
            twapEnds.add(e.reason());
          }
          case TriggerCanceledDecoder.TEMPLATE_ID -> {
            var e = new TriggerCanceledDecoder().wrapAndApplyHeader(bytes, 0, header);
            triggerEnds.add(e.reason());
          }
          default -> {}
        }
      }
    }
    assertTrue(crossings > 5 && beyond > 2, "auctions: " + crossings + ", beyond: " + beyond);
    assertTrue(samples > 100 && deep > 0, "samples of depth: " + samples + ", deep: " + deep);
    assertTrue(ramps > 20 && offHours > 5, "ramps: " + ramps + ", off-hours: " + offHours);
    assertTrue(capped > 500 && bound > 50, "capped: " + capped + ", bound: " + bound);
    assertTrue(nights > 500 && moved > 200, "closed: " + nights + ", with a book: " + moved);
    assertTrue(offers > 30, "standing offers: " + offers);
    assertTrue(splits > 2, "splits: " + splits);
    assertTrue(weighed > 50 && shut > 0, "collateral weighed: " + weighed + ", shut: " + shut);
    assertTrue(endedByRotations > 0, "no rotation ended a trigger or a TWAP");
    assertTrue(protectionEnded > 0, "no rotation ended what only reduces");
    assertTrue(ownCoinsKept > 1 && ownCoinsLeft > 1, ownCoinsKept + ", left: " + ownCoinsLeft);
    assertTrue(switchesDue > 2 && switchesPast > 2, switchesDue + ", past: " + switchesPast);
    assertTrue(scalesAsOne > 2 && scalesByOrders > 2, scalesAsOne + ", each: " + scalesByOrders);
    assertTrue(slices > 300, "slices: " + slices);
    assertEquals(
        EnumSet.of(CancelReason.REQUESTED, CancelReason.SCHEDULED, CancelReason.DONE),
        twapEnds,
        "how TWAPs ended");
    assertTrue(failed > 100, "triggers failed: " + failed);
    assertEquals(
        EnumSet.of(CancelReason.REQUESTED, CancelReason.GROUP, CancelReason.SCHEDULED),
        triggerEnds,
        "how triggers ended");
    var never = EnumSet.range(CancelReason.REQUESTED, CancelReason.SCHEDULED);
    never.remove(CancelReason.GROUP);
    never.remove(CancelReason.MARKET_HALTED);
    never.remove(CancelReason.AMENDED);
    never.removeAll(ends.keySet());
    assertTrue(never.isEmpty(), "no order ended so: " + never + " in " + ends);
    assertEquals(
        EnumSet.of(CancelReason.SELF_TRADE, CancelReason.AMENDED, CancelReason.REDUCE_ONLY),
        EnumSet.copyOf(cuts.keySet()),
        "how orders were reduced");
    assertTrue(trades > 5_000, "trades=" + trades + " " + reasons);
    assertTrue(served > 200 && forcedOnOthers > 50, served + " requests, " + forcedOnOthers);
    for (var reason :
        List.of(
            RejectReason.MALFORMED,
            RejectReason.UNKNOWN_COMMAND,
            RejectReason.UNKNOWN_ACCOUNT,
            RejectReason.UNKNOWN_MARKET,
            RejectReason.UNKNOWN_ASSET,
            RejectReason.UNKNOWN_AGENT,
            RejectReason.AGENT_EXPIRED,
            RejectReason.AGENT_LIMIT,
            RejectReason.AGENT_MARKET,
            RejectReason.AGENT_POSITION,
            RejectReason.AGENT_PRICE,
            RejectReason.ACCOUNT_RESTRICTED,
            RejectReason.ACCOUNT_NOT_EMPTY,
            RejectReason.EXPIRED,
            RejectReason.NONCE_USED,
            RejectReason.NONCE_TOO_OLD,
            RejectReason.BAD_PRICE,
            RejectReason.BAD_QUANTITY,
            RejectReason.POST_ONLY_WOULD_MATCH,
            RejectReason.WOULD_NOT_REDUCE,
            RejectReason.WOULD_NOT_FILL,
            RejectReason.BAD_PARAMETER,
            RejectReason.BAD_ENUM,
            RejectReason.INSUFFICIENT_MARGIN,
            RejectReason.INSUFFICIENT_BALANCE,
            RejectReason.BOOK_FULL,
            RejectReason.ACCOUNT_ORDER_LIMIT,
            RejectReason.UNKNOWN_ORDER,
            RejectReason.NOT_OWNER,
            RejectReason.OUT_OF_ORDER,
            RejectReason.ALREADY_APPLIED,
            RejectReason.BOUND_EXCEEDED,
            RejectReason.WINDOW_TOO_EARLY,
            RejectReason.OPEN_INTEREST_LIMIT,
            RejectReason.MARKET_HALTED,
            RejectReason.AUCTION_TERMS,
            RejectReason.BAD_PARAMETER,
            RejectReason.TIMED_ORDERS_FULL,
            RejectReason.TRIGGER_ALREADY_MET,
            RejectReason.TRIGGERS_FULL,
            RejectReason.TWAPS_FULL,
            RejectReason.PRICE_BAND,
            RejectReason.MIN_NOTIONAL,
            RejectReason.POSITION_LIMIT,
            RejectReason.OUTFLOW_LIMITED,
            RejectReason.SYSTEM_ACCOUNT)) {
      assertTrue(reasons.containsKey(reason), "never seen: " + reason + " in " + reasons);
    }
  }
}
