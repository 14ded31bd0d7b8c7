package caisson.clearing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code ClearingHouse.commit} in plain Java: the same question, the same answer, and of several
 * broken rules the same one named. An attestor asks it of what it knows before it signs.
 */
public final class CommitRules {
  private static final int SIGNATURE = 65;
  private static final int ROW = 34;
  private static final int CLOCK_AHEAD_S = 60;
  private static final int DAY_S = 86_400;
  private static final int FUND_SHARE = 4;
  private static final BigInteger UNIT_LIMIT = BigInteger.ONE.shiftLeft(62);
  private static final BigInteger HALF_ORDER =
      new BigInteger("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", 16);
  private static final byte[] HEADER_TYPE =
      Keccak.hash("Header(bytes32 headerHash)".getBytes(StandardCharsets.US_ASCII));

  private final ChainState chain;
  private final CommitCall call;
  private final HeaderWords header;

  private CommitRules(ChainState chain, CommitCall call) {
    this.chain = chain;
    this.call = call;
    this.header = new HeaderWords(call.header());
  }

  /** The first rule that the commit breaks, empty when the chain takes it. */
  public static Optional<CommitRule> broken(ChainState chain, CommitCall call) {
    try {
      new CommitRules(chain, call).check();
      return Optional.empty();
    } catch (BrokenRule e) {
      return Optional.of(e.rule);
    }
  }

  private void check() {
    int assets = chain.books().accounted().length;
    // Staged chunks are judged when they come, before anybody knows the header.
    PayloadRules staged = new PayloadRules(call.staged() ? call.chunks() : List.of(), assets);
    HeaderWords.requireLength(call.header());
    checkChain();
    chain.signers().ifPresent(this::checkSignatures);
    BrokenRule.unless(
        header.number(HeaderField.SEQ_TO, 64) >>> 56 == 0, CommitRule.SEQUENCE_TOO_LARGE);
    List<Row> flows = flows();
    long[] accounted = settle(flows);
    checkSums(accounted[0]);
    PayloadRules payload = call.staged() ? staged : new PayloadRules(call.chunks(), assets);
    checkMarks(assets);
    payload.requireEnd(net(flows));
    BrokenRule.unless(
        header.is(HeaderField.PAYLOAD_HASH, payload.hash()), CommitRule.PAYLOAD_HASH_MISMATCH);
    chain.fund().ifPresent(fund -> moveSystemCash(fund, payload, flows));
  }

  // The header against the chain

  private void checkChain() {
    if (chain.nowS() < chain.pausedUntilS()) {
      BrokenRule.unless(chain.pausedUntilS() != ChainState.FROZEN, CommitRule.VENUE_FROZEN);
      BrokenRule.unless(false, CommitRule.VENUE_PAUSED);
    }
    ChainState.Head head = chain.head();
    BrokenRule.unless(
        header.number(HeaderField.VERSION, 8) == BatchHeader.VERSION, CommitRule.WRONG_VERSION);
    BrokenRule.unless(header.number(HeaderField.NO, 64) == head.no() + 1, CommitRule.WRONG_NUMBER);
    BrokenRule.unless(header.is(HeaderField.PREV_HASH, head.hash()), CommitRule.WRONG_PREVIOUS);
    long ts = header.number(HeaderField.TS, 64);
    BrokenRule.unless(Long.compareUnsigned(ts, head.ts()) >= 0, CommitRule.TIME_BACKWARDS);
    BrokenRule.unless(
        Long.compareUnsigned(ts, chain.nowS() + CLOCK_AHEAD_S) <= 0, CommitRule.TIME_AHEAD);
    long seqFrom = header.number(HeaderField.SEQ_FROM, 64);
    BrokenRule.unless(seqFrom == head.seqTo() + 1, CommitRule.SEQUENCE_GAP);
    long seqTo = header.number(HeaderField.SEQ_TO, 64);
    BrokenRule.unless(Long.compareUnsigned(seqTo, seqFrom) >= 0, CommitRule.SEQUENCE_EMPTY);
    checkForced(head);
  }

  private void checkForced(ChainState.Head head) {
    long count = header.number(HeaderField.FORCED_COUNT, 64);
    byte[] prefix = chain.forced().prefix(count);
    boolean known = count == 0 || !Arrays.equals(prefix, Bytes.ZERO_32);
    boolean fits = header.is(HeaderField.FORCED_PREFIX, prefix);
    boolean forward = Long.compareUnsigned(count, head.forcedCount()) >= 0;
    BrokenRule.unless(known && fits && forward, CommitRule.FORCED_MISMATCH);
    long deadlineS = chain.forced().deadlineS(count);
    BrokenRule.unless(deadlineS == 0 || chain.nowS() <= deadlineS, CommitRule.FORCED_OVERDUE);
  }

  // Attestations

