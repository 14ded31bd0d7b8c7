package caisson.engine;

import caisson.engine.account.Accounts;
import caisson.engine.book.Orders;
import caisson.engine.risk.PortfolioRisk;
import caisson.engine.wire.CommandAdapter;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.SubmitOrderDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Reads what a few next commands will read, and does nothing with it: their accounts, keys, cells
 * and orders are each somewhere else in a large state, and the waits for memory of a group overlap
 * when nothing depends on them. Each pass follows the links that the pass before has brought near.
 *
 * <p>A command is taken as it stands, so what it names may not exist.
 */
final class Lookahead {
  static final int GROUP = 64;

  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;

  private final State state;
  private final Accounts accounts;
  private final Orders orders;
  private final PortfolioRisk risk;
  private final int[] row = new int[GROUP];
  private final int[] market = new int[GROUP];
  private final boolean[] buy = new boolean[GROUP];
  private final long[] ticks = new long[GROUP];
  private final long[] orderId = new long[GROUP];

  /** The order a command names or would queue behind, the first it would meet, and its owner. */
  private final int[] slot = new int[GROUP];

  private final int[] maker = new int[GROUP];
  private final int[] makerRow = new int[GROUP];
  private final int[] cell = new int[GROUP * Long.SIZE];

  /** Keeps the loads from being left out; shows nowhere. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  Lookahead(State state, PortfolioRisk risk) {
    this.state = state;
    this.risk = risk;
    accounts = state.accounts;
    orders = state.orders;
  }

  /** Short loops without a branch on what they load: the more of them run at once, the better. */
  void read(CommandBatch batch, int from, int count) {
    for (int i = 0; i < count; i++) {
      decode(i, batch.buffer, batch.offsets[from + i], batch.lengths[from + i]);
    }
    long sum = accounts.touchRows(row, count);
    for (int i = 0; i < count; i++) {
      findSlots(i);
    }
    sum += orders.touch(slot, count) + orders.touch(maker, count) + accounts.touchKeys(row, count);
    int cells = 0;
    for (int i = 0; i < count; i++) {
      cells = listCells(i, cells);
    }
    sum += accounts.touchCells(cell, cells);
    for (int i = 0; i < count; i++) {
      makerRow[i] = orders.accountRow(maker[i]);
      // Only a cancel takes an order out from between others.
      slot[i] = orderId[i] == 0 ? 0 : slot[i];
    }
    sum += accounts.touchRows(makerRow, count) + orders.touchLinks(slot, count);
    cells = 0;
    for (int i = 0; i < count; i++) {
      slot[i] = Math.max(0, accounts.firstOrder(row[i], market[i]));
      cell[cells] = accounts.cell(makerRow[i], market[i]);
      cells += cell[cells] == Accounts.NONE ? 0 : 1;
    }
    sum += orders.touch(slot, count) + accounts.touchCells(cell, cells);
    seen = sum;
  }

  /** A new order of an account whose margin is not kept needs all its cells. */
  private int listCells(int i, int listed) {
    int next = listed;
    if (orderId[i] == 0 && !risk.kept(row[i])) {
      int held = Long.bitCount(accounts.markets(row[i]));
      for (int rank = 0; rank < held; rank++) {
        cell[next++] = accounts.cellOfRank(row[i], rank);
      }
      return next;
    }
    int own = accounts.cell(row[i], market[i]);
    if (own != Accounts.NONE) {
      cell[next++] = own;
    }
    return next;
  }

  /** Row and slot 0 stand for none: they are always near. */
  private void decode(int i, DirectBuffer buffer, int offset, int length) {
    row[i] = 0;
    market[i] = 0;
    orderId[i] = 0;
    int body = offset + HEADER;
    switch (CommandAdapter.template(buffer, offset, length)) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        if (length >= HEADER + PlaceOrderDecoder.BLOCK_LENGTH) {
          account(i, buffer, body + PlaceOrderDecoder.accountEncodingOffset());
          market(i, buffer, body + PlaceOrderDecoder.marketEncodingOffset());
          ticks[i] = longAt(buffer, body + PlaceOrderDecoder.limitTicksEncodingOffset());
          buy[i] = buffer.getByte(body + PlaceOrderDecoder.sideEncodingOffset()) == 0;
        }
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        if (length >= HEADER + SubmitOrderDecoder.BLOCK_LENGTH) {
          account(i, buffer, body + SubmitOrderDecoder.accountEncodingOffset());
          market(i, buffer, body + SubmitOrderDecoder.marketEncodingOffset());
          ticks[i] = longAt(buffer, body + SubmitOrderDecoder.limitTicksEncodingOffset());
          buy[i] = buffer.getByte(body + SubmitOrderDecoder.sideEncodingOffset()) == 0;
        }
      }
      case CancelOrderDecoder.TEMPLATE_ID -> {
        if (length >= HEADER + CancelOrderDecoder.BLOCK_LENGTH) {
          account(i, buffer, body + CancelOrderDecoder.accountEncodingOffset());
          market(i, buffer, body + CancelOrderDecoder.marketEncodingOffset());
          orderId[i] = longAt(buffer, body + CancelOrderDecoder.orderIdEncodingOffset());
        }
      }
      default -> {}
    }
  }

  private void account(int i, DirectBuffer buffer, int offset) {
    row[i] = Math.max(0, accounts.rowOf(buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN)));
  }

  private void market(int i, DirectBuffer buffer, int offset) {
    int named = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    market[i] = state.markets.listed(named) ? named : 0;
  }

  private void findSlots(int i) {
    int found = orders.guess(orderId[i]);
    int first = Orders.NONE;
    if (market[i] > 0 && orderId[i] == 0) {
      found = state.books[market[i]].lastAt(buy[i], ticks[i]);
      first = state.books[market[i]].nextMatch(buy[i], ticks[i]);
    }
    slot[i] = Math.max(0, found);
    maker[i] = Math.max(0, first);
  }

  private static long longAt(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
  }
}
