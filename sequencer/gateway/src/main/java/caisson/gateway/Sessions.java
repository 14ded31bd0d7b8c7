package caisson.gateway;

import caisson.signing.Address;
import caisson.signing.Hex;
import caisson.signing.Keccak256;
import caisson.signing.Signature;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may read an account's private parts. A caller asks for a challenge, signs its text with the
 * owner's or an agent's key, and gets a token. Both live in memory, in tables of fixed size, and
 * end with the process.
 */
@Singleton
public final class Sessions {
  private static final int CHALLENGES = 4_096;
  private static final int TOKENS = 65_536;
  private static final long CHALLENGE_MS = 60_000;
  private static final long TOKEN_MS = 12 * 3_600_000L;

  record Challenge(int account, String message, long expiresMs) {}

  record Session(int account, Address signer, long expiresMs) {}

  private final Gateway gateway;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Challenge> challenges = new ConcurrentHashMap<>();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  Sessions(Gateway gateway) {
    this.gateway = gateway;
  }

  /** The new challenge's name and what is to be signed. */
  Map.Entry<String, Challenge> challenge(int account) {
    long now = clock.millis();
    if (challenges.size() >= CHALLENGES) {
      challenges.values().removeIf(challenge -> challenge.expiresMs <= now);
    }
    if (challenges.size() >= CHALLENGES) {
      throw Problem.of(429, "TOO_MANY_REQUESTS", "too many logons under way");
    }
    String name = Hex.encode(randomBytes());
    String message =
        "Caisson logon\nchain %d\nclearing house %s\naccount %d\nchallenge %s"
            .formatted(
                gateway.deployment().chainId(),
                gateway.deployment().clearingHouse(),
                account,
                name);
    Challenge challenge = new Challenge(account, message, now + CHALLENGE_MS);
    challenges.put(name, challenge);
    return Map.entry(name, challenge);
  }

  /** Consumes the challenge, whether or not the signature is good. */
  Map.Entry<String, Session> open(int account, String name, Signature signature) {
    long now = clock.millis();
    Challenge challenge = challenges.remove(name);
    if (challenge == null || challenge.account != account || challenge.expiresMs <= now) {
      throw Problem.of(401, "UNKNOWN_CHALLENGE", "no such challenge, or it was used or is too old");
    }
    Address signer =
        signature
            .recover(personalDigest(challenge.message))
            .orElseThrow(
                () -> Problem.field("BAD_SIGNATURE", "signature", "no key can have made it"));
    if (!gateway.venue().isSigner(account, signer, true)) {
      throw Problem.of(
          401, "UNKNOWN_AGENT", signer + " is neither owner nor agent of account " + account);
    }
    if (sessions.size() >= TOKENS) {
      sessions.values().removeIf(session -> session.expiresMs <= now);
    }
    if (sessions.size() >= TOKENS) {
      throw Problem.of(429, "TOO_MANY_REQUESTS", "too many sessions are open");
    }
    String token = HexFormat.of().formatHex(randomBytes());
    Session session = new Session(account, signer, now + TOKEN_MS);
    sessions.put(token, session);
    return Map.entry(token, session);
  }

  boolean permits(@Nullable String token, int account) {
    Session session = token == null ? null : sessions.get(token);
    return session != null && session.account == account && session.expiresMs > clock.millis();
  }

  void require(@Nullable String token, int account) {
    if (!permits(token, account)) {
      throw Problem.of(401, "NO_SESSION", "log on to account " + account + " first");
    }
  }

  /** What personal_sign hashes (EIP-191). */
  static byte[] personalDigest(String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    byte[] prefix =
        ("\u0019Ethereum Signed Message:\n" + text.length).getBytes(StandardCharsets.UTF_8);
    return Keccak256.hash(prefix, text);
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }
}
