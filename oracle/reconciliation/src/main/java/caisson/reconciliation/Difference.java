package caisson.reconciliation;

import java.math.BigInteger;

/**
 * One thing in which the sides do not agree, named for what happened to it.
 *
 * @param left the side taken as expected; for TOTAL, MARKET_NOT_ZERO and DUPLICATE the side that
 *     contradicts itself
 * @param key account 0 where the difference belongs to a whole asset or market
 */
public record Difference(
    Type type, String left, String right, Key key, BigInteger expected, BigInteger found) {

  /** Reports and alarms use these names; append only. */
  public enum Type {
    /** The sides were frozen at different instants: nothing else was compared. */
    CUT,
    /** One side lists a key twice. */
    DUPLICATE,
    /** On the left, not on the right. */
    MISSING,
    /** On the right, not on the left. */
    EXTRA,
    /** On both, with the sign turned. */
    SIGN,
    /** On both, with another amount. */
    AMOUNT,
    /** A side's rows of an asset do not sum to the total it states itself. */
    TOTAL,
    /** Both sides state a total of an asset, and they differ. */
    TOTAL_BETWEEN_SIDES,
    /** Lots of a market do not sum to zero on a side. */
    MARKET_NOT_ZERO
  }

  /** One line, as it is printed. */
  @Override
  public String toString() {
    String sides = left.equals(right) ? left : left + "/" + right;
    if (type == Type.CUT) {
      return "CUT %s expected sequence=%s found=%s".formatted(sides, expected, found);
    }
    return "%s %s %s expected=%s found=%s".formatted(type, sides, key, expected, found);
  }
}
