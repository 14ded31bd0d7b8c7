package caisson.scripts;

import caisson.clearing.HeaderField;
import caisson.clearing.Keccak;
import caisson.scripts.TwinPayload.Page;
import caisson.scripts.TwinPayload.Row;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;

/** Every way in which a commit is spoilt; most need an honest one to begin with. */
final class TwinLies {
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final KeyPair STRANGER =
      KeyPair.parse(Hex.encode(Keccak.hash(new byte[] {1, 2, 3})));

  /** Of what the header says. */
  static final List<TwinLie> HEADER =
      List.of(
          lie("a bit of a header word", (d, r) -> flip(d.header, r)),
          lie(
              "a header number by one",
              (d, r) -> {
                int field = r.nextInt(TwinDraft.fields());
                d.number(field, d.number(field) + (r.nextBoolean() ? 1 : -1));
              }),
          lie("a header word gone", (d, r) -> d.word(field(r), new byte[32])),
          lie("a header word of another", (d, r) -> d.word(field(r), d.word(field(r)))),
          lie("a header word beyond its type", (d, r) -> d.header[32 * field(r)] ^= (byte) 0x80),
          lie(
              "a header number just beyond its type",
              (d, r) -> d.word(field(r), TwinDraft.padded(BigInteger.ONE.shiftLeft(64)))),
          lie("a header cut", (d, r) -> d.header = Arrays.copyOf(d.header, 671)),
          lie("a header with more", (d, r) -> d.header = Arrays.copyOf(d.header, 704)),
          lie(
              "time before",
              (d, r) -> d.number(HeaderField.TS, d.chain.head().ts() - r.nextInt(2))),
          lie("time ahead", (d, r) -> d.number(HeaderField.TS, d.chain.nowS() + 60 + r.nextInt(2))),
          lie(
              "no command",
              (d, r) -> d.number(HeaderField.SEQ_TO, d.number(HeaderField.SEQ_FROM) - 1)),
          lie("commands beyond", (d, r) -> d.number(HeaderField.SEQ_TO, (1L << 56) - r.nextInt(2))),
          lie("a gap of commands", (d, r) -> d.number(HeaderField.SEQ_FROM, r.nextInt(400))),
          lie(
              "another count of requests",
              (d, r) -> d.number(HeaderField.FORCED_COUNT, r.nextInt(6))),
          lie(
              "requests with their prefix",
              (d, r) -> {
                d.number(HeaderField.FORCED_COUNT, r.nextInt(6));
                d.word(
                    HeaderField.FORCED_PREFIX,
                    d.chain.forced().prefix(d.number(HeaderField.FORCED_COUNT)));
              }),
          lie(
              "another count of deposits",
              (d, r) ->
                  d.number(
                      HeaderField.DEPOSITS_UP_TO,
                      d.chain.books().depositsUpTo() + r.nextInt(16) - 1)),
          lie("another number", (d, r) -> d.number(HeaderField.NO, r.nextInt(5))));

