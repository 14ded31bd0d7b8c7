package caisson.engine.account;

/**
 * Agent keys of all accounts: rows of one pool, linked per account in ascending order of address. A
 * row is never freed, because its nonces must be remembered as long as an order signed by it may
 * still come.
 */
public final class Agents {
  private static final long DAY_NS = 86_400_000_000_000L;

  public static final int NONE = -1;

  private final int[] head;
  private final int[] next;
  private final long[] addressA;
  private final long[] addressB;
  private final int[] addressC;
  public final long[] expiryNs;
  public final long[] maxNotionalPerDay;
  public final long[] maxOrderNotional;
  public final long[] day;
  public final long[] usedNotional;
  public final Nonces nonces;
  private final int perAccount;
  private int count;

  Agents(int accountRows, int capacity, int perAccount) {
    head = new int[accountRows];
    java.util.Arrays.fill(head, NONE);
    next = new int[capacity];
    addressA = new long[capacity];
    addressB = new long[capacity];
    addressC = new int[capacity];
    expiryNs = new long[capacity];
    maxNotionalPerDay = new long[capacity];
    maxOrderNotional = new long[capacity];
    day = new long[capacity];
    usedNotional = new long[capacity];
    nonces = new Nonces(capacity);
    this.perAccount = perAccount;
  }

  public int find(int accountRow, long a, long b, int c) {
    for (int row = head[accountRow]; row != NONE; row = next[row]) {
      if (addressA[row] == a && addressB[row] == b && addressC[row] == c) {
        return row;
      }
    }
    return NONE;
  }

  public boolean full(int accountRow) {
    return count == next.length || count(accountRow) >= perAccount;
  }

  /** Adds a key the account does not have; the caller asked {@link #full} before. */
  public int add(int accountRow, long a, long b, int c) {
    int row = count++;
    addressA[row] = a;
    addressB[row] = b;
    addressC[row] = c;
    int before = NONE;
    int after = head[accountRow];
    while (after != NONE && compare(after, a, b, c) < 0) {
      before = after;
      after = next[after];
    }
    next[row] = after;
    if (before == NONE) {
      head[accountRow] = row;
    } else {
      next[before] = row;
    }
    return row;
  }

  /** What the key may still trade today. */
  public long freeNotional(int row, long timeNs) {
    long used = day[row] == timeNs / DAY_NS ? usedNotional[row] : 0;
    return maxNotionalPerDay[row] - used;
  }

  public void useNotional(int row, long timeNs, long notional) {
    long today = timeNs / DAY_NS;
    if (day[row] != today) {
      day[row] = today;
      usedNotional[row] = 0;
    }
    usedNotional[row] += notional;
  }

  public int first(int accountRow) {
    return head[accountRow];
  }

  public int next(int row) {
    return next[row];
  }

  public int count(int accountRow) {
    int keys = 0;
    for (int row = head[accountRow]; row != NONE; row = next[row]) {
      keys++;
    }
    return keys;
  }

  public long addressA(int row) {
    return addressA[row];
  }

  public long addressB(int row) {
    return addressB[row];
  }

  public int addressC(int row) {
    return addressC[row];
  }

  private int compare(int row, long a, long b, int c) {
    int order = Long.compareUnsigned(addressA[row], a);
    if (order == 0) {
      order = Long.compareUnsigned(addressB[row], b);
    }
    return order != 0 ? order : Integer.compareUnsigned(addressC[row], c);
  }
}