  private void checkSignatures(ChainState.Signers signers) {
    byte[] all = call.signatures();
    BrokenRule.unless(all.length % SIGNATURE == 0, CommitRule.SIGNATURES_LENGTH);
    BrokenRule.unless(all.length / SIGNATURE >= signers.threshold(), CommitRule.SIGNATURES_TOO_FEW);
    byte[] digest =
        Keccak.hash(
            new byte[] {0x19, 0x01}, signers.separator(), Keccak.hash(HEADER_TYPE, header.hash()));
    byte[] previous = new byte[20];
    for (int at = 0; at < all.length; at += SIGNATURE) {
      byte[] signer = signer(signers, digest, Arrays.copyOfRange(all, at, at + SIGNATURE));
      BrokenRule.unless(Arrays.compareUnsigned(signer, previous) > 0, CommitRule.SIGNER_ORDER);
      boolean known = signers.addresses().stream().anyMatch(each -> Arrays.equals(each, signer));
      BrokenRule.unless(known, CommitRule.SIGNER_UNKNOWN);
      previous = signer;
    }
  }

  private static byte[] signer(ChainState.Signers signers, byte[] digest, byte[] signature) {
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    BrokenRule.unless(s.compareTo(HALF_ORDER) <= 0, CommitRule.SIGNATURE_HIGH);
    Optional<byte[]> signer = signers.curve().signer(digest, signature);
    BrokenRule.unless(signer.isPresent(), CommitRule.SIGNATURE_INVALID);
    return signer.orElseThrow();
  }

  // Flows and the Vault's books

  /** A flow row; its numbers use all 64 bits. */
  private record Row(
      int asset, BigInteger deposits, BigInteger withdrawals, BigInteger cover, BigInteger topUp) {

    private static Row at(byte[] rows, int at) {
      return new Row(
          (int) Bytes.read(rows, at, 2),
          unsigned(rows, at + 2),
          unsigned(rows, at + 10),
          unsigned(rows, at + 18),
          unsigned(rows, at + 26));
    }

    private BigInteger net() {
      return deposits.add(cover).subtract(withdrawals).subtract(topUp);
    }

    private boolean isEmpty() {
      return deposits.or(withdrawals).or(cover).or(topUp).signum() == 0;
    }

    private boolean isOfFund() {
      return cover.or(topUp).signum() != 0;
    }
  }

  private List<Row> flows() {
    byte[] rows = call.flows();
    BrokenRule.unless(
        header.is(HeaderField.FLOWS_HASH, Keccak.hash(rows)), CommitRule.FLOWS_HASH_MISMATCH);
    BrokenRule.unless(rows.length % ROW == 0, CommitRule.FLOWS_LENGTH);
    List<Row> flows = new ArrayList<>();
    Bytes totals = new Bytes();
    for (int at = 0; at < rows.length; at += ROW) {
      Row row = Row.at(rows, at);
      BrokenRule.unless(
          flows.isEmpty() || row.asset() > flows.get(flows.size() - 1).asset(),
          CommitRule.FLOW_ORDER);
      BrokenRule.unless(!row.isEmpty(), CommitRule.FLOW_EMPTY);
      BrokenRule.unless(row.asset() == 0 || !row.isOfFund(), CommitRule.FLOW_NOT_COIN);
      if (row.withdrawals().signum() != 0) {
        totals.u16(row.asset()).u64(row.withdrawals().longValue());
      }
      flows.add(row);
    }
    BrokenRule.unless(
        header.is(HeaderField.WITHDRAW_TOTALS_HASH, Keccak.hash(totals.toArray())),
        CommitRule.WITHDRAW_TOTALS_MISMATCH);
    BrokenRule.unless(
        header.isZero(HeaderField.WITHDRAW_ROOT) == (totals.size() == 0),
        CommitRule.WITHDRAW_ROOT_MISMATCH);
    return flows;
  }

  /** What the tree holds of each asset after the batch. */
  private long[] settle(List<Row> flows) {
    ChainState.Books books = chain.books();
    long[] accounted = books.accounted().clone();
    BigInteger[] consumed = consumed(accounted.length);
    Bytes hashed = new Bytes();
    int next = 0;
    for (int asset = 0; asset < accounted.length; asset++) {
      boolean flowing = next < flows.size() && flows.get(next).asset() == asset;
      BigInteger deposits = flowing ? flows.get(next).deposits() : BigInteger.ZERO;
      BrokenRule.unless(deposits.equals(consumed[asset]), CommitRule.DEPOSITS_MISMATCH);
      if (flowing) {
        accounted[asset] =
            moved(accounted[asset], books.claimable()[asset], flows.get(next++)).longValue();
      }
      hashed.u16(asset).u64(accounted[asset]);
    }
    BrokenRule.unless(next == flows.size(), CommitRule.ASSET_UNLISTED);
    BrokenRule.unless(
        header.is(HeaderField.ACCOUNTED_HASH, Keccak.hash(hashed.toArray())),
        CommitRule.ACCOUNTED_HASH_MISMATCH);
    return accounted;
  }

