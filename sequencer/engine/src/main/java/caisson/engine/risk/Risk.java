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

  /**
   * BOUND_EXCEEDED when the order could take the account past the exact range of arithmetic.
   *
   * @param cell the account's in the market, or NONE
   */
  RejectReason checkBounds(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots);

  /**
   * NONE when the account can bear any part of the order trading at once.
   *
   * @param cell the account's in the market, or NONE
   */
  RejectReason checkOrder(
      int accountRow, int cell, int market, boolean buy, long limitTicks, long lots);

  /**
   * Whether so many lots of a taker would open more than the market's factor or event may carry.
   */
  boolean opensTooMuch(int accountRow, int market, boolean buy, long lots);

  /** NONE when the units may leave the account. */
  RejectReason checkWithdrawal(int accountRow, int asset, long units);

  /** Lots of the resting orders of one side that a cell stands for, 0 for NONE. */
  long restingLots(int cell, boolean buy);

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
