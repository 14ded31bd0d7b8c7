package caisson.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caisson.fixtures.Golden;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.AmendMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.CancelAllMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.HeaderMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.PermitMessage;
import caisson.signing.TypedMessage.ScaleMessage;
import caisson.signing.TypedMessage.ScheduleMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.TriggerMessage;
import caisson.signing.TypedMessage.TwapMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

/**
 * The static hashers against web3j's generic encoder, and against the vector file other languages
 * read.
 */
class TypedMessageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path OFFERS = Path.of("src/test/resources/caisson/signing/offers.json");
  private static final KeyPair SIGNER =
      KeyPair.parse("0x4646464646464646464646464646464646464646464646464646464646464646");
  private static final SigningDomain DOMAIN =
      new SigningDomain(31337, Address.parse("0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9"));

  @Test
  void shouldEqualWeb3jOnRandomMessages() throws IOException {
    Random random = new Random(71120);
    for (int i = 0; i < 100; i++) {
      for (TypedMessage message : randomMessages(random)) {
        assertEquals(
            Hex.encode(web3jDigest(DOMAIN, message)),
            Hex.encode(DOMAIN.digest(message)),
            message.type());
      }
    }
  }

  @Test
  void shouldEqualTheVectorFile() throws IOException {
    Golden.check("signing", vectors(messages()));
  }

  /** Messages that no contract reads have a file here; written like the other one. */
  @Test
  void shouldEqualTheVectorFileOfOffers() throws IOException {
    JsonNode found =
        vectors(
            List.of(
                new BackstopMessage(4096, 1, 20_000, 250_000, 12, 1_800_000_000_000_000_000L),
                new BackstopMessage(4096, 1, 0, 0, 13, 1_800_000_000_000_000_000L),
                new BackstopMessage(0xffffff, 63, Long.MAX_VALUE, 1_000_000, -1, -1)));
    if (Boolean.getBoolean("vectors.write")) {
      Files.writeString(OFFERS, found.toPrettyString() + "\n");
    }
    assertEquals(Files.readString(OFFERS), found.toPrettyString() + "\n");
  }

  @Test
  void shouldGiveMarket64TheLowestBit() {
    BundleEntry first = BundleEntry.cancel(1, 7);
    BundleEntry last = BundleEntry.cancel(64, 8);
    assertEquals(0b11, new BundleMessage(4096, List.of(first, last), 1, 2).markets());
  }

  /**
   * Signs in the form the file has, so that a changed type string shows as a difference of the
   * file.
   */
  private static JsonNode vectors(List<TypedMessage> messages) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("privateKey", "0x4646464646464646464646464646464646464646464646464646464646464646");
    root.put("address", SIGNER.address().checksummed());
    ObjectNode domain = root.putObject("domain");
    domain.put("name", "Caisson");
    domain.put("version", "1");
    domain.put("chainId", 31337);
    domain.put("verifyingContract", DOMAIN.verifyingContract().toString());
    root.put("domainSeparator", Hex.encode(DOMAIN.separator()));
    ArrayNode list = root.putArray("messages");
    for (TypedMessage message : messages) {
      ObjectNode entry = list.addObject();
      entry.put("type", message.type());
      entry.set("message", JSON.valueToTree(values(message)));
      entry.put("structHash", Hex.encode(message.structHash()));
      entry.put("digest", Hex.encode(DOMAIN.digest(message)));
      entry.put("signature", SIGNER.sign(DOMAIN, message).toString());
      assertTrue(SIGNER.sign(DOMAIN, message).isBy(SIGNER.address(), web3jDigest(DOMAIN, message)));
    }
    return JSON.readTree(JSON.writeValueAsString(root));
  }

  private static List<TypedMessage> messages() {
    Address other = Address.parse("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
    return List.of(
        new OrderMessage(4096, 1, 0, 2, 600_000, 15, 1, 1_800_000_000_000_000_000L, 0, 7),
        new OrderMessage(0xffffff, 2, 1, 1, Long.MAX_VALUE, -1, -1, -1, -1, -1),
        new CancelMessage(4096, 1, 9_007_199_254_740_991L, 2, 1_800_000_000_000_000_000L),
        new AgentMessage(
            4096,
            other,
            new AgentScope(
                1_800_000_000_000_000_000L,
                1_000_000_000_000L,
                50_000_000_000L,
                0b110,
                200_000_000_000L,
                50_000),
            1),
        new AgentMessage(
            4096, other, AgentScope.of(1_800_000_000_000_000_000L, 1_000_000, 1_000_000), 2),
        new WithdrawMessage(4096, 1, 12_345_678, other, 3, 1_800_000_000_000_000_000L),
        new TransferMessage(4096, 4097, 1, 12_345_678, 4, 1_800_000_000_000_000_000L),
        new LevelMessage(4096, 2, 5, 1_800_000_000_000_000_000L),
        new HeaderMessage(Keccak256.hash(new byte[672])),
        new PermitMessage(
            SIGNER.address(),
            other,
            BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE),
            BigInteger.ZERO,
            BigInteger.valueOf(1_800_000_000L)),
        new SubmitMessage(
            4096,
            1,
            1,
            0,
            3,
            1,
            0,
            600_000,
            15,
            77,
            1_800_000_000_000_000_001L,
            4,
            1_800_000_000_000_000_000L,
            0,
            8),
        new AmendMessage(4096, 1, 77, 599_999, 14, 1, 2, 5, 1_800_000_000_000_000_000L),
        new CancelAllMessage(4096, 0, 2, 6, 1_800_000_000_000_000_000L),
        new TriggerMessage(
            4096, 1, 1, 1, 0, 1, 1, 590_000, 580_000, 15, 3, 7, 1_800_000_000_000_000_000L, 0, 9),
        new ScheduleMessage(4096, 1_799_999_999_000_000_000L, 8, 1_800_000_000_000_000_000L),
        new ScaleMessage(
            4096, 1, 0, 1, 3, 5, 600_000, 590_000, 100, 0, 9, 1_800_000_000_000_000_000L, 0, 10),
        new TwapMessage(
            4096,
            1,
            0,
            3,
            1,
            12,
            60_000_000_000L,
            600_000,
            100,
            10,
            1_800_000_000_000_000_000L,
            0,
            11),
        new BundleMessage(
            4096,
            List.of(
                BundleEntry.cancel(1, 77),
                new BundleEntry(0, 1, 78, 0, 2, 0, 0, 1, 600_000, 15, 0, 0, 12),
                new BundleEntry(
                    0, 63, 0, 1, 1, 3, 1, 0, 1, -1, 1_800_000_000_000_000_001L, -1, -1)),
            11,
            1_800_000_000_000_000_000L));
  }

  private static List<TypedMessage> randomMessages(Random r) {
    byte[] hash = new byte[32];
    byte[] address = new byte[20];
    r.nextBytes(hash);
    r.nextBytes(address);
    Address a = Address.of(address);
    return List.of(
        new OrderMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextInt(2),
            r.nextInt(3),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong()),
        new CancelMessage(r.nextInt(), r.nextInt(), r.nextLong(), r.nextLong(), r.nextLong()),
        new AgentMessage(
            r.nextInt(),
            a,
            new AgentScope(
                r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextInt()),
            r.nextLong()),
        new TransferMessage(
            r.nextInt(), r.nextInt(), r.nextInt(1 << 16), r.nextLong(), r.nextLong(), r.nextLong()),
        new LevelMessage(r.nextInt(), r.nextInt(4), r.nextLong(), r.nextLong()),
        new WithdrawMessage(
            r.nextInt(), r.nextInt(1 << 16), r.nextLong(), a, r.nextLong(), r.nextLong()),
        new HeaderMessage(hash),
        new PermitMessage(
            a, a, new BigInteger(256, r), new BigInteger(64, r), new BigInteger(200, r)),
        new SubmitMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextInt(2),
            r.nextInt(4),
            r.nextInt(4),
            r.nextInt(2),
            r.nextInt(2),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong()),
        new AmendMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextInt(2),
            r.nextInt(4),
            r.nextLong(),
            r.nextLong()),
        new CancelAllMessage(r.nextInt(), r.nextInt(), r.nextInt(3), r.nextLong(), r.nextLong()),
        new TriggerMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextInt(2),
            r.nextInt(4),
            r.nextInt(4),
            r.nextInt(2),
            r.nextInt(2),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong()),
        new ScheduleMessage(r.nextInt(), r.nextLong(), r.nextLong(), r.nextLong()),
        new ScaleMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextInt(2),
            r.nextInt(2),
            r.nextInt(4),
            r.nextInt(17),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong()),
        new TwapMessage(
            r.nextInt(),
            r.nextInt(),
            r.nextInt(2),
            r.nextInt(4),
            r.nextInt(2),
            r.nextInt(1 << 16),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong(),
            r.nextLong()),
        new BackstopMessage(
            r.nextInt(), r.nextInt(), r.nextLong(), r.nextInt(), r.nextLong(), r.nextLong()),
        new BundleMessage(
            r.nextInt(),
            Stream.generate(() -> randomEntry(r)).limit(1 + r.nextInt(16)).toList(),
            r.nextLong(),
            r.nextLong()));
  }

  private static BundleEntry randomEntry(Random r) {
    return new BundleEntry(
        r.nextInt(2),
        r.nextInt(64),
        r.nextLong(),
        r.nextInt(2),
        r.nextInt(4),
        r.nextInt(4),
        r.nextInt(2),
        r.nextInt(2),
        r.nextLong(),
        r.nextLong(),
        r.nextLong(),
        r.nextLong(),
        r.nextLong());
  }

  private static byte[] web3jDigest(SigningDomain domain, TypedMessage message) throws IOException {
    Map<String, Object> data = new LinkedHashMap<>();
    Map<String, Object> types = types(message.type());
    data.put("primaryType", types.keySet().iterator().next());
    types.put(
        "EIP712Domain",
        List.of(
            Map.of("name", "name", "type", "string"),
            Map.of("name", "version", "type", "string"),
            Map.of("name", "chainId", "type", "uint256"),
            Map.of("name", "verifyingContract", "type", "address")));
    data.put("types", types);
    data.put(
        "domain",
        Map.of(
            "name", domain.name(),
            "version", domain.version(),
            "chainId", domain.chainId(),
            "verifyingContract", domain.verifyingContract().toString()));
    data.put("message", values(message));
    return new StructuredDataEncoder(JSON.writeValueAsString(data)).hashStructuredData();
  }

  /** The struct itself first, then those it is made of. */
  private static Map<String, Object> types(String text) {
    Map<String, Object> types = new LinkedHashMap<>();
    for (String type : text.substring(0, text.length() - 1).split("\\)", -1)) {
      String name = type.substring(0, type.indexOf('('));
      List<Map<String, String>> fields = new ArrayList<>();
      for (String field : type.substring(name.length() + 1).split(",", -1)) {
        String[] parts = field.split(" ", -1);
        fields.add(Map.of("name", parts[1], "type", parts[0]));
      }
      types.put(name, fields);
    }
    return types;
  }

  private static String uint128(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low)))
        .toString();
  }

  private static Map<String, Object> values(BundleEntry entry) {
    Map<String, Object> v = new LinkedHashMap<>();
    v.put("action", entry.action());
    v.put("market", Integer.toUnsignedString(entry.market()));
    v.put("orderId", Long.toUnsignedString(entry.orderId()));
    v.put("side", entry.side());
    v.put("tif", entry.timeInForce());
    v.put("selfTrade", entry.selfTrade());
    v.put("reduceOnly", entry.reduceOnly());
    v.put("slide", entry.slide());
    v.put("limitTicks", Long.toUnsignedString(entry.limitTicks()));
    v.put("lots", Long.toUnsignedString(entry.lots()));
    v.put("goodTillNs", Long.toUnsignedString(entry.goodTillNs()));
    v.put("clientOrderId", uint128(entry.clientOrderIdHigh(), entry.clientOrderIdLow()));
    return v;
  }

  private static Map<String, Object> values(TypedMessage message) {
    Map<String, Object> v = new LinkedHashMap<>();
    if (message instanceof OrderMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("side", m.side());
      v.put("tif", m.timeInForce());
      v.put("limitTicks", Long.toUnsignedString(m.limitTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("clientOrderId", uint128(m.clientOrderIdHigh(), m.clientOrderIdLow()));
    } else if (message instanceof BackstopMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("capacityLots", Long.toUnsignedString(m.capacityLots()));
      v.put("premiumPpm", Integer.toUnsignedString(m.premiumPpm()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof CancelMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("orderId", Long.toUnsignedString(m.orderId()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof AgentMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("agent", m.agent().toString());
      v.put("expiryNs", Long.toUnsignedString(m.scope().expiryNs()));
      v.put("maxNotionalPerDay", Long.toUnsignedString(m.scope().maxNotionalPerDay()));
      v.put("maxOrderNotional", Long.toUnsignedString(m.scope().maxOrderNotional()));
      v.put("markets", Long.toUnsignedString(m.scope().markets()));
      v.put("maxPosition", Long.toUnsignedString(m.scope().maxPosition()));
      v.put("bandPpm", Integer.toUnsignedString(m.scope().bandPpm()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
    } else if (message instanceof TransferMessage m) {
      v.put("from", Integer.toUnsignedString(m.from()));
      v.put("to", Integer.toUnsignedString(m.to()));
      v.put("asset", m.asset());
      v.put("units", Long.toUnsignedString(m.units()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof LevelMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("level", m.level());
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof WithdrawMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("asset", m.asset());
      v.put("units", Long.toUnsignedString(m.units()));
      v.put("destination", m.destination().toString());
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof HeaderMessage m) {
      v.put("headerHash", Hex.encode(m.headerHash()));
    } else if (message instanceof PermitMessage m) {
      v.put("owner", m.owner().toString());
      v.put("spender", m.spender().toString());
      v.put("value", m.value().toString());
      v.put("nonce", m.nonce().toString());
      v.put("deadline", m.deadline().toString());
    } else if (message instanceof SubmitMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("side", m.side());
      v.put("tif", m.timeInForce());
      v.put("selfTrade", m.selfTrade());
      v.put("reduceOnly", m.reduceOnly());
      v.put("slide", m.slide());
      v.put("limitTicks", Long.toUnsignedString(m.limitTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("replaces", Long.toUnsignedString(m.replaces()));
      v.put("goodTillNs", Long.toUnsignedString(m.goodTillNs()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("clientOrderId", uint128(m.clientOrderIdHigh(), m.clientOrderIdLow()));
    } else if (message instanceof AmendMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("orderId", Long.toUnsignedString(m.orderId()));
      v.put("limitTicks", Long.toUnsignedString(m.limitTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("postOnly", m.postOnly());
      v.put("selfTrade", m.selfTrade());
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof CancelAllMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("sides", m.sides());
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    } else if (message instanceof TriggerMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("side", m.side());
      v.put("tif", m.timeInForce());
      v.put("selfTrade", m.selfTrade());
      v.put("reduceOnly", m.reduceOnly());
      v.put("when", m.when());
      v.put("triggerTicks", Long.toUnsignedString(m.triggerTicks()));
      v.put("limitTicks", Long.toUnsignedString(m.limitTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("group", Long.toUnsignedString(m.group()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("clientOrderId", uint128(m.clientOrderIdHigh(), m.clientOrderIdLow()));
    } else if (message instanceof TwapMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("side", m.side());
      v.put("selfTrade", m.selfTrade());
      v.put("reduceOnly", m.reduceOnly());
      v.put("slices", m.slices());
      v.put("intervalNs", Long.toUnsignedString(m.intervalNs()));
      v.put("limitTicks", Long.toUnsignedString(m.limitTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("clientOrderId", uint128(m.clientOrderIdHigh(), m.clientOrderIdLow()));
    } else if (message instanceof ScaleMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("market", Integer.toUnsignedString(m.market()));
      v.put("side", m.side());
      v.put("postOnly", m.postOnly());
      v.put("selfTrade", m.selfTrade());
      v.put("orders", m.orders());
      v.put("fromTicks", Long.toUnsignedString(m.fromTicks()));
      v.put("toTicks", Long.toUnsignedString(m.toTicks()));
      v.put("lots", Long.toUnsignedString(m.lots()));
      v.put("goodTillNs", Long.toUnsignedString(m.goodTillNs()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("clientOrderId", uint128(m.clientOrderIdHigh(), m.clientOrderIdLow()));
    } else if (message instanceof BundleMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("markets", Long.toUnsignedString(m.markets()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
      v.put("entries", m.entries().stream().map(TypedMessageTest::values).toList());
    } else if (message instanceof ScheduleMessage m) {
      v.put("account", Integer.toUnsignedString(m.account()));
      v.put("atNs", Long.toUnsignedString(m.atNs()));
      v.put("nonce", Long.toUnsignedString(m.nonce()));
      v.put("expiryNs", Long.toUnsignedString(m.expiryNs()));
    }
    return v;
  }
}
