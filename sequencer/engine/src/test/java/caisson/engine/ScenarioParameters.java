package caisson.engine;

import static caisson.engine.ScenarioWords.account;
import static caisson.engine.ScenarioWords.market;
import static caisson.engine.ScenarioWords.nanos;
import static caisson.engine.ScenarioWords.number;

import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;

/** Steps of a story that operators take: parameters, phases, events. */
final class ScenarioParameters {
  private final Scenario scenario;
  private final WireParameters wire;
  private long version;

  ScenarioParameters(Scenario scenario) {
    this.scenario = scenario;
    wire = scenario.wire.parameters;
  }

  /** A factor without a group: its number, down and up shock in words 1, 3 and 5. */
  private String factor(String[] w, int spotBps, long oiLow, long oiUp) {
    int down = (int) number(w[3]);
    int up = (int) number(w[5]);
    return scenario.tell(
        wire.setFactor(++version, (int) number(w[1]), 0, down, up, spotBps, oiLow, oiUp));
  }

  /** A change that is refused leaves its version to the next. */
  private String taken(int length) {
    String told = scenario.tell(length);
    version -= told.contains("rejected") ? 1 : 0;
    return told;
  }

  String step(String[] w) {
    switch (w[0]) {
      case "factor" -> {
        return factor(w, (int) number(w[7]), 0, 0);
      }
      case "interest" -> {
        return factor(w, (int) number(w[3]), number(w[7]), number(w[9]));
      }
      case "limits" -> {
        return scenario.tell(
            wire.setTradingLimits(
                ++version, market(w[1]), (int) number(w[3]), number(w[5]), number(w[7])));
      }
      case "rate" -> {
        return scenario.tell(wire.setLiquidationRate(++version, market(w[1]), number(w[2])));
      }
      case "liquidation" -> {
        return taken(
            wire.setLiquidation(
                ++version,
                market(w[1]),
                (int) number(w[3]),
                (int) number(w[5]),
                (int) number(w[7])));
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
        return scenario.tell(wire.setFeeTiers(++version, volumes, makers, takers));
      }
      case "referrer" -> {
        return scenario.tell(wire.setReferrer(account(w[1]), account(w[2]), (int) number(w[3])));
      }
      case "depth" -> {
        return scenario.tell(
            wire.setDepthLimit(++version, (int) number(w[1]), number(w[3]), number(w[5])));
      }
      case "volatility" -> {
        return scenario.tell(
            wire.setVolatility(++version, (int) number(w[1]), market(w[2]), (int) number(w[4])));
      }
      case "phase" -> {
        var phase = MarketPhase.valueOf(w[2].toUpperCase(java.util.Locale.ROOT));
        return taken(wire.setPhase(++version, market(w[1]), phase));
      }
      case "sessions" -> {
        int[] bps = new int[5];
        for (int i = 0; i < bps.length; i++) {
          bps[i] = (int) number(w[3 + 2 * i]);
        }
        return taken(wire.setSessions(++version, market(w[1]), bps));
      }
      case "offhours" -> {
        return taken(
            wire.setOffHours(++version, market(w[1]), (int) number(w[3]), (int) number(w[5])));
      }
      case "cap" -> {
        return taken(wire.setMarkCap(++version, market(w[1]), (int) number(w[2])));
      }
      case "inforce" -> {
        return taken(wire.setRules(++version, (int) number(w[1])));
      }
      case "session" -> {
        var session = MarketSession.valueOf(w[2].toUpperCase(java.util.Locale.ROOT));
        boolean window = w[w.length - 1].equals("window");
        boolean later = w.length > 3 && w[3].equals("in");
        long at = later ? scenario.timeNs() + nanos(w[4]) : 0;
        return taken(wire.scheduleSession(++version, market(w[1]), session, window, at));
      }
      case "interrupt" -> {
        var by = Interruption.valueOf(w[2].toUpperCase(java.util.Locale.ROOT));
        return taken(wire.interruptSession(++version, market(w[1]), by));
      }
      case "dividend" -> {
        return scenario.tell(wire.payDividend(++version, market(w[1]), number(w[2])));
      }
      case "split" -> {
        return taken(
            wire.splitMarket(++version, market(w[1]), (int) number(w[2]), (int) number(w[4])));
      }
      case "delist" -> {
        return scenario.tell(wire.delistMarket(++version, market(w[1])));
      }
      case "event" -> {
        long[] voids = new long[w.length - 11];
        for (int i = 0; i < voids.length; i++) {
          voids[i] = number(w[11 + i]);
        }
        return scenario.tell(
            wire.listEvent(
                (int) number(w[1]),
                (int) number(w[3]),
                number(w[5]),
                w[6].equals("exhaustive"),
                nanos(w[8]),
                scenario.timeNs() + nanos(w[10]),
                0,
                voids));
      }
      case "propose" -> {
        return scenario.tell(
            wire.proposeResolution((int) number(w[1]), (int) number(w[3]), (int) number(w[5])));
      }
      case "rules" -> {
        return scenario.tell(
            wire.setMarkRules(
                ++version,
                market(w[1]),
                (int) number(w[3]),
                (int) number(w[5]),
                (int) number(w[7]),
                number(w[9]),
                (int) number(w[11])));
      }
      case "collateral" -> {
        return scenario.tell(
            wire.setCollateral(
                ++version,
                (int) number(w[1]),
                (int) number(w[3]),
                5_000_000_000_000L,
                50_000_000_000_000L));
      }
      case "marketfactor" -> {
        return scenario.tell(wire.setMarketFactor(++version, market(w[1]), (int) number(w[2])));
      }
      default -> throw new AssertionError("no such step: " + w[0]);
    }
  }
}
