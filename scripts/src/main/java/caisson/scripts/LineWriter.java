package caisson.scripts;

import caisson.engine.risk.Parameters;
import caisson.protocol.MessageHeaderEncoder;
import org.agrona.MutableDirectBuffer;

/** A line of an operator to bytes; each writer knows lines of some kinds. */
abstract class LineWriter {
  static final int MOST_MARKETS = 64;
  static final int MOST_ASSET = 31;

  final OperatorLine line;
  final Numbering numbers;
  final long requestId;
  final MutableDirectBuffer buffer;
  final MessageHeaderEncoder header = new MessageHeaderEncoder();

  LineWriter(OperatorLine line, Numbering numbers, long requestId, MutableDirectBuffer buffer) {
    this.line = line;
    this.numbers = numbers;
    this.requestId = requestId;
    this.buffer = buffer;
  }

  /**
   * Length of the message after its header. For a line of another kind 0, and nothing is written or
   * numbered.
   */
  abstract int write();

  final int market() {
    return line.whole("market", 1, MOST_MARKETS);
  }

  final int factor() {
    return line.whole("factor", 1, Parameters.MAX_ID);
  }
}
