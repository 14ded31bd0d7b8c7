package caisson.simulator;

import caisson.simulator.AgentTwin.Key;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/** Which key signs for an account. */
final class SignerKeys {
  private final Ledger ledger;

  /** Owners that are not the account itself, by account. */
  private final Long2LongHashMap owners = new Long2LongHashMap(0);

  SignerKeys(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * @param owner of the account, named like an account; 0: itself
   */
  void own(int account, long owner) {
    owners.putIfAbsent(account, owner == 0 ? account : owner);
  }

  /** The key of an account's owner, or of its agent n from 1 on. */
  void write(MutableDirectBuffer buffer, int offset, int account, long agent) {
    Key owner = agent == 0 ? ledger.agents.owner(account) : null;
    if (owner != null) {
      writeKey(buffer, offset, owner.middle(), 0);
      return;
    }
    writeKey(buffer, offset, agent == 0 ? named(account) : account, agent);
  }

  private long named(int account) {
    return owners.containsKey(account) ? owners.get(account) : account;
  }

  static void writeKey(MutableDirectBuffer buffer, int offset, long account, long agent) {
    Key key = of(account, agent);
    buffer.putLong(offset, key.high(), ByteOrder.BIG_ENDIAN);
    buffer.putLong(offset + 8, key.middle(), ByteOrder.BIG_ENDIAN);
    buffer.putInt(offset + 16, key.low(), ByteOrder.BIG_ENDIAN);
  }

  /** Of an account's agent n from 1 on, or of the owner that is named like an account. */
  static Key of(long account, long agent) {
    return new Key(0xA000_0000_0000_0000L + agent, account, 7);
  }
}
