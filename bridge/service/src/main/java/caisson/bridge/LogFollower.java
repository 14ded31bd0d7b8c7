package caisson.bridge;

import caisson.chain.Hex;
import caisson.clearing.Batch;
import caisson.clearing.MoveFold;
import caisson.clearing.Netting;
import caisson.clearing.Posting;
import caisson.clearing.SealedWindow;
import caisson.clearing.Transfer;
import caisson.clearing.TrialBalance;
import caisson.clearing.Withdrawal;
import caisson.client.Cursor;
import caisson.client.EventHandler;
import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.BatchConfirmedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OutflowLimitedDecoder;
import caisson.protocol.RequestServedDecoder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * Folds the event log, from its start at every start of the process, into the ledger and the
 * batches.
 *
 * <p>Rows of events up to the stored cursor are there already: for those the fold only rebuilds its
 * memory and compares, the batches byte by byte. Rows of later events and the cursor are committed
 * together. A batch's bytes are committed with the last event of its window.
 *
 * <p>One thread; blocks on the database.
 */
final class LogFollower implements EventHandler {
  private static final int FIRST_USER = 4096;
  private static final int EVENTS_PER_COMMIT = 4_000;
  private static final long COMMIT_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
  // The ledger's own seal is not part of version 1: the chain takes it as an opaque word.
  private static final byte[] NO_SEAL = new byte[32];

  private final Database database;
  private final BatchLogFiles files;
  private final MoveFiles moveFiles;
  private final LogState state;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final AccountRegisteredDecoder registered = new AccountRegisteredDecoder();
  private final DepositCreditedDecoder credited = new DepositCreditedDecoder();
  private final DepositReturnedDecoder returned = new DepositReturnedDecoder();
  private final BatchConfirmedDecoder confirmed = new BatchConfirmedDecoder();
  private final OutflowLimitedDecoder outflow = new OutflowLimitedDecoder();
  private final RequestServedDecoder served = new RequestServedDecoder();

  private final Netting netting = new Netting();
  private final MoveFold moves = new MoveFold();
  private final Posting posting = new Posting();
  private final TrialBalance trial = new TrialBalance();
  private final Map<Long, String> storedBatches = new HashMap<>();
  private final Set<Integer> registeredAhead = new HashSet<>();
  private byte[] lastHash = new byte[32];
  private int assets;
  private int nextAccount = FIRST_USER;
  private long lastDepositNo;
  private long lastForcedNo;
  private long confirmedNo;
  private long outflowMost = FinalityWatch.NO_LIMIT;

  // Of the sequence whose last event has not come: rows never get ahead of the cursor.
  private final List<Transfer> openTransfers = new ArrayList<>();

  // Committed together.
  private Cursor committed;
  private Cursor folded = Cursor.START;
  private int pendingEvents;
  private final List<Transfer> pendingTransfers = new ArrayList<>();
  private final List<Batch> pendingBatches = new ArrayList<>();
  private long lastCommitNs;

