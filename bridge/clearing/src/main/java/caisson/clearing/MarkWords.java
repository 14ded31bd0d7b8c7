package caisson.clearing;

import caisson.protocol.WindowSealedDecoder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The marks of a header: one word per asset and per market, the index of a word is the id.
 *
 * <pre>
 * asset  = markUnit u64 | scale u8 | status u8 | 22 zero bytes
 * market = markTicks u64 | k u64 | fundingIndex i64 | status u8 | 7 zero bytes
 * side   = keccak(page hashes), page = keccak(0x02 or 0x03 | 32 words, zero padded); markRoot = keccak(assetSide | marketSide)
 * </pre>
 *
 * Market ids start at 1, so word 0 of that side is zero; so is the word of a spot market, whose
 * price is its base asset's.
 */
public final class MarkWords {
  private static final int WORD = 32;
  private static final int PAGE_WORDS = 32;

  private final List<byte[]> assets;
  private final List<byte[]> markets;

  private MarkWords(List<byte[]> assets, List<byte[]> markets) {
    this.assets = List.copyOf(assets);
    this.markets = List.copyOf(markets);
  }

  /** The words a seal published. The groups of the decoder are consumed. */
  public static MarkWords of(WindowSealedDecoder sealed) {
    Builder builder = new Builder();
    for (WindowSealedDecoder.AssetWordsDecoder word : sealed.assetWords()) {
      builder.asset(word.asset(), word.markUnit(), word.scale(), word.status());
    }
    for (WindowSealedDecoder.MarketWordsDecoder word : sealed.marketWords()) {
      builder.market(word.market(), word.markTicks(), word.k(), word.fundingIndex(), word.status());
    }
    return builder.build();
  }

  /** Reads the calldata form: nAssets u16 | nMarkets u16 | words. */
  public static MarkWords decode(byte[] bytes) {
    if (bytes.length < 4) {
      throw new IllegalArgumentException("marks too short");
    }
    int assetCount = (int) Bytes.read(bytes, 0, 2);
    int marketCount = (int) Bytes.read(bytes, 2, 2);
    if (bytes.length != 4 + WORD * (assetCount + marketCount)) {
      throw new IllegalArgumentException("marks length differs from its counts");
    }
    List<byte[]> words = new ArrayList<>();
    for (int i = 0; i < assetCount + marketCount; i++) {
      words.add(Arrays.copyOfRange(bytes, 4 + WORD * i, 4 + WORD * (i + 1)));
    }
    return new MarkWords(words.subList(0, assetCount), words.subList(assetCount, words.size()));
  }

  public byte[] bytes() {
    Bytes out = new Bytes().u16(assets.size()).u16(markets.size());
    assets.forEach(out::raw);
    markets.forEach(out::raw);
    return out.toArray();
  }

  public byte[] root() {
    return Keccak.hash(side(0x02, assets), side(0x03, markets));
  }

  public int assetCount() {
    return assets.size();
  }

  /** Number of market words; ids are 1..marketCount-1. */
  public int marketCount() {
    return markets.size();
  }

  public long markUnit(int asset) {
    return Bytes.read(assets.get(asset), 0, 8);
  }

  public long markTicks(int market) {
    return Bytes.read(market(market), 0, 8);
  }

  public long k(int market) {
    return Bytes.read(market(market), 8, 8);
  }

  public long fundingIndex(int market) {
    return Bytes.read(market(market), 16, 8);
  }

  /** The 32 bytes of an asset's word. */
  public byte[] assetWord(int asset) {
    return assets.get(asset).clone();
  }

  /** The 32 bytes of a market's word. */
  public byte[] marketWord(int market) {
    return market(market).clone();
  }

  /**
   * cash + sum of lots * (markTicks * k - fundingIndex), in whole micro-dollars, exact. Refuses
   * what the chain takes for no leaf: an asset it does not list, a debt in another asset than cash,
   * a line in a market without marks.
   */
  public BigInteger claim(Leaf leaf) {
    BigInteger claim = BigInteger.ZERO;
    for (int row = 0; row < leaf.assetCount(); row++) {
      int asset = leaf.asset(row);
      if (asset >= assets.size() || (asset > 0 && leaf.units(row) < 0)) {
        throw new BrokenFold(
            "no such leaf: account=%d asset=%d units=%d listed=%d"
                .formatted(leaf.account(), asset, leaf.units(row), assets.size()));
      }
    }
    if (leaf.assetCount() > 0 && leaf.asset(0) == 0) {
      claim = BigInteger.valueOf(leaf.units(0));
    }
    for (int row = 0; row < leaf.lineCount(); row++) {
      int market = leaf.market(row);
      if (Arrays.equals(market(market), Bytes.ZERO_32)) {
        throw new BrokenFold(
            "a line without marks: account=%d market=%d".formatted(leaf.account(), market));
      }
      BigInteger perLot =
          unsigned(markTicks(market))
              .multiply(unsigned(k(market)))
              .subtract(BigInteger.valueOf(fundingIndex(market)));
      claim = claim.add(BigInteger.valueOf(leaf.lots(row)).multiply(perLot));
    }
    return claim;
  }

  private byte[] market(int market) {
    if (market <= 0 || market >= markets.size()) {
      throw new BrokenFold("no mark word: market=" + market);
    }
    return markets.get(market);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  private static byte[] side(int tag, List<byte[]> words) {
    Bytes pages = new Bytes();
    for (int from = 0; from < words.size(); from += PAGE_WORDS) {
      Bytes page = new Bytes().u8(tag);
      int to = Math.min(from + PAGE_WORDS, words.size());
      words.subList(from, to).forEach(page::raw);
      pages.raw(Keccak.hash(page.zeros(WORD * (PAGE_WORDS - (to - from))).toArray()));
    }
    return Keccak.hash(pages.toArray());
  }

  /** Words in ascending order of their dense ids. */
  public static final class Builder {
    private final List<byte[]> assets = new ArrayList<>();
    private final List<byte[]> markets = new ArrayList<>(List.of(new byte[WORD]));

    public Builder asset(int asset, long markUnit, int scale, int status) {
      requireNext("asset", assets.size(), asset);
      assets.add(new Bytes().u64(markUnit).u8(scale).u8(status).zeros(22).toArray());
      return this;
    }

    public Builder market(int market, long markTicks, long k, long fundingIndex, int status) {
      requireNext("market", markets.size(), market);
      markets.add(
          new Bytes().u64(markTicks).u64(k).u64(fundingIndex).u8(status).zeros(7).toArray());
      return this;
    }

    public MarkWords build() {
      return new MarkWords(assets, markets);
    }

    private static void requireNext(String kind, int expected, int found) {
      if (expected != found) {
        throw new BrokenFold(
            "mark words not dense: %s expected=%d found=%d".formatted(kind, expected, found));
      }
    }
  }
}
