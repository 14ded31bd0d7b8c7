package caisson.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.fixtures.ChainFixture;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes4;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.crypto.Hash;

/**
 * Real contracts on a real chain: deploy, deploy again, register and deposit, read final events.
 */
class DeployerTest {
  private static final List<String> ATTESTORS =
      List.of(
          "0x00000000000000000000000000000000000000b2",
          "0x00000000000000000000000000000000000000a1");

  @TempDir private static Path data;
  private static ChainFixture local;
  private static ChainClient chain;

  @BeforeAll
  static void start() {
    local = ChainFixture.start(1, Path.of("target/anvil-deployer.log"));
    chain = ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(5));
  }

  @AfterAll
  static void stop() {
    chain.close();
    local.close();
  }

  @Test
  void shouldDeployOnceAndReadDepositsWhenFinal() {
    TestKey admin = TestKey.funded(0);
    Deployment deployment = new Deployer(chain, admin, data).deploy(ATTESTORS, 2);
    long transactions = chain.minedNonce(admin.address());
    assertTrue(transactions <= 21, "fifteen contracts and six calls, each sent once");
    assertEquals(deployment, new Deployer(chain, admin, data).deploy(ATTESTORS, 2));
    assertEquals(transactions, chain.minedNonce(admin.address()));
    List<String> fewer = ATTESTORS.subList(0, 1);
    assertThrows(ChainException.class, () -> new Deployer(chain, admin, data).deploy(fewer, 1));

    var contracts = new SettlementContracts(chain, deployment);
    assertEquals(2, contracts.threshold());
    assertEquals(0, contracts.headNo(ChainClient.At.LATEST));
    assertEquals(2, contracts.assetCount());

    TestKey user = TestKey.funded(6);
    var sender =
        new Sender(
            chain, user, new MemoryOutbox(), Duration.ofMinutes(1), System::currentTimeMillis);
    String coin = deployment.tokens().get(0);
    Uint256 raw = new Uint256(BigInteger.valueOf(50_000_000));
    mine(sender, "mint", coin, "mint", new Address(user.address()), raw);
    mine(sender, "approve", coin, "approve", new Address(deployment.vault()), raw);
    Uint256 half = new Uint256(BigInteger.valueOf(25_000_000));
    mine(sender, "register", deployment.vault(), "register", half);
    mine(sender, "deposit", deployment.vault(), "deposit", new Uint32(4096), new Uint16(0), half);

    var watcher = new Watcher(chain, List.of(deployment.vault(), deployment.clearingHouse()), 2);
    Watcher.Cursor[] cursor = {Watcher.Cursor.before(deployment.deployedAt())};
    var events = new ArrayList<VaultEvent>();
    Rpc.await(
        "three events",
        Duration.ofSeconds(20),
        () -> {
          watcher
              .read(cursor[0])
              .ifPresent(
                  span -> {
                    cursor[0] = span.next();
                    span.logs().forEach(log -> contracts.event(log).ifPresent(events::add));
                  });
          return events.size() >= 3;
        });
    var registered = assertInstanceOf(VaultEvent.Registered.class, events.get(0));
    assertEquals(4096, registered.account());
    assertEquals(user.address(), registered.owner());
    var first = assertInstanceOf(VaultEvent.Deposited.class, events.get(1));
    var second = assertInstanceOf(VaultEvent.Deposited.class, events.get(2));
    assertEquals(List.of(1L, 2L), List.of(first.depositNo(), second.depositNo()));
    assertEquals(25_000_000, second.units());
    assertEquals(BigInteger.valueOf(25_000_000), second.raw());
    assertEquals(user.address(), second.sender());
    assertTrue(second.entry().blockNumber() <= cursor[0].block());
  }

  @Test
  void shouldFinishWhatAnInterruptedRunLeft(@TempDir Path first, @TempDir Path second) {
    TestKey admin = TestKey.funded(1);
    DeploymentSettings settings =
        DeploymentSettings.local(admin.address(), List.of(ATTESTORS.get(0)), 1);
    List<String> dry = new Deployer(chain, admin, first).dryRun(settings);
    assertEquals(0, chain.minedNonce(admin.address()));
    assertTrue(
        dry.stream().anyMatch(line -> line.startsWith("create ClearingHouse 0x")), dry::toString);
    assertEquals(6, dry.stream().filter(line -> line.startsWith("call ")).count());

    Deployment deployment = new Deployer(chain, admin, first).deploy(settings);
    byte[] judges =
        chain.call(
            deployment.periphery().get("challenge"),
            SettlementContracts.encode(
                "isJudge", new Address(deployment.periphery().get("moveJudge"))),
            ChainClient.At.LATEST);
    assertEquals(BigInteger.ONE, new BigInteger(1, judges), "proofs from moves convict");
    long transactions = chain.minedNonce(admin.address());
    // The file of the first run is lost: the second finds every contract and sends nothing.
    Deployment again = new Deployer(chain, admin, second).deploy(settings);
    assertEquals(transactions, chain.minedNonce(admin.address()));
    assertEquals(deployment.clearingHouse(), again.clearingHouse());
    assertEquals(deployment.periphery(), again.periphery());
    assertTrue(
        new Deployer(chain, admin, second)
            .dryRun(settings).stream().allMatch(line -> line.startsWith("there ")));
  }

  @Test
  void shouldLeaveVaultAndFundToTheSteward(@TempDir Path folder) {
    TestKey key = TestKey.funded(3);
    DeploymentSettings settings = stewarded(DeploymentSettings.local(key.address(), ATTESTORS, 2));
    Deployment deployment = new Deployer(chain, key, folder).deploy(settings);
    String steward = deployment.periphery().get("steward");
    for (String governed : List.of(deployment.vault(), deployment.insuranceFund())) {
      assertEquals(new BigInteger(steward.substring(2), 16), answer(governed, "admin"));
    }
    assertEquals(2, new SettlementContracts(chain, deployment).assetCount());
    assertEquals(List.of(1L, 3L, 4L), roles(deployment, "listAsset", "raiseCap", "lowerCap"));

    long transactions = chain.minedNonce(key.address());
    var again = new Deployer(chain, key, folder.resolve("again"));
    assertTrue(again.dryRun(settings).stream().allMatch(line -> line.startsWith("there ")));
    assertEquals(deployment.clearingHouse(), again.deploy(settings).clearingHouse());
    assertEquals(transactions, chain.minedNonce(key.address()));
    String deployer = Deployer.deployer(chain, deployment);
    assertEquals(key.address(), deployer);
    assertEquals(List.of(), Deployer.differences(chain, deployment, deployer, settings));
  }

  private static DeploymentSettings stewarded(DeploymentSettings from) {
    return new DeploymentSettings(
        from.assets().stream()
            .map(
                asset ->
                    new DeploymentSettings.Asset(
                        asset.token(),
                        asset.name(),
                        asset.symbol(),
                        asset.scale(),
                        asset.minDeposit(),
                        100_000 * asset.minDeposit()))
            .toList(),
        from.attestors(),
        from.threshold(),
        from.fastDelayS(),
        from.challengeWindowS(),
        from.coldSigners(),
        from.coldThreshold(),
        from.oracleSigners(),
        from.oracleThreshold(),
        from.proposers(),
        from.guardians(),
        from.sponsor(),
        from.sponsorPerOperationWei(),
        from.sponsorPerDayWei(),
        from.judges(),
        true);
  }

  private static BigInteger answer(String contract, String function, Type<?>... arguments) {
    byte[] call = SettlementContracts.encode(function, arguments);
    return new BigInteger(1, chain.call(contract, call, ChainClient.At.LATEST));
  }

  private static List<Long> roles(Deployment deployment, String... functions) {
    Map<String, String> signatures =
        Map.of(
            "listAsset", "listAsset(address,uint8,uint64,uint64)",
            "raiseCap", "raiseCap(uint16,uint64)",
            "lowerCap", "lowerCap(uint16,uint64)");
    var steward = new Address(deployment.periphery().get("steward"));
    return Stream.of(functions)
        .map(function -> Hash.sha3(signatures.get(function).getBytes(StandardCharsets.US_ASCII)))
        .map(hash -> new Bytes4(Arrays.copyOf(hash, 4)))
        .map(
            selector ->
                answer(
                    deployment.periphery().get("authority"),
                    "getTargetFunctionRole",
                    steward,
                    selector))
        .map(BigInteger::longValueExact)
        .toList();
  }

  @Test
  void shouldTellCodeThatIsNotOurs(@TempDir Path folder) {
    TestKey admin = TestKey.funded(2);
    DeploymentSettings settings =
        DeploymentSettings.local(admin.address(), List.of(ATTESTORS.get(1)), 1);
    Deployment deployment = new Deployer(chain, admin, folder).deploy(settings);
    assertEquals(List.of(), Deployer.differences(chain, deployment, admin.address(), settings));
    byte[] code = chain.code(deployment.vault());
    // The free memory pointer, in no contract a place that a constructor fills in.
    code[1] ^= 1;
    Rpc.call(local, "anvil_setCode", "[\"%s\",\"%s\"]".formatted(deployment.vault(), Hex.of(code)));
    List<String> found = Deployer.differences(chain, deployment, admin.address(), settings);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.get(0).startsWith("Vault " + deployment.vault() + ": the code differs"));
    var others = DeploymentSettings.local(admin.address(), ATTESTORS, 1);
    assertTrue(
        Deployer.differences(chain, deployment, admin.address(), others)
            .get(0)
            .startsWith("addresses: "));
  }

  @Test
  void shouldRefuseAChainThatLacksSomething() {
    assertEquals(List.of(), Capabilities.require(chain));
    try (ChainFixture older = ChainFixture.start(1, "prague", Path.of("target/anvil-prague.log"));
        ChainClient client = ChainClient.connect(older.url(), Duration.ofSeconds(5))) {
      var refused = assertThrows(ChainException.class, () -> Capabilities.require(client));
      assertEquals(
          "chain 31337 does not know the instructions of Osaka (clz), for which the contracts are"
              + " compiled",
          refused.getMessage());
    }
    Rpc.call(local, "anvil_setCode", "[\"%s\",\"0x\"]".formatted(Create2.FACTORY));
    var refused = assertThrows(ChainException.class, () -> Capabilities.require(chain));
    assertTrue(refused.getMessage().contains("has no deterministic deployer at 0x4e59b448"));
    Rpc.call(
        local,
        "anvil_setCode",
        "[\"%s\",\"%s\"]".formatted(Create2.FACTORY, Hex.of(Create2.factoryCode())));
  }

  private static void mine(
      Sender sender,
      String request,
      String to,
      String function,
      org.web3j.abi.datatypes.Type<?>... arguments) {
    sender.submit(sender.prepare(request, to, SettlementContracts.encode(function, arguments)));
    Rpc.await(request + " mined", Duration.ofSeconds(20), () -> sender.track(request).isPresent());
  }
}
