package caisson.scripts;

import java.io.IOException;
import java.util.List;

/** A command that takes this process's terminal until it ends. */
final class Fork {
  private Fork() {}

  /** Returns its exit code; it ends with this process. */
  static int run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    var hook = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(hook);
    return process.waitFor();
  }
}