  private BigInteger[] consumed(int assets) {
    ChainState.Books books = chain.books();
    long upTo = header.number(HeaderField.DEPOSITS_UP_TO, 64);
    long newest = books.depositsUpTo() + books.waiting().size();
    BrokenRule.unless(
        Long.compareUnsigned(upTo, books.depositsUpTo()) >= 0
            && Long.compareUnsigned(upTo, newest) <= 0,
        CommitRule.DEPOSITS_UP_TO);
    BigInteger[] consumed = new BigInteger[assets];
    Arrays.fill(consumed, BigInteger.ZERO);
    for (int i = 0; i < upTo - books.depositsUpTo(); i++) {
      ChainState.Waiting deposit = books.waiting().get(i);
      consumed[deposit.asset()] =
          consumed[deposit.asset()].add(BigInteger.valueOf(deposit.units()));
    }
    return consumed;
  }

  private static BigInteger moved(long accounted, long claimable, Row row) {
    BigInteger after = BigInteger.valueOf(accounted).add(row.net());
    BrokenRule.unless(after.signum() >= 0, CommitRule.ACCOUNTED_BELOW_ZERO);
    BrokenRule.unless(after.compareTo(UNIT_LIMIT) < 0, CommitRule.ACCOUNTED_TOO_LARGE);
    BigInteger owed = BigInteger.valueOf(claimable).add(row.withdrawals()).add(row.topUp());
    BrokenRule.unless(owed.bitLength() <= 64, CommitRule.OUT_OF_RANGE);
    return after;
  }

  private void checkSums(long accountedCoin) {
    BigInteger owed = header.sum(HeaderField.SUM_NEG).add(BigInteger.valueOf(accountedCoin));
    BrokenRule.unless(header.sum(HeaderField.SUM_POS).equals(owed), CommitRule.SUMS_MISMATCH);
  }

  // Marks

  private void checkMarks(int assets) {
    byte[] marks = call.marks();
    if (marks.length == 0) {
      boolean unchanged = header.is(HeaderField.MARK_ROOT, chain.head().markRoot());
      BrokenRule.unless(
          unchanged && !header.isZero(HeaderField.MARK_ROOT), CommitRule.MARKS_MISSING);
      return;
    }
    BrokenRule.unless(marks.length >= 4, CommitRule.MARKS_LENGTH);
    long words = Bytes.read(marks, 0, 2) + Bytes.read(marks, 2, 2);
    BrokenRule.unless(marks.length == 4 + 32 * words, CommitRule.MARKS_LENGTH);
    BrokenRule.unless(Bytes.read(marks, 0, 2) == assets, CommitRule.MARK_ASSETS);
    BrokenRule.unless(
        header.is(HeaderField.MARK_ROOT, MarkWords.decode(marks).root()),
        CommitRule.MARK_ROOT_MISMATCH);
  }

  // Sums of entries, and the fund

  private static TreeMap<Integer, BigInteger> net(List<Row> flows) {
    TreeMap<Integer, BigInteger> net = new TreeMap<>();
    for (Row row : flows) {
      if (row.net().signum() != 0) {
        net.put(row.asset(), row.net());
      }
    }
    return net;
  }

  private void moveSystemCash(ChainState.Fund fund, PayloadRules payload, List<Row> flows) {
    BigInteger cover =
        flows.isEmpty() || flows.get(0).asset() != 0 ? BigInteger.ZERO : flows.get(0).cover();
    BigInteger debt = BigInteger.valueOf(fund.badDebt()).negate();
    BrokenRule.unless(fitsWith(fund.fees(), payload.fees()), CommitRule.SYSTEM_CASH_OVERFLOW);
    BrokenRule.unless(
        cover.signum() == 0 || cover.compareTo(debt) <= 0, CommitRule.COVER_WITHOUT_BAD_DEBT);
    BrokenRule.unless(fitsWith(fund.badDebt(), payload.badDebt()), CommitRule.SYSTEM_CASH_OVERFLOW);
    if (cover.signum() != 0) {
      BrokenRule.unless(
          cover.compareTo(BigInteger.valueOf(dayLeft(fund))) <= 0, CommitRule.COVER_ABOVE_DAY_CAP);
      BrokenRule.unless(
          cover.compareTo(BigInteger.valueOf(fund.common())) <= 0, CommitRule.TRANCHE_SHORT);
    }
  }

  private long dayLeft(ChainState.Fund fund) {
    boolean sameDay = fund.day() == header.number(HeaderField.TS, 64) / DAY_S;
    long base = sameDay ? fund.dayBase() : fund.balance();
    long drawn = sameDay ? fund.dayDrawn() : 0;
    return Math.max(0, base / FUND_SHARE - drawn);
  }

  private static boolean fitsWith(long value, long change) {
    return BigInteger.valueOf(value).add(BigInteger.valueOf(change)).bitLength() < 64;
  }

  private static BigInteger unsigned(byte[] bytes, int at) {
    return new BigInteger(1, Arrays.copyOfRange(bytes, at, at + 8));
  }
}
