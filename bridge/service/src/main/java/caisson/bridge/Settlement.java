package caisson.bridge;

import caisson.chain.Attempt;
import caisson.chain.Block;
import caisson.chain.ChainClient;
import caisson.chain.ChainException;
import caisson.chain.Receipt;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import caisson.clearing.Batch;
import caisson.clearing.Cadence;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings deposits into the log and batches onto the chain, one small step per round, from the
 * tables alone, so that a crash between two steps is only a pause.
 *
 * <pre>
 * SEALED -> ATTESTED -> SUBMITTED -> MINED -> FINAL -> CONFIRMED
 *   any of the first four -> FINAL when a final block shows the commit, whoever sent it
 *   MINED -> SUBMITTED when the block is no longer part of the chain: the same bytes are sent again
 * </pre>
 *
 * A batch is sent after its predecessor is mined, and at most two are on their way to finality.
 */
final class Settlement {
  private static final Logger LOG = Logger.getLogger(Settlement.class);
  private static final long RESEND_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int IN_FLIGHT = 2;
  private static final int BATCHES_PER_ROUND = 8;
  private static final int COMMANDS_PER_ROUND = 500;
  private static final long ACCOUNT_LIMIT = 4096;

  private final Database database;
  private final ChainClient chain;
  private final SettlementContracts contracts;
  private final Sender sender;
  private final Responder responder;
  private final Retention retention;
  private final FinalityWatch finality;
  private final Staging staging;
  private final Attestors attestors;
  private final CommandQueue commands;
  private final LogState log;
  private final Halt halt;
  private final long gasPerSecond;
  private final int vaultAssets;

  private Cadence cadence = Cadence.START;
  private final Once registrations = new Once();
  private final Once deposits = new Once();
  private final Once requests = new Once();
  private final Once seals = new Once();
  private final Once confirmations = new Once();
  private long finalDepositNo;

  /** A row of {@code batch} that is not confirmed. */
  private record Work(
      long no,
      BatchState state,
      String headerHash,
      String transactionHash,
      Optional<String> commitHash,
      String committedHeader) {}

  /**
   * Remembers how far commands of a kind were asked for, so that they are repeated, not flooded.
   */
  private static final class Once {
    private long upTo;
    private long atNs;

    boolean mayAsk(long key) {
      return key > upTo || System.nanoTime() - atNs > RESEND_NS;
    }

    void asked(long key) {
      upTo = key;
      atNs = System.nanoTime();
    }
  }

  Settlement(
      Database database,
      ChainClient chain,
      SettlementContracts contracts,
      Sender sender,
      Responder responder,
      Retention retention,
      FinalityWatch finality,
      Attestors attestors,
      CommandQueue commands,
      LogState log,
      Halt halt,
      long gasPerSecond) {
    this.database = database;
    this.chain = chain;
    this.contracts = contracts;
    this.sender = sender;
    this.responder = responder;
    this.retention = retention;
    this.finality = finality;
    staging = new Staging(sender, contracts.deployment().clearingHouse(), halt);
    this.attestors = attestors;
    this.commands = commands;
    this.log = log;
    this.halt = halt;
    this.gasPerSecond = gasPerSecond;
    this.vaultAssets = contracts.assetCount();
  }

  void round() {
    LogState.Snapshot now = log.snapshot();
    if (now == null || !now.live()) {
      return;
    }
    registerAccounts(now);
    creditDeposits(now);
    serveRequests(now);
    Block head = chain.block(ChainClient.At.LATEST);
    finality.round(chain, head, now.outflowMost());
    sealWindow(now, head);
    settle(head);
    if (!contracts.demand().isEmpty()) {
      responder.round(head.timestampS());
    }
    retention.round(head.timestampS());
  }

  private void registerAccounts(LogState.Snapshot now) {
    if (!registrations.mayAsk(now.nextAccount())) {
      return;
    }
    for (Row row :
        database.query(
            "select account, owner from bridge.registration where account >= $1 order by account"
                + " limit $2",
            Tuple.of(now.nextAccount(), COMMANDS_PER_ROUND))) {
      commands.registerAccount(row.getInteger("account"), row.getString("owner"));
      registrations.asked(now.nextAccount());
    }
  }

