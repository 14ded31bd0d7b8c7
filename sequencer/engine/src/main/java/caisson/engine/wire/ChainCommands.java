package caisson.engine.wire;

import caisson.protocol.Lane;
import org.agrona.DirectBuffer;

/**
 * What comes from the chain and what goes there: deposits, withdrawals, windows and their batches.
 */
public interface ChainCommands {
  void creditDeposit(
      long requestId,
      long depositNo,
      int account,
      int asset,
      long units,
      long senderA,
      long senderB,
      int senderC);

  void requestWithdrawal(
      long requestId,
      Signed by,
      int asset,
      long units,
      long destinationA,
      long destinationB,
      int destinationC,
      Lane lane);

  /** Most that ordinary withdrawals may take in value from here on; -1: no limit. */
  void limitOutflow(long requestId, long most);

  void sealWindow(long requestId, long batchNo, long chainTimeS);

  void confirmBatch(
      long requestId,
      long batchNo,
      DirectBuffer buffer,
      int headerHashOffset,
      int transactionHashOffset);
}
