package caisson.node;

import io.aeron.security.Authenticator;
import io.aeron.security.SessionProxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who can sign for a name of the list: the name comes with the request, 32 bytes go out,
 * their signature and the name come back. Runs in the leader before a session is in the log.
 *
 * <p>The bytes that go out follow from the session's number and a secret of this object, so nothing
 * is kept of who waits and never signs, however many there are. A number is given once in a
 * process, so no two sessions have the same bytes. An answer is judged when it comes, and what it
 * came to is kept until Aeron asks, a tick later. Of those there is room for {@link #MOST}; the
 * oldest makes room, for Aeron does not tell of sessions that are gone.
 */
final class SessionAuthenticator implements Authenticator {
  static final int SIGNATURE_BYTES = 64;

  /** Far more than can be verified in a tick of Aeron's, which is ten milliseconds. */
  static final int MOST = 1_024;

  /**
   * A session's number can be guessed and anybody may answer for it: a wrong answer refuses it only
   * when no right one has come for so long. It is less than clients wait, who are to be told.
   */
  static final long HEARD_MS = 1_000;

  private static final String HMAC = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private final SessionKeys keys;
  private final Mac mac;

  /** The principals of those who have signed, by session. */
  private final Map<Long, byte[]> signed = new Recent<>();

  /** Since when, in milliseconds, those are refused who have shown no name or signed wrong. */
  private final Map<Long, Long> refused = new Recent<>();

  SessionAuthenticator(SessionKeys keys) {
    this.keys = keys;
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    try {
      mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void onConnectRequest(long sessionId, byte[] credentials, long nowMs) {
    if (numbered(sessionId) && !keys.knows(name(credentials, 0))) {
      refused.put(sessionId, nowMs);
    }
  }

  @Override
  public void onConnectedSession(SessionProxy session, long nowMs) {
    long sessionId = session.sessionId();
    if (!numbered(sessionId) || refused.remove(sessionId) != null) {
      session.reject();
    } else {
      session.challenge(challenge(sessionId));
    }
  }

  @Override
  public void onChallengeResponse(long sessionId, byte[] credentials, long nowMs) {
    if (!numbered(sessionId) || signed.containsKey(sessionId)) {
      return;
    }
    byte[] principal = null;
    String name = name(credentials, SIGNATURE_BYTES);
    if (keys.knows(name)) {
      byte[] signature = Arrays.copyOf(credentials, SIGNATURE_BYTES);
      principal = keys.signed(name, challenge(sessionId), signature);
    }
    if (principal == null) {
      refused.putIfAbsent(sessionId, nowMs);
    } else {
      signed.put(sessionId, principal);
    }
  }

  @Override
  public void onChallengedSession(SessionProxy session, long nowMs) {
    long sessionId = session.sessionId();
    byte[] principal = signed.get(sessionId);
    if (principal != null) {
      if (session.authenticate(principal)) {
        signed.remove(sessionId);
        refused.remove(sessionId);
      }
      return;
    }
    Long sinceMs = refused.get(sessionId);
    if (sinceMs != null && nowMs - sinceMs >= HEARD_MS) {
      session.reject();
      refused.remove(sessionId);
    }
  }

  /** How many sessions something is kept of. */
  int kept() {
    return signed.size() + refused.size();
  }

  /** Who asks for a backup has the same number as all who do: none could have bytes of its own. */
  private static boolean numbered(long sessionId) {
    return sessionId > 0;
  }

  /** What stands behind so many bytes; empty, which is nobody's, when it is too long for a name. */
  private static String name(byte[] credentials, int from) {
    int length = credentials.length - from;
    return length < 1 || length > SessionKeys.LONGEST_NAME
        ? ""
        : new String(credentials, from, length, StandardCharsets.UTF_8);
  }

  private byte[] challenge(long sessionId) {
    return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(sessionId).array());
  }

  private static final class Recent<V> extends LinkedHashMap<Long, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.@Nullable Entry<Long, V> eldest) {
      return size() > MOST;
    }
  }
}
