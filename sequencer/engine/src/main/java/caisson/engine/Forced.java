package caisson.engine;

/**
 * How far the chain's forced queue is consumed, and what a forced withdrawal is still owed because
 * the asset ran short; first come, first served, before every ordinary withdrawal of that asset.
 */
public final class Forced {
  public static final int CAPACITY = 1_024;

  /** Number of the last request consumed. */
  public long lastNo;

  private final int[] accounts = new int[CAPACITY];
  private final int[] assets = new int[CAPACITY];
  private final long[] units = new long[CAPACITY];
  private final long[] destinationsA = new long[CAPACITY];
  private final long[] destinationsB = new long[CAPACITY];
  private final int[] destinationsC = new int[CAPACITY];
  private int count;

  public int count() {
    return count;
  }

  public boolean full() {
    return count == CAPACITY;
  }

  public void add(int account, int asset, long owed, long a, long b, int c) {
    accounts[count] = account;
    assets[count] = asset;
    units[count] = owed;
    destinationsA[count] = a;
    destinationsB[count] = b;
    destinationsC[count] = c;
    count++;
  }

  /** Whether somebody is owed of the asset. */
  boolean owes(int asset) {
    return first(asset) < count;
  }

  /** The oldest row of the asset, {@link #count} when there is none. */
  int first(int asset) {
    int row = 0;
    while (row < count && assets[row] != asset) {
      row++;
    }
    return row;
  }

  void paid(int row, long amount) {
    units[row] -= amount;
  }

  void strike(int row) {
    int after = row + 1;
    int moved = count - after;
    System.arraycopy(accounts, after, accounts, row, moved);
    System.arraycopy(assets, after, assets, row, moved);
    System.arraycopy(units, after, units, row, moved);
    System.arraycopy(destinationsA, after, destinationsA, row, moved);
    System.arraycopy(destinationsB, after, destinationsB, row, moved);
    System.arraycopy(destinationsC, after, destinationsC, row, moved);
    count--;
  }

  public int account(int row) {
    return accounts[row];
  }

  public int asset(int row) {
    return assets[row];
  }

  public long units(int row) {
    return units[row];
  }

  public long destinationA(int row) {
    return destinationsA[row];
  }

  public long destinationB(int row) {
    return destinationsB[row];
  }

  public int destinationC(int row) {
    return destinationsC[row];
  }
}
