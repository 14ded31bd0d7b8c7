package caisson.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/**
 * {@code state.json}: sequence and state hash at the last snapshot or recovery, for whoever
 * compares the state with a replay of the event log.
 */
final class StateFile {
  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  void write(String cause, long sequence, byte[] stateHash) {
    String json =
        "{\"cause\":\""
            + cause
            + "\",\"sequence\":"
            + sequence
            + ",\"stateHash\":\"0x"
            + HexFormat.of().formatHex(stateHash)
            + "\"}\n";
    try {
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      Files.writeString(draft, json);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("state file cannot be written: " + file, e);
    }
  }
}
