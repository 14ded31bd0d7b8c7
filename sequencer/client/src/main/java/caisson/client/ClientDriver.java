package caisson.client;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * The media driver and Aeron client of this process for one client folder, shared by all clients
 * opened there: the first one starts it, the last one deletes it.
 *
 * <p>Sized for a machine that runs every process of a venue: one thread for the driver, parked when
 * idle, and short liveness timeouts so that a restarted node is noticed within seconds. A driver
 * that died (the machine slept longer than its timeouts) is replaced on the next {@link #aeron}.
 */
final class ClientDriver implements AutoCloseable {
  private static final Map<Path, ClientDriver> OPEN = new HashMap<>();

  private final Path clientDir;
  private final Path directory;
  private int users;
  private MediaDriver driver;
  private Aeron aeron;

  private ClientDriver(Path clientDir) {
    this.clientDir = clientDir;
    this.directory = clientDir.resolve("aeron-" + ProcessHandle.current().pid());
    launch();
  }

  static ClientDriver acquire(Path clientDir) {
    synchronized (OPEN) {
      Path key = clientDir.toAbsolutePath().normalize();
      ClientDriver shared = OPEN.get(key);
      if (shared == null) {
        deleteLeftovers(key);
        shared = new ClientDriver(key);
        OPEN.put(key, shared);
      }
      shared.users++;
      return shared;
    }
  }

  /** The client to create subscriptions and publications with; a new one when the last has died. */
  Aeron aeron() {
    synchronized (OPEN) {
      if (aeron.isClosed()) {
        CloseHelper.quietCloseAll(aeron, driver);
        launch();
      }
      return aeron;
    }
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(clientDir);
        CloseHelper.quietCloseAll(aeron, driver);
        IoUtil.delete(directory.toFile(), true);
      }
    }
  }

  private void launch() {
    driver =
        MediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy(1, 10, 10_000, 1_000_000))
                .termBufferSparseFile(true)
                .timerIntervalNs(Duration.ofMillis(250).toNanos())
                .imageLivenessTimeoutNs(Duration.ofSeconds(3).toNanos())
                .publicationConnectionTimeoutNs(Duration.ofSeconds(3).toNanos())
                .publicationLingerTimeoutNs(Duration.ofSeconds(1).toNanos())
                .errorHandler(ClientDriver::ignore));
    aeron =
        Aeron.connect(
            new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .idleStrategy(new SleepingMillisIdleStrategy(5))
                .errorHandler(ClientDriver::ignore));
  }

  /** A lost peer is an error to Aeron and an everyday state here: the clients connect again. */
  private static void ignore(Throwable error) {}

  /** A killed process leaves its folder; its process id tells that nobody uses it any more. */
  private static void deleteLeftovers(Path clientDir) {
    try {
      Files.createDirectories(clientDir);
      try (var entries = Files.list(clientDir)) {
        List<Path> folders =
            entries.filter(p -> p.getFileName().toString().matches("aeron-\\d+")).toList();
        for (Path folder : folders) {
          long pid = Long.parseLong(folder.getFileName().toString().substring("aeron-".length()));
          if (ProcessHandle.of(pid).isEmpty()) {
            IoUtil.delete(folder.toFile(), true);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("client folder is not usable: " + clientDir, e);
    }
  }
}
