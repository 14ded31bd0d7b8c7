package caisson.clearing;

import caisson.protocol.BackstopAuctionedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.RequestServedDecoder;
import caisson.protocol.Side;
import caisson.protocol.StampDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TransferReason;
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the event log into the moves of each window, with what entitled the venue to each ({@code
 * contracts/decisions/0001} and 0003). A window's moves must sum to its entries, which come about
 * another way.
 *
 * <p>Not thread-safe. A throw leaves the fold unusable.
 */
public final class MoveFold {
  /** House accounts have no lists: what they move follows from the users'. */
  static final int FIRST_USER = 4096;

  private static final int VENUE = 4;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final TradeExecutedDecoder trade = new TradeExecutedDecoder();

  private final Mandates mandates = new Mandates();
  private final Map<Integer, Market> markets = new HashMap<>();
  private final Map<Integer, TreeMap<Long, Long>> holdings = new HashMap<>();
  private final TreeMap<Integer, List<Move>> open = new TreeMap<>();
  private final TreeMap<Long, Long> sums = new TreeMap<>();

  // Of the event at hand.
  private long sequence;
  private int index;
  private long timeNs;

  private long returnedAtSequence;
  private int deleveraged;
  private int auctioned;

  /**
   * Whose lots went without an order in the command at hand. An account shows why its lines go
   * before the first of them alone: with every line that goes the margin shrinks and the equity
   * stays, so that what is shown later would be an account that lacks nothing. Nor does it show
   * anything once it was the other side of another that was handed over.
   */
  private final Set<Integer> moved = new HashSet<>();

  private static final class Market {
    final MarketKind kind;
    final int baseAsset;
    final long unitsPerLot;
    final long k;
    long markTicks;
    long fundingIndex;

    Market(MarketKind kind, int baseAsset, long unitsPerLot, long k) {
      this.kind = kind;
      this.baseAsset = baseAsset;
      this.unitsPerLot = unitsPerLot;
      this.k = k;
    }
  }

