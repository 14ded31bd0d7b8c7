package caisson.verifier;

import caisson.signing.Address;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the venue's contracts are, from the file the deployment wrote.
 *
 * @param deployedAt first block that can hold a commit
 */
public record Deployment(
    long chainId, Address clearingHouse, List<Address> attestors, long deployedAt) {
  public static Deployment read(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readString(file));
      List<Address> attestors = new ArrayList<>();
      json.path("attestors").forEach(each -> attestors.add(Address.parse(each.asText())));
      return new Deployment(
          json.required("chainId").asLong(),
          Address.parse(json.required("clearingHouse").asText()),
          List.copyOf(attestors),
          json.path("deployedAt").asLong(0));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new OutsideFailure("cannot read the deployment file " + file, unreadable);
    }
  }
}
