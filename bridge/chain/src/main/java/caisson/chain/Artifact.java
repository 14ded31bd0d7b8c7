package caisson.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;

/**
 * The code of one contract as it was compiled from the sources of this checkout.
 *
 * @param deployed empty when the artifact does not say where immutables stand: then only the
 *     address, made of the creation code, is proof
 * @param immutables where 32-byte words stand in the deployed code that its constructor fills in
 */
record Artifact(String name, byte[] creation, byte[] deployed, List<Integer> immutables) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WORD = 32;

  /** One of the contracts of {@code contracts/abi}. */
  static Artifact of(String name) {
    for (String folder : List.of("", "periphery/")) {
      String resource = "/caisson/contracts/abi/" + folder + name + ".json";
      try (InputStream in = Artifact.class.getResourceAsStream(resource)) {
        if (in != null) {
          return parse(name, JSON.readTree(in));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + resource, e);
      }
    }
    throw new IllegalArgumentException("no contract of the name " + name);
  }

  /** A contract that a package brings compiled. */
  static Artifact read(Path file) {
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      return parse(node.required("contractName").asText(), node);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Artifact parse(String name, JsonNode node) {
    var immutables = new ArrayList<Integer>();
    node.path("immutables").forEach(start -> immutables.add(start.asInt()));
    return new Artifact(
        name,
        Hex.bytes(node.required("bytecode").asText()),
        node.has("immutables")
            ? Hex.bytes(node.required("deployedBytecode").asText())
            : new byte[0],
        List.copyOf(immutables));
  }

  byte[] initCode(Type<?>... arguments) {
    byte[] encoded = Hex.bytes(FunctionEncoder.encodeConstructor(List.of(arguments)));
    byte[] code = Arrays.copyOf(creation, creation.length + encoded.length);
    System.arraycopy(encoded, 0, code, creation.length, encoded.length);
    return code;
  }

  /** Whether code on a chain is this contract's, whatever its constructor filled in. */
  boolean matches(byte[] found) {
    if (deployed.length == 0) {
      return found.length > 0;
    }
    if (found.length != deployed.length) {
      return false;
    }
    byte[] masked = found.clone();
    for (int start : immutables) {
      System.arraycopy(deployed, start, masked, start, WORD);
    }
    return Arrays.equals(masked, deployed);
  }
}
