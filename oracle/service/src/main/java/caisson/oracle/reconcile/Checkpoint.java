package caisson.oracle.reconcile;

import caisson.protocol.AccountStateDecoder;
import caisson.protocol.AssetStateDecoder;
import caisson.protocol.CheckpointRecordDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.reconciliation.Difference;
import caisson.reconciliation.Key;
import caisson.reconciliation.Reconciliation;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The engine's state as it publishes it at a snapshot. What the events told must be the same: a
 * difference is an event that moved money and did not say what was left.
 */
final class Checkpoint {
  static final String NAME = "checkpoint";

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CheckpointRecordDecoder record = new CheckpointRecordDecoder();
  private final AssetStateDecoder asset = new AssetStateDecoder();
  private final AccountStateDecoder account = new AccountStateDecoder();
  private final Told state = new Told();

  Checkpoint(long sequence) {
    state.sequence = sequence;
  }

  void onRecord(DirectBuffer buffer, int offset) {
    record.wrapAndApplyHeader(buffer, offset, header);
    int at = record.limit() + CheckpointRecordDecoder.recordHeaderLength();
    switch (header.wrap(buffer, at).templateId()) {
      case AssetStateDecoder.TEMPLATE_ID -> {
        asset.wrapAndApplyHeader(buffer, at, header);
        state.accounted.put(asset.asset(), asset.accounted());
      }
      case AccountStateDecoder.TEMPLATE_ID ->
          onAccount(account.wrapAndApplyHeader(buffer, at, header));
      default -> {
        // Holds nobody's money.
      }
    }
  }

  /** Holdings first, then balances, which differ alone when a reference cost does. */
  List<Difference> compare(Told told) {
    List<Difference> all = new ArrayList<>();
    all.addAll(Reconciliation.compare(List.of(state.leaves(NAME), told.leaves(EngineSide.NAME))));
    if (all.isEmpty()) {
      all.addAll(Reconciliation.compare(List.of(state.books(NAME), told.books(EngineSide.NAME))));
    }
    return all;
  }

  private void onAccount(AccountStateDecoder row) {
    int id = row.account();
    for (AccountStateDecoder.UnitsDecoder units : row.units()) {
      state.held.put(Key.asset(units.asset(), id), units.amount());
    }
    for (AccountStateDecoder.LinesDecoder line : row.lines()) {
      state.held.put(Key.market(line.market(), id), line.lots());
      state.refCosts.put(Key.market(line.market(), id), line.refCost());
    }
  }
}
