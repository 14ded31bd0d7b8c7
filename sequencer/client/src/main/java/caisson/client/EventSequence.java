package caisson.client;

import caisson.protocol.CheckpointBegunDecoder;
import caisson.protocol.CheckpointEndedDecoder;
import caisson.protocol.CheckpointRecordDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.RunningHashDecoder;
import caisson.protocol.StampDecoder;
import io.aeron.ControlledFragmentAssembler;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns fragments of one replay into events after a cursor.
 *
 * <p>A replay starts at or before the cursor, so events are first skipped up to it. Every event,
 * skipped or not, must follow the one before: same sequence and next index, or, after the one
 * flagged last, next sequence and index 0. The first event of a replay sets the chain and must be
 * at or before the cursor, or be the next one after it.
 */
final class EventSequence {
  private final EventHandler handler;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final StampDecoder stamp = new StampDecoder();
  private ControlledFragmentAssembler fragments = new ControlledFragmentAssembler(this::onFragment);
  private @Nullable Throwable failure;

  private long cursorSequence;
  private int cursorIndex;

  /** The event the chain expects; sequence -1 before the first of a replay. */
  private long nextSequence = -1;

  private int nextIndex;

  EventSequence(Cursor after, EventHandler handler) {
    this.handler = handler;
    cursorSequence = after.sequence();
    cursorIndex = after.index();
  }

  /** A new replay. At the start of the log the first event can only be (1, 0). */
  void begin(boolean atStartOfLog) {
    nextSequence = atStartOfLog ? 1 : -1;
    nextIndex = 0;
    fragments = new ControlledFragmentAssembler(this::onFragment);
  }

  ControlledFragmentHandler fragments() {
    return fragments;
  }

  Cursor cursor() {
    return new Cursor(cursorSequence, cursorIndex);
  }

  /**
   * Aeron hands exceptions of a fragment handler to its error handler; this one takes them back.
   */
  void rethrow() {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  private ControlledFragmentHandler.Action onFragment(
      DirectBuffer buffer, int offset, int length, Header ignored) {
    try {
      onEvent(buffer, offset, length);
      return ControlledFragmentHandler.Action.CONTINUE;
    } catch (RuntimeException | Error e) {
      failure = e;
      return ControlledFragmentHandler.Action.ABORT;
    }
  }

  private void onEvent(DirectBuffer buffer, int offset, int length) {
    int templateId = header.wrap(buffer, offset).templateId();
    stamp.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH);
    long sequence = stamp.sequence();
    if (isNote(templateId)) {
      if (sequence >= cursorSequence && nextSequence > cursorSequence) {
        handler.onNote(sequence, templateId, buffer, offset, length);
      }
      return;
    }
    int index = stamp.index();
    boolean last = stamp.last() != 0;
    checkContiguous(sequence, index);
    if (sequence > cursorSequence || (sequence == cursorSequence && index > cursorIndex)) {
      handler.onEvent(sequence, index, last, templateId, buffer, offset, length);
      cursorSequence = sequence;
      cursorIndex = index;
    }
    nextSequence = last ? sequence + 1 : sequence;
    nextIndex = last ? 0 : index + 1;
  }

  private void checkContiguous(long sequence, int index) {
    if (nextSequence == -1) {
      if (sequence > cursorSequence || (sequence == cursorSequence && index > cursorIndex)) {
        throw new SequenceGapException(
            "sequence gap: cursor=("
                + cursorSequence
                + ","
                + cursorIndex
                + ") found="
                + name(sequence, index));
      }
    } else if (sequence != nextSequence || index != nextIndex) {
      throw new SequenceGapException(
          "sequence gap: expected="
              + name(nextSequence, nextIndex)
              + " found="
              + name(sequence, index));
    }
  }

  private static String name(long sequence, int index) {
    return "(" + sequence + "," + index + ")";
  }

  private static boolean isNote(int templateId) {
    return templateId == CheckpointBegunDecoder.TEMPLATE_ID
        || templateId == CheckpointRecordDecoder.TEMPLATE_ID
        || templateId == CheckpointEndedDecoder.TEMPLATE_ID
        || templateId == RunningHashDecoder.TEMPLATE_ID;
  }
}
