package caisson.clearing;

import caisson.protocol.AssetListedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CheckpointBegunDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.RunningHashDecoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the event log into net deltas per window and the state behind the leaves.
 *
 * <p>Every money event carries the balances it left; the fold computes them itself and stops at the
 * first difference. A window comes out on the last event of the sequence that sealed it, after its
 * conservation was checked, so what comes out can be settled.
 *
 * <p>Not thread-safe. A throw leaves the fold unusable: the log has to be folded anew.
 */
public final class Netting {
  private static final int STAMP = MessageHeaderDecoder.ENCODED_LENGTH;
  private static final int FEES = SystemAccounts.FEES;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final DepositCreditedDecoder depositCredited = new DepositCreditedDecoder();
  private final DepositReturnedDecoder depositReturned = new DepositReturnedDecoder();
  private final WithdrawalCreatedDecoder withdrawalCreated = new WithdrawalCreatedDecoder();
  private final TradeExecutedDecoder tradeExecuted = new TradeExecutedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cashMoved = new CashMovedDecoder();
  private final UnitsTransferredDecoder transferred = new UnitsTransferredDecoder();
  private final AssetListedDecoder assetListed = new AssetListedDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final WindowSealedDecoder windowSealed = new WindowSealedDecoder();
  private final RequestServedDecoder requestServed = new RequestServedDecoder();

  private final Map<Integer, Rows> accounts = new HashMap<>();
  private final Map<Integer, Market> markets = new HashMap<>();
  private long[] accounted = {};
  private DoubleSumTree tree = DoubleSumTree.EMPTY;
  private byte[] markRoot = Bytes.ZERO_32;
  private final ForcedChain forced = new ForcedChain();
  private long sealedNo;
  private long sealedTo;
  private long lastSealNs;

  // The open window.
  private final TreeMap<Long, Long> deltas = new TreeMap<>();
  private final TreeMap<Integer, long[]> flows = new TreeMap<>();
  private final List<Withdrawal> withdrawals = new ArrayList<>();
  private final LogChain log = new LogChain();
  private long[] accountedBefore = {};
  private long openedNs;
  private long waitingSinceNs;
  private long returnedAtSequence;
  private @Nullable SealedWindow sealing;

  private record Market(MarketKind kind, int baseAsset, long unitsPerLot, long k) {}

  private static final class Rows {
    final TreeMap<Integer, Long> units = new TreeMap<>();
    final TreeMap<Integer, Long> lots = new TreeMap<>();
    final TreeMap<Integer, Long> refCost = new TreeMap<>();
  }

