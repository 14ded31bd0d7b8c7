package caisson.verifier;

import static caisson.verifier.LocalVenue.A;
import static caisson.verifier.LocalVenue.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.chain.ChainClient;
import caisson.chain.ChainException;
import caisson.chain.Deployer;
import caisson.chain.KeyFile;
import caisson.chain.MemoryOutbox;
import caisson.chain.Receipt;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import caisson.clearing.Batch;
import caisson.clearing.Withdrawal;
import caisson.fixtures.ChainFixture;
import caisson.sdk.Claim;
import caisson.sdk.DepositClient;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real contracts on a real chain: deposits by the SDK, three batches committed, everything
 * verified, a withdrawal paid.
 */
class ChainTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private static Path data;
  private static ChainFixture local;
  private static ChainClient chain;
  private static caisson.chain.Deployment deployment;
  private static LocalVenue venue;
  private static DepositClient walletOfA;

  @BeforeAll
  static void commitThreeBatches() {
    local = ChainFixture.start(1, Path.of("target/anvil-verifier.log"));
    chain = ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(5));
    KeyPair attestor = LocalVenue.key(0x77);
    deployment =
        new Deployer(chain, new KeyFile(funded(0)), data)
            .deploy(List.of(attestor.address().toString()), 1);
    Address clearingHouse = Address.parse(deployment.clearingHouse());

    var node = caisson.sdk.ChainClient.connect(URI.create(local.url()));
    Address vault = Address.parse(deployment.vault());
    walletOfA = new DepositClient(node, funded(6), vault, clearingHouse);
    DepositClient walletOfB = new DepositClient(node, funded(7), vault, clearingHouse);
    BigInteger coins = BigInteger.valueOf(20_000_000_000L);
    BigInteger tokens = BigInteger.valueOf(50_000_000L);
    walletOfA.mintTest(token(0), coins);
    walletOfA.approve(token(0), coins);
    assertEquals(A, walletOfA.register(coins));
    walletOfB.mintTest(token(0), coins);
    walletOfB.mintTest(token(1), tokens);
    assertEquals(B, walletOfB.registerWithPermit(token(0), "USDC test", coins));
    walletOfB.depositWithPermit(B, 1, token(1), "BTC test", tokens);

    long start = System.currentTimeMillis() / 1000 - 100;
    venue =
        new LocalVenue(
            new SigningDomain(ChainFixture.CHAIN_ID, clearingHouse), start, funded(6), funded(7));
    RebuildTest.play(venue);
    Sender sender =
        new Sender(
            chain,
            new KeyFile(funded(1)),
            new MemoryOutbox(),
            Duration.ofSeconds(30),
            System::currentTimeMillis);
    for (int i = 0; i < 3; i++) {
      boolean inChunks = i == 1;
      if (inChunks) {
        // The first is abandoned: chunk 0 begins its set anew.
        send(sender, "abandoned", SettlementContracts.stage(7, 0, venue.committed(0).payload()));
        send(sender, "chunk", SettlementContracts.stage(7, 0, venue.committed(i).payload()));
      }
      send(sender, "batch-" + (i + 1), inChunks ? commitStaged(i) : commit(i));
    }
  }

  private static void send(Sender sender, String request, byte[] call) {
    sender.submit(sender.prepare(request, deployment.clearingHouse(), call));
    assertTrue(mined(sender, request).succeeded(), request);
  }

  private static byte[] commitStaged(int index) {
    CommittedBatch batch = venue.committed(index);
    return SettlementContracts.commitStaged(
        7, batch.header(), batch.flows(), batch.marks(), batch.signatures());
  }

  @AfterAll
  static void stop() {
    chain.close();
    local.close();
  }

  private static KeyPair funded(int number) {
    return KeyPair.parse(ChainFixture.FUNDED_KEYS.get(number));
  }

  private static Address token(int asset) {
    return Address.parse(deployment.tokens().get(asset));
  }

  private static byte[] commit(int index) {
    CommittedBatch batch = venue.committed(index);
    return SettlementContracts.commit(
        batch.header(), batch.payload(), batch.flows(), batch.marks(), batch.signatures());
  }

  private static Receipt mined(Sender sender, String request) {
    long endNs = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < endNs) {
      Optional<Receipt> receipt = sender.track(request);
      if (receipt.isPresent()) {
        return receipt.get();
      }
      LockSupport.parkNanos(50_000_000L);
    }
    throw new AssertionError("not mined in time: " + request);
  }

  private static ChainReader reader() {
    return new ChainReader(
        URI.create(local.url()), Deployment.read(data.resolve(ChainFixture.CHAIN_ID + ".json")));
  }

  private static Rebuild rebuilt(ChainReader reader) {
    Rebuild state = new Rebuild(reader.attestors());
    reader.batches(reader.block("latest"), state::apply);
    return state;
  }

  private record Outcome(int code, String out, String err) {}

  private static Outcome verify(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[arguments.length + 6];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    String[] where = {
      "--rpc",
      local.url(),
      "--deployment",
      data.resolve(ChainFixture.CHAIN_ID + ".json").toString(),
      "--at",
      "latest"
    };
    System.arraycopy(where, 0, all, arguments.length, where.length);
    int code = VerifierMain.run(all, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void shouldRebuildTheRootFromTheChainAlone() {
    Outcome outcome = verify("root");
    assertEquals(0, outcome.code, outcome.err);
    assertTrue(outcome.out.contains("result batches=3 accounts=3 root=0x"), outcome.out);
  }

  @Test
  void shouldProveAnAccountAgainstTheContract() {
    Outcome outcome = verify("account", "--account", "4096");
    assertEquals(0, outcome.code, outcome.err);
    assertTrue(outcome.out.contains("market 1 70"), outcome.out);
    assertTrue(outcome.out.contains("result account=4096 batch=3 claim="), outcome.out);
    assertTrue(verify("account", "--account", "9999").out.contains("claim=0"));
  }

  @Test
  void shouldReplayThePublishedLog() throws Exception {
    Path log = data.resolve("log");
    venue.writeLog(log);
    Outcome outcome = verify("replay", "--log", log.toString());
    assertEquals(0, outcome.code, outcome.err);
    assertTrue(outcome.out.contains("result windows=3 sequence="), outcome.out);

    Outcome missing = verify("replay", "--log", data.resolve("nowhere").toString());
    assertEquals(2, missing.code);
    assertTrue(missing.err.contains("batch-000001.log"), missing.err);
  }

  @Test
  void shouldBothRefuseOneChangedByte() {
    ChainReader reader = reader();
    Rebuild state = rebuilt(reader);
    LeafProof good =
        new LeafProof(
            A, state.holdings(A).preimage(), state.tree().proof(A), state.marks().bytes());
    long at = state.committedAt();
    assertEquals(good.check(state.head()), reader.verifyLeaf(state.head(), at, good));

    for (LeafProof bad :
        List.of(
            new LeafProof(A, changed(good.leaf(), 17), good.path(), good.marks()),
            new LeafProof(A, good.leaf(), changed(good.path(), 40), good.marks()),
            new LeafProof(A, good.leaf(), good.path(), changed(good.marks(), 11)),
            new LeafProof(B, good.leaf(), good.path(), good.marks()))) {
      assertThrows(Refusal.class, () -> bad.check(state.head()));
      Refusal refusal = assertThrows(Refusal.class, () -> reader.verifyLeaf(state.head(), at, bad));
      assertEquals(Refusal.Reason.PROOF, refusal.reason());
    }
    Header header = Header.decode(changed(state.head().bytes(), 32 * 15 + 31));
    assertThrows(Refusal.class, () -> reader.verifyLeaf(header, at, good));
  }

  @Test
  void shouldRefuseAChangedHeaderOrSignatureInACommit() {
    Batch next = venue.seal();
    CommittedBatch good = venue.committed(venue.batches.indexOf(next));
    byte[] header = changed(good.header(), 32 * 15 + 31);
    byte[] signatures = changed(good.signatures(), 40);
    byte[] asIs =
        SettlementContracts.commit(
            good.header(), good.payload(), good.flows(), good.marks(), good.signatures());
    chain.call(deployment.clearingHouse(), asIs, ChainClient.At.LATEST);
    for (byte[] call :
        List.of(
            SettlementContracts.commit(
                header, good.payload(), good.flows(), good.marks(), good.signatures()),
            SettlementContracts.commit(
                good.header(), good.payload(), good.flows(), good.marks(), signatures))) {
      assertThrows(
          ChainException.class,
          () -> chain.call(deployment.clearingHouse(), call, ChainClient.At.LATEST));
    }
  }

  @Test
  void shouldPayAWithdrawalOnce() {
    JsonRpc node = new JsonRpc(URI.create(local.url()));
    // The fast lane lends against the insurance fund, which is empty here: the whole window it is.
    node.ask("evm_increaseTime", 75);
    node.ask("evm_mine");
    Batch batch = venue.batches.get(2);
    Withdrawal withdrawal = batch.withdrawals().get(0);
    Address destination = Address.of(withdrawal.destination());
    Claim claim =
        new Claim(
            batch.headerBytes(),
            rebuilt(reader()).committedAt(),
            batch.flows(),
            withdrawal.index(),
            withdrawal.account(),
            withdrawal.asset(),
            withdrawal.units(),
            destination,
            withdrawal.lane(),
            batch.withdrawalCount(),
            batch.withdrawalPath(0));
    walletOfA.pay(claim);
    assertTrue(walletOfA.isPaid(3, 0, 0));
    assertEquals(BigInteger.valueOf(1_000_000_000L), walletOfA.balance(token(0), destination));
    assertThrows(caisson.sdk.ChainException.class, () -> walletOfA.pay(claim));
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 1;
    return copy;
  }
}
