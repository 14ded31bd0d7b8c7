package caisson.oracle.reconcile;

import caisson.client.EventHandler;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CheckpointBegunDecoder;
import caisson.protocol.CheckpointEndedDecoder;
import caisson.protocol.CheckpointRecordDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.reconciliation.Key;
import caisson.reconciliation.Side;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the engine says everybody holds. Each money event carries the balances it left, and this
 * fold only keeps the last one told: it adds nothing up, so it cannot repeat an error of those who
 * do.
 *
 * <p>State is what was held at the end of one window, and behind it what each later window changed.
 * A pass asks for a batch of the chain's head, which is never below the last confirmed one, so the
 * windows up to that one are merged: what is kept is everything held and the unconfirmed windows.
 */
final class EngineSide implements EventHandler {
  static final String NAME = "engine";

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final DepositCreditedDecoder deposit = new DepositCreditedDecoder();
  private final WithdrawalCreatedDecoder withdrawal = new WithdrawalCreatedDecoder();
  private final TradeExecutedDecoder trade = new TradeExecutedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cashMoved = new CashMovedDecoder();
  private final UnitsTransferredDecoder transferred = new UnitsTransferredDecoder();
  private final WindowSealedDecoder sealed = new WindowSealedDecoder();
  private final BatchConfirmedDecoder confirmed = new BatchConfirmedDecoder();

  private final Map<Integer, Integer> baseAssetOfSpot = new HashMap<>();
  private final Told merged = new Told();
  private final ArrayDeque<Told> later = new ArrayDeque<>();
  private Told open = new Told();
  private @Nullable Checkpoint checkpoint;
  private @Nullable StatePass statePass;

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    switch (templateId) {
      case MarketListedDecoder.TEMPLATE_ID -> {
        marketListed.wrapAndApplyHeader(buffer, offset, header);
        if (marketListed.kind() == MarketKind.SPOT) {
          baseAssetOfSpot.put(marketListed.market(), marketListed.baseAsset());
        }
      }
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        deposit.wrapAndApplyHeader(buffer, offset, header);
        open.held.put(Key.asset(deposit.asset(), deposit.account()), deposit.balance());
      }
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
        withdrawal.wrapAndApplyHeader(buffer, offset, header);
        open.held.put(Key.asset(withdrawal.asset(), withdrawal.account()), withdrawal.balance());
      }
      case TradeExecutedDecoder.TEMPLATE_ID -> {
        trade.wrapAndApplyHeader(buffer, offset, header);
        onTrade();
      }
      case PositionAssignedDecoder.TEMPLATE_ID -> {
        assigned.wrapAndApplyHeader(buffer, offset, header);
        onAssigned();
      }
      case CashMovedDecoder.TEMPLATE_ID -> {
        cashMoved.wrapAndApplyHeader(buffer, offset, header);
        open.held.put(Key.asset(0, cashMoved.from()), cashMoved.fromCash());
        open.held.put(Key.asset(0, cashMoved.to()), cashMoved.toCash());
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        transferred.wrapAndApplyHeader(buffer, offset, header);
        int asset = transferred.asset();
        open.held.put(Key.asset(asset, transferred.from()), transferred.fromBalance());
        open.held.put(Key.asset(asset, transferred.to()), transferred.toBalance());
      }
      case WindowSealedDecoder.TEMPLATE_ID -> {
        sealed.wrapAndApplyHeader(buffer, offset, header);
        onSealed();
      }
      case BatchConfirmedDecoder.TEMPLATE_ID ->
          mergeTo(confirmed.wrapAndApplyHeader(buffer, offset, header).batchNo());
      default -> {
        // Moves no money.
      }
    }
  }

  @Override
  public void onNote(long sequence, int templateId, DirectBuffer buffer, int offset, int length) {
    switch (templateId) {
      case CheckpointBegunDecoder.TEMPLATE_ID -> checkpoint = new Checkpoint(sequence);
      case CheckpointRecordDecoder.TEMPLATE_ID -> {
        if (checkpoint != null) {
          checkpoint.onRecord(buffer, offset);
        }
      }
      case CheckpointEndedDecoder.TEMPLATE_ID -> {
        if (checkpoint != null) {
          compare(checkpoint, sequence);
        }
        checkpoint = null;
      }
      default -> {
        // A running hash.
      }
    }
  }

  /** Whether the window of the batch is over. */
  boolean knows(long batchNo) {
    return batchNo <= (later.isEmpty() ? merged.batchNo : later.getLast().batchNo);
  }

  /** Merges the windows up to the batch; the sides below are as of the last one merged. */
  void mergeTo(long batchNo) {
    while (!later.isEmpty() && later.getFirst().batchNo <= batchNo) {
      merged.merge(later.removeFirst());
    }
  }

  Side leaves() {
    return merged.leaves(NAME);
  }

  Side books() {
    return merged.books(NAME);
  }

  /** How the newest checkpoint compares with what was told before it; null before the first. */
  @Nullable StatePass statePass() {
    return statePass;
  }

  private void compare(Checkpoint state, long sequence) {
    Told told = new Told();
    told.merge(merged);
    later.forEach(told::merge);
    told.merge(open);
    told.sequence = sequence;
    told.accounted.clear(); // told at seals only
    statePass = StatePass.of(sequence, told.held.size(), state.compare(told));
  }

  private void onTrade() {
    int market = trade.market();
    int maker = trade.makerAccount();
    int taker = trade.takerAccount();
    Integer baseAsset = baseAssetOfSpot.get(market);
    if (baseAsset != null) {
      open.held.put(Key.asset(baseAsset, maker), trade.makerPosition());
      open.held.put(Key.asset(baseAsset, taker), trade.takerPosition());
    } else {
      open.held.put(Key.market(market, maker), trade.makerPosition());
      open.held.put(Key.market(market, taker), trade.takerPosition());
      open.refCosts.put(Key.market(market, maker), trade.makerRefCost());
      open.refCosts.put(Key.market(market, taker), trade.takerRefCost());
    }
    open.held.put(Key.asset(0, maker), trade.makerCash());
    open.held.put(Key.asset(0, taker), trade.takerCash());
    open.held.put(Key.asset(0, Chart.FEES_ACCOUNT), trade.feesCash());
  }

  private void onAssigned() {
    int market = assigned.market();
    int seller = assigned.seller();
    int buyer = assigned.buyer();
    open.held.put(Key.market(market, seller), assigned.sellerLots());
    open.held.put(Key.market(market, buyer), assigned.buyerLots());
    open.refCosts.put(Key.market(market, seller), assigned.sellerRefCost());
    open.refCosts.put(Key.market(market, buyer), assigned.buyerRefCost());
    open.held.put(Key.asset(0, seller), assigned.sellerCash());
    open.held.put(Key.asset(0, buyer), assigned.buyerCash());
  }

  private void onSealed() {
    open.batchNo = sealed.batchNo();
    open.sequence = sealed.seqTo();
    for (WindowSealedDecoder.AssetWordsDecoder word : sealed.assetWords()) {
      open.accounted.put(word.asset(), word.accounted());
    }
    later.addLast(open);
    open = new Told();
  }
}
