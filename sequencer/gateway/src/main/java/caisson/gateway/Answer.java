package caisson.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What became of a command. */
sealed interface Answer {
  record Applied(ObjectNode body) implements Answer {}

  /**
   * @param entry of a bundle, the first that was refused; -1 for none
   */
  record Refused(String reason, int entry, long requestId, long sequence) implements Answer {}

  /** Sent, and its event not seen before the deadline. */
  record Unknown() implements Answer {}

  /** Not sent before the deadline: it will never be applied. */
  record NotSent() implements Answer {}
}
