package caisson.scripts;

import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Batch;
import caisson.clearing.Disclosure;
import caisson.clearing.Evidence;
import caisson.clearing.Keccak;
import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import caisson.clearing.Move;
import caisson.clearing.MoveList;
import caisson.clearing.SealedWindow;
import caisson.signing.KeyPair;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * One lie for each proof from moves, liquidations, prices and withheld data (F0, F2b to F8), all
 * made from one honest batch of trades in which a request of the chain's queue was served.
 */
final class FalseFills {
  private static final long COIN_KEY = 2L << 32;
  private static final long BOND_WEI = 50_000_000_000_000_000L;
  private static final int TO_ANSWER_S = 2 * 3_600;
  private static final int MARKET = 1;
  private static final long INDEX_TICKS = 690_000;
  private static final int NS_PER_S = 1_000_000_000;

  /** A batch that lies, the judge that is told, and the proof once it stands on the chain. */
  record Lie(String name, String judge, Batch batch, Proof proof) {}

  interface Proof {
    byte[] against(long committedAt);
  }

  private final EscapeVenue venue;
  private final Operator.Committed before;
  private final Batch honest;
  private final KeyPair receiptKey = KeyPair.create();
  private final int account;
  private final int index;
  private final Move fill;

  FalseFills(EscapeVenue venue, Operator.Committed before, Batch honest) {
    this.venue = venue;
    this.before = before;
    this.honest = honest;
    MoveList list =
        honest.window().fills().lists().stream()
            .filter(each -> each.moves().get(0).kind() == Move.TRADE)
            .filter(each -> each.account() != servedAccount())
            .findFirst()
            .orElseThrow();
    account = list.account();
    index = 0;
    fill = list.moves().get(index);
  }

  /** Offices that only governance fills: the receipt key and the markets of the hub. */
  void prepare() {
    String admin = Operator.hex(KeyPair.parse(DemoKey.OPERATOR.privateKey()).address());
    String key = Operator.hex(receiptKey.address());
    venue.chain.send(
        admin, venue.contract("moveJudge"), Abi.call("nameReceiptKey", Abi.address(key)));
    venue.chain.send(
        admin,
        venue.contract("oracleHub"),
        Abi.call("list", u32(MARKET), new Uint8(4), new Uint8(12)));
  }

  List<Lie> all() {
    List<Lie> lies = new ArrayList<>();
    lies.add(withheld("F0 a withheld state tree", false));
    lies.add(withheld("F0 a withheld fill tree", true));
    Batch fewer = lie(moves -> moves.subList(0, moves.size() - 1));
    lies.add(
        new Lie(
            "F2b a move left out",
            "moveJudge",
            fewer,
            at -> FalseMoves.falseList(fewer, at, account, COIN_KEY)));
    lies.add(fill("F3 a fill without an order", fill.ticks(), Evidence.NONE));
    lies.add(fill("F3 a fill nobody signed", fill.ticks(), forged()));
    long beyond = fill.amount() > 0 ? fill.ticks() * 2 : fill.ticks() / 2;
    lies.add(fill("F3 a fill beyond the order's limit", beyond, fill.evidence()));
    lies.add(falseMark());
    lies.addAll(liquidations());
    lies.add(passedOver());
    lies.addAll(contradictions());
    lies.add(brokenReceipt());
    return lies;
  }

  private Batch lie(java.util.function.UnaryOperator<List<Move>> change) {
    return FalseMoves.with(honest, account, change);
  }

  private Batch instead(Move move) {
    return lie(
        moves -> {
          moves.set(index, move);
          return moves;
        });
  }

  private Lie fill(String name, long ticks, Evidence evidence) {
    Move other = FalseMoves.like(fill, ticks, fill.left(), fill.index(), evidence);
    Batch batch = instead(other);
    return new Lie(name, "moveJudge", batch, at -> FalseMoves.falseFill(batch, at, account, index));
  }

  private Evidence forged() {
    byte[] bytes = fill.evidence().bytes();
    bytes[bytes.length - 40] ^= 1;
    return new Evidence(bytes);
  }

  /** The batch is honest; only nobody shows what lies under its root. */
  private Lie withheld(String name, boolean fills) {
    byte[] root = fills ? honest.header().fillRoot() : honest.header().root();
    return new Lie(
        name,
        "demand",
        honest,
        at -> {
          demand(honest, at, fills, 1);
          venue.chain.travel(TO_ANSWER_S + 1);
          return Abi.call("expire", u64(honest.header().no()), new Bytes32(root));
        });
  }

