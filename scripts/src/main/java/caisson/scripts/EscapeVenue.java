package caisson.scripts;

import static caisson.scripts.Abi.address;
import static caisson.scripts.Abi.bytes;
import static caisson.scripts.Abi.u16;
import static caisson.scripts.Abi.u256;
import static caisson.scripts.Abi.u32;
import static caisson.scripts.Abi.u64;

import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.DeploymentSettings;
import caisson.chain.KeyFile;
import caisson.clearing.Batch;
import caisson.clearing.Leaf;
import caisson.clearing.SealedWindow;
import caisson.clearing.Withdrawal;
import caisson.engine.LeafVisitor;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.scripts.DrillChain.Call;
import caisson.signing.KeyPair;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * A venue that is about to lose its operator: a thousand accounts in four assets, open positions at
 * marks that have moved, debtors among them, an honest last batch, and after it a false one that
 * has already paid some of its withdrawals.
 */
final class EscapeVenue implements AutoCloseable {
  static final int ACCOUNTS = 1_000;
  static final int ASSETS = 4;
  static final int FEES = 1;

  /** Long enough to challenge after a freeze that itself takes more than a day. */
  static final int WINDOW_S = 48 * 3_600;

  private static final int FAST_DELAY_S = 10;
  private static final int EARLY = 12;
  private static final long COIN = 1_000_000;
  private static final long[] MARK_UNITS = {
    1_000_000_000_000L, 600_000_000_000_000L, 3_000_000_000_000L, 50_000_000_000L
  };

  final DrillChain chain;
  final Deployment deployment;
  final Operator operator;
  private final Random random;
  private final List<String> owners = new ArrayList<>();

  /** What accounts had at the last honest batch. */
  final Map<Integer, ExitShares.Position> honest = new TreeMap<>();

  final Map<Integer, Map<Integer, Long>> paidEarly = new TreeMap<>();
  int liar;

  EscapeVenue(Installation installation, Path data, long seed) throws Exception {
    random = new Random(seed);
    chain = new DrillChain(installation.anvil(), Ports.free().anvil(), data);
    KeyPair key = KeyPair.parse(DemoKey.OPERATOR.privateKey());
    KeyPair attestor = KeyPair.parse(DemoKey.MAKER.privateKey());
    deployment =
        new Deployer(chain.client(), new KeyFile(key), data)
            .deploy(settings(Operator.hex(key.address()), Operator.hex(attestor.address())));
    operator = new Operator(chain, deployment, attestor);
  }

  private static DeploymentSettings settings(String admin, String attestor) {
    DeploymentSettings local = DeploymentSettings.local(admin, List.of(attestor), 1);
    List<DeploymentSettings.Asset> assets = new ArrayList<>(local.assets());
    long cap = assets.get(0).cap();
    assets.add(new DeploymentSettings.Asset("", "ETH test", "tETH", 9, 10_000, cap));
    assets.add(new DeploymentSettings.Asset("", "Gold test", "tXAU", 6, 10_000, cap));
    return new DeploymentSettings(
        assets,
        local.attestors(),
        1,
        local.fastDelayS(),
        WINDOW_S,
        local.coldSigners(),
        local.coldThreshold(),
        OracleRound.signers(),
        2,
        local.proposers(),
        local.guardians(),
        local.sponsor(),
        local.sponsorPerOperationWei(),
        local.sponsorPerDayWei(),
        local.judges(),
        local.steward());
  }

  String token(int asset) {
    return Objects.requireNonNull(deployment.tokens().get(asset));
  }

  String desk() {
    return contract("exitDesk");
  }

  String queue() {
    return contract("forceQueue");
  }

  String contract(String name) {
    return Objects.requireNonNull(deployment.periphery().get(name), name);
  }

  // Before

  void fill() {
    chain.bulk();
    for (int i = 0; i < ACCOUNTS; i++) {
      KeyPair owner = DemoAddress.owner(i);
      operator.keys.put(owner.address(), owner);
      owners.add(Operator.hex(owner.address()));
    }
    List<String> senders = new ArrayList<>(owners);
    senders.addAll(
        List.of(DemoAddress.SENDER, DemoAddress.PAYER, DemoAddress.STRANGER, deployment.vault()));
    chain.fund(senders);
    chain.send(registrations());
    chain.send(deposits());
    for (int asset = 0; asset < ASSETS; asset++) {
      operator.listAsset(asset, scale(asset), MARK_UNITS[asset]);
    }
    operator.listPerpetual(1, 500);
    operator.listPerpetual(2, 300);
    operator.collateral(1, 1);
    operator.readDeposits();
    operator.commit(window -> window);
  }

