package caisson.sdk;

import caisson.signing.BundleEntry;
import caisson.signing.TypedMessage.BundleMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Orders of one account to place, cancel and replace together: all of it takes effect, in this
 * order, or nothing. Up to 16 entries; an order that may trade at once stands last.
 */
public final class Bundle {
  private final int account;
  private final long nonce;
  private final long expiryNs;
  private final List<BundleEntry> entries = new ArrayList<>();
  private final List<Object> rows = new ArrayList<>();

  public Bundle(int account, long nonce, long expiryNs) {
    this.account = account;
    this.nonce = nonce;
    this.expiryNs = expiryNs;
  }

  /** An order, a trigger or a TWAP. */
  public Bundle cancel(int market, long orderId) {
    entries.add(BundleEntry.cancel(market, orderId));
    rows.add(Json.object("market", market, "cancel", Long.toString(orderId)));
    return this;
  }

  /** The ticket's nonce and expiry are the bundle's own. */
  public Bundle place(Market market, OrderTicket ticket, OrderTerms terms) {
    if (ticket.account() != account || ticket.market() != market.id()) {
      throw new IllegalArgumentException("an order of another account or market: " + ticket);
    }
    var signed = terms.message(ticket);
    entries.add(
        new BundleEntry(
            0,
            signed.market(),
            signed.replaces(),
            signed.side(),
            signed.timeInForce(),
            signed.selfTrade(),
            signed.reduceOnly(),
            signed.slide(),
            signed.limitTicks(),
            signed.lots(),
            signed.goodTillNs(),
            signed.clientOrderIdHigh(),
            signed.clientOrderIdLow()));
    rows.add(
        Json.object(
            "market", market.id(),
            "side", ticket.side().name(),
            "timeInForce", ticket.timeInForce().name(),
            "price", market.price(ticket.limitTicks()),
            "quantity", market.quantity(ticket.lots()),
            "clientOrderId", ticket.clientOrderId(),
            "selfTrade", terms.selfTrade().name(),
            "reduceOnly", terms.reduceOnly(),
            "slide", terms.slide(),
            "goodTillNs", Long.toString(terms.goodTillNs()),
            "replaces", Long.toString(terms.replaces())));
    return this;
  }

  public BundleMessage message() {
    return new BundleMessage(account, entries, nonce, expiryNs);
  }

  Map<String, Object> body() {
    return Json.object(
        "account",
        account,
        "entries",
        rows,
        "nonce",
        Long.toString(nonce),
        "expiryNs",
        Long.toString(expiryNs));
  }
}
