package caisson.scripts;

import caisson.client.EventHandler;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.RejectReason;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the event log says of the commands of one source. A command is known by all of its bytes:
 * two operators may choose the same request id at once, and only one of them has an answer then.
 */
final class Answers implements EventHandler {
  /** NONE for a command that was taken. */
  record Answer(long sequence, RejectReason reason) {}

  private static final int COUNTER_BITS = 48;

  private final int source;
  private final Map<ByteBuffer, Answer> answers = new HashMap<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private @Nullable ByteBuffer command;
  private RejectReason reason = RejectReason.NONE;
  private long lastRequest;
  private long version;

  Answers(int source) {
    this.source = source;
    lastRequest = (long) source << COUNTER_BITS;
  }

  /** Counts on from the last command of this source and from the parameters' version. */
  Numbering numbering() {
    return new Numbering(lastRequest, version);
  }

  /** From the first command of this source and the first version, as if the venue were new. */
  Numbering fromTheStart() {
    return new Numbering((long) source << COUNTER_BITS, 0);
  }

  /** Of the venue's parameters. */
  long version() {
    return version;
  }

  /** Nothing to require when it is null. */
  void requireVersion(@Nullable Long wanted) {
    if (wanted != null && wanted != version) {
      throw new VenueException(
          "the venue's parameters have version " + version + ", not " + wanted + ": nothing sent");
    }
  }

  /** The first time it was applied, or null when the log does not have it yet. */
  @Nullable Answer of(OperatorCommand asked) {
    return answers.get(bytes(asked.buffer(), asked.length()));
  }

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    switch (templateId) {
      case CommandAppliedDecoder.TEMPLATE_ID -> begin(buffer, offset);
      case ParametersChangedDecoder.TEMPLATE_ID ->
          version =
              new ParametersChangedDecoder().wrapAndApplyHeader(buffer, offset, header).version();
      case CommandRejectedDecoder.TEMPLATE_ID ->
          reason = new CommandRejectedDecoder().wrapAndApplyHeader(buffer, offset, header).reason();
      default -> {}
    }
    if (last && command != null) {
      answers.putIfAbsent(command, new Answer(sequence, reason));
      command = null;
    }
  }

  private void begin(DirectBuffer buffer, int offset) {
    var applied = new CommandAppliedDecoder().wrapAndApplyHeader(buffer, offset, header);
    reason = RejectReason.NONE;
    command = null;
    if (applied.requestId() >>> COUNTER_BITS == source) {
      lastRequest = Math.max(lastRequest, applied.requestId());
      var view = new UnsafeBuffer(0, 0);
      applied.wrapCommand(view);
      command = bytes(view, view.capacity());
    }
  }

  private static ByteBuffer bytes(DirectBuffer buffer, int length) {
    byte[] copy = new byte[length];
    buffer.getBytes(0, copy);
    return ByteBuffer.wrap(copy);
  }
}
