package caisson.oracle.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.StateMachine;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.ScheduleSessionEncoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SetMarkCapEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetOffHoursEncoder;
import caisson.protocol.SetSessionsEncoder;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The engine's own events of some hours of random prices and orders, computed again. */
class PriceCheckTest {
  private static final int MARKET = 1;
  private static final long HOUR_NS = 3_600_000_000_000L;

  private final List<byte[]> events = new ArrayList<>();
  private final StateMachine engine = new StateMachine(this::onEvent);
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long timeNs = 500_000 * HOUR_NS;
  private long round;
  private long nonce = 100;
  private long version;
  private boolean ownMarkByNight;
  private boolean capped;

  @Test
  void shouldFindWhatTheEngineFoundAndTellADifferenceOfOne() {
    run(new Random(710), 4_000);
    PriceCheck check = new PriceCheck();
    feed(check, events);
    assertEquals("", check.difference());
    assertTrue(check.checked() > 600, "marks: " + check.checked());
    assertTrue(count(FundingSettledDecoder.TEMPLATE_ID) >= 4, "funding");
    assertEquals(1, count(SessionChangedDecoder.TEMPLATE_ID));
    List<byte[]> byDay = new ArrayList<>(events);
    byDay.removeIf(event -> template(event) == SessionChangedDecoder.TEMPLATE_ID);
    PriceCheck whole = new PriceCheck();
    feed(whole, byDay);
    assertTrue(whole.difference().contains("funding rate"), whole.difference());

    assertDiffers(MarkComputedDecoder.TEMPLATE_ID, MarkComputedDecoder.markTicksEncodingOffset());
    assertDiffers(MarkComputedDecoder.TEMPLATE_ID, MarkComputedDecoder.premiumE9EncodingOffset());
    assertDiffers(MarkComputedDecoder.TEMPLATE_ID, MarkComputedDecoder.slowBasisEncodingOffset());
    assertDiffers(FundingSettledDecoder.TEMPLATE_ID, FundingSettledDecoder.rateE9EncodingOffset());
  }

  @Test
  void shouldComputeTheMarksOfAClosedExchangeAgain() {
    ownMarkByNight = true;
    run(new Random(711), 4_000);
    PriceCheck check = new PriceCheck();
    feed(check, events);
    assertEquals("", check.difference());
    assertTrue(count(OffHoursMarkedDecoder.TEMPLATE_ID) > 600, "by night");
    for (int field :
        new int[] {
          OffHoursMarkedDecoder.closeTicksEncodingOffset(),
          OffHoursMarkedDecoder.spanSEncodingOffset(),
          OffHoursMarkedDecoder.gapBpsEncodingOffset(),
          OffHoursMarkedDecoder.lowTicksEncodingOffset(),
          OffHoursMarkedDecoder.highTicksEncodingOffset(),
          OffHoursMarkedDecoder.averageEncodingOffset(),
          OffHoursMarkedDecoder.carriedEncodingOffset()
        }) {
      assertDiffers(OffHoursMarkedDecoder.TEMPLATE_ID, field);
    }
    List<byte[]> silent = new ArrayList<>(events);
    silent.removeIf(event -> template(event) == OffHoursMarkedDecoder.TEMPLATE_ID);
    PriceCheck unmarked = new PriceCheck();
    feed(unmarked, silent);
    assertTrue(unmarked.difference().contains("found=null"), unmarked.difference());
  }

  @Test
  void shouldComputeCapsAgain() {
    capped = true;
    run(new Random(712), 4_000);
    PriceCheck check = new PriceCheck();
    feed(check, events);
    assertEquals("", check.difference());
    assertTrue(count(MarkAveragedDecoder.TEMPLATE_ID) > 600, "with a cap");
    for (int field :
        new int[] {
          MarkAveragedDecoder.averageEncodingOffset(),
          MarkAveragedDecoder.carriedEncodingOffset(),
          MarkAveragedDecoder.mostTicksEncodingOffset()
        }) {
      assertDiffers(MarkAveragedDecoder.TEMPLATE_ID, field);
    }
    List<byte[]> silent = new ArrayList<>(events);
    silent.removeIf(event -> template(event) == MarkAveragedDecoder.TEMPLATE_ID);
    PriceCheck unmarked = new PriceCheck();
    feed(unmarked, silent);
    assertTrue(unmarked.difference().contains("found=null"), unmarked.difference());
  }

  private void assertDiffers(int template, int field) {
    List<byte[]> lie = new ArrayList<>(events);
    for (int i = 0; i < lie.size(); i++) {
      if (template(lie.get(i)) == template) {
        byte[] event = lie.get(i).clone();
        event[MessageHeaderDecoder.ENCODED_LENGTH + field] ^= 1;
        lie.set(i, event);
        break;
      }
    }
    PriceCheck check = new PriceCheck();
    feed(check, lie);
    assertTrue(check.difference().startsWith("sequence="), check.difference());
  }

