package caisson.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.protocol.AccountRegisteredEncoder;
import caisson.protocol.BackstopOfferedEncoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TwapEndedEncoder;
import caisson.protocol.TwapPlacedEncoder;
import caisson.protocol.TwapSlicedEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** What an account sees of its TWAP, its cancel switch and its offers while they wait. */
class WaitingViewTest {
  private static final int ACCOUNT = 4096;
  private static final long TWAP = 77;

  private final EventScript log = new EventScript();

  @Test
  void shouldShowATwapUntilItEnds() {
    register();
    place();
    slice(3);

    JsonNode twap = state().at("/twaps/0");
    assertEquals("77", twap.get("twapId").asText());
    assertEquals("BUY", twap.get("side").asText());
    assertEquals("60000.0", twap.get("price").asText());
    assertEquals("0.0040", twap.get("quantity").asText());
    assertEquals(4, twap.get("slices").asInt());
    assertEquals(3, twap.get("slicesLeft").asInt());

    end();
    assertEquals(0, state().get("twaps").size());
  }

  @Test
  void shouldShowWhenTheSwitchFires() {
    register();
    assertTrue(state().get("cancelAtNs").isNull());
    schedule(1_800_000_000_000_000_000L, false);
    assertEquals("1800000000000000000", state().get("cancelAtNs").asText());
    schedule(0, true);
    assertTrue(state().get("cancelAtNs").isNull());
  }

  @Test
  void shouldShowAnOfferUntilItEndsOrGivesWay() {
    register();
    offer(150, 250_000, 7);
    offer(200, 300_000, 8);
    JsonNode offers = state().get("backstopOffers");
    assertEquals(1, offers.size(), "a new one takes the place of the old");
    assertEquals(1, offers.at("/0/market").asInt());
    assertEquals("0.0200", offers.at("/0/capacity").asText());
    assertEquals(300_000, offers.at("/0/premiumPpm").asInt());
    assertTrue(log.venue.account(ACCOUNT, false).path("backstopOffers").isMissingNode());
    offer(0, 0, 0);
    assertEquals(0, state().get("backstopOffers").size());
  }

  private JsonNode state() {
    return log.venue.account(ACCOUNT, true);
  }

  private void register() {
    log.begin();
    var e = new AccountRegisteredEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(ACCOUNT);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void place() {
    log.begin();
    var e = new TwapPlacedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(ACCOUNT).market(1).twapId(TWAP).limitTicks(600_000).lots(40);
    e.intervalNs(1_000_000_000L).slices(4).side(Side.BUY);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void slice(int left) {
    log.begin();
    var e = new TwapSlicedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(ACCOUNT).market(1).twapId(TWAP).lots(10).slicesLeft(left).reason(RejectReason.NONE);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void end() {
    log.begin();
    var e = new TwapEndedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(ACCOUNT).market(1).twapId(TWAP).remainingLots(30).reason(CancelReason.SCHEDULED);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void offer(long lots, int premiumPpm, long requestId) {
    log.begin();
    var e = new BackstopOfferedEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.requestId(requestId).account(ACCOUNT).market(1).capacityLots(lots).premiumPpm(premiumPpm);
    log.emit(e.stamp(), e.limit(), true);
  }

  private void schedule(long atNs, boolean fired) {
    log.begin();
    var e = new CancelScheduledEncoder().wrapAndApplyHeader(log.buffer, 0, log.header);
    e.account(ACCOUNT).atNs(atNs).fired((short) (fired ? 1 : 0));
    log.emit(e.stamp(), e.limit(), true);
  }
}
