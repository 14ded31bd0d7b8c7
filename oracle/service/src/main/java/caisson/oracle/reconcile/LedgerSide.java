package caisson.oracle.reconcile;

import caisson.reconciliation.Cut;
import caisson.reconciliation.Key;
import caisson.reconciliation.Side;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge's tables say everybody holds, as of one cut. The tables have moved on since, so
 * the journal after the cut is taken off the balances as they stand; both are read in one snapshot.
 */
final class LedgerSide {
  static final String NAME = "ledger";

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final String READ_ONLY =
      "set transaction isolation level repeatable read, read only";
  private static final String REACHED =
      """
      select l.sequence, c.block from bridge.log_cursor l left join bridge.chain_cursor c on true
      """;

  // An id of the journal is source u16 | index u32 | leg u16, then sequence, deposit or batch
  // number.
  // Source 1 is the log, 2 a deposit seen, 4 a withdrawal paid. The log's tail is found through the
  // primary key because it has few first halves: the server skips from one to the next.
  private static final String AS_OF_CUT =
      """
      with later as (
        select debit_owner, debit_code, credit_owner, credit_code, asset, amount from bridge.journal
          where id_high >= 1::bigint << 48 and id_high < 2::bigint << 48 and id_low > $1
        union all
        select debit_owner, debit_code, credit_owner, credit_code, asset, amount from bridge.journal
          where id_high = 2::bigint << 48 and id_low > $2
        union all
        select j.debit_owner, j.debit_code, j.credit_owner, j.credit_code, j.asset, j.amount
          from bridge.payment p join bridge.journal j
            on j.id_high = (4::bigint << 48 | p.withdrawal_index::bigint << 16) and j.id_low = p.batch_no
          where p.block > $3)
      select owner, code, asset, sum(debits) as debits from (
        select owner, code, asset, debits - credits as debits from bridge.balance
        union all
        select debit_owner, debit_code, asset, -amount from later
        union all
        select credit_owner, credit_code, asset, amount from later) as moved
      group by owner, code, asset
      """;

  private final Pool pool;

  LedgerSide(Pool pool) {
    this.pool = pool;
  }

  /** The server does not answer, or the tables are not there yet. */
  static final class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwayException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** The last sequence and the last final block whose rows are in the tables. */
  private record Reached(long sequence, long block) {}

  /**
   * The books as of a cut.
   *
   * @param balances what accounts hold, and the clearing accounts
   * @param vault what the books say the vault has
   */
  record Books(Side balances, Side vault) {}

  /** Empty while the tables are behind the cut. */
  Optional<Books> at(Cut cut, long depositNo) {
    return read(
        connection ->
            connection
                .query(REACHED)
                .execute()
                .map(LedgerSide::reached)
                .chain(
                    reached ->
                        reached.sequence() < cut.sequence() || reached.block() < cut.block()
                            ? Uni.createFrom().item(Optional.<Books>empty())
                            : connection
                                .preparedQuery(AS_OF_CUT)
                                .execute(Tuple.of(cut.sequence(), depositNo, cut.block()))
                                .map(rows -> Optional.of(books(cut, rows)))));
  }

  private <T> T read(Function<SqlConnection, Uni<T>> work) {
    try {
      return pool.withTransaction(
              connection ->
                  connection.query(READ_ONLY).execute().chain(() -> work.apply(connection)))
          .await()
          .atMost(ANSWER_LIMIT);
    } catch (ArithmeticException e) {
      throw new BrokenSide("the tables hold an amount beyond 64 bits");
    } catch (RuntimeException e) {
      throw new AwayException(e);
    }
  }

  private static Reached reached(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    Long block = row.getLong("block");
    return new Reached(row.getLong("sequence"), block == null ? 0 : block);
  }

  private static Books books(Cut cut, RowSet<Row> rows) {
    Map<Key, Long> balances = new HashMap<>();
    Map<Key, Long> vault = new HashMap<>();
    Map<Integer, Long> totals = new HashMap<>();
    for (Row row : rows) {
      int code = row.getInteger("code");
      int asset = row.getInteger("asset");
      long debit = row.getBigDecimal("debits").longValueExact();
      long credit = Math.negateExact(debit);
      Key key = ofAccount(code, asset, row.getInteger("owner"));
      if (key != null) {
        balances.merge(key, credit, Math::addExact);
        continue;
      }
      // What all other places hold is what accounts must sum to: the trial balance.
      totals.merge(asset, debit, Math::addExact);
      switch (code) {
        case Chart.VAULT, Chart.VAULT_NOT_FINAL -> vault.put(Key.code(asset, code), debit);
        case Chart.DEPOSIT_IN_TRANSIT -> vault.merge(Key.code(asset, code), credit, Math::addExact);
        case Chart.WITHDRAWAL_HOLD, Chart.WITHDRAWAL_IN_TRANSIT ->
            vault.merge(Key.code(asset, Chart.WITHDRAWAL_IN_TRANSIT), credit, Math::addExact);
        default -> balances.put(Key.code(asset, code), credit);
      }
    }
    Side.Builder balanceSide = Side.of(NAME, cut);
    balances.forEach(balanceSide::row);
    totals.forEach(balanceSide::total);
    Side.Builder vaultSide = Side.of(NAME, cut);
    vault.forEach(vaultSide::row);
    return new Books(balanceSide.freeze(), vaultSide.freeze());
  }

  /** The exchange account whose money stands there; null for a place of nobody's. */
  private static @Nullable Key ofAccount(int code, int asset, int owner) {
    return switch (code) {
      case Chart.CUSTOMER -> Key.asset(asset, owner);
      case Chart.FEES, Chart.REBATES -> Key.asset(asset, Chart.FEES_ACCOUNT);
      case Chart.DUST -> Key.asset(asset, Chart.DUST_ACCOUNT);
      default -> null;
    };
  }
}
