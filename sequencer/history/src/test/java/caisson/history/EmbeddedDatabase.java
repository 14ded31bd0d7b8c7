package caisson.history;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL of the test's own, on a free port; its folder survives a kill. */
public final class EmbeddedDatabase implements QuarkusTestResourceLifecycleManager {
  private static EmbeddedPostgres server;
  private static Path folder;
  private static int port;

  @Override
  public Map<String, String> start() {
    try {
      // Not below a home folder: started by root, the server runs as another user.
      folder = Files.createTempDirectory("caisson-history-");
      port = freePort();
      server = startServer();
      try (Connection connection = server.getPostgresDatabase().getConnection()) {
        connection.createStatement().execute("create role caisson login password 'caisson'");
        connection.createStatement().execute("create database caisson owner caisson");
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("embedded PostgreSQL does not start", e);
    }
    return Map.of(
        "caisson.database.url", url(),
        "caisson.data", folder.resolve("venue").toString());
  }

  @Override
  public void stop() {
    try {
      server.close();
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9 of the server, then a start on the same folder and port. */
  static void killAndRestart() throws Exception {
    long pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    // Its children notice and end; until they have, the shared memory refuses a new server.
    List<ProcessHandle> processes = new ArrayList<>(postmaster.descendants().toList());
    processes.add(postmaster);
    postmaster.destroyForcibly();
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    server.close();
    server = startServer();
  }

  static Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(), "caisson", "caisson");
  }

  private static String url() {
    return "postgresql://127.0.0.1:" + port + "/caisson";
  }

  private static EmbeddedPostgres startServer() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        // The default is shared by all users of the machine, and the first one owns it.
        .setOverrideWorkingDirectory(binaries().toFile())
        .setCleanDataDirectory(false)
        .setPort(port)
        // The library's default acknowledges commits that a kill -9 of the server loses.
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .start();
  }

  private static Path binaries() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "caisson-postgres-" + System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
