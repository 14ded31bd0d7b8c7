package caisson.engine.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.protocol.ConfirmBatchDecoder;
import caisson.protocol.GroupSizeEncodingDecoder;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.SkipCommandDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TickFundingDecoder;
import org.agrona.DirectBuffer;

/**
 * Bytes to calls. A message is read only where its own length covers it: a short block, a group
 * that runs past the end or a foreign schema is MALFORMED, an unknown template UNKNOWN_COMMAND, an
 * unknown enum value BAD_ENUM. Longer blocks and trailing bytes of newer senders are passed over.
 */
public final class CommandAdapter {
  /** Longer commands are taken as empty; the gateway and the node refuse them before the log. */
  public static final int MAX_COMMAND_LENGTH = 65_536;

  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;
  private static final int GROUP_HEADER = GroupSizeEncodingDecoder.ENCODED_LENGTH;

  private final ListAssetDecoder listAsset = new ListAssetDecoder();
  private final ListMarketDecoder listMarket = new ListMarketDecoder();
  private final SealWindowDecoder sealWindow = new SealWindowDecoder();
  private final ConfirmBatchDecoder confirmBatch = new ConfirmBatchDecoder();
  private final PublishPricesDecoder publishPrices = new PublishPricesDecoder();
  private final TickFundingDecoder tickFunding = new TickFundingDecoder();
  private final SkipCommandDecoder skipCommand = new SkipCommandDecoder();
  private final SetTradingLimitsDecoder setTradingLimits = new SetTradingLimitsDecoder();
  private final PriceRound prices = new PriceRound();

  private final Commands commands;
  private final EventPublisher events;
  private final CommandBytes bytes = new CommandBytes();
  private final OrderAdapter orders;
  private final BundleAdapter bundles;
  private final AccountAdapter accounts;
  private final OperatorAdapter operators;

  public CommandAdapter(Commands commands, EventPublisher events) {
    this.commands = commands;
    this.events = events;
    orders = new OrderAdapter(commands.orders(), events, bytes);
    bundles = new BundleAdapter(commands.orders(), events);
    accounts = new AccountAdapter(commands, events);
    operators = new OperatorAdapter(commands, events);
  }

  /** The template the header names, or 0 when there is no header of our schema. */
  public static int template(DirectBuffer buffer, int offset, int length) {
    return template(length < HEADER ? 0 : buffer.getLong(offset, LITTLE_ENDIAN));
  }

  /** Takes the command at hand, which {@link #dispatch} is then called for. */
  public CommandBytes take(DirectBuffer buffer, int offset, int length) {
    return bytes.wrap(buffer, offset, length);
  }

  private static int template(long head) {
    int schema = field(head, MessageHeaderDecoder.schemaIdEncodingOffset());
    return schema == ListAssetDecoder.SCHEMA_ID
        ? field(head, MessageHeaderDecoder.templateIdEncodingOffset())
        : 0;
  }

  /** Tells what a command about orders will ask for; says nothing of any other bytes. */
  public void foretell(DirectBuffer buffer, int offset, int length, Outlook outlook) {
    int template = template(bytes.wrap(buffer, offset, length).head());
    if (length >= HEADER + OrderAdapter.blockLengthOf(template)) {
      orders.foretell(template, buffer, offset + HEADER, outlook);
    }
  }

  /** Of the command that was taken last: these are its bytes. */
  public void dispatch(DirectBuffer buffer, int offset, int length) {
    long requestId = bytes.requestId();
    long head = bytes.head();
    int template = template(head);
    if (template == 0) {
      events.rejected(requestId, 0, 0, RejectReason.MALFORMED);
      return;
    }
    int block = field(head, MessageHeaderDecoder.blockLengthEncodingOffset());
    int version = field(head, MessageHeaderDecoder.versionEncodingOffset());
    int required = blockLengthOf(template, version);
    if (required == 0) {
      events.rejected(requestId, 0, template, RejectReason.UNKNOWN_COMMAND);
      return;
    }
    if (block < required || HEADER + block > length) {
      events.rejected(requestId, 0, template, RejectReason.MALFORMED);
      return;
    }
    int body = offset + HEADER;
    boolean done =
        orders.dispatch(template, buffer, body, block, version, requestId)
            || accounts.dispatch(template, buffer, body, block, version, requestId)
            || dispatchOther(template, buffer, offset, length, block, version, requestId);
    if (!done) {
      operators.dispatch(template, buffer, offset, length, block, version, requestId);
    }
  }

