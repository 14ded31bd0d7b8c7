package caisson.scripts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Which lines and branches of the contracts that hold money the forge tests reach. Lines inside
 * {@code assembly} are left out: compiled the one way that coverage can be measured, forge sees
 * none of them, reached or not.
 */
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
          "Attestors",
          "Authority",
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
          "Steward",
          "libraries/CoverCaps",
          "libraries/Payload",
          "libraries/Payouts",
          "libraries/RateLimiter");

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
      return judge(Lcov.read(report, forge.contracts()));
    } finally {
      VenueOptions.delete(folder);
    }
  }

  private static int judge(List<Lcov> all) {
    var story = new Story("coverage", System.out, false);
    for (String contract : CUSTODY) {
      Lcov found =
          all.stream()
              .filter(one -> one.source().equals("src/" + contract + ".sol"))
              .findFirst()
              .orElseThrow(() -> new VenueException("forge reports nothing of " + contract));
      story.check(
          contract + ", lines at least " + LINES + " %",
          found.lines().percent() >= LINES,
          found.lines().toString());
      story.check(
          contract + ", branches at least " + BRANCHES + " %",
          found.branches().percent() >= BRANCHES,
          found.branches().toString());
    }
    return story.end();
  }
}
