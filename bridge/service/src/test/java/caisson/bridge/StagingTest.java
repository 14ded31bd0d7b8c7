package caisson.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.chain.ChainClient;
import caisson.chain.Deployer;
import caisson.chain.Deployment;
import caisson.chain.KeyFile;
import caisson.chain.MemoryOutbox;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import caisson.clearing.Batch;
import caisson.clearing.DoubleSumTree;
import caisson.clearing.Entry;
import caisson.clearing.FillTree;
import caisson.clearing.LogCommitment;
import caisson.clearing.MarkWords;
import caisson.clearing.SealedWindow;
import caisson.fixtures.ChainFixture;
import caisson.signing.Address;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage.HeaderMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of more entries than one transaction carries, on a real chain. */
class StagingTest {
  private static final int ENTRIES = 22_000;
  private static final byte[] ZERO = new byte[32];

  @TempDir Path data;

  @Test
  void shouldCommitChunkByChunkOverARestartBetweenAnyTwo() {
    KeyPair attestor = KeyPair.parse(ChainFixture.FUNDED_KEYS.get(9));
    var deployer = new KeyFile(KeyPair.parse(ChainFixture.FUNDED_KEYS.get(0)));
    var outbox = new MemoryOutbox();
    try (var local = ChainFixture.start(1, Path.of("target/anvil-staging.log"));
        var chain =
            ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(10))) {
      Deployment deployment =
          new Deployer(chain, deployer, data).deploy(List.of(attestor.address().toString()), 1);
      var contracts = new SettlementContracts(chain, deployment);
      Batch batch = batch(chain.block(ChainClient.At.LATEST).timestampS());
      List<byte[]> chunks = Batch.chunks(batch.payload());
      assertEquals(3, chunks.size());
      for (int i = 0; i < chunks.size(); i++) {
        assertEquals(batch.chunks().get(i).length, chunks.get(i).length);
      }

      // Every step is by a process of its own, which knows the outbox and nothing else.
      String house = deployment.clearingHouse();
      Venue.await(
          "chunks staged",
          () -> new Staging(sender(chain, outbox), house, new Halt("")).staged(1, chunks));
      var domain = new SigningDomain(ChainFixture.CHAIN_ID, Address.parse(house));
      byte[] signature = attestor.sign(domain, new HeaderMessage(batch.headerHash())).bytes();
      Sender last = sender(chain, outbox);
      byte[] close =
          SettlementContracts.commitStaged(
              1, batch.headerBytes(), batch.flows(), batch.marks(), signature);
      last.submit(last.prepare("batch-1", house, close));
      Venue.await("commit mined", () -> last.track("batch-1").isPresent());
      assertTrue(last.track("batch-1").orElseThrow().succeeded());
      assertEquals(1, contracts.headNo(ChainClient.At.LATEST));
      assertEquals(1_060, contracts.windowEndS(1_000));
      assertEquals(4, chain.minedNonce(last.address()), "three chunks and the commit, once each");
    }
  }

  private static Sender sender(ChainClient chain, MemoryOutbox outbox) {
    var key = new KeyFile(KeyPair.parse(ChainFixture.FUNDED_KEYS.get(1)));
    return new Sender(chain, key, outbox, Duration.ofMinutes(1), System::currentTimeMillis);
  }

  /** Coin that goes around: entries of an asset sum to its flows, of which there are none. */
  private static Batch batch(long ts) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      entries.add(
          new Entry(Entry.assetSection(0), 4096 + i, i % 2 == 0 ? 1_000 + i / 2 : -1_000 - i / 2));
    }
    MarkWords marks =
        new MarkWords.Builder()
            .asset(0, 1_000_000_000_000L, 6, 0)
            .asset(1, 600_000_000_000_000L, 8, 0)
            .build();
    return new SealedWindow(
            1,
            1,
            2,
            ts,
            0,
            marks,
            true,
            new LogCommitment(ZERO, 0, ZERO),
            DoubleSumTree.EMPTY,
            entries,
            List.of(),
            new long[] {0, 0},
            List.of(),
            List.of(),
            FillTree.EMPTY)
        .seal(ZERO, ZERO);
  }
}
