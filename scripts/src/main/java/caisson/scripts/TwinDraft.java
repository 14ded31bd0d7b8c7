package caisson.scripts;

import caisson.clearing.Batch;
import caisson.clearing.BatchHeader;
import caisson.clearing.ChainState;
import caisson.clearing.CommitCall;
import caisson.clearing.HeaderField;
import caisson.clearing.Keccak;
import caisson.clearing.MarkWords;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The arguments of a commit while they are being spoilt. */
final class TwinDraft {
  static final int ROW = 34;
  private static final int WORD = 32;

  final TwinVenue venue;
  final ChainState chain;
  byte[] header;
  byte[] payload;
  byte[] flows;
  byte[] marks;
  byte[] signatures = {};

  /** How the payload is brought in when not in one transaction with the rest. */
  Optional<List<byte[]>> chunks = Optional.empty();

  TwinDraft(TwinVenue venue, ChainState chain, Batch batch) {
    this.venue = venue;
    this.chain = chain;
    header = batch.headerBytes();
    payload = batch.payload();
    flows = batch.flows();
    marks = batch.marks();
  }

  CommitCall call() {
    return chunks.isPresent()
        ? new CommitCall(header, chunks.get(), true, flows, marks, signatures)
        : CommitCall.whole(header, payload, flows, marks, signatures);
  }

  byte[] headerHash() {
    return Keccak.hash(header);
  }

  void sign(int... attestors) {
    signatures = venue.sign(headerHash(), attestors);
  }

  byte[] word(int field) {
    return Arrays.copyOfRange(header, WORD * field, WORD * (field + 1));
  }

  void word(int field, byte[] value) {
    System.arraycopy(value, 0, header, WORD * field, WORD);
  }

  long number(int field) {
    return new BigInteger(1, word(field)).longValue();
  }

  void number(int field, long value) {
    word(field, ByteBuffer.allocate(WORD).putLong(24, value).array());
  }

  /** Flow rows as asset, deposits, withdrawals, cover, top-up. */
  List<long[]> rows() {
    List<long[]> rows = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(flows);
    while (in.remaining() >= ROW) {
      rows.add(
          new long[] {
            in.getShort() & 0xffffL, in.getLong(), in.getLong(), in.getLong(), in.getLong()
          });
    }
    return rows;
  }

  void rows(List<long[]> rows) {
    ByteBuffer out = ByteBuffer.allocate(rows.size() * ROW);
    for (long[] row : rows) {
      out.putShort((short) row[0]);
      for (int i = 1; i < row.length; i++) {
        out.putLong(row[i]);
      }
    }
    flows = out.array();
  }

  /**
   * Lets the header say what the parts are, so that a spoilt part meets the rule behind its hash.
   */
  void fit() {
    List<byte[]> parts = chunks.orElse(payload.length == 0 ? List.of() : List.of(payload));
    TwinPayload.hash(parts).ifPresent(hash -> word(HeaderField.PAYLOAD_HASH, hash));
    word(HeaderField.FLOWS_HASH, Keccak.hash(flows));
    fitTotals();
    fitBooks();
    if (marks.length == 0) {
      word(HeaderField.MARK_ROOT, chain.head().markRoot());
    } else if (isWhole(marks)) {
      word(HeaderField.MARK_ROOT, MarkWords.decode(marks).root());
    }
    word(HeaderField.FORCED_PREFIX, chain.forced().prefix(number(HeaderField.FORCED_COUNT)));
  }

  private void fitTotals() {
    ByteArrayOutputStream totals = new ByteArrayOutputStream();
    for (long[] row : rows()) {
      if (row[2] != 0) {
        totals.writeBytes(ByteBuffer.allocate(10).putShort((short) row[0]).putLong(row[2]).array());
      }
    }
    byte[] bytes = totals.toByteArray();
    word(HeaderField.WITHDRAW_TOTALS_HASH, Keccak.hash(bytes));
    boolean none = Arrays.equals(word(HeaderField.WITHDRAW_ROOT), new byte[WORD]);
    if (none != (bytes.length == 0)) {
      word(HeaderField.WITHDRAW_ROOT, none ? Keccak.hash(bytes) : new byte[WORD]);
    }
  }

  private void fitBooks() {
    long[] accounted = chain.books().accounted().clone();
    for (long[] row : rows()) {
      if (row[0] < accounted.length) {
        accounted[(int) row[0]] += row[1] - row[2] + row[3] - row[4];
      }
    }
    ByteBuffer out = ByteBuffer.allocate(10 * accounted.length);
    for (int asset = 0; asset < accounted.length; asset++) {
      out.putShort((short) asset).putLong(accounted[asset]);
    }
    word(HeaderField.ACCOUNTED_HASH, Keccak.hash(out.array()));
    BigInteger sum =
        new BigInteger(1, word(HeaderField.SUM_NEG)).add(BigInteger.valueOf(accounted[0]));
    if (sum.signum() >= 0 && sum.bitLength() <= 128) {
      word(HeaderField.SUM_POS, padded(sum));
    }
  }

  private static boolean isWhole(byte[] marks) {
    if (marks.length < 4) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(marks);
    int words = (in.getShort() & 0xffff) + (in.getShort() & 0xffff);
    return marks.length == 4 + WORD * words;
  }

  static byte[] padded(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] word = new byte[WORD];
    int length = Math.min(bytes.length, WORD);
    System.arraycopy(bytes, bytes.length - length, word, WORD - length, length);
    return word;
  }

  static int fields() {
    return BatchHeader.FIELDS;
  }
}
