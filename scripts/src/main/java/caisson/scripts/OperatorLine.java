package caisson.scripts;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command of an operator as text: its name and its fields, as the schema calls them, {@code
 * SetOffHours market=1 overnightS=3_600 weekendS=28_800}. Every field is given, none is given that
 * the command does not have, and each is within what the venue could ever take; else the field and
 * the reason are told and nothing is sent.
 */
final class OperatorLine {
  private static final int SYMBOL_LENGTH = 16;

  private final int number;
  private final String text;
  private final String name;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  private OperatorLine(int number, String text) {
    this.number = number;
    this.text = text;
    String[] words = text.split("\\s+");
    name = words[0];
    for (String word : List.of(words).subList(1, words.length)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new VenueException("line " + number + ": " + name + ": not field=value: " + word);
      }
      String field = word.substring(0, equals);
      if (fields.put(field, word.substring(equals + 1)) != null) {
        throw refused(field, "is given twice");
      }
    }
  }

  /** Empty lines and those that begin with # say nothing. */
  static Stream<OperatorLine> of(int number, String text) {
    String line = text.strip();
    return line.isEmpty() || line.charAt(0) == '#'
        ? Stream.of()
        : Stream.of(new OperatorLine(number, line));
  }

  String name() {
    return name;
  }

  @Override
  public String toString() {
    return "line " + number + ": " + text;
  }

  /** The end of every command: a field nobody read is none of its. */
  void end() {
    for (String field : fields.keySet()) {
      if (!read.contains(field)) {
        throw refused(field, "is no field of " + name);
      }
    }
  }

  // Fields

  String given(String field) {
    read.add(field);
    String value = fields.get(field);
    if (value == null) {
      throw refused(field, "is missing");
    }
    return value;
  }

  int whole(String field, int least, int most) {
    return (int) number(field, least, most);
  }

  long number(String field, long least, long most) {
    return within(field, parsed(field, given(field)), least, most);
  }

  /** 0 stands for none. */
  int zeroOr(String field, int least, int most) {
    long value = parsed(field, given(field));
    if (value != 0 && (value < least || value > most)) {
      throw refused(field, "must be 0 or from " + least + " to " + most);
    }
    return (int) value;
  }

  short flag(String field) {
    return (short) whole(field, 0, 1);
  }

  int ppm(String field) {
    return whole(field, 0, 1_000_000);
  }

  /** One of {@code values}, by its name. */
  <E extends Enum<E>> E choice(String field, List<E> values) {
    String value = given(field);
    return values.stream()
        .filter(each -> each.name().equals(value))
        .findFirst()
        .orElseThrow(() -> refused(field, "must be one of " + values));
  }

  String symbol(String field) {
    return checkedSymbol(field, given(field));
  }

  /** Nanoseconds, or a time of the day as {@code 2026-11-27T21:00:00Z}; 0 is at once. */
  long instantNs(String field) {
    String value = given(field);
    if (value.indexOf('T') < 0) {
      return within(field, parsed(field, value), 0, Long.MAX_VALUE);
    }
    try {
      Instant at = Instant.parse(value);
      return Math.addExact(
          Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), (long) at.getNano());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw refused(field, "must be a time as 2026-11-27T21:00:00Z");
    }
  }

  /** Nanoseconds, or a duration as {@code PT2H}. */
  long durationNs(String field) {
    String value = given(field);
    if (!value.startsWith("P")) {
      return within(field, parsed(field, value), 0, Long.MAX_VALUE);
    }
    try {
      return within(field, Duration.parse(value).toNanos(), 0, Long.MAX_VALUE);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw refused(field, "must be a duration as PT2H");
    }
  }

  /** Rows of a group, {@code a:1,b:2}; empty for none. */
  List<Row> rows(String field, int columns, int most) {
    String value = given(field);
    if (value.isEmpty()) {
      return List.of();
    }
    List<Row> rows =
        Stream.of(value.split(",", -1)).map(row -> new Row(field, row.split(":", -1))).toList();
    if (rows.size() > most || rows.stream().anyMatch(row -> row.cells.length != columns)) {
      throw refused(
          field, "must be at most " + most + " rows of " + columns + " values: a:b,c:d ...");
    }
    return rows;
  }

  /** What two fields must be together. */
  void require(boolean holds, String field, String why) {
    if (!holds) {
      throw refused(field, why);
    }
  }

  /** One row of a group. */
  final class Row {
    private final String field;
    private final String[] cells;

    private Row(String field, String[] cells) {
      this.field = field;
      this.cells = cells;
    }

    long number(int column, long least, long most) {
      return within(field, parsed(field, cells[column]), least, most);
    }

    String symbol(int column) {
      return checkedSymbol(field, cells[column]);
    }
  }

  private String checkedSymbol(String field, String value) {
    boolean plain = value.chars().allMatch(c -> c > ' ' && c < 127);
    if (value.isEmpty() || value.length() > SYMBOL_LENGTH || !plain) {
      throw refused(field, "must be 1 to " + SYMBOL_LENGTH + " plain characters");
    }
    return value;
  }

  private long parsed(String field, String value) {
    try {
      return Long.parseLong(value.replace("_", ""));
    } catch (NumberFormatException e) {
      throw refused(field, "must be a whole number");
    }
  }

  private long within(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw refused(field, "must be from " + least + " to " + most);
    }
    return value;
  }

  private VenueException refused(String field, String why) {
    String value = fields.get(field);
    return new VenueException(
        "line "
            + number
            + ": "
            + name
            + ": "
            + field
            + (value == null ? "" : "=" + value)
            + " "
            + why);
  }
}
