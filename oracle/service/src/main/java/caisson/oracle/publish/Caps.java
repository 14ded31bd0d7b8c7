package caisson.oracle.publish;

import caisson.pricing.CapFormula.Average;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.SetMarkCapDecoder;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** How far marks with a cap may go, computed again from the marks that stood. */
final class Caps {
  private record Cap(int ppm, Average average) {}

  private record Told(Average average, long most) {}

  private static final Cap NONE = new Cap(0, Average.NONE);

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SetMarkCapDecoder set = new SetMarkCapDecoder();
  private final Map<Integer, Cap> caps = new HashMap<>();
  private final Map<Integer, Told> told = new HashMap<>();
  private int changed;
  private Cap before = NONE;
  private String difference = "";

  /** Of the last round; empty when it was as computed. */
  String difference() {
    return difference;
  }

  void onCommand(DirectBuffer buffer, int offset, int length) {
    changed = 0;
    int needed = MessageHeaderDecoder.ENCODED_LENGTH + SetMarkCapDecoder.BLOCK_LENGTH;
    if (length < needed
        || header.wrap(buffer, offset).templateId() != SetMarkCapDecoder.TEMPLATE_ID) {
      return;
    }
    set.wrapAndApplyHeader(buffer, offset, header);
    changed = set.market();
    before = of(changed);
    boolean goesOn = before.ppm != 0 && set.capPpm() != 0;
    caps.put(changed, new Cap(set.capPpm(), goesOn ? before.average : Average.NONE));
  }

  /** The cap of the command at hand was refused. */
  void takeBack() {
    if (changed != 0) {
      caps.put(changed, before);
    }
    changed = 0;
  }

  void onAveraged(MarkAveragedDecoder e) {
    told.put(e.market(), new Told(new Average(e.average(), e.carried()), e.mostTicks()));
  }

  /** What is left of a price; a difference from what was told is kept. */
  long of(MarkComputedDecoder e, long price) {
    difference = "";
    Cap cap = of(e.market());
    if (cap.ppm == 0 || e.previousMarkTicks() == 0) {
      compare(e.market(), null);
      return price;
    }
    Average average = cap.average.next(e.previousMarkTicks(), e.elapsedMs());
    caps.put(e.market(), new Cap(cap.ppm, average));
    long most = average.most(cap.ppm);
    compare(e.market(), new Told(average, most));
    return Math.min(price, most);
  }

  private void compare(int market, @Nullable Told expected) {
    Told found = told.remove(market);
    boolean same = expected == null ? found == null : expected.equals(found);
    if (!same) {
      difference = "market=%d cap expected=%s found=%s".formatted(market, expected, found);
    }
  }

  private Cap of(int market) {
    return caps.getOrDefault(market, NONE);
  }
}
