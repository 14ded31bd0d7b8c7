package caisson.bridge;

import caisson.chain.Attempt;
import caisson.chain.ChainException;
import caisson.chain.Hex;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import caisson.clearing.Batch;
import caisson.clearing.Disclosure;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Shows what was asked for on chain: a demand that is not answered by its deadline ends the venue.
 *
 * <p>A demand is named by (batch, hash) in the table, in the outbox and in the contract, so it is
 * answered once however often the process dies. The trees of a batch are made again from its own
 * entries and moves: a demand may come a day after the batch, and comes seldom.
 */
final class Responder {
  private static final Logger LOG = Logger.getLogger(Responder.class);
  private static final int DEMANDS_PER_ROUND = 8;
  private static final int BATCHES_AT_ONCE = 64;

  private final Database database;
  private final SettlementContracts contracts;
  private final Sender sender;
  private final MoveFiles moves;
  private final Set<String> passedOver = new HashSet<>();

  /** What accounts held after the batch {@link #foldedTo}, by section, at its marks. */
  private final TreeMap<Integer, TreeMap<Long, Long>> holdings = new TreeMap<>();

  private byte[] marks = {};
  private long foldedTo;

  private record Demand(long no, String hash, long deadlineS) {
    String request() {
      return "demand-" + no + "-" + hash;
    }
  }

  Responder(Database database, SettlementContracts contracts, Sender sender, MoveFiles moves) {
    this.database = database;
    this.contracts = contracts;
    this.sender = sender;
    this.moves = moves;
  }

  /** Takes every open demand as far as it goes now. */
  void round(long chainTimeS) {
    for (Demand demand : open()) {
      if (passedOver.contains(demand.request())) {
        continue;
      }
      if (chainTimeS > demand.deadlineS()) {
        passOver(demand, "its time is over");
      } else if (contracts.answerDeadlineS(demand.no(), demand.hash()) != 0) {
        answer(demand);
      }
    }
  }

  /** Those whose answer is in no final block yet. */
  private List<Demand> open() {
    var found = new ArrayList<Demand>();
    for (Row row :
        database.query(
            "select batch_no, hash, deadline from bridge.demand where answered is null"
                + " order by deadline, batch_no, hash limit $1",
            Tuple.of(DEMANDS_PER_ROUND + passedOver.size()))) {
      found.add(
          new Demand(row.getLong("batch_no"), row.getString("hash"), row.getLong("deadline")));
    }
    return found;
  }

  private void answer(Demand demand) {
    if (sender.prepared(demand.request())) {
      sender.track(demand.request());
      return;
    }
    if (!foldTo(demand.no())) {
      return; // the log is being read anew and has not come there yet
    }
    Optional<byte[]> data = show(demand);
    if (data.isEmpty()) {
      passOver(demand, "nothing of that hash is under its roots");
      return;
    }
    byte[] call = SettlementContracts.answer(demand.no(), demand.hash(), data.get());
    try {
      Attempt attempt = sender.prepare(demand.request(), contracts.demand(), call);
      sender.submit(attempt);
      LOG.infof("showing %s of batch %d", demand.hash(), demand.no());
    } catch (ChainException e) {
      boolean answered = contracts.answerDeadlineS(demand.no(), demand.hash()) == 0;
      if (e.kind() != ChainException.Kind.REFUSED || !answered) {
        throw e;
      }
      // Somebody else showed it first; the final block will tell.
    }
  }

  private void passOver(Demand demand, String why) {
    passedOver.add(demand.request());
    LOG.errorf("demand of %s of batch %d is not answered: %s", demand.hash(), demand.no(), why);
  }

  private Optional<byte[]> show(Demand demand) {
    Map<Integer, Leaf> leaves = new TreeMap<>();
    holdings.forEach((account, rows) -> leaves.put(account, leaf(account, rows)));
    DoubleSumTree tree = DoubleSumTree.of(leaves.values(), MarkWords.decode(marks));
    FillTree fills = moves.read(demand.no()).orElse(FillTree.EMPTY);
    return Disclosure.of(
        Hex.bytes(demand.hash()),
        tree,
        fills,
        account -> leaves.getOrDefault(account, Leaf.builder(account).build()));
  }

  /**
   * Whether the ledger has the batch. Goes on from the one that was shown last: the rounds of one
   * demand, and demands after it, cost what came since. An older batch is begun anew.
   */
  private boolean foldTo(long no) {
    if (no < foldedTo) {
      holdings.clear();
      foldedTo = 0;
    }
    for (boolean more = true; more && foldedTo < no; ) {
      more = false;
      for (Row row :
          database.query(
              "select no, payload, marks from bridge.batch where no > $1 and no <= $2"
                  + " order by no limit $3",
              Tuple.of(foldedTo, no, BATCHES_AT_ONCE))) {
        fold(row);
        more = true;
      }
    }
    return foldedTo == no;
  }

  private void fold(Row row) {
    if (row.getLong("no") != foldedTo + 1) {
      throw new BrokenInvariantException(
          "a batch is missing: expected=%d found=%d".formatted(foldedTo + 1, row.getLong("no")));
    }
    for (Entry entry : Batch.entries(row.getBuffer("payload").getBytes())) {
      TreeMap<Long, Long> rows =
          holdings.computeIfAbsent(entry.account(), ignored -> new TreeMap<>());
      if (rows.merge(entry.section(), entry.delta(), Math::addExact) == 0) {
        rows.remove(entry.section());
      }
    }
    marks = row.getBuffer("marks").getBytes();
    foldedTo++;
  }

  private static Leaf leaf(int account, TreeMap<Long, Long> rows) {
    Leaf.Builder builder = Leaf.builder(account);
    rows.forEach(
        (section, amount) -> {
          int id = section.intValue();
          if (section == Entry.assetSection(id)) {
            builder.units(id, amount);
          } else {
            builder.lots(id, amount);
          }
        });
    return builder.build();
  }
}
