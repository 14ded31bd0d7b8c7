package caisson.attestor;

import caisson.clearing.Move;
import caisson.clearing.MoveList;
import caisson.clearing.SealedWindow;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The newest windows, as many as fit: evidence of moves makes one of them weigh megabytes on a busy
 * day and nothing on a quiet one. Written by one thread, read by any.
 *
 * <p>Weights are what grows with trading, in bytes about right; trees share what did not change.
 * The newest {@link #LEAST} stay whatever they weigh: those the bridge may still ask for.
 */
final class Windows {
  static final int LEAST = 16;
  static final int MOST = 1024;

  private static final long BASE = 4_096;
  private static final long ENTRY = 48;
  private static final long LEAF = 24 * 200;
  private static final long MOVE = 240;

  private final long limit;
  private final ConcurrentSkipListMap<Long, SealedWindow> byNo = new ConcurrentSkipListMap<>();
  private long weight;

  Windows(long limitBytes) {
    this.limit = limitBytes;
  }

  void keep(SealedWindow window) {
    byNo.put(window.no(), window);
    weight += weight(window);
    while (byNo.size() > LEAST && (weight > limit || byNo.size() > MOST)) {
      Map.Entry<Long, SealedWindow> oldest = byNo.pollFirstEntry();
      weight -= weight(oldest.getValue());
    }
  }

  Optional<SealedWindow> of(long no) {
    return Optional.ofNullable(byNo.get(no));
  }

  int size() {
    return byNo.size();
  }

  static long weight(SealedWindow window) {
    long weight = BASE;
    weight += ENTRY * window.entries().size() + LEAF * window.touchedLeaves().size();
    for (MoveList list : window.fills().lists()) {
      for (Move move : list.moves()) {
        weight += MOVE + move.evidence().length();
      }
    }
    return weight;
  }
}
