package caisson.scripts;

import caisson.client.NodeEndpoints;
import caisson.protocol.RejectReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What operators set on a running venue, as lines of a file. */
@Command(
    name = "operate",
    description = {
      "Sends commands of an operator to a running venue, in their order, until one is refused.",
      "A line is a command and its fields as protocol.xml names them:",
      "  SetOffHours market=3 overnightS=3_600 weekendS=28_800",
      "Versions and request ids are given here. scripts/markets has examples."
    })
final class Operate implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the lines; - reads standard input")
  private String file = "";

  @Option(names = "--port-base", paramLabel = "N", description = "of the node (default: 7000)")
  private int portBase = Ports.DEFAULT_BASE;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "for files of this command itself (default: .caisson/venue)")
  private @Nullable Path data;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "the key of operators that the node knows (default: DIR/keys/operator.pem)")
  private @Nullable Path key;

  @Option(
      names = "--members",
      paramLabel = "HOST:PORT-BASE,...",
      description = "of a node of several members, in place of --port-base")
  private @Nullable String members;

  @Option(
      names = "--version",
      paramLabel = "N",
      description =
          "send only while the venue's parameters have this version, so that a file is not sent twice")
  private @Nullable Long version;

  @Option(names = "--check", description = "tell whether the lines are well formed, send nothing")
  private boolean check;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    List<OperatorLine> lines = OperatorCommand.lines(text());
    OperatorCommand.all(lines, new Numbering(0, 0));
    if (check) {
      System.out.println(lines.size() + " commands, none sent");
      return 0;
    }
    try (var desk = new Desk(node(), folder().resolve("operator"), Desk.OPERATOR, key())) {
      Answers answers = desk.caughtUp();
      answers.requireVersion(version);
      for (OperatorCommand command : OperatorCommand.all(lines, answers.numbering())) {
        Answers.Answer answer = desk.send(command);
        if (answer.reason() != RejectReason.NONE) {
          throw new VenueException(Refusal.of(command.line(), answer.reason()));
        }
        System.out.println("sequence " + answer.sequence() + ", " + command.line());
      }
      System.out.println("parameters have version " + answers.version());
    }
    return 0;
  }

  private List<String> text() throws IOException {
    if (file.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new VenueException("cannot read " + file);
    }
    return Files.readAllLines(Path.of(file));
  }

  private NodeEndpoints node() {
    if (members != null) {
      System.setProperty("caisson.node.members", members);
    }
    return new NodeEndpoints("127.0.0.1", portBase);
  }

  private Path key() {
    if (key != null && !Files.isReadable(key)) {
      throw new VenueException("cannot read " + key);
    }
    return key != null ? key : NodeKeys.of(folder()).key(NodeKeys.OPERATOR);
  }

  private Path folder() {
    return data != null
        ? data.toAbsolutePath().normalize()
        : Installation.find().root().resolve(".caisson/venue");
  }
}
