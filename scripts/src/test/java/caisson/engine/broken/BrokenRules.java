package caisson.engine.broken;

import caisson.gateway.broken.Door;
import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Breaks each rule of a pure module once; the shape test must name every line. */
final class BrokenRules {
  private final Map<Integer, Integer> unordered = new HashMap<>();
  private double price;

  Object breakAll() {
    unordered.put(1, Door.open());
    long now = System.nanoTime();
    int chance = new Random(now).nextInt();
    Thread.onSpinWait();
    return String.format("%s %s %s %s", new File("."), chance, picocli.CommandLine.VERSION, price);
  }

  Class<?> library() {
    return picocli.CommandLine.class;
  }
}
