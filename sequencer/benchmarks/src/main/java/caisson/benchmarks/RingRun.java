package caisson.benchmarks;

import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.StampEncoder;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Ring to ring: one thread writes commands into a ring at fixed times, whether or not the last one
 * was answered, and reads every event from another ring; the engine's thread stands between. A
 * command's time runs from when it was meant to be sent to when its last event was read.
 */
final class RingRun {
  private static final int COMMANDS = 200_000;
  private static final long GAP_NS = 5_000;
  private static final int USERS = 100_000;
  private static final int MARKETS = 63;
  private static final int RESTING = 1_000;
  private static final int WARM_UP = 4;
  private static final int LAST_FLAG =
      MessageHeaderEncoder.ENCODED_LENGTH + StampEncoder.lastEncodingOffset();

  private final OneToOneRingBuffer commands = ring();
  private final OneToOneRingBuffer events = ring();
  private final EngineTraffic traffic = new EngineTraffic(USERS, MARKETS, RESTING);
  private final EngineTraffic.Batch batch = new EngineTraffic.Batch(COMMANDS * 216);
  private final StateMachine machine =
      new StateMachine(
          this::publish, new EngineLimits(USERS, 2, MARKETS, 131_072, 1_024, USERS + 1, 16, 2_500));
  private volatile boolean open;
  private volatile boolean stopped;
  private Latencies taken = new Latencies();
  private long begunNs;
  private int answered;

  private RingRun() {}

  public static void main(String[] arguments) throws InterruptedException {
    new RingRun().run(Integer.parseInt(arguments[0]), Double.parseDouble(arguments[1]));
  }

  private static OneToOneRingBuffer ring() {
    return new OneToOneRingBuffer(
        new UnsafeBuffer(
            ByteBuffer.allocateDirect((1 << 22) + RingBufferDescriptor.TRAILER_LENGTH)));
  }

  private void run(int intervals, double foreignBound) throws InterruptedException {
    traffic.open(machine);
    for (int i = 0; i < WARM_UP; i++) {
      traffic.fill(batch, COMMANDS);
      batch.applyAll(machine);
    }
    open = true;
    var engine = new Thread(this::serve, "engine");
    engine.start();
    for (int i = 0; i < WARM_UP; i++) {
      pass();
    }
    for (int i = 0; i < intervals; i++) {
      Load.awaitQuiet(2 * foreignBound, 10);
      var load = new Load();
      load.begin();
      pass();
      var interval = load.end();
      System.out.printf(
          Locale.ROOT,
          "ring %.4f %d %d %d %d %d%n",
          interval.foreign(),
          taken.at(0.5),
          taken.at(0.9),
          taken.at(0.99),
          taken.at(0.999),
          taken.longest());
    }
    stopped = true;
    engine.join();
  }

  // The client's thread

  private void pass() {
    traffic.fill(batch, COMMANDS);
    taken = new Latencies();
    answered = 0;
    int at = 0;
    begunNs = System.nanoTime() + 1_000_000;
    for (int sent = 0; sent < COMMANDS; sent++) {
      while (System.nanoTime() < begunNs + sent * GAP_NS) {
        receive();
      }
      at = send(at);
    }
    while (answered < COMMANDS) {
      receive();
    }
  }

  private int send(int at) {
    int length = batch.length(at);
    int claimed = commands.tryClaim(1, Long.BYTES + length);
    while (claimed < 0) {
      receive();
      claimed = commands.tryClaim(1, Long.BYTES + length);
    }
    commands.buffer().putLong(claimed, batch.timeNs(at));
    commands.buffer().putBytes(claimed + Long.BYTES, batch.buffer, batch.command(at), length);
    commands.commit(claimed);
    return batch.after(at);
  }

  private void receive() {
    events.read(
        (type, buffer, index, length) -> {
          if (buffer.getByte(index + LAST_FLAG) != 0) {
            taken.record(System.nanoTime() - (begunNs + answered++ * GAP_NS));
          }
        },
        64);
  }

  // The engine's thread

  /** A ring's message is the time of the log and then the bytes of the command. */
  private void serve() {
    while (!stopped) {
      int taken =
          commands.read(
              (type, buffer, index, length) ->
                  machine.apply(
                      buffer.getLong(index), buffer, index + Long.BYTES, length - Long.BYTES),
              16);
      if (taken == 0) {
        Thread.onSpinWait();
      }
    }
  }

  private void publish(DirectBuffer buffer, int offset, int length) {
    if (!open) {
      return;
    }
    int claimed = events.tryClaim(1, BitUtil.align(length, Long.BYTES));
    while (claimed < 0) {
      Thread.onSpinWait();
      claimed = events.tryClaim(1, BitUtil.align(length, Long.BYTES));
    }
    events.buffer().putBytes(claimed, buffer, offset, length);
    events.commit(claimed);
  }
}
