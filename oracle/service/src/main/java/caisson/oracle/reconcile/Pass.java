package caisson.oracle.reconcile;

import caisson.reconciliation.Cut;
import caisson.reconciliation.Difference;
import caisson.reconciliation.Reconciliation;
import caisson.reconciliation.Side;
import java.util.ArrayList;
import java.util.List;

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
  /** What was compared. */
  public record Rows(int engine, int ledger, int chain) {}

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
        Found.first(all));
  }

  /** One line, as it is logged. */
  @Override
  public String toString() {
    return "pass batch=%s sequence=%s block=%s rows engine=%d ledger=%d chain=%d differences=%d"
        .formatted(batchNo, sequence, block, rows.engine, rows.ledger, rows.chain, differenceCount);
  }
}
