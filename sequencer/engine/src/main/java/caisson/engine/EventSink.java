package caisson.engine;

import org.agrona.DirectBuffer;

/** Receives encoded messages in order. The bytes are valid only during the call. */
public interface EventSink {
  /** One SBE message, starting at its messageHeader. */
  void onEvent(DirectBuffer buffer, int offset, int length);
}