  private static int field(long head, int offset) {
    return (int) (head >>> 8 * offset) & 0xFFFF;
  }

  /** Whether the template was one of these. */
  private boolean dispatchOther(
      int template,
      DirectBuffer buffer,
      int offset,
      int length,
      int block,
      int version,
      long requestId) {
    int body = offset + HEADER;
    switch (template) {
      case ListAssetDecoder.TEMPLATE_ID -> {
        var c = listAsset.wrap(buffer, body, block, version);
        int symbol = body + ListAssetDecoder.symbolEncodingOffset();
        commands
            .listings()
            .listAsset(
                requestId,
                c.asset(),
                c.scale(),
                c.markUnit(),
                buffer.getLong(symbol, LITTLE_ENDIAN),
                buffer.getLong(symbol + 8, LITTLE_ENDIAN));
      }
      case ListMarketDecoder.TEMPLATE_ID -> listMarket(buffer, body, block, version, requestId);
      case SubmitOrdersDecoder.TEMPLATE_ID ->
          bundles.dispatch(buffer, offset, length, block, version, requestId);
      case SealWindowDecoder.TEMPLATE_ID -> {
        var c = sealWindow.wrap(buffer, body, block, version);
        commands.chain().sealWindow(requestId, c.batchNo(), c.chainTimeS());
      }
      case ConfirmBatchDecoder.TEMPLATE_ID -> {
        var c = confirmBatch.wrap(buffer, body, block, version);
        commands
            .chain()
            .confirmBatch(
                requestId,
                c.batchNo(),
                buffer,
                body + ConfirmBatchDecoder.headerHashEncodingOffset(),
                body + ConfirmBatchDecoder.transactionHashEncodingOffset());
      }
      case PublishPricesDecoder.TEMPLATE_ID ->
          publishPrices(buffer, offset, length, block, version, requestId);
      case TickFundingDecoder.TEMPLATE_ID -> {
        var c = tickFunding.wrap(buffer, body, block, version);
        commands.prices().tickFunding(requestId, c.market(), c.hour(), c.rateE9());
      }
      case SkipCommandDecoder.TEMPLATE_ID -> {
        var c = skipCommand.wrap(buffer, body, block, version);
        events.skipped(c.sequence());
      }
      case SetTradingLimitsDecoder.TEMPLATE_ID -> {
        var c = setTradingLimits.wrap(buffer, body, block, version);
        commands
            .risk()
            .setTradingLimits(
                requestId, c.version(), c.market(), c.bandPpm(), c.positionLots(), c.minNotional());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static int blockLengthOf(int template, int version) {
    int length = OrderAdapter.blockLengthOf(template);
    if (length == 0) {
      length = AccountAdapter.blockLengthOf(template, version);
    }
    return length == 0 ? blockLengthOfOther(template) : length;
  }

  private static int blockLengthOfOther(int template) {
    return switch (template) {
      case ListAssetDecoder.TEMPLATE_ID -> ListAssetDecoder.BLOCK_LENGTH;
      case ListMarketDecoder.TEMPLATE_ID -> ListMarketDecoder.BLOCK_LENGTH;
      case SubmitOrdersDecoder.TEMPLATE_ID -> SubmitOrdersDecoder.BLOCK_LENGTH;
      case SealWindowDecoder.TEMPLATE_ID -> SealWindowDecoder.BLOCK_LENGTH;
      case ConfirmBatchDecoder.TEMPLATE_ID -> ConfirmBatchDecoder.BLOCK_LENGTH;
      case PublishPricesDecoder.TEMPLATE_ID -> PublishPricesDecoder.BLOCK_LENGTH;
      case TickFundingDecoder.TEMPLATE_ID -> TickFundingDecoder.BLOCK_LENGTH;
      case SkipCommandDecoder.TEMPLATE_ID -> SkipCommandDecoder.BLOCK_LENGTH;
      case SetTradingLimitsDecoder.TEMPLATE_ID -> SetTradingLimitsDecoder.BLOCK_LENGTH;
      default -> OperatorAdapter.blockLengthOf(template);
    };
  }

  private void listMarket(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = listMarket.wrap(buffer, body, block, version);
    MarketKind kind =
        switch (c.kindRaw()) {
          case 0 -> MarketKind.SPOT;
          case 1 -> MarketKind.PERPETUAL;
          default -> MarketKind.NULL_VAL;
        };
    if (kind == MarketKind.NULL_VAL) {
      events.rejected(requestId, 0, ListMarketDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int symbol = body + ListMarketDecoder.symbolEncodingOffset();
    commands
        .listings()
        .listMarket(
            requestId,
            c.market(),
            kind,
            c.baseAsset(),
            c.unitsPerLot(),
            c.k(),
            c.marginPpm(),
            c.makerFeePpm(),
            c.takerFeePpm(),
            c.minLots(),
            c.maxTicks(),
            c.maxOrderLots(),
            buffer.getLong(symbol, LITTLE_ENDIAN),
            buffer.getLong(symbol + 8, LITTLE_ENDIAN));
  }

  private void publishPrices(
      DirectBuffer buffer, int offset, int length, int block, int version, long requestId) {
    boolean splits = version >= PublishPricesDecoder.PricesDecoder.splitVersionSinceVersion();
    int afterPrices =
        endOfGroup(
            buffer,
            offset,
            length,
            HEADER + block,
            splits
                ? PublishPricesDecoder.PricesDecoder.sbeBlockLength()
                : PublishPricesDecoder.PricesDecoder.splitVersionEncodingOffset());
    int end =
        afterPrices < 0
            ? -1
            : endOfGroup(
                buffer,
                offset,
                length,
                afterPrices,
                PublishPricesDecoder.AssetPricesDecoder.sbeBlockLength());
    if (end < 0) {
      events.rejected(requestId, 0, PublishPricesDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
      return;
    }
    var c = publishPrices.wrap(buffer, offset + HEADER, block, version);
    int row = 0;
    for (var price = c.prices(); price.hasNext(); row++) {
      price.next();
      prices.markets[row] = price.market();
      prices.indexTicks[row] = price.indexTicks();
      prices.externalTicks[row] = price.externalTicks();
      prices.splitVersions[row] = splits ? price.splitVersion() : 0;
    }
    prices.marketRows = row;
    row = 0;
    for (var price = c.assetPrices(); price.hasNext(); row++) {
      price.next();
      prices.assets[row] = price.asset();
      prices.markUnits[row] = price.markUnit();
    }
    prices.assetRows = row;
    commands.prices().publishPrices(requestId, c.round(), prices);
  }

  /** Where the group that starts at {@code position} ends, or -1 when it is not whole. */
  static int endOfGroup(DirectBuffer buffer, int offset, int length, int position, int required) {
    if (position + GROUP_HEADER > length) {
      return -1;
    }
    int block = buffer.getShort(offset + position, LITTLE_ENDIAN) & 0xFFFF;
    int rows = buffer.getShort(offset + position + 2, LITTLE_ENDIAN) & 0xFFFF;
    if (block < required || rows > PriceRound.MAX_ROWS) {
      return -1;
    }
    int end = position + GROUP_HEADER + block * rows;
    return end > length ? -1 : end;
  }
}
