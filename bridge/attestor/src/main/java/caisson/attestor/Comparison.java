package caisson.attestor;

import caisson.clearing.Batch;
import caisson.clearing.BatchHeader;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.Flow;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import caisson.clearing.SealedWindow;
import caisson.clearing.Withdrawal;
import caisson.signing.Hex;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The first difference between a proposal and the own window, by name. Parts are looked at before
 * the hashes over them, so what is named is the number that differs and not the root above it:
 * marks, leaves, entries, flows, withdrawals, moves, then the header field by field.
 *
 * <p>Only {@code ledgerSeal} is taken from the proposal: it is the sealer's own journal.
 */
final class Comparison {
  /** Account whose units are the venue's fees. */
  private static final int FEES = 1;

  private Comparison() {}

  static Optional<Refusal> firstDifference(SealedWindow own, byte[] prevHash, Proposal proposal) {
    Batch batch = own.seal(prevHash, proposal.header().ledgerSeal());
    return marks(own.marks(), proposal.marks())
        .or(() -> leaves(own.touchedLeaves(), proposal.leaves()))
        .or(() -> entries(own.entries(), batch.payload(), proposal.payload()))
        .or(() -> flows(own.flows(), proposal.flows()))
        .or(() -> withdrawals(own.withdrawals(), proposal.withdrawals()))
        .or(() -> moves(own.fills(), proposal.moves()))
        .or(() -> header(batch.header(), proposal.header()));
  }

