package caisson.chain;

import java.util.Optional;

/**
 * An outside failure of the chain, by kind, so that a caller knows whether the same call may be
 * made again.
 */
public final class ChainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The endpoint did not answer or answered nonsense: the same call may succeed later. */
    UNAVAILABLE,
    /** The endpoint answered no: a revert, an invalid transaction. */
    REFUSED,
    /** The endpoint serves another chain, or a contract is not what the deployment file says. */
    WRONG_CHAIN,
    /** The caller's deadline passed. */
    DEADLINE
  }

  private final Kind kind;
  private final String data;

  ChainException(Kind kind, String message) {
    this(kind, message, "");
  }

  ChainException(Kind kind, String message, String data) {
    super(message);
    this.kind = kind;
    this.data = data;
  }

  ChainException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.data = "";
  }

  public Kind kind() {
    return kind;
  }

  public boolean mayRetry() {
    return kind == Kind.UNAVAILABLE;
  }

  /** ABI bytes of the custom error a contract reverted with. */
  public Optional<byte[]> revertData() {
    return data.startsWith("0x") && data.length() >= 10
        ? Optional.of(Hex.bytes(data))
        : Optional.empty();
  }
}
