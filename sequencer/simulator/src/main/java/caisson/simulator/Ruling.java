package caisson.simulator;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Rules come into force, in half of the seeds at once; now and then some that are refused. */
final class Ruling {
  private final SplittableRandom random;
  private boolean atOnce;

  Ruling(long seed) {
    random = new SplittableRandom(-seed);
    atOnce = random.nextBoolean();
  }

  /** Null most of the time. */
  @Nullable Step next() {
    if (atOnce) {
      atOnce = false;
      return Step.of(Verb.INFORCE, 1);
    }
    return random.nextInt(3_000) == 0 ? Step.of(Verb.INFORCE, random.nextInt(3)) : null;
  }
}
