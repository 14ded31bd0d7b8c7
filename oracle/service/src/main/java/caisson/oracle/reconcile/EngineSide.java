package caisson.oracle.reconcile;

import caisson.client.EventHandler;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.reconciliation.Cut;
import caisson.reconciliation.Key;
import caisson.reconciliation.Side;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

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
  private final WindowSealedDecoder sealed = new WindowSealedDecoder();
  private final BatchConfirmedDecoder confirmed = new BatchConfirmedDecoder();

  private final Map<Integer, Integer> baseAssetOfSpot = new HashMap<>();
  private final Window merged = new Window();
  private final ArrayDeque<Window> later = new ArrayDeque<>();
  private Window open = new Window();

  /** Amounts told inside a window, and which one it was once it is sealed. */
  private static final class Window {
    long batchNo;
    long seqTo;
    final Map<Key, Long> held = new HashMap<>();
    final Map<Key, Long> refCosts = new HashMap<>();
    final Map<Integer, Long> accounted = new HashMap<>();

    void merge(Window next) {
      batchNo = next.batchNo;
      seqTo = next.seqTo;
      held.putAll(next.held);
      refCosts.putAll(next.refCosts);
      accounted.putAll(next.accounted);
      held.values().removeIf(amount -> amount == 0);
      refCosts.values().removeIf(amount -> amount == 0);
    }
  }

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

  /** What leaves must hold: units and lots, and the units the engine accounts for in all. */
  Side leaves() {
    Side.Builder side = side();
    merged.held.forEach(side::row);
    merged.accounted.forEach(side::total);
    return side.freeze();
  }

  /**
   * What the books must show: a balance is cash plus the reference costs of the account's lines,
   * profit clearing holds those costs against it, and no other clearing account keeps anything.
   */
  Side books() {
    Map<Key, Long> balances = new HashMap<>();
    merged.held.forEach(
        (key, amount) -> {
          if (key.kind() == Key.Kind.ASSET) {
            balances.merge(key, amount, Math::addExact);
          }
        });
    long refCosts = 0;
    for (Map.Entry<Key, Long> line : merged.refCosts.entrySet()) {
      balances.merge(Key.asset(0, line.getKey().account()), line.getValue(), Math::addExact);
      refCosts = Math.addExact(refCosts, line.getValue());
    }
    Side.Builder side = side();
    balances.forEach(side::row);
    side.row(Key.code(0, Chart.PROFIT_CLEARING), -refCosts);
    return side.freeze();
  }

  private Side.Builder side() {
    return Side.of(NAME, new Cut(merged.seqTo, 0));
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

  private void onSealed() {
    open.batchNo = sealed.batchNo();
    open.seqTo = sealed.seqTo();
    for (WindowSealedDecoder.AssetWordsDecoder word : sealed.assetWords()) {
      open.accounted.put(word.asset(), word.accounted());
    }
    later.addLast(open);
    open = new Window();
  }
}