  /** Of the entries. */
  static final List<TwinLie> PAYLOAD =
      List.of(
          lie("a bit of the payload", (d, r) -> flip(d.payload, r)),
          lie("a payload cut", (d, r) -> d.payload = cut(d.payload, r)),
          lie("a payload with more", (d, r) -> d.payload = more(d.payload, r)),
          lie("no payload", (d, r) -> d.payload = new byte[0]),
          pages("a value by one", (p, r) -> value(p, r, row -> row.zigzag() + 2)),
          pages("a value of zero", (p, r) -> value(p, r, row -> 0)),
          pages("a value of the other sign", (p, r) -> value(p, r, row -> row.zigzag() ^ 1)),
          pages("the largest value", (p, r) -> value(p, r, row -> -1 - r.nextInt(2))),
          pages("value moved to a neighbour", TwinLies::neighbour),
          pages("entries swapped", (p, r) -> swap(page(p, r).rows, r)),
          pages("an entry twice", (p, r) -> page(p, r).rows.add(0, page(p, r).rows.get(0))),
          pages("an entry gone", (p, r) -> page(p, r).rows.remove(0)),
          pages("an account of nobody", (p, r) -> id(p, r, 0)),
          pages("an account beyond the tree", (p, r) -> id(p, r, (1 << 24) - r.nextInt(2))),
          pages("the largest account", (p, r) -> id(p, r, -1)),
          pages("pages swapped", (p, r) -> swap(p.pages, r)),
          pages("a page gone", (p, r) -> p.pages.remove(r.nextInt(p.pages.size()))),
          pages("a page twice", (p, r) -> p.pages.add(page(p, r))),
          pages("no last page", (p, r) -> p.pages.forEach(page -> page.last = false)),
          pages("a last page early", (p, r) -> page(p, r).last = true),
          pages(
              "a page of nothing",
              (p, r) -> p.pages.add(r.nextInt(p.pages.size()), new Page(9, false))),
          pages("a page split", TwinLies::split),
          pages("a page too full", TwinLies::overfill),
          pages(
              "another kind of section",
              (p, r) -> page(p, r).key ^= (long) (1 + r.nextInt(7)) << 32),
          pages("an unknown asset", (p, r) -> key(p, r, 2L << 32 | 4 + r.nextInt(3))),
          pages("an asset beyond", (p, r) -> key(p, r, 2L << 32 | 0x10000)),
          pages("another market", (p, r) -> key(p, r, 3L << 32 | r.nextInt(1 << 20))),
          pages("a section of key 0", (p, r) -> p.pages.get(0).key = 0),
          pages("the cash of FEES beyond", (p, r) -> beyond(p, TwinVenue.FEES, Long.MAX_VALUE)),
          pages(
              "the cash of BAD_DEBT beyond",
              (p, r) -> beyond(p, TwinVenue.BAD_DEBT, -Long.MAX_VALUE)));

  /** Of what crosses the border of the tree. */
  static final List<TwinLie> FLOWS =
      List.of(
          lie("a bit of the flows", (d, r) -> flip(d.flows, r)),
          lie("flows cut", (d, r) -> d.flows = cut(d.flows, r)),
          lie("flows with more", (d, r) -> d.flows = more(d.flows, r)),
          rows(
              "a flow by one",
              (rows, r) -> row(rows, r)[1 + r.nextInt(4)] += r.nextBoolean() ? 1 : -1),
          rows("a flow twice", (rows, r) -> rows.add(row(rows, r).clone())),
          rows("a flow gone", (rows, r) -> rows.remove(r.nextInt(rows.size()))),
          rows("flows swapped", TwinLies::swap),
          rows("a flow of nothing", (rows, r) -> Arrays.fill(row(rows, r), 1, 5, 0)),
          rows(
              "a flow of no asset",
              (rows, r) -> rows.add(new long[] {4 + r.nextInt(9), 0, 1, 0, 0})),
          rows("more out than there is", (rows, r) -> row(rows, r)[2] += 1L << 61),
          rows("all that can be out", (rows, r) -> row(rows, r)[2] = -1),
          rows("cover where none is", (rows, r) -> row(rows, r)[3] = 1 + r.nextInt(9)),
          rows("cover of everything", (rows, r) -> row(rows, r)[3] = 1L << 62),
          rows(
              "more owed than fits",
              (rows, r) -> {
                row(rows, r)[2] = Long.MIN_VALUE;
                row(rows, r)[3] = -1;
                row(rows, r)[4] = Long.MAX_VALUE;
              }),
          rows("a top-up", (rows, r) -> row(rows, r)[4] = 1 + r.nextInt(9)));

