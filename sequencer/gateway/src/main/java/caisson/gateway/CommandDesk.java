package caisson.gateway;

import caisson.client.CommandClient;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Commands on their way: from a caller's thread, through the one thread that owns the {@link
 * CommandClient}, to the answer that the log's reader brings back by request id.
 *
 * <p>At most {@code capacity} commands are under way; the last quarter of them only cancels may
 * take. Each ends once: answered, or after its deadline as not sent or as of unknown outcome. The
 * same signed bytes sent twice while the first is under way are one command with one answer.
 */
final class CommandDesk implements EventAdapter.Answers, AutoCloseable {
  private static final long COUNTER_MASK = (1L << 48) - 1;

  private record Signed(ByteBuffer bytes) {}

  private static final class Pending {
    final long requestId;
    final Signed signed;
    final DirectBuffer command;
    final long deadline;
    final CompletableFuture<Answer> answer = new CompletableFuture<>();

    Pending(long requestId, Signed signed, DirectBuffer command, long deadline) {
      this.requestId = requestId;
      this.signed = signed;
      this.command = command;
      this.deadline = deadline;
    }
  }

  /** The answer to come and the id it was sent under. */
  record Submitted(long requestId, CompletableFuture<Answer> answer) {}

  private final int capacity;
  private final long deadlineNs;
  private final AtomicLong requestIds;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<Signed, Pending> bySignature = new ConcurrentHashMap<>();
  private final Map<Long, Pending> byRequest = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Pending> urgent = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Pending> ordinary = new ConcurrentLinkedQueue<>();
  private volatile boolean connected;
  private volatile boolean closed;

  // Of the sending thread only. Deadlines are equal, so commands expire in the order they were
  // sent.
  private final Deque<Pending> sent = new ArrayDeque<>();

  /**
   * @param source upper 16 bits of the request ids
   * @param firstRequest lower 48 bits of the first one: beyond those of an earlier run
   */
  CommandDesk(int source, long firstRequest, int capacity, long deadlineNs) {
    this.capacity = capacity;
    this.deadlineNs = deadlineNs;
    this.requestIds = new AtomicLong(((long) source << 48) | (firstRequest & COUNTER_MASK));
  }

  boolean connected() {
    return connected;
  }

  /**
   * Takes a command or refuses it by a {@link Problem}; nothing refused here reaches the log.
   *
   * @param encode writes the command under the request id it is given
   */
  Submitted submit(boolean isCancel, byte[] signature, LongFunction<DirectBuffer> encode) {
    if (!connected) {
      throw Problem.of(503, "NOT_READY", "the node cannot be reached; nothing was sent");
    }
    Signed signed = new Signed(ByteBuffer.wrap(signature));
    Pending pending =
        bySignature.computeIfAbsent(
            signed,
            key -> {
              if (underWay.incrementAndGet() > (isCancel ? capacity : capacity - capacity / 4)) {
                underWay.decrementAndGet();
                throw Problem.of(
                    429, "TOO_MANY_REQUESTS", "too many commands under way; nothing was sent");
              }
              long requestId = requestIds.getAndIncrement();
              return new Pending(
                  requestId, key, encode.apply(requestId), System.nanoTime() + deadlineNs);
            });
    if (byRequest.putIfAbsent(pending.requestId, pending) == null) {
      (isCancel ? urgent : ordinary).add(pending);
    }
    return new Submitted(pending.requestId, pending.answer);
  }

  @Override
  public boolean awaits(long requestId) {
    return byRequest.containsKey(requestId);
  }

  @Override
  public void answer(long requestId, Answer answer) {
    Pending pending = byRequest.get(requestId);
    if (pending != null) {
      finish(pending, answer);
    }
  }

  /** Sends and expires until closed; the client belongs to this thread. */
  void run(CommandClient client) {
    IdleStrategy idle = new SleepingMillisIdleStrategy(1);
    while (!closed) {
      int work = client.poll();
      connected = client.connected();
      work += send(client);
      work += expire();
      idle.idle(work);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private int send(CommandClient client) {
    int work = 0;
    while (true) {
      ConcurrentLinkedQueue<Pending> queue = urgent.isEmpty() ? ordinary : urgent;
      Pending next = queue.peek();
      if (next == null) {
        return work;
      }
      if (System.nanoTime() - next.deadline >= 0) {
        queue.poll();
        finish(next, new Answer.NotSent());
      } else if (client.offer(next.command, 0, next.command.capacity())) {
        queue.poll();
        sent.addLast(next);
      } else {
        return work;
      }
      work++;
    }
  }

  private int expire() {
    int work = 0;
    long now = System.nanoTime();
    while (!sent.isEmpty()
        && (sent.peekFirst().answer.isDone() || now - sent.peekFirst().deadline >= 0)) {
      finish(sent.removeFirst(), new Answer.Unknown());
      work++;
    }
    return work;
  }

  /** The first end counts. */
  private void finish(Pending pending, Answer answer) {
    if (byRequest.remove(pending.requestId, pending)) {
      bySignature.remove(pending.signed, pending);
      underWay.decrementAndGet();
      pending.answer.complete(answer);
    }
  }
}
