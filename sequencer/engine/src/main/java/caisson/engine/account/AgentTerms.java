package caisson.engine.account;

/** What an owner lets a key do, as a command or a snapshot carries it; reused. */
public final class AgentTerms {
  public static final long EVERY_MARKET = -1;
  public static final long ANY_POSITION = Long.MAX_VALUE;
  public static final int ANY_PRICE = Integer.MAX_VALUE;

  public long agentA;
  public long agentB;
  public int agentC;
  public long expiryNs;
  public long maxNotionalPerDay;
  public long maxOrderNotional;
  public long markets = EVERY_MARKET;
  public long maxPosition = ANY_POSITION;
  public int bandPpm = ANY_PRICE;

  public boolean negative() {
    return maxNotionalPerDay < 0 || maxOrderNotional < 0 || maxPosition < 0 || bandPpm < 0;
  }
}
