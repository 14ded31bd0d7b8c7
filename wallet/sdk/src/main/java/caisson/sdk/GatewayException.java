package caisson.sdk;

/** The gateway's answer was no, or there was none. The reason is the one programs decide by. */
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;
  private final String field;

  GatewayException(int status, String reason, String field, String message) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.field = field;
  }

  static GatewayException of(int status, String body) {
    try {
      Json problem = Json.parse(body);
      String reason = problem.text("reason", "HTTP_" + status);
      String field = problem.text("field", "");
      String detail = problem.text("detail", problem.text("title", ""));
      return new GatewayException(status, reason, field, reason + ": " + detail);
    } catch (IllegalArgumentException notAProblem) {
      return new GatewayException(
          status,
          "HTTP_" + status,
          "",
          "gateway answered " + status + " without a problem document");
    }
  }

  /** HTTP status, 0 when no answer came before the deadline. */
  public int status() {
    return status;
  }

  /** A name such as INSUFFICIENT_MARGIN; NO_ANSWER when no answer came before the deadline. */
  public String reason() {
    return reason;
  }

  /** The malformed field of the request, or empty. */
  public String field() {
    return field;
  }
}
