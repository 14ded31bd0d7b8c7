package caisson.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A refusal with a name, told as RFC 9457 problem document. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final String MEDIA_TYPE = "application/problem+json";

  private final int status;
  private final String reason;
  private final @Nullable String field;
  private int entry = -1;
  private long requestId;
  private long sequence;

  private Problem(int status, String reason, @Nullable String field, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.reason = reason;
    this.field = field;
  }

  /** Malformed input: it never reached the log. */
  static Problem field(String reason, String field, String detail) {
    return new Problem(400, reason, field, detail);
  }

  static Problem of(int status, String reason, String detail) {
    return new Problem(status, reason, null, detail);
  }

  /** The engine's no. */
  static Problem refused(Answer.Refused no) {
    String detail = "refused by the engine: " + title(no.reason());
    Problem problem = new Problem(422, no.reason(), null, detail);
    problem.entry = no.entry();
    problem.requestId = no.requestId();
    problem.sequence = no.sequence();
    return problem;
  }

  /** The command was sent and its event was not seen in time: it may be applied or not. */
  static Problem unknownOutcome(long requestId) {
    Problem problem =
        new Problem(
            504,
            "UNKNOWN_OUTCOME",
            null,
            "no answer before the deadline; the command may still be applied: ask by clientOrderId or send the same bytes again");
    problem.requestId = requestId;
    return problem;
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }

  ObjectNode document() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "/problems/" + reason.toLowerCase(Locale.ROOT).replace('_', '-'));
    node.put("title", title(reason));
    node.put("status", status);
    node.put("detail", getMessage());
    node.put("reason", reason);
    node.put("field", field);
    if (entry >= 0) {
      node.put("entry", entry);
    }
    if (requestId != 0) {
      node.put("requestId", Long.toUnsignedString(requestId));
    }
    if (sequence != 0) {
      node.put("sequence", Long.toString(sequence));
    }
    return node;
  }

  private static String title(String reason) {
    return reason.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
