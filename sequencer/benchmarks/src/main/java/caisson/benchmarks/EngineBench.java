package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine's whole command path, part by part, each in its own JVM: {@code commands} three times,
 * the others once. A part that was disturbed too much prints that it was not measured; the other
 * parts still run.
 */
final class EngineBench {
  private static final int LAUNCHES = 3;
  private static final int INTERVALS = 8;
  private static final int ENOUGH = 6;
  private static final int COMMANDS = 500_000;

  private static final List<String> PARTS =
      List.of("commands", "peer", "ring", "order", "replay", "restore");

  private final Path target;
  private final List<String> flags;
  private final double foreignBound;
  private final boolean byCpu;
  private final Map<String, List<Double>> found = new LinkedHashMap<>();

  /** Under load each interval counts and is measured by the thread's own processor time. */
  EngineBench(Path target, boolean loaded) {
    this.target = target;
    flags = Fork.nodeOptions(target);
    foreignBound = loaded ? 10 : 0.04;
    byCpu = loaded;
  }

  void run(List<String> names) throws IOException, InterruptedException {
    if (!PARTS.containsAll(names)) {
      throw new IOException("parts are " + PARTS);
    }
    for (String part : PARTS) {
      boolean wanted = names.isEmpty() || names.contains(part);
      if (wanted && part.equals("peer")) {
        new PeerBench(target, foreignBound).run();
      } else if (wanted) {
        int launches = part.equals("commands") ? LAUNCHES : 1;
        for (int launch = 0; launch < launches; launch++) {
          launch(part);
        }
      }
    }
    if (byCpu) {
      System.out.println(
          "provisional: measured on a loaded machine, throughput by processor time of the thread");
    }
    print("engine-cmds-per-s", "commands/s", ENOUGH);
    print("engine-p50-ns", "ns", 1);
    print("engine-p99-ns", "ns", 1);
    print("engine-clock-ns", "ns", 1);
    print("engine-alloc-bytes", "bytes/command", 1);
    print("ring-p50-ns", "ns", ENOUGH);
    print("ring-p99-ns", "ns", ENOUGH);
    print("engine-bytes-per-order", "bytes", 1);
    print("engine-replay-per-s", "commands/s", 1);
    print("engine-restore-s", "s", 1);
  }

  private void launch(String part) throws IOException, InterruptedException {
    double best50 = Double.MAX_VALUE;
    double best99 = Double.MAX_VALUE;
    double bytes = 0;
    boolean ring = part.equals("ring");
    var settings = List.of(String.valueOf(INTERVALS), String.valueOf(foreignBound));
    var arguments = new ArrayList<>(settings);
    if (!ring) {
      arguments.addFirst(part);
    }
    Class<?> main = ring ? RingRun.class : EngineRun.class;
    for (String line : Fork.java(Fork.ownClassPath(target), main, flags, arguments)) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "interval" -> {
          bytes = Math.max(bytes, Double.parseDouble(words[4]) / COMMANDS);
          if (Double.parseDouble(words[3]) <= foreignBound) {
            double ns = Double.parseDouble(words[byCpu ? 2 : 1]);
            add("engine-cmds-per-s", Math.rint(COMMANDS * 1e9 / ns));
          }
        }
        case "times" -> {
          System.out.println("engine p50 p90 p99 p99.9 max " + line);
          best50 = Math.min(best50, Double.parseDouble(words[1]));
          best99 = Math.min(best99, Double.parseDouble(words[3]));
        }
        case "ring" -> {
          System.out.println("ring foreign p50 p90 p99 p99.9 max " + line);
          add("ring-p50-ns", Double.parseDouble(words[2]));
          add("ring-p99-ns", Double.parseDouble(words[4]));
        }
        case "dropped" -> System.out.println("ring foreign p50 p90 p99 p99.9 max " + line);
        case "rejected" -> {
          System.out.println("refused " + words[1] + " of " + words[2] + " commands");
          if (Long.parseLong(words[1]) * 100 > Long.parseLong(words[2])) {
            throw new IOException("refused too many: nothing here says how fast orders are");
          }
        }
        case "clock" -> add("engine-clock-ns", Double.parseDouble(words[1]));
        case "order" -> add("engine-bytes-per-order", Double.parseDouble(words[1]));
        case "replay" -> add("engine-replay-per-s", Double.parseDouble(words[1]));
        case "restore" -> add("engine-restore-s", Double.parseDouble(words[1]));
        default -> throw new IOException("unexpected line: " + line);
      }
    }
    if (part.equals("commands")) {
      add("engine-p50-ns", best50);
      add("engine-p99-ns", best99);
      add("engine-alloc-bytes", bytes);
    }
  }

  private void add(String name, double value) {
    found.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
  }

  private void print(String name, String unit, int enough) {
    var values = found.getOrDefault(name, List.of());
    if (!values.isEmpty() && values.size() < enough) {
      System.out.println("not measured " + name + ": " + values.size() + " quiet intervals");
    } else if (!values.isEmpty()) {
      Figures.print(name, Figures.median(values), unit);
    }
  }
}
