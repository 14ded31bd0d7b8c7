package caisson.node;

import caisson.client.NodeEndpoints;
import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.ChallengeDecoder;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionConnectRequestEncoder;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.ExpandableArrayBuffer;

/** Those who ask a node to come in and never answer what it asks them. */
final class WaitingSessions implements AutoCloseable {
  private static final int RESPONSES = AeronCluster.Configuration.EGRESS_STREAM_ID_DEFAULT;

  private final MediaDriver driver;
  private final Aeron aeron;
  private final Subscription responses;
  private final Publication ingress;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private int answered;
  private int challenged;

  WaitingSessions(NodeEndpoints node, Path folder) {
    driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
    aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
    responses = aeron.addSubscription("aeron:udp?endpoint=127.0.0.1:0", RESPONSES);
    ingress =
        aeron.addPublication(
            "aeron:udp?term-length=1m|endpoint=" + node.ingress(),
            AeronCluster.Configuration.INGRESS_STREAM_ID_DEFAULT);
  }

  void ask(String name, int count, long deadlineNs) {
    String channel;
    while ((channel = responses.tryResolveChannelEndpointPort()) == null) {
      pause(deadlineNs);
    }
    byte[] credentials = name.getBytes(StandardCharsets.UTF_8);
    var buffer = new ExpandableArrayBuffer();
    for (int i = 0; i < count; i++) {
      var request =
          new SessionConnectRequestEncoder()
              .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
              .correlationId(i)
              .responseStreamId(RESPONSES)
              .version(AeronCluster.Configuration.PROTOCOL_SEMANTIC_VERSION)
              .responseChannel(channel)
              .putEncodedCredentials(credentials, 0, credentials.length)
              .clientInfo("");
      int length = MessageHeaderEncoder.ENCODED_LENGTH + request.encodedLength();
      while (ingress.offer(buffer, 0, length) < 0) {
        pause(deadlineNs);
      }
    }
  }

  private static void pause(long deadlineNs) {
    if (System.nanoTime() - deadlineNs > 0) {
      throw new IllegalStateException("nobody takes what asks to come in");
    }
    LockSupport.parkNanos(200_000);
  }

  /** How many have heard anything of the node. */
  int answered() {
    responses.poll(
        (buffer, offset, length, ignored) -> {
          answered++;
          if (header.wrap(buffer, offset).templateId() == ChallengeDecoder.TEMPLATE_ID) {
            challenged++;
          }
        },
        100);
    return answered;
  }

  /** How many of them were asked to sign. */
  int challenged() {
    return challenged;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(aeron, driver);
  }
}
