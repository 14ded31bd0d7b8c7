package caisson.engine;

import caisson.protocol.ConfirmBatchEncoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.Lane;
import caisson.protocol.LimitOutflowEncoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.PublishCoinEncoder;
import caisson.protocol.PublishPricesEncoder;
import caisson.protocol.ReportSupplyEncoder;
import caisson.protocol.RequestWithdrawalEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.ServeRequestEncoder;
import caisson.protocol.SkipCommandEncoder;
import caisson.protocol.TickFundingEncoder;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;

/** Encodes commands as a gateway, the bridge and the oracle would. */
final class Wire {
  static final int OFFSET = 24;

  final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  final MessageHeaderEncoder header = new MessageHeaderEncoder();
  final WireOrders orders = new WireOrders(this);
  final WireBundles bundles = new WireBundles(this);
  final WireAccounts accounts = new WireAccounts(this);
  final WireParameters parameters = new WireParameters(this);
  private long requestId;

  long nextRequest() {
    return ++requestId;
  }

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
    return publishPrice(round, market, indexTicks, externalTicks, 0);
  }

  int publishPrice(long round, int market, long indexTicks, long externalTicks, int splitVersion) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round);
    var price = c.pricesCount(1).next();
    price.market(market).indexTicks(indexTicks).externalTicks(externalTicks);
    price.splitVersion(splitVersion);
    c.assetPricesCount(0);
    return 8 + c.encodedLength();
  }

  /** Prices of markets, then marks of assets: an id and what it is worth, again and again. */
  int publishPrices(long round, long[] markets, long... assets) {
    var c = new PublishPricesEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round);
    var prices = c.pricesCount(markets.length / 2);
    for (int i = 0; i < markets.length; i += 2) {
      prices.next().market((int) markets[i]).indexTicks(markets[i + 1]);
      prices.externalTicks(0).splitVersion(0);
    }
    var marks = c.assetPricesCount(assets.length / 2);
    for (int i = 0; i < assets.length; i += 2) {
      marks.next().asset((int) assets[i]).markUnit(assets[i + 1]);
    }
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

  /** As a sender of an earlier schema writes it. */
  int ofSchema(int version, int length) {
    buffer.putShort(OFFSET + 6, (short) version, ByteOrder.LITTLE_ENDIAN);
    return length;
  }

  int skipCommand(long sequence) {
    var c = new SkipCommandEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).sequence(sequence);
    return 8 + c.encodedLength();
  }

  int limitOutflow(long most) {
    var c = new LimitOutflowEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    return 8 + c.requestId(++requestId).most(most).encodedLength();
  }

  int publishCoin(long round, long ppm) {
    var c = new PublishCoinEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round).indexPpm(ppm);
    return 8 + c.encodedLength();
  }

  int reportSupply(long round, int asset, long supply) {
    var c = new ReportSupplyEncoder().wrapAndApplyHeader(buffer, OFFSET, header);
    c.requestId(++requestId).round(round).asset(asset).supply(supply);
    return 8 + c.encodedLength();
  }
}
