package caisson.simulator;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;

/**
 * Writes the commands of a seed as a recorded log, which the engine's {@code RecordedLogTest}
 * replays for ever: FILE SEED COMMANDS. It is run once for a schema or a number of rules about to
 * be released.
 */
final class TrafficRecorder {
  private TrafficRecorder() {}

  public static void main(String[] words) throws IOException {
    var file = Files.newOutputStream(Path.of(words[0]));
    try (var out = new DataOutputStream(new GZIPOutputStream(file))) {
      var run = new Run(Run.LIMITS, (timeNs, buffer, length) -> write(out, timeNs, buffer, length));
      var traffic = new Traffic(Long.parseLong(words[1]), run.ledger(), Run.USERS);
      traffic.opening().forEach(run::play);
      for (int i = Integer.parseInt(words[2]); i > 0; i--) {
        run.play(traffic.next());
      }
      run.end();
    }
  }

  private static void write(DataOutputStream out, long timeNs, DirectBuffer buffer, int length) {
    byte[] command = new byte[length];
    buffer.getBytes(0, command);
    try {
      out.writeLong(timeNs);
      out.writeInt(length);
      out.write(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
