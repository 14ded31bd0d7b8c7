package caisson.engine;

import static caisson.engine.ScenarioWords.account;
import static caisson.engine.ScenarioWords.market;
import static caisson.engine.ScenarioWords.nanos;
import static caisson.engine.ScenarioWords.number;
import static caisson.engine.ScenarioWords.signer;

import caisson.protocol.OrderSides;
import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TriggerWhen;
import java.util.HashMap;
import java.util.Map;

/** Steps of a story about orders, which it knows by name. */
final class ScenarioOrders {
  private final Scenario scenario;
  private final WireOrders wire;
  private final Map<String, Long> names = new HashMap<>();
  final ScenarioBundles bundles;

  ScenarioOrders(Scenario scenario) {
    this.scenario = scenario;
    wire = scenario.wire.orders;
    bundles = new ScenarioBundles(scenario, names);
  }

  String step(String[] w) {
    switch (w[0]) {
      case "place", "submit" -> {
        return place(w);
      }
      case "amend" -> {
        long id = names.getOrDefault(w[3], -1L);
        var c =
            wire.amendOrder(
                account(w[1]),
                market(w[2]),
                id,
                number(w[4]),
                number(w[6]),
                scenario.nextNonce(),
                Long.MAX_VALUE,
                signer(w[1]));
        c.postOnly((short) (w.length > 7 ? 1 : 0));
        return scenario.tell(8 + c.encodedLength());
      }
      case "scale" -> {
        var c =
            wire.placeScale(
                account(w[1]),
                market(w[2]),
                w[3].equals("buy") ? Side.BUY : Side.SELL,
                number(w[4]),
                number(w[6]),
                number(w[8]),
                (int) number(w[10]),
                scenario.nextNonce(),
                Long.MAX_VALUE,
                signer(w[1]));
        c.postOnly((short) (w.length > 11 ? 1 : 0));
        return scenario.tell(8 + c.encodedLength());
      }
      case "twap" -> {
        var c =
            wire.placeTwap(
                account(w[1]),
                market(w[2]),
                w[3].equals("buy") ? Side.BUY : Side.SELL,
                number(w[4]),
                number(w[6]),
                (int) number(w[8]),
                nanos(w[10]),
                scenario.nextNonce(),
                Long.MAX_VALUE,
                signer(w[1]));
        String found = scenario.tell(8 + c.encodedLength());
        names.put("twap", scenario.machine.sequence());
        return found;
      }
      case "trigger" -> {
        return trigger(w);
      }
      case "switch" -> {
        long at = w[2].equals("off") ? 0 : scenario.timeNs() + nanos(w[2]);
        return scenario.tell(
            wire.scheduleCancel(
                account(w[1]), at, scenario.nextNonce(), Long.MAX_VALUE, signer(w[1])));
      }
      case "cancelall" -> {
        var sides = OrderSides.valueOf(w[3].toUpperCase(java.util.Locale.ROOT));
        int market = w[2].equals("all") ? 0 : market(w[2]);
        return scenario.tell(
            wire.cancelOrders(
                account(w[1]), market, sides, scenario.nextNonce(), Long.MAX_VALUE, signer(w[1])));
      }
      case "cancel" -> {
        long id = names.getOrDefault(w[3], -1L);
        return scenario.tell(
            wire.cancelOrder(
                account(w[1]),
                market(w[2]),
                id,
                scenario.nextNonce(),
                Long.MAX_VALUE,
                signer(w[1])));
      }
      default -> throw new AssertionError("no such step: " + w[0]);
    }
  }

  private String place(String[] w) {
    var timeInForce = TimeInForce.GTC;
    String name = null;
    long orderNonce = scenario.nextNonce();
    long expiryNs = Long.MAX_VALUE;
    var selfTrade = SelfTrade.CANCEL_TAKER;
    int reduce = 0;
    int slide = 0;
    long replaces = 0;
    long goodTillNs = 0;
    for (int i = 7; i < w.length; i++) {
      switch (w[i]) {
        case "ioc" -> timeInForce = TimeInForce.IOC;
        case "post" -> timeInForce = TimeInForce.POST_ONLY;
        case "as" -> name = w[++i];
        case "nonce" -> orderNonce = number(w[++i]);
        case "fok" -> timeInForce = TimeInForce.FOK;
        case "maker" -> selfTrade = SelfTrade.CANCEL_MAKER;
        case "both" -> selfTrade = SelfTrade.CANCEL_BOTH;
        case "decrement" -> selfTrade = SelfTrade.DECREMENT;
        case "till" -> goodTillNs = scenario.timeNs() + nanos(w[++i]);
        case "reduce" -> reduce = 1;
        case "slide" -> slide = 1;
        case "replaces" -> replaces = names.getOrDefault(w[++i], -1L);
        case "until" -> expiryNs = Scenario.START_NS + nanos(w[++i]);
        default -> throw new AssertionError("no such word: " + w[i]);
      }
    }
    Side side = w[3].equals("buy") ? Side.BUY : Side.SELL;
    int length;
    if (w[0].equals("submit")) {
      var c =
          wire.submitOrder(
              account(w[1]),
              market(w[2]),
              side,
              number(w[4]),
              number(w[6]),
              timeInForce,
              orderNonce,
              expiryNs,
              signer(w[1]));
      c.selfTrade(selfTrade).reduceOnly((short) reduce).slide((short) slide).replaces(replaces);
      c.goodTillNs(goodTillNs);
      length = 8 + c.encodedLength();
    } else {
      length =
          wire.placeOrder(
              account(w[1]),
              market(w[2]),
              side,
              number(w[4]),
              number(w[6]),
              timeInForce,
              orderNonce,
              expiryNs,
              signer(w[1]));
    }
    var found = scenario.apply(length);
    if (name != null) {
      names.put(name, scenario.machine.sequence());
    }
    return EventText.text(found);
  }

  private String trigger(String[] w) {
    var timeInForce = TimeInForce.IOC;
    String name = null;
    int reduce = 0;
    long group = 0;
    for (int i = 9; i < w.length; i++) {
      switch (w[i]) {
        case "gtc" -> timeInForce = TimeInForce.GTC;
        case "fok" -> timeInForce = TimeInForce.FOK;
        case "reduce" -> reduce = 1;
        case "group" -> group = number(w[++i]);
        case "as" -> name = w[++i];
        default -> throw new AssertionError("no such word: " + w[i]);
      }
    }
    var c =
        wire.placeTrigger(
            account(w[1]),
            market(w[2]),
            w[3].equals("buy") ? Side.BUY : Side.SELL,
            number(w[4]),
            number(w[6]),
            timeInForce,
            w[7].equals("above") ? TriggerWhen.AT_OR_ABOVE : TriggerWhen.AT_OR_BELOW,
            number(w[8]),
            scenario.nextNonce(),
            Long.MAX_VALUE,
            signer(w[1]));
    c.reduceOnly((short) reduce).group(group);
    var found = scenario.apply(8 + c.encodedLength());
    if (name != null) {
      names.put(name, scenario.machine.sequence());
    }
    return EventText.text(found);
  }
}
