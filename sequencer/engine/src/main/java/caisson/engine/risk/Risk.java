package caisson.engine.risk;

import caisson.protocol.RejectReason;

/**
 * What an account may still do. Resting lots are held from when an order rests until they trade or
 * leave; the check for a taker counts all its lots as if they rested. Balances and lines are read,
 * not told.
 */
public interface Risk {
  /**
   * Sum over the markets of an account of lots times value of a lot stays below this, in
   * micro-dollars.
   */
  long MAX_ACCOUNT_NOTIONAL = 100_000_000_000_000_000L;

  /** BOUND_EXCEEDED when the order could take the account past the exact range of arithmetic. */
  RejectReason checkBounds(int accountRow, int market, boolean buy, long limitTicks, long lots);

  /** NONE when the account can bear any part of the order trading at once. */
  RejectReason checkOrder(int accountRow, int market, boolean buy, long limitTicks, long lots);

  /**
   * Whether so many lots of a taker would open more than the market's factor or event may carry.
   */
  boolean opensTooMuch(int accountRow, int market, boolean buy, long lots);

  /** NONE when the units may leave the account. */
  RejectReason checkWithdrawal(int accountRow, int asset, long units);

  /** Lots of the account's resting orders of one side. */
  long restingLots(int accountRow, int market, boolean buy);

  /** Lots of an order come to rest. */
  void hold(int accountRow, int market, boolean buy, long limitTicks, long lots);

  /** An order that was just let in begins to trade. */
  void takes(int accountRow, int market, boolean buy, long limitTicks, long lots);

  /** Resting lots of an order, of which it had {@code before}, trade at its limit or better. */
  void filled(int accountRow, int market, boolean buy, long limitTicks, long before, long lots);

  /** Resting lots of an order, of which it had {@code before}, leave. */
  void release(int accountRow, int market, boolean buy, long limitTicks, long before, long lots);

  /** Marks, funding or listings changed. */
  void marksChanged();

  /** Parameters changed. */
  void parametersChanged();
}
