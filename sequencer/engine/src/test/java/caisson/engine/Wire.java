package caisson.engine;

import caisson.protocol.AccountLevel;
import caisson.protocol.AmendOrderEncoder;
import caisson.protocol.CancelOrderEncoder;
import caisson.protocol.CancelOrdersEncoder;
import caisson.protocol.ConfirmBatchEncoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.DelistMarketEncoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListEventEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketPhase;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PayDividendEncoder;
import caisson.protocol.PlaceOrderEncoder;
import caisson.protocol.PlaceScaleEncoder;
import caisson.protocol.PlaceTriggerEncoder;
import caisson.protocol.PlaceTwapEncoder;
import caisson.protocol.ProposeResolutionEncoder;
import caisson.protocol.PublishCoinEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.RegisterAgentEncoder;
import caisson.protocol.ReportSupplyEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.RestrictAccountEncoder;
import caisson.protocol.ScheduleCancelEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SetAccountLevelEncoder;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetCollateralFallEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetFeeTiersEncoder;
import caisson.protocol.SetGroupEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import caisson.protocol.SetPhaseEncoder;
import caisson.protocol.SetReferrerEncoder;
import caisson.protocol.SetTradingLimitsEncoder;
import caisson.protocol.SetVolatilityEncoder;
import caisson.protocol.Side;
import caisson.protocol.SkipCommandEncoder;
import caisson.protocol.SubmitOrderEncoder;
import caisson.protocol.TickFundingEncoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferUnitsEncoder;
import caisson.protocol.TriggerWhen;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;

/** Encodes commands as a gateway, the bridge and the oracle would. */
final class Wire {
  static final int OFFSET = 24;

  final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private long requestId;

  /** The key of an account's owner, who has two accounts, or of its agent n from 1 on. */
  static void putKey(ExpandableArrayBuffer buffer, int offset, int account, int agent) {
    buffer.putLong(offset, 0xA000_0000_0000_0000L + agent, ByteOrder.BIG_ENDIAN);
    buffer.putLong(offset + 8, agent == 0 ? account & ~1 : account, ByteOrder.BIG_ENDIAN);
    buffer.putInt(offset + 16, 7, ByteOrder.BIG_ENDIAN);
  }

