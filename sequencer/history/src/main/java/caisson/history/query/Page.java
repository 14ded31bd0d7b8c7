package caisson.history.query;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of an answer, newest first. {@code next} is passed back as {@code cursor} for the page
 * after it; null on the last page. A page never changes because newer rows arrive.
 */
public record Page<T>(List<T> items, @Nullable String next) {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 500;

  /** Position of an event; rows strictly before it belong to the page. */
  record Before(long sequence, int eventIndex) {
    private static final Before END = new Before(Long.MAX_VALUE, Integer.MAX_VALUE);

    static Before parse(@Nullable String cursor) {
      if (cursor == null) {
        return END;
      }
      int dash = cursor.indexOf('-');
      try {
        return new Before(
            Long.parseLong(cursor.substring(0, dash)),
            Integer.parseInt(cursor.substring(dash + 1)));
      } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
        throw malformed("cursor", "must be the next of an earlier page: " + cursor);
      }
    }
  }

  /** {@code rows} holds one row more than the page when there is a page after it. */
  static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, limit);
    return new Page<>(items, cursor.apply(items.getLast()));
  }

  static int limit(int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw malformed("limit", "must be 1.." + MAX_LIMIT + ": " + limit);
    }
    return limit;
  }

  /** A key that is one number, for rows that are not one event. */
  static long number(@Nullable String cursor) {
    try {
      return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw malformed("cursor", "must be the next of an earlier page: " + cursor);
    }
  }

  private static WebApplicationException malformed(String field, String detail) {
    Map<String, Object> problem =
        Map.of(
            "type",
            "/problems/bad-field",
            "title",
            "malformed field",
            "status",
            400,
            "reason",
            "BAD_FIELD",
            "field",
            field,
            "detail",
            detail);
    return new WebApplicationException(
        Response.status(Response.Status.BAD_REQUEST)
            .type("application/problem+json")
            .entity(problem)
            .build());
  }
}
