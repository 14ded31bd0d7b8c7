package caisson.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandClientTest {
  private static final long PATIENCE_NS = 60_000_000_000L;
  private static final int SIGNATURE = 64;

  @TempDir Path dir;
  private KeyPair pair;
  private ScriptedLeader leader;
  private CommandClient client;

  @BeforeEach
  void connect() throws Exception {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String body = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    Path key =
        Files.writeString(
            dir.resolve("bridge.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    var node = new NodeEndpoints("127.0.0.1", RecordedEvents.freePortBase());
    leader = new ScriptedLeader(node, dir.resolve("leader"));
    client = CommandClient.connect(node, dir.resolve("client"), key);
    poll(client::connected);
  }

  @AfterEach
  void close() {
    client.close();
    leader.close();
  }

  @Test
  void shouldSignWhatItIsAskedAndSayItsNameBehindTheSignature() throws Exception {
    byte[] answer = leader.answers().getFirst();
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(pair.getPublic());
    verifier.update("caisson node session\n".getBytes(StandardCharsets.UTF_8));
    verifier.update(ScriptedLeader.challenge(0));
    assertTrue(verifier.verify(Arrays.copyOf(answer, SIGNATURE)));
    byte[] name = Arrays.copyOfRange(answer, SIGNATURE, answer.length);
    assertArrayEquals("bridge".getBytes(StandardCharsets.UTF_8), name);
  }

  /** It let the session in itself, so its service has ended it for what came by it. */
  @Test
  void shouldBeRefusedWhenTheLeaderThatLetItInEndsTheSession() {
    leader.end();
    var refused = assertThrows(SessionRefusedException.class, () -> poll(() -> false));
    assertTrue(refused.getMessage().contains("takes no such command"), refused.getMessage());
  }

  /** That one may have another list; it lets the key in or refuses it when it is shown. */
  @Test
  void shouldShowItsKeyAgainWhenALaterLeaderEndsTheSession() {
    leader.term = 2;
    leader.end();
    poll(() -> leader.answers().size() == 2 && client.connected());
    leader.end();
    assertThrows(SessionRefusedException.class, () -> poll(() -> false));
    assertEquals(2, leader.answers().size());
  }

  private void poll(BooleanSupplier done) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, "not reached");
      if (leader.poll() + client.poll() == 0) {
        LockSupport.parkNanos(200_000);
      }
    }
  }
}