  /** In order of their numbers; a deposit waits until the log shows its account registered. */
  private void creditDeposits(LogState.Snapshot now) {
    finalDepositNo = Math.max(finalDepositNo, now.lastDepositNo());
    if (!deposits.mayAsk(now.lastDepositNo() + 1)) {
      return;
    }
    for (Row row :
        database.query(
            "select deposit_no, account, asset, units, sender from bridge.deposit"
                + " where deposit_no > $1 order by deposit_no limit $2",
            Tuple.of(now.lastDepositNo(), COMMANDS_PER_ROUND))) {
      int account = row.getInteger("account");
      if (account >= ACCOUNT_LIMIT && account >= now.nextAccount()) {
        return;
      }
      finalDepositNo = row.getLong("deposit_no");
      commands.creditDeposit(
          finalDepositNo,
          account,
          row.getInteger("asset"),
          row.getLong("units"),
          row.getString("sender"));
      deposits.asked(now.lastDepositNo() + 1);
    }
  }

  /** In order of their numbers, after the registration they need: it is in an earlier block. */
  private void serveRequests(LogState.Snapshot now) {
    if (!requests.mayAsk(now.lastForcedNo() + 1)) {
      return;
    }
    for (Row row :
        database.query(
            "select "
                + ForcedRequest.COLUMNS
                + " from bridge.forced_request where request_no > $1 order by request_no limit $2",
            Tuple.of(now.lastForcedNo(), COMMANDS_PER_ROUND))) {
      ForcedRequest request = ForcedRequest.of(row);
      if (request.account() >= now.nextAccount()) {
        return;
      }
      commands.serveRequest(request);
      requests.asked(now.lastForcedNo() + 1);
      halt.pass("requested");
    }
  }

  /** Not before the log lists what the vault lists: a header without all asset words is refused. */
  private void sealWindow(LogState.Snapshot now, Block head) {
    long no = now.window().nextBatchNo();
    long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    if (now.assets() >= vaultAssets && cadence.seal(now.window(), nowNs) && seals.mayAsk(no)) {
      commands.sealWindow(no, head.timestampS(), finalDepositNo);
      seals.asked(no);
    }
  }

  private void settle(Block head) {
    int inFlight = 0;
    boolean predecessorMined = true;
    for (Work work : unconfirmed()) {
      BatchState state = step(work, head, predecessorMined && inFlight < IN_FLIGHT);
      predecessorMined = state.code >= BatchState.MINED.code;
      if (state == BatchState.SUBMITTED || state == BatchState.MINED) {
        inFlight++;
      }
    }
  }

  private List<Work> unconfirmed() {
    var found = new ArrayList<Work>();
    for (Row row :
        database.query(
            """
            select b.no, b.state, b.header_hash, b.transaction_hash, c.transaction_hash as commit_hash,
              c.header_hash as committed_header
            from bridge.batch b left join bridge.commitment c on c.batch_no = b.no
            where b.state < $1 order by b.no limit $2
            """,
            Tuple.of(BatchState.CONFIRMED.code, BATCHES_PER_ROUND))) {
      found.add(
          new Work(
              row.getLong("no"),
              BatchState.of(row.getInteger("state")),
              row.getString("header_hash"),
              row.getString("transaction_hash"),
              Optional.ofNullable(row.getString("commit_hash")),
              row.getString("committed_header")));
    }
    return found;
  }

  /** Takes the batch as far as it goes now and returns where it stands. */
  private BatchState step(Work work, Block head, boolean maySend) {
    if (work.commitHash().isPresent()) {
      return confirm(work, head);
    }
    return switch (work.state()) {
      case SEALED -> attest(work, maySend);
      case ATTESTED -> maySend ? submit(work) : work.state();
      case SUBMITTED, MINED -> track(work);
      case FINAL, CONFIRMED -> work.state();
    };
  }

  private BatchState attest(Work work, boolean maySend) {
    String proposal =
        database
            .query("select proposal from bridge.batch where no = $1", Tuple.of(work.no()))
            .iterator()
            .next()
            .getString("proposal");
    Optional<byte[]> signatures = attestors.sign(work.no(), work.headerHash(), proposal);
    if (signatures.isEmpty()) {
      return work.state();
    }
    database.query(
        "update bridge.batch set signatures = $2, state = $3 where no = $1 and state = $4",
        Tuple.tuple()
            .addLong(work.no())
            .addBuffer(Buffer.buffer(signatures.get()))
            .addInteger(BatchState.ATTESTED.code)
            .addInteger(BatchState.SEALED.code));
    halt.pass("attested");
    return maySend ? submit(work) : BatchState.ATTESTED;
  }

