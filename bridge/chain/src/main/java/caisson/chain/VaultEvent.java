package caisson.chain;

import java.math.BigInteger;

/** What the vault, the clearing house, the forced queue and the demands told in a final block. */
public sealed interface VaultEvent {
  /** The log entry it was decoded from. */
  LogEntry entry();

  record Registered(LogEntry entry, int account, String owner) implements VaultEvent {}

  /**
   * Coins arrived.
   *
   * @param raw token units received, of which {@code units} ledger units count
   */
  record Deposited(
      LogEntry entry,
      long depositNo,
      int account,
      int asset,
      long units,
      String sender,
      BigInteger raw)
      implements VaultEvent {}

  /**
   * An owner asks on chain.
   *
   * @param id asset or market
   * @param amount units or lots; unsigned, as is the limit
   */
  record Requested(
      LogEntry entry,
      long no,
      int account,
      int kind,
      int id,
      long amount,
      long limitTicks,
      String target,
      long timeS)
      implements VaultEvent {}

  record BatchCommitted(
      LogEntry entry, long no, String headerHash, long committedAtS, long seqFrom, long seqTo)
      implements VaultEvent {}

  /**
   * Somebody asks for what lies under a root of a batch.
   *
   * @param deadlineS block time until which it may be shown
   */
  record Demanded(LogEntry entry, long no, String hash, long deadlineS) implements VaultEvent {}

  record Answered(LogEntry entry, long no, String hash) implements VaultEvent {}

  record WithdrawalPaid(
      LogEntry entry, long no, int index, int account, int asset, long units, String destination)
      implements VaultEvent {}
}