  /** Every event but notes, in the order of the log, its offset at the message header. */
  public void onEvent(DirectBuffer buffer, int offset) {
    int templateId = header.wrap(buffer, offset).templateId();
    if (Netting.isNote(templateId)) {
      return;
    }
    stamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    if (stamp.sequence() != sequence) {
      moved.clear();
    }
    sequence = stamp.sequence();
    index = stamp.index();
    timeNs = stamp.timeNs();
    switch (templateId) {
      case TradeExecutedDecoder.TEMPLATE_ID -> onTrade(buffer, offset);
      case PositionAssignedDecoder.TEMPLATE_ID -> onAssigned(buffer, offset);
      case CashMovedDecoder.TEMPLATE_ID -> {
        var m = new CashMovedDecoder().wrapAndApplyHeader(buffer, offset, header);
        pay(m.from(), m.to(), 0, m.amount());
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        var m = new UnitsTransferredDecoder().wrapAndApplyHeader(buffer, offset, header);
        pay(m.from(), m.to(), m.asset(), m.units());
      }
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        var m = new DepositCreditedDecoder().wrapAndApplyHeader(buffer, offset, header);
        add(m.account(), units(Move.DEPOSIT, m.asset(), 0, m.units()));
      }
      // Crosses the border twice and changes no balance.
      case DepositReturnedDecoder.TEMPLATE_ID -> returnedAtSequence = sequence;
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> onWithdrawal(buffer, offset);
      case DeleveragedDecoder.TEMPLATE_ID -> {
        var m = new DeleveragedDecoder().wrapAndApplyHeader(buffer, offset, header);
        deleveraged = m.account();
      }
      case BackstopAuctionedDecoder.TEMPLATE_ID -> {
        var m = new BackstopAuctionedDecoder().wrapAndApplyHeader(buffer, offset, header);
        auctioned = m.account();
      }
      case MarketListedDecoder.TEMPLATE_ID -> {
        var m = new MarketListedDecoder().wrapAndApplyHeader(buffer, offset, header);
        markets.put(m.market(), new Market(m.kind(), m.baseAsset(), m.unitsPerLot(), m.k()));
      }
      case MarkUpdatedDecoder.TEMPLATE_ID -> {
        var m = new MarkUpdatedDecoder().wrapAndApplyHeader(buffer, offset, header);
        market(m.market()).markTicks = m.markTicks();
      }
      case FundingSettledDecoder.TEMPLATE_ID -> {
        var m = new FundingSettledDecoder().wrapAndApplyHeader(buffer, offset, header);
        market(m.market()).fundingIndex = m.fundingIndex();
      }
      case DividendPaidDecoder.TEMPLATE_ID -> {
        var m = new DividendPaidDecoder().wrapAndApplyHeader(buffer, offset, header);
        market(m.market()).fundingIndex = m.fundingIndex();
      }
      default -> mandates.onEvent(templateId, timeNs, buffer, offset);
    }
    if (templateId == RequestServedDecoder.TEMPLATE_ID) {
      onServed(buffer, offset);
    }
  }

  /**
   * The window with its moves; the next event opens the next one. Throws when they do not sum to
   * its entries.
   */
  public SealedWindow seal(SealedWindow window) {
    for (Entry entry : window.entries()) {
      if (entry.account() >= FIRST_USER) {
        requireSum(entry, sums.remove(key(entry.section(), entry.account())));
      }
    }
    sums.forEach(
        (key, sum) -> {
          if (sum != 0) {
            throw new BrokenFold(
                "moves without an entry: section=%d account=%d sum=%d"
                    .formatted(key >>> DoubleSumTree.DEPTH, key & Leaf.ID_LIMIT - 1, sum));
          }
        });
    List<MoveList> lists = new ArrayList<>(open.size());
    open.forEach((account, moves) -> lists.add(new MoveList(account, moves)));
    open.clear();
    sums.clear();
    return window.change().fills(new FillTree(lists)).window();
  }

  private static void requireSum(Entry entry, @Nullable Long sum) {
    if (sum == null || sum != entry.delta()) {
      throw new BrokenFold("moves do not sum to the entry: %s sum=%s".formatted(entry, sum));
    }
  }

  private void onTrade(DirectBuffer buffer, int offset) {
    trade.wrapAndApplyHeader(buffer, offset, header);
    int maker = trade.makerAccount();
    int taker = trade.takerAccount();
    long makerLots = trade.takerSide() == Side.BUY ? -trade.lots() : trade.lots();
    Mandate makers = mandates.of(trade.makerOrderId(), trade.makerRemainingLots());
    Mandate takers = mandates.of(trade.takerOrderId(), trade.takerRemainingLots());
    fill(makers, maker, taker, makerLots, trade.makerFee(), trade.makerRemainingLots());
    fill(takers, taker, maker, -makerLots, trade.takerFee(), trade.takerRemainingLots());
  }

  private void fill(Mandate mandate, int account, int other, long lots, long fee, long remaining) {
    if (account < FIRST_USER) {
      return;
    }
    Market market = market(trade.market());
    boolean spot = market.kind == MarketKind.SPOT;
    int kind = spot ? Move.SPOT : Move.TRADE;
    int named = other;
    long left = remaining;
    Evidence evidence;
    switch (mandate) {
      case Mandate.Signed signed -> {
        left = signed.left(Math.abs(lots), remaining);
        evidence = signed.evidence();
      }
      case Mandate.Request request -> evidence = request.evidence;
      case Mandate.Liquidation ignored when !spot && holdsOutcomes(account) -> {
        kind = Move.ASSIGN;
        named = 0;
        evidence = Evidence.NONE;
      }
      case Mandate.Liquidation ignored -> evidence = statement(account);
    }
    long term = spot ? market.unitsPerLot : trade.fundingIndex();
    add(
        account,
        new Move(
            sequence,
            index,
            kind,
            spot ? market.baseAsset : 0,
            trade.market(),
            named,
            lots,
            trade.priceTicks(),
            market.k,
            term,
            fee,
            left,
            timeNs,
            evidence));
  }

  private void onAssigned(DirectBuffer buffer, int offset) {
    var m = new PositionAssignedDecoder().wrapAndApplyHeader(buffer, offset, header);
    assign(m, m.seller(), m.buyer(), -m.lots());
    assign(m, m.buyer(), m.seller(), m.lots());
  }

  private void assign(PositionAssignedDecoder m, int account, int other, long lots) {
    if (account < FIRST_USER) {
      return;
    }
    boolean handedOver =
        m.reason() == TransferReason.BACKSTOP
            || (m.reason() == TransferReason.AUCTION && account == auctioned)
            || (m.reason() == TransferReason.DELEVERAGE && account == deleveraged);
    boolean first = moved.add(account);
    boolean judged = handedOver && first && !mandates.isServing() && !holdsOutcomes(account);
    add(
        account,
        new Move(
            sequence,
            index,
            Move.ASSIGN,
            0,
            m.market(),
            other,
            lots,
            m.priceTicks(),
            market(m.market()).k,
            m.fundingIndex(),
            0,
            0,
            timeNs,
            judged ? statement(account) : Evidence.NONE));
  }

  private void pay(int from, int to, int asset, long amount) {
    add(from, units(Move.CASH, asset, to, -amount));
    add(to, units(Move.CASH, asset, from, amount));
  }

  private void onWithdrawal(DirectBuffer buffer, int offset) {
    var m = new WithdrawalCreatedDecoder().wrapAndApplyHeader(buffer, offset, header);
    if (returnedAtSequence == sequence) {
      returnedAtSequence = 0;
    } else {
      add(m.account(), units(Move.WITHDRAW, m.asset(), 0, -m.units()));
    }
  }

  private void onServed(DirectBuffer buffer, int offset) {
    var m = new RequestServedDecoder().wrapAndApplyHeader(buffer, offset, header);
    add(
        m.account(),
        new Move(
            sequence,
            index,
            Move.FORCED,
            0,
            0,
            0,
            m.served(),
            0,
            0,
            m.no(),
            0,
            0,
            timeNs,
            Evidence.NONE));
  }

  private Move units(int kind, int asset, int other, long amount) {
    return new Move(
        sequence, index, kind, asset, 0, other, amount, 0, 0, 0, 0, 0, timeNs, Evidence.NONE);
  }

  private void add(int account, Move move) {
    if (account < FIRST_USER || account >= Leaf.ID_LIMIT) {
      return;
    }
    open.computeIfAbsent(account, ignored -> new ArrayList<>()).add(move);
    TreeMap<Long, Long> rows = holdings.computeIfAbsent(account, ignored -> new TreeMap<>());
    move.changes(
        (section, delta) -> {
          sums.merge(key(section, account), delta, Math::addExact);
          if (rows.merge(section, delta, Math::addExact) == 0) {
            rows.remove(section);
          }
        });
  }

  private static long key(long section, int account) {
    return section << DoubleSumTree.DEPTH | account;
  }

  // The account in liquidation

  /** Such a line may cost more than any multiple of its mark, so no bound of F5 fits it. */
  private boolean holdsOutcomes(int account) {
    return lines(account).keySet().stream()
        .anyMatch(section -> market(section.intValue()).kind == MarketKind.OUTCOME);
  }

  /** The account as it stands before the move at hand. */
  private Evidence statement(int account) {
    TreeMap<Long, Long> rows = holdings.getOrDefault(account, new TreeMap<>());
    Map<Long, Long> lines = lines(account);
    Bytes out =
        new Bytes()
            .u8(VENUE)
            .u64(timeNs)
            .u64(rows.getOrDefault(Entry.assetSection(0), 0L))
            .u16(lines.size());
    lines.forEach(
        (section, lots) -> {
          Market market = market(section.intValue());
          out.u32(section.intValue())
              .u64(lots)
              .u64(market.markTicks)
              .u64(market.k)
              .u64(market.fundingIndex);
        });
    return new Evidence(out.toArray());
  }

  private Map<Long, Long> lines(int account) {
    return holdings.getOrDefault(account, new TreeMap<>()).tailMap(Entry.marketSection(0));
  }

  private Market market(int id) {
    Market market = markets.get(id);
    if (market == null) {
      throw new BrokenFold("market never listed: market=" + id);
    }
    return market;
  }
}
