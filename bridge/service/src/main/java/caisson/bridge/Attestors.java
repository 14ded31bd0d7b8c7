package caisson.bridge;

import caisson.chain.Hex;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Asks attestors for their signatures over a header. */
final class Attestors {
  private static final Logger LOG = Logger.getLogger(Attestors.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final List<String> urls;
  private final int threshold;
  private String lastRefusal = "";

  Attestors(List<String> urls, int threshold) {
    this.urls = urls;
    this.threshold = threshold;
  }

  /** Enough signatures in the order the contract wants, ascending by signer; empty: ask again. */
  Optional<byte[]> sign(long batchNo, String headerHash, String proposal) {
    var signatures = new TreeMap<String, byte[]>();
    for (String url : urls) {
      if (signatures.size() < threshold) {
        ask(url, batchNo, headerHash, proposal, signatures);
      }
    }
    if (signatures.size() < threshold) {
      return Optional.empty();
    }
    byte[] joined = new byte[signatures.size() * 65];
    int offset = 0;
    for (byte[] signature : signatures.values()) {
      System.arraycopy(signature, 0, joined, offset, 65);
      offset += 65;
    }
    return Optional.of(joined);
  }

  private void ask(
      String url,
      long batchNo,
      String headerHash,
      String proposal,
      TreeMap<String, byte[]> signatures) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/v1/attest"))
                  .timeout(LIMIT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(proposal))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        tell(batchNo, url + ": " + response.statusCode() + " " + response.body());
        return;
      }
      JsonNode answer = JSON.readTree(response.body());
      byte[] signature = Hex.bytes(answer.required("signature").asText());
      if (!answer.required("headerHash").asText().equals(headerHash) || signature.length != 65) {
        tell(batchNo, url + ": signed something else");
        return;
      }
      signatures.put(Hex.address(answer.required("signer").asText()), signature);
    } catch (IOException | IllegalArgumentException e) {
      tell(batchNo, url + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A refusal repeats with every try; told once. */
  private void tell(long batchNo, String refusal) {
    boolean routine = refusal.contains("NOT_REPLAYED");
    String line = "batch " + batchNo + " not signed: " + refusal;
    if (!routine && !line.equals(lastRefusal)) {
      LOG.warn(line);
      lastRefusal = line;
    }
  }
}
