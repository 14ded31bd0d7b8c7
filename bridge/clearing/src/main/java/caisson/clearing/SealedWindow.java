package caisson.clearing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything of a batch that the log alone determines. The same log gives the same window, so two
 * parties who folded it by different means compare theirs part by part.
 *
 * @param carriesMarks whether the commit must carry the mark words, because their root is new
 * @param tree the state after the window, at the window's marks
 * @param entries sorted by section, then account; no zeros
 * @param flows one row per asset that something crossed the border in, ascending
 * @param accounted per asset, what the tree holds after the window
 * @param touchedLeaves leaves after the window of every account with an entry, ascending
 * @param fills why the users' entries came about, move by move
 */
public record SealedWindow(
    long no,
    long seqFrom,
    long seqTo,
    long ts,
    long depositsUpTo,
    MarkWords marks,
    boolean carriesMarks,
    LogCommitment log,
    DoubleSumTree tree,
    List<Entry> entries,
    List<Flow> flows,
    long[] accounted,
    List<Withdrawal> withdrawals,
    List<Leaf> touchedLeaves,
    FillTree fills) {

  public SealedWindow {
    entries = List.copyOf(entries);
    flows = List.copyOf(flows);
    withdrawals = List.copyOf(withdrawals);
    touchedLeaves = List.copyOf(touchedLeaves);
  }

  @Override
  public long[] accounted() {
    return accounted.clone();
  }

  /**
   * The batch after its predecessor.
   *
   * @param prevHash hash of header no-1, 32 zero bytes for batch 1
   * @param ledgerSeal the sealer's own journal hash; opaque to the chain
   */
  public Batch seal(byte[] prevHash, byte[] ledgerSeal) {
    BatchEncoder encoder = new BatchEncoder(entries);
    byte[] flowBytes = Flow.encode(flows);
    List<byte[]> withdrawalHashes = new ArrayList<>(withdrawals.size());
    withdrawals.forEach(withdrawal -> withdrawalHashes.add(withdrawal.leafHash()));
    BatchHeader header =
        new BatchHeader(
            BatchHeader.VERSION,
            no,
            prevHash.clone(),
            ts,
            seqFrom,
            seqTo,
            tree.root().hash(),
            tree.root().positive(),
            tree.root().negative(),
            marks.root(),
            accountedHash(),
            Keccak.hash(flowBytes),
            encoder.payloadHash(),
            fills.root(),
            log.logRoot(),
            ledgerSeal.clone(),
            log.forcedCount(),
            log.forcedPrefix(),
            depositsUpTo,
            HashTree.WITHDRAWALS.root(withdrawalHashes),
            Flow.withdrawTotalsHash(flows));
    return new Batch(this, header, encoder.chunks(), flowBytes, withdrawalHashes);
  }

  /** The same window but for what is asked of the change. */
  public WindowChange change() {
    return new WindowChange(this);
  }

  /** keccak over every listed asset: asset u16 | accounted u64. */
  private byte[] accountedHash() {
    Bytes out = new Bytes();
    for (int asset = 0; asset < accounted.length; asset++) {
      out.u16(asset).u64(accounted[asset]);
    }
    return Keccak.hash(out.toArray());
  }

  /**
   * The equations a commit checks, asked before anything is signed: entries of an asset sum to its
   * flow, entries of a market to zero, the claims of the tree to the accounted coin.
   */
  public void requireConserved(long[] accountedBefore) {
    long[] sums = new long[accounted.length];
    long marketSum = 0;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.isAsset()) {
        sums[entry.id()] = Math.addExact(sums[entry.id()], entry.delta());
        continue;
      }
      marketSum = Math.addExact(marketSum, entry.delta());
      boolean lastOfSection =
          i + 1 == entries.size() || entries.get(i + 1).section() != entry.section();
      if (lastOfSection && marketSum != 0) {
        throw new BrokenFold(
            "market not zero-sum: market=%d sum=%d".formatted(entry.id(), marketSum));
      }
    }
    for (Flow flow : flows) {
      if (flow.asset() < sums.length) {
        sums[flow.asset()] = Math.subtractExact(sums[flow.asset()], flow.net());
      } else if (flow.net() != 0) {
        throw new BrokenFold("flow of an asset never listed: " + flow);
      }
    }
    for (int asset = 0; asset < sums.length; asset++) {
      long before = asset < accountedBefore.length ? accountedBefore[asset] : 0;
      long flowed = Math.subtractExact(accounted[asset], before);
      long declared = flowed(asset);
      if (sums[asset] != 0 || flowed != declared || accounted[asset] < 0) {
        throw new BrokenFold(
            "asset not conserved: asset=%d excess=%d accounted=%d flowed=%d declared=%d"
                .formatted(asset, sums[asset], accounted[asset], flowed, declared));
      }
    }
    long coin = accounted.length == 0 ? 0 : accounted[0];
    if (!tree.root().positive().subtract(tree.root().negative()).equals(BigInteger.valueOf(coin))) {
      throw new BrokenFold(
          "claims differ from the accounted coin: positive=%s negative=%s accounted=%d"
              .formatted(tree.root().positive(), tree.root().negative(), coin));
    }
  }

  private long flowed(int asset) {
    for (Flow flow : flows) {
      if (flow.asset() == asset) {
        return flow.net();
      }
    }
    return 0;
  }
}
