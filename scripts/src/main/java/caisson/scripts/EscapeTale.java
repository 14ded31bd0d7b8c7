package caisson.scripts;

import static caisson.scripts.Abi.address;
import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u16;
import static caisson.scripts.Abi.u256;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.clearing.Batch;
import caisson.clearing.MarkWords;
import caisson.scripts.DrillChain.Call;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;

/**
 * The operator is gone: freeze, back to the last honest header, and everybody out with the share
 * that {@link ExitShares} computes, in an order that must not matter.
 */
final class EscapeTale {
  private static final int BAD_DEBT = 5;
  private static final int FAILING_ASSET = 3;
  private static final int NO_BATCH = 1;
  private static final int UNSERVED = 2;
  private static final int CENSORED = Operator.FIRST + 7;
  private static final long HOUR_S = 3_600;
  private static final long POOL_DAYS_S = 30 * 24 * HOUR_S;

  /** Answers balanceOf from the token's own storage and reverts everything else. */
  private static final String FAILING_CODE =
      "0x5f3560e01c6370a0823114601157" + "5f5ffd" + "5b6004355f525f60205260405f20545f5260205ff3";

  private final EscapeVenue venue;
  private final DrillChain chain;
  private final Story story;
  private final long seed;

  EscapeTale(EscapeVenue venue, Story story, long seed) {
    this.venue = venue;
    this.chain = venue.chain;
    this.story = story;
    this.seed = seed;
  }

  /** The silent operator: no batch for six hours. */
  void silence() {
    story.chapter("no batch for 6 hours");
    prepare();
    venue.commitTheFalseBatch();
    toldEarly();
    long dead = chain.now();
    chain.travel(6 * HOUR_S - (dead - venue.falseOne().at()) - 60);
    story.isTrue("nobody may announce before 6 h", !announces());
    chain.travel(120);
    freeze(NO_BATCH);
    leave();
  }

  /** The censoring operator: batches go on, one owner's request is never served. */
  void unserved() {
    story.chapter("a forced request unserved for 24 hours");
    prepare();
    String owner = Operator.hex(venue.operator.owner(CENSORED));
    chain.send(
        owner, venue.queue(), Abi.call("withdraw", u32(CENSORED), u16(0), u64(1), address(owner)));
    long asked = chain.now();
    for (int heartbeat = 0; heartbeat < 4; heartbeat++) {
      chain.travel(5 * HOUR_S);
      venue.operator.commit(window -> window);
    }
    venue.remember();
    chain.travel(asked + 23 * HOUR_S - chain.now());
    venue.commitTheFalseBatch();
    toldEarly();
    story.isTrue("nobody may announce before 24 h", !announces());
    chain.travel(asked + 24 * HOUR_S + 60 - chain.now());
    Batch late = venue.operator.seal(window -> window);
    story.isTrue(
        "no batch may pass over the request after 24 h",
        !chain.tries(
            DemoAddress.SENDER, venue.deployment.clearingHouse(), venue.operator.commitCall(late)));
    freeze(UNSERVED);
    leave();
  }

  private void prepare() {
    venue.fill();
    int trades = venue.trade();
    venue.remember();
    long lines = venue.honest.values().stream().filter(each -> !each.lots().isEmpty()).count();
    story.equal("accounts", EscapeVenue.ACCOUNTS, venue.operator.users());
    story.check("open positions", lines > 500, lines + " accounts after " + trades + " trades");
  }

  private void toldEarly() {
    int payouts = venue.paidEarly.values().stream().mapToInt(Map::size).sum();
    story.check(
        "fast payouts of a batch that will be reverted", payouts >= 20, payouts + " payouts");
  }

  private boolean announces() {
    return chain.tries(DemoAddress.STRANGER, venue.queue(), Abi.call("announce"));
  }

