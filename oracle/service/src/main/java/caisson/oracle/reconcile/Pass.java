package caisson.oracle.reconcile;

import caisson.reconciliation.Cut;
import caisson.reconciliation.Difference;
import caisson.reconciliation.Key;
import caisson.reconciliation.Reconciliation;
import caisson.reconciliation.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of the three sides at one cut. 64-bit numbers are decimal strings.
 *
 * @param batchNo the batch that ends with the sequence and heads the chain at the block
 * @param rows of each side
 * @param differenceCount of all that were found; {@code differences} are the first of them
 */
public record Pass(
    String batchNo,
    String sequence,
    String block,
    Rows rows,
    int differenceCount,
    List<Found> differences) {
  private static final int SHOWN = 1_000;

  /** What was compared. */
  public record Rows(int engine, int ledger, int chain) {}

  /**
   * A difference as {@link Difference} names it. Exactly one of asset and market is there; without
   * account and code it belongs to the whole asset or market.
   */
  public record Found(
      String type,
      String left,
      String right,
      @Nullable Integer asset,
      @Nullable Integer market,
      @Nullable Integer account,
      @Nullable Integer code,
      String expected,
      String found,
      String text) {}

  /**
   * Leaves against the engine, balances against the engine, and what the books say the vault has
   * against the vault. Each pair speaks of different amounts: a leaf has cash, a balance is cash
   * plus reference costs.
   */
  static Pass of(EngineSide engine, ChainSide chain, LedgerSide.Books ledger) {
    Side held = engine.leaves();
    Side leaves = chain.leaves();
    List<Difference> all = new ArrayList<>();
    all.addAll(Reconciliation.compare(List.of(held, leaves)));
    all.addAll(Reconciliation.compare(List.of(engine.books(), ledger.balances())));
    all.addAll(Reconciliation.compare(List.of(chain.vault(), ledger.vault())));
    Cut cut = chain.cut();
    return new Pass(
        Long.toString(chain.batchNo()),
        Long.toString(cut.sequence()),
        Long.toString(cut.block()),
        new Rows(held.size(), ledger.balances().size(), leaves.size()),
        all.size(),
        all.stream().limit(SHOWN).map(Pass::found).toList());
  }

  private static Found found(Difference difference) {
    Key key = difference.key();
    boolean market = key.kind() == Key.Kind.MARKET;
    boolean code = key.kind() == Key.Kind.CODE;
    return new Found(
        difference.type().name(),
        difference.left(),
        difference.right(),
        market ? null : Integer.valueOf(key.id()),
        market ? Integer.valueOf(key.id()) : null,
        code || key.account() == 0 ? null : Integer.valueOf(key.account()),
        code ? Integer.valueOf(key.account()) : null,
        difference.expected().toString(),
        difference.found().toString(),
        difference.toString());
  }

  /** One line, as it is logged. */
  @Override
  public String toString() {
    return "pass batch=%s sequence=%s block=%s rows engine=%d ledger=%d chain=%d differences=%d"
        .formatted(batchNo, sequence, block, rows.engine, rows.ledger, rows.chain, differenceCount);
  }
}
