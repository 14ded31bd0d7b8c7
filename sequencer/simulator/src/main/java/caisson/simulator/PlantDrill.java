package caisson.simulator;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * Plants each bug in a copy of its source, compiles it beside the engine and lets seeds look for
 * it: an auditor that never breaks proves nothing.
 */
final class PlantDrill {
  static final int SEEDS = 50;

  private PlantDrill() {}

  static int run(Options options) throws IOException {
    int found = 0;
    var plants = Plant.all();
    for (Plant plant : plants) {
      if (!options.only().isEmpty() && !plant.name().contains(options.only())) {
        continue;
      }
      long began = System.nanoTime();
      String outcome;
      boolean finds = false;
      try {
        outcome = search(plant, options.root(), SEEDS, options.commands());
        finds = outcome.startsWith("seed");
      } catch (IOException e) {
        outcome = String.valueOf(e.getMessage());
      }
      found += finds ? 1 : 0;
      tell(options.json(), plant, finds, outcome, (System.nanoTime() - began) / 1_000_000);
      if (!options.only().isEmpty()) {
        return finds ? 0 : 1;
      }
    }
    System.out.println("result plant passed=" + found + " failed=" + (plants.size() - found));
    return found == plants.size() ? 0 : 1;
  }

  private static void tell(
      boolean json, Plant plant, boolean found, String outcome, long milliseconds) {
    System.out.println(
        json
            ? "{\"plant\":\""
                + plant.name()
                + "\",\"found\":"
                + found
                + ",\"ms\":"
                + milliseconds
                + "}"
            : (found ? "found  " : "MISSED ")
                + plant.name()
                + ": "
                + outcome
                + " "
                + milliseconds
                + " ms");
  }

  /** What found the bug, starting with the word seed, or how it was not found. */
  static String search(Plant plant, Path root, int seeds, int commands) throws IOException {
    Path folder = Files.createTempDirectory("plant");
    try (var compiler = new PlantCompiler()) {
      compiler.compile(plant, root, folder);
      return probe(folder, seeds, commands);
    } finally {
      delete(folder);
    }
  }

  /** Loads everything anew, the changed classes first, so that no class of two engines mix. */
  private static String probe(Path folder, int seeds, int commands) throws IOException {
    var urls = new ArrayList<URL>();
    urls.add(folder.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    try (var loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      var probe = loader.loadClass(Probe.class.getName());
      return (String) probe.getMethod("search", int.class, int.class).invoke(null, seeds, commands);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the probe did not start", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
