package caisson.scripts;

import caisson.client.CommandClient;
import caisson.client.Cursor;
import caisson.client.EventLog;
import caisson.client.NodeEndpoints;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.ListAssetEncoder;
import caisson.protocol.ListMarketEncoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.MessageHeaderEncoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SetCollateralEncoder;
import caisson.protocol.SetFactorEncoder;
import caisson.protocol.SetLiquidationEncoder;
import caisson.protocol.SetMarkRulesEncoder;
import caisson.protocol.SetMarketFactorEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Lists the assets and markets of the local venue and sets their margin. What is listed already
 * stays as it is, so it runs at every start.
 */
final class Listing {
  /** Source of the request ids of the launcher. */
  private static final long SOURCE = 0x0001L << 48;

  static final int MAKER_FEE_PPM = 100;
  static final int TAKER_FEE_PPM = 400;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int EXPECTED = 9;

  /** Initial margin of the perpetual, 1.5 times the maintenance shock of its factor. */
  private static final int MARGIN_PPM = 37_500;

  private static final int BITCOIN = 1;

  private final Venue venue;
  private final Set<String> listed = new HashSet<>();
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  Listing(Venue venue) {
    this.venue = venue;
  }

  void run() throws Exception {
    var node = new NodeEndpoints("127.0.0.1", venue.ports().base());
    var directory = venue.data().resolve("launcher");
    try (CommandClient commands = CommandClient.connect(node, directory.resolve("commands"));
        EventLog events =
            EventLog.open(
                node,
                directory.resolve("events"),
                Cursor.START,
                (sequence, index, last, template, buffer, offset, length) ->
                    onEvent(template, buffer, offset))) {
      List<Command> waiting = new ArrayList<>();
      long end = System.nanoTime() + LIMIT.toNanos();
      boolean asked = false;
      while (listed.size() < EXPECTED) {
        if (System.nanoTime() > end) {
          throw new VenueException(
              "the node listed " + listed + " only, within " + LIMIT.toSeconds() + " s");
        }
        int work = commands.poll() + events.poll(1000);
        if (events.live() && commands.connected() && !asked && listed.size() < EXPECTED) {
          waiting.addAll(commands());
          asked = true;
        }
        if (!waiting.isEmpty()) {
          Command next = waiting.getFirst();
          if (commands.offer(next.buffer(), 0, next.length())) {
            waiting.removeFirst();
          }
        }
        if (work == 0) {
          Thread.onSpinWait();
          java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
      }
    }
  }

  private void onEvent(int template, DirectBuffer buffer, int offset) {
    switch (template) {
      case AssetListedDecoder.TEMPLATE_ID ->
          listed.add(
              "asset "
                  + new AssetListedDecoder().wrapAndApplyHeader(buffer, offset, header).asset());
      case MarketListedDecoder.TEMPLATE_ID ->
          listed.add(
              "market "
                  + new MarketListedDecoder().wrapAndApplyHeader(buffer, offset, header).market());
      case ParametersChangedDecoder.TEMPLATE_ID ->
          listed.add(
              "parameters "
                  + new ParametersChangedDecoder()
                      .wrapAndApplyHeader(buffer, offset, header)
                      .version());
      case CommandRejectedDecoder.TEMPLATE_ID -> {
        var rejected = new CommandRejectedDecoder().wrapAndApplyHeader(buffer, offset, header);
        if ((rejected.requestId() & SOURCE) == SOURCE
            && rejected.requestId() >>> 48 == 1
            && rejected.reason() != RejectReason.ALREADY_EXISTS
            && rejected.reason() != RejectReason.ALREADY_APPLIED) {
          throw new VenueException("a listing was refused: " + rejected.reason());
        }
      }
      default -> {}
    }
  }

  private static List<Command> commands() {
    var list = new ArrayList<Command>();
    list.add(asset(1, 0, 6, 1_000_000_000_000L, "USDC"));
    // 60,000 coin for 10^8 units: 6 * 10^14 of 1e-18 coin for one unit, until the oracle speaks.
    list.add(asset(2, 1, 8, 600_000_000_000_000L, "tBTC"));
    list.add(market(3, 1, MarketKind.PERPETUAL, 0, 0, "BTC-PERP"));
    list.add(market(4, 2, MarketKind.SPOT, 1, 10_000, "BTC/USDC"));
    list.add(bitcoin(5, 1));
    list.add(perpetualIsBitcoin(6, 2));
    list.add(tokenIsBitcoin(7, 3));
    list.add(perpetualIsLiquidated(8, 4));
    list.add(perpetualIsMarked(9, 5));
    return list;
  }

  /** Shocks of a major: 2.5 % either way, 8 % for collateral. */
  private static Command bitcoin(long counter, long version) {
    var buffer = new ExpandableArrayBuffer();
    var encoder = new SetFactorEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(SOURCE | counter)
        .version(version)
        .factor(BITCOIN)
        .group(0)
        .downBps(250)
        .upBps(250)
        .spotBps(800)
        .initialE3(1_500)
        .basisPpm(10_000)
        .sizePpm(1_500)
        .gapBps(0)
        .profitPpm(1_000_000)
        .oiLow(0)
        .oiUp(0);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  private static Command perpetualIsBitcoin(long counter, long version) {
    var buffer = new ExpandableArrayBuffer();
    var encoder =
        new SetMarketFactorEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.requestId(SOURCE | counter).version(version).market(1).factor(BITCOIN);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  /** A fine of 0.5 % to the tier of majors, slices within 2 % of the mark. */
  private static Command perpetualIsLiquidated(long counter, long version) {
    var buffer = new ExpandableArrayBuffer();
    var encoder =
        new SetLiquidationEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.requestId(SOURCE | counter).version(version).market(1).tier((short) 0);
    encoder.feePpm(5_000).bandPpm(20_000);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  /**
   * A mark that moves at most 1 % a second and stays within 5 % of the index, impact prices of
   * 13,333 coin, which is 500 of margin, and 0.01 % of interest in eight hours.
   */
  private static Command perpetualIsMarked(long counter, long version) {
    var buffer = new ExpandableArrayBuffer();
    var encoder =
        new SetMarkRulesEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder.requestId(SOURCE | counter).version(version).market(1);
    encoder.slewPpm(10_000).bandPpm(50_000).basisCapPpm(5_000);
    encoder.impactNotional(13_333_000_000L).interestE9(100_000);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  /** Haircuts of 0.5 % up to $5M, 2 % up to $50M, 5 % above. */
  private static Command tokenIsBitcoin(long counter, long version) {
    var buffer = new ExpandableArrayBuffer();
    var encoder =
        new SetCollateralEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(SOURCE | counter)
        .version(version)
        .asset(1)
        .factor(BITCOIN)
        .haircutBound1(5_000_000_000_000L)
        .haircutBound2(50_000_000_000_000L)
        .haircutPpm1(5_000)
        .haircutPpm2(20_000)
        .haircutPpm3(50_000);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  private static Command asset(long counter, int asset, int scale, long markUnit, String symbol) {
    var buffer = new ExpandableArrayBuffer();
    var encoder = new ListAssetEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(SOURCE | counter)
        .asset(asset)
        .scale((short) scale)
        .markUnit(markUnit)
        .symbol(symbol);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  private static Command market(
      long counter, int market, MarketKind kind, int baseAsset, long unitsPerLot, String symbol) {
    var buffer = new ExpandableArrayBuffer();
    var encoder = new ListMarketEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    encoder
        .requestId(SOURCE | counter)
        .market(market)
        .kind(kind)
        .baseAsset(baseAsset)
        .unitsPerLot(unitsPerLot)
        .k(10)
        .marginPpm(kind == MarketKind.PERPETUAL ? MARGIN_PPM : 1_000_000)
        .makerFeePpm(MAKER_FEE_PPM)
        .takerFeePpm(TAKER_FEE_PPM)
        .minLots(1)
        .maxTicks(20_000_000)
        .maxOrderLots(10_000_000)
        .symbol(symbol);
    return new Command(buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
  }

  private record Command(DirectBuffer buffer, int length) {}
}
