package caisson.verifier;

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
import caisson.protocol.UnitsTransferredDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;
import caisson.signing.Keccak256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The moves of each window again, from the published log, for the header's fill root. An account in
 * liquidation is stated by the balances that the events before it left, which the sealer sums up
 * himself.
 */
final class Moves {
  private static final int FIRST_USER = 4096;
  private static final int MOVE = 109;
  private static final byte[] NO_EVIDENCE = new byte[32];
  private static final int TRADE = 1;
  private static final int SPOT = 2;
  private static final int ASSIGN = 3;
  private static final int CASH = 4;
  private static final int DEPOSIT = 5;
  private static final int WITHDRAW = 6;
  private static final int FORCED = 7;

  private static final class Market {
    MarketKind kind = MarketKind.PERPETUAL;
    int base;
    long unitsPerLot;
    long k;
    long mark;
    long funding;
  }

  private static final class Account {
    long cash;
    final TreeMap<Integer, Long> lots = new TreeMap<>();

    void lots(int market, long after) {
      lots.put(market, after);
      lots.remove(market, 0L);
    }
  }

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private final Orders orders = new Orders();
  private final Map<Integer, Market> markets = new HashMap<>();
  private final Map<Integer, Account> accounts = new HashMap<>();
  private final TreeMap<Integer, List<byte[]>> lists = new TreeMap<>();
  private long returnedAt;
  private int closedOut;
  private int auctioned;

  /**
   * The command in which lots of an account last went without an order: it shows why before the
   * first of them, or not at all.
   */
  private final Map<Integer, Long> movedAt = new HashMap<>();

  void command(DirectBuffer command, UserSignatures.@Nullable Checked checked) {
    orders.command(command, checked);
  }

  /** The fill root of the window that ends; the next event begins another. */
  byte[] root() {
    byte[] root = MoveTree.root(lists);
    lists.clear();
    return root;
  }

  void event(int template, UnsafeBuffer event) {
    stamp.wrap(event, MessageHeaderDecoder.ENCODED_LENGTH);
    orders.event(template, stamp.timeNs(), event);
    switch (template) {
      case MarketListedDecoder.TEMPLATE_ID -> {
        var m = new MarketListedDecoder().wrapAndApplyHeader(event, 0, header);
        Market market = market(m.market());
        market.kind = m.kind();
        market.base = m.baseAsset();
        market.unitsPerLot = m.unitsPerLot();
        market.k = m.k();
      }
      case MarkUpdatedDecoder.TEMPLATE_ID -> {
        var m = new MarkUpdatedDecoder().wrapAndApplyHeader(event, 0, header);
        market(m.market()).mark = m.markTicks();
      }
      case FundingSettledDecoder.TEMPLATE_ID -> {
        var m = new FundingSettledDecoder().wrapAndApplyHeader(event, 0, header);
        market(m.market()).funding = m.fundingIndex();
      }
      case DividendPaidDecoder.TEMPLATE_ID -> {
        var m = new DividendPaidDecoder().wrapAndApplyHeader(event, 0, header);
        market(m.market()).funding = m.fundingIndex();
      }
      case DeleveragedDecoder.TEMPLATE_ID ->
          closedOut = new DeleveragedDecoder().wrapAndApplyHeader(event, 0, header).account();
      case BackstopAuctionedDecoder.TEMPLATE_ID ->
          auctioned = new BackstopAuctionedDecoder().wrapAndApplyHeader(event, 0, header).account();
      case TradeExecutedDecoder.TEMPLATE_ID -> trade(event);
      case PositionAssignedDecoder.TEMPLATE_ID -> assigned(event);
      default -> units(template, event);
    }
  }

