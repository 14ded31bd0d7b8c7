package caisson.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code book [mix1k|moves1k|mix1m ..]}, {@code engine [PART ..]} or {@code margin}, each with
 * {@code --loaded}; the property caisson.benchmarks names the folder this module was built to.
 */
public final class BenchMain {
  private BenchMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path target = Path.of(System.getProperty("caisson.benchmarks", "target")).toAbsolutePath();
    var words = List.of(arguments);
    boolean loaded = words.contains("--loaded");
    var names = words.stream().skip(1).filter(word -> !word.startsWith("--")).toList();
    try {
      switch (words.isEmpty() ? "" : words.getFirst()) {
        case "book" -> new BookBench(target, loaded).run(names);
        case "engine" -> new EngineBench(target, loaded).run(names);
        case "margin" -> margin(target, loaded);
        default -> {
          System.err.println(
              "usage: book [mix1k|moves1k|mix1m ..] | engine [PART ..] | margin [--loaded]");
          System.exit(2);
        }
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void margin(Path target, boolean loaded) throws IOException, InterruptedException {
    String path = Fork.ownClassPath(target);
    Fork.java(path, MarginBench.class, loaded ? List.of("--loaded") : List.of())
        .forEach(System.out::println);
    new LiquidationBench(target).run();
  }
}
