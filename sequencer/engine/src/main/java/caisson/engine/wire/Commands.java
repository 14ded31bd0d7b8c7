package caisson.engine.wire;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.Lane;
import caisson.protocol.MarketKind;
import caisson.protocol.OrderSides;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import org.agrona.DirectBuffer;

/**
 * The commands as calls, in primitives. An address comes as its bytes 0-7, 8-15 and 16-19, big
 * endian, so that unsigned comparison orders addresses; a symbol as two little endian longs.
 */
public interface Commands extends OperatorCommands {
  /** The bytes are no command: nothing else is called for them. */
  void malformed(long requestId, int template, RejectReason reason);

  void listAsset(
      long requestId, int asset, int scale, long markUnit, long symbolLow, long symbolHigh);

  void listMarket(
      long requestId,
      int market,
      MarketKind kind,
      int baseAsset,
      long unitsPerLot,
      long k,
      int marginPpm,
      int makerFeePpm,
      int takerFeePpm,
      long minLots,
      long maxTicks,
      long maxOrderLots,
      long symbolLow,
      long symbolHigh);

  void registerAccount(long requestId, int account, long ownerA, long ownerB, int ownerC);

  void creditDeposit(
      long requestId,
      long depositNo,
      int account,
      int asset,
      long units,
      long senderA,
      long senderB,
      int senderC);

  void sealWindow(long requestId, long batchNo, long chainTimeS);

  void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset);

  void registerAgent(
      long requestId,
      int account,
      AgentTerms terms,
      long nonce,
      long signerA,
      long signerB,
      int signerC);

  void setAccountLevel(
      long requestId,
      int account,
      AccountLevel level,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void restrictAccount(long requestId, int account, AccountLevel level);

  void transferUnits(
      long requestId,
      int from,
      int to,
      int asset,
      long units,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void placeOrder(
      long requestId,
      int account,
      int market,
      long limitTicks,
      long lots,
      long nonce,
      long expiryNs,
      long clientOrderIdHigh,
      long clientOrderIdLow,
      Side side,
      TimeInForce timeInForce,
      long signerA,
      long signerB,
      int signerC);

  /** An order with every term it can have. */
  void submitOrder(long requestId, Submission order);

  void amendOrder(long requestId, Amendment change);

  void placeScale(long requestId, ScaleTerms scale);

  void placeTwap(long requestId, TwapTerms terms);

  void placeTrigger(long requestId, TriggerTerms terms);

  /** At 0 the account's switch is turned off. */
  void scheduleCancel(
      long requestId,
      int account,
      long atNs,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  /** Cancels the account's orders in a market (0: all), on the sides named. */
  void cancelOrders(
      long requestId,
      int account,
      int market,
      OrderSides sides,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void cancelOrder(
      long requestId,
      int account,
      int market,
      long orderId,
      long nonce,
      long expiryNs,
      long signerA,
      long signerB,
      int signerC);

  void requestWithdrawal(
      long requestId,
      int account,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      long nonce,
      long expiryNs,
      Lane lane,
      long signerA,
      long signerB,
      int signerC);

  void publishPrices(long requestId, long round, PriceRound prices);

  void tickFunding(long requestId, int market, long hour, long rateE9);

  /** What orders of a market must keep; 0 is no limit. */
  void setTradingLimits(
      long requestId, long version, int market, int bandPpm, long positionLots, long minNotional);

  void skipCommand(long requestId, long skippedSequence);

  void serveRequest(
      long requestId,
      long no,
      long timeS,
      int kind,
      int account,
      int id,
      long amount,
      long limitTicks,
      long targetA,
      long targetB,
      int targetC);
}