  private void freeze(int reason) {
    byte[] overdue = chain.view(venue.queue(), Abi.call("overdue"));
    story.equal("the queue says why", reason, Abi.word(overdue, 0).intValue());
    story.isTrue("anyone announces", announces());
    story.isTrue("nobody freezes at once", !freezes());
    chain.travel(HOUR_S);
    story.isTrue("nor after an hour without 300 blocks", !freezes());
    chain.mineBlocks(300);
    story.isTrue("anyone freezes an hour and 300 blocks later", freezes());
  }

  private boolean freezes() {
    return chain.tries(DemoAddress.STRANGER, venue.queue(), Abi.call("freeze"));
  }

  private void leave() {
    unwind();
    plantHoles();
    String healthy = chain.code(venue.token(FAILING_ASSET));
    chain.setCode(venue.token(FAILING_ASSET), FAILING_CODE);
    long end = venue.lastHonest().at() + EscapeVenue.WINDOW_S;
    chain.travel(Math.max(1, end - chain.now()));
    List<ExitShares.Asset> assets = present();
    ExitShares shares = new ExitShares(venue.honest, marks(), assets, venue.paidEarly);
    open(assets);
    for (int asset = 0; asset < EscapeVenue.ASSETS; asset++) {
      remember(asset);
    }
    String beforeEscapes = chain.snapshot();
    Map<Integer, Map<Integer, BigInteger>> first = escapeAll(seed);
    compare(shares, first);
    chain.revert(beforeEscapes);
    Map<Integer, Map<Integer, BigInteger>> second = escapeAll(seed + 1);
    story.isTrue("another order changes no payout", first.equals(second));
    sums(first, assets, shares);
    chain.setCode(venue.token(FAILING_ASSET), healthy);
    heal(shares);
    share(shares);
  }

  private ExitShares.Marks marks() {
    return EscapeVenue.marks(venue.lastHonest());
  }

  private void unwind() {
    Operator.Committed wrong = venue.falseOne();
    byte[] proof =
        FalseBatch.proof(
            venue.lastHonest(),
            wrong,
            venue.leaf(venue.liar),
            venue.operator.leaf(venue.liar, 1_000_000));
    String judge = venue.contract("challenge");
    story.isTrue(
        "anyone convicts the false batch", chain.tries(DemoAddress.STRANGER, judge, proof));
    chain.send(
        DemoAddress.STRANGER,
        venue.deployment.clearingHouse(),
        Abi.call(
            "unwind",
            new DynamicArray<>(DynamicBytes.class, bytes(wrong.batch().headerBytes())),
            new DynamicArray<>(Uint64.class, u64(wrong.at())),
            new DynamicArray<>(DynamicBytes.class, bytes(wrong.batch().flows()))));
    byte[] head = chain.view(venue.deployment.clearingHouse(), Abi.call("head"));
    story.equal(
        "the venue stands at the last honest header",
        venue.lastHonest().batch().header().no(),
        Abi.word(head, 0).longValueExact());
  }

  /** A tenth of the coin and of one other token is gone. */
  private void plantHoles() {
    String vault = venue.deployment.vault();
    for (int asset = 0; asset < 2; asset++) {
      BigInteger tenth = balance(asset, vault).divide(BigInteger.TEN);
      chain.send(
          vault,
          venue.token(asset),
          Abi.call("transfer", address(DemoAddress.THIEF), new Uint256(tenth)));
    }
  }

  /** min(accounted, what the token balance leaves after what is senior), from public numbers. */
  private List<ExitShares.Asset> present() {
    List<ExitShares.Asset> assets = new ArrayList<>();
    for (int asset = 0; asset < EscapeVenue.ASSETS; asset++) {
      byte[] sums = chain.view(venue.deployment.vault(), Abi.call("balancesOf", u16(asset)));
      BigInteger senior = Abi.word(sums, 0).add(Abi.word(sums, 2));
      BigInteger held = balance(asset, venue.deployment.vault()).subtract(senior);
      BigInteger accounted = Abi.word(sums, 1);
      assets.add(new ExitShares.Asset(held.max(BigInteger.ZERO).min(accounted), accounted));
    }
    return assets;
  }