  LogFollower(Database database, BatchLogFiles files, MoveFiles moveFiles, LogState state) {
    this.database = database;
    this.files = files;
    this.moveFiles = moveFiles;
    this.state = state;
    Row cursor =
        database
            .query("select sequence, event_index from bridge.log_cursor", Tuple.tuple())
            .iterator()
            .next();
    this.committed = new Cursor(cursor.getLong("sequence"), cursor.getInteger("event_index"));
    for (Row row : database.query("select no, header_hash from bridge.batch", Tuple.tuple())) {
      storedBatches.put(row.getLong("no"), row.getString("header_hash"));
    }
  }

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    boolean fresh = new Cursor(sequence, index).compareTo(committed) > 0;
    files.append(buffer, offset, length);
    for (Transfer transfer : posting.onEvent(sequence, index, templateId, buffer, offset)) {
      trial.apply(transfer);
      if (fresh) {
        openTransfers.add(transfer);
      }
    }
    switch (templateId) {
      case AssetListedDecoder.TEMPLATE_ID -> assets++;
      case AccountRegisteredDecoder.TEMPLATE_ID -> {
        registered.wrapAndApplyHeader(buffer, offset, header);
        onRegistered(registered.account());
      }
      case DepositCreditedDecoder.TEMPLATE_ID -> {
        credited.wrapAndApplyHeader(buffer, offset, header);
        lastDepositNo = credited.depositNo();
      }
      case DepositReturnedDecoder.TEMPLATE_ID -> {
        returned.wrapAndApplyHeader(buffer, offset, header);
        lastDepositNo = returned.depositNo();
      }
      case RequestServedDecoder.TEMPLATE_ID -> {
        served.wrapAndApplyHeader(buffer, offset, header);
        lastForcedNo = served.no();
      }
      case BatchConfirmedDecoder.TEMPLATE_ID -> {
        confirmed.wrapAndApplyHeader(buffer, offset, header);
        confirmedNo = confirmed.batchNo();
      }
      case OutflowLimitedDecoder.TEMPLATE_ID ->
          outflowMost = outflow.wrapAndApplyHeader(buffer, offset, header).most();
      default -> {
        // Moves nothing the bridge waits for.
      }
    }
    moves.onEvent(buffer, offset);
    netting
        .onEvent(sequence, index, last, templateId, buffer, offset, length)
        .map(moves::seal)
        .ifPresent(window -> onSealed(window, fresh));
    if (last) {
      folded = new Cursor(sequence, index);
      pendingTransfers.addAll(openTransfers);
      openTransfers.clear();
    }
    pendingEvents++;
  }

  private void onRegistered(int account) {
    registeredAhead.add(account);
    while (registeredAhead.remove(nextAccount)) {
      nextAccount++;
    }
  }

  private void onSealed(SealedWindow window, boolean fresh) {
    trial.check(netting);
    Batch batch = window.seal(lastHash, NO_SEAL);
    lastHash = batch.headerHash();
    files.seal(window.no());
    moveFiles.write(window.no(), window.fills());
    state.add(batch);
    String stored = storedBatches.remove(window.no());
    if (fresh && stored == null) {
      pendingBatches.add(batch);
    } else if (!Hex.of(lastHash).equals(stored)) {
      throw new BrokenInvariantException(
          "the log gives another batch: no=%d stored=%s folded=%s"
              .formatted(window.no(), stored, Hex.of(lastHash)));
    }
  }

  /** Commits when it is worth it. */
  void onPolled(int polled, boolean live) {
    boolean worth =
        pendingEvents >= EVENTS_PER_COMMIT
            || !pendingBatches.isEmpty()
            || (polled == 0 && System.nanoTime() - lastCommitNs > COMMIT_PAUSE_NS);
    if (worth) {
      commit();
      state.publish(
          new LogState.Snapshot(
              live,
              netting.open(),
              assets,
              nextAccount,
              lastDepositNo,
              lastForcedNo,
              confirmedNo,
              outflowMost));
      lastCommitNs = System.nanoTime();
    }
  }

  private void commit() {
    pendingEvents = 0;
    if (folded.compareTo(committed) <= 0) {
      return;
    }
    List<Transfer> transfers = List.copyOf(pendingTransfers);
    List<Batch> batches = List.copyOf(pendingBatches);
    database.transaction(connection -> write(connection, transfers, batches));
    committed = folded;
    pendingTransfers.clear();
    pendingBatches.clear();
  }

  private Uni<Void> write(SqlConnection connection, List<Transfer> transfers, List<Batch> batches) {
    return connection
        .preparedQuery(
            "update bridge.log_cursor set sequence = $1, event_index = $2 where sequence = $3 and"
                + " event_index = $4")
        .execute(
            Tuple.of(folded.sequence(), folded.index(), committed.sequence(), committed.index()))
        .chain(
            updated ->
                updated.rowCount() == 1
                    ? writeRows(connection, transfers, batches)
                    : checkCommitted(connection));
  }

  /** The answer to an earlier try was lost, or somebody else writes here. */
  private Uni<Void> checkCommitted(SqlConnection connection) {
    return connection
        .query("select sequence, event_index from bridge.log_cursor")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              var found = new Cursor(row.getLong("sequence"), row.getInteger("event_index"));
              if (!found.equals(folded)) {
                throw new BrokenInvariantException(
                    "another process moves this ledger: expected=%s found=%s"
                        .formatted(committed, found));
              }
              return null;
            });
  }

  private Uni<Void> writeRows(
      SqlConnection connection, List<Transfer> transfers, List<Batch> batches) {
    Uni<Void> written = Ledger.post(connection, transfers);
    for (Batch batch : batches) {
      written = written.chain(() -> insert(connection, batch));
    }
    return written
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "update bridge.batch set state = $1 where no <= $2 and state < $1")
                    .execute(Tuple.of(BatchState.CONFIRMED.code, confirmedNo)))
        .replaceWithVoid();
  }

  private static Uni<Void> insert(SqlConnection connection, Batch batch) {
    Uni<Void> inserted =
        connection
            .preparedQuery(
                """
                insert into bridge.batch (no, seq_from, seq_to, ts, header, header_hash, root, payload,
                  flows, marks, commit_marks, proposal, withdrawals, state)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                """)
            .execute(
                Tuple.tuple()
                    .addLong(batch.header().no())
                    .addLong(batch.header().seqFrom())
                    .addLong(batch.header().seqTo())
                    .addLong(batch.header().ts())
                    .addBuffer(Buffer.buffer(batch.headerBytes()))
                    .addString(Hex.of(batch.headerHash()))
                    .addString(Hex.of(batch.header().root()))
                    .addBuffer(Buffer.buffer(batch.payload()))
                    .addBuffer(Buffer.buffer(batch.flows()))
                    .addBuffer(Buffer.buffer(batch.window().marks().bytes()))
                    .addBuffer(Buffer.buffer(batch.marks()))
                    .addString(batch.proposalJson())
                    .addInteger(batch.withdrawalCount())
                    .addInteger(BatchState.SEALED.code))
            .replaceWithVoid();
    if (batch.withdrawalCount() == 0) {
      return inserted;
    }
    List<Tuple> rows = new ArrayList<>();
    for (Withdrawal withdrawal : batch.withdrawals()) {
      rows.add(
          Tuple.tuple()
              .addLong(withdrawal.batchNo())
              .addInteger(withdrawal.index())
              .addInteger(withdrawal.account())
              .addInteger(withdrawal.asset())
              .addLong(withdrawal.units())
              .addString(Hex.of(withdrawal.destination()))
              .addInteger(withdrawal.lane())
              .addBuffer(Buffer.buffer(batch.withdrawalPath(withdrawal.index()))));
    }
    return inserted
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "insert into bridge.withdrawal (batch_no, withdrawal_index, account, asset,"
                            + " units, destination, lane, path)"
                            + " values ($1, $2, $3, $4, $5, $6, $7, $8)")
                    .executeBatch(rows))
        .replaceWithVoid();
  }
}
