package caisson.scripts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The venue's own PostgreSQL server on its data folder; it can be killed and started again. */
final class Postgres {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private final int port;
  private final Path data;
  private @Nullable EmbeddedPostgres server;

  Postgres(int port, Path data) {
    this.port = port;
    this.data = data;
  }

  String url() {
    return "postgresql://127.0.0.1:" + port + "/caisson";
  }

  void start() throws IOException, SQLException {
    Files.createDirectories(data.getParent());
    EmbeddedPostgres started;
    try {
      started = launch();
    } catch (IOException | IllegalStateException e) {
      throw new VenueException(
          "PostgreSQL did not start on " + data + ": " + LastWords.of(log()), e);
    }
    server = started;
    try (Connection connection = started.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      boolean exists;
      try (var rows =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'caisson'")) {
        exists = rows.next();
      }
      if (!exists) {
        statement.execute("CREATE ROLE caisson LOGIN PASSWORD 'caisson'");
        statement.execute("CREATE DATABASE caisson OWNER caisson");
      }
    }
  }

  private EmbeddedPostgres launch() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START_LIMIT)
        // The embedded server leaves durability off by default; a venue's rows must outlive a
        // kill.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setOverrideWorkingDirectory(data.resolveSibling("postgres-binaries").toFile())
        .setServerConfig("max_connections", "60")
        .setServerConfig("shared_buffers", "64MB")
        .setLocaleConfig("locale", "C")
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return data.resolveSibling("postgres.log");
  }

  /** Kills the server's main process; its children end with it. */
  void kill() throws IOException {
    Optional<ProcessHandle> main = mainProcess();
    main.ifPresent(
        process -> {
          process.destroyForcibly();
          process.onExit().join();
        });
    // Gives back the lock on the folder; without it no second start in this process.
    stop();
  }

  void stop() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  Optional<ProcessHandle> mainProcess() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()));
  }
}
