package caisson.verifier;

import caisson.engine.MarkVisitor;
import caisson.signing.Keccak256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * nAssets u16 | nMarkets u16 | words of 32 bytes; the index of a word is its id. An asset word is
 * markUnit u64, scale u8, status u8; a market word is markTicks u64, k u64, fundingIndex i64,
 * status u8; zeros fill both.
 */
public final class MarkWords {
  private static final int WORD = 32;
  private static final int PAGE = 32 * WORD;
  private static final int HEAD = 4;

  private final byte[] bytes;
  private final int assets;
  private final int markets;

  private MarkWords(byte[] bytes, int assets, int markets) {
    this.bytes = bytes;
    this.assets = assets;
    this.markets = markets;
  }

  public static MarkWords decode(byte[] bytes) {
    Refusal.require(
        bytes.length >= HEAD, Refusal.Reason.MARKS_FORM, "length: found=" + bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int assets = buffer.getShort() & 0xffff;
    int markets = buffer.getShort() & 0xffff;
    int expected = HEAD + WORD * (assets + markets);
    Refusal.require(
        bytes.length == expected,
        Refusal.Reason.MARKS_FORM,
        "length: expected=" + expected + " found=" + bytes.length);
    return new MarkWords(bytes.clone(), assets, markets);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int assets() {
    return assets;
  }

  public byte[] root() {
    int split = HEAD + WORD * assets;
    return Keccak256.hash(side(2, HEAD, split), side(3, split, bytes.length));
  }

  /** markTicks * k - fundingIndex: the worth of one lot above the cash it was booked with. */
  BigInteger lotValue(int market) {
    Refusal.require(market < markets, Refusal.Reason.LEAF, "no mark for market " + market);
    ByteBuffer word = ByteBuffer.wrap(bytes, HEAD + WORD * (assets + market), WORD);
    long markTicks = word.getLong();
    long k = word.getLong();
    long fundingIndex = word.getLong();
    Refusal.require(
        markTicks != 0 || k != 0 || fundingIndex != 0,
        Refusal.Reason.LEAF,
        "no mark for market " + market);
    return BigInteger.valueOf(markTicks)
        .multiply(BigInteger.valueOf(k))
        .subtract(BigInteger.valueOf(fundingIndex));
  }

  private byte[] side(int domain, int from, int to) {
    ByteArrayOutputStream hashes = new ByteArrayOutputStream();
    for (int at = from; at < to; at += PAGE) {
      byte[] page = Arrays.copyOf(Arrays.copyOfRange(bytes, at, Math.min(at + PAGE, to)), PAGE);
      hashes.writeBytes(Keccak256.hash(new byte[] {(byte) domain}, page));
    }
    return Keccak256.hash(hashes.toByteArray());
  }

  /** Words by id as an engine tells them; ids without a word stay zero. */
  static final class Builder implements MarkVisitor {
    private final TreeMap<Integer, byte[]> assets = new TreeMap<>();
    private final TreeMap<Integer, byte[]> markets = new TreeMap<>();

    @Override
    public void assetWord(int asset, long markUnit, int scale, int status, long accounted) {
      assets.put(
          asset,
          ByteBuffer.allocate(WORD).putLong(markUnit).put((byte) scale).put((byte) status).array());
    }

    @Override
    public void marketWord(int market, long markTicks, long k, long fundingIndex, int status) {
      markets.put(
          market,
          ByteBuffer.allocate(WORD)
              .putLong(markTicks)
              .putLong(k)
              .putLong(fundingIndex)
              .put((byte) status)
              .array());
    }

    MarkWords build() {
      int assetWords = assets.isEmpty() ? 0 : assets.lastKey() + 1;
      int marketWords = markets.isEmpty() ? 0 : markets.lastKey() + 1;
      ByteBuffer bytes = ByteBuffer.allocate(HEAD + WORD * (assetWords + marketWords));
      bytes.putShort((short) assetWords).putShort((short) marketWords);
      assets.forEach((id, word) -> bytes.put(HEAD + WORD * id, word));
      markets.forEach((id, word) -> bytes.put(HEAD + WORD * (assetWords + id), word));
      return decode(bytes.array());
    }
  }
}
