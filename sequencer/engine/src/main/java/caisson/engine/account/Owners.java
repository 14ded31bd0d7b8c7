package caisson.engine.account;

import caisson.protocol.RejectReason;

/** Whose an account is: the owner's key with its nonces, and how far he or the venue froze it. */
public final class Owners {
  /** Bits of the key's last word, beside the key and whether the account is registered. */
  private static final int LEVEL_OF_OWNER = 8;

  private static final int LEVEL_OF_VENUE = 16;
  private static final long LEVELS = 0xFFFF00;

  private final long[] words;

  Owners(AccountTable table) {
    words = table.words;
  }

  public boolean registered(int row) {
    return row >= 0 && (words[word(row, Row.OWNER_C)] & 1) != 0;
  }

  /** A new owner finds the levels as they were. */
  public void register(int row, long a, long b, int c) {
    words[word(row, Row.OWNER_A)] = a;
    words[word(row, Row.OWNER_B)] = b;
    long levels = words[word(row, Row.OWNER_C)] & LEVELS;
    words[word(row, Row.OWNER_C)] = ((long) c << 32) | levels | 1;
  }

  /** The level its owner set. */
  public int ownerLevel(int row) {
    return (int) (words[word(row, Row.OWNER_C)] >> LEVEL_OF_OWNER) & 0xFF;
  }

  /** The level the venue set. */
  public int venueLevel(int row) {
    return (int) (words[word(row, Row.OWNER_C)] >> LEVEL_OF_VENUE) & 0xFF;
  }

  /** Whether neither has set a level. */
  public boolean open(int row) {
    return (words[word(row, Row.OWNER_C)] & LEVELS) == 0;
  }

  /** The stricter of both. */
  public int level(int row) {
    return Math.max(ownerLevel(row), venueLevel(row));
  }

  public void levels(int row, int owner, int venue) {
    int word = word(row, Row.OWNER_C);
    words[word] =
        (words[word] & ~LEVELS)
            | ((long) owner << LEVEL_OF_OWNER)
            | ((long) venue << LEVEL_OF_VENUE);
  }

  public boolean is(int row, long a, long b, int c) {
    return a(row) == a && b(row) == b && c(row) == c;
  }

  public long a(int row) {
    return words[word(row, Row.OWNER_A)];
  }

  public long b(int row) {
    return words[word(row, Row.OWNER_B)];
  }

  public int c(int row) {
    return (int) (words[word(row, Row.OWNER_C)] >> 32);
  }

  /** NONE when the owner had not used the nonce and now has. */
  public RejectReason useNonce(int row, long nonce) {
    return Nonces.use(words, word(row, Row.NONCE_FLOOR), nonce);
  }

  public long nonceFloor(int row) {
    return words[word(row, Row.NONCE_FLOOR)];
  }

  public long noncesUsed(int row) {
    return words[word(row, Row.NONCES_USED)];
  }

  public void restoreNonces(int row, long floor, long used) {
    words[word(row, Row.NONCE_FLOOR)] = floor;
    words[word(row, Row.NONCES_USED)] = used;
  }

  private int word(int row, int field) {
    return AccountTable.row(row) + field;
  }
}