  private List<Call> registrations() {
    List<Call> calls = new ArrayList<>();
    Address vault = address(deployment.vault());
    for (String owner : owners) {
      long units = (20 + random.nextInt(random.nextInt(3) == 0 ? 50_000 : 400)) * COIN;
      units += random.nextInt(1_000_000);
      calls.add(new Call(owner, token(0), Abi.call("mint", address(owner), u256(units))));
      calls.add(new Call(owner, token(0), Abi.call("approve", vault, u256(units))));
      calls.add(new Call(owner, deployment.vault(), Abi.call("register", u256(units))));
    }
    return calls;
  }

  private List<Call> deposits() {
    List<Call> calls = new ArrayList<>();
    String payer = DemoAddress.PAYER;
    long plenty = 1_000_000_000_000_000L;
    for (int asset = 0; asset < ASSETS; asset++) {
      String spender = asset == 0 ? deployment.insuranceFund() : deployment.vault();
      calls.add(new Call(payer, token(asset), Abi.call("mint", address(payer), u256(plenty))));
      calls.add(new Call(payer, token(asset), Abi.call("approve", address(spender), u256(plenty))));
    }
    calls.add(new Call(payer, deployment.insuranceFund(), Abi.call("deposit", u256(9_000 * COIN))));
    for (int i = 0; i < ACCOUNTS; i++) {
      for (int asset = 1; asset < ASSETS; asset++) {
        if (random.nextInt(2) == 0) {
          long units = 10_000L + random.nextInt(100_000_000);
          calls.add(
              new Call(
                  payer,
                  deployment.vault(),
                  Abi.call("deposit", u32(Operator.FIRST + i), u16(asset), u256(units))));
        }
      }
    }
    return calls;
  }

  /** Positions at prices around the mark, then a mark that has moved far enough to make debtors. */
  int trade() {
    operator.price(1, 600_000);
    operator.price(2, 30_000);
    int trades = trade(4 * ACCOUNTS);
    operator.commit(window -> window);
    operator.price(1, 690_000);
    operator.price(2, 26_000);
    operator.commit(window -> window);
    return trades;
  }

  /** Pairs of orders between random accounts; how many were taken. */
  int trade(int pairs) {
    int trades = 0;
    for (int i = 0; i < pairs; i++) {
      int market = 1 + random.nextInt(2);
      long middle = market == 1 ? 600_000 : 30_000;
      long ticks = middle + random.nextInt((int) (middle / 100)) - middle / 200;
      long lots = 1 + random.nextInt(random.nextInt(4) == 0 ? 4_000 : 300);
      int maker = Operator.FIRST + random.nextInt(ACCOUNTS);
      int taker = Operator.FIRST + random.nextInt(ACCOUNTS);
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      Side other = side == Side.BUY ? Side.SELL : Side.BUY;
      if (maker != taker
          && operator.order(maker, market, side, lots, ticks, TimeInForce.GTC)
          && operator.order(taker, market, other, lots, ticks, TimeInForce.IOC)) {
        trades++;
      }
    }
    return trades;
  }

  /** Keeps what the last honest header says, from the engine. */
  void remember() {
    honest.clear();
    operator
        .engine()
        .forEachLeaf(
            new LeafVisitor() {
              private ExitShares.Position current =
                  new ExitShares.Position(new TreeMap<>(), new TreeMap<>());

              @Override
              public void leaf(int account, int assetRows, int lineRows) {
                current = new ExitShares.Position(new TreeMap<>(), new TreeMap<>());
                honest.put(account, current);
              }

              @Override
              public void asset(int asset, long units) {
                current.units().put(asset, units);
              }

              @Override
              public void line(int market, long lots) {
                current.lots().put(market, lots);
              }
            });
  }

