package caisson.scripts;

import static caisson.scripts.Abi.address;
import static caisson.scripts.Abi.u16;
import static caisson.scripts.Abi.u256;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.DeploymentSettings;
import caisson.chain.KeyFile;
import caisson.chain.SettlementContracts;
import caisson.clearing.Batch;
import caisson.clearing.ChainState;
import caisson.clearing.CommitCall;
import caisson.clearing.Keccak;
import caisson.scripts.DrillChain.Call;
import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import caisson.signing.Signature;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.HeaderMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * A chain in the middle of its life, for whom commits are asked of: two batches are on it, bad debt
 * stands and some of it was covered today, deposits and forced requests wait, and the fund has a
 * tranche apart.
 */
final class TwinVenue implements AutoCloseable {
  static final int ASSETS = 4;
  static final int FEES = 1;
  static final int BAD_DEBT = 5;
  static final int FIRST = 4096;
  static final int USERS = 12;

  private static final int THRESHOLD = 2;
  private static final int WAITING = 12;
  private static final int REQUESTS = 3;
  private static final long COIN = 1_000_000;
  private static final long FUND = 9_000 * COIN;
  private static final long APART = 7_500 * COIN;
  private static final long COVERED = 100 * COIN;
  private static final long DEBT = 4_000 * COIN;
  private static final long NO_TIME_S = 24 * 3_600;

  /** Ascending by address, as the contract wants their signatures. */
  private static final List<KeyPair> ATTESTORS =
      Stream.of("attestor 1", "attestor 2", "attestor 3")
          .map(name -> Keccak.hash(name.getBytes(StandardCharsets.US_ASCII)))
          .map(seed -> KeyPair.parse(Hex.encode(seed)))
          .sorted(Comparator.comparing(key -> Operator.hex(key.address())))
          .toList();

  final DrillChain chain;
  private final Deployment deployment;
  private final SigningDomain domain;
  private final String stager;
  private final String admin;
  private final List<ChainState.Waiting> waiting = new ArrayList<>();
  private long depositsUpTo;
  private long coverDay;
  private long coverDayBase;

  /** What the accounts have after the newest batch. */
  final TwinBooks books = new TwinBooks(ASSETS);

  TwinVenue(Installation installation, Path data, Random random) throws Exception {
    chain = new DrillChain(installation.anvil(), Ports.free().anvil(), data);
    KeyPair key = KeyPair.parse(DemoKey.OPERATOR.privateKey());
    admin = Operator.hex(key.address());
    deployment = new Deployer(chain.client(), new KeyFile(key), data).deploy(settings(admin));
    domain = new SigningDomain(31337, Address.parse(deployment.clearingHouse()));
    chain.bulk();
    List<String> senders =
        new ArrayList<>(
            List.of(admin, DemoAddress.PAYER, DemoAddress.SENDER, DemoAddress.STRANGER));
    for (int user = 0; user < USERS; user++) {
      senders.add(owner(user));
    }
    ATTESTORS.forEach(each -> senders.add(Operator.hex(each.address())));
    chain.fund(senders);
    stager = chain.create(DemoAddress.SENDER, TestArtifact.code(installation.root(), "Stager"));
    live(random);
  }

  private static DeploymentSettings settings(String admin) {
    List<String> attestors = ATTESTORS.stream().map(each -> Operator.hex(each.address())).toList();
    DeploymentSettings local = DeploymentSettings.local(admin, attestors, THRESHOLD);
    List<DeploymentSettings.Asset> assets = new ArrayList<>(local.assets());
    long cap = assets.get(0).cap();
    assets.add(new DeploymentSettings.Asset("", "ETH test", "tETH", 9, 10_000, cap));
    assets.add(new DeploymentSettings.Asset("", "Gold test", "tXAU", 6, 10_000, cap));
    return local.withAssets(assets);
  }

  // The life before