  /** One event, its offset at the message header; a window when this event ends one. */
  public Optional<SealedWindow> onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    if (isNote(templateId)) {
      return Optional.empty();
    }
    stamp.wrap(buffer, offset + STAMP);
    long timeNs = stamp.timeNs();
    if (lastSealNs == 0) {
      lastSealNs = timeNs;
    }
    log.add(buffer, offset, length);
    switch (templateId) {
      case DepositCreditedDecoder.TEMPLATE_ID -> onDeposit(timeNs, buffer, offset);
      case DepositReturnedDecoder.TEMPLATE_ID -> onReturn(sequence, timeNs, buffer, offset);
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> onWithdrawal(sequence, timeNs, buffer, offset);
      case TradeExecutedDecoder.TEMPLATE_ID -> onTrade(timeNs, buffer, offset);
      case PositionAssignedDecoder.TEMPLATE_ID -> onAssigned(timeNs, buffer, offset);
      case CashMovedDecoder.TEMPLATE_ID -> onCashMoved(timeNs, buffer, offset);
      case UnitsTransferredDecoder.TEMPLATE_ID -> onTransfer(timeNs, buffer, offset);
      case AssetListedDecoder.TEMPLATE_ID -> onAsset(buffer, offset);
      case MarketListedDecoder.TEMPLATE_ID -> onMarket(buffer, offset);
      case RequestServedDecoder.TEMPLATE_ID -> onRequest(timeNs, buffer, offset);
      case WindowSealedDecoder.TEMPLATE_ID -> onSeal(sequence, timeNs, buffer, offset);
      default -> {
        // The other events move no money.
      }
    }
    return last && sealing != null ? Optional.of(close(sealing)) : Optional.empty();
  }

  /**
   * Whether the record is the node's own between events (checkpoints, running hash). Notes have no
   * identity in the log, so they are in no window and under no log root.
   */
  public static boolean isNote(int templateId) {
    return templateId >= CheckpointBegunDecoder.TEMPLATE_ID
        && templateId <= RunningHashDecoder.TEMPLATE_ID;
  }

  public WindowState open() {
    return new WindowState(sealedNo + 1, lastSealNs, openedNs, deltas.size(), waitingSinceNs);
  }

  public long units(int account, int asset) {
    Rows rows = accounts.get(account);
    return rows == null ? 0 : rows.units.getOrDefault(asset, 0L);
  }

  public long lots(int account, int market) {
    Rows rows = accounts.get(account);
    return rows == null ? 0 : rows.lots.getOrDefault(market, 0L);
  }

  /** Sum of the reference costs of the account's lines: balance people see = cash + this. */
  public long refCosts(int account) {
    Rows rows = accounts.get(account);
    return rows == null ? 0 : rows.refCost.values().stream().mapToLong(Long::longValue).sum();
  }

  public long refCost(int account, int market) {
    Rows rows = accounts.get(account);
    return rows == null ? 0 : rows.refCost.getOrDefault(market, 0L);
  }

  /** Every account that ever held something, ascending. */
  public List<Integer> accounts() {
    return List.copyOf(new TreeSet<>(accounts.keySet()));
  }

  public int assetCount() {
    return accounted.length;
  }

  public long accounted(int asset) {
    return accounted[asset];
  }

  /** The account as it stands now, inside the open window. */
  public Leaf leaf(int account) {
    Leaf.Builder builder = Leaf.builder(account);
    Rows rows = accounts.get(account);
    if (rows != null) {
      rows.units.forEach(builder::units);
      rows.lots.forEach(builder::lots);
    }
    return builder.build();
  }

  private void onAsset(DirectBuffer buffer, int offset) {
    assetListed.wrapAndApplyHeader(buffer, offset, header);
    if (assetListed.asset() != accounted.length) {
      throw new BrokenFold("asset ids not dense: found=" + assetListed.asset());
    }
    accounted = Arrays.copyOf(accounted, accounted.length + 1);
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

  private void onDeposit(long timeNs, DirectBuffer buffer, int offset) {
    depositCredited.wrapAndApplyHeader(buffer, offset, header);
    int account = depositCredited.account();
    int asset = depositCredited.asset();
    long units = depositCredited.units();
    openAt(timeNs);
    move(account, asset, units);
    flow(asset)[0] = Math.addExact(flow(asset)[0], units);
    accounted[asset] = Math.addExact(accounted[asset], units);
    requireUnits("deposit", account, asset, depositCredited.balance());
  }

  /** Consumed and paid back in the same window: it crosses the border twice, no leaf changes. */
  private void onReturn(long sequence, long timeNs, DirectBuffer buffer, int offset) {
    depositReturned.wrapAndApplyHeader(buffer, offset, header);
    openAt(timeNs);
    long[] flow = flow(depositReturned.asset());
    flow[0] = Math.addExact(flow[0], depositReturned.units());
    returnedAtSequence = sequence;
  }

  private void onWithdrawal(long sequence, long timeNs, DirectBuffer buffer, int offset) {
    withdrawalCreated.wrapAndApplyHeader(buffer, offset, header);
    int account = withdrawalCreated.account();
    int asset = withdrawalCreated.asset();
    long units = withdrawalCreated.units();
    if (withdrawalCreated.batchNo() != sealedNo + 1
        || withdrawalCreated.withdrawalIndex() != withdrawals.size()) {
      throw new BrokenFold(
          "withdrawal out of order: expected=%d/%d found=%d/%d"
              .formatted(
                  sealedNo + 1,
                  withdrawals.size(),
                  withdrawalCreated.batchNo(),
                  withdrawalCreated.withdrawalIndex()));
    }
    openAt(timeNs);
    waitFrom(timeNs);
    flow(asset)[1] = Math.addExact(flow(asset)[1], units);
    if (returnedAtSequence == sequence) {
      returnedAtSequence = 0;
    } else {
      move(account, asset, -units);
      accounted[asset] = Math.subtractExact(accounted[asset], units);
      requireUnits("withdrawal", account, asset, withdrawalCreated.balance());
    }
    // A deposit of an asset that the vault lists and the log does not yet comes and goes.
    long held = asset < accounted.length ? accounted[asset] : 0;
    if (held != withdrawalCreated.accounted()) {
      throw new BrokenFold(
          "accounted differs: asset=%d expected=%d found=%d"
              .formatted(asset, held, withdrawalCreated.accounted()));
    }
    byte[] destination = new byte[20];
    for (int i = 0; i < destination.length; i++) {
      destination[i] = (byte) withdrawalCreated.destination(i);
    }
    withdrawals.add(
        new Withdrawal(
            sealedNo + 1,
            withdrawals.size(),
            account,
            asset,
            units,
            destination,
            withdrawalCreated.laneRaw()));
  }

  private void onTrade(long timeNs, DirectBuffer buffer, int offset) {
    tradeExecuted.wrapAndApplyHeader(buffer, offset, header);
    int marketId = tradeExecuted.market();
    Market market = market(marketId);
    openAt(timeNs);
    int maker = tradeExecuted.makerAccount();
    int taker = tradeExecuted.takerAccount();
    boolean takerBuys = tradeExecuted.takerSide() == Side.BUY;
    int buyer = takerBuys ? taker : maker;
    int seller = takerBuys ? maker : taker;
    long lots = tradeExecuted.lots();
    long perLot = Math.multiplyExact(tradeExecuted.priceTicks(), market.k);
    if (market.kind != MarketKind.SPOT) {
      perLot = Math.subtractExact(perLot, tradeExecuted.fundingIndex());
      moveLots(buyer, marketId, lots);
      moveLots(seller, marketId, -lots);
      requireEqual("lots", maker, lots(maker, marketId), tradeExecuted.makerPosition());
      requireEqual("lots", taker, lots(taker, marketId), tradeExecuted.takerPosition());
      setRefCost(maker, marketId, tradeExecuted.makerRefCost());
      setRefCost(taker, marketId, tradeExecuted.takerRefCost());
    } else {
      long base = Math.multiplyExact(lots, market.unitsPerLot);
      move(buyer, market.baseAsset, base);
      move(seller, market.baseAsset, -base);
      requireUnits("trade", maker, market.baseAsset, tradeExecuted.makerPosition());
      requireUnits("trade", taker, market.baseAsset, tradeExecuted.takerPosition());
    }
    long cash = Math.multiplyExact(lots, perLot);
    long makerFee = tradeExecuted.makerFee();
    long takerFee = tradeExecuted.takerFee();
    move(buyer, 0, -cash);
    move(seller, 0, cash);
    move(maker, 0, -makerFee);
    move(taker, 0, -takerFee);
    move(FEES, 0, Math.addExact(makerFee, takerFee));
    requireUnits("trade", maker, 0, tradeExecuted.makerCash());
    requireUnits("trade", taker, 0, tradeExecuted.takerCash());
    requireUnits("fee", FEES, 0, tradeExecuted.feesCash());
  }

  /** Consumed, whatever came of it: also a request that moved nothing must reach the chain. */
  private void onRequest(long timeNs, DirectBuffer buffer, int offset) {
    requestServed.wrapAndApplyHeader(buffer, offset, header);
    openAt(timeNs);
    waitFrom(timeNs);
    forced.add(requestServed);
  }

  /** Lots and their cash between two accounts, without orders and without fees. */
  private void onAssigned(long timeNs, DirectBuffer buffer, int offset) {
    assigned.wrapAndApplyHeader(buffer, offset, header);
    int marketId = assigned.market();
    int seller = assigned.seller();
    int buyer = assigned.buyer();
    long lots = assigned.lots();
    long price = Math.multiplyExact(assigned.priceTicks(), market(marketId).k);
    long cash = Math.multiplyExact(lots, Math.subtractExact(price, assigned.fundingIndex()));
    openAt(timeNs);
    moveLots(buyer, marketId, lots);
    moveLots(seller, marketId, -lots);
    move(buyer, 0, -cash);
    move(seller, 0, cash);
    setRefCost(seller, marketId, assigned.sellerRefCost());
    setRefCost(buyer, marketId, assigned.buyerRefCost());
    requireEqual("lots", seller, lots(seller, marketId), assigned.sellerLots());
    requireEqual("lots", buyer, lots(buyer, marketId), assigned.buyerLots());
    requireUnits("assignment", seller, 0, assigned.sellerCash());
    requireUnits("assignment", buyer, 0, assigned.buyerCash());
  }

  private void onCashMoved(long timeNs, DirectBuffer buffer, int offset) {
    cashMoved.wrapAndApplyHeader(buffer, offset, header);
    int from = cashMoved.from();
    int to = cashMoved.to();
    openAt(timeNs);
    // Before rules 4 a tier pays itself the fee for its own line: each tells of what was then.
    move(from, 0, -cashMoved.amount());
    requireUnits("transfer", from, 0, cashMoved.fromCash());
    move(to, 0, cashMoved.amount());
    requireUnits("transfer", to, 0, cashMoved.toCash());
  }

  private void onTransfer(long timeNs, DirectBuffer buffer, int offset) {
    transferred.wrapAndApplyHeader(buffer, offset, header);
    int from = transferred.from();
    int to = transferred.to();
    int asset = transferred.asset();
    openAt(timeNs);
    move(from, asset, -transferred.units());
    move(to, asset, transferred.units());
    requireUnits("transfer", from, asset, transferred.fromBalance());
    requireUnits("transfer", to, asset, transferred.toBalance());
  }

  private void onSeal(long sequence, long timeNs, DirectBuffer buffer, int offset) {
    windowSealed.wrapAndApplyHeader(buffer, offset, header);
    if (windowSealed.batchNo() != sealedNo + 1
        || windowSealed.seqFrom() != sealedTo + 1
        || windowSealed.seqTo() != sequence
        || windowSealed.withdrawals() != withdrawals.size()) {
      throw new BrokenFold(
          "seal differs from the fold: no=%d from=%d to=%d withdrawals=%d at sequence=%d after no=%d to=%d withdrawals=%d"
              .formatted(
                  windowSealed.batchNo(),
                  windowSealed.seqFrom(),
                  windowSealed.seqTo(),
                  windowSealed.withdrawals(),
                  sequence,
                  sealedNo,
                  sealedTo,
                  withdrawals.size()));
    }
    long ts = windowSealed.headerTsS();
    long depositsUpTo = windowSealed.depositsUpTo();
    MarkWords marks = MarkWords.of(windowSealed);
    requireAccounted(buffer, offset);
    byte[] newMarkRoot = marks.root();
    boolean marksChanged = !Arrays.equals(newMarkRoot, markRoot);
    List<Entry> entries = entries();
    TreeSet<Integer> touched = new TreeSet<>();
    entries.forEach(entry -> touched.add(entry.account()));
    List<Leaf> touchedLeaves = touched.stream().map(this::leaf).toList();
    tree = tree.with(marksChanged ? leavesToRehash(touched) : touchedLeaves, marks);
    sealing =
        new SealedWindow(
            windowSealed.batchNo(),
            windowSealed.seqFrom(),
            windowSealed.seqTo(),
            ts,
            depositsUpTo,
            marks,
            marksChanged,
            LogCommitment.UNKNOWN,
            tree,
            entries,
            flowRows(),
            accounted.clone(),
            withdrawals,
            touchedLeaves,
            FillTree.EMPTY);
    sealing.requireConserved(accountedBefore);
    markRoot = newMarkRoot;
    lastSealNs = timeNs;
  }

  /** The sequence of the seal is over: its log root is known and the next window opens. */
  private SealedWindow close(SealedWindow w) {
    SealedWindow window = w.change().log(LogCommitment.of(log, forced)).window();
    sealing = null;
    sealedNo = window.no();
    sealedTo = window.seqTo();
    accountedBefore = accounted.clone();
    deltas.clear();
    flows.clear();
    withdrawals.clear();
    log.restart();
    openedNs = 0;
    waitingSinceNs = 0;
    return window;
  }

  /** New marks change the claim of every account with a line. */
  private List<Leaf> leavesToRehash(TreeSet<Integer> touched) {
    TreeSet<Integer> ids = new TreeSet<>(touched);
    accounts.forEach(
        (account, rows) -> {
          if (!rows.lots.isEmpty()) {
            ids.add(account);
          }
        });
    return ids.stream().map(this::leaf).toList();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(deltas.size());
    deltas.forEach(
        (key, delta) -> {
          if (delta != 0) {
            entries.add(
                new Entry(key >>> DoubleSumTree.DEPTH, (int) (key & Leaf.ID_LIMIT - 1), delta));
          }
        });
    return entries;
  }

  private List<Flow> flowRows() {
    List<Flow> rows = new ArrayList<>(flows.size());
    flows.forEach((asset, flow) -> rows.add(new Flow(asset, flow[0], flow[1], 0, 0)));
    return rows;
  }

  private void openAt(long timeNs) {
    if (sealing != null) {
      throw new BrokenFold("money moved after the seal of its sequence: no=" + sealing.no());
    }
    if (openedNs == 0) {
      openedNs = timeNs;
    }
  }

  private void waitFrom(long timeNs) {
    if (waitingSinceNs == 0) {
      waitingSinceNs = timeNs;
    }
  }

  private void move(int account, int asset, long delta) {
    if (asset >= accounted.length) {
      throw new BrokenFold("asset never listed: asset=" + asset);
    }
    add(rows(account).units, asset, delta);
    addDelta(Entry.assetSection(asset), account, delta);
  }

  private void moveLots(int account, int market, long delta) {
    add(rows(account).lots, market, delta);
    addDelta(Entry.marketSection(market), account, delta);
  }

  private Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw new BrokenFold("lots in a market never listed: market=" + id);
    }
    return market;
  }

  private void setRefCost(int account, int market, long refCost) {
    TreeMap<Integer, Long> costs = rows(account).refCost;
    if (refCost == 0) {
      costs.remove(market);
    } else {
      costs.put(market, refCost);
    }
  }

  private void addDelta(long section, int account, long delta) {
    if (account <= 0 || account >= Leaf.ID_LIMIT) {
      throw new BrokenFold("account id out of the tree: " + account);
    }
    deltas.merge(section << DoubleSumTree.DEPTH | account, delta, Math::addExact);
  }

  private static void add(TreeMap<Integer, Long> rows, int id, long delta) {
    long sum = Math.addExact(rows.getOrDefault(id, 0L), delta);
    if (sum == 0) {
      rows.remove(id);
    } else {
      rows.put(id, sum);
    }
  }

  private Rows rows(int account) {
    return accounts.computeIfAbsent(account, ignored -> new Rows());
  }

  private long[] flow(int asset) {
    return flows.computeIfAbsent(asset, ignored -> new long[2]);
  }

  private void requireAccounted(DirectBuffer buffer, int offset) {
    windowSealed.wrapAndApplyHeader(buffer, offset, header);
    int count = 0;
    for (WindowSealedDecoder.AssetWordsDecoder word : windowSealed.assetWords()) {
      if (word.asset() >= accounted.length || word.accounted() != accounted[word.asset()]) {
        throw new BrokenFold(
            "accounted differs at the seal: asset=%d found=%d"
                .formatted(word.asset(), word.accounted()));
      }
      count++;
    }
    if (count != accounted.length) {
      throw new BrokenFold(
          "seal misses assets: expected=%d found=%d".formatted(accounted.length, count));
    }
  }

  private void requireUnits(String event, int account, int asset, long stated) {
    requireEqual(event + " units of asset " + asset, account, units(account, asset), stated);
  }

  private static void requireEqual(String what, int account, long folded, long stated) {
    if (folded != stated) {
      throw new BrokenFold(
          "%s differ: account=%d folded=%d event=%d".formatted(what, account, folded, stated));
    }
  }
}
