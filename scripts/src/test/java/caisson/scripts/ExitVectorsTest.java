package caisson.scripts;

import caisson.clearing.Batch;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.FillTree;
import caisson.clearing.Keccak;
import caisson.clearing.Leaf;
import caisson.clearing.LogCommitment;
import caisson.clearing.MarkWords;
import caisson.clearing.SealedWindow;
import caisson.fixtures.Golden;
import caisson.signing.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Escapes from a venue with a tenth missing, by the rules alone: creditors, a debtor whose assets
 * bear more than the debt, one whose do not, bad debt, negative funding. The contracts' tests put
 * the same leaves to the real exit desk.
 */
class ExitVectorsTest {
  private static final MarkWords MARKS =
      new MarkWords.Builder()
          .asset(0, 1_000_000_000_000L, 6, 0)
          .asset(1, 600_000_000_000_000L, 8, 0)
          .asset(2, 3_000_000_000_000L, 9, 0)
          .market(1, 600_000, 10, -1_234, 0)
          .market(2, 26_000, 7, 99_999, 0)
          .build();

  private static final List<Leaf> LEAVES =
      List.of(
          Leaf.builder(1).units(0, 12_345_678).build(),
          Leaf.builder(5).units(0, -2_000_001).build(),
          Leaf.builder(4096).units(0, 70_000_003).units(1, 10_007).lots(1, -3).build(),
          Leaf.builder(4097).units(0, -10_000_000).units(1, 33_333).units(2, 7).lots(1, 1).build(),
          Leaf.builder(4098).units(2, 1_000_003).lots(1, 2).lots(2, -13).build(),
          Leaf.builder(4099).units(0, -50_000_000).units(1, 1_009).lots(2, 13).build(),
          Leaf.builder((1 << 24) - 1).units(1, 77).build());

  private static final long[] MISSING = {2_034_567, 4_443, 100_001};

  @Test
  void shouldMatchTheSharedFile() throws IOException {
    Golden.check("escape", vectors());
  }

  private static Map<String, Object> vectors() {
    long[] accounted = new long[MARKS.assetCount()];
    Map<Integer, ExitShares.Position> positions = new TreeMap<>();
    for (Leaf leaf : LEAVES) {
      ExitShares.Position position = new ExitShares.Position(new TreeMap<>(), new TreeMap<>());
      positions.put(leaf.account(), position);
      for (int row = 0; row < leaf.assetCount(); row++) {
        accounted[leaf.asset(row)] += leaf.units(row);
        position.units().put(leaf.asset(row), leaf.units(row));
      }
      for (int row = 0; row < leaf.lineCount(); row++) {
        position.lots().put(leaf.market(row), leaf.lots(row));
      }
    }
    DoubleSumTree tree = DoubleSumTree.of(LEAVES, MARKS);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("header", Hex.encode(header(tree, accounted)));
    all.put("marks", Hex.encode(MARKS.bytes()));
    all.put("assetWords", Hex.encode(FalseBatch.paddedPages(MARKS, false)));
    all.put("marketWords", Hex.encode(FalseBatch.paddedPages(MARKS, true)));
    List<Object> assets = new ArrayList<>();
    List<ExitShares.Asset> there = new ArrayList<>();
    for (int asset = 0; asset < accounted.length; asset++) {
      long present = accounted[asset] - MISSING[asset];
      there.add(
          new ExitShares.Asset(BigInteger.valueOf(present), BigInteger.valueOf(accounted[asset])));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("accounted", Long.toString(accounted[asset]));
      row.put("present", Long.toString(present));
      assets.add(row);
    }
    all.put("assets", assets);
    ExitShares shares = new ExitShares(positions, marks(), there, Map.of());
    List<Object> accounts = new ArrayList<>();
    for (Leaf leaf : LEAVES) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("account", leaf.account());
      each.put("leaf", Hex.encode(leaf.bytes()));
      each.put("path", Hex.encode(tree.proof(leaf.account())));
      each.put("claim", MARKS.claim(leaf).toString());
      each.put("escape", amounts(shares.escape(leaf.account()), accounted.length));
      each.put("share", amounts(shares.share(leaf.account()), accounted.length));
      accounts.add(each);
    }
    all.put("accounts", accounts);
    return all;
  }

  private static ExitShares.Marks marks() {
    Map<Integer, BigInteger> lots = new TreeMap<>();
    for (int market = 1; market < MARKS.marketCount(); market++) {
      BigInteger worth = BigInteger.valueOf(MARKS.markTicks(market) * MARKS.k(market));
      lots.put(market, worth.subtract(BigInteger.valueOf(MARKS.fundingIndex(market))));
    }
    Map<Integer, BigInteger> units = new TreeMap<>();
    for (int asset = 1; asset < MARKS.assetCount(); asset++) {
      units.put(asset, BigInteger.valueOf(MARKS.markUnit(asset)));
    }
    return new ExitShares.Marks(lots, units);
  }

  private static byte[] header(DoubleSumTree tree, long[] accounted) {
    SealedWindow window =
        new SealedWindow(
            3,
            201,
            300,
            1_800_000_000L,
            0,
            MARKS,
            true,
            new LogCommitment(Keccak.hash(), 0, new byte[32]),
            tree,
            List.of(),
            List.of(),
            accounted,
            List.of(),
            List.of(),
            FillTree.EMPTY);
    Batch batch = window.seal(Keccak.hash(), Keccak.hash());
    return batch.headerBytes();
  }

  /** By asset, as text. */
  private static List<String> amounts(Map<Integer, BigInteger> due, int assets) {
    List<String> amounts = new ArrayList<>();
    for (int asset = 0; asset < assets; asset++) {
      amounts.add(due.getOrDefault(asset, BigInteger.ZERO).toString());
    }
    return amounts;
  }
}
