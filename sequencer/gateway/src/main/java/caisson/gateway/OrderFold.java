package caisson.gateway;

import caisson.protocol.AuctionTakenDecoder;
import caisson.protocol.CancelReason;
import caisson.protocol.CancelScheduledDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What becomes of orders, trades apart: the book, the open orders, and what waits. */
final class OrderFold {
  private final Tables tables;
  private final Change change;

  OrderFold(Tables tables, Change change) {
    this.tables = tables;
    this.change = change;
  }

  void onOrderAccepted(OrderAcceptedDecoder event) {
    Order.Key key =
        new Order.Key(event.account(), event.clientOrderId().high(), event.clientOrderId().low());
    Order order =
        new Order(
            key,
            event.market(),
            event.orderId(),
            event.side(),
            event.timeInForce(),
            event.limitTicks(),
            event.lots(),
            change.sequence,
            change.timeNs);
    tables.account(event.account()).openOrders.put(order.orderId, order);
    // Put at the young end also when the name was used before.
    tables.orders.remove(key);
    tables.orders.put(key, order);
    Tables.dropEldest(tables.orders, Venue.REMEMBERED_ORDERS);
    change.changedOrders.add(order);
    // Orders that the venue makes in the sequence of another's command are no answer to it.
    if (event.requestId() != 0) {
      change.placed = order;
      change.bundled.add(order);
    }
  }

  void onOrderRested(OrderRestedDecoder event) {
    Tables.listed(tables.markets, event.market())
        .book
        .add(event.side() == Side.BUY, event.limitTicks(), event.restingLots());
  }

  void onOrderCanceled(OrderCanceledDecoder event) {
    if (event.wasResting() != 0) {
      Tables.listed(tables.markets, event.market())
          .book
          .remove(event.side() == Side.BUY, event.limitTicks(), event.canceledLots());
    }
    Order order = tables.account(event.account()).openOrders.remove(event.orderId());
    if (order != null) {
      order.canceled = event.reason();
      change.changedOrders.add(order);
    }
    boolean left = change.bundle ? event.wasResting() != 0 : change.placed == null;
    if (left && event.requestId() != 0) {
      tellCanceled(event);
    }
  }

  /** One canceled order is the answer itself; of several it is the list. */
  private void tellCanceled(OrderCanceledDecoder event) {
    ObjectNode row = JsonWriter.object();
    row.put("orderId", Long.toString(event.orderId()));
    row.put(
        "canceledQuantity",
        Tables.listed(tables.markets, event.market())
            .listing
            .quantity()
            .text(event.canceledLots()));
    if (change.bundle) {
      change.canceled.add(row);
      return;
    }
    change.done = change.done == null ? row.deepCopy() : change.done;
    change.done.withArray("/canceled").add(row);
  }

  void onOrderReduced(OrderReducedDecoder event) {
    if (event.wasResting() != 0) {
      Tables.listed(tables.markets, event.market())
          .book
          .remove(event.side() == Side.BUY, event.limitTicks(), event.reducedLots());
    }
    Order order = tables.account(event.account()).openOrders.get(event.orderId());
    if (order != null) {
      order.lots -= event.reducedLots();
      change.changedOrders.add(order);
      change.placed = event.reason() == CancelReason.AMENDED ? order : change.placed;
    }
  }

  void onOrderAmended(OrderAmendedDecoder event) {
    Tables.listed(tables.markets, event.market())
        .book
        .remove(event.side() == Side.BUY, event.fromTicks(), event.fromLots());
    Order order = tables.account(event.account()).openOrders.get(event.orderId());
    if (order != null) {
      order.limitTicks = event.limitTicks();
      order.lots = order.filledLots + event.lots();
      change.changedOrders.add(order);
      change.placed = order;
    }
  }

  /** Its trades follow, and OrderRested with what is left. */
  void onAuctionTaken(AuctionTakenDecoder event) {
    Tables.listed(tables.markets, event.market())
        .book
        .remove(event.side() == Side.BUY, event.limitTicks(), event.lots());
  }

