package caisson.scripts;

import caisson.client.NodeEndpoints;
import caisson.sdk.GatewayException;
import caisson.sdk.Order;
import caisson.sdk.Side;
import caisson.sdk.TimeInForce;
import java.nio.file.Path;
import java.util.List;

/** An operator sets a limit of a running venue, which users meet at once, and takes it away. */
final class OperatorTale {
  /** A thousand coin; the order is of less. */
  private static final String LIMIT =
      "SetTradingLimits market=1 bandPpm=0 positionLots=0 minNotional=1_000_000_000";

  private static final String NO_LIMIT =
      "SetTradingLimits market=1 bandPpm=0 positionLots=0 minNotional=0";
  private static final String NOT_ITS_MARKET = "SetMarkCap market=2 capPpm=1_500_000";

  private final Venue venue;
  private final Story story;
  private final Trader trader;

  OperatorTale(Venue venue, Story story, Trader trader) {
    this.venue = venue;
    this.story = story;
    this.trader = trader;
  }

  /** The price is far below the mark. */
  void tell(String price) {
    story.chapter("An operator sets a limit");
    var node = new NodeEndpoints("127.0.0.1", venue.ports().base());
    Path key = venue.keys().key(NodeKeys.OPERATOR);
    try (var desk = new Desk(node, venue.data().resolve("operator"), Desk.OPERATOR, key)) {
      long version = desk.caughtUp().version();
      story.equal("the limit is taken", "NONE", operate(desk, LIMIT));
      story.equal("an order of less is refused", "MIN_NOTIONAL", placed(price));
      story.equal(
          "a cap of a spot market is refused", "BAD_PARAMETER", operate(desk, NOT_ITS_MARKET));
      story.equal("the limit is taken away", "NONE", operate(desk, NO_LIMIT));
      story.equal("the order rests", "OPEN", placed(price));
      story.equal("two changes were made", version + 2, desk.caughtUp().version());
    }
    story.equal("whoever has no key is refused", true, refused(node, Path.of("none.pem")));
    Path gateway = venue.keys().key("gateway");
    story.equal("so is what a gateway sends as an operator", true, refused(node, gateway));
  }

  /** Whether nothing that is sent with this key becomes a command. */
  private boolean refused(NodeEndpoints node, Path key) {
    Path directory = venue.data().resolve("stranger");
    try (var desk = new Desk(node, directory, Desk.OPERATOR, key)) {
      operate(desk, LIMIT);
      return false;
    } catch (VenueException e) {
      return true;
    }
  }

  private static String operate(Desk desk, String line) {
    List<OperatorLine> lines = OperatorCommand.lines(List.of(line));
    OperatorCommand command = OperatorCommand.all(lines, desk.caughtUp().numbering()).getFirst();
    return desk.send(command).reason().name();
  }

  /** Status or refusal of an order; one that rests is canceled. */
  private String placed(String price) {
    try {
      Order order = trader.place(1, Side.BUY, TimeInForce.POST_ONLY, price, "0.0010");
      trader.cancel(1, order.orderId());
      return order.status();
    } catch (GatewayException e) {
      return e.reason();
    }
  }
}