  private void units(int template, UnsafeBuffer event) {
    switch (template) {
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        var m = new DepositCreditedDecoder().wrapAndApplyHeader(event, 0, header);
        units(m.account(), DEPOSIT, m.asset(), 0, m.units(), m.balance());
      }
      case DepositReturnedDecoder.TEMPLATE_ID -> returnedAt = stamp.sequence();
      case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
        var m = new WithdrawalCreatedDecoder().wrapAndApplyHeader(event, 0, header);
        if (returnedAt == stamp.sequence()) {
          returnedAt = 0;
        } else {
          units(m.account(), WITHDRAW, m.asset(), 0, -m.units(), m.balance());
        }
      }
      case CashMovedDecoder.TEMPLATE_ID -> {
        var m = new CashMovedDecoder().wrapAndApplyHeader(event, 0, header);
        units(m.from(), CASH, 0, m.to(), -m.amount(), m.fromCash());
        units(m.to(), CASH, 0, m.from(), m.amount(), m.toCash());
      }
      case UnitsTransferredDecoder.TEMPLATE_ID -> {
        var m = new UnitsTransferredDecoder().wrapAndApplyHeader(event, 0, header);
        units(m.from(), CASH, m.asset(), m.to(), -m.units(), m.fromBalance());
        units(m.to(), CASH, m.asset(), m.from(), m.units(), m.toBalance());
      }
      case RequestServedDecoder.TEMPLATE_ID -> {
        var m = new RequestServedDecoder().wrapAndApplyHeader(event, 0, header);
        ByteBuffer move = move(FORCED, 0, 0, 0, m.served());
        add(m.account(), move.putLong(45, m.no()), NO_EVIDENCE);
      }
      default -> {
        // Moves no user.
      }
    }
  }

  private void units(int id, int kind, int asset, int other, long amount, long after) {
    add(id, move(kind, asset, 0, other, amount), NO_EVIDENCE);
    if (asset == 0) {
      account(id).cash = after;
    }
  }

  private void trade(UnsafeBuffer event) {
    var m = new TradeExecutedDecoder().wrapAndApplyHeader(event, 0, header);
    boolean takerBuys = m.takerSide() == Side.BUY;
    long lots = m.lots();
    int maker = m.makerAccount();
    int taker = m.takerAccount();
    fill(
        m,
        maker,
        taker,
        takerBuys ? -lots : lots,
        m.makerFee(),
        m.makerRemainingLots(),
        orders.of(m.makerOrderId()));
    fill(
        m,
        taker,
        maker,
        takerBuys ? lots : -lots,
        m.takerFee(),
        m.takerRemainingLots(),
        orders.of(m.takerOrderId()));
    boolean spot = market(m.market()).kind == MarketKind.SPOT;
    account(maker).cash = m.makerCash();
    account(taker).cash = m.takerCash();
    if (!spot) {
      account(maker).lots(m.market(), m.makerPosition());
      account(taker).lots(m.market(), m.takerPosition());
    }
  }

  private void fill(
      TradeExecutedDecoder m,
      int id,
      int other,
      long lots,
      long fee,
      long remaining,
      Orders.Backing backing) {
    Market market = market(m.market());
    boolean spot = market.kind == MarketKind.SPOT;
    boolean silent = backing instanceof Orders.Liquidation && !spot && hasOutcomes(id);
    long left = remaining;
    byte[] evidence = NO_EVIDENCE;
    switch (backing) {
      case Orders.Signed signed -> {
        evidence = signed.evidence();
        if (signed.open()[0] >= 0) {
          signed.open()[0] -= Math.abs(lots);
          left = signed.open()[0];
        }
      }
      case Orders.OnChain request -> evidence = request.evidence();
      case Orders.Liquidation ignored -> evidence = silent ? NO_EVIDENCE : statement(id);
    }
    int kind = silent ? ASSIGN : spot ? SPOT : TRADE;
    ByteBuffer move =
        move(kind, spot ? market.base : 0, m.market(), silent ? 0 : other, lots)
            .putLong(29, m.priceTicks())
            .putLong(37, market.k)
            .putLong(45, spot ? market.unitsPerLot : m.fundingIndex())
            .putLong(53, fee)
            .putLong(61, left);
    add(id, move, evidence);
  }

  private void assigned(UnsafeBuffer event) {
    var m = new PositionAssignedDecoder().wrapAndApplyHeader(event, 0, header);
    assign(m, m.seller(), m.buyer(), -m.lots());
    assign(m, m.buyer(), m.seller(), m.lots());
    account(m.seller()).cash = m.sellerCash();
    account(m.buyer()).cash = m.buyerCash();
    account(m.seller()).lots(m.market(), m.sellerLots());
    account(m.buyer()).lots(m.market(), m.buyerLots());
  }

  private void assign(PositionAssignedDecoder m, int id, int other, long lots) {
    boolean liquidated =
        switch (m.reason()) {
          case BACKSTOP -> !orders.serving();
          case DELEVERAGE -> id == closedOut;
          case AUCTION -> id == auctioned;
          default -> false;
        };
    ByteBuffer move =
        move(ASSIGN, 0, m.market(), other, lots)
            .putLong(29, m.priceTicks())
            .putLong(37, market(m.market()).k)
            .putLong(45, m.fundingIndex());
    boolean first = firstOfCommand(id);
    boolean shows = liquidated && first && !hasOutcomes(id);
    add(id, move, shows ? statement(id) : NO_EVIDENCE);
  }

  private boolean firstOfCommand(int id) {
    Long before = movedAt.put(id, stamp.sequence());
    return before == null || before != stamp.sequence();
  }

  private boolean hasOutcomes(int id) {
    return account(id).lots.keySet().stream()
        .anyMatch(market -> market(market).kind == MarketKind.OUTCOME);
  }

  private byte[] statement(int id) {
    Account account = account(id);
    ByteBuffer out = ByteBuffer.allocate(19 + 36 * account.lots.size());
    out.put((byte) 4).putLong(stamp.timeNs()).putLong(account.cash);
    out.putShort((short) account.lots.size());
    account.lots.forEach(
        (line, lots) -> {
          Market market = market(line);
          out.putInt(line).putLong(lots);
          out.putLong(market.mark).putLong(market.k).putLong(market.funding);
        });
    return Keccak256.hash(out.array());
  }

  private ByteBuffer move(int kind, int asset, int market, int other, long amount) {
    return ByteBuffer.allocate(MOVE)
        .putLong(0, stamp.sequence())
        .putShort(8, (short) stamp.index())
        .put(10, (byte) kind)
        .putShort(11, (short) asset)
        .putInt(13, market)
        .putInt(17, other)
        .putLong(21, amount)
        .putLong(69, stamp.timeNs());
  }

  private void add(int id, ByteBuffer move, byte[] evidence) {
    if (id >= FIRST_USER && id < 1 << SumTree.DEPTH) {
      byte[] bytes = new byte[MOVE];
      move.put(77, evidence).get(0, bytes);
      lists.computeIfAbsent(id, ignored -> new ArrayList<>()).add(bytes);
    }
  }

  private Account account(int id) {
    return Objects.requireNonNull(accounts.computeIfAbsent(id, ignored -> new Account()));
  }

  private Market market(int id) {
    return Objects.requireNonNull(markets.computeIfAbsent(id, ignored -> new Market()));
  }
}
