package caisson.simulator;

import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.LiquidationStage;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.TransferReason;
import caisson.simulator.CascadePopulation.Holder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * 10 October 2025 on a generated population, by the newest rules: twelve minutes of falling prices
 * without a book, and beside the engine the rule of ranks on the same bankrupt accounts. Prices
 * come every second and move every fifth. A small population is audited event by event; of a large
 * one only the sums are kept.
 */
final class Cascade {
  private static final int ROUNDS = 144;
  private static final int SECONDS = 5;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int AUDITED = 3_000;

  private final CascadePopulation population;
  private final RankedQueue queue;
  private final Ledger ledger;
  private final Sender sender;
  private final Auditor auditor;
  private final boolean audited;
  private final StateMachine machine;
  private final Map<Integer, Map<Integer, Long>> lines = new HashMap<>();
  private final Set<Integer> hedged = new HashSet<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final LiquidationSteppedDecoder stepped = new LiquidationSteppedDecoder();
  private final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  private final CashMovedDecoder cash = new CashMovedDecoder();
  private final DeleveragedDecoder closed = new DeleveragedDecoder();
  private long timeNs = Run.START_NS;
  private long[] marks = new long[CascadePopulation.MARKETS + 1];
  private long[] marksBefore = marks;
  private long slowestNs;
  private long shortfall;
  private long paidByTiers;
  private long paidByProfit;
  private long deficit;
  private long bankrupt;
  private long steps;
  private long deleveraged;

  /** Whose line the deleveraging at hand closes. */
  private int closing;

  private int undecided;
  private int told;
  private int mostTold;
  private long hedgesOpen;
  private long hedgesClosed;

  Cascade(long seed, int accounts) {
    population = new CascadePopulation(seed, accounts);
    queue = new RankedQueue(population.holders);
    var limits = new EngineLimits(accounts + 2, 1, CascadePopulation.MARKETS, 64, 40, 200, 4, 100);
    ledger = new Ledger(accounts + 2, 1, CascadePopulation.MARKETS);
    sender = new Sender(ledger);
    auditor = new Auditor(ledger, sender);
    audited = accounts <= AUDITED;
    machine = new StateMachine(this::onEvent, limits);
    for (Holder holder : population.holders) {
      var own = lines.computeIfAbsent(holder.account(), a -> new HashMap<>());
      own.put(holder.market(), holder.lots());
      if (holder.hedgeMarket() != 0) {
        own.put(holder.hedgeMarket(), holder.hedgeLots());
        hedged.add(holder.account());
        hedgesOpen += Math.abs(holder.hedgeLots());
      }
    }
  }

  void run() {
    population.open(this::play);
    remember(CascadePopulation.prices(0));
    for (int i = 0; i < 3; i++) {
      round(0);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      round(fallen(round));
    }
  }

  /** 150 thousandths in six minutes, 600 in the next one, the rest in five. */
  private static long fallen(int round) {
    if (round <= 72) {
      return 150L * round / 72;
    }
    return round <= 84 ? 150 + 600L * (round - 72) / 12 : 750 + 250L * (round - 84) / 60;
  }

  private void round(long thousandths) {
    Step prices = CascadePopulation.prices(thousandths);
    remember(prices);
    queue.newRound();
    for (int second = 0; second < SECONDS; second++) {
      timeNs += NS_PER_SECOND;
      long began = System.nanoTime();
      play(prices);
      slowestNs = Math.max(slowestNs, System.nanoTime() - began);
      if (second == 1) {
        undecided = Math.max(undecided, due());
      }
    }
  }

  /**
   * Accounts with a line that no book may be tried for any more: less than two thirds of margin.
   */
  private int due() {
    int due = 0;
    for (Holder holder : population.holders) {
      long equity = machine.units(holder.account(), 0);
      long margin = 0;
      boolean hedges = holder.hedgeMarket() != 0;
      for (int market : new int[] {holder.market(), holder.hedgeMarket()}) {
        long lots = market == 0 ? 0 : machine.lots(holder.account(), market);
        if (lots != 0) {
          equity += lots * marks[market];
          margin += Math.abs(lots) * marks[market] * CascadePopulation.maintenancePpm(market);
        }
      }
      // What two legs need depends on both: of those only the ones that owe are sure to be due.
      long least = hedges ? 0 : margin / 1_000_000 * 2 / 3;
      due += margin != 0 && equity < least ? 1 : 0;
    }
    return due;
  }

  private void remember(Step prices) {
    marksBefore = marks;
    marks = new long[CascadePopulation.MARKETS + 1];
    for (int market = 1; market <= CascadePopulation.MARKETS; market++) {
      marks[market] = prices.number(3 * market - 2);
    }
  }

