package caisson.attestor;

import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.signing.KeyPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/** Entry point: {@code AttestorMain --data DIR [--port-base N] ...}, see {@link AttestorConfig}. */
public final class AttestorMain {
  private static final int EXIT_CANNOT_START = 2;
  private static final int EXIT_BROKEN_INVARIANT = 70;
  private static final int POLL_LIMIT = 64;

  /** Reachable as long as the process: a collected channel would give the lock up. */
  private static @Nullable FileChannel lockFile;

  private AttestorMain() {}

  public static void main(String[] args) {
    AttestorConfig config;
    Attestor attestor;
    Replay replay;
    try {
      config = AttestorConfig.read(args);
      lock(config);
      KeyPair key = key(config.dir().resolve("key"));
      Domain domain = new Domain(config.data(), config.chainId());
      SignatureCheck signatures = new SignatureCheck(domain);
      replay = new Replay(signatures);
      SignedHeaders signed = SignedHeaders.open(config.dir().resolve("signed-headers"));
      attestor = new Attestor(key, domain, replay, signatures, signed);
      AttestorDoor.open(attestor, config.host(), config.port());
    } catch (StartException e) {
      System.err.println("attestor: " + e.getMessage());
      System.exit(EXIT_CANNOT_START);
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Thread reader = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(reader, stopped), "attestor-stop"));
    System.out.println("READY attestor");
    try {
      follow(config, replay);
    } catch (RuntimeException e) {
      System.err.println("attestor: cannot follow the event log: " + e);
      Runtime.getRuntime().halt(EXIT_BROKEN_INVARIANT);
    } finally {
      stopped.countDown();
    }
  }

  private static KeyPair key(Path file) {
    try {
      return KeyPair.loadOrCreate(file);
    } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /** The whole log from its start: the state an attestor signs for is its own in every byte. */
  private static void follow(AttestorConfig config, Replay replay) {
    IdleStrategy idle = new BackoffIdleStrategy(10, 10, 1_000, 1_000_000);
    NodeEndpoints node = new NodeEndpoints(config.host(), config.portBase());
    try (EventLog log = EventLog.open(node, config.dir(), Cursor.START, replay)) {
      while (!Thread.currentThread().isInterrupted()) {
        idle.idle(log.poll(POLL_LIMIT));
      }
      Thread.interrupted(); // closing the client must not be interrupted
    }
  }

  /** Two attestors on one folder could sign two headers of one number. */
  private static void lock(AttestorConfig config) {
    try {
      Files.createDirectories(config.dir());
      lockFile =
          FileChannel.open(
              config.dir().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lockFile.tryLock() == null) {
        throw new StartException("another attestor uses the folder " + config.dir());
      }
    } catch (IOException e) {
      throw new StartException("cannot lock the folder " + config.dir() + ": " + e);
    }
  }

  private static void stop(Thread reader, CountDownLatch stopped) {
    reader.interrupt();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
