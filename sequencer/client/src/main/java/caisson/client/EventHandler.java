package caisson.client;

import org.agrona.DirectBuffer;

/** Receives events in order, each once. The buffer is valid during the call only. */
@FunctionalInterface
public interface EventHandler {
  /**
   * One event of a command.
   *
   * @param sequence of the command, from 1, without a hole
   * @param index of the event within its sequence, from 0, without a hole
   * @param last true on the last event of the sequence: a safe place to commit
   * @param templateId of the SBE message
   * @param offset of the SBE message header
   * @param length of header and message
   */
  void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length);

  /**
   * A note of the node between two sequences: CheckpointBegun, CheckpointRecord, CheckpointEnded or
   * RunningHash. Notes have no identity of their own and do not move the cursor, so a reader that
   * resumes near one may see it again or not at all.
   *
   * @param sequence the last one applied before the note
   */
  default void onNote(long sequence, int templateId, DirectBuffer buffer, int offset, int length) {}
}
