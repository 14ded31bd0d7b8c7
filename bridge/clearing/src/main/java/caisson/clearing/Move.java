package caisson.clearing;

/**
 * One change of a user's balances with what a stranger needs to judge it, as {@code
 * contracts/decisions/0001} lays it out in 109 bytes.
 *
 * @param sequence with {@code index} the identity of the event
 * @param kind one of the constants
 * @param asset of a spot fill the base; of cash, deposit, withdrawal what moved; else 0
 * @param other the counterparty of a fill, an assignment or a payment, else 0
 * @param amount signed lots, or units
 * @param term funding index of a perpetual fill, base units per lot of a spot fill, number of a
 *     forced request
 * @param left lots of what was signed that are not traded after this fill
 * @param evidence preimage of the last 32 bytes
 */
public record Move(
    long sequence,
    int index,
    int kind,
    int asset,
    int market,
    int other,
    long amount,
    long ticks,
    long k,
    long term,
    long fee,
    long left,
    long timeNs,
    Evidence evidence) {
  public static final int LENGTH = 109;

  public static final int TRADE = 1;
  public static final int SPOT = 2;

  /** Lots without an order. */
  public static final int ASSIGN = 3;

  /** Units from one account to another. */
  public static final int CASH = 4;

  public static final int DEPOSIT = 5;
  public static final int WITHDRAW = 6;

  /** A request of the chain's queue was consumed; moves nothing itself. */
  public static final int FORCED = 7;

  private static final int TAG = 0x0c;

  /** Takes what a move changes, component by component; zeros are left out. */
  interface Changes {
    void change(long section, long delta);
  }

  public byte[] bytes() {
    return new Bytes()
        .u64(sequence)
        .u16(index)
        .u8(kind)
        .u16(asset)
        .u32(market)
        .u32(other)
        .u64(amount)
        .u64(ticks)
        .u64(k)
        .u64(term)
        .u64(fee)
        .u64(left)
        .u64(timeNs)
        .raw(evidence.hash())
        .toArray();
  }

  byte[] hash() {
    return Keccak.hash(preimage());
  }

  byte[] preimage() {
    return new Bytes().u8(TAG).raw(bytes()).toArray();
  }

  /** The move at an offset, whose last bytes are the hash of {@code evidence}. */
  static Move read(byte[] b, int at, Evidence evidence) {
    return new Move(
        Bytes.read(b, at, 8),
        (int) Bytes.read(b, at + 8, 2),
        (int) Bytes.read(b, at + 10, 1),
        (int) Bytes.read(b, at + 11, 2),
        (int) Bytes.read(b, at + 13, 4),
        (int) Bytes.read(b, at + 17, 4),
        Bytes.read(b, at + 21, 8),
        Bytes.read(b, at + 29, 8),
        Bytes.read(b, at + 37, 8),
        Bytes.read(b, at + 45, 8),
        Bytes.read(b, at + 53, 8),
        Bytes.read(b, at + 61, 8),
        Bytes.read(b, at + 69, 8),
        evidence);
  }

  void changes(Changes to) {
    switch (kind) {
      case TRADE, ASSIGN -> {
        pay(to, Math.subtractExact(Math.multiplyExact(ticks, k), term));
        change(to, Entry.marketSection(market), amount);
      }
      case SPOT -> {
        pay(to, Math.multiplyExact(ticks, k));
        change(to, Entry.assetSection(asset), Math.multiplyExact(amount, term));
      }
      case CASH, DEPOSIT, WITHDRAW -> change(to, Entry.assetSection(asset), amount);
      default -> {
        // FORCED tells, and moves nothing.
      }
    }
  }

  private void pay(Changes to, long perLot) {
    long cash = Math.negateExact(Math.multiplyExact(amount, perLot));
    change(to, Entry.assetSection(0), Math.subtractExact(cash, fee));
  }

  private static void change(Changes to, long section, long delta) {
    if (delta != 0) {
      to.change(section, delta);
    }
  }
}
