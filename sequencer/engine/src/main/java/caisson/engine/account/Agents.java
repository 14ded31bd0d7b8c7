package caisson.engine.account;

import caisson.protocol.RejectReason;

/**
 * Agent keys of all accounts, linked per account in ascending order of address. A record is never
 * freed, because its nonces must be remembered as long as an order signed by it may still come.
 *
 * <p>The first key an account gets has a record in the account's block, so that it can be read
 * without waiting for what the account's row says.
 *
 * <pre>
 * 0, 1, 2 address | next    4 nonce floor    6 notional per order    8 day                     10 markets
 * 3 expiry                  5 nonces used    7 notional per day      9 notional used in it     11 position
 *                                                                                              12 band
 * </pre>
 */
public final class Agents {
  public static final int NONE = -1;

  private static final long DAY_NS = 86_400_000_000_000L;
  private static final int ADDRESS_A = 0;
  private static final int ADDRESS_B = 1;
  private static final int ADDRESS_C = 2;
  private static final int EXPIRY = 3;
  private static final int NONCE_FLOOR = 4;
  private static final int NONCES_USED = 5;
  private static final int PER_ORDER = 6;
  private static final int PER_DAY = 7;
  private static final int DAY = 8;
  private static final int USED = 9;
  private static final int MARKETS = 10;
  private static final int POSITION = 11;
  private static final int BAND = 12;

  private final Accounts accounts;
  private final AccountTable table;
  private final long[] words;
  private final int capacity;
  private final int perAccount;
  private int count;

  /** Keys of accounts that had one before. */
  private int further;

  Agents(Accounts accounts, AccountTable table, int capacity, int perAccount) {
    this.accounts = accounts;
    this.table = table;
    words = table.words;
    this.capacity = capacity;
    this.perAccount = perAccount;
  }

  public int find(int accountRow, long a, long b, int c) {
    for (int row = first(accountRow); row != NONE; row = next(row)) {
      if (addressA(row) == a && addressB(row) == b && addressC(row) == c) {
        return row;
      }
    }
    return NONE;
  }

  /** Reads who the account's first key is; of no other meaning. */
  long touch(int accountRow) {
    return words[AccountTable.firstKey(accountRow)];
  }

  /** Reads what it may do; of no other meaning. */
  long touchScope(int accountRow) {
    return words[AccountTable.firstKey(accountRow) + USED];
  }

  public boolean full(int accountRow) {
    return count == capacity || count(accountRow) >= perAccount;
  }

  /** Adds a key the account does not have; the caller asked {@link #full} before. */
  public int add(int accountRow, long a, long b, int c) {
    int row =
        first(accountRow) == NONE ? AccountTable.firstKey(accountRow) : table.furtherKey(further++);
    count++;
    words[word(row, ADDRESS_A)] = a;
    words[word(row, ADDRESS_B)] = b;
    int before = NONE;
    int after = first(accountRow);
    while (after != NONE && compare(after, a, b, c) < 0) {
      before = after;
      after = next(after);
    }
    words[word(row, ADDRESS_C)] = link(c, after);
    if (before == NONE) {
      accounts.firstAgent(accountRow, row);
    } else {
      words[word(before, ADDRESS_C)] = link(addressC(before), row);
    }
    return row;
  }

  /** What the key may do from now on. */
  public void scope(int row, AgentTerms terms) {
    words[word(row, EXPIRY)] = terms.expiryNs;
    words[word(row, PER_DAY)] = terms.maxNotionalPerDay;
    words[word(row, PER_ORDER)] = terms.maxOrderNotional;
    words[word(row, MARKETS)] = terms.markets;
    words[word(row, POSITION)] = terms.maxPosition;
    words[word(row, BAND)] = terms.bandPpm;
  }

  /** The key is of no use any more, and never will be. */
  public void revoke(int row) {
    words[word(row, EXPIRY)] = 0;
    words[word(row, PER_DAY)] = 0;
    words[word(row, PER_ORDER)] = 0;
  }

  /** NONE when the key had not used the nonce and now has. */
  public RejectReason useNonce(int row, long nonce) {
    return Nonces.use(words, word(row, NONCE_FLOOR), nonce);
  }

  /** What the key may still trade today. */
  public long freeNotional(int row, long timeNs) {
    long used = day(row) == timeNs / DAY_NS ? usedNotional(row) : 0;
    return maxNotionalPerDay(row) - used;
  }

  public void useNotional(int row, long timeNs, long notional) {
    long today = timeNs / DAY_NS;
    long before = day(row) == today ? usedNotional(row) : 0;
    restoreUse(row, today, before + notional);
  }

  public void restoreUse(int row, long day, long usedNotional) {
    words[word(row, DAY)] = day;
    words[word(row, USED)] = usedNotional;
  }

  public void restoreNonces(int row, long floor, long used) {
    words[word(row, NONCE_FLOOR)] = floor;
    words[word(row, NONCES_USED)] = used;
  }

  public int first(int accountRow) {
    return accounts.firstAgent(accountRow);
  }

  public int next(int row) {
    return (int) words[word(row, ADDRESS_C)];
  }

  public int count(int accountRow) {
    int keys = 0;
    for (int row = first(accountRow); row != NONE; row = next(row)) {
      keys++;
    }
    return keys;
  }

  public long addressA(int row) {
    return words[word(row, ADDRESS_A)];
  }

  public long addressB(int row) {
    return words[word(row, ADDRESS_B)];
  }

  public int addressC(int row) {
    return (int) (words[word(row, ADDRESS_C)] >> 32);
  }

  public long expiryNs(int row) {
    return words[word(row, EXPIRY)];
  }

  public long maxNotionalPerDay(int row) {
    return words[word(row, PER_DAY)];
  }

  public long maxOrderNotional(int row) {
    return words[word(row, PER_ORDER)];
  }

  /** Whether the key may order in a market. */
  public boolean mayOrder(int row, int market) {
    return (markets(row) & 1L << market) != 0;
  }

  /** Bit m for market m, as it was signed; that of market 64 is bit 0, where the shift ends up. */
  public long markets(int row) {
    return words[word(row, MARKETS)];
  }

  /** Micro-dollars at the mark. */
  public long maxPosition(int row) {
    return words[word(row, POSITION)];
  }

  /** Of the mark, how far a limit price may be from it. */
  public int bandPpm(int row) {
    return (int) words[word(row, BAND)];
  }

  public long day(int row) {
    return words[word(row, DAY)];
  }

  public long usedNotional(int row) {
    return words[word(row, USED)];
  }

  public long nonceFloor(int row) {
    return words[word(row, NONCE_FLOOR)];
  }

  public long noncesUsed(int row) {
    return words[word(row, NONCES_USED)];
  }

  private int compare(int row, long a, long b, int c) {
    int order = Long.compareUnsigned(addressA(row), a);
    if (order == 0) {
      order = Long.compareUnsigned(addressB(row), b);
    }
    return order != 0 ? order : Integer.compareUnsigned(addressC(row), c);
  }

  private static long link(int addressC, int next) {
    return ((long) addressC << 32) | (next & 0xFFFF_FFFFL);
  }

  private static int word(int row, int field) {
    return row + field;
  }
}
