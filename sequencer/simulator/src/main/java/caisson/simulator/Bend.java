package caisson.simulator;

import caisson.protocol.SetRulesDecoder;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;

/**
 * A command as a faulty or hostile sender might write it: a field or two hold what nobody meant,
 * mostly the edge of something, and some are cut short or say they are another command. An engine
 * may refuse it or do what it says, it may not stop.
 */
final class Bend {
  private static final int HEADER = 8;
  private static final int TEMPLATE = 2;

  /** The highest of a command. */
  private static final int TEMPLATES = 97;

  /** Rules that an engine does not know stop it, as they must: nobody bends a command into them. */
  private static final int NEVER = SetRulesDecoder.TEMPLATE_ID;

  private static final int VERSION = 6;

  private static final long[] EDGES = {
    0,
    1,
    2,
    -1,
    7,
    8,
    9,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    4_095,
    4_096,
    65_535,
    65_536,
    1_000_000,
    1_000_000_000,
    1_000_000_000_000L,
    1_000_000_000_000_000_000L,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 53,
    (1L << 62) - 1,
    1L << 62,
    -(1L << 62),
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private Bend() {}

  /** The same seed bends the same bytes alike; returns how many are left. */
  static int bend(MutableDirectBuffer command, int length, long seed) {
    var random = new SplittableRandom(seed);
    int left = length;
    for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
      int draw = random.nextInt(100);
      if (draw == 0) {
        left = random.nextInt(length + 1);
      } else if (draw == 1) {
        int template = 1 + random.nextInt(TEMPLATES);
        command.putShort(TEMPLATE, (short) (template == NEVER ? 0 : template));
      } else if (draw == 2) {
        command.putShort(random.nextBoolean() ? 0 : VERSION, (short) random.nextInt(300));
      } else {
        field(command, length, random);
      }
    }
    return left;
  }

  /** Fields have one, two, four or eight bytes; where they begin is left to chance. */
  private static void field(MutableDirectBuffer command, int length, SplittableRandom random) {
    int bytes = 1 << random.nextInt(4);
    if (length < HEADER + bytes) {
      return;
    }
    int at = HEADER + random.nextInt(length - HEADER - bytes + 1);
    switch (bytes) {
      case 1 -> command.putByte(at, (byte) value(command.getByte(at), random));
      case 2 -> command.putShort(at, (short) value(command.getShort(at), random));
      case 4 -> command.putInt(at, (int) value(command.getInt(at), random));
      default -> command.putLong(at, value(command.getLong(at), random));
    }
  }

  private static long value(long meant, SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> meant + 1;
      case 1 -> meant - 1;
      case 2 -> -meant;
      case 3 -> 2 * meant;
      case 4 -> random.nextLong();
      case 5 -> meant ^ 1L << random.nextInt(64);
      default -> EDGES[random.nextInt(EDGES.length)];
    };
  }
}