  private static Optional<Refusal> marks(MarkWords own, MarkWords found) {
    if (own.assetCount() != found.assetCount() || own.marketCount() != found.marketCount()) {
      return difference(
          "MARK_MISMATCH",
          "expected assets=%d markets=%d found assets=%d markets=%d",
          own.assetCount(),
          own.marketCount(),
          found.assetCount(),
          found.marketCount());
    }
    for (int asset = 0; asset < own.assetCount(); asset++) {
      if (!Arrays.equals(own.assetWord(asset), found.assetWord(asset))) {
        return difference(
            "MARK_MISMATCH",
            "asset=%d expected=%s found=%s",
            asset,
            Hex.encode(own.assetWord(asset)),
            Hex.encode(found.assetWord(asset)));
      }
    }
    for (int market = 1; market < own.marketCount(); market++) {
      if (!Arrays.equals(own.marketWord(market), found.marketWord(market))) {
        return market(own, found, market);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> market(MarkWords own, MarkWords found, int market) {
    String[] names = {"markTicks", "k", "fundingIndex"};
    long[] expected = {own.markTicks(market), own.k(market), own.fundingIndex(market)};
    long[] actual = {found.markTicks(market), found.k(market), found.fundingIndex(market)};
    for (int i = 0; i < names.length; i++) {
      if (expected[i] != actual[i]) {
        return difference(
            "MARK_MISMATCH",
            "market=%d %s expected=%d found=%d",
            market,
            names[i],
            expected[i],
            actual[i]);
      }
    }
    return difference(
        "MARK_MISMATCH",
        "market=%d expected=%s found=%s",
        market,
        Hex.encode(own.marketWord(market)),
        Hex.encode(found.marketWord(market)));
  }

  private static Optional<Refusal> leaves(List<Leaf> own, TreeMap<Integer, Leaf> found) {
    TreeMap<Integer, Leaf> expected = new TreeMap<>();
    own.forEach(leaf -> expected.put(leaf.account(), leaf));
    TreeSet<Integer> accounts = new TreeSet<>(expected.keySet());
    accounts.addAll(found.keySet());
    for (int account : accounts) {
      if (!found.containsKey(account)) {
        return difference("LEAF_MISSING", "account=%d", account);
      }
      if (!expected.containsKey(account)) {
        return difference("LEAF_EXTRA", "account=%d", account);
      }
      Optional<Refusal> row = rows(expected.get(account), found.get(account));
      if (row.isPresent()) {
        return row;
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> rows(Leaf own, Leaf found) {
    TreeMap<Integer, Long> ownRows = new TreeMap<>();
    TreeMap<Integer, Long> foundRows = new TreeMap<>();
    for (int row = 0; row < own.assetCount(); row++) {
      ownRows.put(own.asset(row), own.units(row));
    }
    for (int row = 0; row < found.assetCount(); row++) {
      foundRows.put(found.asset(row), found.units(row));
    }
    String name = own.account() == FEES ? "FEE_MISMATCH" : "LEAF_MISMATCH";
    Optional<Refusal> asset = row(name, own.account(), "asset", ownRows, foundRows);
    if (asset.isPresent()) {
      return asset;
    }
    ownRows.clear();
    foundRows.clear();
    for (int row = 0; row < own.lineCount(); row++) {
      ownRows.put(own.market(row), own.lots(row));
    }
    for (int row = 0; row < found.lineCount(); row++) {
      foundRows.put(found.market(row), found.lots(row));
    }
    return row("LEAF_MISMATCH", own.account(), "market", ownRows, foundRows);
  }

  private static Optional<Refusal> row(
      String name,
      int account,
      String kind,
      TreeMap<Integer, Long> own,
      TreeMap<Integer, Long> found) {
    TreeSet<Integer> ids = new TreeSet<>(own.keySet());
    ids.addAll(found.keySet());
    for (int id : ids) {
      long expected = own.getOrDefault(id, 0L);
      long actual = found.getOrDefault(id, 0L);
      if (expected != actual) {
        return difference(
            name, "account=%d %s=%d expected=%d found=%d", account, kind, id, expected, actual);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> entries(List<Entry> own, byte[] ownPayload, byte[] payload) {
    List<Entry> found = Batch.entries(payload);
    for (int i = 0; i < Math.max(own.size(), found.size()); i++) {
      Object expected = i < own.size() ? own.get(i) : "none";
      Object actual = i < found.size() ? found.get(i) : "none";
      if (!expected.equals(actual)) {
        boolean fee = expected instanceof Entry entry && entry.account() == FEES;
        return difference(
            fee ? "FEE_MISMATCH" : "ENTRY_MISMATCH",
            "index=%d expected=%s found=%s",
            i,
            expected,
            actual);
      }
    }
    if (!Arrays.equals(ownPayload, payload)) {
      return difference("PAYLOAD_MISMATCH", "firstByte=%d", Arrays.mismatch(ownPayload, payload));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> flows(List<Flow> own, byte[] bytes) {
    List<Flow> found = Flow.decode(bytes);
    for (int i = 0; i < Math.max(own.size(), found.size()); i++) {
      Object expected = i < own.size() ? own.get(i) : "none";
      Object actual = i < found.size() ? found.get(i) : "none";
      if (!expected.equals(actual)) {
        return difference("FLOW_MISMATCH", "row=%d expected=%s found=%s", i, expected, actual);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> withdrawals(List<Withdrawal> own, List<Withdrawal> found) {
    for (int i = 0; i < Math.max(own.size(), found.size()); i++) {
      String expected = i < own.size() ? describe(own.get(i)) : "none";
      String actual = i < found.size() ? describe(found.get(i)) : "none";
      if (!expected.equals(actual)) {
        return difference(
            "WITHDRAWAL_MISMATCH", "index=%d expected=%s found=%s", i, expected, actual);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> moves(FillTree own, TreeMap<Integer, String> found) {
    TreeMap<Integer, String> expected = new TreeMap<>();
    own.lists().forEach(list -> expected.put(list.account(), Hex.encode(list.hash())));
    TreeSet<Integer> accounts = new TreeSet<>(expected.keySet());
    accounts.addAll(found.keySet());
    for (int account : accounts) {
      String mine = expected.getOrDefault(account, "none");
      String theirs = found.getOrDefault(account, "none");
      if (!mine.equals(theirs)) {
        return difference(
            "MOVES_MISMATCH", "account=%d expected=%s found=%s", account, mine, theirs);
      }
    }
    return Optional.empty();
  }

  private static String describe(Withdrawal withdrawal) {
    return "(index=%d account=%d asset=%d units=%d destination=%s lane=%d)"
        .formatted(
            withdrawal.index(),
            withdrawal.account(),
            withdrawal.asset(),
            withdrawal.units(),
            Hex.encode(withdrawal.destination()),
            withdrawal.lane());
  }

  private static Optional<Refusal> header(BatchHeader own, BatchHeader found) {
    byte[] expected = own.bytes();
    byte[] actual = found.bytes();
    int differs = Arrays.mismatch(expected, actual);
    if (differs < 0) {
      return Optional.empty();
    }
    int word = differs / 32;
    return difference(
        screaming(BatchHeader.fieldName(word)) + "_MISMATCH",
        "expected=%s found=%s",
        Hex.encode(Arrays.copyOfRange(expected, 32 * word, 32 * word + 32)),
        Hex.encode(Arrays.copyOfRange(actual, 32 * word, 32 * word + 32)));
  }

  private static String screaming(String camelCase) {
    return camelCase.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }

  private static Optional<Refusal> difference(String name, String detail, Object... facts) {
    return Optional.of(Refusal.difference(name, detail.formatted(facts)));
  }
}
