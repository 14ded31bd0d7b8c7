package caisson.node;

import io.aeron.archive.codecs.ArchiveIdRequestDecoder;
import io.aeron.archive.codecs.BoundedReplayRequestDecoder;
import io.aeron.archive.codecs.FindLastMatchingRecordingRequestDecoder;
import io.aeron.archive.codecs.KeepAliveRequestDecoder;
import io.aeron.archive.codecs.ListRecordingRequestDecoder;
import io.aeron.archive.codecs.ListRecordingsForUriRequestDecoder;
import io.aeron.archive.codecs.ListRecordingsRequestDecoder;
import io.aeron.archive.codecs.MaxRecordedPositionRequestDecoder;
import io.aeron.archive.codecs.RecordingPositionRequestDecoder;
import io.aeron.archive.codecs.ReplayRequestDecoder;
import io.aeron.archive.codecs.ReplayTokenRequestDecoder;
import io.aeron.archive.codecs.StartPositionRequestDecoder;
import io.aeron.archive.codecs.StopPositionRequestDecoder;
import io.aeron.archive.codecs.StopReplayRequestDecoder;
import io.aeron.security.Authenticator;
import io.aeron.security.AuthorisationService;
import io.aeron.security.CredentialsSupplier;
import io.aeron.security.SessionProxy;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what with the recordings: all that reach the archive may read them, and nobody but
 * this process may change them. Readers are many and need no secret; the command log and the event
 * log are the truth, and an archive without a guard lets whoever reaches its port cut them.
 *
 * <p>This process shows bytes that it drew itself when it started. Other members only read: each
 * writes what it copies with its own archive.
 */
final class ArchiveAccess implements Authenticator, AuthorisationService {
  private static final byte[] NODE = {1};
  private static final byte[] READER = {};
  private static final int SECRET_BYTES = 32;

  private static final Set<Integer> READS =
      Set.of(
          ArchiveIdRequestDecoder.TEMPLATE_ID,
          BoundedReplayRequestDecoder.TEMPLATE_ID,
          FindLastMatchingRecordingRequestDecoder.TEMPLATE_ID,
          KeepAliveRequestDecoder.TEMPLATE_ID,
          ListRecordingRequestDecoder.TEMPLATE_ID,
          ListRecordingsForUriRequestDecoder.TEMPLATE_ID,
          ListRecordingsRequestDecoder.TEMPLATE_ID,
          MaxRecordedPositionRequestDecoder.TEMPLATE_ID,
          RecordingPositionRequestDecoder.TEMPLATE_ID,
          ReplayRequestDecoder.TEMPLATE_ID,
          ReplayTokenRequestDecoder.TEMPLATE_ID,
          StartPositionRequestDecoder.TEMPLATE_ID,
          StopPositionRequestDecoder.TEMPLATE_ID,
          StopReplayRequestDecoder.TEMPLATE_ID);

  private final byte[] secret = new byte[SECRET_BYTES];

  /** Sessions that have shown the secret and are not let in yet. */
  private final Map<Long, byte[]> own = new HashMap<>();

  ArchiveAccess() {
    new SecureRandom().nextBytes(secret);
  }

  /** What clients in this process show. */
  CredentialsSupplier credentials() {
    return new CredentialsSupplier() {
      @Override
      public byte[] encodedCredentials() {
        return secret;
      }

      @Override
      public byte[] onChallenge(byte[] challenge) {
        return secret;
      }
    };
  }

  @Override
  public void onConnectRequest(long sessionId, byte[] credentials, long nowMs) {
    if (MessageDigest.isEqual(secret, credentials)) {
      own.put(sessionId, NODE);
    }
  }

  @Override
  public void onConnectedSession(SessionProxy session, long nowMs) {
    if (session.authenticate(own.getOrDefault(session.sessionId(), READER))) {
      own.remove(session.sessionId());
    }
  }

  @Override
  public void onChallengeResponse(long sessionId, byte[] credentials, long nowMs) {}

  /** Nobody is challenged here. */
  @Override
  public void onChallengedSession(SessionProxy session, long nowMs) {
    session.reject();
  }

  @Override
  public boolean isAuthorised(int protocolId, int actionId, Object type, byte[] principal) {
    return principal.length > 0 || READS.contains(actionId);
  }
}
