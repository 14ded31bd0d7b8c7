package caisson.engine.auction;

/** Which markets are in their call auction, until when, and what comes after. Part of the state. */
public final class Auctions {
  public static final long NEVER = Long.MAX_VALUE;

  /** By market: the earliest end, NEVER when it is in none. */
  public final long[] endNs;

  /** The phase it opens to. */
  public final int[] after;

  /** Price of the trades that are under way; 0 while orders are gathered. */
  public final long[] ticks;

  public final boolean[] buyersTake;
  private long firstNs = NEVER;

  public Auctions(int markets) {
    endNs = new long[markets + 1];
    java.util.Arrays.fill(endNs, NEVER);
    after = new int[markets + 1];
    ticks = new long[markets + 1];
    buyersTake = new boolean[markets + 1];
  }

  /** The earliest end of all, NEVER when there is none. */
  public long firstNs() {
    return firstNs;
  }

  public void begin(int market, int phaseAfter, long until) {
    after[market] = phaseAfter;
    endNs[market] = until;
    price(market, 0, false);
    findFirst();
  }

  public void price(int market, long priceTicks, boolean buyers) {
    ticks[market] = priceTicks;
    buyersTake[market] = buyers;
  }

  public void end(int market) {
    endNs[market] = NEVER;
    price(market, 0, false);
    findFirst();
  }

  private void findFirst() {
    firstNs = NEVER;
    for (long end : endNs) {
      firstNs = Math.min(firstNs, end);
    }
  }
}