  private void live(Random random) {
    String payer = DemoAddress.PAYER;
    List<Call> calls = new ArrayList<>();
    for (int asset = 0; asset < ASSETS; asset++) {
      String token = Objects.requireNonNull(deployment.tokens().get(asset));
      calls.add(new Call(payer, token, Abi.call("mint", address(payer), u256(1L << 50))));
      calls.add(
          new Call(payer, token, Abi.call("approve", address(deployment.vault()), u256(1L << 50))));
    }
    String coin = Objects.requireNonNull(deployment.tokens().get(0));
    String fund = deployment.insuranceFund();
    calls.add(new Call(payer, coin, Abi.call("mint", address(admin), u256(FUND))));
    calls.add(new Call(admin, coin, Abi.call("approve", address(fund), u256(FUND))));
    calls.add(new Call(admin, fund, Abi.call("deposit", u256(FUND))));
    calls.add(new Call(admin, fund, Abi.call("allocate", new Uint8(1), u64(APART))));
    for (int user = 0; user < USERS; user++) {
      long units = (5_000 + random.nextInt(5_000)) * COIN + random.nextInt(1_000_000);
      calls.addAll(register(user, coin, units));
    }
    calls.addAll(deposits(random));
    chain.send(calls);
    first();
    second();
    calls.clear();
    calls.addAll(deposits(random));
    for (int i = 0; i < REQUESTS; i++) {
      calls.add(new Call(owner(i), part("forceQueue"), Abi.call("cancelAll", u32(FIRST + i))));
    }
    chain.send(calls);
  }

  private List<Call> register(int user, String coin, long units) {
    String owner = owner(user);
    String vault = deployment.vault();
    waiting.add(new ChainState.Waiting(0, units));
    return List.of(
        new Call(DemoAddress.PAYER, coin, Abi.call("mint", address(owner), u256(units))),
        new Call(owner, coin, Abi.call("approve", address(vault), u256(units))),
        new Call(owner, vault, Abi.call("register", u256(units))));
  }

