package caisson.engine.wire;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import caisson.engine.account.AgentTerms;
import caisson.protocol.AccountLevel;
import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.ConfirmBatchDecoder;
import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.GroupSizeEncodingDecoder;
import caisson.protocol.Lane;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.MarketKind;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RegisterAccountDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.RestrictAccountDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.Side;
import caisson.protocol.SkipCommandDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.TickFundingDecoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TransferUnitsDecoder;
import caisson.protocol.TriggerWhen;
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

  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final ListAssetDecoder listAsset = new ListAssetDecoder();
  private final ListMarketDecoder listMarket = new ListMarketDecoder();
  private final RegisterAccountDecoder registerAccount = new RegisterAccountDecoder();
  private final CreditDepositDecoder creditDeposit = new CreditDepositDecoder();
  private final SealWindowDecoder sealWindow = new SealWindowDecoder();
  private final ConfirmBatchDecoder confirmBatch = new ConfirmBatchDecoder();
  private final RegisterAgentDecoder registerAgent = new RegisterAgentDecoder();
  private final SetAccountLevelDecoder setAccountLevel = new SetAccountLevelDecoder();
  private final RestrictAccountDecoder restrictAccount = new RestrictAccountDecoder();
  private final TransferUnitsDecoder transferUnits = new TransferUnitsDecoder();
  private final AgentTerms agentTerms = new AgentTerms();
  private final PlaceOrderDecoder placeOrder = new PlaceOrderDecoder();
  private final SubmitOrderDecoder submitOrder = new SubmitOrderDecoder();
  private final CancelOrdersDecoder cancelOrders = new CancelOrdersDecoder();
  private final CancelOrderDecoder cancelOrder = new CancelOrderDecoder();
  private final RequestWithdrawalDecoder requestWithdrawal = new RequestWithdrawalDecoder();
  private final PublishPricesDecoder publishPrices = new PublishPricesDecoder();
  private final TickFundingDecoder tickFunding = new TickFundingDecoder();
  private final SkipCommandDecoder skipCommand = new SkipCommandDecoder();
  private final ServeRequestDecoder serveRequest = new ServeRequestDecoder();
  private final SetTradingLimitsDecoder setTradingLimits = new SetTradingLimitsDecoder();
  private final PriceRound prices = new PriceRound();
  private final AmendOrderDecoder amendOrder = new AmendOrderDecoder();
  private final PlaceTriggerDecoder placeTrigger = new PlaceTriggerDecoder();
  private final ScheduleCancelDecoder scheduleCancel = new ScheduleCancelDecoder();
  private final PlaceTwapDecoder placeTwap = new PlaceTwapDecoder();
  private final TwapTerms twapTerms = new TwapTerms();
  private final PlaceScaleDecoder placeScale = new PlaceScaleDecoder();
  private final ScaleTerms scaleTerms = new ScaleTerms();
  private final TriggerTerms triggerTerms = new TriggerTerms();
  private final Submission submission = new Submission();
  private final Amendment amendment = new Amendment();

  private final Commands commands;
  private final OperatorAdapter operators;

  public CommandAdapter(Commands commands) {
    this.commands = commands;
    operators = new OperatorAdapter(commands);
  }

  /** The first field of every command, or 0 when the bytes end before it. */
  public static long requestId(DirectBuffer buffer, int offset, int length) {
    return length < HEADER + Long.BYTES ? 0 : buffer.getLong(offset + HEADER, LITTLE_ENDIAN);
  }

  /** The template the header names, or 0 when there is no header of our schema. */
  public static int template(DirectBuffer buffer, int offset, int length) {
    if (length < HEADER
        || buffer.getShort(offset + 4, LITTLE_ENDIAN) != ListAssetDecoder.SCHEMA_ID) {
      return 0;
    }
    return buffer.getShort(offset + 2, LITTLE_ENDIAN) & 0xFFFF;
  }

  public void dispatch(DirectBuffer buffer, int offset, int length) {
    long requestId = requestId(buffer, offset, length);
    int template = template(buffer, offset, length);
    if (template == 0) {
      commands.malformed(requestId, template, RejectReason.MALFORMED);
      return;
    }
    header.wrap(buffer, offset);
    int block = header.blockLength();
    int version = header.version();
    int required = blockLengthOf(template, version);
    if (required == 0) {
      commands.malformed(requestId, template, RejectReason.UNKNOWN_COMMAND);
      return;
    }
    if (block < required || HEADER + block > length) {
      commands.malformed(requestId, template, RejectReason.MALFORMED);
      return;
    }
    int body = offset + HEADER;
    switch (template) {
      case ListAssetDecoder.TEMPLATE_ID -> {
        var c = listAsset.wrap(buffer, body, block, version);
        int symbol = body + ListAssetDecoder.symbolEncodingOffset();
        commands.listAsset(
            requestId,
            c.asset(),
            c.scale(),
            c.markUnit(),
            buffer.getLong(symbol, LITTLE_ENDIAN),
            buffer.getLong(symbol + 8, LITTLE_ENDIAN));
      }
      case ListMarketDecoder.TEMPLATE_ID -> listMarket(buffer, body, block, version, requestId);
      case RegisterAccountDecoder.TEMPLATE_ID -> {
        var c = registerAccount.wrap(buffer, body, block, version);
        int owner = body + RegisterAccountDecoder.ownerEncodingOffset();
        commands.registerAccount(
            requestId,
            c.account(),
            addressA(buffer, owner),
            addressB(buffer, owner),
            addressC(buffer, owner));
      }
      case CreditDepositDecoder.TEMPLATE_ID -> {
        var c = creditDeposit.wrap(buffer, body, block, version);
        int sender = body + CreditDepositDecoder.senderEncodingOffset();
        commands.creditDeposit(
            requestId,
            c.depositNo(),
            c.account(),
            c.asset(),
            c.units(),
            addressA(buffer, sender),
            addressB(buffer, sender),
            addressC(buffer, sender));
      }
      case SealWindowDecoder.TEMPLATE_ID -> {
        var c = sealWindow.wrap(buffer, body, block, version);
        commands.sealWindow(requestId, c.batchNo(), c.chainTimeS());
      }
      case ConfirmBatchDecoder.TEMPLATE_ID -> {
        var c = confirmBatch.wrap(buffer, body, block, version);
        commands.confirmBatch(
            requestId,
            c.batchNo(),
            buffer,
            body + ConfirmBatchDecoder.headerHashEncodingOffset(),
            body + ConfirmBatchDecoder.transactionHashEncodingOffset());
      }
      case RegisterAgentDecoder.TEMPLATE_ID ->
          registerAgent(buffer, body, block, version, requestId);
      case SetAccountLevelDecoder.TEMPLATE_ID ->
          setAccountLevel(buffer, body, block, version, requestId);
      case RestrictAccountDecoder.TEMPLATE_ID ->
          restrictAccount(buffer, body, block, version, requestId);
      case TransferUnitsDecoder.TEMPLATE_ID -> {
        var c = transferUnits.wrap(buffer, body, block, version);
        int signer = body + TransferUnitsDecoder.signerEncodingOffset();
        commands.transferUnits(
            requestId,
            c.from(),
            c.to(),
            c.asset(),
            c.units(),
            c.nonce(),
            c.expiryNs(),
            addressA(buffer, signer),
            addressB(buffer, signer),
            addressC(buffer, signer));
      }
      case PlaceOrderDecoder.TEMPLATE_ID -> placeOrder(buffer, body, block, version, requestId);
      case SubmitOrderDecoder.TEMPLATE_ID -> submitOrder(buffer, body, block, version, requestId);
      case AmendOrderDecoder.TEMPLATE_ID -> amendOrder(buffer, body, block, version, requestId);
      case PlaceTwapDecoder.TEMPLATE_ID -> placeTwap(buffer, body, block, version, requestId);
      case PlaceScaleDecoder.TEMPLATE_ID -> placeScale(buffer, body, block, version, requestId);
      case PlaceTriggerDecoder.TEMPLATE_ID -> placeTrigger(buffer, body, block, version, requestId);
      case ScheduleCancelDecoder.TEMPLATE_ID -> {
        var c = scheduleCancel.wrap(buffer, body, block, version);
        int signer = body + ScheduleCancelDecoder.signerEncodingOffset();
        commands.scheduleCancel(
            requestId,
            c.account(),
            c.atNs(),
            c.nonce(),
            c.expiryNs(),
            addressA(buffer, signer),
            addressB(buffer, signer),
            addressC(buffer, signer));
      }
      case CancelOrdersDecoder.TEMPLATE_ID -> cancelOrders(buffer, body, block, version, requestId);
      case CancelOrderDecoder.TEMPLATE_ID -> {
        var c = cancelOrder.wrap(buffer, body, block, version);
        int signer = body + CancelOrderDecoder.signerEncodingOffset();
        commands.cancelOrder(
            requestId,
            c.account(),
            c.market(),
            c.orderId(),
            c.nonce(),
            c.expiryNs(),
            addressA(buffer, signer),
            addressB(buffer, signer),
            addressC(buffer, signer));
      }
      case RequestWithdrawalDecoder.TEMPLATE_ID ->
          requestWithdrawal(buffer, body, block, version, requestId);
      case PublishPricesDecoder.TEMPLATE_ID ->
          publishPrices(buffer, offset, length, block, version, requestId);
      case TickFundingDecoder.TEMPLATE_ID -> {
        var c = tickFunding.wrap(buffer, body, block, version);
        commands.tickFunding(requestId, c.market(), c.hour(), c.rateE9());
      }
      case SkipCommandDecoder.TEMPLATE_ID -> {
        var c = skipCommand.wrap(buffer, body, block, version);
        commands.skipCommand(requestId, c.sequence());
      }
      case ServeRequestDecoder.TEMPLATE_ID -> serveRequest(buffer, body, block, version, requestId);
      case SetTradingLimitsDecoder.TEMPLATE_ID -> {
        var c = setTradingLimits.wrap(buffer, body, block, version);
        commands.setTradingLimits(
            requestId, c.version(), c.market(), c.bandPpm(), c.positionLots(), c.minNotional());
      }
      default -> operators.dispatch(template, buffer, offset, length, block, version, requestId);
    }
  }

  private static int blockLengthOf(int template, int version) {
    return switch (template) {
      case ListAssetDecoder.TEMPLATE_ID -> ListAssetDecoder.BLOCK_LENGTH;
      case ListMarketDecoder.TEMPLATE_ID -> ListMarketDecoder.BLOCK_LENGTH;
      case RegisterAccountDecoder.TEMPLATE_ID -> RegisterAccountDecoder.BLOCK_LENGTH;
      case CreditDepositDecoder.TEMPLATE_ID -> CreditDepositDecoder.BLOCK_LENGTH;
      case SealWindowDecoder.TEMPLATE_ID -> SealWindowDecoder.BLOCK_LENGTH;
      case ConfirmBatchDecoder.TEMPLATE_ID -> ConfirmBatchDecoder.BLOCK_LENGTH;
      case RegisterAgentDecoder.TEMPLATE_ID ->
          version < RegisterAgentDecoder.marketsSinceVersion()
              ? RegisterAgentDecoder.marketsEncodingOffset()
              : RegisterAgentDecoder.BLOCK_LENGTH;
      case SetAccountLevelDecoder.TEMPLATE_ID -> SetAccountLevelDecoder.BLOCK_LENGTH;
      case RestrictAccountDecoder.TEMPLATE_ID -> RestrictAccountDecoder.BLOCK_LENGTH;
      case TransferUnitsDecoder.TEMPLATE_ID -> TransferUnitsDecoder.BLOCK_LENGTH;
      case PlaceOrderDecoder.TEMPLATE_ID -> PlaceOrderDecoder.BLOCK_LENGTH;
      case CancelOrderDecoder.TEMPLATE_ID -> CancelOrderDecoder.BLOCK_LENGTH;
      case SubmitOrderDecoder.TEMPLATE_ID -> SubmitOrderDecoder.BLOCK_LENGTH;
      case AmendOrderDecoder.TEMPLATE_ID -> AmendOrderDecoder.BLOCK_LENGTH;
      case PlaceTwapDecoder.TEMPLATE_ID -> PlaceTwapDecoder.BLOCK_LENGTH;
      case PlaceScaleDecoder.TEMPLATE_ID -> PlaceScaleDecoder.BLOCK_LENGTH;
      case PlaceTriggerDecoder.TEMPLATE_ID -> PlaceTriggerDecoder.BLOCK_LENGTH;
      case ScheduleCancelDecoder.TEMPLATE_ID -> ScheduleCancelDecoder.BLOCK_LENGTH;
      case CancelOrdersDecoder.TEMPLATE_ID -> CancelOrdersDecoder.BLOCK_LENGTH;
      case RequestWithdrawalDecoder.TEMPLATE_ID -> RequestWithdrawalDecoder.BLOCK_LENGTH;
      case PublishPricesDecoder.TEMPLATE_ID -> PublishPricesDecoder.BLOCK_LENGTH;
      case TickFundingDecoder.TEMPLATE_ID -> TickFundingDecoder.BLOCK_LENGTH;
      case SkipCommandDecoder.TEMPLATE_ID -> SkipCommandDecoder.BLOCK_LENGTH;
      case ServeRequestDecoder.TEMPLATE_ID -> ServeRequestDecoder.BLOCK_LENGTH;
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
      commands.malformed(requestId, ListMarketDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int symbol = body + ListMarketDecoder.symbolEncodingOffset();
    commands.listMarket(
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

  private void registerAgent(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = registerAgent.wrap(buffer, body, block, version);
    boolean scoped = version >= RegisterAgentDecoder.marketsSinceVersion();
    int agent = body + RegisterAgentDecoder.agentEncodingOffset();
    int signer = body + RegisterAgentDecoder.signerEncodingOffset();
    var terms = agentTerms;
    terms.agentA = addressA(buffer, agent);
    terms.agentB = addressB(buffer, agent);
    terms.agentC = addressC(buffer, agent);
    terms.expiryNs = c.expiryNs();
    terms.maxNotionalPerDay = c.maxNotionalPerDay();
    terms.maxOrderNotional = c.maxOrderNotional();
    terms.markets = scoped ? c.markets() : AgentTerms.EVERY_MARKET;
    terms.maxPosition = scoped ? c.maxPosition() : AgentTerms.ANY_POSITION;
    terms.bandPpm = scoped ? c.bandPpm() : AgentTerms.ANY_PRICE;
    commands.registerAgent(
        requestId,
        c.account(),
        terms,
        c.nonce(),
        addressA(buffer, signer),
        addressB(buffer, signer),
        addressC(buffer, signer));
  }

  private void setAccountLevel(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = setAccountLevel.wrap(buffer, body, block, version);
    AccountLevel level = level(c.levelRaw());
    if (level == AccountLevel.NULL_VAL) {
      commands.malformed(requestId, SetAccountLevelDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int signer = body + SetAccountLevelDecoder.signerEncodingOffset();
    commands.setAccountLevel(
        requestId,
        c.account(),
        level,
        c.nonce(),
        c.expiryNs(),
        addressA(buffer, signer),
        addressB(buffer, signer),
        addressC(buffer, signer));
  }

  private void restrictAccount(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = restrictAccount.wrap(buffer, body, block, version);
    AccountLevel level = level(c.levelRaw());
    if (level == AccountLevel.NULL_VAL) {
      commands.malformed(requestId, RestrictAccountDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    commands.restrictAccount(requestId, c.account(), level);
  }

  private static AccountLevel level(int raw) {
    return raw <= AccountLevel.CLOSED.value()
        ? AccountLevel.get((short) raw)
        : AccountLevel.NULL_VAL;
  }

  private void placeOrder(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeOrder.wrap(buffer, body, block, version);
    Side side = side(c.sideRaw());
    TimeInForce timeInForce = timeInForce(c.timeInForceRaw());
    if (side == Side.NULL_VAL || timeInForce == TimeInForce.NULL_VAL) {
      commands.malformed(requestId, PlaceOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    var clientOrderId = c.clientOrderId();
    int signer = body + PlaceOrderDecoder.signerEncodingOffset();
    commands.placeOrder(
        requestId,
        c.account(),
        c.market(),
        c.limitTicks(),
        c.lots(),
        c.nonce(),
        c.expiryNs(),
        clientOrderId.high(),
        clientOrderId.low(),
        side,
        timeInForce,
        addressA(buffer, signer),
        addressB(buffer, signer),
        addressC(buffer, signer));
  }

  private void submitOrder(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = submitOrder.wrap(buffer, body, block, version);
    var order = submission;
    order.side = side(c.sideRaw());
    order.timeInForce = c.timeInForceRaw() == 3 ? TimeInForce.FOK : timeInForce(c.timeInForceRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    boolean unknown =
        order.side == Side.NULL_VAL
            || order.timeInForce == TimeInForce.NULL_VAL
            || order.selfTrade == SelfTrade.NULL_VAL
            || c.reduceOnly() > 1
            || c.slide() > 1;
    if (unknown) {
      commands.malformed(requestId, SubmitOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.nonce = c.nonce();
    order.expiryNs = c.expiryNs();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.replaces = c.replaces();
    order.reduceOnly = c.reduceOnly() == 1;
    order.slide = c.slide() == 1;
    order.goodTillNs = c.goodTillNs();
    int signer = body + SubmitOrderDecoder.signerEncodingOffset();
    order.signerA = addressA(buffer, signer);
    order.signerB = addressB(buffer, signer);
    order.signerC = addressC(buffer, signer);
    commands.submitOrder(requestId, order);
  }

  private void amendOrder(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = amendOrder.wrap(buffer, body, block, version);
    var change = amendment;
    change.selfTrade = selfTrade(c.selfTradeRaw());
    if (change.selfTrade == SelfTrade.NULL_VAL || c.postOnly() > 1) {
      commands.malformed(requestId, AmendOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    change.account = c.account();
    change.market = c.market();
    change.orderId = c.orderId();
    change.limitTicks = c.limitTicks();
    change.lots = c.lots();
    change.nonce = c.nonce();
    change.expiryNs = c.expiryNs();
    change.postOnly = c.postOnly() == 1;
    int signer = body + AmendOrderDecoder.signerEncodingOffset();
    change.signerA = addressA(buffer, signer);
    change.signerB = addressB(buffer, signer);
    change.signerC = addressC(buffer, signer);
    commands.amendOrder(requestId, change);
  }

  private void placeTrigger(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeTrigger.wrap(buffer, body, block, version);
    var terms = triggerTerms;
    var order = terms.order;
    order.side = side(c.sideRaw());
    order.timeInForce = c.timeInForceRaw() == 3 ? TimeInForce.FOK : timeInForce(c.timeInForceRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    boolean unknown =
        order.side == Side.NULL_VAL
            || order.timeInForce == TimeInForce.NULL_VAL
            || order.selfTrade == SelfTrade.NULL_VAL
            || c.reduceOnly() > 1
            || c.whenRaw() > 1;
    if (unknown) {
      commands.malformed(requestId, PlaceTriggerDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    terms.when = c.whenRaw() == 0 ? TriggerWhen.AT_OR_ABOVE : TriggerWhen.AT_OR_BELOW;
    terms.triggerTicks = c.triggerTicks();
    terms.group = c.group();
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.nonce = c.nonce();
    order.expiryNs = c.expiryNs();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.reduceOnly = c.reduceOnly() == 1;
    int signer = body + PlaceTriggerDecoder.signerEncodingOffset();
    order.signerA = addressA(buffer, signer);
    order.signerB = addressB(buffer, signer);
    order.signerC = addressC(buffer, signer);
    commands.placeTrigger(requestId, terms);
  }

  private void placeScale(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeScale.wrap(buffer, body, block, version);
    var order = scaleTerms.order;
    order.side = side(c.sideRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    if (order.side == Side.NULL_VAL || order.selfTrade == SelfTrade.NULL_VAL || c.postOnly() > 1) {
      commands.malformed(requestId, PlaceScaleDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.timeInForce = c.postOnly() == 1 ? TimeInForce.POST_ONLY : TimeInForce.GTC;
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.fromTicks();
    order.lots = c.lots();
    order.nonce = c.nonce();
    order.expiryNs = c.expiryNs();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.goodTillNs = c.goodTillNs();
    int signer = body + PlaceScaleDecoder.signerEncodingOffset();
    order.signerA = addressA(buffer, signer);
    order.signerB = addressB(buffer, signer);
    order.signerC = addressC(buffer, signer);
    scaleTerms.toTicks = c.toTicks();
    scaleTerms.orders = c.orders();
    commands.placeScale(requestId, scaleTerms);
  }

  private void placeTwap(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeTwap.wrap(buffer, body, block, version);
    var order = twapTerms.order;
    order.side = side(c.sideRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    if (order.side == Side.NULL_VAL
        || order.selfTrade == SelfTrade.NULL_VAL
        || c.reduceOnly() > 1) {
      commands.malformed(requestId, PlaceTwapDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.timeInForce = TimeInForce.IOC;
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.nonce = c.nonce();
    order.expiryNs = c.expiryNs();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.reduceOnly = c.reduceOnly() == 1;
    int signer = body + PlaceTwapDecoder.signerEncodingOffset();
    order.signerA = addressA(buffer, signer);
    order.signerB = addressB(buffer, signer);
    order.signerC = addressC(buffer, signer);
    twapTerms.intervalNs = c.intervalNs();
    twapTerms.slices = c.slices();
    commands.placeTwap(requestId, twapTerms);
  }

  private void cancelOrders(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = cancelOrders.wrap(buffer, body, block, version);
    OrderSides sides =
        switch (c.sidesRaw()) {
          case 0 -> OrderSides.BOTH;
          case 1 -> OrderSides.BUYS;
          case 2 -> OrderSides.SELLS;
          default -> OrderSides.NULL_VAL;
        };
    if (sides == OrderSides.NULL_VAL) {
      commands.malformed(requestId, CancelOrdersDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int signer = body + CancelOrdersDecoder.signerEncodingOffset();
    commands.cancelOrders(
        requestId,
        c.account(),
        c.market(),
        sides,
        c.nonce(),
        c.expiryNs(),
        addressA(buffer, signer),
        addressB(buffer, signer),
        addressC(buffer, signer));
  }

  private static SelfTrade selfTrade(short raw) {
    return switch (raw) {
      case 0 -> SelfTrade.CANCEL_TAKER;
      case 1 -> SelfTrade.CANCEL_MAKER;
      case 2 -> SelfTrade.CANCEL_BOTH;
      case 3 -> SelfTrade.DECREMENT;
      default -> SelfTrade.NULL_VAL;
    };
  }

  private static Side side(short raw) {
    return switch (raw) {
      case 0 -> Side.BUY;
      case 1 -> Side.SELL;
      default -> Side.NULL_VAL;
    };
  }

  /** What PlaceOrder may name. */
  private static TimeInForce timeInForce(short raw) {
    return switch (raw) {
      case 0 -> TimeInForce.GTC;
      case 1 -> TimeInForce.IOC;
      case 2 -> TimeInForce.POST_ONLY;
      default -> TimeInForce.NULL_VAL;
    };
  }

  private void requestWithdrawal(
      DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = requestWithdrawal.wrap(buffer, body, block, version);
    Lane lane =
        switch (c.laneRaw()) {
          case 0 -> Lane.STANDARD;
          case 1 -> Lane.FAST;
          default -> Lane.NULL_VAL;
        };
    if (lane == Lane.NULL_VAL) {
      commands.malformed(requestId, RequestWithdrawalDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int destination = body + RequestWithdrawalDecoder.destinationEncodingOffset();
    int signer = body + RequestWithdrawalDecoder.signerEncodingOffset();
    commands.requestWithdrawal(
        requestId,
        c.account(),
        c.asset(),
        c.units(),
        addressA(buffer, destination),
        addressB(buffer, destination),
        addressC(buffer, destination),
        c.nonce(),
        c.expiryNs(),
        lane,
        addressA(buffer, signer),
        addressB(buffer, signer),
        addressC(buffer, signer));
  }

  private void serveRequest(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = serveRequest.wrap(buffer, body, block, version);
    int target = body + ServeRequestDecoder.targetEncodingOffset();
    commands.serveRequest(
        requestId,
        c.no(),
        c.timeS(),
        c.kind(),
        c.account(),
        c.id(),
        c.amount(),
        c.limitTicks(),
        addressA(buffer, target),
        addressB(buffer, target),
        addressC(buffer, target));
  }

  private void publishPrices(
      DirectBuffer buffer, int offset, int length, int block, int version, long requestId) {
    int afterPrices =
        endOfGroup(
            buffer,
            offset,
            length,
            HEADER + block,
            PublishPricesDecoder.PricesDecoder.sbeBlockLength());
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
      commands.malformed(requestId, PublishPricesDecoder.TEMPLATE_ID, RejectReason.MALFORMED);
      return;
    }
    var c = publishPrices.wrap(buffer, offset + HEADER, block, version);
    int row = 0;
    for (var price = c.prices(); price.hasNext(); row++) {
      price.next();
      prices.markets[row] = price.market();
      prices.indexTicks[row] = price.indexTicks();
      prices.externalTicks[row] = price.externalTicks();
    }
    prices.marketRows = row;
    row = 0;
    for (var price = c.assetPrices(); price.hasNext(); row++) {
      price.next();
      prices.assets[row] = price.asset();
      prices.markUnits[row] = price.markUnit();
    }
    prices.assetRows = row;
    commands.publishPrices(requestId, c.round(), prices);
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

  private static long addressA(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset, BIG_ENDIAN);
  }

  private static long addressB(DirectBuffer buffer, int offset) {
    return buffer.getLong(offset + 8, BIG_ENDIAN);
  }

  private static int addressC(DirectBuffer buffer, int offset) {
    return buffer.getInt(offset + 16, BIG_ENDIAN);
  }
}
