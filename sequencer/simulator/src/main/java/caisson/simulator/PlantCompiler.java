package caisson.simulator;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles planted files, each alone beside the classes of the engine. One for many plants reads
 * the class path once.
 */
final class PlantCompiler implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of("-nowarn", "-proc:none", "-cp", System.getProperty("java.class.path"));

  private final JavaCompiler compiler;
  private final StandardJavaFileManager files;

  PlantCompiler() throws IOException {
    var found = ToolProvider.getSystemJavaCompiler();
    if (found == null) {
      throw new IOException("no compiler: start with a JDK");
    }
    compiler = found;
    files = compiler.getStandardFileManager(null, null, null);
  }

  /**
   * Its classes, and its source, go to the folder.
   *
   * @throws IOException that says how it does not apply or does not compile
   */
  void compile(Plant plant, Path root, Path folder) throws IOException {
    var planted = plant.planted(root);
    Path source = folder.resolve("source").resolve(planted.fileName());
    Files.createDirectories(source.getParent());
    Files.writeString(source, planted.source());
    files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
    var messages = new StringWriter();
    var units = files.getJavaFileObjects(source);
    if (!compiler.getTask(messages, files, null, OPTIONS, null, units).call()) {
      throw new IOException("does not compile: " + messages);
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
