package caisson.benchmarks;

import java.util.Arrays;

/**
 * The three workloads. Prices lie around a middle that walks one tick every 256 commands, a
 * distance from it that falls off exponentially; cancels, moves and reductions draw uniformly from
 * all resting orders, which makes the large book hostile to caches.
 */
enum CommandGenerator {
  MIX1K("mix1k", 1_000, false),
  MOVES1K("moves1k", 1_000, true),
  MIX1M("mix1m", 1_000_000, false);

  private static final int TIMED = 3_000_000;
  private static final int USERS = 10_000;

  final String file;
  private final int target;
  private final boolean moves;

  CommandGenerator(String file, int target, boolean moves) {
    this.file = file;
    this.target = target;
    this.moves = moves;
  }

  CommandFile generate() {
    return new Run().generate();
  }

  private final class Run {
    private final CommandFile file = new CommandFile(target, TIMED);
    private final OurBook book = new OurBook(2 * target + 1_000);

    /** Ids that rested once; the dead among them are dropped when they are drawn. */
    private long[] ids = new long[2 * target + 1_000];

    private int count;
    private long random = 0x9E3779B97F4A7C15L;
    private long middle = 100_000;
    private long nextId = 1;

    CommandFile generate() {
      for (int at = 0; at < file.size; at++) {
        if (at % 256 == 0) {
          middle = Math.clamp(middle + ((next() & 1) == 0 ? 1 : -1), 95_000, 105_000);
        }
        if (at < file.fill) {
          limit(at);
        } else if (moves) {
          manyMoves(at);
        } else {
          mix(at);
        }
        file.apply(at, book);
      }
      return file;
    }

    private void mix(int at) {
      int draw = below(100);
      if (draw < (book.count() < target ? 52 : 38) || book.count() == 0) {
        limit(at);
      } else if (draw < 84) {
        cancel(at);
      } else if (draw < 94) {
        move(at);
      } else {
        take(at);
      }
    }

    private void manyMoves(int at) {
      int draw = below(100);
      if (draw < (book.count() < target ? 20 : 6) || book.count() == 0) {
        limit(at);
      } else if (draw < 20) {
        cancel(at);
      } else if (draw < 91) {
        move(at);
      } else if (draw < 98) {
        reduce(at);
      } else {
        take(at);
      }
    }

    private void limit(int at) {
      boolean bid = (next() & 1) == 0;
      double unit = ((next() >>> 11) + 1) * 0x1.0p-53;
      double scale = Math.max(20, target / 40);
      long distance = Math.min(20_000, 1 + (long) (-StrictMath.log(unit) * scale));
      long ticks = bid ? middle - distance : middle + distance;
      long id = remember(nextId++);
      file.put(at, CommandFile.GTC, bid, id, userOf(id), ticks, 1 + below(100));
    }

    private void cancel(int at) {
      long id = anyLive();
      file.put(at, CommandFile.CANCEL, false, id, userOf(id), 0, 0);
    }

    private void reduce(int at) {
      long id = anyLive();
      file.put(at, CommandFile.REDUCE, false, id, userOf(id), 0, 1 + below(30));
    }

    private void move(int at) {
      long id = anyLive();
      file.put(at, CommandFile.MOVE, false, id, userOf(id), book.ticks(id) + below(11) - 5, 0);
    }

    private void take(int at) {
      boolean bid = (next() & 1) == 0;
      long ticks = bid ? middle + 50 : middle - 50;
      long id = nextId++;
      file.put(at, CommandFile.IOC, bid, id, userOf(id), ticks, 1 + below(120));
    }

    private long remember(long id) {
      if (count == ids.length) {
        int live = 0;
        for (int i = 0; i < count; i++) {
          if (book.live(ids[i])) {
            ids[live++] = ids[i];
          }
        }
        count = live;
        if (count > ids.length / 2) {
          ids = Arrays.copyOf(ids, 2 * ids.length);
        }
      }
      ids[count++] = id;
      return id;
    }

    private long anyLive() {
      while (true) {
        int at = below(count);
        if (book.live(ids[at])) {
          return ids[at];
        }
        ids[at] = ids[--count];
      }
    }

    /** The same for an order's whole life: the peer lets only the owner touch it. */
    private static int userOf(long id) {
      return (int) ((id * 0x9E37_79B9L >>> 8) % USERS);
    }

    private int below(int bound) {
      return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    private long next() {
      random ^= random << 13;
      random ^= random >>> 7;
      random ^= random << 17;
      return random;
    }
  }
}
