package caisson.gateway;

import caisson.signing.Address;
import caisson.signing.Signature;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One JSON object of a caller, read field by field. Whatever is missing, unknown, of another shape
 * or out of range is a {@link Problem} that names the field.
 */
final class RequestReader {
  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(1024)
                          .maxNumberLength(32)
                          .build())
                  .build())
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,19}(\\.[0-9]{1,18})?");
  private static final Pattern UNSIGNED = Pattern.compile("[0-9]{1,20}");
  private static final BigInteger U64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
  private static final long EXACT_IN_JSON = 1L << 53;

  private final JsonNode root;

  /** Stands before the names of fields. */
  private final String within;

  private RequestReader(JsonNode root, String within) {
    this.root = root;
    this.within = within;
  }

  static RequestReader of(byte[] body, Set<String> fields) {
    return of(parse(body), fields);
  }

  static RequestReader of(JsonNode root, Set<String> fields) {
    return of(root, fields, "");
  }

  private static RequestReader of(JsonNode root, Set<String> fields, String within) {
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name)) {
        throw Problem.field(
            "UNKNOWN_FIELD", within + name, "unknown field; known: " + String.join(", ", fields));
      }
    }
    return new RequestReader(root, within);
  }

  static JsonNode parse(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw Problem.field("BAD_FIELD", "body", "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.field("BAD_FIELD", "body", "not JSON");
    }
    if (!root.isObject()) {
      throw Problem.field("BAD_FIELD", "body", "expected one JSON object");
    }
    return root;
  }

  boolean has(String name) {
    return root.hasNonNull(name);
  }

  /** No fields but these, though others are known. */
  void require(Set<String> fields) {
    of(root, fields, within);
  }

  /** A list of objects that may have these fields. */
  List<RequestReader> list(String name, int least, int most, Set<String> fields) {
    JsonNode node = required(name);
    if (!node.isArray() || node.size() < least || node.size() > most) {
      throw bad(name, "expected a list of " + least + " to " + most);
    }
    List<RequestReader> readers = new ArrayList<>();
    for (JsonNode each : node) {
      String at = name + "[" + readers.size() + "]";
      if (!each.isObject()) {
        throw bad(at, "expected an object");
      }
      readers.add(of(each, fields, at + "."));
    }
    return readers;
  }

  String text(String name) {
    JsonNode node = required(name);
    if (!node.isTextual()) {
      throw bad(name, "expected a string");
    }
    return node.textValue();
  }

  int account(String name) {
    // Leaf index of a depth-24 tree.
    return (int) integer(name, 1, (1 << 24) - 1);
  }

  int market(String name) {
    return (int) integer(name, 1, Integer.MAX_VALUE);
  }

  /** A list of markets as one bit each; that of market 64 is bit 0. */
  long marketBits(String name) {
    JsonNode node = required(name);
    if (!node.isArray()) {
      throw bad(name, "expected a list of markets");
    }
    long bits = 0;
    for (JsonNode market : node) {
      if (!market.isInt() || market.intValue() < 1 || market.intValue() > Long.SIZE) {
        throw bad(name, "expected markets from 1 to 64");
      }
      bits |= 1L << market.intValue();
    }
    return bits;
  }

  int asset(String name) {
    return (int) integer(name, 0, 65_534);
  }

  /** A small number, as JSON number or string. */
  long integer(String name, long least, long most) {
    long value = unsigned(name);
    if (value < least || value > most) {
      throw bad(name, "expected " + least + " to " + most);
    }
    return value;
  }

  /**
   * 64 bits of which the log carries the lower 63: no nonce, time or order number needs the last
   * one.
   */
  long unsigned(String name) {
    JsonNode node = required(name);
    String text;
    if (node.isTextual()) {
      text = node.textValue();
    } else if (node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() <= EXACT_IN_JSON) {
      text = node.asText();
    } else {
      throw bad(name, "expected a whole number as a string");
    }
    if (!UNSIGNED.matcher(text).matches()) {
      throw bad(name, "expected a whole number");
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(U64_MAX) > 0 || value.bitLength() > 63) {
      throw bad(name, "expected less than 2^63");
    }
    return value.longValueExact();
  }

  /** A positive decimal string on the grid, in steps. */
  long steps(String name, Grid grid, String offGrid) {
    String text = text(name);
    if (!DECIMAL.matcher(text).matches()) {
      throw bad(name, "expected a decimal string such as \"1.5\"");
    }
    BigDecimal value = new BigDecimal(text);
    long steps;
    try {
      steps = grid.steps(value);
    } catch (ArithmeticException e) {
      throw Problem.field(
          offGrid,
          within + name,
          "expected a multiple of " + grid.stepText() + " below 2^63 steps");
    }
    if (steps == 0) {
      throw bad(name, "expected more than zero");
    }
    return steps;
  }

  /** 1 for true; 0 for false and when the field is absent. */
  int flag(String name) {
    if (!has(name)) {
      return 0;
    }
    JsonNode node = required(name);
    if (!node.isBoolean()) {
      throw bad(name, "expected true or false");
    }
    return node.booleanValue() ? 1 : 0;
  }

  /** The other when the field is absent. */
  <E extends Enum<E>> E choice(String name, E other) {
    return has(name) ? choice(name, other.getDeclaringClass()) : other;
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    String text = text(name);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(text) && !text.equals("NULL_VAL")) {
        return value;
      }
    }
    throw bad(name, "unknown value");
  }

  Address address(String name) {
    return Address.of(hex(name, Address.LENGTH));
  }

  /** Shape only: whose it is needs the message. */
  Signature signature(String name) {
    byte[] bytes = hex(name, Signature.LENGTH);
    try {
      return Signature.of(bytes);
    } catch (IllegalArgumentException e) {
      throw Problem.field("BAD_SIGNATURE", name, String.valueOf(e.getMessage()));
    }
  }

  byte[] hex(String name, int length) {
    String text = text(name);
    if (text.length() != 2 + 2 * length || !text.startsWith("0x")) {
      throw bad(name, "expected 0x and " + 2 * length + " hex digits");
    }
    try {
      return HexFormat.of().parseHex(text, 2, text.length());
    } catch (IllegalArgumentException e) {
      throw bad(name, "expected 0x and " + 2 * length + " hex digits");
    }
  }

  private JsonNode required(String name) {
    JsonNode node = root.get(name);
    if (node == null || node.isNull()) {
      throw Problem.field("MISSING_FIELD", within + name, "this field is required");
    }
    return node;
  }

  private Problem bad(String name, String detail) {
    return Problem.field("BAD_FIELD", within + name, detail);
  }
}
