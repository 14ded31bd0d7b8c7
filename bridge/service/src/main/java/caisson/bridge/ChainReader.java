package caisson.bridge;

import caisson.chain.ChainClient;
import caisson.chain.LogEntry;
import caisson.chain.SettlementContracts;
import caisson.chain.VaultEvent;
import caisson.chain.Watcher;
import caisson.clearing.Posting;
import caisson.clearing.Transfer;
import caisson.clearing.Withdrawal;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies what final blocks told into the tables, with the block cursor in one transaction. */
final class ChainReader {
  private static final int BLOCKS_PER_READ = 1_000;

  private final Database database;
  private final SettlementContracts contracts;
  private final Watcher watcher;
  private Watcher.Cursor cursor;

  ChainReader(Database database, ChainClient chain, SettlementContracts contracts) {
    this.database = database;
    this.contracts = contracts;
    this.watcher = new Watcher(chain, contracts.watched(), BLOCKS_PER_READ);
    this.cursor = load();
  }

  private Watcher.Cursor load() {
    Watcher.Cursor start = Watcher.Cursor.before(contracts.deployment().deployedAt());
    database.query(
        "insert into bridge.chain_cursor (block, hash) values ($1, $2) on conflict do nothing",
        Tuple.of(start.block(), start.hash()));
    Row row =
        database
            .query("select block, hash from bridge.chain_cursor", Tuple.tuple())
            .iterator()
            .next();
    return new Watcher.Cursor(row.getLong("block"), row.getString("hash"));
  }

  /** Reads on; false when no further block is final. */
  boolean read() {
    Optional<Watcher.Span> span = watcher.read(cursor);
    if (span.isEmpty()) {
      return false;
    }
    var events = new ArrayList<VaultEvent>();
    for (LogEntry entry : span.get().logs()) {
      contracts.event(entry).ifPresent(events::add);
    }
    Watcher.Cursor next = span.get().next();
    database.transaction(connection -> write(connection, next, events));
    cursor = next;
    return true;
  }

  private Uni<Void> write(SqlConnection connection, Watcher.Cursor next, List<VaultEvent> events) {
    return connection
        .preparedQuery("update bridge.chain_cursor set block = $1, hash = $2 where block = $3")
        .execute(Tuple.of(next.block(), next.hash(), cursor.block()))
        .chain(
            updated ->
                updated.rowCount() == 1
                    ? writeEvents(connection, events)
                    : checkWritten(connection, next));
  }

  private Uni<Void> checkWritten(SqlConnection connection, Watcher.Cursor next) {
    return connection
        .query("select block from bridge.chain_cursor")
        .execute()
        .map(
            rows -> {
              long found = rows.iterator().next().getLong("block");
              if (found != next.block()) {
                throw new BrokenInvariantException(
                    "another process reads the chain into this ledger: expected=%d found=%d"
                        .formatted(cursor.block(), found));
              }
              return null;
            });
  }

  private static Uni<Void> writeEvents(SqlConnection connection, List<VaultEvent> events) {
    var transfers = new ArrayList<Transfer>();
    Uni<Void> written = Uni.createFrom().voidItem();
    for (VaultEvent event : events) {
      transfers.addAll(transfers(event));
      written = written.chain(() -> insert(connection, event)).replaceWithVoid();
    }
    return written.chain(() -> Ledger.post(connection, transfers));
  }

  private static List<Transfer> transfers(VaultEvent event) {
    return switch (event) {
      case VaultEvent.Deposited deposited ->
          Posting.depositSeen(
              deposited.depositNo(), deposited.account(), deposited.asset(), deposited.units());
      case VaultEvent.WithdrawalPaid paid ->
          Posting.withdrawalPaid(
              new Withdrawal(
                  paid.no(),
                  paid.index(),
                  paid.account(),
                  paid.asset(),
                  paid.units(),
                  new byte[20],
                  0));
      case VaultEvent.Registered registered -> List.of();
      case VaultEvent.Requested requested -> List.of();
      case VaultEvent.BatchCommitted committed -> List.of();
      case VaultEvent.Demanded demanded -> List.of();
      case VaultEvent.Answered answered -> List.of();
    };
  }

  private static Uni<RowSet<Row>> insert(SqlConnection connection, VaultEvent event) {
    LogEntry entry = event.entry();
    return switch (event) {
      case VaultEvent.Registered registered ->
          connection
              .preparedQuery(
                  "insert into bridge.registration (account, owner, block) values ($1, $2, $3)")
              .execute(Tuple.of(registered.account(), registered.owner(), entry.blockNumber()));
      case VaultEvent.Deposited deposited ->
          connection
              .preparedQuery(
                  "insert into bridge.deposit (deposit_no, account, asset, units, sender, raw,"
                      + " block, transaction_hash) values ($1, $2, $3, $4, $5, $6, $7, $8)")
              .execute(
                  Tuple.tuple()
                      .addLong(deposited.depositNo())
                      .addInteger(deposited.account())
                      .addInteger(deposited.asset())
                      .addLong(deposited.units())
                      .addString(deposited.sender())
                      .addBigDecimal(new BigDecimal(deposited.raw()))
                      .addLong(entry.blockNumber())
                      .addString(entry.transactionHash()));
      case VaultEvent.Requested requested ->
          connection
              .preparedQuery(
                  "insert into bridge.forced_request ("
                      + ForcedRequest.COLUMNS
                      + ", block, transaction_hash)"
                      + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
              .execute(
                  Tuple.tuple()
                      .addLong(requested.no())
                      .addLong(requested.timeS())
                      .addInteger(requested.kind())
                      .addInteger(requested.account())
                      .addInteger(requested.id())
                      .addLong(requested.amount())
                      .addLong(requested.limitTicks())
                      .addString(requested.target())
                      .addLong(entry.blockNumber())
                      .addString(entry.transactionHash()));
      case VaultEvent.BatchCommitted committed ->
          connection
              .preparedQuery(
                  "insert into bridge.commitment (batch_no, header_hash, committed_at, block,"
                      + " transaction_hash) values ($1, $2, $3, $4, $5)")
              .execute(
                  Tuple.of(
                      committed.no(),
                      committed.headerHash(),
                      committed.committedAtS(),
                      entry.blockNumber(),
                      entry.transactionHash()));
      case VaultEvent.Demanded demanded ->
          connection
              .preparedQuery(
                  "insert into bridge.demand (batch_no, hash, deadline, block, transaction_hash)"
                      + " values ($1, $2, $3, $4, $5)")
              .execute(
                  Tuple.of(
                      demanded.no(),
                      demanded.hash(),
                      demanded.deadlineS(),
                      entry.blockNumber(),
                      entry.transactionHash()));
      case VaultEvent.Answered answered ->
          connection
              .preparedQuery(
                  "update bridge.demand set answered = $3 where batch_no = $1 and hash = $2")
              .execute(Tuple.of(answered.no(), answered.hash(), entry.transactionHash()));
      case VaultEvent.WithdrawalPaid paid ->
          connection
              .preparedQuery(
                  "insert into bridge.payment (batch_no, withdrawal_index, block, transaction_hash)"
                      + " values ($1, $2, $3, $4)")
              .execute(
                  Tuple.of(paid.no(), paid.index(), entry.blockNumber(), entry.transactionHash()));
    };
  }
}
