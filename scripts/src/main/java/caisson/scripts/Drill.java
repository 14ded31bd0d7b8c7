package caisson.scripts;

import picocli.CommandLine.Command;

/** Each drill ends with {@code result NAME passed=N failed=N} and exits 0 only without failure. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = "Practises one event; ends with: result NAME passed=N failed=N.",
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      ChallengeDrill.class,
      CoverageDrill.class,
      DifferentialDrill.class,
      EscapeDrill.class,
      MutationDrill.class,
      PageDrill.class,
      PlantDrill.class,
      ReconcileDrill.class,
      ScenariosDrill.class,
      SimulateDrill.class
    })
final class Drill {}
