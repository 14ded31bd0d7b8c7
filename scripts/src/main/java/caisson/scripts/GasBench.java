package caisson.scripts;

import caisson.sdk.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** Gas of the contracts' main transactions, from the snapshot that forge makes in this run. */
@Command(
    name = "gas",
    mixinStandardHelpOptions = true,
    description = "Runs the gas tests of the contracts and prints their figures.")
final class GasBench implements Callable<Integer> {
  private record Figure(String name, Function<Snapshot, Optional<Long>> value) {}

  private static final String EMPTY = "commit, no entries";
  private static final String MIXED = "commit, 500 cash and 500 line entries";

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("gas-commit-fixed", of("commit, 3 entries, flows of 1 asset, system cash")),
          new Figure("gas-per-delta", GasBench::perDelta),
          new Figure("gas-force-request", of("forced request")),
          new Figure("gas-escape", of("escape, coin and a line")),
          new Figure("gas-verify-fill", of("verifyFill with an agent, execution only")),
          new Figure("gas-challenge-liquidation", of("F5 falseLiquidation, 10 lines")),
          new Figure("gas-oracle-round", of("oracle round, 10 markets, 3 signers")),
          new Figure("gas-passkey-operation", of("passkey operation, coin transfer")));

  /** All figures of all snapshot files of one run. */
  private record Snapshot(List<Json> files) {
    Optional<Long> gas(String name) {
      return files.stream()
          .filter(file -> file.has(name))
          .map(file -> Long.parseLong(file.text(name)))
          .findFirst();
    }
  }

  @Override
  public Integer call() throws Exception {
    Path fresh = Files.createTempDirectory("gas");
    try {
      Snapshot snapshot = measure(fresh);
      for (Figure figure : FIGURES) {
        Optional<Long> gas = figure.value().apply(snapshot);
        System.out.println(
            gas.map(value -> "figure " + figure.name() + " " + value + " gas")
                .orElse("note: " + figure.name() + " has no gas test yet"));
      }
      return 0;
    } finally {
      VenueOptions.delete(fresh);
    }
  }

  private static Snapshot measure(Path fresh) throws IOException, InterruptedException {
    Forge.find()
        .run(
            fresh.resolve("forge.log"),
            Map.of("FOUNDRY_SNAPSHOTS", fresh.toString(), "FORGE_SNAPSHOT_CHECK", "false"),
            List.of("node_modules/.bin/forge", "test", "--match-test", "^test_gas_"));
    var files = new ArrayList<Json>();
    try (var found = Files.list(fresh)) {
      for (Path file : found.filter(path -> path.toString().endsWith(".json")).toList()) {
        files.add(Json.parse(Files.readString(file)));
      }
    }
    return new Snapshot(files);
  }

  private static Function<Snapshot, Optional<Long>> of(String name) {
    return snapshot -> snapshot.gas(name);
  }

  /** What one of a thousand mixed entries adds to an empty commit. */
  private static Optional<Long> perDelta(Snapshot snapshot) {
    return snapshot
        .gas(MIXED)
        .flatMap(mixed -> snapshot.gas(EMPTY).map(empty -> (mixed - empty + 999) / 1000));
  }
}
