package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The storm in three JVMs, one after the other; each figure is the middle one of the three. */
final class LiquidationBench {
  private static final int LAUNCHES = 3;

  private final Path target;

  LiquidationBench(Path target) {
    this.target = target;
  }

  void run() throws IOException, InterruptedException {
    var p99 = new ArrayList<Double>();
    var rates = new ArrayList<Double>();
    for (int launch = 0; launch < LAUNCHES; launch++) {
      var flags = Fork.nodeOptions(target);
      for (String line :
          Fork.java(Fork.ownClassPath(target), LiquidationRun.class, flags, List.of())) {
        System.out.println(line);
        String[] words = line.split(" ");
        if (words[0].equals("storm")) {
          p99.add(Double.parseDouble(words[2]));
          rates.add(Double.parseDouble(words[4]));
        }
      }
    }
    if (p99.isEmpty()) {
      System.out.println("not measured liquidation-p99-us: too few falls at full speed");
      return;
    }
    Figures.print("liquidation-p99-us", Figures.median(p99), "us");
    Figures.print("liquidation-storm-per-s", Figures.median(rates), "liquidations/s");
  }
}
