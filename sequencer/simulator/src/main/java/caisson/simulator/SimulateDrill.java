package caisson.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Seeds through the whole engine; a failing one is shrunk, printed and saved as steps. */
final class SimulateDrill {
  private SimulateDrill() {}

  static int run(Options options) throws IOException {
    return options.replay() != null ? replay(options.replay()) : seeds(options);
  }

  private static int seeds(Options options) throws IOException {
    PrintStream out = System.out;
    int failed = 0;
    long commands = 0;
    Reached reached = Reached.NOTHING;
    long began = System.nanoTime();
    for (long seed = options.from(); seed < options.from() + options.seeds(); seed++) {
      var outcome = Simulation.run(seed, options.commands());
      commands += outcome.commands();
      reached = reached.plus(outcome.reached());
      if (options.json()) {
        out.println(json(outcome));
      }
      if (!outcome.holds()) {
        failed++;
        tell(outcome, options, options.json() ? System.err : out);
      }
    }
    long ms = (System.nanoTime() - began) / 1_000_000;
    if (!options.json()) {
      out.println(commands + " commands in " + ms + " ms; " + reached);
    }
    out.println("result simulate passed=" + (options.seeds() - failed) + " failed=" + failed);
    return failed == 0 ? 0 : 1;
  }

  private static void tell(Simulation.Outcome outcome, Options options, PrintStream out)
      throws IOException {
    out.println("seed " + outcome.seed() + " after " + outcome.commands() + " commands");
    out.println("  " + outcome.found());
    String rule = outcome.rule();
    if (rule == null) {
      return;
    }
    List<Step> steps = Simulation.steps(outcome.seed(), options.commands());
    List<Step> least = Shrink.of(steps, Simulation::broken, rule);
    Path file = options.save().resolve("seed-" + outcome.seed() + ".steps");
    Files.createDirectories(options.save());
    Files.writeString(file, Step.text(least));
    out.println("  shrunk from " + steps.size() + " to " + least.size() + " steps: " + file);
    least.stream().limit(60).forEach(step -> out.println("    " + step.text()));
  }

  private static int replay(String file) throws IOException {
    var lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    var steps = lines.stream().filter(line -> line.startsWith("+")).map(Step::parse).toList();
    RuntimeException found = Simulation.replay(steps);
    if (found != null) {
      System.out.println(Simulation.rule(found));
      System.out.println("  " + found);
    }
    System.out.println(
        "result simulate passed=" + (found == null ? 1 : 0) + " failed=" + (found == null ? 0 : 1));
    return found == null ? 0 : 1;
  }

  private static String json(Simulation.Outcome o) {
    return String.format(
        Locale.ROOT,
        "{\"seed\":%d,\"commands\":%d,\"trades\":%d,\"liquidationSteps\":%d,"
            + "\"auctioned\":%d,\"refusals\":%d,\"restarts\":%d,\"holds\":%b}",
        o.seed(),
        o.commands(),
        o.trades(),
        o.liquidations(),
        o.auctioned(),
        o.rejections(),
        o.restarts(),
        o.holds());
  }
}
