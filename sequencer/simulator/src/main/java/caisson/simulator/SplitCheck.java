package caisson.simulator;

import caisson.engine.StateMachine;
import caisson.protocol.MarketSplitDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RiskHeadDecoder;
import caisson.protocol.SplitMarketDecoder;
import caisson.protocol.SplitStateDecoder;
import caisson.protocol.StateHeadDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Nothing of anybody moves in a split: every record of the state is after it what it was, but how
 * far the log has come, the version of the parameters and the split itself.
 */
final class SplitCheck {
  /** CommandApplied, ParametersChanged, MarketSplit. */
  private static final int EVENTS = 3;

  private final List<byte[]> before = new ArrayList<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  /** Before any command is applied. */
  void before(StateMachine machine, DirectBuffer command, int length) {
    before.clear();
    if (length >= MessageHeaderDecoder.ENCODED_LENGTH
        && header.wrap(command, 0).templateId() == SplitMarketDecoder.TEMPLATE_ID) {
      records(machine, before);
    }
  }

  boolean watching() {
    return !before.isEmpty();
  }

  /** With the events it gave; what its time brought besides, it may have moved. */
  void after(StateMachine machine, List<byte[]> events) {
    boolean split =
        events.size() == EVENTS && template(events.getLast()) == MarketSplitDecoder.TEMPLATE_ID;
    if (before.isEmpty() || !split) {
      return;
    }
    var after = new ArrayList<byte[]>();
    records(machine, after);
    Break.unlessEqual(before.size(), after.size(), "split", "records of the state");
    for (int i = 0; i < after.size(); i++) {
      if (!Arrays.equals(before.get(i), after.get(i))) {
        throw new Break("split", "moved a record of template " + template(after.get(i)));
      }
    }
  }

  private void records(StateMachine machine, List<byte[]> into) {
    machine.snapshot(
        (buffer, offset, length) -> {
          byte[] copy = new byte[length];
          buffer.getBytes(offset, copy);
          switch (template(copy)) {
            case StateHeadDecoder.TEMPLATE_ID,
                RiskHeadDecoder.TEMPLATE_ID,
                SplitStateDecoder.TEMPLATE_ID -> {}
            default -> into.add(copy);
          }
        });
  }

  private int template(byte[] record) {
    return header.wrap(new UnsafeBuffer(record), 0).templateId();
  }
}
