package caisson.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.reconciliation.Difference.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconciliationTest {
  private static final Cut CUT = new Cut(1_000, 77);

  /** Rows of one side; a list, so that a key can stand twice. */
  private record Rows(TreeMap<Key, Long> amounts, TreeMap<Integer, Long> totals) {
    Rows copy() {
      return new Rows(new TreeMap<>(amounts), new TreeMap<>(totals));
    }

    Side freeze(String name, Cut cut, Random random) {
      Side.Builder builder = Side.of(name, cut);
      List<Key> keys = new ArrayList<>(amounts.keySet());
      Collections.shuffle(keys, random);
      keys.forEach(key -> builder.row(key, amounts.get(key)));
      totals.forEach(builder::total);
      return builder.freeze();
    }
  }

  private enum Fault {
    MISSING,
    EXTRA,
    AMOUNT,
    SIGN,
    TOTAL,
    CUT
  }

  @Test
  void shouldFindNothingBetweenEqualSides() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Rows rows = random(random);
      assertEquals(
          List.of(),
          Reconciliation.compare(
              List.of(
                  rows.freeze("engine", CUT, random),
                  rows.freeze("ledger", new Cut(1_000, 0), random),
                  rows.freeze("chain", CUT, random))),
          "seed=" + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void shouldFindAnInjectedFaultAndOnlyIt(Fault fault) {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      Rows honest = random(random);
      Rows faulty = honest.copy();
      Key key = inject(fault, faulty, random);
      Cut cut = fault == Fault.CUT ? new Cut(1_001, 77) : CUT;
      List<Difference> found =
          Reconciliation.compare(
              List.of(
                  honest.freeze("engine", CUT, random),
                  honest.freeze("ledger", CUT, random),
                  faulty.freeze("chain", cut, random)));
      assertEquals(expectedTypes(fault, key), types(found), "seed=" + seed + " " + found);
      for (Difference difference : found) {
        assertEquals("chain", difference.right(), "seed=" + seed);
        assertEquals(key.id(), difference.key().id(), "seed=" + seed);
      }
      assertEquals(1, between(found).size(), "seed=" + seed + " " + found);
      if (fault != Fault.CUT) {
        assertEquals(key, between(found).get(0).key(), "seed=" + seed);
      }
    }
  }

  @Test
  void shouldShowAFaultOfTheFirstSideAgainstEachOther() {
    Random random = new Random(4);
    Rows honest = random(random);
    Rows faulty = honest.copy();
    Key key = inject(Fault.AMOUNT, faulty, random);
    List<Difference> found =
        Reconciliation.compare(
            List.of(
                faulty.freeze("engine", CUT, random),
                honest.freeze("ledger", CUT, random),
                honest.freeze("chain", CUT, random)));
    List<Difference> between = between(found);
    assertEquals(List.of("ledger", "chain"), between.stream().map(Difference::right).toList());
    assertTrue(between.stream().allMatch(difference -> difference.key().equals(key)));
  }

  @Test
  void shouldReportAKeyListedTwiceOnce() {
    Side twice =
        Side.of("ledger", CUT)
            .row(Key.asset(0, 4096), 5)
            .row(Key.asset(0, 4097), 1)
            .row(Key.asset(0, 4096), 5)
            .freeze();
    Side once =
        Side.of("engine", CUT).row(Key.asset(0, 4096), 5).row(Key.asset(0, 4097), 1).freeze();
    List<Difference> found = Reconciliation.compare(List.of(once, twice));
    assertEquals(
        List.of("DUPLICATE ledger asset=0 account=4096 expected=5 found=5"),
        found.stream().map(Difference::toString).toList());
  }

  @Test
  void shouldSumBeyondSixtyFourBits() {
    Side side =
        Side.of("chain", CUT)
            .row(Key.asset(0, 1), Long.MAX_VALUE)
            .row(Key.asset(0, 2), Long.MAX_VALUE)
            .total(0, -2)
            .freeze();
    assertEquals(
        List.of("TOTAL chain asset=0 account=0 expected=-2 found=18446744073709551614"),
        Reconciliation.compare(List.of(side)).stream().map(Difference::toString).toList());
  }

  @Test
  void shouldTreatAZeroAmountAsNoRow() {
    Side left = Side.of("engine", CUT).row(Key.asset(1, 4096), 0).freeze();
    Side right = Side.of("chain", CUT).freeze();
    assertEquals(List.of(), Reconciliation.compare(List.of(left, right)));
  }

  @Test
  void shouldCompareAccountsNobodyOwnsButSumThemNowhere() {
    Side vault = Side.of("vault", CUT).row(Key.code(0, 1000), 70).freeze();
    Side ledger =
        Side.of("ledger", CUT)
            .row(Key.code(0, 1000), 71)
            .row(Key.code(0, 2300), 1)
            .row(Key.asset(0, 4096), 5)
            .total(0, 5)
            .freeze();
    assertEquals(
        List.of(
            "EXTRA vault/ledger asset=0 account=4096 expected=0 found=5",
            "AMOUNT vault/ledger asset=0 code=1000 expected=70 found=71",
            "EXTRA vault/ledger asset=0 code=2300 expected=0 found=1"),
        Reconciliation.compare(List.of(vault, ledger)).stream().map(Difference::toString).toList());
  }

  private static Rows random(Random random) {
    Rows rows = new Rows(new TreeMap<>(), new TreeMap<>());
    for (int asset = 0; asset < 3; asset++) {
      long total = 0;
      for (int account = 4096; account < 4120; account++) {
        long units = 1L + random.nextInt(1_000_000);
        if (random.nextInt(3) > 0) {
          rows.amounts.put(Key.asset(asset, account), units);
          total += units;
        }
      }
      rows.totals.put(asset, total);
    }
    for (int market = 1; market <= 2; market++) {
      for (int account = 4096; account < 4120; account += 2) {
        long lots = 1L + random.nextInt(1_000);
        rows.amounts.put(Key.market(market, account), lots);
        rows.amounts.put(Key.market(market, account + 1), -lots);
      }
    }
    return rows;
  }

  /** Changes one row or total; returns the key that is now wrong. */
  private static Key inject(Fault fault, Rows rows, Random random) {
    List<Key> keys = new ArrayList<>(rows.amounts.keySet());
    Key key = keys.get(random.nextInt(keys.size()));
    switch (fault) {
      case MISSING -> rows.amounts.remove(key);
      case AMOUNT -> rows.amounts.merge(key, rows.amounts.get(key) == -1 ? -1L : 1L, Long::sum);
      case SIGN -> rows.amounts.merge(key, -2 * rows.amounts.get(key), Long::sum);
      case EXTRA -> {
        key = new Key(key.kind(), key.id(), 5_000);
        rows.amounts.put(key, 1L + random.nextInt(9));
      }
      case TOTAL -> {
        int asset = random.nextInt(3);
        key = Key.asset(asset, 0);
        rows.totals.merge(asset, 1L, Long::sum);
      }
      case CUT -> key = Key.asset(0, 0);
    }
    return key;
  }

  /** A wrong row also breaks the sum it is part of; that is told within the side, once. */
  private static List<Type> expectedTypes(Fault fault, Key key) {
    Type within = key.kind() == Key.Kind.ASSET ? Type.TOTAL : Type.MARKET_NOT_ZERO;
    return switch (fault) {
      case CUT -> List.of(Type.CUT);
      case TOTAL -> List.of(Type.TOTAL, Type.TOTAL_BETWEEN_SIDES);
      default -> List.of(within, Type.valueOf(fault.name()));
    };
  }

  private static List<Type> types(List<Difference> differences) {
    return differences.stream().map(Difference::type).toList();
  }

  private static List<Difference> between(List<Difference> differences) {
    return differences.stream()
        .filter(difference -> !difference.left().equals(difference.right()))
        .toList();
  }
}
