package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Our book and exchange-core's on the same commands, each in its own JVM, launched in turns. No
 * figure is told before both ended with the same orders, trades and depth. An interval counts only
 * when others used little of the machine; with too few of them there is no result.
 */
final class BookBench {
  private static final int LAUNCHES = 3;
  private static final int INTERVALS = 8;
  private static final int ENOUGH = 6;

  private final Path target;
  private final double foreignBound;
  private final boolean byCpu;

  /** Under load each interval counts and is measured by the thread's own processor time. */
  BookBench(Path target, boolean loaded) {
    this.target = target;
    foreignBound = loaded ? 10 : 0.04;
    byCpu = loaded;
  }

  private record Side(String outcome, List<Double> perSecond, List<Long> p99, long bytes) {}

  void run(List<String> names) throws IOException, InterruptedException {
    double lowest1k = Double.MAX_VALUE;
    long ours1k = 0;
    long peer1k = Long.MAX_VALUE;
    double ratio1m = 0;
    long ours1m = 0;
    long peer1m = 0;
    long bytes = 0;
    for (CommandGenerator generator : CommandGenerator.values()) {
      if (!names.isEmpty() && !names.contains(generator.file)) {
        continue;
      }
      Path file = written(generator);
      var ours = new Side("", new ArrayList<>(), new ArrayList<>(), 0);
      var peer = new Side("", new ArrayList<>(), new ArrayList<>(), 0);
      for (int launch = 0; launch < LAUNCHES; launch++) {
        ours = launch("ours", file, ours);
        peer = launch("peer", file, peer);
        if (!ours.outcome.equals(peer.outcome)) {
          throw new IOException(
              "final states differ\nours " + ours.outcome + "\npeer " + peer.outcome);
        }
      }
      System.out.println(generator.file + " same outcome on both sides: " + ours.outcome);
      double ourMedian = median("ours", generator, ours);
      double peerMedian = median("peer", generator, peer);
      long ourP99 = (long) Figures.median(ours.p99);
      long peerP99 = (long) Figures.median(peer.p99);
      System.out.printf(
          Locale.ROOT,
          "%s ours %.2f M/s, peer %.2f M/s, ratio %.2f, p99 %d ns against %d ns, %d bytes%n",
          generator.file,
          ourMedian / 1e6,
          peerMedian / 1e6,
          ourMedian / peerMedian,
          ourP99,
          peerP99,
          ours.bytes);
      bytes = Math.max(bytes, ours.bytes);
      if (generator == CommandGenerator.MIX1M) {
        ratio1m = ourMedian / peerMedian;
        ours1m = ourP99;
        peer1m = peerP99;
      } else {
        lowest1k = Math.min(lowest1k, ourMedian / peerMedian);
        ours1k = Math.max(ours1k, ourP99);
        peer1k = Math.min(peer1k, peerP99);
      }
    }
    if (byCpu) {
      System.out.println(
          "provisional: measured on a loaded machine, by processor time of the thread");
    }
    if (ours1k > 0) {
      Figures.print("book-1k-ratio", lowest1k, "x");
      Figures.print("book-1k-ours-p99-ns", ours1k, "ns");
      Figures.print("book-1k-peer-p99-ns", peer1k, "ns");
    }
    if (ratio1m > 0) {
      Figures.print("book-1m-ratio", ratio1m, "x");
      Figures.print("book-1m-ours-p99-ns", ours1m, "ns");
      Figures.print("book-1m-peer-p99-ns", peer1m, "ns");
    }
    Figures.print("book-alloc-bytes", bytes / 3_000_000.0, "bytes/command");
  }

  private Path written(CommandGenerator generator) throws IOException {
    var commands = generator.generate();
    Path file = target.resolve(generator.file);
    byte[] bytes = commands.bytes();
    Files.write(file, bytes);
    System.out.println(generator.file + " sha256 " + sha256(bytes));
    return file;
  }

  private Side launch(String name, Path file, Side before)
      throws IOException, InterruptedException {
    String own = target.resolve("classes").toString();
    String classPath =
        name.equals("ours")
            ? own + ":" + target.resolve("lib") + "/*"
            : own + ":" + target.resolve("peer") + "/*:" + agrona();
    var lines =
        Fork.java(
            classPath,
            BookRun.class,
            List.of(
                name, file.toString(), String.valueOf(INTERVALS), String.valueOf(foreignBound)));
    String outcome = "";
    long bytes = before.bytes;
    long p99 = Long.MAX_VALUE;
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "interval" -> {
          bytes = Math.max(bytes, Long.parseLong(words[4]));
          double ns = Long.parseLong(words[byCpu ? 2 : 1]);
          if (Double.parseDouble(words[3]) <= foreignBound) {
            before.perSecond.add(3_000_000 * 1e9 / ns);
          }
        }
        case "times" -> {
          System.out.println(file.getFileName() + " " + name + " p50 p90 p99 p99.9 max " + line);
          p99 = Math.min(p99, Long.parseLong(words[3]));
        }
        case "outcome" -> outcome = line.substring("outcome ".length());
        default -> throw new IOException("unexpected line: " + line);
      }
    }
    before.p99.add(p99);
    return new Side(outcome, before.perSecond, before.p99, bytes);
  }

  /** The one library that both sides use. */
  private Path agrona() throws IOException {
    try (var files = Files.list(target.resolve("lib"))) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("agrona-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static double median(String name, CommandGenerator generator, Side side)
      throws IOException {
    if (side.perSecond.size() < ENOUGH) {
      throw new IOException(
          "not measured: "
              + side.perSecond.size()
              + " quiet intervals of "
              + name
              + " on "
              + generator.file
              + ", needed "
              + ENOUGH);
    }
    double best = Collections.max(side.perSecond);
    System.out.printf(
        Locale.ROOT,
        "%s %s median %.2f M/s, best %.2f, %d intervals%n",
        generator.file,
        name,
        Figures.median(side.perSecond) / 1e6,
        best / 1e6,
        side.perSecond.size());
    return Figures.median(side.perSecond);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
