package caisson.node;

import io.aeron.security.Authenticator;
import io.aeron.security.SessionProxy;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who can sign for a name of the list: the name comes with the request, then 32 random
 * bytes go out and their signature comes back. Runs in the leader before a session is in the log.
 *
 * <p>It is asked again and again about a session that waits, and not told when one is gone; what is
 * older than any answer may be is forgotten.
 */
final class SessionAuthenticator implements Authenticator {
  private static final int CHALLENGE_BYTES = 32;
  private static final int LONGEST_NAME = 64;
  private static final long FORGET_MS = 30_000;

  /** Sessions that ask to come in at one time; more are turned away. */
  private static final int MOST = 256;

  private final SessionKeys keys;
  private final SecureRandom random = new SecureRandom();
  private final Map<Long, Request> requests = new HashMap<>();

  private static final class Request {
    final String name;
    final byte[] challenge = new byte[CHALLENGE_BYTES];
    final long sinceMs;
    byte @Nullable [] signature;

    Request(String name, long sinceMs) {
      this.name = name;
      this.sinceMs = sinceMs;
    }
  }

  SessionAuthenticator(SessionKeys keys) {
    this.keys = keys;
  }

  @Override
  public void onConnectRequest(long sessionId, byte[] credentials, long nowMs) {
    requests.values().removeIf(request -> nowMs - request.sinceMs > FORGET_MS);
    if (requests.size() >= MOST || credentials.length > LONGEST_NAME) {
      return;
    }
    var request = new Request(new String(credentials, StandardCharsets.UTF_8), nowMs);
    if (keys.knows(request.name)) {
      random.nextBytes(request.challenge);
      requests.put(sessionId, request);
    }
  }

  @Override
  public void onConnectedSession(SessionProxy session, long nowMs) {
    Request request = requests.get(session.sessionId());
    if (request == null) {
      session.reject();
    } else {
      session.challenge(request.challenge);
    }
  }

  @Override
  public void onChallengeResponse(long sessionId, byte[] credentials, long nowMs) {
    Request request = requests.get(sessionId);
    if (request != null) {
      request.signature = credentials;
    }
  }

  @Override
  public void onChallengedSession(SessionProxy session, long nowMs) {
    Request request = requests.get(session.sessionId());
    if (request == null) {
      session.reject();
    } else if (request.signature != null) {
      Permit permit = keys.signed(request.name, request.challenge, request.signature);
      if (permit == null) {
        session.reject();
        requests.remove(session.sessionId());
      } else if (session.authenticate(permit.principal())) {
        requests.remove(session.sessionId());
      }
    }
  }
}
