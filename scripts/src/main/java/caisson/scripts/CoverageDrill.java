package caisson.scripts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Which lines and branches of the contracts that hold money the forge tests reach. */
@Command(
    name = "coverage",
    mixinStandardHelpOptions = true,
    description = "Measures line and branch coverage of the custody contracts.")
final class CoverageDrill implements Callable<Integer> {
  private static final double LINES = 98;
  private static final double BRANCHES = 95;
  private static final List<String> CUSTODY =
      List.of(
          "Vault",
          "ClearingHouse",
          "HouseState",
          "Emergency",
          "InsuranceFund",
          "ForceQueue",
          "ExitDesk",
          "Judge",
          "Challenge",
          "MoveJudge",
          "PriceJudge",
          "Demand",
          "EmergencyMatch",
          "Steward");

  /** What one source file of an lcov report counts: reached and all. */
  record Counts(String source, int lines, int linesHit, int branches, int branchesHit) {
    double linePercent() {
      return percent(linesHit, lines);
    }

    double branchPercent() {
      return percent(branchesHit, branches);
    }

    private static double percent(int hit, int all) {
      return all == 0 ? 100 : 100.0 * hit / all;
    }
  }

  @Override
  public Integer call() throws Exception {
    Forge forge = Forge.find();
    Path folder = Files.createTempDirectory("coverage");
    System.out.println("compiling everything anew for coverage, which takes minutes");
    try {
      Path report = folder.resolve("lcov.info");
      forge.run(
          folder.resolve("forge.log"),
          Map.of("FOUNDRY_PROFILE", "coverage"),
          List.of(
              "node_modules/.bin/forge",
              "coverage",
              "--ir-minimum",
              "--report",
              "lcov",
              "--report-file",
              report.toString()));
      return judge(read(report));
    } finally {
      VenueOptions.delete(folder);
    }
  }

  private static int judge(List<Counts> all) {
    var story = new Story("coverage", System.out, false);
    for (String contract : CUSTODY) {
      all.stream()
          .filter(counts -> counts.source().equals("src/" + contract + ".sol"))
          .forEach(
              counts -> {
                story.check(
                    contract + ", lines at least " + LINES + " %",
                    counts.linePercent() >= LINES,
                    "%.1f %% of %d".formatted(counts.linePercent(), counts.lines()));
                story.check(
                    contract + ", branches at least " + BRANCHES + " %",
                    counts.branchPercent() >= BRANCHES,
                    "%.1f %% of %d".formatted(counts.branchPercent(), counts.branches()));
              });
    }
    return story.end();
  }

  static List<Counts> read(Path lcov) throws IOException {
    var all = new ArrayList<Counts>();
    String source = "";
    var counts = new int[4];
    for (String line : Files.readAllLines(lcov)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1);
      switch (colon < 0 ? line : line.substring(0, colon)) {
        case "SF" -> source = value;
        case "LF" -> counts[0] = Integer.parseInt(value);
        case "LH" -> counts[1] = Integer.parseInt(value);
        case "BRF" -> counts[2] = Integer.parseInt(value);
        case "BRH" -> counts[3] = Integer.parseInt(value);
        case "end_of_record" ->
            all.add(new Counts(source, counts[0], counts[1], counts[2], counts[3]));
        default -> {}
      }
    }
    return all;
  }
}
