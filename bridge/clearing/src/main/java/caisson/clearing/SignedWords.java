package caisson.clearing;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * What users signed, from their commands: type hash and one word of 32 bytes per field, as EIP-712
 * hashes it. Account and market, or markets, stand first in all that lead to fills.
 */
final class SignedWords {
  private static final byte[] ORDER =
      type(
          "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,"
              + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)");
  private static final byte[] SUBMIT =
      type(
          "Submit(uint32 account,uint32 market,uint8 side,uint8 tif,uint8 selfTrade,"
              + "uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,uint64 replaces,"
              + "uint64 goodTillNs,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)");
  private static final String ENTRY_TYPE =
      "Entry(uint8 action,uint32 market,uint64 orderId,uint8 side,uint8 tif,uint8 selfTrade,"
          + "uint8 reduceOnly,uint8 slide,uint64 limitTicks,uint64 lots,uint64 goodTillNs,"
          + "uint128 clientOrderId)";
  private static final byte[] ENTRY = type(ENTRY_TYPE);
  private static final byte[] BUNDLE =
      type(
          "Bundle(uint32 account,uint64 markets,uint64 nonce,uint64 expiryNs,Entry[] entries)"
              + ENTRY_TYPE);
  private static final byte[] AMEND =
      type(
          "Amend(uint32 account,uint32 market,uint64 orderId,uint64 limitTicks,uint64 lots,"
              + "uint8 postOnly,uint8 selfTrade,uint64 nonce,uint64 expiryNs)");
  private static final byte[] TRIGGER =
      type(
          "Trigger(uint32 account,uint32 market,uint8 side,uint8 tif,uint8 selfTrade,"
              + "uint8 reduceOnly,uint8 when,uint64 triggerTicks,uint64 limitTicks,uint64 lots,"
              + "uint64 group,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)");
  private static final byte[] SCALE =
      type(
          "Scale(uint32 account,uint32 market,uint8 side,uint8 postOnly,uint8 selfTrade,"
              + "uint8 orders,uint64 fromTicks,uint64 toTicks,uint64 lots,uint64 goodTillNs,"
              + "uint64 nonce,uint64 expiryNs,uint128 clientOrderId)");
  private static final byte[] TWAP =
      type(
          "Twap(uint32 account,uint32 market,uint8 side,uint8 selfTrade,uint8 reduceOnly,"
              + "uint16 slices,uint64 intervalNs,uint64 limitTicks,uint64 lots,uint64 nonce,"
              + "uint64 expiryNs,uint128 clientOrderId)");
  private static final byte[] AGENT =
      type(
          "Agent(uint32 account,address agent,uint64 expiryNs,uint64 maxNotionalPerDay,"
              + "uint64 maxOrderNotional,uint64 markets,uint64 maxPosition,uint32 bandPpm,"
              + "uint64 nonce)");

  private final Bytes out = new Bytes();

  private SignedWords(byte[] typeHash) {
    out.raw(typeHash);
  }

  static byte[] of(PlaceOrderDecoder m) {
    return new SignedWords(ORDER)
        .word(m.account())
        .word(m.market())
        .word(m.sideRaw())
        .word(m.timeInForceRaw())
        .word(m.limitTicks())
        .word(m.lots())
        .word(m.nonce())
        .word(m.expiryNs())
        .word(m.clientOrderId().high(), m.clientOrderId().low())
        .bytes();
  }

  static byte[] of(SubmitOrderDecoder m) {
    return new SignedWords(SUBMIT)
        .word(m.account())
        .word(m.market())
        .word(m.sideRaw())
        .word(m.timeInForceRaw())
        .word(m.selfTradeRaw())
        .word(m.reduceOnly())
        .word(m.slide())
        .word(m.limitTicks())
        .word(m.lots())
        .word(m.replaces())
        .word(m.goodTillNs())
        .word(m.nonce())
        .word(m.expiryNs())
        .word(m.clientOrderId().high(), m.clientOrderId().low())
        .bytes();
  }