  /** Of the marks. */
  static final List<TwinLie> MARKS =
      List.of(
          lie("a bit of the marks", (d, r) -> flip(d.marks, r)),
          lie("marks cut", (d, r) -> d.marks = cut(d.marks, r)),
          lie("marks with more", (d, r) -> d.marks = more(d.marks, r)),
          lie("no marks", (d, r) -> d.marks = new byte[0]),
          lie("marks of nothing", (d, r) -> d.marks = new byte[4]),
          lie("marks too short to count", (d, r) -> d.marks = new byte[r.nextInt(4)]),
          lie("the marks that stand", (d, r) -> d.marks = d.venue.books.marks.bytes()),
          lie("an asset's word as a market's", (d, r) -> shift(d.marks)),
          lie("no marks and no root", TwinLies::noMarks));

  /** Of the signatures; nobody signs after them. */
  static final List<TwinLie> SIGNATURES =
      List.of(
          lie("a bit of a signature", (d, r) -> flip(d.signatures, r)),
          lie("a signature gone", (d, r) -> d.sign(r.nextInt(3))),
          lie("no signature", (d, r) -> d.signatures = new byte[0]),
          lie("a signature cut", (d, r) -> d.signatures = Arrays.copyOf(d.signatures, 129)),
          lie("signatures swapped", (d, r) -> d.sign(1, 0)),
          lie("a signature twice", (d, r) -> d.sign(1, 1)),
          lie("all signatures", (d, r) -> d.sign(0, 1, 2)),
          lie("others' signatures", (d, r) -> d.sign(0, 2)),
          lie("a stranger's signature", TwinLies::stranger),
          lie("a stranger's signature beside", TwinLies::strangerToo),
          lie("a signature of something else", (d, r) -> d.signatures = d.venue.sign(new byte[32])),
          lie("the other half's signature", (d, r) -> high(d.signatures)),
          lie("another recovery", (d, r) -> d.signatures[64] = (byte) r.nextInt(32)),
          lie("a signature of zeros", (d, r) -> Arrays.fill(d.signatures, 0, 64, (byte) 0)));

  private TwinLies() {}

  private static TwinLie lie(String name, BiConsumer<TwinDraft, Random> change) {
    return new TwinLie(name, change);
  }

  /** One that reads the payload as pages; it leaves an empty one alone. */
  private static TwinLie pages(String name, BiConsumer<TwinPayload, Random> change) {
    return new TwinLie(
        name,
        (d, r) -> {
          TwinPayload payload = TwinPayload.of(d.payload);
          if (!payload.pages.isEmpty() && payload.pages.stream().noneMatch(Page::isEmpty)) {
            change.accept(payload, r);
            d.payload = payload.bytes();
          }
        });
  }

  private static TwinLie rows(String name, BiConsumer<List<long[]>, Random> change) {
    return new TwinLie(
        name,
        (d, r) -> {
          List<long[]> rows = d.rows();
          if (!rows.isEmpty()) {
            change.accept(rows, r);
            d.rows(rows);
          }
        });
  }

  private static int field(Random r) {
    return r.nextInt(TwinDraft.fields());
  }

  private static Page page(TwinPayload payload, Random r) {
    return payload.pages.get(r.nextInt(payload.pages.size()));
  }

  private static long[] row(List<long[]> rows, Random r) {
    return rows.get(r.nextInt(rows.size()));
  }

  private static void flip(byte[] bytes, Random r) {
    if (bytes.length > 0) {
      bytes[r.nextInt(bytes.length)] ^= (byte) (1 << r.nextInt(8));
    }
  }

  private static byte[] cut(byte[] bytes, Random r) {
    return Arrays.copyOf(bytes, Math.max(0, bytes.length - 1 - r.nextInt(40)));
  }

  private static byte[] more(byte[] bytes, Random r) {
    return Arrays.copyOf(bytes, bytes.length + 1 + r.nextInt(40));
  }

  private static <T> void swap(List<T> list, Random r) {
    int one = r.nextInt(list.size());
    int other = r.nextInt(list.size());
    list.set(other, list.set(one, list.get(other)));
  }

  // Entries