  private void demand(Batch batch, long at, boolean fills, int bonds) {
    byte[] call =
        Abi.call(
            "demand",
            FalseBatch.committed(batch.headerBytes(), at),
            new Bool(fills),
            new DynamicArray<>(DynamicBytes.class, List.of()),
            bytes(new byte[0]));
    BigInteger wei = BigInteger.valueOf(BOND_WEI).multiply(BigInteger.valueOf(bonds));
    venue.chain.pay(DemoAddress.STRANGER, venue.contract("demand"), call, wei);
  }

  /** Both roots are asked for and shown; whether nobody can say afterwards that they were not. */
  boolean showsWhatIsAsked(long at) {
    String demand = venue.contract("demand");
    List<byte[]> expiries = new ArrayList<>();
    for (boolean fills : new boolean[] {false, true}) {
      byte[] root = fills ? honest.header().fillRoot() : honest.header().root();
      demand(honest, at, fills, fills ? 2 : 1);
      byte[] data =
          Disclosure.of(
                  root,
                  honest.window().tree(),
                  honest.window().fills(),
                  id -> Leaf.builder(id).build())
              .orElseThrow();
      venue.chain.send(
          DemoAddress.SENDER,
          demand,
          Abi.call("answer", u64(honest.header().no()), new Bytes32(root), bytes(data)));
      expiries.add(Abi.call("expire", u64(honest.header().no()), new Bytes32(root)));
    }
    venue.chain.travel(TO_ANSWER_S + 1);
    return !venue.chain.wouldPass(DemoAddress.STRANGER, demand, expiries).contains(true);
  }

  /** New marks at twice what the oracle's signers say at that second. */
  private Lie falseMark() {
    SealedWindow w = honest.window();
    MarkWords.Builder words = new MarkWords.Builder();
    for (int asset = 0; asset < w.marks().assetCount(); asset++) {
      words.asset(asset, EscapeVenue.markUnit(asset), EscapeVenue.scale(asset), 0);
    }
    for (int market = 1; market < w.marks().marketCount(); market++) {
      long ticks = w.marks().markTicks(market) * (market == MARKET ? 2 : 1);
      words.market(market, ticks, w.marks().k(market), w.marks().fundingIndex(market), 0);
    }
    Batch batch =
        FalseBatch.marked(w, words.build(), venue.leaves())
            .seal(honest.header().prevHash(), honest.header().ledgerSeal());
    return new Lie(
        "F4 marks that no oracle said",
        "priceJudge",
        batch,
        at ->
            Abi.call(
                "falseMark",
                FalseBatch.committed(before.batch().headerBytes(), before.at()),
                FalseBatch.committed(batch.headerBytes(), at),
                u32(MARKET),
                page(batch.window().marks()),
                OracleRound.around(venue, MARKET, INDEX_TICKS, batch.header().ts())));
  }

  private static DynamicStruct page(MarkWords marks) {
    return new DynamicStruct(
        new Bytes32(Keccak.hash(FalseBatch.pageHashes(marks, false))),
        bytes(FalseBatch.pageHashes(marks, true)),
        bytes(FalseBatch.paddedPages(marks, true)));
  }

  private List<Lie> liquidations() {
    long lots = -2 * fill.amount();
    long rich = 1L << 50;
    Batch wrongful = stated(FalseMoves.statement(fill.timeNs(), rich, fill, lots, INDEX_TICKS));
    Batch widening = stated(FalseMoves.statement(fill.timeNs(), -rich, fill, -lots, INDEX_TICKS));
    Batch made = stated(FalseMoves.statement(fill.timeNs(), -rich, fill, lots, INDEX_TICKS));
    Batch marked = stated(FalseMoves.statement(fill.timeNs(), -rich, fill, lots, 2 * INDEX_TICKS));
    Leaf was = venue.leaf(account);
    return List.of(
        new Lie(
            "F5 a healthy account liquidated",
            "priceJudge",
            wrongful,
            at -> FalseMoves.falseLiquidation(wrongful, at, account, index)),
        new Lie(
            "F5 a liquidation that opens a line",
            "priceJudge",
            widening,
            at -> FalseMoves.falseLiquidation(widening, at, account, index)),
        new Lie(
            "F5 a made-up statement",
            "priceJudge",
            made,
            at -> FalseMoves.falseStatement(before, made, at, was, COIN_KEY, index)),
        new Lie(
            "F5 a statement at marks that no oracle said",
            "priceJudge",
            marked,
            at ->
                FalseMoves.falseStatedMark(
                    marked,
                    at,
                    account,
                    index,
                    fill.market(),
                    OracleRound.around(
                        venue, fill.market(), INDEX_TICKS, fill.timeNs() / NS_PER_S))));
  }

