package caisson.simulator;

import caisson.protocol.AccountLevel;
import caisson.protocol.AmendOrderEncoder;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.CancelOrdersEncoder;
import caisson.protocol.ConfirmBatchEncoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OfferBackstopEncoder;
import caisson.protocol.OrderAction;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RegisterAgentEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.RestrictAccountEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SetAccountLevelEncoder;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetGroupEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.Side;
import caisson.protocol.SkipCommandEncoder;
import caisson.protocol.SubmitOrderEncoder;
import caisson.protocol.SubmitOrdersEncoder;
import caisson.protocol.TickFundingEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferUnitsEncoder;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Steps to bytes, as gateway, bridge, oracle and operator would send them: each numbers its
 * messages by what it has seen of the events.
 */
final class Sender {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long NS_PER_HOUR = 3_600 * NS_PER_SECOND;
  private static final long USED = 1;
  private static final long FAR = 2;
  private static final int BUNDLE_FIELDS = 11;

  final UnsafeBuffer buffer = new UnsafeBuffer(new byte[65_536]);
  private final Ledger ledger;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final ListAssetEncoder listAsset = new ListAssetEncoder();
  private final ListMarketEncoder listMarket = new ListMarketEncoder();
  private final SetGroupEncoder setGroup = new SetGroupEncoder();
  private final SetFactorEncoder setFactor = new SetFactorEncoder();
  private final SetMarketFactorEncoder setMarketFactor = new SetMarketFactorEncoder();
  private final SetCollateralEncoder setCollateral = new SetCollateralEncoder();
  private final SetLiquidationEncoder setLiquidation = new SetLiquidationEncoder();
  private final RegisterAccountEncoder registerAccount = new RegisterAccountEncoder();
  private final RegisterAgentEncoder registerAgent = new RegisterAgentEncoder();
  private final CreditDepositEncoder creditDeposit = new CreditDepositEncoder();
  private final RequestWithdrawalEncoder requestWithdrawal = new RequestWithdrawalEncoder();
  private final PlaceOrderEncoder placeOrder = new PlaceOrderEncoder();
  private final SubmitOrderEncoder submitOrder = new SubmitOrderEncoder();
  private final SubmitOrdersEncoder submitOrders = new SubmitOrdersEncoder();
  private final AmendOrderEncoder amendOrder = new AmendOrderEncoder();
  private final CancelOrderEncoder cancelOrder = new CancelOrderEncoder();
  private final CancelOrdersEncoder cancelOrders = new CancelOrdersEncoder();
  private final PublishPricesEncoder publishPrices = new PublishPricesEncoder();
  private final TickFundingEncoder tickFunding = new TickFundingEncoder();
  private final SealWindowEncoder sealWindow = new SealWindowEncoder();
  private final ConfirmBatchEncoder confirmBatch = new ConfirmBatchEncoder();
  private final ServeRequestEncoder serveRequest = new ServeRequestEncoder();
  private final SkipCommandEncoder skipCommand = new SkipCommandEncoder();

  private final SetAccountLevelEncoder setAccountLevel = new SetAccountLevelEncoder();
  private final RestrictAccountEncoder restrictAccount = new RestrictAccountEncoder();
  private final TransferUnitsEncoder transferUnits = new TransferUnitsEncoder();
  private final OfferBackstopEncoder offerBackstop = new OfferBackstopEncoder();
  private final OperatorSender operator;
  private final PatientSender patient;
  private final SignerKeys keys;

  /** Order ids by the name the step gave, which travels as the client's id. */
  private final Long2LongHashMap orderIds = new Long2LongHashMap(0);

  private long requestId;
  private long nonce = 100;
  private long round;
  private long confirmed;

  Sender(Ledger ledger) {
    this.ledger = ledger;
    operator = new OperatorSender(ledger, buffer);
    keys = new SignerKeys(ledger);
    patient = new PatientSender(ledger, buffer, keys);
  }

  void accepted(long name, long orderId) {
    orderIds.put(name, orderId);
  }

  long orderId(long name) {
    return orderIds.get(name);
  }

