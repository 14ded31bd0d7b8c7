package caisson.engine.wire;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.ClientOrderIdDecoder;
import caisson.protocol.OrderSides;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import org.agrona.DirectBuffer;

/** Commands about orders; {@link CommandAdapter} has checked that the block is all there. */
final class OrderAdapter {
  private final SubmitOrderDecoder submitOrder = new SubmitOrderDecoder();
  private final AmendOrderDecoder amendOrder = new AmendOrderDecoder();
  private final CancelOrdersDecoder cancelOrders = new CancelOrdersDecoder();
  private final PlaceTriggerDecoder placeTrigger = new PlaceTriggerDecoder();
  private final PlaceScaleDecoder placeScale = new PlaceScaleDecoder();
  private final PlaceTwapDecoder placeTwap = new PlaceTwapDecoder();
  private final ScheduleCancelDecoder scheduleCancel = new ScheduleCancelDecoder();
  private final Signed signed = new Signed();

  /** Terms of a PlaceOrder: what it cannot say is as it was before it could be said. */
  private final Submission placed = new Submission();

  private final Submission submission = new Submission();
  private final Amendment amendment = new Amendment();
  private final TriggerTerms triggerTerms = new TriggerTerms();
  private final ScaleTerms scaleTerms = new ScaleTerms();
  private final TwapTerms twapTerms = new TwapTerms();
  private final OrderCommands commands;
  private final EventPublisher events;

  /** The command at hand. */
  private final CommandBytes bytes;

  OrderAdapter(OrderCommands commands, EventPublisher events, CommandBytes bytes) {
    this.commands = commands;
    this.events = events;
    this.bytes = bytes;
  }

  /** 0 for a template of another adapter. */
  static int blockLengthOf(int template) {
    return switch (template) {
      case PlaceOrderDecoder.TEMPLATE_ID -> PlaceOrderDecoder.BLOCK_LENGTH;
      case SubmitOrderDecoder.TEMPLATE_ID -> SubmitOrderDecoder.BLOCK_LENGTH;
      case AmendOrderDecoder.TEMPLATE_ID -> AmendOrderDecoder.BLOCK_LENGTH;
      case CancelOrderDecoder.TEMPLATE_ID -> CancelOrderDecoder.BLOCK_LENGTH;
      case CancelOrdersDecoder.TEMPLATE_ID -> CancelOrdersDecoder.BLOCK_LENGTH;
      case PlaceTriggerDecoder.TEMPLATE_ID -> PlaceTriggerDecoder.BLOCK_LENGTH;
      case PlaceScaleDecoder.TEMPLATE_ID -> PlaceScaleDecoder.BLOCK_LENGTH;
      case PlaceTwapDecoder.TEMPLATE_ID -> PlaceTwapDecoder.BLOCK_LENGTH;
      case ScheduleCancelDecoder.TEMPLATE_ID -> ScheduleCancelDecoder.BLOCK_LENGTH;
      default -> 0;
    };
  }

