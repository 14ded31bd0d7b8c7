package caisson.engine;

import static caisson.engine.ScenarioWords.account;
import static caisson.engine.ScenarioWords.market;
import static caisson.engine.ScenarioWords.nanos;
import static caisson.engine.ScenarioWords.number;
import static caisson.engine.ScenarioWords.signer;

import caisson.protocol.SelfTrade;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Bundles of a story: entries between semicolons. */
final class ScenarioBundles {
  private final Scenario scenario;
  private final Map<String, Long> names;

  /** The names are those of all orders of the story. */
  ScenarioBundles(Scenario scenario, Map<String, Long> names) {
    this.scenario = scenario;
    this.names = names;
  }

  String step(String[] w) {
    var entries = new ArrayList<WireBundles.Entry>();
    Map<String, Integer> named = new HashMap<>();
    long nonce = 0;
    int from = 2;
    if (w.length > 3 && w[2].equals("nonce")) {
      nonce = number(w[3]);
      from = 4;
    }
    var rest = Arrays.asList(w).subList(from, w.length);
    for (String text : String.join(" ", rest).split(";", -1)) {
      if (!text.isBlank()) {
        entries.add(entry(text.strip().split("\\s+"), entries.size(), named));
      }
    }
    String found = send(w[1], entries, nonce == 0 ? scenario.nextNonce() : nonce);
    long sequence = scenario.machine.sequence();
    named.forEach((name, i) -> names.put(name, sequence + ((long) i << 48)));
    return found;
  }

  private String send(String who, List<WireBundles.Entry> entries, long nonce) {
    return scenario.tell(
        scenario.wire.bundles.submitOrders(
            account(who), entries, nonce, Long.MAX_VALUE, signer(who)));
  }

  private WireBundles.Entry entry(String[] w, int number, Map<String, Integer> named) {
    int market = market(w[1]);
    if (w[0].equals("cancel")) {
      return WireBundles.Entry.cancel(market, names.getOrDefault(w[2], -1L));
    }
    var side = w[2].equals("buy") ? Side.BUY : Side.SELL;
    var entry = WireBundles.Entry.place(market, side, number(w[3]), number(w[5]), TimeInForce.GTC);
    for (int i = 6; i < w.length; i++) {
      switch (w[i]) {
        case "ioc" -> entry.timeInForce = TimeInForce.IOC;
        case "post" -> entry.timeInForce = TimeInForce.POST_ONLY;
        case "fok" -> entry.timeInForce = TimeInForce.FOK;
        case "maker" -> entry.selfTrade = SelfTrade.CANCEL_MAKER;
        case "reduce" -> entry.reduceOnly = 1;
        case "slide" -> entry.slide = 1;
        case "till" -> entry.goodTillNs = scenario.timeNs() + nanos(w[++i]);
        case "replaces" -> entry.orderId = names.getOrDefault(w[++i], -1L);
        case "as" -> named.put(w[++i], number);
        default -> throw new AssertionError("no such word: " + w[i]);
      }
    }
    return entry;
  }
}
