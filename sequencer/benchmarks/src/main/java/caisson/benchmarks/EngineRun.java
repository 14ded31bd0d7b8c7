package caisson.benchmarks;

import caisson.engine.CommandBurst;
import caisson.engine.EngineLimits;
import caisson.engine.StateMachine;
import caisson.engine.book.Orders;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.StampEncoder;
import java.util.Arrays;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The whole command path on one thread, in its own JVM: decode, key and limits, margin, match,
 * apply, encode events into a sink that reads nothing but counts what was refused.
 */
final class EngineRun {
  private static final int USERS = 100_000;
  private static final int MARKETS = 64;
  private static final int RESTING = 1_000;
  private static final int COMMANDS = 500_000;
  private static final int BATCH_BYTES = COMMANDS * 216;
  private static final int WARM_UP = 6;

  /** Others' share of the machine up to which a part that is measured once begins. */
  private static final double QUIET = 0.08;

  private static final int REJECTED =
      MessageHeaderEncoder.ENCODED_LENGTH + CommandRejectedDecoder.BLOCK_LENGTH;
  private static final int LAST_FLAG =
      MessageHeaderEncoder.ENCODED_LENGTH + StampEncoder.lastEncodingOffset();

  private static long rejected;

  /** Where the time of each command goes while it is taken; null otherwise. */
  private static @Nullable Latencies times;

  private static long doneNs;

  private EngineRun() {}

  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "commands" -> commands(Integer.parseInt(arguments[1]), Double.parseDouble(arguments[2]));
      case "order" -> bytesPerOrder();
      case "replay" -> replay();
      case "restore" -> restore();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static StateMachine machine(int users, int orders) {
    var limits = new EngineLimits(users, 2, MARKETS, orders, 1_024, users + 1, 16, 2_500);
    return new StateMachine(
        (buffer, offset, length) -> {
          if (length == REJECTED
              && buffer.getShort(offset + 2) == CommandRejectedDecoder.TEMPLATE_ID) {
            rejected++;
          }
          if (times != null && buffer.getByte(offset + LAST_FLAG) != 0) {
            long now = System.nanoTime();
            times.record(now - doneNs);
            doneNs = now;
          }
        },
        limits);
  }

  private static void commands(int intervals, double foreignBound) {
    var machine = machine(USERS, 131_072);
    var traffic = new EngineTraffic(USERS, MARKETS, RESTING);
    traffic.open(machine);
    var burst = new CommandBurst(machine);
    var batch = new EngineTraffic.Batch(BATCH_BYTES);
    for (int i = 0; i < WARM_UP; i++) {
      traffic.fill(batch, COMMANDS);
      batch.applyAll(burst);
    }
    rejected = 0;
    var taken = new Intervals(intervals, foreignBound);
    while (taken.lacking()) {
      traffic.fill(batch, COMMANDS);
      taken.take(() -> batch.applyAll(burst));
    }
    for (var interval : taken.all()) {
      System.out.printf(
          Locale.ROOT,
          "interval %d %d %.4f %d%n",
          interval.wallNs(),
          interval.cpuNs(),
          interval.foreign(),
          interval.allocatedBytes());
    }
    System.out.println("rejected " + rejected + " " + (long) taken.all().size() * COMMANDS);
    System.out.println("clock " + clock().at(0.5));
    for (int pass = 0; pass < 3; pass++) {
      traffic.fill(batch, COMMANDS);
      Load.awaitQuiet(2 * foreignBound, 20);
      times(burst, batch);
    }
  }

  /** From one command's last event to the next one's; one reading of the clock counts too. */
  private static void times(CommandBurst burst, EngineTraffic.Batch batch) {
    var taken = new Latencies();
    times = taken;
    doneNs = System.nanoTime();
    batch.applyAll(burst);
    times = null;
    System.out.println(
        "times "
            + taken.at(0.5)
            + " "
            + taken.at(0.9)
            + " "
            + taken.at(0.99)
            + " "
            + taken.at(0.999)
            + " "
            + taken.longest());
  }

  /** What a single time holds beside the command: from one reading of the clock to the next. */
  private static Latencies clock() {
    var taken = new Latencies();
    long before = System.nanoTime();
    for (int i = 0; i < COMMANDS; i++) {
      long now = System.nanoTime();
      taken.record(now - before);
      before = now;
    }
    return taken;
  }

  /** Bytes of the pool and its index at the configured capacity. */
  private static void bytesPerOrder() {
    int capacity = 1 << 20;
    var load = new Load();
    load.begin();
    var orders = new Orders(capacity);
    long bytes = load.end().allocatedBytes();
    System.out.printf(Locale.ROOT, "order %.1f%n", (double) bytes / orders.capacity());
  }

  /** The same commands again from an empty state; the end must hash alike. */
  private static void replay() {
    var first = machine(USERS, 131_072);
    var second = machine(USERS, 131_072);
    var traffic = new EngineTraffic(USERS, MARKETS, RESTING);
    traffic.open(first);
    new EngineTraffic(USERS, MARKETS, RESTING).open(second);
    var batch = new EngineTraffic.Batch(BATCH_BYTES);
    var burst = new CommandBurst(second);
    long ns = 0;
    for (int i = 0; i < 6; i++) {
      traffic.fill(batch, COMMANDS);
      batch.applyAll(first);
      Load.awaitQuiet(QUIET, 20);
      long begun = System.nanoTime();
      batch.applyAll(burst);
      ns += System.nanoTime() - begun;
    }
    requireEqual(first, second);
    System.out.printf(Locale.ROOT, "replay %.0f%n", 6.0 * COMMANDS * 1e9 / ns);
  }

  /** A million accounts and a million orders from a snapshot's records into an empty state. */
  private static void restore() {
    int million = 1_000_000;
    var machine = machine(million, 1_200_000);
    var traffic = new EngineTraffic(million, MARKETS, 16_500);
    traffic.open(machine);
    var batch = new EngineTraffic.Batch(BATCH_BYTES);
    traffic.fill(batch, COMMANDS);
    batch.applyAll(machine);
    while (machine.restingOrders() < million) {
      traffic.rest(batch, 50_000);
      batch.applyAll(machine);
    }
    var records = new UnsafeBuffer(new byte[1 << 29]);
    int[] end = {0};
    machine.snapshot(
        (buffer, offset, length) -> {
          records.putInt(end[0], length);
          records.putBytes(end[0] + 8, buffer, offset, length);
          end[0] = (end[0] + 8 + length + 7) & ~7;
        });
    int orders = machine.restingOrders();
    byte[] hash = machine.stateHash();
    machine = machine(million, 1_200_000);
    System.gc();
    Load.awaitQuiet(QUIET, 20);
    long begun = System.nanoTime();
    for (int at = 0; at < end[0]; ) {
      int length = records.getInt(at);
      machine.restore(records, at + 8, length);
      at = (at + 8 + length + 7) & ~7;
    }
    machine.endRestore();
    long ns = System.nanoTime() - begun;
    if (!Arrays.equals(hash, machine.stateHash())) {
      throw new IllegalStateException("the restored state has another hash");
    }
    System.out.printf(Locale.ROOT, "restore %.3f %d %d%n", ns / 1e9, million, orders);
  }

  private static void requireEqual(StateMachine first, StateMachine second) {
    if (!Arrays.equals(first.stateHash(), second.stateHash())) {
      throw new IllegalStateException("the replayed state has another hash");
    }
  }
}
