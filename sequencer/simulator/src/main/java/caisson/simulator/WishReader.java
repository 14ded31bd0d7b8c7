package caisson.simulator;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.OrderAction;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.Side;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.simulator.Ledger.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The orders that a command asks for, entry by entry; one that is no bundle has one entry, a scale
 * from rules 4 on one for each of its orders.
 */
final class WishReader {
  /** The rules from which on a scale is, for its key, the orders it comes as. */
  static final int BY_ITS_ORDERS = 4;

  private static final int MOST_OF_A_SCALE = 16;

  private final Ledger ledger;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceOrderDecoder place = new PlaceOrderDecoder();
  private final SubmitOrderDecoder submit = new SubmitOrderDecoder();
  private final SubmitOrdersDecoder bundle = new SubmitOrdersDecoder();
  private final AmendOrderDecoder amend = new AmendOrderDecoder();
  private final PlaceTriggerDecoder trigger = new PlaceTriggerDecoder();
  private final PlaceScaleDecoder scale = new PlaceScaleDecoder();
  private final PlaceTwapDecoder twap = new PlaceTwapDecoder();
  private final OfferBackstopDecoder offer = new OfferBackstopDecoder();
  private final List<@Nullable Wish> entries = new ArrayList<>();
  private final List<Long> names = new ArrayList<>();

  /** Ids of orders that only reduce, which an amended one still does. */
  private final Set<Long> reducing = new HashSet<>();

  private boolean legible = true;

  WishReader(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Null for one that cancels, and for what cannot be an order. */
  @Nullable Wish entry(int i) {
    return i < entries.size() ? entries.get(i) : null;
  }

  /** The order that an entry names. */
  long named(int i) {
    return names.get(i);
  }

  void reducing(long id) {
    reducing.add(id);
  }

  /** Whether the command asks for something that a decoder can read. */
  boolean legible() {
    return legible;
  }

  /** Nothing was asked for. */
  void forget() {
    entries.clear();
    names.clear();
    legible = true;
  }

  /** The command has as many bytes as its header says; they may name what no enum or group has. */
  void read(int template, DirectBuffer b) {
    forget();
    try {
      readFields(template, b);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      forget();
      legible = false;
    }
  }

  private void readFields(int template, DirectBuffer b) {
    switch (template) {
      case PlaceOrderDecoder.TEMPLATE_ID -> {
        var c = place.wrapAndApplyHeader(b, 0, header);
        boolean buy = c.side() == Side.BUY;
        add(c.account(), c.market(), buy, c.limitTicks(), c.lots(), false, false, 0);
      }
      case SubmitOrderDecoder.TEMPLATE_ID -> {
        var c = submit.wrapAndApplyHeader(b, 0, header);
        boolean buy = c.side() == Side.BUY;
        boolean reduces = c.reduceOnly() == 1;
        boolean slides = c.slide() == 1;
        long replaces = c.replaces();
        add(c.account(), c.market(), buy, c.limitTicks(), c.lots(), reduces, slides, replaces);
      }
      case PlaceTriggerDecoder.TEMPLATE_ID -> {
        var c = trigger.wrapAndApplyHeader(b, 0, header);
        boolean buy = c.side() == Side.BUY;
        boolean reduces = c.reduceOnly() == 1;
        add(c.account(), c.market(), buy, c.limitTicks(), c.lots(), reduces, false, 0);
      }
      case PlaceTwapDecoder.TEMPLATE_ID -> {
        var c = twap.wrapAndApplyHeader(b, 0, header);
        boolean buy = c.side() == Side.BUY;
        boolean reduces = c.reduceOnly() == 1;
        add(c.account(), c.market(), buy, c.limitTicks(), c.lots(), reduces, false, 0);
      }
      case PlaceScaleDecoder.TEMPLATE_ID -> readScale(b);
      case AmendOrderDecoder.TEMPLATE_ID -> {
        var c = amend.wrapAndApplyHeader(b, 0, header);
        Order order = ledger.orders.get(c.orderId());
        if (order == null) {
          add(0, 0, false, 0, 0, false, false, 0);
        } else {
          boolean reduces = reducing.contains(c.orderId());
          int market = c.market();
          long id = c.orderId();
          add(c.account(), market, order.buy, c.limitTicks(), c.lots(), reduces, false, id);
        }
      }
      case OfferBackstopDecoder.TEMPLATE_ID -> {
        var c = offer.wrapAndApplyHeader(b, 0, header);
        boolean listed = c.market() >= 1 && c.market() < ledger.markets.size();
        long mark = listed ? ledger.market(c.market()).mark : 0;
        add(c.account(), c.market(), true, mark, c.capacityLots(), false, false, 0);
      }
      case SubmitOrdersDecoder.TEMPLATE_ID -> readBundle(b);
      default -> {}
    }
  }

  private void readScale(DirectBuffer b) {
    var c = scale.wrapAndApplyHeader(b, 0, header);
    boolean buy = c.side() == Side.BUY;
    int orders = c.orders();
    if (ledger.rules < BY_ITS_ORDERS) {
      // As one order of all its lots at its worst price.
      long most = Math.max(c.fromTicks(), c.toTicks());
      long worst = buy ? most : Math.min(c.fromTicks(), c.toTicks());
      add(c.account(), c.market(), buy, worst, c.lots(), false, false, 0);
    } else if (orders >= 2 && orders <= MOST_OF_A_SCALE) {
      for (int i = 0; i < orders; i++) {
        long range = (c.toTicks() - c.fromTicks()) * i;
        long ticks = c.fromTicks() + Math.floorDiv(range, orders - 1);
        // Dealt out one by one, from the first on.
        long lots = Math.ceilDiv(c.lots() - i, orders);
        add(c.account(), c.market(), buy, ticks, lots, false, false, 0);
      }
    }
  }

  private void readBundle(DirectBuffer b) {
    var c = bundle.wrapAndApplyHeader(b, 0, header);
    int account = c.account();
    for (var row : c.entries()) {
      boolean buy = row.side() == Side.BUY;
      boolean reduces = row.reduceOnly() == 1;
      boolean slides = row.slide() == 1;
      boolean cancels = row.action() == OrderAction.CANCEL;
      int market = cancels ? 0 : row.market();
      long id = row.orderId();
      add(account, market, buy, row.limitTicks(), row.lots(), reduces, slides, id);
    }
  }

  private void add(
      int account,
      int market,
      boolean buy,
      long ticks,
      long lots,
      boolean reduces,
      boolean slides,
      long named) {
    boolean known = market >= 1 && market < ledger.markets.size() && ledger.registered(account);
    names.add(named);
    entries.add(
        known
            ? new Wish(
                ledger.account(account),
                ledger.market(market),
                buy,
                ticks,
                lots,
                reduces,
                slides,
                named)
            : null);
  }
}
