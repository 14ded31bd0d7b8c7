package caisson.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aeron.security.CredentialsSupplier;
import io.aeron.security.SessionProxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionAuthenticatorTest {
  private static final int MANY = 5_000;

  @TempDir Path dir;
  private Keyring keys;
  private CredentialsSupplier bridge;
  private CredentialsSupplier operator;
  private SessionKeys list;
  private SessionAuthenticator leader;
  private long lastSession;
  private long nowMs = 1_000_000;

  /** Aeron's side of one who asks to come in. */
  private final class Visitor implements SessionProxy {
    private final long id;
    private final SessionAuthenticator leader;
    private byte[] challenge;
    private byte[] principal;
    private boolean rejected;

    Visitor(SessionAuthenticator leader, long id, String name) {
      this.leader = leader;
      this.id = id;
      leader.onConnectRequest(id, name.getBytes(StandardCharsets.UTF_8), nowMs);
      leader.onConnectedSession(this, nowMs);
    }

    Visitor answers(byte[] response) {
      leader.onChallengeResponse(id, response, nowMs);
      ask();
      return this;
    }

    void ask() {
      leader.onChallengedSession(this, nowMs);
    }

    @Override
    public long sessionId() {
      return id;
    }

    @Override
    public boolean challenge(byte[] encodedChallenge) {
      challenge = encodedChallenge.clone();
      return true;
    }

    @Override
    public boolean authenticate(byte[] encodedPrincipal) {
      principal = encodedPrincipal.clone();
      return true;
    }

    @Override
    public void reject() {
      rejected = true;
    }
  }

  @BeforeEach
  void create() throws Exception {
    keys = new Keyring(dir.resolve("keys"));
    keys.add("bridge", "2", "chain");
    keys.add("operator", "4", "operators");
    bridge = keys.credentials("bridge");
    operator = keys.credentials("operator");
    list = SessionKeys.read(keys.list);
    leader = new SessionAuthenticator(list);
  }

  @Test
  void shouldLetInWhoSignsWithWhatItsKeyIsFor() {
    var visitor = visitor("bridge");
    assertFalse(visitor.rejected);
    visitor.answers(bridge.onChallenge(visitor.challenge));
    byte[] permit = Arrays.copyOf(Permit.parse("2", "chain").principal(new byte[0]), 20);
    assertArrayEquals(permit, Arrays.copyOf(visitor.principal, 20));
    assertTrue(list.hold(visitor.principal));
    assertEquals(0, leader.kept());
  }

  @Test
  void shouldTurnAwayAtOnceWhoShowsNoNameOfTheList() {
    for (String name : new String[] {"", "nobody", "bridge ", "b".repeat(1 << 16)}) {
      var visitor = visitor(name);
      assertTrue(visitor.rejected, name);
      assertNull(visitor.challenge, name);
    }
    assertEquals(0, leader.kept());
  }

  @Test
  void shouldRefuseAnswersThatAreNoSignatureOfTheName() throws Exception {
    var other = new Keyring(dir.resolve("other"));
    other.add("bridge", "2", "chain");
    assertRefused(other.credentials("bridge")::onChallenge);
    // The right signature with another name, of the list and not, and with none.
    assertRefused(challenge -> named(bridge.onChallenge(challenge), "operator"));
    assertRefused(challenge -> named(bridge.onChallenge(challenge), "nobody"));
    assertRefused(challenge -> named(bridge.onChallenge(challenge), ""));
    assertRefused(challenge -> Arrays.copyOf(bridge.onChallenge(challenge), 63));
    assertRefused(challenge -> new byte[0]);
    // A name that is right at its start and longer than any, to four megabytes.
    assertRefused(challenge -> named(bridge.onChallenge(challenge), "bridge".repeat(11)));
    assertRefused(challenge -> named(bridge.onChallenge(challenge), "bridge".repeat(700_000)));
  }

  @Test
  void shouldRefuseTheAnswerToAnotherSessionOrLeader() {
    var first = visitor("bridge");
    byte[] answer = bridge.onChallenge(first.challenge);
    assertRefused(challenge -> answer);
    var restarted = new SessionAuthenticator(list);
    var same = new Visitor(restarted, first.id, "bridge");
    same.answers(answer);
    nowMs += SessionAuthenticator.HEARD_MS;
    same.ask();
    assertNull(same.principal);
    assertTrue(same.rejected);
    // It was right where it belonged.
    assertNotNull(first.answers(answer).principal);
  }

  @Test
  void shouldKeepNothingOfThoseWhoWaitAndLetInWhoSigns() {
    var early = visitor("bridge");
    for (int i = 0; i < MANY; i++) {
      assertNotNull(visitor("operator").challenge);
      assertEquals(0, leader.kept());
    }
    assertSignsAndComesIn(early);
    assertSignsAndComesIn(visitor("bridge"));
  }

  /** Of wrong answers it keeps so many and no more, and of no right one less for them. */
  @Test
  void shouldLetInWhoSignsAmongThoseWhoSignWrong() {
    var early = visitor("bridge");
    early.leader.onChallengeResponse(early.id, bridge.onChallenge(early.challenge), nowMs);
    byte[] wrong = operator.onChallenge(new byte[32]);
    for (int i = 0; i < SessionAuthenticator.MOST + 100; i++) {
      assertNull(visitor("operator").answers(wrong).principal);
      assertTrue(leader.kept() <= 1 + SessionAuthenticator.MOST, () -> "kept: " + leader.kept());
    }
    early.ask();
    assertNotNull(early.principal);
    assertSignsAndComesIn(visitor("bridge"));
  }

  /** Who has a key fills no more than its room either. */
  @Test
  void shouldKeepNoMoreOfThoseWhoSignAndGo() {
    for (int i = 0; i < SessionAuthenticator.MOST + 100; i++) {
      var gone = visitor("operator");
      leader.onChallengeResponse(gone.id, operator.onChallenge(gone.challenge), nowMs);
    }
    assertEquals(SessionAuthenticator.MOST, leader.kept());
    assertSignsAndComesIn(visitor("bridge"));
  }

  @Test
  void shouldHearTheRightAnswerAfterAWrongOneOfSomebodyElse() {
    var visitor = visitor("bridge");
    for (int i = 0; i < 100; i++) {
      visitor.answers(operator.onChallenge(new byte[32]));
      nowMs += SessionAuthenticator.HEARD_MS / 100 - 1;
    }
    assertFalse(visitor.rejected);
    assertSignsAndComesIn(visitor);
    assertEquals(0, leader.kept());
  }

  /** All who ask for a backup have the same number; an answer of one would be one of all. */
  @Test
  void shouldTurnAwayWhoHasNoNumber() {
    var backup = new Visitor(leader, -1, "bridge");
    assertTrue(backup.rejected);
    assertNull(backup.challenge);
    backup.answers(bridge.onChallenge(new byte[32]));
    assertNull(backup.principal);
    assertEquals(0, leader.kept());
  }

  private interface Answer {
    byte[] to(byte[] challenge);
  }

  private void assertRefused(Answer answer) {
    var visitor = visitor("bridge");
    visitor.answers(answer.to(visitor.challenge));
    assertFalse(visitor.rejected);
    nowMs += SessionAuthenticator.HEARD_MS;
    visitor.ask();
    assertTrue(visitor.rejected);
    assertNull(visitor.principal);
    assertEquals(0, leader.kept());
  }

  private void assertSignsAndComesIn(Visitor visitor) {
    visitor.answers(bridge.onChallenge(visitor.challenge));
    assertNotNull(visitor.principal);
    assertFalse(visitor.rejected);
  }

  private Visitor visitor(String name) {
    return new Visitor(leader, ++lastSession, name);
  }

  /** The signature of an answer with another name behind it. */
  private static byte[] named(byte[] answer, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(64 + bytes.length).put(answer, 0, 64).put(bytes).array();
  }
}
