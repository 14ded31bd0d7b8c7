package caisson.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value without reflection: Map, List, String, BigDecimal, Boolean or null inside. A missing
 * or wrong member is an IllegalArgumentException that names it, because every number here is money.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  public static Json parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      Object value = read(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one JSON value");
      }
      return new Json(value);
    } catch (IOException malformed) {
      throw new IllegalArgumentException("malformed JSON: " + malformed.getMessage(), malformed);
    }
  }

  /**
   * Members in the order given: name, value, name, value. Values: String, Integer, Boolean, List,
   * Map.
   */
  public static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    return object;
  }

  public static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(generator, value);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.toString();
  }

  public boolean has(String name) {
    return object().get(name) != null;
  }

  /** The names of an object's members. */
  public Set<String> names() {
    return object().keySet();
  }

  public Json get(String name) {
    return new Json(required(name));
  }

  /** The member, or a null value. */
  public Json member(String name) {
    return new Json(object().get(name));
  }

  /** A string, or a number as text. */
  public String text(String name) {
    Object member = required(name);
    if (member instanceof String s) {
      return s;
    }
    if (member instanceof BigDecimal n) {
      return n.toPlainString();
    }
    throw new IllegalArgumentException("not a string: " + name);
  }

  public String text(String name, String absent) {
    return has(name) ? text(name) : absent;
  }

  public long integer(String name) {
    try {
      return new BigDecimal(text(name)).longValueExact();
    } catch (ArithmeticException | NumberFormatException wrong) {
      throw new IllegalArgumentException("not a 64-bit integer: " + name, wrong);
    }
  }

  public BigDecimal decimal(String name) {
    try {
      return new BigDecimal(text(name));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("not a decimal: " + name, wrong);
    }
  }

  public boolean flag(String name) {
    return Boolean.TRUE.equals(object().get(name));
  }

  public List<Json> list(String name) {
    return new Json(required(name)).items();
  }

  public List<Json> items() {
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException("not an array");
    }
    List<Json> items = new ArrayList<>(list.size());
    for (Object item : list) {
      items.add(new Json(item));
    }
    return items;
  }

  public boolean isNull() {
    return value == null;
  }

  public String asText() {
    if (!(value instanceof String s)) {
      throw new IllegalArgumentException("not a string: " + value);
    }
    return s;
  }

  @Override
  public String toString() {
    return write(value);
  }

  private Object required(String name) {
    Object member = object().get(name);
    if (member == null) {
      throw new IllegalArgumentException("missing member: " + name);
    }
    return member;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> object() {
    if (!(value instanceof Map)) {
      throw new IllegalArgumentException("not an object");
    }
    return (Map<String, Object>) value;
  }

  private static @Nullable Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("empty JSON");
    }
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalArgumentException("unexpected JSON token: " + token);
    };
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, read(parser));
    }
    return object;
  }

  private static List<Object> readArray(JsonParser parser) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(parser));
    }
    return list;
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        generator.writeFieldName((String) member.getKey());
        write(generator, member.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object item : list) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else if (value instanceof String s) {
      generator.writeString(s);
    } else if (value instanceof Integer i) {
      generator.writeNumber(i);
    } else if (value instanceof BigDecimal n) {
      generator.writeNumber(n);
    } else if (value instanceof Boolean b) {
      generator.writeBoolean(b);
    } else if (value == null) {
      generator.writeNull();
    } else {
      throw new IllegalArgumentException("no JSON form: " + value.getClass());
    }
  }
}
