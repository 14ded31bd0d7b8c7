package caisson.scripts;

import caisson.chain.ChainClient;
import caisson.chain.Deployer;
import caisson.chain.KeyFile;
import caisson.sdk.Json;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Puts the contracts on the venue's chain; a second run finds and verifies them. */
final class Deployment {
  private static final Duration SIGNER_LIMIT = Duration.ofSeconds(60);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private final Venue venue;

  Deployment(Venue venue) {
    this.venue = venue;
  }

  void run() {
    try (ChainClient chain = ChainClient.connect(venue.chainUrl(), Venue.CHAIN_ID, CALL_LIMIT)) {
      new Deployer(chain, KeyFile.read(venue.operatorKey()), venue.data())
          .deploy(List.of(attestorAddress()), 1);
    }
  }

  /** The clearing house is told at its birth whose signatures it accepts. */
  private String attestorAddress() {
    URI signer = URI.create("http://127.0.0.1:" + venue.ports().attestor() + "/v1/signer");
    return Await.value(
        "the attestor's signer",
        SIGNER_LIMIT,
        () -> Http.get(signer).map(Json::parse).map(json -> json.text("signer")));
  }
}
