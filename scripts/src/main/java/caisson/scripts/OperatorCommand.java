package caisson.scripts;

import caisson.protocol.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** A line of an operator as the venue takes it. */
record OperatorCommand(OperatorLine line, long requestId, DirectBuffer buffer, int length) {

  /** All lines of a file, in their order; the first that is not well formed is told. */
  static List<OperatorCommand> all(List<OperatorLine> lines, Numbering numbers) {
    var commands = new ArrayList<OperatorCommand>();
    for (OperatorLine line : lines) {
      commands.add(of(line, numbers));
    }
    return commands;
  }

  static List<OperatorLine> lines(List<String> text) {
    var lines = new ArrayList<OperatorLine>();
    for (int i = 0; i < text.size(); i++) {
      OperatorLine.of(i + 1, text.get(i)).forEach(lines::add);
    }
    return lines;
  }

  private static OperatorCommand of(OperatorLine line, Numbering numbers) {
    var buffer = new ExpandableArrayBuffer();
    long requestId = numbers.nextRequest();
    int body = write(line, numbers, requestId, buffer);
    line.end();
    return new OperatorCommand(line, requestId, buffer, MessageHeaderEncoder.ENCODED_LENGTH + body);
  }

  /** By the one writer that knows the line. */
  private static int write(
      OperatorLine line, Numbering numbers, long requestId, MutableDirectBuffer buffer) {
    List<LineWriter> writers =
        List.of(
            new ListingWriter(line, numbers, requestId, buffer),
            new RiskWriter(line, numbers, requestId, buffer),
            new MarketWriter(line, numbers, requestId, buffer));
    for (LineWriter writer : writers) {
      int body = writer.write();
      if (body != 0) {
        return body;
      }
    }
    throw new VenueException(line + ": no command of an operator");
  }
}
