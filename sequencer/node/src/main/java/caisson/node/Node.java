package caisson.node;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.NanosecondClusterClock;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * One running member: media driver, archive, consensus module and service in this process.
 *
 * <p>Below {@code DATA/node}: {@code archive} (command log, snapshots, event log), {@code cluster}
 * (which recordings make the log), {@code state.json}, {@code lock}. The lock file is what keeps a
 * second node away; the operating system drops it with the process, so Aeron's mark files, which
 * would make a restart after a kill wait ten seconds, are deleted once the lock is held.
 */
final class Node implements AutoCloseable {
  private static final int TERM_LENGTH = 8 * 1024 * 1024;
  private static final int SEGMENT_LENGTH = 64 * 1024 * 1024;
  private static final long SHARED_MEMORY_NEEDED = 1024L * 1024 * 1024;

  /**
   * Sessions at one time; Aeron would take ten. It counts those who have not shown their key yet
   * and keeps them for ten seconds. Each may take nine of the 65,536 counters of the driver.
   */
  private static final int MOST_SESSIONS = 5_000;

  private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final FileChannel lock;
  private final NodeService service;

  // launch() starts both before anybody gets this object.
  @SuppressWarnings("NullAway.Init")
  private ClusteredMediaDriver members;

  @SuppressWarnings("NullAway.Init")
  private ClusteredServiceContainer container;

  private long snapshotSequence;
  private long snapshotNs = System.nanoTime();

  private Node(NodeConfig config, FileChannel lock, Consumer<Throwable> fatal) {
    this.config = config;
    this.lock = lock;
    StateFile stateFile = new StateFile(config.nodeDir().resolve("state.json"));
    this.service =
        new NodeService(
            stateFile, config.keys(), config.skipSequence(), config.leastSequence(), fatal);
  }

