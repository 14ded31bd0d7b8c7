package caisson.clearing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * One section of the golden vectors, the file that Java writes and Java, Solidity and TypeScript
 * read. With -Dvectors.write=true the section is written anew (scripts/vectors); the other
 * sections, of other modules, stay.
 */
final class Golden {
  private static final Path FILE = Path.of("../../contracts/test/vectors/golden.json");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Golden() {}

  /** The file must be, byte for byte, what it is with this section. */
  static void check(String section, Object vectors) throws IOException {
    String before = Files.exists(FILE) ? Files.readString(FILE) : "{}";
    TreeMap<String, JsonNode> all = new TreeMap<>();
    JSON.readTree(before).properties().forEach(each -> all.put(each.getKey(), each.getValue()));
    all.put(section, JSON.valueToTree(vectors));
    String now = JSON.writeValueAsString(all) + "\n";
    if (Boolean.getBoolean("vectors.write")) {
      Files.writeString(FILE, now);
    } else {
      assertEquals(before, now);
    }
  }
}
