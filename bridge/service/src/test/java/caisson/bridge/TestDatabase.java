package caisson.bridge;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** A real PostgreSQL of the test's own, on a free port; its folder survives a kill. */
final class TestDatabase implements AutoCloseable {
  private final Path folder;
  private final int port;
  private EmbeddedPostgres server;

  private TestDatabase(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static TestDatabase start() throws IOException, SQLException {
    try (var socket = new ServerSocket(0)) {
      // Not below a home folder: started by root, the server runs as another user.
      var database =
          new TestDatabase(Files.createTempDirectory("caisson-bridge-"), socket.getLocalPort());
      socket.close();
      database.server = database.startServer();
      try (Connection connection = database.server.getPostgresDatabase().getConnection()) {
        connection.createStatement().execute("create role caisson login password 'caisson'");
        connection.createStatement().execute("create database caisson owner caisson");
      }
      return database;
    }
  }

  String url() {
    return "postgresql://127.0.0.1:" + port + "/caisson";
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + url(), "caisson", "caisson");
  }

  /** The first column of the first row. */
  long number(String sql) {
    try (Connection connection = connect();
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** kill -9 of the server, then a start on the same folder and port. */
  void killAndRestart() throws Exception {
    long pid = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    postmaster.onExit().get(30, TimeUnit.SECONDS);
    server.close(); // gives up the lock on the folder; there is nothing left to stop
    server = startServer();
  }

  private EmbeddedPostgres startServer() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @Override
  public void close() {
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
}
