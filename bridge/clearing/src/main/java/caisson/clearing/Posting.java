package caisson.clearing;

import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.Side;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * From events to double-entry transfers. The transfers of one event are one atomic chain, after
 * which trade clearing (2300) is zero.
 *
 * <p>The ledger shows balances, not cash: a perpetual trade moves only what it realised, through
 * 2320, whose credit is always minus the sum of all reference costs. Orders are not held in the
 * ledger; the engine holds them.
 */
public final class Posting {
  private static final int ENGINE = 1;
  private static final int SEEN = 2;
  private static final int ORPHANED = 3;
  private static final int PAID = 4;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final DepositCreditedDecoder depositCredited = new DepositCreditedDecoder();
  private final DepositReturnedDecoder depositReturned = new DepositReturnedDecoder();
  private final WithdrawalCreatedDecoder withdrawalCreated = new WithdrawalCreatedDecoder();
  private final BatchConfirmedDecoder batchConfirmed = new BatchConfirmedDecoder();
  private final TradeExecutedDecoder tradeExecuted = new TradeExecutedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cashMoved = new CashMovedDecoder();
  private final UnitsTransferredDecoder transferred = new UnitsTransferredDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();

  private record Market(MarketKind kind, int baseAsset, long unitsPerLot, long k) {}

  private record Line(int account, int market) {}

  private record Hold(LedgerAccount held, long units) {}

  private final Map<Integer, Market> markets = new HashMap<>();
  private final Map<Line, Long> refCosts = new HashMap<>();
  private final Map<Long, List<Hold>> holdsOfBatch = new HashMap<>();
  private long returnedAtSequence;

  /** The transfers of one event in order, its offset at the message header. */
  public List<Transfer> onEvent(
      long sequence, int index, int templateId, DirectBuffer buffer, int offset) {
    Chain chain = new Chain(ENGINE, index, sequence);
    switch (templateId) {
      case MarketListedDecoder.TEMPLATE_ID -> onMarket(buffer, offset);
      case DepositCreditedDecoder.TEMPLATE_ID -> onDeposit(chain, buffer, offset);
      case DepositReturnedDecoder.TEMPLATE_ID -> onReturn(chain, sequence, buffer, offset);
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> onWithdrawal(chain, sequence, buffer, offset);
      case BatchConfirmedDecoder.TEMPLATE_ID -> onConfirmed(chain, buffer, offset);
      case TradeExecutedDecoder.TEMPLATE_ID -> onTrade(chain, buffer, offset);
      case PositionAssignedDecoder.TEMPLATE_ID -> onAssigned(chain, buffer, offset);
      case CashMovedDecoder.TEMPLATE_ID -> onCashMoved(chain, buffer, offset);
      case UnitsTransferredDecoder.TEMPLATE_ID -> onTransfer(chain, buffer, offset);
      default -> {
        // The other events move no money.
      }
    }
    return chain.transfers;
  }

  /** A deposit stands in a block that is not final yet. */
  public static List<Transfer> depositSeen(long depositNo, int account, int asset, long units) {
    Chain chain = new Chain(SEEN, 0, depositNo);
    chain.post(
        PostingRule.DEPOSIT_SEEN,
        LedgerAccount.house(LedgerAccount.VAULT_NOT_FINAL, asset),
        new LedgerAccount(account, LedgerAccount.DEPOSIT_IN_TRANSIT, asset),
        units);
    return chain.transfers;
  }

  /** The block of a deposit seen is no longer part of the chain. */
  public static List<Transfer> depositOrphaned(long depositNo, int account, int asset, long units) {
    Chain chain = new Chain(ORPHANED, 0, depositNo);
    chain.post(
        PostingRule.DEPOSIT_ORPHANED,
        new LedgerAccount(account, LedgerAccount.DEPOSIT_IN_TRANSIT, asset),
        LedgerAccount.house(LedgerAccount.VAULT_NOT_FINAL, asset),
        units);
    return chain.transfers;
  }

  /** The Vault released a withdrawal in a final block. */
  public static List<Transfer> withdrawalPaid(Withdrawal withdrawal) {
    Chain chain = new Chain(PAID, withdrawal.index(), withdrawal.batchNo());
    chain.post(
        PostingRule.WITHDRAWAL_PAID,
        new LedgerAccount(
            withdrawal.account(), LedgerAccount.WITHDRAWAL_IN_TRANSIT, withdrawal.asset()),
        LedgerAccount.house(LedgerAccount.VAULT, withdrawal.asset()),
        withdrawal.units());
    return chain.transfers;
  }

