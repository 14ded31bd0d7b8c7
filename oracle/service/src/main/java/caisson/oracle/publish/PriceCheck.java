package caisson.oracle.publish;

import caisson.client.EventHandler;
import caisson.pricing.Funding;
import caisson.pricing.MarkFormula;
import caisson.pricing.MarkFormula.Averages;
import caisson.pricing.MarkFormula.Inputs;
import caisson.pricing.MarkFormula.Rules;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.GapMovedDecoder;
import caisson.protocol.MarkAveragedDecoder;
import caisson.protocol.MarkComputedDecoder;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OffHoursMarkedDecoder;
import caisson.protocol.PhaseChangedDecoder;
import caisson.protocol.SessionChangedDecoder;
import caisson.protocol.SetMarkRulesDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Computes every mark, premium and funding rate of the log again, from the inputs in the events,
 * and remembers the first that differs. What the impact prices were taken from, the book, is the
 * business of a replay.
 */
final class PriceCheck implements EventHandler {
  private static final long HOUR_NS = 3_600_000_000_000L;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder applied = new CommandAppliedDecoder();
  private final SetMarkRulesDecoder rules = new SetMarkRulesDecoder();
  private final MarkComputedDecoder computed = new MarkComputedDecoder();
  private final FundingSettledDecoder settled = new FundingSettledDecoder();
  private final PhaseChangedDecoder phase = new PhaseChangedDecoder();
  private final SessionChangedDecoder session = new SessionChangedDecoder();
  private final GapMovedDecoder gap = new GapMovedDecoder();
  private final MarkAveragedDecoder averaged = new MarkAveragedDecoder();
  private final OffHoursMarkedDecoder night = new OffHoursMarkedDecoder();
  private final MarketListedDecoder listed = new MarketListedDecoder();
  private final Map<Integer, Long> maxTicks = new HashMap<>();
  private final Map<Integer, Market> markets = new HashMap<>();

  /** Those that do not trade, halted or in an auction: they charge no funding. */
  private final Set<Integer> shut = new HashSet<>();

  /** Those whose exchange is closed for the night or the weekend: they charge half of it. */
  private final Set<Integer> offHours = new HashSet<>();

  private final Nights nights = new Nights();
  private final Caps caps = new Caps();

  private final List<Integer> setInSequence = new ArrayList<>();
  private volatile String difference = "";
  private long checked;

  private static final class Market {
    Rules rules = new Rules(0, 0, 0, 0);
    Averages averages = Averages.NONE;
    @Nullable Market before;
    long maintenancePpm;
    long hour;
    final List<Long> samples = new ArrayList<>();
    final List<Long> samplesBefore = new ArrayList<>();
  }

  /** The first that differs, in words; empty while all are the same. */
  String difference() {
    return difference;
  }

  /** Marks computed again. */
  long checked() {
    return checked;
  }

  @Override
  public void onEvent(
      long sequence,
      int index,
      boolean last,
      int templateId,
      DirectBuffer buffer,
      int offset,
      int length) {
    switch (templateId) {
      case CommandAppliedDecoder.TEMPLATE_ID ->
          onCommand(applied.wrapAndApplyHeader(buffer, offset, header));
      case CommandRejectedDecoder.TEMPLATE_ID -> {
        takeBack();
        nights.takeBack();
        caps.takeBack();
      }
      case GapMovedDecoder.TEMPLATE_ID ->
          nights.onGap(gap.wrapAndApplyHeader(buffer, offset, header));
      case MarkAveragedDecoder.TEMPLATE_ID ->
          caps.onAveraged(averaged.wrapAndApplyHeader(buffer, offset, header));
      case OffHoursMarkedDecoder.TEMPLATE_ID ->
          nights.onMarked(night.wrapAndApplyHeader(buffer, offset, header));
      case MarketListedDecoder.TEMPLATE_ID -> {
        listed.wrapAndApplyHeader(buffer, offset, header);
        maxTicks.put(listed.market(), listed.maxTicks());
      }
      case MarkComputedDecoder.TEMPLATE_ID ->
          onComputed(sequence, computed.wrapAndApplyHeader(buffer, offset, header));
      case PhaseChangedDecoder.TEMPLATE_ID ->
          onPhase(phase.wrapAndApplyHeader(buffer, offset, header));
      case SessionChangedDecoder.TEMPLATE_ID ->
          onSession(session.wrapAndApplyHeader(buffer, offset, header));
      case FundingSettledDecoder.TEMPLATE_ID ->
          onSettled(sequence, settled.wrapAndApplyHeader(buffer, offset, header));
      default -> {
        // Says nothing of marks.
      }
    }
  }

