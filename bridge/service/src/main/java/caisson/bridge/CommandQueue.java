package caisson.bridge;

import caisson.chain.Hex;
import caisson.client.CommandClient;
import caisson.client.NodeEndpoints;
import caisson.protocol.ConfirmBatchEncoder;
import caisson.protocol.CreditDepositEncoder;
import caisson.protocol.LimitOutflowEncoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.RegisterAccountEncoder;
import caisson.protocol.SealWindowEncoder;
import caisson.protocol.ServeRequestEncoder;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Commands on their way into the log, in the order they were asked for. Sending is a hint: a
 * command that finds no session in time is dropped, and whoever asked sends it again until the log
 * shows it.
 */
final class CommandQueue {
  /** Upper 16 bits of every request id of the bridge; the list is in sequencer/README.md. */
  static final long SOURCE = 2;

  private static final int CAPACITY = 4_096;
  private static final long OFFER_LIMIT_NS = TimeUnit.SECONDS.toNanos(2);
  private static final int LONGEST = 256;

  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LONGEST]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final RegisterAccountEncoder registerAccount = new RegisterAccountEncoder();
  private final CreditDepositEncoder creditDeposit = new CreditDepositEncoder();
  private final SealWindowEncoder sealWindow = new SealWindowEncoder();
  private final ConfirmBatchEncoder confirmBatch = new ConfirmBatchEncoder();
  private final LimitOutflowEncoder limitOutflow = new LimitOutflowEncoder();
  private final ServeRequestEncoder serveRequest = new ServeRequestEncoder();
  // Ids only have to differ between two runs of the bridge.
  private long counter = System.currentTimeMillis() << 4;

  /** The queue is full when the node is away; asking again later is the caller's habit anyway. */
  private void add(int bodyLength) {
    byte[] command = new byte[MessageHeaderEncoder.ENCODED_LENGTH + bodyLength];
    buffer.getBytes(0, command);
    queue.offer(command);
  }

  void registerAccount(int account, String owner) {
    registerAccount
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(nextRequestId())
        .account(account);
    byte[] bytes = Hex.bytes(owner);
    for (int i = 0; i < bytes.length; i++) {
      registerAccount.owner(i, (short) (bytes[i] & 0xff));
    }
    add(registerAccount.encodedLength());
  }

  void creditDeposit(long depositNo, int account, int asset, long units, String sender) {
    creditDeposit
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(nextRequestId())
        .depositNo(depositNo)
        .account(account)
        .asset(asset)
        .units(units);
    byte[] bytes = Hex.bytes(sender);
    for (int i = 0; i < bytes.length; i++) {
      creditDeposit.sender(i, (short) (bytes[i] & 0xff));
    }
    add(creditDeposit.encodedLength());
  }

  void serveRequest(ForcedRequest request) {
    serveRequest
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(nextRequestId())
        .no(request.no())
        .timeS(request.timeS())
        .kind((short) request.kind())
        .account(request.account())
        .id(request.id())
        .amount(request.amount())
        .limitTicks(request.limitTicks());
    byte[] bytes = Hex.bytes(request.target());
    for (int i = 0; i < bytes.length; i++) {
      serveRequest.target(i, (short) (bytes[i] & 0xff));
    }
    add(serveRequest.encodedLength());
  }

  void sealWindow(long batchNo, long chainTimeS, long depositsUpTo) {
    sealWindow
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(nextRequestId())
        .batchNo(batchNo)
        .chainTimeS(chainTimeS)
        .depositsUpTo(depositsUpTo);
    add(sealWindow.encodedLength());
  }

  void confirmBatch(long batchNo, String headerHash, String transactionHash, long chainTimeS) {
    confirmBatch
        .wrapAndApplyHeader(buffer, 0, header)
        .requestId(nextRequestId())
        .batchNo(batchNo)
        .chainTimeS(chainTimeS);
    byte[] hash = Hex.bytes(headerHash);
    byte[] transaction = Hex.bytes(transactionHash);
    for (int i = 0; i < hash.length; i++) {
      confirmBatch.headerHash(i, (short) (hash[i] & 0xff));
      confirmBatch.transactionHash(i, (short) (transaction[i] & 0xff));
    }
    add(confirmBatch.encodedLength());
  }

  void limitOutflow(long most) {
    limitOutflow.wrapAndApplyHeader(buffer, 0, header).requestId(nextRequestId()).most(most);
    add(limitOutflow.encodedLength());
  }

  private long nextRequestId() {
    return SOURCE << 48 | (counter++ & 0xffff_ffff_ffffL);
  }

  /** Keeps the session and sends, until interrupted. Its own thread. */
  void run(NodeEndpoints node, Path clientDir) {
    var out = new UnsafeBuffer(0, 0);
    // A node without a leader may be away for many seconds.
    var idle = new BackoffIdleStrategy();
    try (CommandClient client = CommandClient.connect(node, clientDir)) {
      while (!Thread.currentThread().isInterrupted()) {
        client.poll();
        byte[] command = queue.poll(10, TimeUnit.MILLISECONDS);
        if (command == null) {
          continue;
        }
        out.wrap(command);
        long deadline = System.nanoTime() + OFFER_LIMIT_NS;
        while (!client.offer(out, 0, command.length) && System.nanoTime() < deadline) {
          idle.idle(client.poll());
        }
        idle.reset();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
