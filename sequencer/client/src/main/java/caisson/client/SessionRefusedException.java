package caisson.client;

import org.jspecify.annotations.Nullable;

/** The node takes no commands of this process, or not the one that it sent. */
public final class SessionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private SessionRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The node's list has another key for that name, or none. */
  static SessionRefusedException unknown(SessionKey key, Throwable cause) {
    return new SessionRefusedException(
        "the node refuses the key of this process (caisson.node.key): " + key, cause);
  }

  /** The node has ended the session because of a command. */
  static SessionRefusedException notPermitted(SessionKey key) {
    return new SessionRefusedException(
        "the node takes no such command from the key of this process"
            + " (caisson.node.key): "
            + key,
        null);
  }
}