  private void onCommand(CommandAppliedDecoder e) {
    setInSequence.clear();
    DirectBuffer buffer = e.buffer();
    int command = e.limit() + CommandAppliedDecoder.commandHeaderLength();
    nights.onCommand(buffer, command, e.commandLength());
    caps.onCommand(buffer, command, e.commandLength());
    int needed = MessageHeaderDecoder.ENCODED_LENGTH + SetMarkRulesDecoder.BLOCK_LENGTH;
    if (e.commandLength() < needed
        || header.wrap(buffer, command).templateId() != SetMarkRulesDecoder.TEMPLATE_ID) {
      return;
    }
    rules.wrapAndApplyHeader(buffer, command, header);
    Market market = new Market();
    market.rules =
        new Rules(rules.slewPpm(), rules.bandPpm(), rules.basisCapPpm(), rules.interestE9());
    market.before = markets.get(rules.market());
    if (market.before != null) {
      market.hour = market.before.hour;
      market.samples.addAll(market.before.samples);
      market.samplesBefore.addAll(market.before.samplesBefore);
    }
    markets.put(rules.market(), market);
    setInSequence.add(rules.market());
  }

  /** The rules of the command at hand were refused. */
  private void takeBack() {
    for (int market : setInSequence) {
      Market before = Objects.requireNonNull(markets.get(market)).before;
      if (before == null) {
        markets.remove(market);
      } else {
        markets.put(market, before);
      }
    }
    setInSequence.clear();
  }

  private void onComputed(long sequence, MarkComputedDecoder e) {
    Market market = markets.get(e.market());
    if (market == null) {
      differs("sequence=%d market=%d computes without rules".formatted(sequence, e.market()));
      return;
    }
    Inputs inputs =
        new Inputs(
            e.indexTicks(),
            e.externalTicks(),
            e.impactBidTicks(),
            e.impactAskTicks(),
            e.elapsedMs());
    market.before = null;
    market.averages = market.averages.next(inputs);
    long fair =
        nights.holds(e.market())
            ? nights.fair(e, inputs)
            : MarkFormula.fair(market.rules, market.averages, inputs);
    nights.priced(e.market(), e.indexTicks());
    fair = caps.of(e, fair);
    long mark = MarkFormula.bounded(market.rules, fair, inputs, e.previousMarkTicks());
    for (String found : new String[] {nights.difference(), caps.difference()}) {
      if (!found.isEmpty()) {
        differs("sequence=%d %s".formatted(sequence, found));
      }
    }
    mark = Math.min(mark, maxTicks.getOrDefault(e.market(), Long.MAX_VALUE));
    long clip = Math.min(1_000_000_000L, 2_000 * e.maintenancePpm());
    long premium = Funding.premiumE9(e.impactBidTicks(), e.impactAskTicks(), e.indexTicks(), clip);
    Averages told = new Averages(e.fastBasis(), e.slowBasis());
    if (mark != e.markTicks() || premium != e.premiumE9() || !told.equals(market.averages)) {
      differs(
          "sequence=%d market=%d mark expected=%d found=%d premium expected=%d found=%d averages expected=%s found=%s"
              .formatted(
                  sequence,
                  e.market(),
                  mark,
                  e.markTicks(),
                  premium,
                  e.premiumE9(),
                  market.averages,
                  told));
    }
    checked++;
    market.maintenancePpm = e.maintenancePpm();
    if (e.sampled() == 1) {
      sample(market, Math.floorDiv(e.stamp().timeNs(), HOUR_NS), premium);
    }
  }

  private static void sample(Market market, long hour, long premium) {
    if (hour != market.hour) {
      market.samplesBefore.clear();
      market.samplesBefore.addAll(market.samples);
      market.samples.clear();
      market.hour = hour;
    }
    market.samples.add(premium);
  }

  private void onPhase(PhaseChangedDecoder e) {
    boolean trades = e.phase() == MarketPhase.OPEN || e.phase() == MarketPhase.REDUCE_ONLY;
    if (trades) {
      shut.remove(e.market());
    } else {
      shut.add(e.market());
    }
  }

  private void onSession(SessionChangedDecoder e) {
    nights.onSession(e);
    if (e.session() == MarketSession.OVERNIGHT || e.session() == MarketSession.WEEKEND) {
      offHours.add(e.market());
    } else {
      offHours.remove(e.market());
    }
  }

  /** Only of markets with rules: the others are told their rate. */
  private void onSettled(long sequence, FundingSettledDecoder e) {
    Market market = markets.get(e.market());
    if (market == null) {
      return;
    }
    long[] samples = market.samplesBefore.stream().mapToLong(Long::longValue).toArray();
    long rate =
        shut.contains(e.market())
            ? 0
            : Funding.hourlyRateE9(samples, market.rules.interestE9(), market.maintenancePpm);
    rate = offHours.contains(e.market()) ? rate / 2 : rate;
    if (rate != e.rateE9()) {
      differs(
          "sequence=%d market=%d funding rate expected=%d found=%d"
              .formatted(sequence, e.market(), rate, e.rateE9()));
    }
  }

  private void differs(String what) {
    if (difference.isEmpty()) {
      difference = what;
    }
  }
}
