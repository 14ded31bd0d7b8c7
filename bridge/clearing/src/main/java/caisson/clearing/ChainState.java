package caisson.clearing;

import java.util.List;
import java.util.Optional;

/**
 * What the contracts know before a batch, as far as a commit asks for it.
 *
 * @param pausedUntilS FROZEN for ever after a freeze
 * @param signers empty when nobody has signed yet: then signatures are not judged
 * @param fund empty when it is not known: then what concerns it is not judged
 */
public record ChainState(
    long nowS,
    long pausedUntilS,
    Head head,
    ForcedQueue forced,
    Optional<Signers> signers,
    Books books,
    Optional<Fund> fund) {

  public static final long FROZEN = 0xffff_ffffL;

  /** The newest batch; its hash and mark root are 32 zero bytes before the first. */
  public record Head(
      long no, byte[] hash, long ts, long seqTo, long forcedCount, byte[] markRoot) {}

  /** The chain's queue of forced requests. */
  public interface ForcedQueue {
    /** The hash over the first so many requests; 32 zero bytes for none and beyond the newest. */
    byte[] prefix(long count);

    /** Until when the request after so many must be consumed; 0 when there is none. */
    long deadlineS(long count);
  }

  /**
   * Who attests.
   *
   * @param separator the EIP-712 domain of the clearing house
   * @param addresses 20 bytes each
   */
  public record Signers(byte[] separator, int threshold, List<byte[]> addresses, Curve curve) {}

  /** Recovers the signer's address, 20 bytes; empty when no key can have signed. */
  public interface Curve {
    Optional<byte[]> signer(byte[] digest, byte[] signature);
  }

  /** A deposit that no batch has consumed. */
  public record Waiting(int asset, long units) {}

  /**
   * The Vault's sums by asset, all listed ones.
   *
   * @param waiting in order of their numbers, from depositsUpTo + 1 on
   */
  public record Books(
      long[] accounted, long[] claimable, long depositsUpTo, List<Waiting> waiting) {}

  /**
   * Cash of FEES and BAD_DEBT as the clearing house keeps it, and what the insurance fund may give.
   *
   * @param day of header time in which the fund last gave, 0 before the first
   * @param dayBase the fund when that day's first cover was drawn
   * @param common what the common tranche holds
   */
  public record Fund(
      long fees, long badDebt, long day, long dayBase, long dayDrawn, long balance, long common) {}
}
