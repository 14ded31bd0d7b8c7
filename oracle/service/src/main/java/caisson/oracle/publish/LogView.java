package caisson.oracle.publish;

import caisson.client.EventHandler;
import caisson.pricing.Ticks;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MarketSession;
import caisson.protocol.MarketSplitDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.SessionChangedDecoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * What the oracle must know from the log: the last round, what is listed, its splits, the last
 * index and whether its exchange is closed. A fold of the events alone, so a restarted oracle knows
 * the same.
 */
final class LogView implements EventHandler {
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final CommandAppliedDecoder commandApplied = new CommandAppliedDecoder();
  private final PublishPricesDecoder publishPrices = new PublishPricesDecoder();
  private final AssetListedDecoder assetListed = new AssetListedDecoder();
  private final MarketListedDecoder marketListed = new MarketListedDecoder();
  private final MarkUpdatedDecoder markUpdated = new MarkUpdatedDecoder();
  private final MarketSplitDecoder marketSplit = new MarketSplitDecoder();
  private final SessionChangedDecoder sessionChanged = new SessionChangedDecoder();

  private final Map<Integer, Integer> assetScales = new HashMap<>();

  /** Index of the last mark of each listed perpetual, 0 before the first. */
  private final Map<Integer, Long> indexTicks = new HashMap<>();

  private final Map<Integer, Split> splits = new HashMap<>();

  /** Those whose exchange is closed for the night or the weekend. */
  private final Set<Integer> closed = new HashSet<>();

  private long lastRound;

  /** Of a market: how many, and the shares of today for each that it was listed with. */
  private record Split(int version, long numerator, long denominator) {
    static final Split NONE = new Split(0, 1, 1);
  }

  /** The highest round any PublishPrices command in the log carried. */
  long lastRound() {
    return lastRound;
  }

  boolean listed(int market, int asset) {
    return indexTicks.containsKey(market) && assetScales.containsKey(asset);
  }

  int scale(int asset) {
    return listed(assetScales, asset);
  }

  /** Index of the last mark of a listed perpetual, 0 before the first. */
  long lastIndexTicks(int market) {
    return listed(indexTicks, market);
  }

  /** Whether the exchange of a market makes no price now. */
  boolean closed(int market) {
    return closed.contains(market);
  }

  /** How many splits a market has had. */
  int splits(int market) {
    return split(market).version;
  }

  /** Price of a share as the market was listed with it, given that of one today. */
  long asListed(int market, long priceMicros) {
    Split split = split(market);
    return Ticks.asListed(priceMicros, split.numerator, split.denominator);
  }

  private Split split(int market) {
    return splits.getOrDefault(market, Split.NONE);
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
      case SessionChangedDecoder.TEMPLATE_ID ->
          onSession(sessionChanged.wrapAndApplyHeader(buffer, offset, header));
      case MarketSplitDecoder.TEMPLATE_ID -> {
        MarketSplitDecoder e = marketSplit.wrapAndApplyHeader(buffer, offset, header);
        splits.put(
            e.market(), new Split(e.splitVersion(), e.sharesNumerator(), e.sharesDenominator()));
      }
      default -> {
        // Trading, money and windows are no business of the oracle.
      }
    }
  }

  private void onCommandApplied(CommandAppliedDecoder e) {
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
      indexTicks.put(e.market(), 0L);
    }
  }

  private void onSession(SessionChangedDecoder e) {
    if (e.session() == MarketSession.OVERNIGHT || e.session() == MarketSession.WEEKEND) {
      closed.add(e.market());
    } else {
      closed.remove(e.market());
    }
  }

  private void onMarkUpdated(MarkUpdatedDecoder e) {
    indexTicks.put(e.market(), e.indexTicks());
  }
}