  void onCancelScheduled(CancelScheduledDecoder event) {
    ObjectNode node = change.event(event.account(), "scheduledCancel");
    node.put("atNs", Long.toString(event.atNs()));
    tables.account(event.account()).cancelAtNs = event.atNs();
    node.put("fired", event.fired() == 1);
    if (event.requestId() != 0) {
      change.done = JsonWriter.object().put("atNs", Long.toString(event.atNs()));
    }
  }

  void onTriggerPlaced(TriggerPlacedDecoder event) {
    Market.Listing listing = Tables.listed(tables.markets, event.market()).listing;
    ObjectNode node = JsonWriter.object();
    node.put("triggerId", Long.toString(event.triggerId()));
    node.put("market", event.market());
    node.put("side", event.side().name());
    node.put("timeInForce", event.timeInForce().name());
    node.put("when", event.when().name());
    node.put("triggerPrice", listing.price().text(event.triggerTicks()));
    node.put("price", listing.price().text(event.limitTicks()));
    node.put("quantity", listing.quantity().text(event.lots()));
    node.put("reduceOnly", event.reduceOnly() == 1);
    node.put("group", Long.toString(event.group()));
    tables.account(event.account()).triggers.put(event.triggerId(), node);
    change.event(event.account(), "trigger").put("status", "WAITING").set("trigger", node);
    change.done = node.deepCopy();
  }

  void onTriggerGone(
      int account, long triggerId, String status, @Nullable String reason, boolean asked) {
    tables.account(account).triggers.remove(triggerId);
    ObjectNode node = change.event(account, "trigger").put("status", status);
    node.put("triggerId", Long.toString(triggerId));
    node.put("reason", reason);
    if (asked) {
      tellGone("triggerId", triggerId);
    }
  }

  void onTwapPlaced(TwapPlacedDecoder event) {
    Market.Listing listing = Tables.listed(tables.markets, event.market()).listing;
    ObjectNode node = JsonWriter.object();
    node.put("twapId", Long.toString(event.twapId()));
    node.put("market", event.market());
    node.put("side", event.side().name());
    node.put("price", listing.price().text(event.limitTicks()));
    node.put("quantity", listing.quantity().text(event.lots()));
    node.put("slices", event.slices());
    node.put("intervalNs", Long.toString(event.intervalNs()));
    node.put("reduceOnly", event.reduceOnly() == 1);
    node.put("slicesLeft", event.slices());
    tables.account(event.account()).twaps.put(event.twapId(), node);
    change.event(event.account(), "twap").put("status", "RUNNING").set("twap", node.deepCopy());
    change.done = node.deepCopy();
  }

  void onTwapSliced(TwapSlicedDecoder event) {
    ObjectNode node = change.event(event.account(), "twap").put("status", "SLICED");
    node.put("twapId", Long.toString(event.twapId()));
    node.put("orderId", Long.toString(event.orderId()));
    node.put("slicesLeft", event.slicesLeft());
    ObjectNode shown = tables.account(event.account()).twaps.get(event.twapId());
    if (shown != null) {
      shown.put("slicesLeft", event.slicesLeft());
    }
    boolean refused = event.reason() != RejectReason.NONE;
    node.put("reason", refused ? event.reason().name() : null);
  }

  void onTwapEnded(TwapEndedDecoder event) {
    Market.Listing listing = Tables.listed(tables.markets, event.market()).listing;
    tables.account(event.account()).twaps.remove(event.twapId());
    ObjectNode node = change.event(event.account(), "twap").put("status", "ENDED");
    node.put("twapId", Long.toString(event.twapId()));
    node.put("remainingQuantity", listing.quantity().text(event.remainingLots()));
    node.put("reason", event.reason().name());
    if (event.requestId() != 0) {
      tellGone("twapId", event.twapId());
    }
  }

  private void tellGone(String name, long id) {
    ObjectNode row = JsonWriter.object().put(name, Long.toString(id));
    if (change.bundle) {
      change.canceled.add(row);
    } else if (change.done == null) {
      change.done = row;
    }
  }
}
