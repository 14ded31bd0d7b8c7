package caisson.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Calldata of any function of an ABI: values in the bounds of their types, so that a contract
 * decodes them, addresses mostly of the venue, numbers mostly small.
 */
final class RandomArguments {
  private static final int WORD = 32;

  private final SplittableRandom random;
  private final List<byte[]> addresses;

  RandomArguments(long seed, List<String> addresses) {
    random = new SplittableRandom(seed);
    this.addresses = addresses.stream().map(Hex::bytes).toList();
  }

  byte[] of(JsonNode inputs) {
    var parts = new ArrayList<JsonNode>();
    inputs.forEach(parts::add);
    return sequence(parts);
  }

  /** Heads, then what they point to. */
  private byte[] sequence(List<JsonNode> types) {
    var values = new ArrayList<byte[]>();
    int heads = 0;
    for (JsonNode type : types) {
      byte[] value = value(type);
      values.add(value);
      heads += moves(type) ? WORD : value.length;
    }
    var head = new ByteArrayOutputStream();
    var tail = new ByteArrayOutputStream();
    for (int i = 0; i < values.size(); i++) {
      if (moves(types.get(i))) {
        head.writeBytes(word(heads + tail.size()));
        tail.writeBytes(values.get(i));
      } else {
        head.writeBytes(values.get(i));
      }
    }
    head.writeBytes(tail.toByteArray());
    return head.toByteArray();
  }

  private byte[] value(JsonNode node) {
    String type = node.get("type").asText();
    if (type.endsWith("[]")) {
      int count = random.nextInt(3);
      var body = new ByteArrayOutputStream();
      body.writeBytes(word(count));
      var elements = new ArrayList<JsonNode>();
      for (int i = 0; i < count; i++) {
        elements.add(element(node));
      }
      body.writeBytes(sequence(elements));
      return body.toByteArray();
    }
    if (type.equals("tuple")) {
      return of(node.get("components"));
    }
    if (type.equals("bytes") || type.equals("string")) {
      int length = random.nextInt(4) == 0 ? 0 : random.nextInt(400);
      byte[] padded = new byte[WORD + (length + WORD - 1) / WORD * WORD];
      System.arraycopy(word(length), 0, padded, 0, WORD);
      for (int i = 0; i < length; i++) {
        padded[WORD + i] = (byte) random.nextInt(256);
      }
      return padded;
    }
    return single(type);
  }

  private byte[] single(String type) {
    byte[] word = new byte[WORD];
    if (type.equals("address")) {
      byte[] address = addresses.get(random.nextInt(addresses.size()));
      System.arraycopy(address, 0, word, WORD - address.length, address.length);
    } else if (type.equals("bool")) {
      word[WORD - 1] = (byte) random.nextInt(2);
    } else if (type.startsWith("bytes")) {
      for (int i = 0; i < Integer.parseInt(type.substring("bytes".length())); i++) {
        word[i] = (byte) random.nextInt(256);
      }
    } else if (type.startsWith("uint")) {
      int bytes = Integer.parseInt(type.substring("uint".length())) / 8;
      int used = random.nextInt(3) == 0 ? bytes : random.nextInt(Math.min(bytes, 3) + 1);
      for (int i = WORD - used; i < WORD; i++) {
        word[i] = (byte) random.nextInt(256);
      }
    } else {
      throw new IllegalArgumentException("no values of type " + type);
    }
    return word;
  }

  private static boolean moves(JsonNode node) {
    String type = node.get("type").asText();
    if (type.equals("tuple")) {
      for (JsonNode component : node.get("components")) {
        if (moves(component)) {
          return true;
        }
      }
      return false;
    }
    return type.endsWith("[]") || type.equals("bytes") || type.equals("string");
  }

  private static JsonNode element(JsonNode array) {
    String type = array.get("type").asText();
    var element = JsonNodeFactory.instance.objectNode();
    element.put("type", type.substring(0, type.length() - 2));
    if (array.has("components")) {
      element.set("components", array.get("components"));
    }
    return element;
  }

  private static byte[] word(int value) {
    byte[] word = new byte[WORD];
    for (int i = 0; i < 4; i++) {
      word[WORD - 1 - i] = (byte) (value >>> 8 * i);
    }
    return word;
  }
}
