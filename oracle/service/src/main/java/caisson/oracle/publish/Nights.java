package caisson.oracle.publish;

import caisson.pricing.MarkFormula.Inputs;
import caisson.pricing.OffHoursFormula;
import caisson.pricing.OffHoursFormula.Average;
import caisson.pricing.OffHoursFormula.Range;
import caisson.protocol.GapMovedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SetOffHoursDecoder;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What marks of markets are made of while their exchange is closed, computed again from spans,
 * sessions and gaps as the log tells them, and from the index of the round before.
 */
final class Nights {
  private record Spans(int overnightS, int weekendS) {}

  private record Told(long close, int spanS, int gapBps, Range range, Average average) {}

  private static final class Night {
    Spans spans = new Spans(0, 0);
    @Nullable Spans before;
    MarketSession session = MarketSession.REGULAR;
    int gapBps;
    long lastIndex;
    long close;
    Average average = new Average(0, 0);
    @Nullable Told told;
  }

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final SetOffHoursDecoder set = new SetOffHoursDecoder();
  private final Map<Integer, Night> nights = new HashMap<>();
  private @Nullable Night changed;
  private String difference = "";

  /** Of the last round; empty when it was as computed. */
  String difference() {
    return difference;
  }

  void onCommand(DirectBuffer buffer, int offset, int length) {
    changed = null;
    int needed = MessageHeaderDecoder.ENCODED_LENGTH + SetOffHoursDecoder.BLOCK_LENGTH;
    if (length < needed
        || header.wrap(buffer, offset).templateId() != SetOffHoursDecoder.TEMPLATE_ID) {
      return;
    }
    set.wrapAndApplyHeader(buffer, offset, header);
    Night night = of(set.market());
    night.before = night.spans;
    night.spans = new Spans(set.overnightS(), set.weekendS());
    changed = night;
  }

  /** The spans of the command at hand were refused. */
  void takeBack() {
    Night night = changed;
    if (night != null && night.before != null) {
      night.spans = night.before;
    }
    changed = null;
  }

  void onSession(SessionChangedDecoder e) {
    of(e.market()).session = e.session();
  }

  void onGap(GapMovedDecoder e) {
    of(e.market()).gapBps = e.gapBps();
  }

  void onMarked(OffHoursMarkedDecoder e) {
    of(e.market()).told =
        new Told(
            e.closeTicks(),
            e.spanS(),
            e.gapBps(),
            new Range(e.lowTicks(), e.highTicks()),
            new Average(e.average(), e.carried()));
  }

  boolean holds(int market) {
    Night night = of(market);
    difference = "";
    boolean closed =
        night.session == MarketSession.OVERNIGHT || night.session == MarketSession.WEEKEND;
    if (closed && night.spans.overnightS != 0) {
      return true;
    }
    night.close = 0;
    compare(market, night, null);
    return false;
  }

  /** What the mark is made of; a difference from what was told is kept. */
  long fair(MarkComputedDecoder e, Inputs in) {
    Night night = of(e.market());
    if (night.close == 0) {
      night.close = OffHoursFormula.close(night.lastIndex, in);
      night.average = OffHoursFormula.begin(e.previousMarkTicks(), in);
    }
    boolean weekend = night.session == MarketSession.WEEKEND;
    int spanS = weekend ? night.spans.weekendS : night.spans.overnightS;
    Range range = OffHoursFormula.range(night.close, e.maintenancePpm(), night.gapBps, in);
    night.average = OffHoursFormula.next(night.average, range, in, spanS);
    compare(e.market(), night, new Told(night.close, spanS, night.gapBps, range, night.average));
    return night.average.fair();
  }

  void priced(int market, long indexTicks) {
    of(market).lastIndex = indexTicks;
  }

  private void compare(int market, Night night, @Nullable Told expected) {
    boolean same = expected == null ? night.told == null : expected.equals(night.told);
    if (!same) {
      difference = "market=%d night expected=%s found=%s".formatted(market, expected, night.told);
    }
    night.told = null;
  }

  private Night of(int market) {
    return nights.computeIfAbsent(market, m -> new Night());
  }
}
