package caisson.oracle.publish;

import caisson.client.EventHandler;
import caisson.pricing.Funding;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PublishPricesDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;

/**
 * What the oracle must know from the log: the last round, what is listed, the last index, and the
 * premiums of the hour that runs and of the one before it. A fold of the events alone, so a
 * restarted oracle knows the same.
 */
final class LogView implements EventHandler {
  static final long HOUR_NS = 3_600_000_000_000L;

  /** A premium beyond 2 x maintenance margin counts as that; maintenance is 2/3 of initial. */
  private static final long CLIP_E9_OF_PPM = 4_000 / 3;

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder commandApplied = new CommandAppliedDecoder();
  private final PublishPricesDecoder publishPrices = new PublishPricesDecoder();
  private final AssetListedDecoder assetListed = new AssetListedDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final MarkUpdatedDecoder markUpdated = new MarkUpdatedDecoder();
  private final FundingSettledDecoder fundingSettled = new FundingSettledDecoder();

  private final Map<Integer, Integer> assetScales = new HashMap<>();
  private final Map<Integer, Perpetual> perpetuals = new HashMap<>();
  private long lastRound;
  private long logTimeNs;

  private static final class Perpetual {
    final long clipE9;
    final Map<Long, List<Long>> premiumsByHour = new HashMap<>();
    long lastIndexTicks;
    long lastFundingHour;

    Perpetual(long clipE9) {
      this.clipE9 = clipE9;
    }
  }

  /** The highest round any PublishPrices command in the log carried. */
  long lastRound() {
    return lastRound;
  }

  /** Hours since the epoch, of the newest event. */
  long hour() {
    return Math.floorDiv(logTimeNs, HOUR_NS);
  }

  boolean listed(int market, int asset) {
    return perpetuals.containsKey(market) && assetScales.containsKey(asset);
  }

  int scale(int asset) {
    return listed(assetScales, asset);
  }

  /** Index of the last mark of a listed perpetual, 0 before the first. */
  long lastIndexTicks(int market) {
    return listed(perpetuals, market).lastIndexTicks;
  }

  /** Whether the hour before the one that runs was observed and is not settled yet. */
  boolean fundingDue(int market) {
    Perpetual perpetual = perpetuals.get(market);
    return perpetual != null
        && perpetual.lastFundingHour < hour()
        && perpetual.premiumsByHour.containsKey(hour() - 1);
  }

  /** Hourly rate from the premiums of the hour that just ended. */
  long fundingRateE9(int market) {
    List<Long> premiums =
        listed(perpetuals, market).premiumsByHour.getOrDefault(hour() - 1, List.of());
    return Funding.hourlyRateE9(premiums.stream().mapToLong(Long::longValue).toArray());
  }

  /** The log lists an asset or a market before anything names it. */
  private static <T> T listed(Map<Integer, T> rows, int id) {
    return Objects.requireNonNull(rows.get(id), () -> "not listed: id=" + id);
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
          onCommandApplied(commandApplied.wrapAndApplyHeader(buffer, offset, header));
      case AssetListedDecoder.TEMPLATE_ID -> {
        AssetListedDecoder e = assetListed.wrapAndApplyHeader(buffer, offset, header);
        assetScales.put(e.asset(), (int) e.scale());
      }
      case MarketListedDecoder.TEMPLATE_ID ->
          onMarketListed(marketListed.wrapAndApplyHeader(buffer, offset, header));
      case MarkUpdatedDecoder.TEMPLATE_ID ->
          onMarkUpdated(markUpdated.wrapAndApplyHeader(buffer, offset, header));
      case FundingSettledDecoder.TEMPLATE_ID -> {
        FundingSettledDecoder e = fundingSettled.wrapAndApplyHeader(buffer, offset, header);
        listed(perpetuals, e.market()).lastFundingHour = e.hour();
      }
      default -> {
        // Trading, money and windows are no business of the oracle.
      }
    }
  }

  private void onCommandApplied(CommandAppliedDecoder e) {
    logTimeNs = e.stamp().timeNs();
    int limit = e.limit();
    int command = limit + CommandAppliedDecoder.commandHeaderLength();
    if (e.commandLength() < MessageHeaderDecoder.ENCODED_LENGTH) {
      return;
    }
    DirectBuffer buffer = e.buffer();
    header.wrap(buffer, command);
    if (header.templateId() == PublishPricesDecoder.TEMPLATE_ID) {
      publishPrices.wrapAndApplyHeader(buffer, command, header);
      lastRound = Math.max(lastRound, publishPrices.round());
    }
  }

  private void onMarketListed(MarketListedDecoder e) {
    if (e.kind() == MarketKind.PERPETUAL) {
      perpetuals.put(e.market(), new Perpetual(e.marginPpm() * CLIP_E9_OF_PPM));
    }
  }

  private void onMarkUpdated(MarkUpdatedDecoder e) {
    Perpetual perpetual = listed(perpetuals, e.market());
    perpetual.lastIndexTicks = e.indexTicks();
    long hour = Math.floorDiv(e.stamp().timeNs(), HOUR_NS);
    perpetual.premiumsByHour.keySet().removeIf(old -> old < hour - 1);
    perpetual
        .premiumsByHour
        .computeIfAbsent(hour, h -> new ArrayList<>())
        .add(
            Funding.premiumE9(
                e.bestBidTicks(), e.bestAskTicks(), e.indexTicks(), perpetual.clipE9));
  }
}
