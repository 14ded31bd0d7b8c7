package caisson.client;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.ChallengeEncoder;
import io.aeron.cluster.codecs.ChallengeResponseDecoder;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionConnectRequestDecoder;
import io.aeron.cluster.codecs.SessionEventEncoder;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Speaks to clients as the leader of a cluster does: asks, lets in and ends sessions. */
final class ScriptedLeader implements AutoCloseable {
  private static final int MEMBER = 0;
  private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
  private static final long HEARTBEAT_TIMEOUT_NS = 10_000_000_000L;

  private final MediaDriver driver;
  private final Aeron aeron;
  private final Subscription ingress;
  private final MessageHeaderDecoder received = new MessageHeaderDecoder();
  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

  /** Who asked to come in, oldest first; a session's number is its place. */
  private final List<Publication> sessions = new ArrayList<>();

  private final List<byte[]> answers = new ArrayList<>();

  /** What could not be sent yet, in order. */
  private final List<Runnable> unsent = new ArrayList<>();

  long term = 1;

  ScriptedLeader(NodeEndpoints node, Path folder) {
    driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    ingress =
        aeron.addSubscription(
            "aeron:udp?endpoint=" + node.ingress(),
            AeronCluster.Configuration.INGRESS_STREAM_ID_DEFAULT);
  }

  /** What each session was asked, which is its own. */
  static byte[] challenge(int session) {
    return ByteBuffer.allocate(32).putInt(session).array();
  }

  /** What came back, by session. */
  List<byte[]> answers() {
    return answers;
  }

  /** Ends the last session as a service ends it. */
  void end() {
    event(0, sessions.size() - 1, EventCode.CLOSED, "SERVICE_ACTION");
  }

  int poll() {
    int work = ingress.poll((bytes, offset, length, ignored) -> receive(bytes, offset), 10);
    while (!unsent.isEmpty() && sessions.getLast().isConnected()) {
      unsent.removeFirst().run();
      work++;
    }
    return work;
  }

  private void receive(DirectBuffer bytes, int offset) {
    switch (received.wrap(bytes, offset).templateId()) {
      case SessionConnectRequestDecoder.TEMPLATE_ID -> {
        var request = new SessionConnectRequestDecoder();
        request.wrapAndApplyHeader(bytes, offset, received);
        long correlationId = request.correlationId();
        int stream = request.responseStreamId();
        sessions.add(aeron.addPublication(request.responseChannel(), stream));
        int session = sessions.size() - 1;
        unsent.add(() -> ask(correlationId, session));
      }
      case ChallengeResponseDecoder.TEMPLATE_ID -> {
        var response = new ChallengeResponseDecoder();
        response.wrapAndApplyHeader(bytes, offset, received);
        byte[] answer = new byte[response.encodedCredentialsLength()];
        response.getEncodedCredentials(answer, 0, answer.length);
        answers.add(answer);
        event(response.correlationId(), (int) response.clusterSessionId(), EventCode.OK, "");
      }
      default -> {}
    }
  }

  private void ask(long correlationId, int session) {
    var challenge =
        new ChallengeEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .correlationId(correlationId)
            .clusterSessionId(session)
            .putEncodedChallenge(challenge(session), 0, 32);
    offer(session, challenge.encodedLength());
  }

  private void event(long correlationId, int session, EventCode code, String detail) {
    var event =
        new SessionEventEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .clusterSessionId(session)
            .correlationId(correlationId)
            .leadershipTermId(term)
            .leaderMemberId(MEMBER)
            .code(code)
            .version(AeronCluster.Configuration.PROTOCOL_SEMANTIC_VERSION)
            .leaderHeartbeatTimeoutNs(HEARTBEAT_TIMEOUT_NS)
            .detail(detail);
    offer(session, event.encodedLength());
  }

  private void offer(int session, int encodedLength) {
    if (sessions.get(session).offer(buffer, 0, HEADER + encodedLength) < 0) {
      throw new IllegalStateException("a session reads what it is sent: " + session);
    }
  }

  @Override
  public void close() {
    CloseHelper.closeAll(aeron, driver);
  }
}
