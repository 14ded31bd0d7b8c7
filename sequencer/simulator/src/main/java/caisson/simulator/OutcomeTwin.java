package caisson.simulator;

import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.ListEventDecoder;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Market;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What marks of outcomes are: of the books while nothing is known, then what a lot pays. */
final class OutcomeTwin {
  private static final String OUTCOME = "outcome";

  private final Ledger ledger;

  OutcomeTwin(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Before any order every row of the table is worth the same. */
  void listed(Event event, ListEventDecoder command) {
    long rows = event.count + (event.exhaustive ? 0 : 1);
    for (var outcome : command.outcomes()) {
      Market market = ledger.market(outcome.market());
      market.voidTicks = outcome.voidTicks();
      market.raw = Math.max(1, market.payout / rows);
      unlessEqual(market.raw, market.index, OUTCOME, "raw price at first");
    }
    marks(event);
  }

  /** A price round has told the marks of open events, and nothing else has happened since. */
  void roundTold() {
    for (Event event : ledger.events) {
      if (event.count == 0 || event.resolved) {
        continue;
      }
      for (int id = event.first; id < event.first + event.count; id++) {
        Market market = ledger.market(id);
        long bid = market.quoteTicks(true);
        long ask = market.quoteTicks(false);
        market.raw = bid == 0 || ask == 0 ? market.raw : (bid + ask) / 2;
        unlessEqual(market.raw, market.index, OUTCOME, "raw price of market " + id);
      }
      marks(event);
    }
  }

  /** Raw prices; where one must come true scaled to the payout, by largest remainders. */
  private void marks(Event event) {
    List<Market> markets = ledger.markets.subList(event.first, event.first + event.count);
    if (!event.exhaustive) {
      markets.forEach(market -> unlessEqual(market.index, market.mark, OUTCOME, "mark"));
      return;
    }
    long sum = markets.stream().mapToLong(market -> market.index).sum();
    long left = markets.getFirst().payout;
    var rests = new ArrayList<BigInteger>();
    var marks = new ArrayList<Long>();
    for (Market market : markets) {
      var scaled = BigInteger.valueOf(market.index).multiply(BigInteger.valueOf(market.payout));
      var parts = scaled.divideAndRemainder(BigInteger.valueOf(sum));
      marks.add(parts[0].longValueExact());
      rests.add(parts[1]);
      left -= marks.getLast();
    }
    for (; left > 0; left--) {
      BigInteger largest = rests.stream().max(BigInteger::compareTo).orElseThrow();
      int first = rests.indexOf(largest);
      marks.set(first, marks.get(first) + 1);
      rests.set(first, BigInteger.ONE.negate());
    }
    for (int i = 0; i < marks.size(); i++) {
      Market market = markets.get(i);
      unlessEqual(marks.get(i), market.mark, OUTCOME, "mark of market " + market.id);
    }
  }

  /**
   * What a lot pays.
   *
   * @param outcome the market that came true, 0 when the event is void
   */
  static long pays(Market market, int outcome) {
    long won = market.id == outcome ? market.payout : 0;
    return outcome == 0 ? market.voidTicks : won;
  }
}
