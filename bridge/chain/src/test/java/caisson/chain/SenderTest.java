package caisson.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.fixtures.ChainFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A sender against a real chain that drops, reorganises and stalls. Each test has its own key. */
class SenderTest {
  private static final String SINK = "0x00000000000000000000000000000000000000aa";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final byte[] NO_DATA = new byte[0];

  private static ChainFixture local;
  private static ChainClient chain;

  @BeforeAll
  static void start() {
    local = ChainFixture.start(1, Path.of("target/anvil-sender.log"));
    chain = ChainClient.connect(local.url(), ChainFixture.CHAIN_ID, Duration.ofSeconds(5));
  }

  @AfterAll
  static void stop() {
    chain.close();
    local.close();
  }

  @Test
  void shouldRefuseAnotherChain() {
    ChainException e =
        assertThrows(
            ChainException.class, () -> ChainClient.connect(local.url(), 1, Duration.ofSeconds(5)));
    assertEquals(ChainException.Kind.WRONG_CHAIN, e.kind());
  }

  @Test
  void shouldSendTheSameBytesWhenRestartedBetweenSignAndSend() {
    TestKey key = TestKey.funded(1);
    var outbox = new MemoryOutbox();
    Attempt signed = sender(key, outbox).prepare("a", SINK, NO_DATA);
    Sender restarted = sender(key, outbox);
    Attempt again = restarted.prepare("a", SINK, NO_DATA);
    assertArrayEquals(signed.signed(), again.signed());
    restarted.submit(again);
    restarted.submit(again);
    Receipt receipt = awaitMined(restarted, "a");
    assertEquals(signed.hash(), receipt.transactionHash());
    assertTrue(receipt.succeeded());
    assertEquals(1, chain.minedNonce(key.address()));
  }

  @Test
  void shouldGiveEveryRequestItsOwnNonce() {
    TestKey key = TestKey.funded(2);
    var outbox = new MemoryOutbox();
    Sender sender = sender(key, outbox);
    Attempt first = sender.prepare("a", SINK, NO_DATA);
    Attempt second = sender.prepare("b", SINK, NO_DATA);
    assertEquals(first.nonce() + 1, second.nonce());
    sender.submit(second);
    sender.submit(first);
    awaitMined(sender, "a");
    awaitMined(sender, "b");
  }

  @Test
  void shouldSendAgainWhenTheTransactionIsDropped() {
    TestKey key = TestKey.funded(3);
    Sender sender = sender(key, new MemoryOutbox());
    Attempt attempt = sender.prepare("a", SINK, NO_DATA);
    sender.submit(attempt);
    awaitMined(sender, "a");
    Rpc.call(local, "anvil_reorg", "[1, []]");
    Receipt receipt = awaitMined(sender, "a");
    assertEquals(attempt.hash(), receipt.transactionHash());
    assertEquals(1, chain.minedNonce(key.address()));
  }

  @Test
  void shouldRaiseTheFeeUnderTheSameNonceWhenStuck() {
    TestKey key = TestKey.funded(4);
    var outbox = new MemoryOutbox();
    Sender patient = sender(key, outbox);
    Sender hasty = new Sender(chain, key, outbox, Duration.ofMillis(-1), System::currentTimeMillis);
    Rpc.call(local, "evm_setIntervalMining", "[0]");
    try {
      patient.submit(patient.prepare("a", SINK, NO_DATA));
      hasty.track("a");
      assertEquals(2, outbox.attempts("a").size());
      assertEquals(outbox.attempts("a").get(0).nonce(), outbox.attempts("a").get(1).nonce());
    } finally {
      Rpc.call(local, "evm_setIntervalMining", "[1]");
    }
    Receipt receipt = awaitMined(patient, "a");
    assertEquals(outbox.attempts("a").get(1).hash(), receipt.transactionHash());
    assertEquals(1, chain.minedNonce(key.address()));
  }

  @Test
  void shouldTakeANewNonceOnlyWhenAFinalBlockSpentTheOldOne() {
    TestKey key = TestKey.funded(5);
    var outbox = new MemoryOutbox();
    Sender sender = sender(key, outbox);
    sender.prepare("a", SINK, NO_DATA);
    Sender foreign = sender(key, new MemoryOutbox());
    foreign.submit(foreign.prepare("x", SINK, new byte[] {1}));
    awaitMined(foreign, "x");
    awaitMined(sender, "a");
    assertEquals(2, outbox.attempts("a").size());
    assertEquals(2, chain.minedNonce(key.address()));
  }

  private static Sender sender(TransactionKey key, Outbox outbox) {
    return new Sender(chain, key, outbox, Duration.ofSeconds(60), System::currentTimeMillis);
  }

  private static Receipt awaitMined(Sender sender, String request) {
    Receipt[] mined = new Receipt[1];
    Rpc.await(
        request + " mined",
        LIMIT,
        () -> {
          Optional<Receipt> receipt = sender.track(request);
          receipt.ifPresent(found -> mined[0] = found);
          return receipt.isPresent();
        });
    return mined[0];
  }
}
