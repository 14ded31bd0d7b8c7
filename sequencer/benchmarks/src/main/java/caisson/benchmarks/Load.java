package caisson.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * What else ran on the machine during an interval. Foreign is the share of all processors that
 * other processes used, or of the processor's speed that other machines took ({@link Pace}),
 * whichever is larger: an interval with more than the bound says little and is dropped.
 */
final class Load {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final long NS_PER_TICK = 10_000_000L;

  private long wallNs;
  private long cpuNs;
  private long busyNs;
  private long ownNs;
  private long allocated;
  private long probeNs;

  /**
   * An interval of the calling thread.
   *
   * @param probeNs the slower pace of its begin and its end
   */
  record Interval(long wallNs, long cpuNs, double others, long allocatedBytes, long probeNs) {
    double foreign() {
      return Math.max(others, Pace.missing(probeNs));
    }
  }

  void begin() {
    probeNs = Pace.probeNs();
    busyNs = busyNs();
    ownNs = SYSTEM.getProcessCpuTime();
    allocated = THREADS.getCurrentThreadAllocatedBytes();
    cpuNs = THREADS.getCurrentThreadCpuTime();
    wallNs = System.nanoTime();
  }

  Interval end() {
    long wall = System.nanoTime() - wallNs;
    long cpu = THREADS.getCurrentThreadCpuTime() - cpuNs;
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long own = SYSTEM.getProcessCpuTime() - ownNs;
    long others = Math.max(0, busyNs() - busyNs - own);
    double share = (double) others / ((double) PROCESSORS * wall);
    return new Interval(wall, cpu, share, bytes, Math.max(probeNs, Pace.probeNs()));
  }

  /** Waits until others use less than this share for 200 ms, at most so many seconds. */
  static void awaitQuiet(double bound, int seconds) {
    awaitQuiet(bound, seconds, Interval::foreign);
  }

  static void awaitQuiet(double bound, int seconds, ToDoubleFunction<Interval> disturbed) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < deadline) {
      var load = new Load();
      load.begin();
      LockSupport.parkNanos(200_000_000L);
      if (disturbed.applyAsDouble(load.end()) < bound) {
        return;
      }
    }
  }

  /** Waits until this process does nothing, so compiles nothing, for 200 ms, at most 20 seconds. */
  static void awaitCompiled() {
    long deadline = System.nanoTime() + 20_000_000_000L;
    long usedNs = Long.MAX_VALUE;
    while (usedNs > 10_000_000 && System.nanoTime() < deadline) {
      long before = SYSTEM.getProcessCpuTime();
      LockSupport.parkNanos(200_000_000L);
      usedNs = SYSTEM.getProcessCpuTime() - before;
    }
  }

  private static long busyNs() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] words = lines.findFirst().orElseThrow().trim().split("\\s+");
      long ticks = 0;
      for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
        ticks += Long.parseLong(words[i]);
      }
      return ticks * NS_PER_TICK;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
