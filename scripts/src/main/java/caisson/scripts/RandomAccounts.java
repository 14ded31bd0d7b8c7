package caisson.scripts;

import caisson.clearing.Leaf;
import caisson.clearing.MarkWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Account sets of every shape under one set of marks; some hold a leaf that is none. */
final class RandomAccounts {
  private static final int IDS = 1 << 24;
  private static final long[] AMOUNTS = {
    1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, -(1L << 62)
  };

  /** An account with the bytes of its leaf. */
  record Account(int id, byte[] leaf) {}

  final MarkWords marks;
  final List<List<Account>> sets = new ArrayList<>();
  private final Random random;
  private final int assets;
  private final int markets;
  private final boolean extreme;

  RandomAccounts(Random random, int count) {
    this.random = random;
    assets = 1 + random.nextInt(random.nextInt(6) == 0 ? 40 : 5);
    markets = random.nextInt(12) == 0 ? 257 : random.nextInt(8);
    extreme = random.nextInt(6) == 0;
    marks = marks();
    for (int i = 0; i < count; i++) {
      sets.add(set());
    }
  }

  private MarkWords marks() {
    MarkWords.Builder words = new MarkWords.Builder();
    for (int asset = 0; asset < assets; asset++) {
      words.asset(asset, random.nextLong(), random.nextInt(19), random.nextInt(3));
    }
    for (int market = 1; market <= markets; market++) {
      boolean spot = random.nextInt(10) == 0;
      long ticks = spot ? 0 : extreme ? random.nextLong() : 1 + random.nextInt(10_000_000);
      long k = spot ? 0 : extreme ? random.nextLong() : 1 + random.nextInt(100_000);
      long funding = spot ? 0 : extreme ? random.nextLong() : random.nextInt() / 1_000L;
      words.market(market, ticks, k, funding, 0);
    }
    return words.build();
  }

  private List<Account> set() {
    List<Account> set = new ArrayList<>();
    boolean spoilt = random.nextInt(6) == 0;
    for (int id : ids()) {
      byte[] leaf = leaf(id).bytes();
      set.add(new Account(id, spoilt && random.nextInt(4) == 0 ? spoil(leaf) : leaf));
    }
    return set;
  }

  private TreeSet<Integer> ids() {
    int count = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(random.nextInt(5) == 0 ? 40 : 6);
    int base = 1 + random.nextInt(IDS - 64);
    int kind = random.nextInt(4);
    TreeSet<Integer> ids = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      ids.add(
          switch (kind) {
            case 0 -> base + i;
            case 1 -> 1 + i;
            case 2 -> IDS - 1 - i;
            default -> 1 + random.nextInt(IDS - 1);
          });
    }
    return ids;
  }

  private Leaf leaf(int id) {
    Leaf.Builder leaf = Leaf.builder(id);
    if (random.nextInt(8) > 0) {
      leaf.units(0, amount());
    }
    for (int rows = random.nextInt(4); rows > 0 && assets > 1; rows--) {
      leaf.units(1 + random.nextInt(Math.min(31, assets - 1)), amount() & Long.MAX_VALUE);
    }
    int most = random.nextInt(5) == 0 ? 256 : 4;
    for (int rows = random.nextInt(most); rows > 0 && markets > 0; rows--) {
      int market = 1 + random.nextInt(Math.min(256, markets));
      // Most lines stand in a market that has marks.
      if (random.nextInt(300) == 0 || marks.k(market) != 0) {
        leaf.lots(market, amount());
      }
    }
    return leaf.build();
  }

  private long amount() {
    return random.nextInt(extreme ? 3 : 50) == 0
        ? AMOUNTS[random.nextInt(AMOUNTS.length)]
        : random.nextLong() >> 14 + random.nextInt(45);
  }

  /**
   * Bytes that say something no leaf says, or the same in another way; sometimes a leaf after all.
   */
  private byte[] spoil(byte[] leaf) {
    byte[] bytes = leaf.clone();
    if (bytes.length == 0) {
      return new byte[] {0, 0, 0, 0, 1, 0, 0, 0};
    }
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes = Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(bytes.length));
      case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(12));
      case 3 -> Arrays.fill(bytes, bytes.length - 8, bytes.length, (byte) 0);
      case 4 -> {
        bytes = Arrays.copyOf(bytes, 8);
        bytes[5] = 0;
        bytes[6] = 0;
        bytes[7] = 0;
      }
      default -> bytes[bytes.length - 8] ^= (byte) 0x80;
    }
    return bytes;
  }
}