  private void run(Random random, int commands) {
    list();
    rules(10_000, 50_000, 10_000, 50_000, 100_000);
    for (int ppm : capped ? new int[] {1_010_000, 900_000, 1_005_000} : new int[0]) {
      SetMarkCapEncoder cap = new SetMarkCapEncoder().wrapAndApplyHeader(buffer, 0, header);
      cap.version(version + 1).market(MARKET).capPpm(ppm);
      apply(cap.encodedLength());
      version += ppm < 1_000_000 ? 0 : 1;
    }
    long price = 10_000;
    for (int i = 0; i < commands; i++) {
      if (i == commands / 2) {
        overnight();
      }
      // By night without the gaps that halt a market, which then charges nothing.
      timeNs += random.nextInt(2 * i < commands ? 20_000 : 5_000) * 1_000_000L;
      switch (random.nextInt(200)) {
        case 0 -> rules(random.nextInt(5_000), 80_000, 20_000, random.nextInt(90_000), 70_007);
        case 1 -> rules(-1, 0, 0, 0, 0); // refused
        default -> {
          if (random.nextInt(2) == 0) {
            price = Math.max(9_000, Math.min(11_000, price + random.nextInt(301) - 150));
            price(price, random.nextInt(3) == 0 ? price + random.nextInt(41) - 20 : 0);
          } else {
            Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
            order(random.nextInt(2), side, price + random.nextInt(201) - 100);
          }
        }
      }
    }
  }

  private void list() {
    ListAssetEncoder asset = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, header);
    asset.asset(0).scale((short) 6).markUnit(1_000_000_000_000L).symbol("USDC");
    apply(asset.encodedLength());
    ListMarketEncoder market = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
    market.market(MARKET).kind(MarketKind.PERPETUAL).k(10).marginPpm(100_000).minLots(1);
    market.maxTicks(11_200).maxOrderLots(1_000_000).symbol("BTC-PERP");
    apply(market.encodedLength());
    for (int i = 0; i < 2; i++) {
      RegisterAccountEncoder account =
          new RegisterAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
      account.account(4096 + i);
      buffer.putByte(
          account.offset() + RegisterAccountEncoder.ownerEncodingOffset(), (byte) (i + 1));
      apply(account.encodedLength());
      CreditDepositEncoder deposit =
          new CreditDepositEncoder().wrapAndApplyHeader(buffer, 0, header);
      deposit.depositNo(i + 1).account(4096 + i).asset(0).units(1_000_000_000_000L);
      apply(deposit.encodedLength());
    }
  }

  private void rules(int slew, int band, int cap, long impact, int interest) {
    SetMarkRulesEncoder rules = new SetMarkRulesEncoder().wrapAndApplyHeader(buffer, 0, header);
    rules.version(version + 1).market(MARKET).slewPpm(slew).bandPpm(band).basisCapPpm(cap);
    rules.impactNotional(impact).interestE9(interest);
    apply(rules.encodedLength());
    version += slew < 0 ? 0 : 1;
  }

  /** Without an add-on, so that it needs no notice. */
  private void overnight() {
    SetSessionsEncoder sessions = new SetSessionsEncoder().wrapAndApplyHeader(buffer, 0, header);
    sessions.version(++version).market(MARKET).extendedBps(0).overnightBps(0).weekendBps(0);
    sessions.windowBps(0).haltBps(0);
    apply(sessions.encodedLength());
    for (int spanS : ownMarkByNight ? new int[] {3_600, 599} : new int[0]) { // 599 is refused
      SetOffHoursEncoder spans = new SetOffHoursEncoder().wrapAndApplyHeader(buffer, 0, header);
      spans.version(version + 1).market(MARKET).overnightS(spanS).weekendS(28_800);
      apply(spans.encodedLength());
      version += spanS < 600 ? 0 : 1;
    }
    ScheduleSessionEncoder night =
        new ScheduleSessionEncoder().wrapAndApplyHeader(buffer, 0, header);
    night.version(++version).market(MARKET).session(MarketSession.OVERNIGHT);
    night.window((short) 0).atNs(0);
    apply(night.encodedLength());
  }

  private void price(long index, long external) {
    PublishPricesEncoder prices =
        new PublishPricesEncoder().wrapAndApplyHeader(buffer, 0, header).round(++round);
    prices
        .pricesCount(1)
        .next()
        .market(MARKET)
        .indexTicks(index)
        .externalTicks(external)
        .splitVersion(0);
    prices.assetPricesCount(0);
    apply(prices.encodedLength());
  }

  private void order(int user, Side side, long ticks) {
    PlaceOrderEncoder order = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
    order.account(4096 + user).market(MARKET).limitTicks(ticks).lots(3).nonce(++nonce);
    order.expiryNs(Long.MAX_VALUE).side(side).timeInForce(TimeInForce.GTC);
    buffer.putByte(order.offset() + PlaceOrderEncoder.signerEncodingOffset(), (byte) (user + 1));
    apply(order.encodedLength());
  }

  private void apply(int encodedLength) {
    engine.apply(timeNs, buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    buffer.setMemory(0, buffer.capacity(), (byte) 0);
  }

  private void onEvent(DirectBuffer source, int offset, int length) {
    byte[] event = new byte[length];
    source.getBytes(offset, event);
    events.add(event);
  }

  private long count(int template) {
    return events.stream().filter(event -> template(event) == template).count();
  }

  private static int template(byte[] event) {
    return new MessageHeaderDecoder().wrap(new UnsafeBuffer(event), 0).templateId();
  }

  private static void feed(PriceCheck check, List<byte[]> events) {
    for (byte[] event : events) {
      check.onEvent(1, 0, false, template(event), new UnsafeBuffer(event), 0, event.length);
    }
  }
}