  private List<Call> deposits(Random random) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      int asset = random.nextInt(ASSETS);
      long units =
          asset == 0 ? (10 + random.nextInt(90)) * COIN : 10_000L + random.nextInt(1 << 20);
      int account = FIRST + random.nextInt(USERS);
      byte[] data = Abi.call("deposit", u32(account), u16(asset), u256(units));
      calls.add(new Call(DemoAddress.PAYER, deployment.vault(), data));
      waiting.add(new ChainState.Waiting(asset, units));
    }
    return calls;
  }

  /** All deposits come in; somebody's loss stays with BAD_DEBT. */
  private void first() {
    TwinPlan plan = new TwinPlan(books, state());
    plan.consume(waiting.size(), FIRST);
    plan.move(0, BAD_DEBT, FEES, 3 * COIN);
    plan.move(0, BAD_DEBT, FIRST, DEBT);
    plan.remark(new Random(1));
    commit(plan);
  }

  /** The fund covers a part. */
  private void second() {
    coverDayBase = number(deployment.insuranceFund(), "balance");
    TwinPlan plan = new TwinPlan(books, state());
    plan.cover(COVERED, BAD_DEBT);
    commit(plan);
    coverDay = plan.ts() / 86_400;
  }

  private void commit(TwinPlan plan) {
    Batch batch = plan.seal();
    chain.send(
        DemoAddress.SENDER,
        deployment.clearingHouse(),
        SettlementContracts.commit(
            batch.headerBytes(),
            batch.payload(),
            batch.flows(),
            batch.marks(),
            sign(batch.headerHash())));
    int consumed = (int) (batch.header().depositsUpTo() - depositsUpTo);
    waiting.subList(0, consumed).clear();
    depositsUpTo += consumed;
    books.take(plan, batch);
  }

  // What may befall it

  /** The requests that wait are overdue. */
  void wait(int hours) {
    chain.travel(3_600L * hours);
  }

  void pause() {
    ByteArrayOutputStream set = new ByteArrayOutputStream();
    set.write(THRESHOLD);
    ATTESTORS.forEach(each -> set.writeBytes(each.address().bytes()));
    for (int position = 0; position < 2; position++) {
      chain.send(
          Operator.hex(ATTESTORS.get(position).address()),
          part("attestors"),
          Abi.call("votePause", new DynamicBytes(set.toByteArray()), u256(position)));
    }
    chain.send(DemoAddress.STRANGER, deployment.clearingHouse(), Abi.call("syncPause"));
  }

  void freeze() {
    chain.travel(NO_TIME_S + 1);
    chain.send(DemoAddress.STRANGER, part("forceQueue"), Abi.call("announce"));
    chain.mineBlocks(301);
    chain.travel(3_601);
    chain.send(DemoAddress.STRANGER, part("forceQueue"), Abi.call("freeze"));
  }

  // What is asked

  /** What the contract says to each of the commits. */
  List<Answer> asks(List<CommitCall> calls) {
    List<Call> asked = calls.stream().map(this::call).toList();
    return chain.answers(asked);
  }

  private Call call(CommitCall call) {
    String house = deployment.clearingHouse();
    if (!call.staged()) {
      byte[] payload = call.chunks().isEmpty() ? new byte[0] : call.chunks().get(0);
      byte[] data =
          SettlementContracts.commit(
              call.header(), payload, call.flows(), call.marks(), call.signatures());
      return new Call(DemoAddress.SENDER, house, data);
    }
    byte[] data =
        Abi.call(
            "run",
            address(house),
            new DynamicArray<>(
                DynamicBytes.class, call.chunks().stream().map(DynamicBytes::new).toList()),
            Abi.bytes(call.header()),
            Abi.bytes(call.flows()),
            Abi.bytes(call.marks()),
            Abi.bytes(call.signatures()));
    return new Call(DemoAddress.SENDER, stager, data);
  }

  byte[] sign(byte[] headerHash, int... attestors) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int[] who = attestors.length == 0 ? new int[] {0, 1} : attestors;
    for (int each : who) {
      all.writeBytes(signature(ATTESTORS.get(each), headerHash));
    }
    return all.toByteArray();
  }

  byte[] signature(KeyPair key, byte[] headerHash) {
    return key.sign(domain, new HeaderMessage(headerHash)).bytes();
  }

  /** The chain as it stands, read from its views. */
  ChainState state() {
    String house = deployment.clearingHouse();
    byte[] head = chain.view(house, Abi.call("head"));
    byte[] status = chain.view(house, Abi.call("status"));
    byte[] cash = chain.view(house, Abi.call("systemCash"));
    long[] accounted = new long[ASSETS];
    long[] claimable = new long[ASSETS];
    for (int asset = 0; asset < ASSETS; asset++) {
      byte[] sums = chain.view(deployment.vault(), Abi.call("balancesOf", u16(asset)));
      accounted[asset] = Abi.word(sums, 1).longValueExact();
      claimable[asset] = Abi.word(sums, 2).longValueExact();
    }
    return new ChainState(
        chain.now(),
        Abi.word(status, 3).longValueExact(),
        new ChainState.Head(
            Abi.word(head, 0).longValueExact(),
            Arrays.copyOfRange(head, 96, 128),
            Abi.word(head, 1).longValueExact(),
            Abi.word(head, 2).longValueExact(),
            Abi.word(status, 2).longValueExact(),
            Arrays.copyOfRange(head, 128, 160)),
        requests(),
        Optional.of(
            new ChainState.Signers(
                domain.separator(),
                THRESHOLD,
                ATTESTORS.stream().map(each -> each.address().bytes()).toList(),
                TwinVenue::signer)),
        new ChainState.Books(accounted, claimable, depositsUpTo, List.copyOf(waiting)),
        Optional.of(
            new ChainState.Fund(
                Abi.word(cash, 0).longValue(),
                Abi.word(cash, 1).longValue(),
                coverDay,
                coverDayBase,
                COVERED,
                number(deployment.insuranceFund(), "balance"),
                Abi.word(
                        chain.view(deployment.insuranceFund(), Abi.call("balanceOf", new Uint8(0))),
                        0)
                    .longValueExact())));
  }

  private static Optional<byte[]> signer(byte[] digest, byte[] signature) {
    try {
      return Signature.of(signature).recover(digest).map(Address::bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private ChainState.ForcedQueue requests() {
    int count = (int) number(part("forceQueue"), "count");
    List<byte[]> slots = new ArrayList<>();
    for (int no = 0; no <= count; no++) {
      slots.add(chain.view(part("forceQueue"), Abi.call("at", u64(no))));
    }
    return new ChainState.ForcedQueue() {
      @Override
      public byte[] prefix(long no) {
        return no < 0 || no > count ? new byte[32] : Arrays.copyOf(slots.get((int) no), 32);
      }

      @Override
      public long deadlineS(long no) {
        return no < 0 || no > count ? 0 : Abi.word(slots.get((int) no), 1).longValueExact();
      }
    };
  }

  private long number(String contract, String function) {
    return Abi.word(chain.view(contract, Abi.call(function)), 0).longValueExact();
  }

  private String part(String name) {
    return Objects.requireNonNull(deployment.periphery().get(name), name);
  }

  private static String owner(int user) {
    return Operator.hex(DemoAddress.owner(user).address());
  }

  @Override
  public void close() throws InterruptedException {
    chain.close();
  }
}
