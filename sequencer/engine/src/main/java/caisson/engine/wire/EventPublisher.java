package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.EventSink;
import caisson.engine.MarkVisitor;
import caisson.protocol.AssetListedEncoder;
import caisson.protocol.AssetMarkUpdatedEncoder;
import caisson.protocol.BatchConfirmedEncoder;
import caisson.protocol.CommandAppliedEncoder;
import caisson.protocol.CommandCompletedEncoder;
import caisson.protocol.CommandRejectedEncoder;
import caisson.protocol.CommandSkippedEncoder;
import caisson.protocol.FundingSettledEncoder;
import caisson.protocol.MarkUpdatedEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.ParametersChangedEncoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.StampEncoder;
import caisson.protocol.TradeExecutedEncoder;
import caisson.protocol.WindowSealedEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Calls to bytes. Events of a command are numbered from 0; each is held back until the next one or
 * the end of the command is known, because the last one carries the flag. So the sink sees an event
 * at the earliest when the next one is made, and the last one when the command is done.
 */
public final class EventPublisher {
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final int LAST_INDEX = StampEncoder.indexMaxValue();
  private static final int COMMAND_HEADER = CommandAppliedEncoder.commandHeaderLength();

  // First, because the others take it.
  final EventBytes bytes = new EventBytes(CommandAdapter.MAX_COMMAND_LENGTH + 256);
  final UnsafeBuffer buffer = bytes.buffer;

  public final AccountEvents accounts = new AccountEvents(this);
  public final OrderEvents orders = new OrderEvents(this);
  public final TriggerEvents triggers = new TriggerEvents(this);
  public final LiquidationEvents liquidations = new LiquidationEvents(this);
  public final BackstopEvents backstops = new BackstopEvents(this);
  public final PriceEvents prices = new PriceEvents(this);
  public final AuctionEvents auctions = new AuctionEvents(this);
  public final SessionEvents sessions = new SessionEvents(this);
  public final ResolutionEvents outcomes = new ResolutionEvents(this);

  final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final CommandRejectedEncoder commandRejected = new CommandRejectedEncoder();
  private final CommandCompletedEncoder commandCompleted = new CommandCompletedEncoder();
  private final CommandSkippedEncoder commandSkipped = new CommandSkippedEncoder();
  private final AssetListedEncoder assetListed = new AssetListedEncoder();
  private final MarketListedEncoder marketListed = new MarketListedEncoder();
  private final MarkUpdatedEncoder markUpdated = new MarkUpdatedEncoder();
  private final AssetMarkUpdatedEncoder assetMarkUpdated = new AssetMarkUpdatedEncoder();
  private final FundingSettledEncoder fundingSettled = new FundingSettledEncoder();
  private final WindowSealedEncoder windowSealed = new WindowSealedEncoder();
  private final BatchConfirmedEncoder batchConfirmed = new BatchConfirmedEncoder();
  private final ParametersChangedEncoder parametersChanged = new ParametersChangedEncoder();

  private final SealedWords words = new SealedWords();

  private final EventSink sink;
  private long sequence;
  private long timeNs;
  private int index;

  /** Length of the event held back in the buffer, 0 when there is none. */
  private int heldLength;

  public EventPublisher(EventSink sink) {
    this.sink = sink;
  }

  /** Starts a sequence with its index 0; the command is at most MAX_COMMAND_LENGTH long. */
  public void begin(long sequence, long timeNs, CommandBytes command) {
    this.sequence = sequence;
    this.timeNs = timeNs;
    index = 0;
    bytes.head(CommandAppliedEncoder.TEMPLATE_ID, CommandAppliedEncoder.BLOCK_LENGTH);
    bytes.putLong(CommandAppliedEncoder.requestIdEncodingOffset(), command.requestId());
    stamp();
    bytes.putData(CommandAppliedEncoder.BLOCK_LENGTH, command);
    hold(CommandAppliedEncoder.BLOCK_LENGTH + COMMAND_HEADER + command.length());
  }

  /** Ends the sequence: the event held back is its last. */
  public void end() {
    if (index < 2) {
      throw new IllegalStateException("command without an event: sequence=" + sequence);
    }
    bytes.last();
    release();
  }

  public void rejected(long requestId, int account, int template, RejectReason reason) {
    rejected(requestId, account, template, reason, CommandRejectedEncoder.entryNullValue());
  }

  /** Of a bundle: by one of its entries. */
  public void rejected(long requestId, int account, int template, RejectReason reason, int entry) {
    release();
    commandRejected
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(requestId)
        .account(account)
        .commandTemplate(template)
        .reason(reason)
        .entry((short) entry);
    stamp();
    hold(commandRejected.encodedLength());
  }