  private BatchState submit(Work work) {
    Row row =
        database
            .query(
                "select header, payload, flows, commit_marks, signatures from bridge.batch"
                    + " where no = $1",
                Tuple.of(work.no()))
            .iterator()
            .next();
    byte[] payload = row.getBuffer("payload").getBytes();
    List<byte[]> chunks = Batch.chunks(payload);
    boolean inPieces = chunks.size() > 1;
    if (inPieces && !staging.staged(work.no(), chunks)) {
      return work.state();
    }
    byte[] header = row.getBuffer("header").getBytes();
    byte[] flows = row.getBuffer("flows").getBytes();
    byte[] marks = row.getBuffer("commit_marks").getBytes();
    byte[] signatures = row.getBuffer("signatures").getBytes();
    byte[] call =
        inPieces
            ? SettlementContracts.commitStaged(work.no(), header, flows, marks, signatures)
            : SettlementContracts.commit(header, payload, flows, marks, signatures);
    Attempt attempt;
    try {
      attempt = sender.prepare(request(work), contracts.deployment().clearingHouse(), call);
    } catch (ChainException e) {
      if (e.kind() == ChainException.Kind.REFUSED
          && contracts.headNo(ChainClient.At.LATEST) >= work.no()) {
        return work.state(); // somebody else committed it; the final block will tell
      }
      throw e;
    }
    halt.pass("signed");
    sender.submit(attempt);
    halt.pass("sent");
    move(work, BatchState.SUBMITTED, attempt.hash(), null);
    return BatchState.SUBMITTED;
  }

  private BatchState track(Work work) {
    Optional<Receipt> receipt = sender.track(request(work));
    if (receipt.isEmpty()) {
      staging.sendAgain(work.no());
      if (work.state() == BatchState.MINED) {
        LOG.warnf("batch %d left the chain with its block, sent again", work.no());
        move(work, BatchState.SUBMITTED, work.transactionHash(), null);
      }
      return BatchState.SUBMITTED;
    }
    if (!receipt.get().succeeded()) {
      if (contracts.headNo(ChainClient.At.LATEST) >= work.no()) {
        return BatchState.MINED; // the other of two equal commits won
      }
      throw new BrokenInvariantException(
          "batch %d reverted in %s".formatted(work.no(), receipt.get().transactionHash()));
    }
    if (work.state() != BatchState.MINED) {
      move(work, BatchState.MINED, receipt.get().transactionHash(), receipt.get().gasUsed());
      cadence = cadence.after(receipt.get().gasUsed(), gasPerSecond);
      if (cadence.overBudget(receipt.get().gasUsed(), gasPerSecond)) {
        LOG.warnf("batch %d is over the chain's gas budget", work.no());
      }
    }
    return BatchState.MINED;
  }

  private BatchState confirm(Work work, Block head) {
    if (!work.headerHash().equals(work.committedHeader())) {
      throw new BrokenInvariantException(
          "the chain has another batch: no=%d sealed=%s committed=%s"
              .formatted(work.no(), work.headerHash(), work.committedHeader()));
    }
    String commitHash = work.commitHash().orElseThrow();
    if (work.state() != BatchState.FINAL) {
      move(work, BatchState.FINAL, commitHash, null);
    }
    if (confirmations.mayAsk(work.no())) {
      commands.confirmBatch(work.no(), work.headerHash(), commitHash, head.timestampS());
      confirmations.asked(work.no());
    }
    return BatchState.FINAL;
  }

  private void move(Work work, BatchState next, String transactionHash, @Nullable Long gasUsed) {
    database.query(
        "update bridge.batch set state = $2, transaction_hash = $3,"
            + " gas_used = coalesce($4, gas_used) where no = $1 and state < $5",
        Tuple.of(work.no(), next.code, transactionHash, gasUsed, BatchState.CONFIRMED.code));
  }

  private static String request(Work work) {
    return "batch-" + work.no();
  }
}
