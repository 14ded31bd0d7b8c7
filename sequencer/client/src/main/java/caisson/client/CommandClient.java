package caisson.client;

import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.logbuffer.Header;
import io.aeron.security.AuthenticationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands into the log. A command accepted by {@link #offer} is on its way, not applied: the
 * answer is the CommandApplied with its requestId in the event log, and whoever has not seen it by
 * a deadline sends the same command again.
 *
 * <p>One thread per instance. Call {@link #poll} at least once a second: it keeps the session alive
 * and connects again when the node has restarted.
 */
public final class CommandClient implements AutoCloseable {
  private static final long KEEP_ALIVE_NS = Duration.ofSeconds(1).toNanos();
  private static final long RETRY_NS = Duration.ofMillis(100).toNanos();

  private final List<NodeEndpoints> members;
  private final ClientDriver driver;
  private final String localHost;
  private final SessionKey key;
  private AeronCluster.@Nullable AsyncConnect connecting;
  private @Nullable AeronCluster session;
  private long nextKeepAliveNs;
  private long nextAttemptNs;

  /** The term of the leader that let the session in. */
  private long openedInTerm;

  /**
   * Whether the node's service, and not time or the network, has ended the session because of what
   * came by it. A leader also ends sessions that another one let in, when its list has other keys;
   * that is no refusal yet: the next session shows the key to this leader.
   */
  private boolean endedByNode;

  private CommandClient(List<NodeEndpoints> members, Path clientDir, SessionKey key) {
    this.members = List.copyOf(members);
    this.key = key;
    this.localHost = members.get(0).localHost();
    this.driver = ClientDriver.acquire(clientDir);
    this.nextAttemptNs = System.nanoTime();
  }

  /** Starts connecting; {@link #connected} tells when commands are taken. */
  public static CommandClient connect(NodeEndpoints node, Path clientDir) {
    return connect(node.members(), clientDir);
  }

  /** With this key in place of the configured one. */
  public static CommandClient connect(NodeEndpoints node, Path clientDir, Path key) {
    return begin(new CommandClient(node.members(), clientDir, SessionKey.read(key)));
  }

  /** To whichever of the members leads, in the order of their list. */
  public static CommandClient connect(List<NodeEndpoints> members, Path clientDir) {
    return begin(new CommandClient(members, clientDir, SessionKey.configured()));
  }

  private static CommandClient begin(CommandClient client) {
    client.poll();
    return client;
  }

  /** Returns false when back-pressured or not connected: try again, after {@link #poll}. */
  public boolean offer(DirectBuffer buffer, int offset, int length) {
    if (session == null) {
      return false;
    }
    buffer.boundsCheck(
        offset, length); // inside Aeron it would leave a torn message in the log buffer
    long result = session.offer(buffer, offset, length);
    if (result == Publication.CLOSED
        || result == Publication.NOT_CONNECTED
        || result == Publication.MAX_POSITION_EXCEEDED) {
      disconnect();
    }
    return result > 0;
  }

  /**
   * Does the session's housekeeping; returns zero when there was nothing to do.
   *
   * @throws SessionRefusedException when the node does not take this process for what it says
   */
  public int poll() {
    long nowNs = System.nanoTime();
    return session != null ? keep(session, nowNs) : advanceConnect(nowNs);
  }

  public boolean connected() {
    return session != null && !session.isClosed() && session.ingressPublication().isConnected();
  }

  @Override
  public void close() {
    disconnect();
    driver.close();
  }

  private int keep(AeronCluster session, long nowNs) {
    try {
      int work = session.pollEgress();
      if (endedByNode) {
        disconnect();
        throw SessionRefusedException.notPermitted(key);
      }
      if (!connected()) {
        disconnect();
        return 1;
      }
      if (nowNs - nextKeepAliveNs >= 0 && session.sendKeepAlive()) {
        nextKeepAliveNs = nowNs + KEEP_ALIVE_NS;
        work++;
      }
      return work;
    } catch (SessionRefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      disconnect();
      return 1;
    }
  }

  private int advanceConnect(long nowNs) {
    try {
      if (connecting == null) {
        if (nowNs - nextAttemptNs < 0) {
          return 0;
        }
        connecting = AeronCluster.asyncConnect(context());
        return 1;
      }
      int step = connecting.step();
      session = connecting.poll();
      if (session != null) {
        connecting = null;
        openedInTerm = session.leadershipTermId();
        nextKeepAliveNs = nowNs + KEEP_ALIVE_NS;
        return 1;
      }
      return connecting.step() == step ? 0 : 1;
    } catch (AuthenticationException e) {
      disconnect();
      throw SessionRefusedException.unknown(key, e);
    } catch (RuntimeException e) { // the node is away, or the driver has just died
      disconnect();
      return 1;
    }
  }

  private AeronCluster.Context context() {
    return new AeronCluster.Context()
        .aeron(driver.aeron())
        .ownsAeronClient(false)
        .messageTimeoutNs(Duration.ofSeconds(3).toNanos())
        .ingressChannel("aeron:udp?term-length=1m")
        .ingressEndpoints(ingress())
        .egressChannel("aeron:udp?term-length=64k|endpoint=" + localHost + ":0")
        .credentialsSupplier(key)
        .egressListener(new SessionEvents())
        .idleStrategy(new SleepingMillisIdleStrategy(1))
        .errorHandler(error -> {});
  }

  private final class SessionEvents implements EgressListener {
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
      endedByNode =
          code == EventCode.CLOSED
              && leadershipTermId == openedInTerm
              && detail.contains(CloseReason.SERVICE_ACTION.name());
    }
  }

  private String ingress() {
    return IntStream.range(0, members.size())
        .mapToObj(id -> id + "=" + members.get(id).ingress())
        .collect(Collectors.joining(","));
  }

  private void disconnect() {
    CloseHelper.quietClose(connecting);
    CloseHelper.quietClose(session);
    connecting = null;
    session = null;
    endedByNode = false;
    nextAttemptNs = System.nanoTime() + RETRY_NS;
  }
}