  public void completed(long requestId) {
    release();
    commandCompleted.wrapAndApplyHeader(buffer, 0, header).requestId(requestId);
    stamp();
    hold(commandCompleted.encodedLength());
  }

  public void skipped(long skippedSequence) {
    release();
    commandSkipped.wrapAndApplyHeader(buffer, 0, header).skippedSequence(skippedSequence);
    stamp();
    hold(commandSkipped.encodedLength());
  }

  public void assetListed(int asset, int scale, long markUnit, long symbolLow, long symbolHigh) {
    release();
    assetListed
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .scale((short) scale)
        .markUnit(markUnit);
    symbol(HEADER + AssetListedEncoder.symbolEncodingOffset(), symbolLow, symbolHigh);
    stamp();
    hold(assetListed.encodedLength());
  }

  public void marketListed(
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
      long symbolHigh) {
    release();
    marketListed
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(k)
        .marginPpm(marginPpm)
        .makerFeePpm(makerFeePpm)
        .takerFeePpm(takerFeePpm)
        .minLots(minLots)
        .maxTicks(maxTicks)
        .maxOrderLots(maxOrderLots);
    symbol(HEADER + MarketListedEncoder.symbolEncodingOffset(), symbolLow, symbolHigh);
    stamp();
    hold(marketListed.encodedLength());
  }

  public void tradeExecuted(
      int market,
      long priceTicks,
      long lots,
      long fundingIndex,
      long makerOrderId,
      long takerOrderId,
      int makerAccount,
      int takerAccount,
      Side takerSide,
      long makerFee,
      long takerFee,
      long makerCash,
      long takerCash,
      long makerPosition,
      long takerPosition,
      long makerRefCost,
      long takerRefCost,
      long feesCash,
      long makerRemainingLots,
      long takerRemainingLots) {
    release();
    bytes.head(TradeExecutedEncoder.TEMPLATE_ID, TradeExecutedEncoder.BLOCK_LENGTH);
    bytes.putInt(TradeExecutedEncoder.marketEncodingOffset(), market);
    bytes.putLong(TradeExecutedEncoder.priceTicksEncodingOffset(), priceTicks);
    bytes.putLong(TradeExecutedEncoder.lotsEncodingOffset(), lots);
    bytes.putLong(TradeExecutedEncoder.fundingIndexEncodingOffset(), fundingIndex);
    bytes.putLong(TradeExecutedEncoder.makerOrderIdEncodingOffset(), makerOrderId);
    bytes.putLong(TradeExecutedEncoder.takerOrderIdEncodingOffset(), takerOrderId);
    bytes.putInt(TradeExecutedEncoder.makerAccountEncodingOffset(), makerAccount);
    bytes.putInt(TradeExecutedEncoder.takerAccountEncodingOffset(), takerAccount);
    bytes.putByte(TradeExecutedEncoder.takerSideEncodingOffset(), takerSide.value());
    bytes.putLong(TradeExecutedEncoder.makerFeeEncodingOffset(), makerFee);
    bytes.putLong(TradeExecutedEncoder.takerFeeEncodingOffset(), takerFee);
    bytes.putLong(TradeExecutedEncoder.makerCashEncodingOffset(), makerCash);
    bytes.putLong(TradeExecutedEncoder.takerCashEncodingOffset(), takerCash);
    bytes.putLong(TradeExecutedEncoder.makerPositionEncodingOffset(), makerPosition);
    bytes.putLong(TradeExecutedEncoder.takerPositionEncodingOffset(), takerPosition);
    bytes.putLong(TradeExecutedEncoder.makerRefCostEncodingOffset(), makerRefCost);
    bytes.putLong(TradeExecutedEncoder.takerRefCostEncodingOffset(), takerRefCost);
    bytes.putLong(TradeExecutedEncoder.feesCashEncodingOffset(), feesCash);
    bytes.putLong(TradeExecutedEncoder.makerRemainingLotsEncodingOffset(), makerRemainingLots);
    bytes.putLong(TradeExecutedEncoder.takerRemainingLotsEncodingOffset(), takerRemainingLots);
    stamp();
    hold(TradeExecutedEncoder.BLOCK_LENGTH);
  }

  public void markUpdated(
      int market,
      long round,
      long indexTicks,
      long externalTicks,
      long bestBidTicks,
      long bestAskTicks,
      long markTicks) {
    release();
    markUpdated
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .round(round)
        .indexTicks(indexTicks)
        .externalTicks(externalTicks)
        .bestBidTicks(bestBidTicks)
        .bestAskTicks(bestAskTicks)
        .markTicks(markTicks);
    stamp();
    hold(markUpdated.encodedLength());
  }

  public void assetMarkUpdated(int asset, long round, long markUnit) {
    release();
    assetMarkUpdated
        .wrapAndApplyHeader(buffer, 0, header)
        .asset(asset)
        .round(round)
        .markUnit(markUnit);
    stamp();
    hold(assetMarkUpdated.encodedLength());
  }

