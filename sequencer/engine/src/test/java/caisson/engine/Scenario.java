package caisson.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caisson.protocol.*;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

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
 * place A[/agent] perp buy 10 @ 100 [ioc|post] [as name] [nonce n]
 * submit as place, also [fok] [maker|both|decrement] [reduce] [slide] [replaces name] [till 10s]
 * amend A perp name 5 @ 100 [post]
 * scale A perp buy 10 @ 100 to 90 orders 3 [post]
 * twap A perp buy 10 @ 100 slices 3 every 5s (its name is twap)
 * trigger A perp sell 5 @ 90 below 95 [fok|gtc] [reduce] [group 1] [as name]
 * coin 870000 (of a dollar, in ppm)
 * switch A 5s|off                     limits perp band 50000 lots 20 notional 1000
 * cancelall A perp|all both|buys|sells
 * cancel A perp name                  withdraw A 10 [asset]           fund perp 100
 * factor 1 down 250 up 250 spot 800   collateral 1 factor 1          marketfactor perp 1
 * liquidation perp tier 0 fee 5000 band 20000                          tier 0 1000
 * tiers volume maker taker [volume maker taker ..]                   referrer A B 100000
 * volatility 1 perp multiple 20000
 * phase perp reduce_only     dividend perp 1000000000          delist perp
 * event 1 markets 3 payout 100 exhaustive|open dispute 60s void 100s 50 50   propose 1 source 1 outcome 3
 * rules perp slew 10000 band 50000 cap 10000 impact 0 interest 100000
 * seal [batch]                        confirm 1                       wait 10s
 * forced A withdraw 10 [asset]        forced A close perp 5 [limit]        forced A cancelall
 * forced A rotate                     cash A = 5    units A 1 = 5    lots A perp = 5    refCost A perp = 5
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
  private final Map<String, Long> orders = new HashMap<>();
  private long timeNs = START_NS;
  private long nonce;
  private long round;
  private long deposits;
  private long requests;
  private long batch = 1;
  private long parameters;
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
          all.add(text(apply(wire.registerAccount(account(w[i])))));
        }
        return String.join(", ", all);
      }
      case "deposit" -> {
        int asset = w.length > 3 ? (int) number(w[3]) : 0;
        return text(apply(wire.creditDeposit(++deposits, account(w[1]), asset, number(w[2]))));
      }
      case "depositno" -> {
        return text(apply(wire.creditDeposit(number(w[1]), account(w[2]), 0, number(w[3]))));
      }
      case "price" -> {
        long external = w.length > 3 ? number(w[3]) : 0;
        return text(apply(wire.publishPrice(++round, market(w[1]), number(w[2]), external)));
      }
      case "assetprice" -> {
        return text(apply(wire.publishAssetPrice(++round, (int) number(w[1]), number(w[2]))));
      }
      case "fund" -> {
        return text(apply(wire.tickFunding(market(w[1]), hour++, number(w[2]))));
      }
      case "agent" -> {
        return text(
            apply(
                wire.registerAgent(
                    account(w[1]),
                    (int) number(w[2]),
                    START_NS + nanos(w[4]),
                    number(w[6]),
                    number(w[8]),
                    ++nonce,
                    w.length > 10 ? (int) number(w[10]) : 0)));
      }
      case "scope" -> {
        var scope =
            new Wire.AgentScope(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                number(w[4]),
                number(w[6]),
                (int) number(w[8]));
        return text(
            apply(wire.registerAgent(account(w[1]), (int) number(w[2]), scope, ++nonce, 0)));
      }
      case "level" -> {
        var level = AccountLevel.valueOf(w[2]);
        return text(apply(wire.setAccountLevel(account(w[1]), level, ++nonce, signer(w[1]))));
      }
      case "restrict" -> {
        return text(apply(wire.restrictAccount(account(w[1]), AccountLevel.valueOf(w[2]))));
      }
      case "transfer" -> {
        int asset = w.length > 4 ? (int) number(w[4]) : 0;
        return text(
            apply(
                wire.transferUnits(
                    account(w[1]), account(w[2]), asset, number(w[3]), ++nonce, signer(w[1]))));
      }
      case "place", "submit" -> {
        return place(w);
      }
      case "amend" -> {
        long id = orders.getOrDefault(w[3], -1L);
        var c =
            wire.amendOrder(
                account(w[1]),
                market(w[2]),
                id,
                number(w[4]),
                number(w[6]),
                ++nonce,
                Long.MAX_VALUE,
                signer(w[1]));
        c.postOnly((short) (w.length > 7 ? 1 : 0));
        return text(apply(8 + c.encodedLength()));
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
                ++nonce,
                Long.MAX_VALUE,
                signer(w[1]));
        c.postOnly((short) (w.length > 11 ? 1 : 0));
        return text(apply(8 + c.encodedLength()));
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
                ++nonce,
                Long.MAX_VALUE,
                signer(w[1]));
        String found = text(apply(8 + c.encodedLength()));
        orders.put("twap", machine.sequence());
        return found;
      }
      case "trigger" -> {
        return trigger(w);
      }
      case "switch" -> {
        long at = w[2].equals("off") ? 0 : timeNs + nanos(w[2]);
        return text(
            apply(wire.scheduleCancel(account(w[1]), at, ++nonce, Long.MAX_VALUE, signer(w[1]))));
      }
      case "cancelall" -> {
        var sides = OrderSides.valueOf(w[3].toUpperCase(java.util.Locale.ROOT));
        int market = w[2].equals("all") ? 0 : market(w[2]);
        return text(
            apply(
                wire.cancelOrders(
                    account(w[1]), market, sides, ++nonce, Long.MAX_VALUE, signer(w[1]))));
      }
      case "cancel" -> {
        long id = orders.getOrDefault(w[3], -1L);
        return text(
            apply(
                wire.cancelOrder(
                    account(w[1]), market(w[2]), id, ++nonce, Long.MAX_VALUE, signer(w[1]))));
      }
      case "withdraw" -> {
        int asset = w.length > 3 ? (int) number(w[3]) : 0;
        return text(
            apply(
                wire.requestWithdrawal(
                    account(w[1]), asset, number(w[2]), ++nonce, Long.MAX_VALUE, signer(w[1]))));
      }
      case "forced" -> {
        return text(apply(forced(w)));
      }
      case "seal" -> {
        long no = w.length > 1 ? number(w[1]) : batch;
        String found = text(apply(wire.sealWindow(no, timeNs / 1_000_000_000L, deposits)));
        batch += found.contains("sealed") ? 1 : 0;
        return found;
      }
      case "confirm" -> {
        return text(apply(wire.confirmBatch(number(w[1]))));
      }
      case "factor" -> {
        return text(
            apply(
                wire.setFactor(
                    ++parameters,
                    (int) number(w[1]),
                    0,
                    (int) number(w[3]),
                    (int) number(w[5]),
                    (int) number(w[7]),
                    0,
                    0)));
      }
      case "coin" -> {
        return text(apply(wire.publishCoin(++round, number(w[1]))));
      }
      case "limits" -> {
        return text(
            apply(
                wire.setTradingLimits(
                    ++parameters, market(w[1]), (int) number(w[3]), number(w[5]), number(w[7]))));
      }
      case "liquidation" -> {
        return text(
            apply(
                wire.setLiquidation(
                    ++parameters,
                    market(w[1]),
                    (int) number(w[3]),
                    (int) number(w[5]),
                    (int) number(w[7]))));
      }
      case "tiers" -> {
        int count = (w.length - 1) / 3;
        long[] volumes = new long[count];
        int[] makers = new int[count];
        int[] takers = new int[count];
        for (int i = 0; i < count; i++) {
          volumes[i] = number(w[1 + 3 * i]);
          makers[i] = (int) number(w[2 + 3 * i]);
          takers[i] = (int) number(w[3 + 3 * i]);
        }
        return text(apply(wire.setFeeTiers(++parameters, volumes, makers, takers)));
      }
      case "referrer" -> {
        return text(apply(wire.setReferrer(account(w[1]), account(w[2]), (int) number(w[3]))));
      }
      case "volatility" -> {
        return text(
            apply(
                wire.setVolatility(
                    ++parameters, (int) number(w[1]), market(w[2]), (int) number(w[4]))));
      }
      case "phase" -> {
        var phase = MarketPhase.valueOf(w[2].toUpperCase(java.util.Locale.ROOT));
        return text(apply(wire.setPhase(++parameters, market(w[1]), phase)));
      }
      case "dividend" -> {
        return text(apply(wire.payDividend(++parameters, market(w[1]), number(w[2]))));
      }
      case "delist" -> {
        return text(apply(wire.delistMarket(++parameters, market(w[1]))));
      }
      case "event" -> {
        long[] voids = new long[w.length - 11];
        for (int i = 0; i < voids.length; i++) {
          voids[i] = number(w[11 + i]);
        }
        return text(
            apply(
                wire.listEvent(
                    (int) number(w[1]),
                    (int) number(w[3]),
                    number(w[5]),
                    w[6].equals("exhaustive"),
                    nanos(w[8]),
                    timeNs + nanos(w[10]),
                    0,
                    voids)));
      }
      case "propose" -> {
        return text(
            apply(
                wire.proposeResolution(
                    (int) number(w[1]), (int) number(w[3]), (int) number(w[5]))));
      }
      case "rules" -> {
        return text(
            apply(
                wire.setMarkRules(
                    ++parameters,
                    market(w[1]),
                    (int) number(w[3]),
                    (int) number(w[5]),
                    (int) number(w[7]),
                    number(w[9]),
                    (int) number(w[11]))));
      }
      case "tier" -> {
        long units = number(w[2]);
        return text(apply(wire.creditDeposit(++deposits, 16 + (int) number(w[1]), 0, units)));
      }
      case "collateral" -> {
        return text(
            apply(
                wire.setCollateral(
                    ++parameters,
                    (int) number(w[1]),
                    (int) number(w[3]),
                    5_000_000_000_000L,
                    50_000_000_000_000L)));
      }
      case "marketfactor" -> {
        return text(apply(wire.setMarketFactor(++parameters, market(w[1]), (int) number(w[2]))));
      }
      case "cash", "units", "lots", "refCost" -> {
        return verify(w);
      }
      default -> throw new AssertionError("no such step: " + w[0]);
    }
  }

  private String place(String[] w) {
    var timeInForce = TimeInForce.GTC;
    String name = null;
    long orderNonce = ++nonce;
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
        case "till" -> goodTillNs = timeNs + nanos(w[++i]);
        case "reduce" -> reduce = 1;
        case "slide" -> slide = 1;
        case "replaces" -> replaces = orders.getOrDefault(w[++i], -1L);
        case "until" -> expiryNs = START_NS + nanos(w[++i]);
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
    var found = apply(length);
    if (name != null) {
      orders.put(name, machine.sequence());
    }
    return text(found);
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
            ++nonce,
            Long.MAX_VALUE,
            signer(w[1]));
    c.reduceOnly((short) reduce).group(group);
    var found = apply(8 + c.encodedLength());
    if (name != null) {
      orders.put(name, machine.sequence());
    }
    return text(found);
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
      case "rotate" -> wire.serveRequest(no, 4, account, 0, 0, 0);
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

  private static int account(String word) {
    String name = word.contains("/") ? word.substring(0, word.indexOf('/')) : word;
    return switch (name) {
      case "FEES" -> 1;
      case "DUST" -> 3;
      case "BAD_DEBT" -> 5;
      case "TIER0" -> 16;
      case "TIER4" -> 20;
      case "EVENT1" -> 64;
      default -> 4096 + name.charAt(0) - 'A';
    };
  }

  private static int signer(String word) {
    return word.contains("/") ? Integer.parseInt(word.substring(word.indexOf('/') + 1)) : 0;
  }

  private static String name(int account) {
    if (account == 5) {
      return "BAD_DEBT";
    }
    if (account >= 16 && account < 21) {
      return "TIER" + (account - 16);
    }
    if (account >= 64 && account < 128) {
      return "EVENT" + (account - 63);
    }
    return account == 1 ? "FEES" : String.valueOf((char) ('A' + account - 4096));
  }

  private static int market(String word) {
    return word.equals("perp") ? PERP : word.equals("spot") ? SPOT : Integer.parseInt(word);
  }

  private static long number(String word) {
    return Long.parseLong(word.replace("_", ""));
  }

  private static long nanos(String word) {
    return word.endsWith("ms")
        ? number(word.substring(0, word.length() - 2)) * 1_000_000L
        : number(word.substring(0, word.length() - 1)) * 1_000_000_000L;
  }

  static String text(List<byte[]> events) {
    var words = new ArrayList<String>();
    var header = new MessageHeaderDecoder();
    for (byte[] event : events) {
      var b = new UnsafeBuffer(event);
      switch (Log.template(event)) {
        case CommandAppliedDecoder.TEMPLATE_ID -> {}
        case CommandRejectedDecoder.TEMPLATE_ID ->
            words.add(
                "rejected "
                    + new CommandRejectedDecoder().wrapAndApplyHeader(b, 0, header).reason());
        case CommandCompletedDecoder.TEMPLATE_ID -> words.add("completed");
        case AssetListedDecoder.TEMPLATE_ID, MarketListedDecoder.TEMPLATE_ID -> words.add("listed");
        case AccountRegisteredDecoder.TEMPLATE_ID -> words.add("registered");
        case AgentRegisteredDecoder.TEMPLATE_ID -> words.add("agent registered");
        case AccountLevelSetDecoder.TEMPLATE_ID -> {
          var e = new AccountLevelSetDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("level " + e.ownerLevel() + "/" + e.venueLevel());
        }
        case UnitsTransferredDecoder.TEMPLATE_ID -> {
          var e = new UnitsTransferredDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("moved " + e.units() + " to " + e.toBalance() + " from " + e.fromBalance());
        }
        case DepositCreditedDecoder.TEMPLATE_ID -> {
          var e = new DepositCreditedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("credited " + e.units() + " balance " + e.balance());
        }
        case DepositReturnedDecoder.TEMPLATE_ID -> {
          var e = new DepositReturnedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("returned " + e.units() + " " + e.reason());
        }
        case WithdrawalCreatedDecoder.TEMPLATE_ID -> {
          var e = new WithdrawalCreatedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "withdrawal "
                  + e.batchNo()
                  + "/"
                  + e.withdrawalIndex()
                  + " "
                  + e.units()
                  + " balance "
                  + e.balance()
                  + " accounted "
                  + e.accounted());
        }
        case OrderAcceptedDecoder.TEMPLATE_ID -> words.add("accepted");
        case OrderRestedDecoder.TEMPLATE_ID ->
            words.add(
                "rested "
                    + new OrderRestedDecoder().wrapAndApplyHeader(b, 0, header).restingLots());
        case OrderCanceledDecoder.TEMPLATE_ID -> {
          var e = new OrderCanceledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("canceled " + e.canceledLots() + " " + e.reason());
        }
        case OrderReducedDecoder.TEMPLATE_ID -> {
          var e = new OrderReducedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("reduced " + e.reducedLots() + " to " + e.remainingLots() + " " + e.reason());
        }
        case OrderAmendedDecoder.TEMPLATE_ID -> words.add("amended");
        case CancelScheduledDecoder.TEMPLATE_ID -> {
          var e = new CancelScheduledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.fired() == 1 ? "switch fired" : e.atNs() == 0 ? "switch off" : "switch on");
        }
        case TriggerPlacedDecoder.TEMPLATE_ID -> words.add("waits");
        case TwapPlacedDecoder.TEMPLATE_ID -> words.add("runs");
        case TwapSlicedDecoder.TEMPLATE_ID -> {
          var e = new TwapSlicedDecoder().wrapAndApplyHeader(b, 0, header);
          String refused = e.reason() == RejectReason.NONE ? "" : " " + e.reason();
          words.add("slice " + e.lots() + refused);
        }
        case TwapEndedDecoder.TEMPLATE_ID -> {
          var e = new TwapEndedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("twap " + e.reason() + " left " + e.remainingLots());
        }
        case TriggerFiredDecoder.TEMPLATE_ID -> {
          var e = new TriggerFiredDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("fired at " + e.markTicks());
        }
        case TriggerFailedDecoder.TEMPLATE_ID ->
            words.add(
                "failed " + new TriggerFailedDecoder().wrapAndApplyHeader(b, 0, header).reason());
        case TriggerCanceledDecoder.TEMPLATE_ID ->
            words.add(
                "trigger canceled "
                    + new TriggerCanceledDecoder().wrapAndApplyHeader(b, 0, header).reason());
        case TradeExecutedDecoder.TEMPLATE_ID -> {
          var e = new TradeExecutedDecoder().wrapAndApplyHeader(b, 0, header);
          boolean takerBuys = e.takerSide() == Side.BUY;
          words.add(
              "trade "
                  + name(takerBuys ? e.takerAccount() : e.makerAccount())
                  + " "
                  + name(takerBuys ? e.makerAccount() : e.takerAccount())
                  + " "
                  + e.lots()
                  + " @ "
                  + e.priceTicks()
                  + (e.takerFee() == 0 ? "" : " fees " + e.takerFee() + " " + e.makerFee()));
        }
        case MarkUpdatedDecoder.TEMPLATE_ID ->
            words.add(
                "mark " + new MarkUpdatedDecoder().wrapAndApplyHeader(b, 0, header).markTicks());
        case EventListedDecoder.TEMPLATE_ID -> words.add("event");
        case ShocksMovedDecoder.TEMPLATE_ID -> {
          var e = new ShocksMovedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "sigma %d shocks %d/%d/%d wanted %d/%d/%d"
                  .formatted(
                      e.sigmaBps(),
                      e.downBps(),
                      e.upBps(),
                      e.spotBps(),
                      e.wantedDownBps(),
                      e.wantedUpBps(),
                      e.wantedSpotBps()));
        }
        case ReferrerSetDecoder.TEMPLATE_ID -> words.add("referrer");
        case ParametersChangedDecoder.TEMPLATE_ID -> words.add("changed");
        case PhaseChangedDecoder.TEMPLATE_ID ->
            words.add(
                "phase " + new PhaseChangedDecoder().wrapAndApplyHeader(b, 0, header).phase());
        case CoinIndexedDecoder.TEMPLATE_ID ->
            words.add(
                "initial x "
                    + new CoinIndexedDecoder().wrapAndApplyHeader(b, 0, header).initialPpm());
        case AuctionBegunDecoder.TEMPLATE_ID ->
            words.add(
                "then " + new AuctionBegunDecoder().wrapAndApplyHeader(b, 0, header).phaseAfter());
        case AuctionPricedDecoder.TEMPLATE_ID -> {
          var e = new AuctionPricedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "auction %d @ %d surplus %d of %d in %d-%d"
                  .formatted(
                      e.lots(),
                      e.priceTicks(),
                      e.surplusLots(),
                      e.referenceTicks(),
                      e.lowTicks(),
                      e.highTicks()));
        }
        case AuctionTakenDecoder.TEMPLATE_ID -> {
          var e = new AuctionTakenDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("takes " + name(e.account()) + " " + e.lots());
        }
        case DividendPaidDecoder.TEMPLATE_ID -> {
          var e = new DividendPaidDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "dividend " + e.delta() + " rem " + e.remainder() + " index " + e.fundingIndex());
        }
        case MarketDelistedDecoder.TEMPLATE_ID ->
            words.add(
                "delisted "
                    + new MarketDelistedDecoder().wrapAndApplyHeader(b, 0, header).markTicks());
        case ResolutionProposedDecoder.TEMPLATE_ID -> words.add("proposed");
        case EventResolvedDecoder.TEMPLATE_ID ->
            words.add(
                "resolved "
                    + new EventResolvedDecoder().wrapAndApplyHeader(b, 0, header).outcome());
        case EventSettledDecoder.TEMPLATE_ID -> words.add("settled");
        case MarkComputedDecoder.TEMPLATE_ID -> {
          var e = new MarkComputedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "computed "
                  + e.markTicks()
                  + " book "
                  + e.impactBidTicks()
                  + "/"
                  + e.impactAskTicks()
                  + " basis "
                  + e.fastBasis()
                  + "/"
                  + e.slowBasis()
                  + " premium "
                  + e.premiumE9()
                  + (e.sampled() == 1 ? " sampled" : ""));
        }
        case AssetMarkUpdatedDecoder.TEMPLATE_ID -> words.add("asset mark");
        case FundingSettledDecoder.TEMPLATE_ID -> {
          var e = new FundingSettledDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "funding " + e.delta() + " rem " + e.remainder() + " index " + e.fundingIndex());
        }
        case LiquidationSteppedDecoder.TEMPLATE_ID -> {
          var e = new LiquidationSteppedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              e.stage()
                  + " "
                  + name(e.account())
                  + " "
                  + e.equityBefore()
                  + "/"
                  + e.maintenanceBefore()
                  + " to "
                  + e.equityAfter()
                  + "/"
                  + e.maintenanceAfter());
        }
        case PositionAssignedDecoder.TEMPLATE_ID -> {
          var e = new PositionAssignedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.reason() + " " + name(e.buyer()) + " " + name(e.seller()) + " " + e.lots());
        }
        case CashMovedDecoder.TEMPLATE_ID -> {
          var e = new CashMovedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(e.reason() + " " + name(e.from()) + " " + name(e.to()) + " " + e.amount());
        }
        case DeleveragedDecoder.TEMPLATE_ID -> {
          var e = new DeleveragedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add("deleverage " + e.foundLots() + " to " + e.leverageE6());
        }
        case RequestServedDecoder.TEMPLATE_ID -> {
          var e = new RequestServedDecoder().wrapAndApplyHeader(b, 0, header);
          String queued = e.queued() == 0 ? "" : " owed " + e.queued();
          words.add("request " + e.no() + " " + e.reason() + " " + e.served() + queued);
        }
        case WindowSealedDecoder.TEMPLATE_ID -> {
          var e = new WindowSealedDecoder().wrapAndApplyHeader(b, 0, header);
          words.add(
              "sealed "
                  + e.batchNo()
                  + " from "
                  + e.seqFrom()
                  + " to "
                  + e.seqTo()
                  + (e.markEpoch() == 1 ? " marks" : ""));
        }
        case BatchConfirmedDecoder.TEMPLATE_ID -> words.add("confirmed");
        case CommandSkippedDecoder.TEMPLATE_ID -> words.add("skipped");
        default -> words.add("template " + Log.template(event));
      }
    }
    return String.join(", ", words);
  }
}
