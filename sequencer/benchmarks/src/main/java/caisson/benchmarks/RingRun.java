package caisson.benchmarks;

import caisson.engine.CommandBurst;
import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.StampEncoder;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Ring to ring: one thread writes commands into a ring at fixed times, whether or not the last one
 * was answered, and reads every event from another ring; the engine's thread stands between. A
 * command's time runs from when it was meant to be sent to when its last event was read.
 *
 * <p>Both threads spin. Where one finds that a millisecond has gone by between two looks at the
 * clock it was not running: no command takes so long. At a fixed rate that delays what was meant to
 * be sent meanwhile. The 99th percentile leaves out one command in a hundred, so a pass in which
 * the two stood still, or others used the machine, for more than a hundredth of it tells of them
 * and not of the path: it is printed, and dropped.
 */
final class RingRun {
  private static final int COMMANDS = 200_000;
  private static final long GAP_NS = 5_000;
  private static final int USERS = 100_000;
  private static final int MARKETS = 64;
  private static final int RESTING = 1_000;
  private static final int BATCHES = 4;

  /** Passes until the compiler has nothing more to do; it uses one of the two processors. */
  private static final int WARM_UP = 16;

  private static final int MOST_PASSES = 60;

  /** Of a pass: what the 99th percentile leaves out. */
  private static final double BEYOND = 0.01;

  private static final int LAST_FLAG =
      MessageHeaderEncoder.ENCODED_LENGTH + StampEncoder.lastEncodingOffset();

  private final OneToOneRingBuffer commands = ring();
  private final OneToOneRingBuffer events = ring();
  private final EngineTraffic traffic = new EngineTraffic(USERS, MARKETS, RESTING);
  private final EngineTraffic.Batch batch = new EngineTraffic.Batch(COMMANDS * 216);
  private final StateMachine machine =
      new StateMachine(
          this::publish, new EngineLimits(USERS, 2, MARKETS, 131_072, 1_024, USERS + 1, 16, 2_500));
  private final MessageHandler reader = this::read;
  private volatile boolean open;
  private volatile boolean stopped;
  private Latencies taken = new Latencies();
  private long begunNs;
  private int answered;
  private final Stalls sender = new Stalls();
  private final Stalls engine = new Stalls();

  /** Written by one thread, read by the other after a pass. */
  private static final class Stalls {
    private static final long LEAST_NS = 1_000_000;
    private volatile long sumNs;
    private long lastNs;

    long look() {
      long now = System.nanoTime();
      if (lastNs != 0 && now - lastNs > LEAST_NS) {
        sumNs += now - lastNs;
      }
      lastNs = now;
      return now;
    }
  }

  private RingRun() {}

  public static void main(String[] arguments) throws InterruptedException {
    new RingRun().run(Integer.parseInt(arguments[0]), Double.parseDouble(arguments[1]));
  }

  private static OneToOneRingBuffer ring() {
    return new OneToOneRingBuffer(
        new UnsafeBuffer(
            ByteBuffer.allocateDirect((1 << 22) + RingBufferDescriptor.TRAILER_LENGTH)));
  }

  private void run(int wanted, double foreignBound) throws InterruptedException {
    traffic.open(machine);
    for (int i = 0; i < BATCHES; i++) {
      traffic.fill(batch, COMMANDS);
      batch.applyAll(machine);
    }
    open = true;
    var server = new Thread(this::serve, "engine");
    server.start();
    for (int i = 0; i < WARM_UP; i++) {
      pass();
    }
    int counted = 0;
    for (int i = 0; i < MOST_PASSES && counted < wanted; i++) {
      counted += measured(foreignBound) ? 1 : 0;
    }
    stopped = true;
    server.join();
  }

  /** Prints a pass; whether it counts. */
  private boolean measured(double foreignBound) throws InterruptedException {
    Load.awaitQuiet(2 * foreignBound, 10);
    var load = new Load();
    load.begin();
    long stalled = sender.sumNs + engine.sumNs;
    pass();
    var interval = load.end();
    stalled = sender.sumNs + engine.sumNs - stalled;
    boolean disturbed = interval.foreign() > BEYOND || stalled > BEYOND * interval.wallNs();
    boolean counts = !disturbed || foreignBound > 1;
    System.out.printf(
        Locale.ROOT,
        "%s %.4f %d %d %d %d %d stalled %d us%n",
        counts ? "ring" : "dropped",
        interval.foreign(),
        taken.at(0.5),
        taken.at(0.9),
        taken.at(0.99),
        taken.at(0.999),
        taken.longest(),
        stalled / 1_000);
    return counts;
  }

  // The client's thread

  private void pass() {
    traffic.fill(batch, COMMANDS);
    taken = new Latencies();
    answered = 0;
    sender.lastNs = 0;
    begunNs = System.nanoTime() + 1_000_000;
    for (int sent = 0; sent < COMMANDS; sent++) {
      while (sender.look() < begunNs + sent * GAP_NS) {
        receive();
      }
      send(sent);
    }
    while (answered < COMMANDS) {
      receive();
      sender.look();
    }
  }

  private void send(int command) {
    int length = batch.length(command);
    int claimed = commands.tryClaim(1, Long.BYTES + length);
    while (claimed < 0) {
      receive();
      claimed = commands.tryClaim(1, Long.BYTES + length);
    }
    commands.buffer().putLong(claimed, batch.timeNs(command));
    commands.buffer().putBytes(claimed + Long.BYTES, batch.buffer, batch.start(command), length);
    commands.commit(claimed);
  }

  private void receive() {
    events.read(reader, 64);
  }

  private void read(int type, MutableDirectBuffer buffer, int index, int length) {
    if (buffer.getByte(index + LAST_FLAG) != 0) {
      taken.record(System.nanoTime() - (begunNs + answered++ * GAP_NS));
    }
  }

  // The engine's thread

  /** A ring's message is the time of the log and then the bytes of the command. */
  private void serve() {
    var burst = new CommandBurst(machine);
    MessageHandler taker =
        (type, buffer, index, length) ->
            burst.add(buffer.getLong(index), buffer, index + Long.BYTES, length - Long.BYTES);
    while (!stopped) {
      engine.look();
      commands.read(taker, CommandBurst.MOST);
      if (burst.applyAll() == 0) {
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