  public void fundingSettled(
      int market,
      long hour,
      long rateE9,
      long indexTicks,
      long delta,
      long remainder,
      long fundingIndex) {
    release();
    fundingSettled
        .wrapAndApplyHeader(buffer, 0, header)
        .market(market)
        .hour(hour)
        .rateE9(rateE9)
        .indexTicks(indexTicks)
        .delta(delta)
        .remainder(remainder)
        .fundingIndex(fundingIndex);
    stamp();
    hold(fundingSettled.encodedLength());
  }

  public void windowSealed(
      long batchNo,
      long sequenceFrom,
      long headerTsS,
      long depositsUpTo,
      int withdrawals,
      boolean markEpoch,
      int assetWords,
      int marketWords,
      MarkSource marks) {
    release();
    windowSealed
        .wrapAndApplyHeader(buffer, 0, header)
        .batchNo(batchNo)
        .seqFrom(sequenceFrom)
        .seqTo(sequence)
        .headerTsS(headerTsS)
        .depositsUpTo(depositsUpTo)
        .withdrawals(withdrawals)
        .markEpoch((short) (markEpoch ? 1 : 0));
    stamp();
    words.begin(assetWords, marketWords);
    marks.forEachMark(words);
    hold(windowSealed.encodedLength());
  }

  public void batchConfirmed(
      long batchNo, DirectBuffer hashes, int headerHashOffset, int transactionHashOffset) {
    release();
    batchConfirmed.wrapAndApplyHeader(buffer, 0, header).batchNo(batchNo);
    buffer.putBytes(
        HEADER + BatchConfirmedEncoder.headerHashEncodingOffset(), hashes, headerHashOffset, 32);
    buffer.putBytes(
        HEADER + BatchConfirmedEncoder.transactionHashEncodingOffset(),
        hashes,
        transactionHashOffset,
        32);
    stamp();
    hold(batchConfirmed.encodedLength());
  }

  /** Events of the sequence so far. */
  public int count() {
    return index;
  }

  public void parametersChanged(long version) {
    release();
    parametersChanged.wrapAndApplyHeader(buffer, 0, header).version(version);
    stamp();
    hold(parametersChanged.encodedLength());
  }

  void stamp() {
    bytes.stamp(sequence, timeNs, index);
  }

  void hold(int bodyLength) {
    // Two events of one identity would be one to every reader.
    if (index > LAST_INDEX) {
      throw new IllegalStateException("more events than a sequence can number: " + sequence);
    }
    heldLength = HEADER + bodyLength;
    index++;
  }

  void release() {
    if (heldLength > 0) {
      int length = heldLength;
      heldLength = 0;
      sink.onEvent(buffer, 0, length);
    }
  }

  void address(int offset, long a, long b, int c) {
    buffer.putLong(offset, a, BIG_ENDIAN);
    buffer.putLong(offset + 8, b, BIG_ENDIAN);
    buffer.putInt(offset + 16, c, BIG_ENDIAN);
  }

  private void symbol(int offset, long low, long high) {
    buffer.putLong(offset, low, LITTLE_ENDIAN);
    buffer.putLong(offset + 8, high, LITTLE_ENDIAN);
  }

  /** Where the words of a sealed window come from. */
  public interface MarkSource {
    void forEachMark(MarkVisitor visitor);
  }

  /** Writes words into the two groups; asset words come first. */
  @SuppressWarnings("NullAway.Init") // begin() opens both groups before the first word arrives
  private final class SealedWords implements MarkVisitor {
    private WindowSealedEncoder.AssetWordsEncoder assets;
    private WindowSealedEncoder.MarketWordsEncoder markets;
    private int assetsLeft;
    private int marketCount;

    void begin(int assetCount, int marketCount) {
      assets = windowSealed.assetWordsCount(assetCount);
      assetsLeft = assetCount;
      this.marketCount = marketCount;
      if (assetsLeft == 0) {
        markets = windowSealed.marketWordsCount(marketCount);
      }
    }

    @Override
    public void assetWord(int asset, long markUnit, int scale, int status, long accounted) {
      assets
          .next()
          .asset(asset)
          .markUnit(markUnit)
          .scale((short) scale)
          .status((short) status)
          .accounted(accounted);
      if (--assetsLeft == 0) {
        markets = windowSealed.marketWordsCount(marketCount);
      }
    }

    @Override
    public void marketWord(int market, long markTicks, long k, long fundingIndex, int status) {
      markets
          .next()
          .market(market)
          .markTicks(markTicks)
          .k(k)
          .fundingIndex(fundingIndex)
          .status((short) status);
    }
  }
}
