package caisson.scripts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the venue: started from a fixed command, logged to one file, ready when it says so
 * on its standard output.
 *
 * <p>A child may be killed and started again under the same name; each start appends to the same
 * log.
 */
final class Child {
  private final String name;
  private final List<String> command;
  private final Path directory;
  private final Path log;
  private final String readyText;
  private volatile @Nullable Process process;
  private volatile CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean expectedToRun;

  Child(String name, List<String> command, Path directory, Path log, String readyText) {
    this.name = name;
    this.command = List.copyOf(command);
    this.directory = directory;
    this.log = log;
    this.readyText = readyText;
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  long pid() {
    return started().pid();
  }

  boolean crashed() {
    Process running = process;
    return expectedToRun && running != null && !running.isAlive();
  }

  /** Meaningful for a crashed child only. */
  int exitCode() {
    return started().exitValue();
  }

  boolean running() {
    Process running = process;
    return running != null && running.isAlive();
  }

  void start() throws IOException {
    Files.createDirectories(log.getParent());
    ready = new CountDownLatch(1);
    Process started =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    process = started;
    expectedToRun = true;
    CountDownLatch becomesReady = ready;
    Thread.ofVirtual().name("log-" + name).start(() -> copyOutput(started, becomesReady));
  }

  /** Waits for the ready line; a child that ended or took too long is told in one sentence. */
  void awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!ready.await(100, TimeUnit.MILLISECONDS)) {
      if (!started().isAlive()) {
        throw new VenueException(name + " ended with code " + exitCode() + ": " + lastWords());
      }
      if (System.nanoTime() > end) {
        throw new VenueException(
            name + " was not ready after " + limit.toSeconds() + " s: see " + log);
      }
    }
  }

  /** The end that no process can prepare for. */
  void kill() throws InterruptedException {
    expectedToRun = false;
    started().destroyForcibly().waitFor();
  }

  void stop(Duration limit) throws InterruptedException {
    expectedToRun = false;
    Process running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    running.destroy();
    if (!running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      running.destroyForcibly();
      running.waitFor();
    }
  }

  /** The end of what it said, for a message. */
  String lastWords() {
    return LastWords.of(log);
  }

  private Process started() {
    return Objects.requireNonNull(process, () -> name + " was never started");
  }

  private void copyOutput(Process started, CountDownLatch becomesReady) {
    try (BufferedReader in =
            new BufferedReader(
                new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        Writer out =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.write('\n');
        out.flush();
        if (line.contains(readyText)) {
          becomesReady.countDown();
        }
      }
    } catch (IOException e) {
      if (expectedToRun && started.isAlive()) {
        throw new UncheckedIOException("log of " + name, e);
      }
    }
  }
}
