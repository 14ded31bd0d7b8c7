package caisson.clearing;

import org.jspecify.annotations.Nullable;

/** What entitles the venue to the fills of an order. */
abstract sealed class Mandate {
  /** An order the venue gave for an account in liquidation; judged by the account at each fill. */
  static final class Liquidation extends Mandate {
    static final Liquidation INSTANCE = new Liquidation();

    private Liquidation() {}
  }

  /** A close its owner asked for on chain. */
  static final class Request extends Mandate {
    private static final int BY = 5;

    final Evidence evidence;

    Request(byte[] request) {
      evidence = new Evidence(new Bytes().u8(BY).raw(request).toArray());
    }
  }

  /** What an owner let a key do. */
  record Grant(byte[] words, byte[] signature, byte[] owner) {}

  /**
   * Signed by the owner or an agent. One signed message may stand behind many orders (a bundle, a
   * scale, the slices of a TWAP): then what is left is counted over all of them, so that no two of
   * its fills cover the same lots.
   */
  static final class Signed extends Mandate {
    private static final int BY_OWNER = 1;
    private static final int BY_AGENT = 2;

    private final byte[] words;
    private final byte[] signature;
    private final byte[] signer;
    private final @Nullable Grant grant;
    private final long acceptedNs;
    private final boolean shared;
    private long untraded;
    private @Nullable Evidence evidence;

    /**
     * @param grant null when the owner signed himself
     * @param lots of all its orders, when there are several; else 0
     */
    Signed(
        byte[] words,
        byte[] signature,
        byte[] signer,
        @Nullable Grant grant,
        long acceptedNs,
        long lots) {
      this.words = words;
      this.signature = signature;
      this.signer = signer;
      this.grant = grant;
      this.acceptedNs = acceptedNs;
      shared = lots != 0;
      untraded = lots;
    }

    /** Lots left of what was signed after a fill, when the order itself has {@code remaining}. */
    long left(long lots, long remaining) {
      untraded -= lots;
      return shared ? untraded : remaining;
    }

    Evidence evidence() {
      Evidence known = evidence;
      if (known == null) {
        known = new Evidence(bytes());
        evidence = known;
      }
      return known;
    }

    private byte[] bytes() {
      Bytes out = new Bytes().u8(grant == null ? BY_OWNER : BY_AGENT);
      out.u8(SignedWords.count(words)).u64(acceptedNs).raw(words);
      if (grant == null) {
        return out.raw(signer).raw(signature).toArray();
      }
      return out.raw(grant.owner)
          .u8(SignedWords.count(grant.words))
          .raw(grant.words)
          .raw(signature)
          .raw(grant.signature)
          .toArray();
    }
  }
}
