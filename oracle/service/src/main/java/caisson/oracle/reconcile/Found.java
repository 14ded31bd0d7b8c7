package caisson.oracle.reconcile;

import caisson.reconciliation.Difference;
import caisson.reconciliation.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A difference as {@link Difference} names it. Exactly one of asset and market is there; without
 * account and code it belongs to the whole asset or market.
 *
 * @param text all of it in one line
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
    String text) {
  private static final int SHOWN = 1_000;

  /** The first of them, as many as a report shows. */
  static List<Found> first(List<Difference> all) {
    return all.stream().limit(SHOWN).map(Found::of).toList();
  }

  private static Found of(Difference difference) {
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
}