  private void open(List<ExitShares.Asset> assets) {
    Operator.Committed honest = venue.lastHonest();
    MarkWords marks = honest.batch().window().marks();
    byte[] assetPages = FalseBatch.pageHashes(marks, false);
    byte[] marketPages = FalseBatch.pageHashes(marks, true);
    for (boolean market : new boolean[] {false, true}) {
      chain.send(
          DemoAddress.STRANGER,
          venue.desk(),
          Abi.call(
              "loadMarks",
              bytes(assetPages),
              bytes(marketPages),
              new Bool(market),
              u256(0),
              bytes(FalseBatch.paddedPages(marks, market))));
    }
    chain.send(
        DemoAddress.STRANGER,
        venue.desk(),
        Abi.call(
            "open",
            bytes(honest.batch().headerBytes()),
            u64(honest.at()),
            bytes(assetPages),
            bytes(marketPages),
            bytes(venue.leaf(BAD_DEBT).bytes()),
            bytes(honest.batch().leafProof(BAD_DEBT))));
    int right = 0;
    for (int asset = 0; asset < assets.size(); asset++) {
      byte[] fixed = chain.view(venue.desk(), Abi.call("presentOf", u16(asset)));
      right += Abi.word(fixed, 1).equals(assets.get(asset).present()) ? 1 : 0;
    }
    story.equal("assets whose present amount is as computed", EscapeVenue.ASSETS, right);
    BigInteger missing = assets.get(0).accounted().subtract(assets.get(0).present());
    story.check(
        "a tenth of the coin is missing",
        missing.signum() > 0,
        missing + " of " + assets.get(0).accounted());
  }

  /** What each account was paid or is owed, by asset; the failing one counts as owed. */
  private Map<Integer, Map<Integer, BigInteger>> escapeAll(long order) {
    List<Integer> accounts = accounts();
    Collections.shuffle(accounts, new Random(order));
    List<Call> calls = new ArrayList<>();
    for (int account : accounts) {
      calls.add(new Call(DemoAddress.STRANGER, venue.desk(), proven("escape", account)));
    }
    chain.send(calls);
    Map<Integer, Map<Integer, BigInteger>> paid = new TreeMap<>();
    for (int asset = 0; asset < EscapeVenue.ASSETS; asset++) {
      List<BigInteger> amounts = asset == FAILING_ASSET ? owed() : balances(asset);
      for (int i = 0; i < amounts.size(); i++) {
        if (amounts.get(i).signum() > 0) {
          paid.computeIfAbsent(accounts().get(i), ignored -> new TreeMap<>())
              .put(asset, amounts.get(i));
        }
      }
    }
    return paid;
  }

  private byte[] proven(String function, int account) {
    return Abi.call(
        function,
        u32(account),
        bytes(venue.leaf(account).bytes()),
        bytes(venue.lastHonest().batch().leafProof(account)));
  }

  /** All users and the account of the fees. */
  private List<Integer> accounts() {
    List<Integer> accounts = new ArrayList<>();
    accounts.add(EscapeVenue.FEES);
    for (int i = 0; i < EscapeVenue.ACCOUNTS; i++) {
      accounts.add(Operator.FIRST + i);
    }
    return accounts;
  }

  private String receiver(int account) {
    return account == EscapeVenue.FEES
        ? venue.deployment.insuranceFund()
        : Operator.hex(venue.operator.owner(account));
  }

  private final Map<Integer, List<BigInteger>> had = new TreeMap<>();