  int listAsset(int asset, int scale, long markUnit, String symbol) {
    var c = new ListAssetEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).asset(asset).scale((short) scale).markUnit(markUnit).symbol(symbol);
    return 8 + c.encodedLength();
  }

  int listPerpetual(
      int market,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long maxTicks,
      long maxOrderLots) {
    return listMarket(
        market,
        MarketKind.PERPETUAL,
        0,
        0,
        k,
        marginPpm,
        makerFeePpm,
        takerFeePpm,
        maxTicks,
        maxOrderLots);
  }

  int listMarket(
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long maxTicks,
      long maxOrderLots) {
    var c = new ListMarketEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(k)
        .marginPpm(marginPpm)
        .makerFeePpm(makerFeePpm)
        .takerFeePpm(takerFeePpm)
        .minLots(1)
        .maxTicks(maxTicks)
        .maxOrderLots(maxOrderLots)
        .symbol("M" + market);
    return 8 + c.encodedLength();
  }

  int registerAccount(int account) {
    var c = new RegisterAccountEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).account(account);
    putKey(buffer, c.offset() + RegisterAccountEncoder.ownerEncodingOffset(), account, 0);
    return 8 + c.encodedLength();
  }

  int registerAgent(
      int account, int agent, long expiryNs, long perDay, long perOrder, long nonce, int signer) {
    var scope = AgentScope.wide(expiryNs, perDay, perOrder);
    return registerAgent(account, agent, scope, nonce, signer);
  }

  record AgentScope(
      long expiryNs, long perDay, long perOrder, long markets, long maxPosition, int bandPpm) {
    static AgentScope wide(long expiryNs, long perDay, long perOrder) {
      return new AgentScope(expiryNs, perDay, perOrder, -1, Long.MAX_VALUE, Integer.MAX_VALUE);
    }
  }

  int registerAgent(int account, int agent, AgentScope scope, long nonce, int signer) {
    var c = new RegisterAgentEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .expiryNs(scope.expiryNs)
        .maxNotionalPerDay(scope.perDay)
        .maxOrderNotional(scope.perOrder)
        .nonce(nonce)
        .markets(scope.markets)
        .maxPosition(scope.maxPosition)
        .bandPpm(scope.bandPpm);
    putKey(buffer, c.offset() + RegisterAgentEncoder.agentEncodingOffset(), account, agent);
    putKey(buffer, c.offset() + RegisterAgentEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int setAccountLevel(int account, AccountLevel level, long nonce, int signer) {
    var c = new SetAccountLevelEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).account(account).level(level).nonce(nonce).expiryNs(Long.MAX_VALUE);
    putKey(buffer, c.offset() + SetAccountLevelEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int restrictAccount(int account, AccountLevel level) {
    var c = new RestrictAccountEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).account(account).level(level);
    return 8 + c.encodedLength();
  }

  int transferUnits(int from, int to, int asset, long units, long nonce, int signer) {
    var c = new TransferUnitsEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).from(from).to(to).asset(asset).units(units).nonce(nonce);
    c.expiryNs(Long.MAX_VALUE);
    putKey(buffer, c.offset() + TransferUnitsEncoder.signerEncodingOffset(), from, signer);
    return 8 + c.encodedLength();
  }

  int creditDeposit(long depositNo, int account, int asset, long units) {
    var c = new CreditDepositEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).depositNo(depositNo).account(account).asset(asset).units(units);
    putKey(buffer, c.offset() + CreditDepositEncoder.senderEncodingOffset(), account, 99);
    return 8 + c.encodedLength();
  }

  int sealWindow(long batchNo, long chainTimeS, long depositsUpTo) {
    var c = new SealWindowEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).batchNo(batchNo).chainTimeS(chainTimeS).depositsUpTo(depositsUpTo);
    return 8 + c.encodedLength();
  }

  int confirmBatch(long batchNo) {
    var c = new ConfirmBatchEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).batchNo(batchNo).chainTimeS(0);
    for (int i = 0; i < 32; i++) {
      c.headerHash(i, (short) (batchNo + i & 0xFF)).transactionHash(i, (short) (i & 0xFF));
    }
    return 8 + c.encodedLength();
  }

  int placeOrder(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .side(side)
        .timeInForce(timeInForce);
    c.clientOrderId().high(account).low(nonce);
    putKey(buffer, c.offset() + PlaceOrderEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int cancelOrder(int account, int market, long orderId, long nonce, long expiryNs, int signer) {
    var c = new CancelOrderEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .nonce(nonce)
        .expiryNs(expiryNs);
    putKey(buffer, c.offset() + CancelOrderEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  /** The terms that PlaceOrder lacks are set on the encoder afterwards. */
  SubmitOrderEncoder submitOrder(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new SubmitOrderEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .replaces(0)
        .side(side)
        .timeInForce(timeInForce)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0)
        .slide((short) 0)
        .goodTillNs(0);
    c.clientOrderId().high(account).low(nonce);
    putKey(buffer, c.offset() + SubmitOrderEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  AmendOrderEncoder amendOrder(
      int account,
      int market,
      long orderId,
      long lots,
      long limitTicks,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new AmendOrderEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .orderId(orderId)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .postOnly((short) 0)
        .selfTrade(SelfTrade.CANCEL_TAKER);
    putKey(buffer, c.offset() + AmendOrderEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceScaleEncoder placeScale(
      int account,
      int market,
      Side side,
      long lots,
      long fromTicks,
      long toTicks,
      int orders,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceScaleEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .fromTicks(fromTicks)
        .toTicks(toTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .goodTillNs(0)
        .side(side)
        .postOnly((short) 0)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .orders((short) orders);
    c.clientOrderId().high(account).low(nonce);
    putKey(buffer, c.offset() + PlaceScaleEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceTwapEncoder placeTwap(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      int slices,
      long intervalNs,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceTwapEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .intervalNs(intervalNs)
        .slices(slices)
        .side(side)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0);
    c.clientOrderId().high(account).low(nonce);
    putKey(buffer, c.offset() + PlaceTwapEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  PlaceTriggerEncoder placeTrigger(
      int account,
      int market,
      Side side,
      long lots,
      long limitTicks,
      TimeInForce timeInForce,
      TriggerWhen when,
      long triggerTicks,
      long nonce,
      long expiryNs,
      int signer) {
    var c = new PlaceTriggerEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .limitTicks(limitTicks)
        .lots(lots)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .triggerTicks(triggerTicks)
        .group(0)
        .side(side)
        .timeInForce(timeInForce)
        .selfTrade(SelfTrade.CANCEL_TAKER)
        .reduceOnly((short) 0)
        .when(when);
    c.clientOrderId().high(account).low(nonce);
    putKey(buffer, c.offset() + PlaceTriggerEncoder.signerEncodingOffset(), account, signer);
    return c;
  }

  int scheduleCancel(int account, long atNs, long nonce, long expiryNs, int signer) {
    var c = new ScheduleCancelEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).account(account).atNs(atNs).nonce(nonce).expiryNs(expiryNs);
    putKey(buffer, c.offset() + ScheduleCancelEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int cancelOrders(
      int account, int market, OrderSides sides, long nonce, long expiryNs, int signer) {
    var c = new CancelOrdersEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .market(market)
        .sides(sides)
        .nonce(nonce)
        .expiryNs(expiryNs);
    putKey(buffer, c.offset() + CancelOrdersEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int requestWithdrawal(int account, int asset, long units, long nonce, long expiryNs, int signer) {
    var c = new RequestWithdrawalEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId)
        .account(account)
        .asset(asset)
        .units(units)
        .nonce(nonce)
        .expiryNs(expiryNs)
        .lane(Lane.STANDARD);
    putKey(buffer, c.offset() + RequestWithdrawalEncoder.destinationEncodingOffset(), account, 50);
    putKey(buffer, c.offset() + RequestWithdrawalEncoder.signerEncodingOffset(), account, signer);
    return 8 + c.encodedLength();
  }

  int publishPrice(long round, int market, long indexTicks, long externalTicks) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round);
    c.pricesCount(1).next().market(market).indexTicks(indexTicks).externalTicks(externalTicks);
    c.assetPricesCount(0);
    return 8 + c.encodedLength();
  }

  int publishNothing(long round) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round);
    c.pricesCount(0);
    c.assetPricesCount(0);
    return 8 + c.encodedLength();
  }

  int publishAssetPrice(long round, int asset, long markUnit) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round);
    c.pricesCount(0);
    c.assetPricesCount(1).next().asset(asset).markUnit(markUnit);
    return 8 + c.encodedLength();
  }

  int tickFunding(int market, long hour, long rateE9) {
    var c = new TickFundingEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).market(market).hour(hour).rateE9(rateE9);
    return 8 + c.encodedLength();
  }

  int serveRequest(long no, int kind, int account, int id, long amount, long limitTicks) {
    var c = new ServeRequestEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).no(no).timeS(1_700_000_000L + no).kind((short) kind);
    c.account(account).id(id).amount(amount).limitTicks(limitTicks);
    putKey(buffer, c.offset() + ServeRequestEncoder.targetEncodingOffset(), account, 60);
    return 8 + c.encodedLength();
  }

  int skipCommand(long sequence) {
    var c = new SkipCommandEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).sequence(sequence);
    return 8 + c.encodedLength();
  }

  int setGroup(long version, int group, int rho, int kappa) {
    var c = new SetGroupEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).group(group).rho(rho).kappa(kappa);
    return 8 + c.encodedLength();
  }

  int setFactor(
      long version, int factor, int group, int down, int up, int spot, long oiLow, long oiUp) {
    var c = new SetFactorEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).factor(factor).group(group);
    c.downBps(down).upBps(up).spotBps(spot).initialE3(1_500);
    c.basisPpm(10_000).sizePpm(factor * 500).gapBps(factor % 2 * 20);
    c.profitPpm(factor == 3 ? 250_000 : 1_000_000).oiLow(oiLow).oiUp(oiUp);
    return 8 + c.encodedLength();
  }

  int setMarketFactor(long version, int market, int factor) {
    var c = new SetMarketFactorEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market).factor(factor);
    return 8 + c.encodedLength();
  }

  int setLiquidation(long version, int market, int tier, int feePpm, int bandPpm) {
    var c = new SetLiquidationEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market).tier((short) tier);
    c.feePpm(feePpm).bandPpm(bandPpm);
    return 8 + c.encodedLength();
  }

  /** Void values follow the payout's share of each outcome. */
  int listEvent(
      int event,
      int firstMarket,
      long payoutTicks,
      boolean exhaustive,
      long disputeNs,
      long voidAtNs,
      int takerFeePpm,
      long... voidTicks) {
    var c = new ListEventEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).eventId(event).payoutTicks(payoutTicks).k(10_000);
    c.exhaustive((short) (exhaustive ? 1 : 0)).disputeNs(disputeNs).voidAtNs(voidAtNs);
    c.makerFeePpm(0).takerFeePpm(takerFeePpm).minLots(1).maxOrderLots(1_000_000);
    var outcomes = c.outcomesCount(voidTicks.length);
    for (int i = 0; i < voidTicks.length; i++) {
      outcomes.next().market(firstMarket + i).voidTicks(voidTicks[i]).symbol("OUT-" + i);
    }
    return 8 + c.encodedLength();
  }

  int proposeResolution(int event, int source, int outcome) {
    var c = new ProposeResolutionEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).eventId(event).source(source).outcome(outcome);
    return 8 + c.encodedLength();
  }

  int setVolatility(long version, int factor, int market, int multipleE3) {
    var c = new SetVolatilityEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).factor(factor).market(market);
    c.multipleE3(multipleE3);
    return 8 + c.encodedLength();
  }

  int setFeeTiers(long version, long[] minVolume, int[] makerPpm, int[] takerPpm) {
    var c = new SetFeeTiersEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version);
    var tiers = c.tiersCount(minVolume.length);
    for (int i = 0; i < minVolume.length; i++) {
      tiers.next().minVolume(minVolume[i]).makerPpm(makerPpm[i]).takerPpm(takerPpm[i]);
    }
    return 8 + c.encodedLength();
  }

  int setReferrer(int account, int referrer, int sharePpm) {
    var c = new SetReferrerEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).account(account).referrer(referrer).sharePpm(sharePpm);
    return 8 + c.encodedLength();
  }

  int setPhase(long version, int market, MarketPhase phase) {
    var c = new SetPhaseEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market).phase(phase);
    return 8 + c.encodedLength();
  }

  int payDividend(long version, int market, long perLotE9) {
    var c = new PayDividendEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market).perLotE9(perLotE9);
    return 8 + c.encodedLength();
  }

  int delistMarket(long version, int market) {
    var c = new DelistMarketEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market);
    return 8 + c.encodedLength();
  }

  int setMarkRules(
      long version, int market, int slewPpm, int bandPpm, int capPpm, long impact, int interestE9) {
    var c = new SetMarkRulesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market);
    c.slewPpm(slewPpm).bandPpm(bandPpm).basisCapPpm(capPpm);
    c.impactNotional(impact).interestE9(interestE9);
    return 8 + c.encodedLength();
  }

  int setCollateralFall(long version, int asset, int full, int none, int day) {
    var c = new SetCollateralFallEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).asset(asset);
    c.fullPpm(full).nonePpm(none).dayPpm(day);
    return 8 + c.encodedLength();
  }

  int reportSupply(long round, int asset, long supply) {
    var c = new ReportSupplyEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round).asset(asset).supply(supply);
    return 8 + c.encodedLength();
  }

  int publishCoin(long round, long ppm) {
    var c = new PublishCoinEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round).indexPpm(ppm);
    return 8 + c.encodedLength();
  }

  int setTradingLimits(long version, int market, int bandPpm, long positionLots, long minNotional) {
    var c = new SetTradingLimitsEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).market(market);
    c.bandPpm(bandPpm).positionLots(positionLots).minNotional(minNotional);
    return 8 + c.encodedLength();
  }

  int setCollateral(long version, int asset, int factor, long bound1, long bound2) {
    var c = new SetCollateralEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).version(version).asset(asset).factor(factor);
    c.haircutBound1(bound1).haircutBound2(bound2);
    c.haircutPpm1(5_000).haircutPpm2(20_000).haircutPpm3(50_000);
    return 8 + c.encodedLength();
  }
}