  /**
   * Where an account's own money stands: FEES and DUST are the house's, all others a customer's.
   */
  static LedgerAccount own(int account, int asset) {
    if (account == SystemAccounts.FEES) {
      return LedgerAccount.house(LedgerAccount.FEES, asset);
    }
    if (account == SystemAccounts.DUST) {
      return LedgerAccount.house(LedgerAccount.DUST, asset);
    }
    return new LedgerAccount(account, LedgerAccount.CUSTOMER, asset);
  }

  private void onMarket(DirectBuffer buffer, int offset) {
    marketListed.wrapAndApplyHeader(buffer, offset, header);
    markets.put(
        marketListed.market(),
        new Market(
            marketListed.kind(),
            marketListed.baseAsset(),
            marketListed.unitsPerLot(),
            marketListed.k()));
  }

  private void onDeposit(Chain chain, DirectBuffer buffer, int offset) {
    depositCredited.wrapAndApplyHeader(buffer, offset, header);
    int account = depositCredited.account();
    int asset = depositCredited.asset();
    chain.arrive(account, asset, depositCredited.units(), own(account, asset));
  }

  private void onReturn(Chain chain, long sequence, DirectBuffer buffer, int offset) {
    depositReturned.wrapAndApplyHeader(buffer, offset, header);
    int asset = depositReturned.asset();
    chain.arrive(
        depositReturned.account(),
        asset,
        depositReturned.units(),
        LedgerAccount.house(LedgerAccount.UNIDENTIFIED, asset));
    returnedAtSequence = sequence;
  }

  private void onWithdrawal(Chain chain, long sequence, DirectBuffer buffer, int offset) {
    withdrawalCreated.wrapAndApplyHeader(buffer, offset, header);
    int account = withdrawalCreated.account();
    int asset = withdrawalCreated.asset();
    long units = withdrawalCreated.units();
    LedgerAccount hold = new LedgerAccount(account, LedgerAccount.WITHDRAWAL_HOLD, asset);
    if (returnedAtSequence == sequence) {
      returnedAtSequence = 0;
      LedgerAccount unidentified = LedgerAccount.house(LedgerAccount.UNIDENTIFIED, asset);
      chain.post(PostingRule.DEPOSIT_RETURNED, unidentified, hold, units);
    } else {
      chain.post(PostingRule.WITHDRAWAL_ASKED, own(account, asset), hold, units);
    }
    holdsOfBatch
        .computeIfAbsent(withdrawalCreated.batchNo(), ignored -> new ArrayList<>())
        .add(new Hold(hold, units));
  }

  private void onConfirmed(Chain chain, DirectBuffer buffer, int offset) {
    batchConfirmed.wrapAndApplyHeader(buffer, offset, header);
    List<Hold> holds = holdsOfBatch.remove(batchConfirmed.batchNo());
    if (holds == null) {
      return;
    }
    for (Hold hold : holds) {
      LedgerAccount from = hold.held;
      chain.post(
          PostingRule.WITHDRAWAL_SENT,
          from,
          new LedgerAccount(from.owner(), LedgerAccount.WITHDRAWAL_IN_TRANSIT, from.asset()),
          hold.units);
    }
  }

  private void onTrade(Chain chain, DirectBuffer buffer, int offset) {
    tradeExecuted.wrapAndApplyHeader(buffer, offset, header);
    int marketId = tradeExecuted.market();
    Market market = market(marketId);
    int maker = tradeExecuted.makerAccount();
    int taker = tradeExecuted.takerAccount();
    boolean takerBuys = tradeExecuted.takerSide() == Side.BUY;
    long lots = tradeExecuted.lots();
    long perLot = Math.multiplyExact(tradeExecuted.priceTicks(), market.k);
    if (market.kind == MarketKind.SPOT) {
      int buyer = takerBuys ? taker : maker;
      int seller = takerBuys ? maker : taker;
      long base = Math.multiplyExact(lots, market.unitsPerLot);
      chain.through(PostingRule.SPOT_QUOTE, buyer, seller, 0, Math.multiplyExact(lots, perLot));
      chain.through(PostingRule.SPOT_BASE, seller, buyer, market.baseAsset, base);
    } else {
      long cash =
          Math.multiplyExact(lots, Math.subtractExact(perLot, tradeExecuted.fundingIndex()));
      long takerCash = takerBuys ? -cash : cash;
      long makerRealised = realise(maker, marketId, -takerCash, tradeExecuted.makerRefCost());
      long takerRealised = realise(taker, marketId, takerCash, tradeExecuted.takerRefCost());
      chain.realised(maker, makerRealised);
      chain.realised(taker, takerRealised);
    }
    chain.fee(maker, tradeExecuted.makerFee());
    chain.fee(taker, tradeExecuted.takerFee());
  }

