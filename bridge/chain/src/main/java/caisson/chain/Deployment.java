package caisson.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the contracts of one chain stand, as kept in {@code <chainId>.json}.
 *
 * @param tokens token address by asset id
 * @param attestors addresses whose signatures the clearing house accepts
 * @param deployedAt first block in which an event of ours can be
 * @param periphery contracts that hold no user's money, by name
 */
public record Deployment(
    long chainId,
    String clearingHouse,
    String vault,
    String insuranceFund,
    SortedMap<Integer, String> tokens,
    List<String> attestors,
    int threshold,
    long deployedAt,
    SortedMap<String, String> periphery) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Path file(Path data, long chainId) {
    return data.resolve(chainId + ".json");
  }

  public static Optional<Deployment> read(Path data, long chainId) {
    Path file = file(data, chainId);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      var tokens = new TreeMap<Integer, String>();
      node.required("tokens")
          .properties()
          .forEach(token -> tokens.put(Integer.valueOf(token.getKey()), token.getValue().asText()));
      var periphery = new TreeMap<String, String>();
      node.path("periphery")
          .properties()
          .forEach(contract -> periphery.put(contract.getKey(), contract.getValue().asText()));
      var attestors = new ArrayList<String>();
      node.required("attestors").forEach(attestor -> attestors.add(attestor.asText()));
      return Optional.of(
          new Deployment(
              node.required("chainId").asLong(),
              node.required("clearingHouse").asText(),
              node.required("vault").asText(),
              node.required("insuranceFund").asText(),
              tokens,
              List.copyOf(attestors),
              node.required("threshold").asInt(),
              node.required("deployedAt").asLong(),
              periphery));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Replaces the file in one step, so a reader sees the old one or the new one. */
  public void write(Path data) {
    ObjectNode node = JSON.createObjectNode();
    node.put("chainId", chainId);
    node.put("clearingHouse", clearingHouse);
    node.put("vault", vault);
    node.put("insuranceFund", insuranceFund);
    ObjectNode byAsset = node.putObject("tokens");
    tokens.forEach((asset, token) -> byAsset.put(asset.toString(), token));
    ArrayNode signers = node.putArray("attestors");
    attestors.forEach(signers::add);
    node.put("threshold", threshold);
    node.put("deployedAt", deployedAt);
    ObjectNode others = node.putObject("periphery");
    periphery.forEach(others::put);
    Path file = file(data, chainId);
    try {
      Files.createDirectories(data);
      Path part = Files.createTempFile(data, chainId + ".", ".part");
      Files.writeString(
          part, node.toPrettyString() + System.lineSeparator(), StandardCharsets.UTF_8);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
