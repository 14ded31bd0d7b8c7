package caisson.scripts;

import caisson.sdk.Json;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One unit too much in the ledger's tables: the oracle raises the alarm and tells where it is. */
final class ReconcileTale {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String PLANT =
      "update bridge.balance set credits = credits + (%d) where owner = %d and code = 2000"
          + " and asset = 0";

  private final Venue venue;
  private final Story story;

  ReconcileTale(Venue venue, Story story) {
    this.venue = venue;
    this.story = story;
  }

  void tell() throws Exception {
    story.chapter("A user deposits; log, chain and books agree");
    Trader user = new Trader(venue, DemoKey.FIRST_USER);
    user.open(1_000_000_000L);
    int account = user.account();
    Json equal = await("EQUAL");
    story.equal("differences at sequence " + text(equal), 0L, equal.integer("differenceCount"));
    story.equal("the oracle's health", "UP", health());

    story.chapter("One unit more is written into the books");
    write(PLANT.formatted(1, account));
    Json different = await("DIFFERENT");
    List<String> found =
        different.list("differences").stream()
            .filter(difference -> difference.text("type").equals("AMOUNT"))
            .map(difference -> difference.text("text"))
            .toList();
    story.equal(
        "the account that differs",
        List.of(
            "AMOUNT engine/ledger asset=0 account=%d expected=1000000000 found=1000000001"
                .formatted(account)),
        found);
    story.equal("the oracle's health", "ALARM", health());

    story.chapter("It is taken back");
    write(PLANT.formatted(-1, account));
    Json again = await("EQUAL");
    story.equal("differences at sequence " + text(again), 0L, again.integer("differenceCount"));
    story.equal("the oracle's health", "UP", health());
  }

  /** The newest pass once the report is in that state and the books have rows. */
  private Json await(String state) {
    return Await.value(
        "a reconciliation that is " + state,
        LIMIT,
        () ->
            oracle("/reconciliation")
                .filter(report -> report.text("state").equals(state))
                .map(report -> report.list("passes").getFirst())
                .filter(pass -> pass.get("rows").integer("ledger") > 0));
  }

  private String health() {
    return oracle("/health").map(health -> health.text("status")).orElse("no answer");
  }

  private Optional<Json> oracle(String path) {
    return Http.get(URI.create("http://127.0.0.1:" + venue.ports().oracle() + path))
        .map(Json::parse);
  }

  private void write(String sql) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + venue.ports().postgres() + "/caisson";
    try (Connection connection = DriverManager.getConnection(url, "caisson", "caisson")) {
      story.equal("rows written", 1, connection.createStatement().executeUpdate(sql));
    }
  }

  private static String text(Json pass) {
    return pass.text("sequence") + ", block " + pass.text("block");
  }
}