  /**
   * Starts the member; it recovers in the background, see {@link #serving}.
   *
   * @param fatal is called with what broke an invariant, on the thread that found it, and must end
   *     the process
   */
  static Node launch(NodeConfig config, Consumer<Throwable> fatal) {
    FileChannel lock = lock(config);
    Node node = new Node(config, lock, fatal);
    try {
      new NodePorts(config.host(), config.portBase()).requireFree();
      deleteMarkFiles(config.nodeDir());
      node.start(fatal);
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  /** Whether commands are taken, which is after the whole log has been replayed. */
  boolean serving() {
    ConsensusModule.Context context = members.consensusModule().context();
    return service.recovered()
        && context.moduleStateCounter().get() == ConsensusModule.State.ACTIVE.code()
        && context.clusterNodeRoleCounter().get() == Cluster.Role.LEADER.code();
  }

  /** Whether it follows a leader, up to date or nearly. */
  boolean following() {
    ConsensusModule.Context context = members.consensusModule().context();
    return context.moduleStateCounter().get() == ConsensusModule.State.ACTIVE.code()
        && context.electionStateCounter().get() == ElectionState.CLOSED.code()
        && context.clusterNodeRoleCounter().get() == Cluster.Role.FOLLOWER.code();
  }

  /**
   * Takes a snapshot when enough commands or time have passed since the last one. The leader asks
   * for it, all members take it at the same place of the log.
   */
  void snapshotWhenDue() {
    if (!serving()) {
      return;
    }
    long commands = service.appliedSequence() - snapshotSequence;
    long elapsedNs = System.nanoTime() - snapshotNs;
    if (commands >= config.snapshotCommands()
        || (commands > 0 && elapsedNs >= config.snapshotEvery().toNanos())) {
      snapshot();
    }
  }

  /** Returns true when the snapshot is on disk. */
  boolean snapshot() {
    ConsensusModule.Context context = members.consensusModule().context();
    long before = context.snapshotCounter().get();
    long sequence = service.appliedSequence();
    if (!ClusterControl.ToggleState.SNAPSHOT.toggle(context.controlToggleCounter())) {
      return false;
    }
    if (!await(SNAPSHOT_TIMEOUT, () -> context.snapshotCounter().get() > before)) {
      return false;
    }
    snapshotSequence = sequence;
    snapshotNs = System.nanoTime();
    return true;
  }

  /** Stops after a snapshot, so that the next start has little to replay. */
  void stop() {
    if (serving() && service.appliedSequence() != snapshotSequence) {
      if (!snapshot()) {
        System.err.println("node: stopped without a snapshot, the next start replays the log");
      }
    }
    close();
  }

  @Override
  public void close() {
    service.stopping();
    CloseHelper.quietCloseAll(container, members);
    CloseHelper.quietClose(lock);
  }

  private void start(Consumer<Throwable> fatal) {
    NodePorts ports = new NodePorts(config.host(), config.portBase());
    Path dir = config.nodeDir();
    String aeronDir = aeronDirectory(config).toString();
    Supplier<IdleStrategy> idle = this::idleStrategy;
    String ephemeral = "aeron:udp?endpoint=" + config.host() + ":0";
    ArchiveAccess access = new ArchiveAccess();

    MediaDriver.Context driver =
        new MediaDriver.Context()
            .aeronDirectoryName(aeronDir)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .warnIfDirectoryExists(false)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(idle.get())
            .termBufferSparseFile(true)
            .ipcTermBufferLength(TERM_LENGTH)
            .publicationTermBufferLength(TERM_LENGTH)
            .spiesSimulateConnection(true)
            .timerIntervalNs(Duration.ofMillis(250).toNanos())
            .errorHandler(e -> report("driver", e));

    Archive.Context archive =
        new Archive.Context()
            .aeronDirectoryName(aeronDir)
            .archiveDir(dir.resolve("archive").toFile())
            .threadingMode(ArchiveThreadingMode.SHARED)
            .idleStrategySupplier(idle)
            .controlChannel("aeron:udp?endpoint=" + ports.archive())
            .replicationChannel(ephemeral)
            .recordingEventsEnabled(false)
            .segmentFileLength(SEGMENT_LENGTH)
            .fileSyncLevel(config.syncLevel())
            .catalogFileSyncLevel(config.syncLevel())
            .maxConcurrentReplays(100)
            .authenticatorSupplier(() -> access)
            .authorisationServiceSupplier(() -> access)
            .errorHandler(e -> report("archive", e));

    AeronArchive.Context local =
        new AeronArchive.Context()
            .aeronDirectoryName(aeronDir)
            .controlRequestChannel(archive.localControlChannel())
            .controlRequestStreamId(archive.localControlStreamId())
            .controlResponseChannel("aeron:ipc?term-length=64k")
            .credentialsSupplier(access.credentials());

    File clusterDir = dir.resolve("cluster").toFile();
    ConsensusModule.Context consensus =
        new ConsensusModule.Context()
            .aeronDirectoryName(aeronDir)
            .clusterDir(clusterDir)
            .clusterMemberId(config.memberId())
            .clusterMembers(members(config))
            .clusterClock(new NanosecondClusterClock())
            .ingressChannel("aeron:udp?term-length=1m")
            .isIpcIngressAllowed(true)
            .logChannel("aeron:udp?term-length=8m|control-mode=manual")
            .replicationChannel(ephemeral)
            .maxConcurrentSessions(MOST_SESSIONS)
            .archiveContext(local.clone())
            .fileSyncLevel(config.syncLevel())
            .idleStrategySupplier(idle)
            .terminationHook(() -> onTermination("consensus module", fatal))
            .errorHandler(e -> report("consensus", e));
    SessionKeys keys = config.keys();
    if (keys != null) {
      consensus.authenticatorSupplier(() -> new SessionAuthenticator(keys));
    }

    members = ClusteredMediaDriver.launch(driver, archive, consensus);
    container =
        ClusteredServiceContainer.launch(
            new ClusteredServiceContainer.Context()
                .aeronDirectoryName(aeronDir)
                .clusterDir(clusterDir)
                .archiveContext(local.clone())
                .clusteredService(service)
                .idleStrategySupplier(idle)
                .terminationHook(() -> onTermination("service container", fatal))
                .errorHandler(e -> report("service", e)));
  }

  private static String members(NodeConfig config) {
    return IntStream.range(0, config.members().size())
        .mapToObj(id -> config.members().get(id).member(id))
        .collect(Collectors.joining("|"));
  }

  /** Memory where there is enough of it: these files are buffers, nothing in them is kept. */
  static Path aeronDirectory(NodeConfig config) {
    Path memory = Path.of("/dev/shm");
    try {
      if (Files.isWritable(memory)
          && Files.getFileStore(memory).getUsableSpace() >= SHARED_MEMORY_NEEDED) {
        return memory.resolve(
            "caisson-node-" + System.getProperty("user.name") + "-" + config.portBase());
      }
    } catch (IOException e) {
      // no such memory here: use the disk
    }
    return config.nodeDir().resolve("aeron");
  }

  /** Backoff reaches one millisecond: a member then costs a few percent of a core when idle. */
  private IdleStrategy idleStrategy() {
    return switch (config.idle()) {
      case BACKOFF -> new BackoffIdleStrategy(10, 20, 1_000, 1_000_000);
      case YIELD -> YieldingIdleStrategy.INSTANCE;
    };
  }

  private static FileChannel lock(NodeConfig config) {
    Path file = config.nodeDir().resolve("lock");
    try {
      Files.createDirectories(config.nodeDir());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartException("another node is running on " + config.nodeDir());
      }
      return channel;
    } catch (IOException e) {
      throw new StartException("folder of the node cannot be used: " + e, e);
    }
  }

  private static void deleteMarkFiles(Path nodeDir) {
    for (String file :
        new String[] {
          "archive/archive-mark.dat",
          "cluster/cluster-mark.dat",
          "cluster/cluster-mark-service-0.dat"
        }) {
      try {
        Files.deleteIfExists(nodeDir.resolve(file));
      } catch (IOException e) {
        throw new StartException("stale mark file cannot be deleted: " + nodeDir.resolve(file), e);
      }
    }
  }

  private static void onTermination(String who, Consumer<Throwable> fatal) {
    fatal.accept(new IllegalStateException(who + " terminated"));
  }

  private static void report(String who, Throwable error) {
    System.err.println("node: " + who + ": " + error);
  }

  private static boolean await(Duration atMost, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + atMost.toNanos();
    IdleStrategy idle = new BackoffIdleStrategy(1, 1, 1_000_000, 10_000_000);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        return false;
      }
      idle.idle();
    }
    return true;
  }
}
