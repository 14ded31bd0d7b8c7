package caisson.gateway;

import caisson.protocol.AccountLevel;
import caisson.signing.BundleEntry;
import caisson.signing.Hex;
import caisson.signing.KeyPair;
import caisson.signing.SigningDomain;
import caisson.signing.TypedMessage;
import caisson.signing.TypedMessage.AgentMessage;
import caisson.signing.TypedMessage.BackstopMessage;
import caisson.signing.TypedMessage.BundleMessage;
import caisson.signing.TypedMessage.CancelMessage;
import caisson.signing.TypedMessage.LevelMessage;
import caisson.signing.TypedMessage.OrderMessage;
import caisson.signing.TypedMessage.SubmitMessage;
import caisson.signing.TypedMessage.TransferMessage;
import caisson.signing.TypedMessage.WithdrawMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests as a client writes them, with the signature of the message they stand for. */
final class SignedBodies {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SigningDomain domain;

  SignedBodies(SigningDomain domain) {
    this.domain = domain;
  }

  ObjectNode order(OrderMessage message, String price, String quantity, KeyPair key) {
    return signed(message, key)
        .put("account", message.account())
        .put("market", message.market())
        .put("side", message.side() == 0 ? "BUY" : "SELL")
        .put("timeInForce", new String[] {"GTC", "IOC", "POST_ONLY"}[message.timeInForce()])
        .put("price", price)
        .put("quantity", quantity)
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(message.expiryNs()))
        .put("clientOrderId", clientOrderId(message.clientOrderIdLow()));
  }

  ObjectNode submit(SubmitMessage message, String price, String quantity, KeyPair key) {
    ObjectNode body =
        signed(message, key)
            .put("account", message.account())
            .put("market", message.market())
            .put("side", message.side() == 0 ? "BUY" : "SELL")
            .put("timeInForce", message.timeInForce() == 3 ? "FOK" : "GTC")
            .put("price", price)
            .put("quantity", quantity)
            .put("nonce", Long.toString(message.nonce()))
            .put("expiryNs", Long.toString(message.expiryNs()))
            .put("clientOrderId", clientOrderId(message.clientOrderIdLow()));
    if (message.selfTrade() == 3) {
      body.put("selfTrade", "DECREMENT");
    }
    if (message.goodTillNs() != 0) {
      body.put("goodTillNs", Long.toString(message.goodTillNs()));
    }
    return body;
  }

  /** Buys in market 1, or cancels. */
  ObjectNode bundle(BundleMessage message, KeyPair key) {
    ObjectNode body =
        signed(message, key)
            .put("account", message.account())
            .put("nonce", Long.toString(message.nonce()))
            .put("expiryNs", Long.toString(message.expiryNs()));
    ArrayNode entries = body.putArray("entries");
    for (BundleEntry entry : message.entries()) {
      ObjectNode row = entries.addObject().put("market", entry.market());
      if (entry.action() == 1) {
        row.put("cancel", Long.toString(entry.orderId()));
        continue;
      }
      row.put("side", "BUY")
          .put("timeInForce", new String[] {"GTC", "IOC", "POST_ONLY"}[entry.timeInForce()])
          .put("price", "%d.%d".formatted(entry.limitTicks() / 10, entry.limitTicks() % 10))
          .put("quantity", "0.%04d".formatted(entry.lots()))
          .put("clientOrderId", clientOrderId(entry.clientOrderIdLow()));
      if (entry.orderId() != 0) {
        row.put("replaces", Long.toString(entry.orderId()));
      }
    }
    return body;
  }

  /** Without capacity it is the end of an offer. */
  ObjectNode backstop(BackstopMessage message, KeyPair key) {
    ObjectNode body =
        signed(message, key)
            .put("account", message.account())
            .put("market", message.market())
            .put("nonce", Long.toString(message.nonce()))
            .put("expiryNs", Long.toString(message.expiryNs()));
    if (message.capacityLots() != 0) {
      body.put("capacity", "0.%04d".formatted(message.capacityLots()));
      body.put("premiumPpm", message.premiumPpm());
    }
    return body;
  }

  ObjectNode cancel(CancelMessage message, KeyPair key) {
    return signed(message, key)
        .put("account", message.account())
        .put("market", message.market())
        .put("orderId", Long.toString(message.orderId()))
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(message.expiryNs()));
  }

  ObjectNode agent(AgentMessage message, KeyPair key) {
    return signed(message, key)
        .put("account", message.account())
        .put("agent", message.agent().toString())
        .put("expiryNs", Long.toString(message.scope().expiryNs()))
        .put("maxNotionalPerDay", JsonWriter.USD.text(message.scope().maxNotionalPerDay()))
        .put("maxOrderNotional", JsonWriter.USD.text(message.scope().maxOrderNotional()))
        .put("nonce", Long.toString(message.nonce()));
  }

  ObjectNode transfer(TransferMessage message, KeyPair key) {
    return signed(message, key)
        .put("from", message.from())
        .put("to", message.to())
        .put("asset", message.asset())
        .put("amount", JsonWriter.USD.text(message.units()))
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(message.expiryNs()));
  }

  ObjectNode level(LevelMessage message, KeyPair key) {
    return signed(message, key)
        .put("account", message.account())
        .put("level", AccountLevel.get((short) message.level()).name())
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(message.expiryNs()));
  }

  ObjectNode withdrawal(WithdrawMessage message, KeyPair key) {
    return signed(message, key)
        .put("account", message.account())
        .put("asset", message.asset())
        .put("amount", JsonWriter.USD.text(message.units()))
        .put("destination", message.destination().toString())
        .put("nonce", Long.toString(message.nonce()))
        .put("expiryNs", Long.toString(message.expiryNs()));
  }

  ObjectNode signed(TypedMessage message, KeyPair key) {
    return JSON.createObjectNode().put("signature", Hex.encode(key.sign(domain, message).bytes()));
  }

  static String clientOrderId(long name) {
    return "0x%032x".formatted(name);
  }
}
