package caisson.sdk;

import caisson.signing.Address;
import caisson.signing.SigningDomain;
import java.util.Map;
import java.util.TreeMap;

/** Where the venue settles: the addresses a wallet talks to and the domain it signs for. */
public record Venue(
    SigningDomain domain,
    Address clearingHouse,
    Address vault,
    Map<Integer, Address> tokens,
    Map<Integer, Integer> scales) {
  /** The token contract of an asset this venue lists. */
  public Address token(int asset) {
    Address token = tokens.get(asset);
    if (token == null) {
      throw new IllegalArgumentException("asset " + asset + ": not listed");
    }
    return token;
  }

  static Venue of(Json json) {
    Map<Integer, Address> tokens = new TreeMap<>();
    Json listed = json.get("tokens");
    for (String asset : listed.names()) {
      tokens.put(Integer.parseInt(asset), Address.parse(listed.text(asset)));
    }
    Map<Integer, Integer> scales = new TreeMap<>();
    for (Json asset : json.list("assets")) {
      scales.put(Math.toIntExact(asset.integer("asset")), Math.toIntExact(asset.integer("scale")));
    }
    Json domain = json.get("domain");
    return new Venue(
        new SigningDomain(
            domain.text("name"),
            domain.text("version"),
            domain.integer("chainId"),
            Address.parse(domain.text("verifyingContract"))),
        Address.parse(json.text("clearingHouse")),
        Address.parse(json.text("vault")),
        Map.copyOf(tokens),
        Map.copyOf(scales));
  }
}
