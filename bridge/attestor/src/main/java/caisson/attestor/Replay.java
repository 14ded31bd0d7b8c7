package caisson.attestor;

import caisson.clearing.SealedWindow;
import caisson.client.EventHandler;
import caisson.engine.StateMachine;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Replays the published commands with an engine of its own and compares every event byte for byte
 * with the published one. The first difference is final: from then on nothing is signed.
 *
 * <p>Events are fed by one thread. What other threads read is the windows and how far the replay
 * has come, in that order of publication.
 */
final class Replay implements EventHandler {
  /** Of windows at hand for attesting; older ones answer from what was signed. */
  private static final long WINDOW_BYTES = 128L << 20;

  private static final int MAX_EVENT = 1 << 20;

  private final StateMachine engine = new StateMachine(this::onOwnEvent);
  private final WindowBuilder windowBuilder = new WindowBuilder();
  private final SignatureCheck signatures;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder commandApplied = new CommandAppliedDecoder();
  private final UnsafeBuffer command = new UnsafeBuffer(new byte[MAX_EVENT]);
  private final ArrayDeque<byte[]> ownEvents = new ArrayDeque<>();
  private final Windows windows = new Windows(WINDOW_BYTES);
  private int commandLength;
  private boolean rejected;
  private volatile long lastSealedNo;
  private volatile long appliedSequence;
  private volatile Optional<Refusal> divergence = Optional.empty();

  Replay(SignatureCheck signatures) {
    this.signatures = signatures;
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
    if (divergence.isPresent()) {
      return;
    }
    try {
      if (index == 0) {
        apply(sequence, buffer, offset);
      }
      compare(sequence, index, last, buffer, offset, length);
    } catch (RuntimeException e) {
      diverge("sequence=%d index=%d cause=%s".formatted(sequence, index, e));
      return;
    }
    rejected |= templateId == CommandRejectedDecoder.TEMPLATE_ID;
    if (last && divergence.isEmpty()) {
      if (!rejected) {
        signatures.submit(sequence, command, commandLength);
      }
      signatures.endOf(sequence);
      appliedSequence = sequence;
    }
  }

  Optional<SealedWindow> window(long no) {
    return windows.of(no);
  }

  long lastSealedNo() {
    return lastSealedNo;
  }

  long appliedSequence() {
    return appliedSequence;
  }

  /** Why nothing is signed any more. */
  Optional<Refusal> divergence() {
    return divergence;
  }

  private void apply(long sequence, DirectBuffer buffer, int offset) {
    commandApplied.wrapAndApplyHeader(buffer, offset, header);
    if (engine.sequence() + 1 != sequence) {
      throw new IllegalStateException("own engine is at sequence %d".formatted(engine.sequence()));
    }
    long timeNs = commandApplied.stamp().timeNs();
    commandLength = commandApplied.getCommand(command, 0, MAX_EVENT);
    rejected = false;
    ownEvents.clear();
    engine.apply(timeNs, command, 0, commandLength);
  }

  /** Called by the own engine while it applies. */
  private void onOwnEvent(DirectBuffer buffer, int offset, int length) {
    byte[] event = new byte[length];
    buffer.getBytes(offset, event);
    ownEvents.add(event);
    windowBuilder.onEvent(engine, buffer, offset, length).ifPresent(this::keep);
  }

  private void keep(SealedWindow window) {
    windows.keep(window);
    lastSealedNo = window.no();
  }

  private void compare(
      long sequence, int index, boolean last, DirectBuffer buffer, int offset, int length) {
    byte[] published = new byte[length];
    buffer.getBytes(offset, published);
    byte[] own = ownEvents.poll();
    if (own == null || !Arrays.equals(own, published)) {
      diverge(
          "sequence=%d index=%d firstByte=%d expectedLength=%d foundLength=%d"
              .formatted(
                  sequence,
                  index,
                  own == null ? 0 : Arrays.mismatch(own, published),
                  own == null ? 0 : own.length,
                  length));
    } else if (last && !ownEvents.isEmpty()) {
      diverge("sequence=%d events missing=%d".formatted(sequence, ownEvents.size()));
    }
  }

  private void diverge(String detail) {
    divergence = Optional.of(Refusal.difference("REPLAY_DIVERGED", detail));
    System.err.println("attestor: replay diverged, nothing is signed any more: " + detail);
  }
}
