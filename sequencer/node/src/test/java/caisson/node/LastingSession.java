package caisson.node;

import caisson.client.NodeEndpoints;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import io.aeron.security.CredentialsSupplier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * A session that goes on with the next leader, as Aeron allows: it showed its key to the first one
 * and to no other. {@code CommandClient} gives its session up and opens a new one.
 */
final class LastingSession implements AutoCloseable {
  private static final long KEEP_ALIVE_NS = Duration.ofSeconds(1).toNanos();
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

  private final MediaDriver driver;
  private final AeronCluster cluster;
  private long nextKeepAliveNs = System.nanoTime();
  private int leaders = 1;
  private boolean endedByService;

  LastingSession(List<NodeEndpoints> members, Path folder, CredentialsSupplier key) {
    driver =
        MediaDriver.launchEmbedded(
            new MediaDriver.Context()
                .aeronDirectoryName(folder.toString())
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
    cluster =
        AeronCluster.connect(
            new AeronCluster.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .messageTimeoutNs(PATIENCE_NS)
                .newLeaderTimeoutNs(PATIENCE_NS)
                .ingressChannel("aeron:udp?term-length=64k")
                .ingressEndpoints(
                    IntStream.range(0, members.size())
                        .mapToObj(id -> id + "=" + members.get(id).ingress())
                        .collect(Collectors.joining(",")))
                .egressChannel("aeron:udp?term-length=64k|endpoint=127.0.0.1:0")
                .credentialsSupplier(key)
                .egressListener(new Events()));
  }

  /** How many have led it. */
  int leaders() {
    return leaders;
  }

  /** Whether the node's service has ended it. */
  boolean endedByService() {
    return endedByService;
  }

  /** Whether it knows that it is no session any more. */
  boolean ended() {
    return cluster.isClosed();
  }

  boolean offer(DirectBuffer command) {
    return cluster.offer(command, 0, command.capacity()) > 0;
  }

  int poll() {
    if (cluster.isClosed()) {
      return 0;
    }
    if (System.nanoTime() - nextKeepAliveNs >= 0 && cluster.sendKeepAlive()) {
      nextKeepAliveNs = System.nanoTime() + KEEP_ALIVE_NS;
    }
    return cluster.pollEgress();
  }

  @Override
  public void close() {
    CloseHelper.closeAll(cluster, driver);
  }

  private final class Events implements EgressListener {
    @Override
    public void onMessage(
        long sessionId,
        long timestamp,
        DirectBuffer buffer,
        int offset,
        int length,
        Header header) {}

    @Override
    public void onSessionEvent(
        long correlationId,
        long sessionId,
        long leadershipTermId,
        int leaderMemberId,
        EventCode code,
        String detail) {
      endedByService |=
          code == EventCode.CLOSED && detail.contains(CloseReason.SERVICE_ACTION.name());
    }

    @Override
    public void onNewLeader(
        long sessionId, long leadershipTermId, int leaderMemberId, String endpoints) {
      leaders++;
    }
  }
}
