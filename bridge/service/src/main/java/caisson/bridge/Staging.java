package caisson.bridge;

import caisson.chain.Receipt;
import caisson.chain.Sender;
import caisson.chain.SettlementContracts;
import java.util.List;
import java.util.Optional;

/**
 * Brings the chunks of a batch that one transaction cannot carry onto the chain, into the sender's
 * own set of the batch's number, before the call that closes it. Each chunk is a request of its own
 * and goes out when the one before it is mined, so a crash between two is only a pause.
 */
final class Staging {
  private final Sender sender;
  private final String house;
  private final Halt halt;

  Staging(Sender sender, String house, Halt halt) {
    this.sender = sender;
    this.house = house;
    this.halt = halt;
  }

  /** Whether all chunks are mined; takes the first one that is not a step further. */
  boolean staged(long no, List<byte[]> chunks) {
    for (int index = 0; index < chunks.size(); index++) {
      String request = request(no, index);
      if (!sender.prepared(request)) {
        byte[] call = SettlementContracts.stage(no, index, chunks.get(index));
        sender.submit(sender.prepare(request, house, call));
        halt.pass("staged");
        return false;
      }
      Optional<Receipt> receipt = sender.track(request);
      if (receipt.isEmpty()) {
        return false;
      }
      if (!receipt.get().succeeded()) {
        throw new BrokenInvariantException(
            "chunk %d of batch %d reverted in %s"
                .formatted(index, no, receipt.get().transactionHash()));
      }
    }
    return true;
  }

  /** After a block with chunks left the chain: sends again what is not mined. */
  void sendAgain(long no) {
    for (int index = 0; sender.prepared(request(no, index)); index++) {
      sender.track(request(no, index));
    }
  }

  private static String request(long no, int index) {
    return "batch-" + no + "-chunk-" + index;
  }
}
