package caisson.engine;

import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.StampDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Keeps copies of events and checks their identities as they come. */
final class Log implements EventSink {
  final List<byte[]> events = new ArrayList<>();
  private final StampDecoder stamp = new StampDecoder();
  private long sequence;
  private int index;
  private boolean ended = true;

  @Override
  public void onEvent(DirectBuffer buffer, int offset, int length) {
    stamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    long expectedSequence = ended ? (sequence == 0 ? stamp.sequence() : sequence + 1) : sequence;
    int expectedIndex = ended ? 0 : index + 1;
    if (stamp.sequence() != expectedSequence || stamp.index() != expectedIndex) {
      throw new AssertionError(
          "identity: expected=("
              + expectedSequence
              + ","
              + expectedIndex
              + ") found=("
              + stamp.sequence()
              + ","
              + stamp.index()
              + ")");
    }
    sequence = stamp.sequence();
    index = stamp.index();
    ended = stamp.last() == 1;
    byte[] copy = new byte[length];
    buffer.getBytes(offset, copy);
    events.add(copy);
  }

  boolean ended() {
    return ended;
  }

  static int template(byte[] event) {
    return new MessageHeaderDecoder().wrap(new UnsafeBuffer(event), 0).templateId();
  }

  /** Feeds the commands that the events carry into a machine, with their times. */
  static void replay(List<byte[]> events, StateMachine machine) {
    forEachCommand(
        events, (timeNs, command) -> machine.apply(timeNs, command, 0, command.capacity()));
  }

  /** The same in bursts, each as long as it may be. */
  static void replay(List<byte[]> events, CommandBurst burst) {
    forEachCommand(
        events,
        (timeNs, command) -> {
          if (!burst.add(timeNs, command, 0, command.capacity())) {
            burst.applyAll();
            burst.add(timeNs, command, 0, command.capacity());
          }
        });
    burst.applyAll();
  }

  private interface Applied {
    void command(long timeNs, DirectBuffer command);
  }

  private static void forEachCommand(List<byte[]> events, Applied each) {
    var applied = new CommandAppliedDecoder();
    var header = new MessageHeaderDecoder();
    for (byte[] event : events) {
      if (template(event) != CommandAppliedDecoder.TEMPLATE_ID) {
        continue;
      }
      applied.wrapAndApplyHeader(new UnsafeBuffer(event), 0, header);
      long timeNs = applied.stamp().timeNs();
      byte[] command = new byte[applied.commandLength()];
      applied.getCommand(command, 0, command.length);
      each.command(timeNs, new UnsafeBuffer(command));
    }
  }
}
