package caisson.scripts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition outside, with a bound; asks often and tells what was missing. */
final class Await {
  private static final long PAUSE_NS = 100_000_000;

  private Await() {}

  static <T> T value(String what, Duration limit, Supplier<Optional<T>> question) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new VenueException(what + ": not there after " + limit.toSeconds() + " s");
      }
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new VenueException(what + ": interrupted");
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  static void until(String what, Duration limit, BooleanSupplier condition) {
    value(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }
}