  private void play(Step step) {
    told = 0;
    int length = sender.write(step);
    if (audited) {
      auditor.expect(sender.buffer, length);
    }
    machine.apply(timeNs, new UnsafeBuffer(sender.buffer, 0, length), 0, length);
    mostTold = Math.max(mostTold, told);
    if (audited) {
      auditor.commandDone(machine);
      return;
    }
    ledger.timeNs = timeNs;
    switch (step.verb()) {
      case INFORCE, GROUP, FACTOR, LINK, LIQUIDATION -> ledger.version++;
      case DEPOSIT -> ledger.lastDepositNo++;
      case PLACE -> sender.accepted(step.number(6), machine.sequence());
      default -> {}
    }
  }

  private void onEvent(DirectBuffer b, int offset, int length) {
    told++;
    if (audited) {
      auditor.onEvent(b, offset, length);
    }
    switch (header.wrap(b, offset).templateId()) {
      case LiquidationSteppedDecoder.TEMPLATE_ID ->
          onStep(stepped.wrapAndApplyHeader(b, offset, header));
      case PositionAssignedDecoder.TEMPLATE_ID ->
          onAssigned(assigned.wrapAndApplyHeader(b, offset, header));
      case DeleveragedDecoder.TEMPLATE_ID ->
          closing = closed.wrapAndApplyHeader(b, offset, header).account();
      case CashMovedDecoder.TEMPLATE_ID -> onCash(cash.wrapAndApplyHeader(b, offset, header));
      default -> {}
    }
  }

  private void onStep(LiquidationSteppedDecoder e) {
    steps++;
    if (e.stage() != LiquidationStage.SHORTFALL) {
      return;
    }
    bankrupt++;
    long owes = -e.equityBefore();
    shortfall += owes;
    long lots = lines.getOrDefault(e.account(), Map.of()).getOrDefault(e.market(), 0L);
    queue.close(e.market(), lots, owes, marks[e.market()], marksBefore[e.market()]);
  }

  private void onAssigned(PositionAssignedDecoder e) {
    moved(e.seller(), e.market(), -e.lots());
    moved(e.buyer(), e.market(), e.lots());
    if (e.reason() == TransferReason.DELEVERAGE) {
      deleveraged += e.lots() * e.priceTicks();
      boolean hedge = hedged.contains(e.seller() == closing ? e.buyer() : e.seller());
      hedgesClosed += hedge ? e.lots() : 0;
    }
  }

  private void moved(int account, int market, long lots) {
    lines.computeIfAbsent(account, a -> new HashMap<>()).merge(market, lots, Long::sum);
  }

  private void onCash(CashMovedDecoder e) {
    boolean tierLoss = e.to() >= Ledger.FIRST_TIER && e.to() < Ledger.FIRST_TIER + Ledger.TIERS;
    switch (e.reason()) {
      case SHORTFALL_PAID -> paidByTiers += e.amount();
      case PROFIT_HAIRCUT -> paidByProfit += tierLoss ? 0 : e.amount();
      case DEFICIT -> deficit += e.amount();
      default -> {}
    }
  }

  /** What profit paid beyond what was owed after the insurance had paid. */
  long overshoot() {
    return paidByProfit - (shortfall - paidByTiers - deficit);
  }

  long queueOvershoot() {
    return queue.overshoot();
  }

  long bankrupt() {
    return bankrupt;
  }

  long deficit() {
    return deficit;
  }

  /** The most accounts that were still to be acted on a second after a price moved. */
  int undecided() {
    return undecided;
  }

  /** Part of the hedge legs that deleveraging closed, in ppm. */
  long hedgesClosedPpm() {
    return hedgesOpen == 0 ? 0 : hedgesClosed * 1_000_000 / hedgesOpen;
  }

  /** One line of figures; the time of the slowest round is this machine's. */
  String told() {
    return String.format(
        Locale.ROOT,
        "accounts=%d steps=%d bankrupt=%d shortfall=%d insurance=%d profit=%d deficit=%d deleveraged=%d"
            + " overshoot=%d queue-taken=%d queue-overshoot=%d hedges-closed-ppm=%d undecided=%d"
            + " most-events=%d slowest-round-ms=%d",
        population.holders.size(),
        steps,
        bankrupt,
        shortfall,
        paidByTiers,
        paidByProfit,
        deficit,
        deleveraged,
        overshoot(),
        queue.taken(),
        queue.overshoot(),
        hedgesClosedPpm(),
        undecided,
        mostTold,
        slowestNs / 1_000_000);
  }
}