  /** Writes the command of a step at 0 and returns its length; 0 for a step that sends nothing. */
  int write(Step s) {
    requestId++;
    return switch (s.verb()) {
      case ASSET -> {
        var c = listAsset.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).asset(s.whole(0)).scale((short) s.number(1)).markUnit(s.number(2));
        yield length(c.symbol("A" + s.number(0)).encodedLength());
      }
      case MARKET -> length(market(s));
      case GROUP -> {
        var c = setGroup.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(ledger.version + 1).group(s.whole(0));
        yield length(c.rho(s.whole(1)).kappa(s.whole(2)).encodedLength());
      }
      case FACTOR -> length(factor(s));
      case LINK -> {
        var c = setMarketFactor.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(ledger.version + 1);
        yield length(c.market(s.whole(0)).factor(s.whole(1)).encodedLength());
      }
      case COLLATERAL -> {
        var c = setCollateral.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(ledger.version + 1).asset(s.whole(0)).factor(s.whole(1));
        c.haircutBound1(s.number(2)).haircutBound2(s.number(3));
        c.haircutPpm1(s.whole(4)).haircutPpm2(s.whole(5)).haircutPpm3(s.whole(6));
        yield length(c.encodedLength());
      }
      case LIQUIDATION -> {
        var c = setLiquidation.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(ledger.version + 1).market(s.whole(0));
        yield length(
            c.tier((short) s.number(1)).feePpm(s.whole(2)).bandPpm(s.whole(3)).encodedLength());
      }
      case ACCOUNT -> {
        var c = registerAccount.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0));
        keys.own(s.whole(0), s.number(1));
        key(c.offset() + RegisterAccountEncoder.ownerEncodingOffset(), s.whole(0), 0);
        yield length(c.encodedLength());
      }
      case AGENT -> length(agent(s));
      case DEPOSIT -> {
        var c = creditDeposit.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).depositNo(ledger.lastDepositNo + 1);
        c.account(s.whole(0)).asset(s.whole(1)).units(s.number(2));
        key(c.offset() + CreditDepositEncoder.senderEncodingOffset(), s.whole(0), 99);
        yield length(c.encodedLength());
      }
      case WITHDRAW -> {
        var c = requestWithdrawal.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).asset(s.whole(1)).units(s.number(2));
        c.nonce(++nonce).expiryNs(Long.MAX_VALUE).lane(Lane.STANDARD);
        key(c.offset() + RequestWithdrawalEncoder.destinationEncodingOffset(), s.whole(0), 50);
        key(c.offset() + RequestWithdrawalEncoder.signerEncodingOffset(), s.whole(0), s.number(3));
        yield length(c.encodedLength());
      }
      case PLACE -> length(place(s));
      case SUBMIT -> length(submit(s));
      case BUNDLE -> length(bundle(s));
      case AMEND -> {
        var c = amendOrder.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
        c.orderId(orderIds.get(s.number(2))).limitTicks(s.number(3)).lots(s.number(4));
        c.postOnly((short) s.number(5)).selfTrade(SelfTrade.get((short) s.number(6)));
        c.nonce(++nonce).expiryNs(Long.MAX_VALUE);
        key(c.offset() + AmendOrderEncoder.signerEncodingOffset(), s.whole(0), s.number(7));
        yield length(c.encodedLength());
      }
      case CANCELALL -> {
        var c = cancelOrders.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
        c.sides(OrderSides.get((short) s.number(2))).nonce(++nonce).expiryNs(Long.MAX_VALUE);
        key(c.offset() + CancelOrdersEncoder.signerEncodingOffset(), s.whole(0), s.number(3));
        yield length(c.encodedLength());
      }
      case CANCEL -> {
        var c = cancelOrder.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
        c.orderId(orderIds.get(s.number(2))).nonce(++nonce).expiryNs(Long.MAX_VALUE);
        key(c.offset() + CancelOrderEncoder.signerEncodingOffset(), s.whole(0), s.number(3));
        yield length(c.encodedLength());
      }
      case PRICES -> {
        var c = publishPrices.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).round(++round);
        var rows = c.pricesCount(s.numbers().length / 3);
        for (int i = 0; i + 2 < s.numbers().length; i += 3) {
          rows.next().market(s.whole(i)).indexTicks(s.number(i + 1)).externalTicks(s.number(i + 2));
          rows.splitVersion(splits(s.whole(i)));
        }
        c.assetPricesCount(0);
        yield length(c.encodedLength());
      }
      case SPLITPRICE -> {
        var c = publishPrices.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).round(++round);
        var row = c.pricesCount(1).next().market(s.whole(0)).indexTicks(s.number(1));
        row.externalTicks(s.number(1)).splitVersion(s.whole(2));
        c.assetPricesCount(0);
        yield length(c.encodedLength());
      }
      case ASSETPRICE -> {
        var c = publishPrices.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).round(++round).pricesCount(0);
        var rows = c.assetPricesCount(s.number(2) == 0 ? 1 : 2);
        rows.next().asset(s.whole(0)).markUnit(s.number(1));
        if (s.number(2) != 0) {
          rows.next().asset(s.whole(0)).markUnit(s.number(2));
        }
        yield length(c.encodedLength());
      }
      case FUND -> {
        var c = tickFunding.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).market(s.whole(0)).hour(ledger.timeNs / NS_PER_HOUR);
        yield length(c.rateE9(s.number(1)).encodedLength());
      }
      case VOLATILITY,
          RATE,
          RULES,
          CAP,
          INFORCE,
          LIMITS,
          TIERS,
          REFER,
          PHASE,
          FALL,
          SUPPLY,
          OUTFLOW,
          COIN,
          DEPTH,
          SESSIONS,
          OFFHOURS,
          SCHEDULE,
          INTERRUPT,
          SPLIT,
          EVENTCAP,
          DIVIDEND,
          DELIST,
          EVENT,
          RESOLVE ->
          length(operator.write(s, requestId));
      case TRIGGER, TWAP, SCALE, SWITCH -> length(patient.write(s, requestId, ++nonce));
      case TRANSFER -> {
        var c = transferUnits.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).from(s.whole(0)).to(s.whole(1)).asset(s.whole(2));
        c.units(s.number(3)).nonce(++nonce).expiryNs(Long.MAX_VALUE);
        key(c.offset() + TransferUnitsEncoder.signerEncodingOffset(), s.whole(0), s.number(4));
        yield length(c.encodedLength());
      }
      case OFFER -> {
        var c = offerBackstop.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
        c.capacityLots(s.number(2)).premiumPpm(s.whole(3)).nonce(++nonce);
        c.expiryNs(Long.MAX_VALUE);
        key(c.offset() + OfferBackstopEncoder.signerEncodingOffset(), s.whole(0), s.number(4));
        yield length(c.encodedLength());
      }
      case LEVEL -> {
        var c = setAccountLevel.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0));
        c.level(AccountLevel.get((short) s.number(1))).nonce(++nonce).expiryNs(Long.MAX_VALUE);
        key(c.offset() + SetAccountLevelEncoder.signerEncodingOffset(), s.whole(0), s.number(2));
        yield length(c.encodedLength());
      }
      case RESTRICT -> {
        var c = restrictAccount.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(s.whole(0));
        yield length(c.level(AccountLevel.get((short) s.number(1))).encodedLength());
      }
      case FORCED -> {
        var c = serveRequest.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).timeS(ledger.timeNs / NS_PER_SECOND).kind((short) s.number(0));
        c.no(ledger.requests + (s.number(6) == 0 ? 1 : s.number(6) == 1 ? 0 : 2));
        c.account(s.whole(1)).id(s.whole(2)).amount(s.number(3)).limitTicks(s.number(4));
        long target = s.number(5) == 0 ? s.number(1) : s.number(5);
        int at = c.offset() + ServeRequestEncoder.targetEncodingOffset();
        SignerKeys.writeKey(buffer, at, target, 0);
        yield length(c.encodedLength());
      }
      case SEAL -> {
        var c = sealWindow.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).batchNo(ledger.openBatchNo);
        c.chainTimeS(ledger.timeNs / NS_PER_SECOND).depositsUpTo(ledger.lastDepositNo);
        yield length(c.encodedLength());
      }
      case CONFIRM -> {
        var c = confirmBatch.wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).batchNo(++confirmed).chainTimeS(0);
        confirmed = Math.min(confirmed, ledger.openBatchNo - 1);
        yield length(c.encodedLength());
      }
      case SKIP -> {
        var c = skipCommand.wrapAndApplyHeader(buffer, 0, header);
        yield length(c.requestId(requestId).sequence(s.number(0)).encodedLength());
      }
      case RAW -> {
        for (int i = 0; i < s.numbers().length; i++) {
          buffer.putByte(i, (byte) s.number(i));
        }
        yield s.numbers().length;
      }
      case RESTART -> 0;
    };
  }

  private int splits(int market) {
    return market >= 1 && market < ledger.markets.size() ? ledger.markets.get(market).splits : 0;
  }

  private int market(Step s) {
    var c = listMarket.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).market(s.whole(0));
    c.kind(s.number(1) == 0 ? MarketKind.PERPETUAL : MarketKind.SPOT);
    c.baseAsset(s.whole(2)).unitsPerLot(s.number(3)).k(s.number(4)).marginPpm(s.whole(5));
    c.makerFeePpm(s.whole(6)).takerFeePpm(s.whole(7)).minLots(s.number(8));
    c.maxTicks(s.number(9)).maxOrderLots(s.number(10)).symbol("M" + s.number(0));
    return c.encodedLength();
  }

  private int factor(Step s) {
    var c = setFactor.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(ledger.version + 1).factor(s.whole(0)).group(s.whole(1));
    c.downBps(s.whole(2)).upBps(s.whole(3)).spotBps(s.whole(4)).initialE3(s.whole(5));
    c.basisPpm(s.whole(6)).sizePpm(s.whole(7)).gapBps(s.whole(8)).profitPpm(s.whole(9));
    return c.oiLow(s.number(10)).oiUp(s.number(11)).encodedLength();
  }

  private int agent(Step s) {
    var c = registerAgent.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0));
    c.expiryNs(ledger.timeNs + s.number(2) * NS_PER_SECOND);
    c.maxNotionalPerDay(s.number(3)).maxOrderNotional(s.number(4)).nonce(++nonce);
    c.markets(s.number(6) == 0 ? -1 : s.number(6));
    c.maxPosition(s.number(7) == 0 ? Long.MAX_VALUE : s.number(7));
    c.bandPpm(s.number(8) == 0 ? Integer.MAX_VALUE : s.whole(8));
    key(c.offset() + RegisterAgentEncoder.agentEncodingOffset(), s.whole(0), s.number(1));
    key(c.offset() + RegisterAgentEncoder.signerEncodingOffset(), s.whole(0), s.number(5));
    return c.encodedLength();
  }

  private int place(Step s) {
    var c = placeOrder.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
    c.lots(s.number(3)).limitTicks(s.number(4));
    c.side(s.number(2) == 0 ? Side.BUY : Side.SELL);
    c.timeInForce(TimeInForce.get((short) s.number(5)));
    c.clientOrderId().high(s.number(0)).low(s.number(6));
    c.nonce(s.number(8) == USED ? nonce : s.number(8) == FAR ? nonce += 70 : ++nonce);
    c.expiryNs(s.number(9) == 0 ? Long.MAX_VALUE : ledger.timeNs - 1);
    key(c.offset() + PlaceOrderEncoder.signerEncodingOffset(), s.whole(0), s.number(7));
    return c.encodedLength();
  }

  private int submit(Step s) {
    var c = submitOrder.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).market(s.whole(1));
    c.lots(s.number(3)).limitTicks(s.number(4));
    c.side(s.number(2) == 0 ? Side.BUY : Side.SELL);
    c.timeInForce(TimeInForce.get((short) s.number(5)));
    c.clientOrderId().high(s.number(0)).low(s.number(6));
    c.replaces(orderIds.get(s.number(8))).selfTrade(SelfTrade.get((short) s.number(9)));
    c.reduceOnly((short) s.number(10)).slide((short) s.number(11));
    c.goodTillNs(s.number(12) == 0 ? 0 : ledger.timeNs + s.number(12) * NS_PER_SECOND);
    c.nonce(++nonce).expiryNs(Long.MAX_VALUE);
    key(c.offset() + SubmitOrderEncoder.signerEncodingOffset(), s.whole(0), s.number(7));
    return c.encodedLength();
  }

  private int bundle(Step s) {
    var c = submitOrders.wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).account(s.whole(0)).nonce(++nonce).expiryNs(Long.MAX_VALUE);
    int entries = (s.numbers().length - 1) / BUNDLE_FIELDS;
    long signer = s.number(1 + entries * BUNDLE_FIELDS);
    key(c.offset() + SubmitOrdersEncoder.signerEncodingOffset(), s.whole(0), signer);
    var rows = c.entriesCount(entries);
    for (int at = 1; at <= entries * BUNDLE_FIELDS; at += BUNDLE_FIELDS) {
      rows.next().action(OrderAction.get((short) s.number(at))).market(s.whole(at + 1));
      rows.side(s.number(at + 2) == 0 ? Side.BUY : Side.SELL);
      rows.lots(s.number(at + 3)).limitTicks(s.number(at + 4)).goodTillNs(0);
      rows.timeInForce(TimeInForce.get((short) s.number(at + 5)));
      rows.clientOrderId().high(s.number(0)).low(s.number(at + 6));
      rows.orderId(orderIds.get(s.number(at + 7)));
      rows.selfTrade(SelfTrade.get((short) s.number(at + 8)));
      rows.reduceOnly((short) s.number(at + 9)).slide((short) s.number(at + 10));
    }
    return c.encodedLength();
  }

  private static int length(int body) {
    return MessageHeaderEncoder.ENCODED_LENGTH + body;
  }

  private void key(int offset, int account, long agent) {
    keys.write(buffer, offset, account, agent);
  }
}