  private void onAssigned(Chain chain, DirectBuffer buffer, int offset) {
    assigned.wrapAndApplyHeader(buffer, offset, header);
    int marketId = assigned.market();
    int seller = assigned.seller();
    int buyer = assigned.buyer();
    long price = Math.multiplyExact(assigned.priceTicks(), market(marketId).k);
    long perLot = Math.subtractExact(price, assigned.fundingIndex());
    long cash = Math.multiplyExact(assigned.lots(), perLot);
    long sellerRealised = realise(seller, marketId, cash, assigned.sellerRefCost());
    long buyerRealised = realise(buyer, marketId, -cash, assigned.buyerRefCost());
    chain.realised(seller, sellerRealised);
    chain.realised(buyer, buyerRealised);
  }

  private void onCashMoved(Chain chain, DirectBuffer buffer, int offset) {
    cashMoved.wrapAndApplyHeader(buffer, offset, header);
    LedgerAccount from = own(cashMoved.from(), 0);
    LedgerAccount to = own(cashMoved.to(), 0);
    // Before rules 4 a tier pays itself the fee for its own line: that is no posting.
    if (!from.equals(to)) {
      chain.post(PostingRule.of(cashMoved.reason()), from, to, cashMoved.amount());
    }
  }

  private void onTransfer(Chain chain, DirectBuffer buffer, int offset) {
    transferred.wrapAndApplyHeader(buffer, offset, header);
    int asset = transferred.asset();
    LedgerAccount from = own(transferred.from(), asset);
    LedgerAccount to = own(transferred.to(), asset);
    chain.post(PostingRule.OWNER_TRANSFER, from, to, transferred.units());
  }

  private Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw new BrokenFold("lots in a market never listed: market=" + id);
    }
    return market;
  }

  /** The balance's change: cash plus the change of the line's reference cost. */
  private long realise(int account, int market, long cash, long refCostAfter) {
    Line line = new Line(account, market);
    Long before = refCostAfter == 0 ? refCosts.remove(line) : refCosts.put(line, refCostAfter);
    return Math.addExact(cash, Math.subtractExact(refCostAfter, before == null ? 0 : before));
  }

  /** The legs of one cause. */
  private static final class Chain {
    final List<Transfer> transfers = new ArrayList<>(4);
    private final long idHigh;
    private final long idLow;

    Chain(int source, int index, long idLow) {
      this.idHigh = (long) source << 48 | Integer.toUnsignedLong(index) << 16;
      this.idLow = idLow;
    }

    void post(PostingRule rule, LedgerAccount debit, LedgerAccount credit, long amount) {
      transfers.add(new Transfer(idHigh | transfers.size(), idLow, debit, credit, amount, rule));
    }

    void arrive(int account, int asset, long units, LedgerAccount to) {
      post(
          PostingRule.DEPOSIT_FINAL,
          new LedgerAccount(account, LedgerAccount.DEPOSIT_IN_TRANSIT, asset),
          LedgerAccount.house(LedgerAccount.VAULT_NOT_FINAL, asset),
          units);
      post(PostingRule.DEPOSIT_FINAL, LedgerAccount.house(LedgerAccount.VAULT, asset), to, units);
    }

    void through(PostingRule rule, int payer, int receiver, int asset, long amount) {
      LedgerAccount clearing = LedgerAccount.house(LedgerAccount.TRADE_CLEARING, asset);
      post(rule, own(payer, asset), clearing, amount);
      post(rule, clearing, own(receiver, asset), amount);
    }

    void realised(int account, long amount) {
      LedgerAccount clearing = LedgerAccount.house(LedgerAccount.PROFIT_CLEARING, 0);
      if (amount < 0) {
        post(PostingRule.REALISED, own(account, 0), clearing, -amount);
      } else if (amount > 0) {
        post(PostingRule.REALISED, clearing, own(account, 0), amount);
      }
    }

    void fee(int account, long fee) {
      if (fee > 0) {
        LedgerAccount fees = LedgerAccount.house(LedgerAccount.FEES, 0);
        post(PostingRule.FEE, own(account, 0), fees, fee);
      } else if (fee < 0) {
        LedgerAccount rebates = LedgerAccount.house(LedgerAccount.REBATES, 0);
        post(PostingRule.REBATE, rebates, own(account, 0), -fee);
      }
    }
  }
}
