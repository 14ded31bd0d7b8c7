package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.DividendPaidDecoder;
import caisson.protocol.EventListedDecoder;
import caisson.protocol.EventResolvedDecoder;
import caisson.protocol.EventSettledDecoder;
import caisson.protocol.ListEventDecoder;
import caisson.protocol.MarketDelistedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.ResolutionProposedDecoder;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Market;
import caisson.simulator.Ledger.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * Events of outcomes, and markets as a whole: nothing becomes final by one contested word, lines
 * become cash at what they pay and at nothing else, and a settled event owes nobody.
 */
final class EventCheck {
  private static final String OUTCOME = "outcome";
  private static final String MONEY = "I1 conservation";
  private static final long E9 = 1_000_000_000L;

  private final Ledger ledger;
  private final OutcomeTwin twin;
  private final ListEventDecoder listEvent = new ListEventDecoder();

  /** By event, what its open lots could pay before the command at hand. */
  private final List<Long> carried = new ArrayList<>();

  private long delisted;
  private long resolved;
  private long voided;
  private long lapsed;
  private long converted;
  private long sets;
  private long settled;

  EventCheck(Ledger ledger) {
    this.ledger = ledger;
    twin = new OutcomeTwin(ledger);
  }

  /** Lines of delisted markets that became cash. */
  long delisted() {
    return delisted;
  }

  OutcomesReached reached() {
    return new OutcomesReached(resolved, voided, converted, sets, settled, lapsed);
  }

  private static boolean many(Event event) {
    return event.count > 2;
  }

  void commandBegins() {
    carried.clear();
    ledger.events.forEach(event -> carried.add(ledger.carried(event)));
  }

  /** Every mark of a price round is told. */
  void roundTold() {
    for (Event event : ledger.events) {
      boolean undisputed = ledger.timeNs - event.firstProposedNs >= event.disputeNs;
      boolean due = event.votes.size() == 1 && undisputed || ledger.timeNs >= event.voidAtNs;
      boolean open = event.count > 0 && !event.resolved;
      unless(!open || !due, OUTCOME, "not final at its time: " + event.id);
    }
    twin.roundTold();
  }

  /** When an order comes in and has not traded yet: what it may open has room below the cap. */
  void onOrder(Order order) {
    Event event = order.market.event;
    if (event == null || event.cap == 0 || !order.market.outcome()) {
      return;
    }
    long line = order.account.lots[order.market.id];
    long opens = order.lots - Math.max(0, order.buy ? -line : line);
    long most = ledger.carried(event) + opens * order.market.payout * order.market.k;
    unless(opens <= 0 || most <= event.cap, OUTCOME, "an order beyond the cap of " + event.id);
  }

  /** What an event carries does not grow beyond its cap; what is known pays the same for ever. */
  void commandDone(DirectBuffer command) {
    if (carried.size() < ledger.events.size() && !ledger.events.getLast().resolved) {
      twin.listed(
          ledger.events.getLast(),
          listEvent.wrapAndApplyHeader(command, 0, new MessageHeaderDecoder()));
    }
    for (Event event : ledger.events) {
      for (int i = 0; i < event.pays.size(); i++) {
        long mark = ledger.market(event.first + i).mark;
        unlessEqual(event.pays.get(i), mark, OUTCOME, "what a lot of event " + event.id + " pays");
      }
    }
    for (int i = 0; i < carried.size(); i++) {
      Event event = ledger.events.get(i);
      if (event.cap != 0 && ledger.carried(event) > event.cap) {
        unless(ledger.carried(event) <= carried.get(i), OUTCOME, "more than the cap of event " + i);
      }
    }
  }

  void onListed(EventListedDecoder e) {
    unlessEqual(ledger.events.size(), e.eventId(), OUTCOME, "id of the event");
    unlessEqual(ledger.markets.size(), e.firstMarket(), OUTCOME, "its first market");
    var event = new Event(e.eventId(), e.firstMarket(), e.outcomes());
    event.exhaustive = e.exhaustive() == 1;
    event.disputeNs = e.disputeNs();
    event.voidAtNs = e.voidAtNs();
    ledger.events.add(event);
    ledger.register(event.account());
  }

  /** Its payout is one more than the highest price of its markets. */
  void onMarket(Market market, long maxTicks) {
    market.payout = maxTicks + 1;
    market.event = ledger.events.getLast();
  }

