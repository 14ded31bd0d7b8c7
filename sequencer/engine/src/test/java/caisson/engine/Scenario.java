package caisson.engine;

import static caisson.engine.ScenarioWords.account;
import static caisson.engine.ScenarioWords.market;
import static caisson.engine.ScenarioWords.nanos;
import static caisson.engine.ScenarioWords.number;
import static caisson.engine.ScenarioWords.signer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.AccountLevel;
import caisson.protocol.MarketKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a story of one line per step through the door of the engine.
 *
 * <pre>
 * register A B                        deposit A 1000 [asset]          price perp 100 [external]
 * agent A 1 until 10s day 500 order 100
 * scope A 1 markets 2 position 500 band 10000
 * level A[/agent] CANCEL_ONLY
 * restrict A REDUCE_ONLY
 * transfer A B 100 [asset]
 * offer A[/agent] perp 100 for 50000 (lots, ppm of the margin)
 * place A[/agent] perp buy 10 @ 100 [ioc|post] [as name] [nonce n]
 * submit as place, also [fok] [maker|both|decrement] [reduce] [slide] [replaces name] [till 10s]
 * bundle A[/agent] [nonce n] place perp buy 10 @ 100 [as submit] ; cancel perp name ; ..
 * amend A perp name 5 @ 100 [post]
 * scale A perp buy 10 @ 100 to 90 orders 3 [post]
 * twap A perp buy 10 @ 100 slices 3 every 5s (its name is twap)
 * trigger A perp sell 5 @ 90 below 95 [fok|gtc] [reduce] [group 1] [as name]
 * coin 870000 (of a dollar, in ppm)
 * switch A 5s|off                     limits perp band 50000 lots 20 notional 1000
 * cancelall A perp|all both|buys|sells
 * cancel A perp name                  withdraw A 10 [asset]           fund perp 100
 * factor 1 down 250 up 250 spot 800   collateral 1 factor 1          marketfactor perp 1
 * liquidation perp tier 0 fee 5000 band 20000                          tier 0 1000      rate perp 500
 * tiers volume maker taker [volume maker taker ..]                   referrer A B 100000
 * volatility 1 perp multiple 20000
 * sessions perp extended 100 overnight 200 weekend 500 window 1500 halt 1000
 * session perp weekend in 90000s [window]                             interrupt perp halt
 * offhours perp overnight 3600 weekend 28800                          cap perp 1500000
 * inforce 1 (rules of this number)
 * split perp 10 for 1 (then: price perp 100 at 1, the split version)
 * phase perp reduce_only     dividend perp 1000000000          delist perp
 * event 1 markets 3 payout 100 exhaustive|open dispute 60s void 100s 50 50   propose 1 source 1 outcome 3
 * rules perp slew 10000 band 50000 cap 10000 impact 0 interest 100000
 * seal [batch]                        confirm 1                       wait 10s
 * forced A withdraw 10 [asset]        forced A close perp 5 [limit]        forced A cancelall
 * forced A rotate [schema 1]          cash A = 5    units A 1 = 5    lots A perp = 5    refCost A perp = 5
 * </pre>
 *
 * After {@code ->} stand the events the step must give, CommandApplied left out. Accounts are
 * letters, from 4096 on. The clock stands still but for {@code wait}.
 */
final class Scenario {
  static final long START_NS = 1_000_000L * 3_600_000_000_000L;
  static final int PERP = 1;
  static final int SPOT = 2;

  final Log log = new Log();
  final Wire wire = new Wire();
  final StateMachine machine;
  private final ScenarioOrders orders = new ScenarioOrders(this);
  private final ScenarioParameters parameters = new ScenarioParameters(this);
  private long timeNs = START_NS;
  private long nonce;
  private long round;
  private long deposits;
  private long requests;
  private long batch = 1;
  private long hour = START_NS / 3_600_000_000_000L;

  Scenario() {
    this(EngineLimits.DEFAULT);
  }

  Scenario(EngineLimits limits) {
    machine = new StateMachine(log, limits);
    apply(wire.listAsset(0, 6, 1_000_000_000_000L, "USDC"));
    apply(wire.listAsset(1, 8, 600_000_000_000_000L, "tBTC"));
    apply(wire.listPerpetual(PERP, 10, 100_000, 0, 0, 10_000_000, 2_000_000_000));
    apply(
        wire.listMarket(SPOT, MarketKind.SPOT, 1, 10_000, 10, 0, -200, 500, 10_000_000, 1_000_000));
  }

  static Scenario play(String story) {
    var scenario = new Scenario();
    scenario.run(story);
    return scenario;
  }

  void run(String story) {
    int number = 0;
    for (String line : story.lines().toList()) {
      number++;
      String step = line.contains("#") ? line.substring(0, line.indexOf('#')) : line;
      if (step.isBlank()) {
        continue;
      }
      String[] halves = step.split("->", 2);
      String command = halves[0].strip();
      String found = step(command.split("\\s+"));
      if (halves.length > 1) {
        assertEquals(halves[1].strip(), found, "line " + number + ": " + line.strip());
      }
    }
  }

  long timeNs() {
    return timeNs;
  }

  long nextNonce() {
    return ++nonce;
  }

  /** Applies the command that was just encoded; the events it gave, told. */
  String tell(int length) {
    return EventText.text(apply(length));
  }

  List<byte[]> apply(int length) {
    int before = log.events.size();
    machine.apply(timeNs, wire.buffer, Wire.OFFSET, length);
    return log.events.subList(before, log.events.size());
  }