  private Batch stated(Evidence statement) {
    return instead(FalseMoves.like(fill, fill.ticks(), fill.left(), fill.index(), statement));
  }

  private int servedAccount() {
    return java.nio.ByteBuffer.wrap(venue.operator.lastRequest).getInt(17);
  }

  private Lie passedOver() {
    int served = servedAccount();
    Batch batch =
        FalseMoves.with(
            honest,
            served,
            moves -> {
              moves.removeIf(move -> move.kind() == Move.FORCED);
              return moves;
            });
    return new Lie(
        "F6 a consumed request without a move",
        "moveJudge",
        batch,
        at -> FalseMoves.passedOver(before, batch, at, served, venue.operator.lastRequest));
  }

  private List<Lie> contradictions() {
    Batch twice =
        lie(
            moves -> {
              moves.add(
                  index + 1,
                  FalseMoves.like(
                      fill, fill.ticks(), fill.left(), fill.index() + 1, fill.evidence()));
              return moves;
            });
    Batch apart =
        instead(
            FalseMoves.like(fill, fill.ticks() + 1, fill.left(), fill.index(), fill.evidence()));
    int other = fill.other();
    int otherIndex = indexOf(FalseMoves.list(honest, other), fill);
    return List.of(
        new Lie(
            "F7 lots of an order filled twice",
            "moveJudge",
            twice,
            at -> FalseMoves.doubleFill(twice, at, account, index, account, index + 1)),
        new Lie(
            "F7 two sides of a trade at two prices",
            "moveJudge",
            apart,
            at -> FalseMoves.doubleFill(apart, at, account, index, other, otherIndex)));
  }

  private static int indexOf(MoveList list, Move side) {
    for (int i = 0; i < list.moves().size(); i++) {
      Move move = list.moves().get(i);
      if (move.sequence() == side.sequence() && move.index() == side.index()) {
        return i;
      }
    }
    throw new VenueException("a trade with one side");
  }

  private Lie brokenReceipt() {
    Batch batch =
        instead(
            FalseMoves.like(fill, fill.ticks(), fill.left() + 1, fill.index(), fill.evidence()));
    return new Lie(
        "F8 another move than the receipt's", "moveJudge", batch, at -> receipt(batch, at, fill));
  }

  private byte[] receipt(Batch batch, long at, Move promised) {
    byte[] hash = Keccak.hash(new byte[] {0x0c}, promised.bytes());
    var receipt = FalseMoves.receipt(account, promised, hash);
    byte[] digest =
        venue.chain.view(venue.contract("moveJudge"), Abi.call("receiptDigest", receipt));
    return FalseMoves.brokenReceipt(batch, at, receipt, receiptKey.sign(digest).bytes(), account);
  }

  // Against the truth

  /** A proof with true data at a random place, and the judge that would hear it. */
  Attempt attempt(Random random, long at) {
    List<MoveList> lists = List.copyOf(honest.window().fills().lists());
    MoveList list = lists.get(random.nextInt(lists.size()));
    int some = random.nextInt(list.moves().size());
    int id = list.account();
    return switch (random.nextInt(7)) {
      case 0 -> {
        long key = random.nextBoolean() ? COIN_KEY : 3L << 32 | 1 + random.nextInt(2);
        yield new Attempt("moveJudge", FalseMoves.falseList(honest, at, id, key));
      }
      case 1 -> {
        int nobody = 5_000 + EscapeVenue.ACCOUNTS + random.nextInt(1 << 20);
        yield new Attempt("moveJudge", FalseMoves.falseList(honest, at, nobody, COIN_KEY));
      }
      case 2 -> new Attempt("moveJudge", FalseMoves.falseFill(honest, at, id, some));
      case 3 -> {
        MoveList other = lists.get(random.nextInt(lists.size()));
        int second = random.nextInt(other.moves().size());
        yield new Attempt(
            "moveJudge", FalseMoves.doubleFill(honest, at, id, some, other.account(), second));
      }
      case 4 ->
          new Attempt(
              "moveJudge",
              FalseMoves.passedOver(
                  before, honest, at, servedAccount(), venue.operator.lastRequest));
      case 5 -> new Attempt("priceJudge", FalseMoves.falseLiquidation(honest, at, id, some));
      default ->
          new Attempt(
              "priceJudge",
              FalseMoves.falseStatement(before, honest, at, venue.leaf(id), COIN_KEY, some));
    };
  }

  /** The receipt for a move the batch keeps. */
  Attempt keptReceipt(long at) {
    return new Attempt("moveJudge", receipt(honest, at, fill));
  }

  record Attempt(String judge, byte[] call) {}
}