  void onProposed(ResolutionProposedDecoder e) {
    Event event = ledger.event(e.eventId());
    unless(!event.resolved, OUTCOME, "a word on what is final");
    for (var sources : event.votes.values()) {
      unless(!sources.contains(e.source()), OUTCOME, "a source spoke twice: " + e.source());
    }
    var sources = event.votes.computeIfAbsent(e.outcome(), o -> new TreeSet<>());
    sources.add(e.source());
    event.firstProposedNs = event.firstProposedNs == 0 ? ledger.timeNs : event.firstProposedNs;
    unless((e.agreed() == 1) == (sources.size() > 1), OUTCOME, "whether sources agree");
  }

  void onResolved(EventResolvedDecoder e) {
    Event event = ledger.event(e.eventId());
    unless(!event.resolved, OUTCOME, "final twice");
    var sources = event.votes.get(e.outcome());
    boolean agreed = sources != null && sources.size() > 1;
    boolean alone =
        sources != null
            && event.votes.size() == 1
            && ledger.timeNs - event.firstProposedNs >= event.disputeNs;
    boolean late = e.outcome() == 0 && ledger.timeNs >= event.voidAtNs;
    unless(agreed || alone || late, OUTCOME, "final too early: " + e.outcome());
    lapsed += agreed || alone ? 0 : 1;
    event.resolved = true;
    resolved += many(event) && e.outcome() != 0 ? 1 : 0;
    voided += many(event) && e.outcome() == 0 ? 1 : 0;
    for (int market = event.first; market < event.first + event.count; market++) {
      event.pays.add(OutcomeTwin.pays(ledger.market(market), e.outcome()));
    }
  }

  void onSettled(EventSettledDecoder e) {
    Event event = ledger.event(e.eventId());
    unless(event.resolved && !event.settled, OUTCOME, "settled before it was final");
    event.settled = true;
    settled += many(event) ? 1 : 0;
    for (int market = event.first; market < event.first + event.count; market++) {
      for (Account account : ledger.accounts) {
        unlessEqual(0, account.lots[market], OUTCOME, "a line left of " + account.id);
      }
    }
    unlessEqual(0, ledger.account(event.account()).cash(), MONEY, "cash of a settled event");
  }

  void onDelisted(MarketDelistedDecoder e) {
    Market market = ledger.market(e.market());
    unlessEqual(ledger.events.size(), e.eventId(), OUTCOME, "id of what was delisted");
    unlessEqual(market.mark, e.markTicks(), OUTCOME, "mark of what was delisted");
    unlessEqual(market.funding, e.fundingIndex(), "funding", "index of what was delisted");
    var event = new Event(e.eventId(), market.id, 1);
    event.resolved = true;
    event.pays.add(market.mark);
    market.sessions.end();
    market.event = event;
    ledger.events.add(event);
    ledger.register(event.account());
  }

  void onDividend(DividendPaidDecoder e) {
    Market market = ledger.market(e.market());
    long step = market.remainder - e.perLotE9();
    unlessEqual(Math.floorDiv(step, E9), e.delta(), "funding", "step of a dividend");
    market.remainder = Math.floorMod(step, E9);
    market.funding += e.delta();
    unlessEqual(market.remainder, e.remainder(), "funding", "remainder of a dividend");
    unlessEqual(market.funding, e.fundingIndex(), "funding", "index after a dividend");
    ledger.interest();
  }

  /** A line that becomes cash at what it pays. */
  void onConverted(PositionAssignedDecoder e, Account seller, Account buyer) {
    Market market = ledger.market(e.market());
    Event event = market.event;
    if (event == null || !event.resolved || event.settled) {
      throw new Break(OUTCOME, "a line of a market without a result became cash");
    }
    delisted += market.outcome() ? 0 : 1;
    Account settlement = seller.settlement() ? seller : buyer;
    unlessEqual(event.account(), settlement.id, OUTCOME, "who took the line");
    Account owner = seller.settlement() ? buyer : seller;
    long line = owner.lots[market.id];
    if (many(event)) {
      converted++;
      sets += lines(owner, event) > 2 ? 1 : 0;
    }
    unlessEqual(e.lots(), Math.abs(line), OUTCOME, "lots that become cash");
    unless(line > 0 == (owner == seller), OUTCOME, "a line that grew");
  }

  private static int lines(Account account, Event event) {
    int lines = 0;
    for (int market = event.first; market < event.first + event.count; market++) {
      lines += account.lots[market] != 0 ? 1 : 0;
    }
    return lines;
  }

  /** Marks of an open event in which one outcome must come true sum to the payout. */
  void scan() {
    for (Event event : ledger.events) {
      long sum = 0;
      for (int market = event.first; market < event.first + event.count; market++) {
        sum += ledger.market(market).mark;
      }
      if (event.exhaustive && !event.resolved) {
        unlessEqual(ledger.market(event.first).payout, sum, OUTCOME, "sum of marks");
      }
    }
  }
}
