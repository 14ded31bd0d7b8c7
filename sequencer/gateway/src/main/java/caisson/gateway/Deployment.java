package caisson.gateway;

import caisson.signing.Address;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The venue's contracts on its chain. */
record Deployment(
    long chainId,
    Address clearingHouse,
    Address vault,
    Address insuranceFund,
    SortedMap<Integer, Address> tokens) {

  /** Throws IllegalStateException with one sentence when the file is missing or not complete. */
  static Deployment read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException("deployment file missing: " + file);
    }
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      SortedMap<Integer, Address> tokens = new TreeMap<>();
      root.required("tokens")
          .properties()
          .forEach(
              token ->
                  tokens.put(
                      Integer.valueOf(token.getKey()), Address.parse(token.getValue().asText())));
      return new Deployment(
          root.required("chainId").asLong(),
          Address.parse(root.required("clearingHouse").asText()),
          Address.parse(root.required("vault").asText()),
          Address.parse(root.required("insuranceFund").asText()),
          tokens);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "deployment file not readable: " + file + ": " + e.getMessage(), e);
    }
  }
}
