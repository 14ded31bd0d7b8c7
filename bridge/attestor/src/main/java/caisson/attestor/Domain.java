package caisson.attestor;

import caisson.signing.Address;
import caisson.signing.SigningDomain;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The signing domain of the venue, known once the contracts are deployed: the attestor's address is
 * an argument of that deployment, so the attestor starts before it.
 */
final class Domain {
  private final Path file;
  private final long chainId;
  private volatile Optional<SigningDomain> found = Optional.empty();

  Domain(Path data, long chainId) {
    this.file = data.resolve(chainId + ".json");
    this.chainId = chainId;
  }

  Optional<SigningDomain> read() {
    if (found.isEmpty() && Files.exists(file)) {
      try {
        JsonNode deployment = new ObjectMapper().readTree(Files.readAllBytes(file));
        String house = deployment.required("clearingHouse").asText();
        found = Optional.of(new SigningDomain(chainId, Address.parse(house)));
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalStateException("not a deployment file: " + file, e);
      }
    }
    return found;
  }
}
