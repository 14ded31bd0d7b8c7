package caisson.scripts;

import caisson.signing.Hex;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contracts that only drills deploy. */
final class TestArtifact {
  private TestArtifact() {}

  /** Creation code. */
  static byte[] code(Path root, String name) {
    Path file = root.resolve("contracts/test/artifacts").resolve(name + ".json");
    try {
      String json = Files.readString(file);
      return Hex.decode(new ObjectMapper().readTree(json).required("bytecode").asText());
    } catch (IOException e) {
      throw new VenueException("cannot read " + file, e);
    }
  }
}
