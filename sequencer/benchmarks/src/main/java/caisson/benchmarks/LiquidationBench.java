package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The storm in three JVMs, one after the other; each figure is the middle one of the three. */
final class LiquidationBench {
  private static final int LAUNCHES = 3;

  private final Path target;

  LiquidationBench(Path target) {
    this.target = target;
  }

  void run() throws IOException, InterruptedException {
    double[] p99 = new double[LAUNCHES];
    double[] rates = new double[LAUNCHES];
    for (int launch = 0; launch < LAUNCHES; launch++) {
      var flags = Fork.nodeOptions(target);
      for (String line :
          Fork.java(Fork.ownClassPath(target), LiquidationRun.class, flags, List.of())) {
        System.out.println(line);
        String[] words = line.split(" ");
        if (words[0].equals("storm")) {
          p99[launch] = Double.parseDouble(words[2]);
          rates[launch] = Double.parseDouble(words[4]);
        }
      }
    }
    Figures.print("liquidation-p99-us", Figures.median(p99), "us");
    Figures.print("liquidation-storm-per-s", Figures.median(rates), "liquidations/s");
  }
}
