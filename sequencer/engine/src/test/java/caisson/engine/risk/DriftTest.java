package caisson.engine.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.engine.Tier;
import caisson.engine.listing.Markets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What an account is taken to lose at most when marks move is no less than what it does lose: of
 * equity, of profit that counts, by a higher requirement and by dearer open orders.
 */
class DriftTest {
  private static final int CASES = Tier.cases(10_000, 1_000_000);
  private static final int MOST = 8;
  private static final long K = 1_000;
  private static final long HIDDEN_PPM = 700_000;

  private final RandomBook book = new RandomBook(21);
  private final SplittableRandom random = book.random;
  private final Markets markets = new Markets(MOST);
  private final Drift drift = new Drift(markets);
  private final int[] row = new int[MOST + 1];
  private final long[] lots = new long[MOST + 1];
  private final long[] cost = new long[MOST + 1];
  private final long[] buys = new long[MOST + 1];
  private final long[] sells = new long[MOST + 1];
  private final long[] limit = new long[MOST + 1];

  DriftTest() {
    for (int market = 1; market <= MOST; market++) {
      markets.add();
      markets.k(market, K);
    }
  }

  @Test
  void shouldCoverWhateverMarksThatMoveCost() {
    long worst = 0;
    for (int i = 0; i < CASES; i++) {
      draw();
      long earlier = drift.version();
      long before = free();
      long bound = 0;
      for (int market = 1; market <= MOST; market++) {
        bound += most(market) * markets.lotValue(market);
      }
      for (int round = random.nextInt(3); round >= 0; round--) {
        walk();
        drift.move();
      }
      assertTrue(drift.near(earlier));
      long lost = before - free();
      long told = drift.most(earlier, bound, MOST);
      assertTrue(lost <= told, () -> "lost " + lost + " of " + told);
      worst = Math.max(worst, lost / Math.max(1, told / 1_000));
    }
    // Some lose more than the value of their lines does, whose part of the bound is a 64th.
    assertTrue(worst > 1_000 / 64, "worst=" + worst);
  }

  @Test
  void shouldTellNothingAfterALargeMoveOrANewParameter() {
    draw();
    long earlier = drift.version();
    markets.markTicks(3, markets.markTicks(3) + markets.markTicks(3) / 8);
    drift.move();
    assertFalse(drift.near(earlier));
    long later = drift.version();
    assertTrue(drift.near(later));
    drift.cut();
    assertFalse(drift.near(later));
  }

  private void draw() {
    boolean alike = random.nextInt(4) == 0;
    boolean large = random.nextBoolean();
    for (int market = 1; market <= MOST; market++) {
      row[market] = alike ? 9 : random.nextInt(RandomBook.ROWS);
      long ticks = 1 + random.nextLong(1L << 10 + random.nextInt(18));
      markets.markTicks(market, 1_000 + ticks);
      long size = 1 + (1L << (large ? 46 : 30)) / markets.lotValue(market);
      lots[market] = random.nextLong(2 * size + 1) - size;
      cost[market] = lots[market] * markets.lotValue(market) - random.nextLong(size) * K;
      buys[market] = random.nextInt(3) == 0 ? random.nextLong(size) : 0;
      sells[market] = random.nextInt(3) == 0 ? random.nextLong(size) : 0;
      limit[market] = markets.markTicks(market) + random.nextLong(201) - 100;
    }
    drift.cut();
    drift.move();
  }

  /** Up to a sixtieth each way; at times all with, or all against the lines. */
  private void walk() {
    int sense = random.nextInt(3) - 1;
    for (int market = 1; market <= MOST; market++) {
      long most = markets.markTicks(market) / 60;
      long step = random.nextLong(most + 1);
      boolean up = sense == 0 ? random.nextBoolean() : lots[market] * sense > 0;
      markets.markTicks(market, markets.markTicks(market) + (up ? step : -step));
    }
  }

  private long most(int market) {
    return Math.max(Math.abs(lots[market] + buys[market]), Math.abs(lots[market] - sells[market]));
  }

  private long free() {
    long free = 0;
    for (int market = 1; market <= MOST; market++) {
      long notional = lots[market] * markets.lotValue(market);
      long gain = notional - cost[market];
      free += gain - (gain > 0 ? Scan.ppmUp(gain, HIDDEN_PPM) : 0);
      long open = Math.max(buys[market], sells[market]) * markets.lotValue(market);
      free -= OrderCharge.of(book.table, row[market], false, open);
      free -= worse(market);
      book.margin.addLine(row[market], notional);
      book.margin.addOpen(row[market], open);
    }
    book.margin.evaluate();
    return free - book.margin.initial();
  }

  /** What the limits are worse than the mark. */
  private long worse(int market) {
    long away = (limit[market] - markets.markTicks(market)) * K;
    return Math.max(0, away) * buys[market] + Math.max(0, -away) * sells[market];
  }
}