  /** Whether the template was one of these. */
  boolean dispatch(
      int template, DirectBuffer buffer, int body, int block, int version, long requestId) {
    switch (template) {
      case PlaceOrderDecoder.TEMPLATE_ID -> placeOrder(requestId);
      case SubmitOrderDecoder.TEMPLATE_ID -> submitOrder(buffer, body, block, version, requestId);
      case AmendOrderDecoder.TEMPLATE_ID -> amendOrder(buffer, body, block, version, requestId);
      case CancelOrderDecoder.TEMPLATE_ID -> cancelOrder(requestId);
      case CancelOrdersDecoder.TEMPLATE_ID -> cancelOrders(buffer, body, block, version, requestId);
      case PlaceTriggerDecoder.TEMPLATE_ID -> placeTrigger(buffer, body, block, version, requestId);
      case PlaceScaleDecoder.TEMPLATE_ID -> placeScale(buffer, body, block, version, requestId);
      case PlaceTwapDecoder.TEMPLATE_ID -> placeTwap(buffer, body, block, version, requestId);
      case ScheduleCancelDecoder.TEMPLATE_ID -> {
        var c = scheduleCancel.wrap(buffer, body, block, version);
        int signer = body + ScheduleCancelDecoder.signerEncodingOffset();
        var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
        commands.scheduleCancel(requestId, by, c.atNs());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  void foretell(int template, DirectBuffer buffer, int body, Outlook outlook) {
    switch (template) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        var c = bytes;
        outlook.order(
            c.getInt(PlaceOrderDecoder.accountEncodingOffset()),
            c.getInt(PlaceOrderDecoder.marketEncodingOffset()),
            c.getByte(PlaceOrderDecoder.sideEncodingOffset()) == Side.BUY.value(),
            c.getLong(PlaceOrderDecoder.limitTicksEncodingOffset()));
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        var c = submitOrder.wrap(buffer, body, SubmitOrderDecoder.BLOCK_LENGTH, 0);
        if (c.replaces() == 0) {
          outlook.order(c.account(), c.market(), side(c.sideRaw()) == Side.BUY, c.limitTicks());
        } else {
          outlook.cancel(c.account(), c.market(), c.replaces());
        }
      }
      case AmendOrderDecoder.TEMPLATE_ID -> {
        var c = amendOrder.wrap(buffer, body, AmendOrderDecoder.BLOCK_LENGTH, 0);
        outlook.cancel(c.account(), c.market(), c.orderId());
      }
      case CancelOrderDecoder.TEMPLATE_ID -> {
        var c = bytes;
        outlook.cancel(
            c.getInt(CancelOrderDecoder.accountEncodingOffset()),
            c.getInt(CancelOrderDecoder.marketEncodingOffset()),
            c.getLong(CancelOrderDecoder.orderIdEncodingOffset()));
      }
      default -> {}
    }
  }

  private void placeOrder(long requestId) {
    var c = bytes;
    Side side = side(c.getByte(PlaceOrderDecoder.sideEncodingOffset()));
    TimeInForce timeInForce = timeInForce(c.getByte(PlaceOrderDecoder.timeInForceEncodingOffset()));
    if (side == Side.NULL_VAL || timeInForce == TimeInForce.NULL_VAL) {
      events.rejected(requestId, 0, PlaceOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    var order = placed;
    order.account = c.getInt(PlaceOrderDecoder.accountEncodingOffset());
    order.market = c.getInt(PlaceOrderDecoder.marketEncodingOffset());
    order.limitTicks = c.getLong(PlaceOrderDecoder.limitTicksEncodingOffset());
    order.lots = c.getLong(PlaceOrderDecoder.lotsEncodingOffset());
    int client = PlaceOrderDecoder.clientOrderIdEncodingOffset();
    order.clientHigh = c.getLong(client + ClientOrderIdDecoder.highEncodingOffset());
    order.clientLow = c.getLong(client + ClientOrderIdDecoder.lowEncodingOffset());
    order.side = side;
    order.timeInForce = timeInForce;
    var by =
        signed.by(
            c,
            PlaceOrderDecoder.accountEncodingOffset(),
            PlaceOrderDecoder.nonceEncodingOffset(),
            PlaceOrderDecoder.expiryNsEncodingOffset(),
            PlaceOrderDecoder.signerEncodingOffset());
    commands.placeOrder(requestId, by, order);
  }

  private void cancelOrder(long requestId) {
    var c = bytes;
    var by =
        signed.by(
            c,
            CancelOrderDecoder.accountEncodingOffset(),
            CancelOrderDecoder.nonceEncodingOffset(),
            CancelOrderDecoder.expiryNsEncodingOffset(),
            CancelOrderDecoder.signerEncodingOffset());
    int market = c.getInt(CancelOrderDecoder.marketEncodingOffset());
    commands.cancelOrder(
        requestId, by, market, c.getLong(CancelOrderDecoder.orderIdEncodingOffset()));
  }

  private void submitOrder(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = submitOrder.wrap(buffer, body, block, version);
    var order = submission;
    order.side = side(c.sideRaw());
    order.timeInForce = anyTimeInForce(c.timeInForceRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    boolean unknown =
        order.side == Side.NULL_VAL
            || order.timeInForce == TimeInForce.NULL_VAL
            || order.selfTrade == SelfTrade.NULL_VAL
            || c.reduceOnly() > 1
            || c.slide() > 1;
    if (unknown) {
      events.rejected(requestId, 0, SubmitOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.replaces = c.replaces();
    order.reduceOnly = c.reduceOnly() == 1;
    order.slide = c.slide() == 1;
    order.goodTillNs = c.goodTillNs();
    int signer = body + SubmitOrderDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.submitOrder(requestId, by, order);
  }

  private void amendOrder(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = amendOrder.wrap(buffer, body, block, version);
    var change = amendment;
    change.selfTrade = selfTrade(c.selfTradeRaw());
    if (change.selfTrade == SelfTrade.NULL_VAL || c.postOnly() > 1) {
      events.rejected(requestId, 0, AmendOrderDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    change.market = c.market();
    change.orderId = c.orderId();
    change.limitTicks = c.limitTicks();
    change.lots = c.lots();
    change.postOnly = c.postOnly() == 1;
    int signer = body + AmendOrderDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.amendOrder(requestId, by, change);
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
      events.rejected(requestId, 0, CancelOrdersDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    int signer = body + CancelOrdersDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.cancelOrders(requestId, by, c.market(), sides);
  }

  private void placeTrigger(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeTrigger.wrap(buffer, body, block, version);
    var terms = triggerTerms;
    var order = terms.order;
    order.side = side(c.sideRaw());
    order.timeInForce = anyTimeInForce(c.timeInForceRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    boolean unknown =
        order.side == Side.NULL_VAL
            || order.timeInForce == TimeInForce.NULL_VAL
            || order.selfTrade == SelfTrade.NULL_VAL
            || c.reduceOnly() > 1
            || c.whenRaw() > 1;
    if (unknown) {
      events.rejected(requestId, 0, PlaceTriggerDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    terms.when = c.whenRaw() == 0 ? TriggerWhen.AT_OR_ABOVE : TriggerWhen.AT_OR_BELOW;
    terms.triggerTicks = c.triggerTicks();
    terms.group = c.group();
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.reduceOnly = c.reduceOnly() == 1;
    int signer = body + PlaceTriggerDecoder.signerEncodingOffset();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.placeTrigger(requestId, by, terms);
  }

  private void placeScale(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeScale.wrap(buffer, body, block, version);
    var order = scaleTerms.order;
    order.side = side(c.sideRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    if (order.side == Side.NULL_VAL || order.selfTrade == SelfTrade.NULL_VAL || c.postOnly() > 1) {
      events.rejected(requestId, 0, PlaceScaleDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.timeInForce = c.postOnly() == 1 ? TimeInForce.POST_ONLY : TimeInForce.GTC;
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.fromTicks();
    order.lots = c.lots();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.goodTillNs = c.goodTillNs();
    int signer = body + PlaceScaleDecoder.signerEncodingOffset();
    scaleTerms.fromTicks = c.fromTicks();
    scaleTerms.toTicks = c.toTicks();
    scaleTerms.lots = c.lots();
    scaleTerms.orders = c.orders();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.placeScale(requestId, by, scaleTerms);
  }

  private void placeTwap(DirectBuffer buffer, int body, int block, int version, long requestId) {
    var c = placeTwap.wrap(buffer, body, block, version);
    var order = twapTerms.order;
    order.side = side(c.sideRaw());
    order.selfTrade = selfTrade(c.selfTradeRaw());
    if (order.side == Side.NULL_VAL
        || order.selfTrade == SelfTrade.NULL_VAL
        || c.reduceOnly() > 1) {
      events.rejected(requestId, 0, PlaceTwapDecoder.TEMPLATE_ID, RejectReason.BAD_ENUM);
      return;
    }
    order.timeInForce = TimeInForce.IOC;
    order.account = c.account();
    order.market = c.market();
    order.limitTicks = c.limitTicks();
    order.lots = c.lots();
    order.clientHigh = c.clientOrderId().high();
    order.clientLow = c.clientOrderId().low();
    order.reduceOnly = c.reduceOnly() == 1;
    int signer = body + PlaceTwapDecoder.signerEncodingOffset();
    twapTerms.intervalNs = c.intervalNs();
    twapTerms.slices = c.slices();
    var by = signed.by(c.account(), c.nonce(), c.expiryNs(), buffer, signer);
    commands.placeTwap(requestId, by, twapTerms);
  }

  static SelfTrade selfTrade(short raw) {
    return switch (raw) {
      case 0 -> SelfTrade.CANCEL_TAKER;
      case 1 -> SelfTrade.CANCEL_MAKER;
      case 2 -> SelfTrade.CANCEL_BOTH;
      case 3 -> SelfTrade.DECREMENT;
      default -> SelfTrade.NULL_VAL;
    };
  }

  static Side side(short raw) {
    return switch (raw) {
      case 0 -> Side.BUY;
      case 1 -> Side.SELL;
      default -> Side.NULL_VAL;
    };
  }

  static TimeInForce anyTimeInForce(short raw) {
    return raw == 3 ? TimeInForce.FOK : timeInForce(raw);
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
}