  /** All leaves that hold something, as the engine has them now. */
  List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    operator
        .engine()
        .forEachLeaf(
            new LeafVisitor() {
              @Override
              public void leaf(int account, int assetRows, int lineRows) {
                leaves.add(operator.leaf(account, 0));
              }

              @Override
              public void asset(int asset, long units) {}

              @Override
              public void line(int market, long lots) {}
            });
    return leaves;
  }

  static long markUnit(int asset) {
    return MARK_UNITS[asset];
  }

  static int scale(int asset) {
    return asset == 1 ? 8 : asset == 2 ? 9 : 6;
  }

  /** Takes an account's orders out by the chain's queue, and serves that. */
  void forceCancel(int account) {
    chain.send(Operator.hex(operator.owner(account)), queue(), Abi.call("cancelAll", u32(account)));
    operator.readDeposits();
  }

  /** The marks of a batch; no funding has been paid here. */
  static ExitShares.Marks marks(Operator.Committed batch) {
    Map<Integer, BigInteger> lots = new TreeMap<>();
    Map<Integer, BigInteger> units = new TreeMap<>();
    for (int market = 1; market <= 2; market++) {
      long ticks = batch.batch().window().marks().markTicks(market);
      lots.put(market, BigInteger.valueOf(ticks).multiply(BigInteger.TEN));
    }
    for (int asset = 1; asset < ASSETS; asset++) {
      units.put(asset, BigInteger.valueOf(MARK_UNITS[asset]));
    }
    return new ExitShares.Marks(lots, units);
  }

  Operator.Committed lastHonest() {
    return operator.committed.get(operator.committed.size() - 2);
  }

  Operator.Committed falseOne() {
    return operator.committed.get(operator.committed.size() - 1);
  }

  /** Moves a coin between two leaves without an entry, and pays its fast withdrawals at once. */
  void commitTheFalseBatch() {
    int tries = 0;
    for (int asset = 0; asset < 2; asset++) {
      int asked = 0;
      for (; asked < EARLY && tries < ACCOUNTS; tries++) {
        int account = Operator.FIRST + (tries * 7 + asset) % ACCOUNTS;
        asked += operator.withdrawFast(account, asset, asset == 0 ? 15 * COIN : 40_000) ? 1 : 0;
      }
    }
    liar = liar();
    Operator.Committed batch = operator.commit(this::lie);
    chain.travel(FAST_DELAY_S + 1);
    for (Withdrawal withdrawal : batch.batch().withdrawals()) {
      chain.send(DemoAddress.STRANGER, deployment.clearingHouse(), pay(batch, withdrawal));
      paidEarly
          .computeIfAbsent(withdrawal.account(), ignored -> new TreeMap<>())
          .merge(withdrawal.asset(), withdrawal.units(), Long::sum);
    }
  }

  private SealedWindow lie(SealedWindow window) {
    return FalseBatch.with(
        window, List.of(operator.leaf(liar, COIN), operator.leaf(liar + 1, -COIN)));
  }

  /** Two neighbours whose claims stay positive with a coin more or less, so the sums still fit. */
  private int liar() {
    Operator.Committed last = operator.committed.get(operator.committed.size() - 1);
    ExitShares shares = new ExitShares(honest, marks(last), noAssets(), Map.of());
    BigInteger enough = BigInteger.valueOf(100 * COIN);
    int account = Operator.FIRST;
    while (shares.claimLeft(account).compareTo(enough) < 0
        || shares.claimLeft(account + 1).compareTo(enough) < 0) {
      account++;
    }
    return account;
  }

  private static List<ExitShares.Asset> noAssets() {
    return List.of(new ExitShares.Asset(BigInteger.ZERO, BigInteger.ONE));
  }

  private static byte[] pay(Operator.Committed committed, Withdrawal w) {
    Batch batch = committed.batch();
    return Abi.call(
        "pay",
        bytes(batch.headerBytes()),
        u64(committed.at()),
        bytes(batch.flows()),
        new StaticStruct(
            u32(w.index()),
            u32(w.account()),
            u16(w.asset()),
            u64(w.units()),
            address(caisson.signing.Hex.encode(w.destination())),
            new Uint8(w.lane())),
        u32(batch.withdrawalCount()),
        bytes(batch.withdrawalPath(w.index())));
  }

  /** The leaf of an account at the last honest batch, as its tree has it. */
  Leaf leaf(int account) {
    Leaf.Builder builder = Leaf.builder(account);
    ExitShares.Position position = honest.get(account);
    if (position != null) {
      position.units().forEach(builder::units);
      position.lots().forEach(builder::lots);
    }
    return builder.build();
  }

  @Override
  public void close() throws InterruptedException {
    chain.close();
  }
}
