package caisson.oracle.reconcile;

import caisson.chain.Block;
import caisson.chain.ChainClient;
import caisson.chain.LogEntry;
import caisson.chain.SettlementContracts;
import caisson.chain.VaultEvent;
import caisson.chain.VaultUnits;
import caisson.chain.Watcher;
import caisson.reconciliation.Cut;
import caisson.reconciliation.Key;
import caisson.reconciliation.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the chain says everybody holds: the entries of every commit's call data added up, and what
 * the vault accounts for, all as of one final block.
 *
 * <p>Call data is taken as the endpoint gives it; hashes and roots are the verifier's business. A
 * lie shows as a difference to the engine all the same.
 */
final class ChainSide {
  static final String LEAVES = "chain";
  static final String VAULT = "vault";
  private static final int BLOCKS_PER_READ = 1_000;

  private final ChainClient chain;
  private final SettlementContracts contracts;
  private final Watcher watcher;
  private final Map<Key, Long> leaves = new HashMap<>();
  private Watcher.Cursor cursor;
  private long batchNo;
  private long seqTo;
  private long depositNo;
  private List<VaultUnits> vault = List.of();

  ChainSide(ChainClient chain, SettlementContracts contracts) {
    this.chain = chain;
    this.contracts = contracts;
    this.watcher =
        new Watcher(
            chain,
            List.of(contracts.deployment().vault(), contracts.deployment().clearingHouse()),
            BLOCKS_PER_READ);
    this.cursor = Watcher.Cursor.before(contracts.deployment().deployedAt());
  }

  /** Adds the blocks that became final, at most {@value #BLOCKS_PER_READ}; false when none did. */
  boolean read() {
    Optional<Watcher.Span> span = watcher.read(cursor);
    if (span.isEmpty()) {
      return false;
    }
    // All of a span or nothing: an endpoint that goes away in between is asked again.
    List<Commit> commits = new ArrayList<>();
    long deposits = depositNo;
    for (LogEntry entry : span.get().logs()) {
      switch (contracts.event(entry).orElse(null)) {
        case VaultEvent.BatchCommitted committed -> commits.add(commit(committed));
        case VaultEvent.Deposited deposited -> deposits = deposited.depositNo();
        case null, default -> {
          // Registrations and payments change no leaf.
        }
      }
    }
    commits.forEach(this::apply);
    depositNo = deposits;
    cursor = span.get().next();
    return true;
  }

  /** Reads the vault; false when a further block became final meanwhile. */
  boolean readVault() {
    if (!atCursor()) {
      return false;
    }
    int assets = contracts.assetCount();
    List<VaultUnits> units = new ArrayList<>();
    for (int asset = 0; asset < assets; asset++) {
      units.add(contracts.vaultUnits(asset, ChainClient.At.FINALIZED));
    }
    if (!atCursor()) {
      return false;
    }
    vault = List.copyOf(units);
    return true;
  }

  void apply(Commit commit) {
    for (Commit.Entry entry : commit.entries()) {
      leaves.merge(entry.key(), entry.delta(), Math::addExact);
    }
    leaves.values().removeIf(amount -> amount == 0);
    batchNo = commit.no();
    seqTo = commit.seqTo();
  }

  /** The last batch in a final block, 0 before the first. */
  long batchNo() {
    return batchNo;
  }

  Cut cut() {
    return new Cut(seqTo, cursor.block());
  }

  /** The last deposit in a final block. */
  long depositNo() {
    return depositNo;
  }

  /** Leaves, which must sum to what the vault accounts for. */
  Side leaves() {
    Side.Builder side = Side.of(LEAVES, cut());
    leaves.forEach(side::row);
    for (int asset = 0; asset < vault.size(); asset++) {
      side.total(asset, vault.get(asset).accounted());
    }
    return side.freeze();
  }

  /** The vault in the words of the books. */
  Side vault() {
    Side.Builder side = Side.of(VAULT, cut());
    for (int asset = 0; asset < vault.size(); asset++) {
      VaultUnits units = vault.get(asset);
      side.row(Key.code(asset, Chart.VAULT), Math.addExact(units.accounted(), units.claimable()))
          .row(Key.code(asset, Chart.VAULT_NOT_FINAL), units.pending())
          .row(Key.code(asset, Chart.DEPOSIT_IN_TRANSIT), units.pending())
          .row(Key.code(asset, Chart.WITHDRAWAL_IN_TRANSIT), units.claimable());
    }
    return side.freeze();
  }

  private Commit commit(VaultEvent.BatchCommitted committed) {
    String transaction = committed.entry().transactionHash();
    byte[] input =
        chain
            .input(transaction)
            .orElseThrow(
                () ->
                    new BrokenSide(
                        "batch %d: the chain has its event but not its transaction %s"
                            .formatted(committed.no(), transaction)));
    return Commit.decode(committed.no(), committed.seqTo(), input);
  }

  private boolean atCursor() {
    Block last = chain.block(ChainClient.At.FINALIZED);
    return last.number() == cursor.block() && last.hash().equals(cursor.hash());
  }
}
