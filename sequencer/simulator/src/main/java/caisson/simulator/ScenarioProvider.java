package caisson.simulator;

import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A scripted liquidity provider: after every price of its market it cancels what it has there and
 * quotes the same number of lots at each of its levels around the mark, nearest first, as many more
 * than were left as its refill allows.
 *
 * @param everyPpm of the mark between two levels
 * @param refill lots of a side that come again at a price
 */
record ScenarioProvider(
    int account, int market, int levels, long lots, long everyPpm, long refill) {
  private static final long MILLION = 1_000_000;

  void quote(Ledger ledger, Consumer<Step> play) {
    Account owner = ledger.account(account);
    Market book = ledger.market(market);
    long[] left = new long[2];
    for (var order : List.copyOf(owner.orders)) {
      left[order.buy ? 0 : 1] += order.market == book ? order.lots : 0;
    }
    play.accept(Step.of(Verb.CANCELALL, account, market, 0));
    for (Step step : quotes(book.mark, left)) {
      play.accept(step);
    }
  }

  private List<Step> quotes(long mark, long[] left) {
    var steps = new ArrayList<Step>();
    for (int side = 0; side < 2; side++) {
      long room = left[side] + refill;
      for (int level = 1; level <= levels && room > 0; level++) {
        long away = mark * everyPpm * level / MILLION;
        long ticks = side == 0 ? mark - away : mark + away;
        long size = Math.min(lots, room);
        room -= size;
        long name = 1_000_000_000L + 100 * market + 10 * side + level;
        steps.add(Step.of(Verb.PLACE, account, market, side, size, ticks, 0, name));
      }
    }
    return steps;
  }
}
