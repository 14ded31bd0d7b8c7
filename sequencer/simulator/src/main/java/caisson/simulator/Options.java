package caisson.simulator;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Words of a command line: a name, then its value. */
record Options(
    long from,
    int seeds,
    int noise,
    int commands,
    boolean json,
    Path save,
    @Nullable String replay,
    Path root,
    String only) {
  static Options of(String[] words) {
    long from = 1;
    int seeds = 200;
    int noise = 0;
    int commands = 20_000;
    boolean json = false;
    Path save = Path.of("target", "simulator");
    String replay = null;
    Path root = Path.of("");
    String only = "";
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "from" -> from = Long.parseLong(words[++i]);
        case "seeds" -> seeds = Integer.parseInt(words[++i]);
        case "noise" -> noise = Integer.parseInt(words[++i]);
        case "commands" -> commands = Integer.parseInt(words[++i]);
        case "json" -> json = true;
        case "save" -> save = Path.of(words[++i]);
        case "replay" -> replay = words[++i];
        case "root" -> root = Path.of(words[++i]);
        case "only" -> only = words[++i];
        default -> throw new IllegalArgumentException("unknown word: " + words[i]);
      }
    }
    return new Options(from, seeds, noise, commands, json, save, replay, root, only);
  }
}