  /** What receivers have gained since the first call for the asset. */
  private List<BigInteger> balances(int asset) {
    List<byte[]> questions = new ArrayList<>();
    accounts().forEach(account -> questions.add(Abi.call("balanceOf", address(receiver(account)))));
    List<BigInteger> now =
        chain.views(venue.token(asset), questions).stream()
            .map(answer -> Abi.word(answer, 0))
            .toList();
    List<BigInteger> gained = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      gained.add(now.get(i).subtract(before(asset, i)));
    }
    return gained;
  }

  private BigInteger before(int asset, int place) {
    List<BigInteger> balances = had.get(asset);
    return balances == null ? BigInteger.ZERO : balances.get(place);
  }

  private List<BigInteger> owed() {
    List<byte[]> questions = new ArrayList<>();
    accounts()
        .forEach(account -> questions.add(Abi.call("owed", u32(account), u16(FAILING_ASSET))));
    return chain.views(venue.desk(), questions).stream()
        .map(answer -> Abi.word(answer, 0))
        .toList();
  }

  private void compare(ExitShares shares, Map<Integer, Map<Integer, BigInteger>> paid) {
    int right = 0;
    int debtors = 0;
    for (int account : accounts()) {
      Map<Integer, BigInteger> due = shares.escape(account);
      debtors += shares.isDebtor(account) ? 1 : 0;
      if (due.equals(paid.getOrDefault(account, Map.of()))) {
        right++;
      } else {
        story.tell("account " + account + ": due " + due + " got " + paid.get(account));
      }
    }
    story.equal("accounts with their share to the last unit", accounts().size(), right);
    story.check("debtors among them", debtors > 0, Integer.toString(debtors));
  }

  private void sums(
      Map<Integer, Map<Integer, BigInteger>> paid,
      List<ExitShares.Asset> assets,
      ExitShares shares) {
    for (int asset = 0; asset < assets.size(); asset++) {
      BigInteger sum = shares.pool(asset);
      for (Map<Integer, BigInteger> row : paid.values()) {
        sum = sum.add(row.getOrDefault(asset, BigInteger.ZERO));
      }
      BigInteger present = assets.get(asset).present();
      BigInteger dust = present.subtract(sum);
      boolean fits = dust.signum() >= 0;
      story.check(
          "asset " + asset + ": payouts and pool fit what is there", fits, sum + " of " + present);
    }
  }

  /** The token works again: what was owed is paid. */
  private void heal(ExitShares shares) {
    chain.send(DemoAddress.STRANGER, venue.desk(), Abi.call("take", u16(FAILING_ASSET)));
    List<Call> claims = new ArrayList<>();
    for (int account : accounts()) {
      if (shares.escape(account).containsKey(FAILING_ASSET)) {
        claims.add(
            new Call(
                DemoAddress.STRANGER,
                venue.desk(),
                Abi.call("claimOwed", u32(account), u16(FAILING_ASSET))));
      }
    }
    chain.send(claims);
    List<BigInteger> gained = balances(FAILING_ASSET);
    int right = 0;
    for (int i = 0; i < gained.size(); i++) {
      BigInteger due =
          shares.escape(accounts().get(i)).getOrDefault(FAILING_ASSET, BigInteger.ZERO);
      right += gained.get(i).equals(due) ? 1 : 0;
    }
    story.equal("accounts paid in the token that had failed", accounts().size(), right);
    story.check("of them with something in it", claims.size() > 100, claims.size() + " claims");
  }

  private void share(ExitShares shares) {
    chain.travel(POOL_DAYS_S);
    for (int asset = 1; asset < EscapeVenue.ASSETS; asset++) {
      remember(asset);
    }
    List<Call> calls = new ArrayList<>();
    for (int account : accounts()) {
      calls.add(new Call(DemoAddress.STRANGER, venue.desk(), proven("share", account)));
    }
    Collections.shuffle(calls, new Random(seed + 2));
    chain.send(calls);
    int right = 0;
    int places = 0;
    for (int asset = 1; asset < EscapeVenue.ASSETS; asset++) {
      List<BigInteger> gained = balances(asset);
      for (int i = 0; i < gained.size(); i++) {
        BigInteger due = shares.share(accounts().get(i)).getOrDefault(asset, BigInteger.ZERO);
        right += gained.get(i).equals(due) ? 1 : 0;
        places++;
      }
    }
    story.equal("shares in the debtors' pools to the last unit", places, right);
  }

  private void remember(int asset) {
    had.remove(asset);
    had.put(asset, balances(asset));
  }

  private BigInteger balance(int asset, String holder) {
    return Abi.word(chain.view(venue.token(asset), Abi.call("balanceOf", address(holder))), 0);
  }
}
