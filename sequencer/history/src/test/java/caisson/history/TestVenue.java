package caisson.history;

import caisson.fixtures.PostgresFixture;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Map;

/** The database and the folder that the process under test is configured with. */
public final class TestVenue implements QuarkusTestResourceLifecycleManager {
  static PostgresFixture database;

  @Override
  public Map<String, String> start() {
    try {
      database = PostgresFixture.start();
      return Map.of(
          "caisson.database.url", database.url(),
          "caisson.data", Files.createTempDirectory("caisson-history-").toString());
    } catch (IOException | SQLException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  @Override
  public void stop() {
    database.close();
  }
}