  private static void value(TwinPayload p, Random r, ToLongFunction<Row> other) {
    List<Row> rows = page(p, r).rows;
    int at = r.nextInt(rows.size());
    rows.set(at, new Row(rows.get(at).id(), other.applyAsLong(rows.get(at))));
  }

  private static void id(TwinPayload p, Random r, int id) {
    List<Row> rows = page(p, r).rows;
    int at = r.nextBoolean() ? rows.size() - 1 : r.nextInt(rows.size());
    rows.set(at, new Row(id, rows.get(at).zigzag()));
  }

  private static void key(TwinPayload p, Random r, long key) {
    (r.nextBoolean() ? page(p, r) : p.pages.get(p.pages.size() - 1)).key = key;
  }

  /** The section stays balanced, so that the chain cannot see it. */
  private static void neighbour(TwinPayload p, Random r) {
    List<Row> rows = page(p, r).rows;
    if (rows.size() > 1) {
      int at = r.nextInt(rows.size() - 1);
      rows.set(at, plus(rows.get(at), 1));
      rows.set(at + 1, plus(rows.get(at + 1), -1));
    }
  }

  private static Row plus(Row row, long change) {
    long value = row.zigzag() >>> 1 ^ -(row.zigzag() & 1);
    return new Row(row.id(), TwinPayload.zigzag(value + change));
  }

  private static void split(TwinPayload p, Random r) {
    int at = r.nextInt(p.pages.size());
    Page first = p.pages.get(at);
    Page second = new Page(first.key, first.last);
    first.last = false;
    List<Row> tail = first.rows.subList((first.rows.size() + 1) / 2, first.rows.size());
    second.rows.addAll(tail);
    tail.clear();
    p.pages.add(at + 1, second);
  }

  private static void overfill(TwinPayload p, Random r) {
    List<Row> rows = page(p, r).rows;
    for (int id = 1 << 23; rows.size() <= TwinPayload.FULL; id++) {
      rows.add(new Row(id, 1 + id % 2));
    }
  }

  /** As much as fits onto the cash of a system account, taken from two others. */
  private static void beyond(TwinPayload p, int account, long value) {
    Page cash = p.pages.get(0);
    if (cash.key != 2L << 32) {
      return;
    }
    long was = 0;
    for (Row row : cash.rows) {
      was += row.id() == account ? row.zigzag() >>> 1 ^ -(row.zigzag() & 1) : 0;
    }
    cash.rows.removeIf(row -> row.id() == account);
    int at = 0;
    while (at < cash.rows.size() && cash.rows.get(at).id() < account) {
      at++;
    }
    cash.rows.add(at, new Row(account, TwinPayload.zigzag(value)));
    long half = value / 2;
    cash.rows.add(new Row((1 << 24) - 2, TwinPayload.zigzag(-half)));
    cash.rows.add(new Row((1 << 24) - 1, TwinPayload.zigzag(was - value + half)));
  }

  // Marks

  private static void shift(byte[] marks) {
    if (marks.length >= 4) {
      marks[1]--;
      marks[3]++;
    }
  }

  private static void noMarks(TwinDraft d, Random r) {
    d.marks = new byte[0];
    d.word(HeaderField.MARK_ROOT, new byte[32]);
  }

  // Signatures

  private static void stranger(TwinDraft d, Random r) {
    byte[] own = d.venue.signature(STRANGER, d.headerHash());
    System.arraycopy(own, 0, d.signatures, 65 * r.nextInt(2), 65);
  }

  private static void strangerToo(TwinDraft d, Random r) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(d.signatures);
    all.writeBytes(d.venue.signature(STRANGER, d.headerHash()));
    d.signatures = all.toByteArray();
  }

  private static void high(byte[] signatures) {
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signatures, 32, 64));
    System.arraycopy(TwinDraft.padded(ORDER.subtract(s)), 0, signatures, 32, 32);
    signatures[64] ^= 7; // 27 and 28 change places
  }
}
