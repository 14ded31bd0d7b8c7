package caisson.history.projection;

import caisson.client.Cursor;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of events that are folded but not yet committed.
 *
 * <p>Two kinds: appended rows go out as they came; states (a balance, a line, the rest of an order)
 * keep the last value per key, so a hot row is written once per transaction. {@link #write} ends by
 * moving the cursor from the value it was loaded with; when that row is not there, another process
 * has moved it and the transaction must not commit.
 */
final class Rows {
  /** One statement each, in the order they are written. */
  enum Table {
    ASSET("insert into history.asset values ($1, $2, $3)"),
    MARKET("insert into history.market values ($1, $2, $3, $4, $5, $6)"),
    ACCOUNT("insert into history.account values ($1, $2, $3)"),
    ORDER(
        "insert into history.orders (order_id, account, market, side, time_in_force, limit_ticks,"
            + " lots, remaining_lots, status, client_order_id, sequence, placed_ns, updated_ns)"
            + " values ($1, $2, $3, $4, $5, $6, $7, $7, 'OPEN', $8, $9, $10, $10)"),
    ORDER_STATE(
        "update history.orders set remaining_lots = $2, status = $3, cancel_reason = $4,"
            + " updated_ns = $5 where order_id = $1"),
    ORDER_PRICE("update history.orders set limit_ticks = $2 where order_id = $1"),
    TRADE("insert into history.trade values ($1, $2, $3, $4, $5, $6, $7)"),
    FILL(
        "insert into history.fill values"
            + " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"),
    CANDLE(
        "insert into history.candle_1m as c values ($1, $2, $3, $4, $5, $6, $7, $8)"
            + " on conflict (market, minute) do update set"
            + " high_ticks = greatest(c.high_ticks, excluded.high_ticks),"
            + " low_ticks = least(c.low_ticks, excluded.low_ticks),"
            + " close_ticks = excluded.close_ticks, lots = c.lots + excluded.lots,"
            + " trades = c.trades + excluded.trades"),
    FUNDING("insert into history.funding values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
    FUNDING_PAYMENT(
        "insert into history.funding_payment values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
    MONEY_EVENT("insert into history.money_event values ($1, $2, $3, $4, $5, $6, $7, $8)"),
    MARK("insert into history.mark values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
    ASSET_MARK("insert into history.asset_mark values ($1, $2, $3, $4, $5, $6)"),
    BATCH("insert into history.batch values ($1, $2, $3, $4, $5, $6, $7, $8)"),
    BATCH_CONFIRMED(
        "update history.batch set header_hash = $2, transaction_hash = $3,"
            + " confirmed_sequence = $4 where batch_no = $1"),
    POSITION(
        "insert into history.position values ($1, $2, $3, $4) on conflict (account, market)"
            + " do update set lots = excluded.lots, ref_cost = excluded.ref_cost"),
    POSITION_CLOSED("delete from history.position where account = $1 and market = $2"),
    BALANCE(
        "insert into history.balance values ($1, $2, $3) on conflict (account, asset)"
            + " do update set units = excluded.units");

    final String sql;

    Table(String sql) {
      this.sql = sql;
    }
  }

  private static final String MOVE_CURSOR =
      "update history.progress set sequence = $3, event_index = $4"
          + " where sequence = $1 and event_index = $2";

  private final Map<Table, List<Tuple>> appended = new LinkedHashMap<>();
  private final Map<Table, Map<Object, Tuple>> states = new LinkedHashMap<>();
  private int count;

  void append(Table table, Tuple row) {
    appended.computeIfAbsent(table, t -> new ArrayList<>()).add(row);
    count++;
  }

  void state(Table table, Object key, Tuple row) {
    states.computeIfAbsent(table, t -> new LinkedHashMap<>()).put(key, row);
    count++;
  }

  void forget(Table table, Object key) {
    Map<Object, Tuple> ofTable = states.get(table);
    if (ofTable != null) {
      ofTable.remove(key);
    }
  }

  int count() {
    return count;
  }

  Uni<Void> write(SqlConnection connection, Cursor from, Cursor to) {
    Uni<Void> chain = Uni.createFrom().voidItem();
    for (Table table : Table.values()) {
      List<Tuple> rows = new ArrayList<>(appended.getOrDefault(table, List.of()));
      rows.addAll(states.getOrDefault(table, Map.of()).values());
      if (!rows.isEmpty()) {
        chain = chain.chain(() -> execute(connection, table, rows));
      }
    }
    return chain.chain(() -> moveCursor(connection, from, to));
  }

  private static Uni<Void> execute(SqlConnection connection, Table table, List<Tuple> rows) {
    return connection.preparedQuery(table.sql).executeBatch(rows).replaceWithVoid();
  }

  private static Uni<Void> moveCursor(SqlConnection connection, Cursor from, Cursor to) {
    Tuple move = Tuple.of(from.sequence(), from.index(), to.sequence(), to.index());
    return connection
        .preparedQuery(MOVE_CURSOR)
        .execute(move)
        .invoke(
            result -> {
              if (result.rowCount() != 1) {
                throw new IllegalStateException("the cursor is no longer at " + from);
              }
            })
        .replaceWithVoid();
  }
}
