package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs recorded under an earlier schema, or by earlier rules, give the outcome they gave then, for
 * ever. What a newer engine adds to an event may differ; what anybody owns may not.
 *
 * <p>{@link #main} records another one, for a schema or a number of rules about to be released;
 * none is recorded again. A log of traffic is written by the simulator's {@code TrafficRecorder},
 * and {@link #main} adds its outcome.
 */
class RecordedLogTest {
  private static final Path FOLDER = Path.of("src/test/resources/recorded");
  private static final EngineLimits LIMITS = new EngineLimits(10, 3, 4, 26, 9, 12, 3, 5);

  /** Of the simulator's traffic as it is, and as it was when it had no more than eight markets. */
  private static final EngineLimits OF_TRAFFIC = new EngineLimits(48, 3, 10, 700, 40, 80, 4, 25);

  private static final EngineLimits OF_EIGHT = new EngineLimits(48, 3, 8, 700, 40, 80, 4, 25);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema-1",
        "schema-3",
        "schema-3-traffic",
        "rules-1-traffic",
        "rules-2",
        "rules-3-traffic",
        "rules-4-traffic"
      })
  void shouldReplayToTheRecordedOutcome(String name) throws IOException {
    assertEquals(Files.readString(FOLDER.resolve(name + ".outcome")), outcome(name));
  }

  /** NAME, and for a log of random commands SEED COMMANDS. */
  public static void main(String[] words) throws IOException {
    if (words.length > 1) {
      record(words[0], Long.parseLong(words[1]), Integer.parseInt(words[2]));
    }
    Files.writeString(FOLDER.resolve(words[0] + ".outcome"), outcome(words[0]));
  }

  private static EngineLimits limits(String name) {
    return switch (name) {
      case "schema-3-traffic", "rules-1-traffic", "rules-3-traffic" -> OF_EIGHT;
      default -> name.endsWith("-traffic") ? OF_TRAFFIC : LIMITS;
    };
  }

  private static void record(String name, long seed, int commands) throws IOException {
    var run = new TwinRun(seed);
    for (int i = 0; i < commands; i++) {
      run.step(i);
    }
    Files.createDirectories(FOLDER);
    try (var out =
        new DataOutputStream(
            new GZIPOutputStream(Files.newOutputStream(FOLDER.resolve(name + ".log.gz"))))) {
      var applied = new CommandAppliedDecoder();
      for (byte[] event : run.log.events) {
        if (Log.template(event) == CommandAppliedDecoder.TEMPLATE_ID) {
          applied.wrapAndApplyHeader(new UnsafeBuffer(event), 0, new MessageHeaderDecoder());
          out.writeLong(applied.stamp().timeNs());
          byte[] command = new byte[applied.commandLength()];
          applied.getCommand(command, 0, command.length);
          out.writeInt(command.length);
          out.write(command);
        }
      }
    }
  }

  /** Events by template, then every balance and line, as text that a difference can be read in. */
  private static String outcome(String name) throws IOException {
    var templates = new Templates();
    var machine = new StateMachine(templates, limits(name));
    try (var in =
        new DataInputStream(
            new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".log.gz"))))) {
      while (true) {
        byte[] head = in.readNBytes(Long.BYTES + Integer.BYTES);
        if (head.length == 0) {
          break;
        }
        var word = ByteBuffer.wrap(head);
        long timeNs = word.getLong();
        byte[] command = in.readNBytes(word.getInt());
        machine.apply(timeNs, new UnsafeBuffer(command), 0, command.length);
      }
    }
    var text = new StringBuilder();
    text.append("commands ").append(machine.sequence()).append('\n');
    templates.counts.forEach((id, count) -> text.append("events " + id + " " + count + "\n"));
    text.append("resting ").append(machine.restingOrders()).append('\n');
    machine.forEachLeaf(new Holdings(text));
    return text.toString();
  }

  private static final class Templates implements EventSink {
    final Map<Integer, Integer> counts = new TreeMap<>();

    @Override
    public void onEvent(DirectBuffer buffer, int offset, int length) {
      int template = new MessageHeaderDecoder().wrap(buffer, offset).templateId();
      counts.merge(template, 1, Integer::sum);
    }
  }

  private record Holdings(StringBuilder text) implements LeafVisitor {
    @Override
    public void leaf(int account, int assetRows, int lineRows) {
      text.append("account ").append(account).append('\n');
    }

    @Override
    public void asset(int asset, long units) {
      text.append("  asset ").append(asset).append(' ').append(units).append('\n');
    }

    @Override
    public void line(int market, long lots) {
      text.append("  line ").append(market).append(' ').append(lots).append('\n');
    }
  }
}
