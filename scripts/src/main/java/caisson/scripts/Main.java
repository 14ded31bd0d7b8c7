package caisson.scripts;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands behind the files of the folder scripts. */
@Command(
    name = "scripts",
    mixinStandardHelpOptions = true,
    subcommands = {
      Up.class,
      Operate.class,
      Deploy.class,
      Demo.class,
      Bench.class,
      Drill.class,
      Verify.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof VenueException) {
            System.err.println(failure.getMessage());
          } else {
            failure.printStackTrace();
          }
          return 1;
        });
    System.exit(commandLine.execute(arguments));
  }
}
