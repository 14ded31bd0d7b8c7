package caisson.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a venue is deployed with. Lists of signers are kept ascending and without doubles.
 *
 * @param assets by id from 0, 0 is the coin; a token without address is a test token to be made
 * @param oracleSigners fewer than three: no oracle hub is deployed
 * @param judges whether proofs from moves, prices and withheld data convict. Only a venue whose
 *     headers carry fill roots can stand them: without, an honest batch satisfies them and anybody
 *     ends the venue
 * @param steward whether vault and fund obey the roles of Authority through the Steward, which lets
 *     no cap be above 100,000 least deposits at first; else they obey the deploying key
 */
public record DeploymentSettings(
    List<Asset> assets,
    List<String> attestors,
    int threshold,
    int fastDelayS,
    int challengeWindowS,
    List<String> coldSigners,
    int coldThreshold,
    List<String> oracleSigners,
    int oracleThreshold,
    List<String> proposers,
    List<String> guardians,
    String sponsor,
    BigInteger sponsorPerOperationWei,
    BigInteger sponsorPerDayWei,
    boolean judges,
    boolean steward) {

  /** An asset of the vault; {@code token} empty means a test token of this name and symbol. */
  public record Asset(
      String token, String name, String symbol, int scale, long minDeposit, long cap) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LOCAL_CAP = 1_000_000_000_000_000L;
  private static final BigInteger MILLIETHER = BigInteger.valueOf(1_000_000_000_000_000L);

  public DeploymentSettings {
    assets = List.copyOf(assets);
    attestors = signers(attestors);
    // Any two quorums share a signer, so the contracts take no set that less than a majority signs.
    threshold = Math.max(threshold, attestors.size() / 2 + 1);
    coldSigners = signers(coldSigners);
    oracleSigners = signers(oracleSigners);
  }

  /** A venue on a chain of one's own: test tokens, short windows, one key in every office. */
  public static DeploymentSettings local(String operator, List<String> attestors, int threshold) {
    return new DeploymentSettings(
        List.of(
            new Asset("", "USDC test", "USDC", 6, 10_000_000, LOCAL_CAP),
            new Asset("", "BTC test", "tBTC", 8, 10_000, LOCAL_CAP)),
        attestors,
        threshold,
        10,
        60,
        List.of(operator),
        1,
        List.of(),
        0,
        List.of(operator),
        List.of(operator),
        operator,
        MILLIETHER.multiply(BigInteger.TEN),
        MILLIETHER.multiply(BigInteger.valueOf(1000)),
        true,
        false);
  }

  public DeploymentSettings withAssets(List<Asset> others) {
    return new DeploymentSettings(
        others,
        attestors,
        threshold,
        fastDelayS,
        challengeWindowS,
        coldSigners,
        coldThreshold,
        oracleSigners,
        oracleThreshold,
        proposers,
        guardians,
        sponsor,
        sponsorPerOperationWei,
        sponsorPerDayWei,
        judges,
        steward);
  }

  /** The settings of a public chain, from a JSON file with these names. */
  public static DeploymentSettings read(Path file) {
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      var assets = new ArrayList<Asset>();
      for (JsonNode asset : node.required("assets")) {
        assets.add(
            new Asset(
                Hex.address(asset.required("token").asText()),
                "",
                "",
                asset.required("scale").asInt(),
                asset.required("minDeposit").asLong(),
                asset.required("cap").asLong()));
      }
      return new DeploymentSettings(
          assets,
          texts(node, "attestors"),
          node.required("threshold").asInt(),
          node.required("fastDelaySeconds").asInt(),
          node.required("challengeWindowSeconds").asInt(),
          texts(node, "coldSigners"),
          node.required("coldThreshold").asInt(),
          texts(node, "oracleSigners"),
          node.required("oracleThreshold").asInt(),
          texts(node, "proposers"),
          texts(node, "guardians"),
          Hex.address(node.required("sponsor").asText()),
          new BigInteger(node.required("sponsorPerOperationWei").asText()),
          new BigInteger(node.required("sponsorPerDayWei").asText()),
          node.path("judges").asBoolean(false),
          node.path("steward").asBoolean(true));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static List<String> texts(JsonNode node, String name) {
    var texts = new ArrayList<String>();
    node.required(name).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<String> signers(List<String> addresses) {
    return addresses.stream().map(Hex::address).sorted().distinct().toList();
  }
}