  private String step(String[] w) {
    switch (w[0]) {
      case "wait" -> {
        timeNs += nanos(w[1]);
        return "";
      }
      case "register" -> {
        var all = new ArrayList<String>();
        for (int i = 1; i < w.length; i++) {
          all.add(tell(wire.accounts.registerAccount(account(w[i]))));
        }
        return String.join(", ", all);
      }
      case "deposit" -> {
        int asset = w.length > 3 ? (int) number(w[3]) : 0;
        return tell(wire.creditDeposit(++deposits, account(w[1]), asset, number(w[2])));
      }
      case "depositno" -> {
        return tell(wire.creditDeposit(number(w[1]), account(w[2]), 0, number(w[3])));
      }
      case "price" -> {
        boolean splits = w[w.length - 2].equals("at");
        long external = w.length > 3 && !w[3].equals("at") ? number(w[3]) : 0;
        int known = splits ? (int) number(w[w.length - 1]) : 0;
        return tell(wire.publishPrice(++round, market(w[1]), number(w[2]), external, known));
      }
      case "assetprice" -> {
        return tell(wire.publishAssetPrice(++round, (int) number(w[1]), number(w[2])));
      }
      case "fund" -> {
        return tell(wire.tickFunding(market(w[1]), hour++, number(w[2])));
      }
      case "agent" -> {
        return tell(
            wire.accounts.registerAgent(
                account(w[1]),
                (int) number(w[2]),
                START_NS + nanos(w[4]),
                number(w[6]),
                number(w[8]),
                nextNonce(),
                w.length > 10 ? (int) number(w[10]) : 0));
      }
      case "scope" -> {
        var scope =
            new WireAccounts.AgentScope(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                number(w[4]),
                number(w[6]),
                (int) number(w[8]));
        return tell(
            wire.accounts.registerAgent(account(w[1]), (int) number(w[2]), scope, nextNonce(), 0));
      }
      case "level" -> {
        var level = AccountLevel.valueOf(w[2]);
        return tell(wire.accounts.setAccountLevel(account(w[1]), level, nextNonce(), signer(w[1])));
      }
      case "restrict" -> {
        return tell(wire.accounts.restrictAccount(account(w[1]), AccountLevel.valueOf(w[2])));
      }
      case "transfer" -> {
        int asset = w.length > 4 ? (int) number(w[4]) : 0;
        return tell(
            wire.accounts.transferUnits(
                account(w[1]), account(w[2]), asset, number(w[3]), nextNonce(), signer(w[1])));
      }
      case "offer" -> {
        return tell(
            wire.accounts.offerBackstop(
                account(w[1]),
                market(w[2]),
                number(w[3]),
                (int) number(w[5]),
                nextNonce(),
                Long.MAX_VALUE,
                signer(w[1])));
      }
      case "withdraw" -> {
        int asset = w.length > 3 ? (int) number(w[3]) : 0;
        return tell(
            wire.requestWithdrawal(
                account(w[1]), asset, number(w[2]), nextNonce(), Long.MAX_VALUE, signer(w[1])));
      }
      case "forced" -> {
        return tell(forced(w));
      }
      case "seal" -> {
        long no = w.length > 1 ? number(w[1]) : batch;
        String found = tell(wire.sealWindow(no, timeNs / 1_000_000_000L, deposits));
        batch += found.contains("sealed") ? 1 : 0;
        return found;
      }
      case "confirm" -> {
        return tell(wire.confirmBatch(number(w[1])));
      }
      case "coin" -> {
        return tell(wire.publishCoin(++round, number(w[1])));
      }
      case "tier" -> {
        long units = number(w[2]);
        return tell(wire.creditDeposit(++deposits, 16 + (int) number(w[1]), 0, units));
      }
      case "cash", "units", "lots", "refCost" -> {
        return verify(w);
      }
      case "bundle" -> {
        return orders.bundles.step(w);
      }
      case "place",
          "submit",
          "amend",
          "scale",
          "twap",
          "trigger",
          "switch",
          "cancelall",
          "cancel" -> {
        return orders.step(w);
      }
      default -> {
        return parameters.step(w);
      }
    }
  }

  private int forced(String[] w) {
    int account = account(w[1]);
    long no = ++requests;
    return switch (w[2]) {
      case "withdraw" -> {
        int asset = w.length > 4 ? (int) number(w[4]) : 0;
        yield wire.serveRequest(no, 1, account, asset, number(w[3]), 0);
      }
      case "close" -> {
        long limit = w.length > 5 ? number(w[5]) : 0;
        yield wire.serveRequest(no, 2, account, market(w[3]), number(w[4]), limit);
      }
      case "cancelall" -> wire.serveRequest(no, 3, account, 0, 0, 0);
      case "rotate" -> {
        int length = wire.serveRequest(no, 4, account, 0, 0, 0);
        yield w.length > 3 ? wire.ofSchema((int) number(w[4]), length) : length;
      }
      default -> {
        requests = number(w[3]);
        yield wire.serveRequest(requests, 9, account, 0, 0, 0);
      }
    };
  }

  private String verify(String[] w) {
    long found =
        switch (w[0]) {
          case "cash" -> machine.units(account(w[1]), 0);
          case "units" -> machine.units(account(w[1]), (int) number(w[2]));
          case "lots" -> machine.lots(account(w[1]), market(w[2]));
          default -> machine.refCost(account(w[1]), market(w[2]));
        };
    assertEquals(number(w[w.length - 1]), found, String.join(" ", w));
    return "";
  }
}