  /** Of the entries their hash, and a bit for each of their markets in place of the market. */
  static byte[] of(SubmitOrdersDecoder m) {
    Bytes hashes = new Bytes();
    long markets = 0;
    for (var e : m.entries()) {
      markets |= 1L << e.market();
      hashes.raw(
          Keccak.hash(
              new SignedWords(ENTRY)
                  .word(e.actionRaw())
                  .word(e.market())
                  .word(e.orderId())
                  .word(e.sideRaw())
                  .word(e.timeInForceRaw())
                  .word(e.selfTradeRaw())
                  .word(e.reduceOnly())
                  .word(e.slide())
                  .word(e.limitTicks())
                  .word(e.lots())
                  .word(e.goodTillNs())
                  .word(e.clientOrderId().high(), e.clientOrderId().low())
                  .bytes()));
    }
    SignedWords words = new SignedWords(BUNDLE).word(m.account()).word(markets);
    words.word(m.nonce()).word(m.expiryNs());
    words.out.raw(Keccak.hash(hashes.toArray()));
    return words.bytes();
  }

  static byte[] of(AmendOrderDecoder m) {
    return new SignedWords(AMEND)
        .word(m.account())
        .word(m.market())
        .word(m.orderId())
        .word(m.limitTicks())
        .word(m.lots())
        .word(m.postOnly())
        .word(m.selfTradeRaw())
        .word(m.nonce())
        .word(m.expiryNs())
        .bytes();
  }

  static byte[] of(PlaceTriggerDecoder m) {
    return new SignedWords(TRIGGER)
        .word(m.account())
        .word(m.market())
        .word(m.sideRaw())
        .word(m.timeInForceRaw())
        .word(m.selfTradeRaw())
        .word(m.reduceOnly())
        .word(m.whenRaw())
        .word(m.triggerTicks())
        .word(m.limitTicks())
        .word(m.lots())
        .word(m.group())
        .word(m.nonce())
        .word(m.expiryNs())
        .word(m.clientOrderId().high(), m.clientOrderId().low())
        .bytes();
  }

  static byte[] of(PlaceScaleDecoder m) {
    return new SignedWords(SCALE)
        .word(m.account())
        .word(m.market())
        .word(m.sideRaw())
        .word(m.postOnly())
        .word(m.selfTradeRaw())
        .word(m.orders())
        .word(m.fromTicks())
        .word(m.toTicks())
        .word(m.lots())
        .word(m.goodTillNs())
        .word(m.nonce())
        .word(m.expiryNs())
        .word(m.clientOrderId().high(), m.clientOrderId().low())
        .bytes();
  }

  static byte[] of(PlaceTwapDecoder m) {
    return new SignedWords(TWAP)
        .word(m.account())
        .word(m.market())
        .word(m.sideRaw())
        .word(m.selfTradeRaw())
        .word(m.reduceOnly())
        .word(m.slices())
        .word(m.intervalNs())
        .word(m.limitTicks())
        .word(m.lots())
        .word(m.nonce())
        .word(m.expiryNs())
        .word(m.clientOrderId().high(), m.clientOrderId().low())
        .bytes();
  }

  static byte[] of(RegisterAgentDecoder m, DirectBuffer command) {
    byte[] agent = new byte[20];
    command.getBytes(m.offset() + RegisterAgentDecoder.agentEncodingOffset(), agent);
    SignedWords words = new SignedWords(AGENT).word(m.account());
    words.out.zeros(12).raw(agent);
    return words
        .word(m.expiryNs())
        .word(m.maxNotionalPerDay())
        .word(m.maxOrderNotional())
        .word(m.markets())
        .word(m.maxPosition())
        .word(Integer.toUnsignedLong(m.bandPpm()))
        .word(m.nonce())
        .bytes();
  }

  /** How many words the bytes are, the type hash among them. */
  static int count(byte[] words) {
    return words.length / 32;
  }

  private SignedWords word(int value) {
    return word(Integer.toUnsignedLong(value));
  }

  private SignedWords word(long value) {
    out.zeros(24).u64(value);
    return this;
  }

  private SignedWords word(long high, long low) {
    out.zeros(16).u64(high).u64(low);
    return this;
  }

  private byte[] bytes() {
    return out.toArray();
  }

  private static byte[] type(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.US_ASCII));
  }
}
