package caisson.scripts;

import caisson.engine.funding.OffHours;
import caisson.engine.outcome.OutcomeEvents;
import caisson.engine.session.Sessions;
import caisson.protocol.AccountLevel;
import caisson.protocol.DelistMarketEncoder;
import caisson.protocol.InterruptSessionEncoder;
import caisson.protocol.Interruption;
import caisson.protocol.MarketPhase;
import caisson.protocol.MarketSession;
import caisson.protocol.PayDividendEncoder;
import caisson.protocol.ProposeResolutionEncoder;
import caisson.protocol.RestrictAccountEncoder;
import caisson.protocol.ScheduleSessionEncoder;
import caisson.protocol.SetOffHoursEncoder;
import caisson.protocol.SetPhaseEncoder;
import caisson.protocol.SetSessionsEncoder;
import caisson.protocol.SplitMarketEncoder;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/** Lines about sessions, halts, corporate actions, results and accounts, to bytes. */
final class MarketWriter extends LineWriter {
  private static final int MOST_SOURCE = 63;
  private static final int MOST_RATIO = 1_000;

  MarketWriter(OperatorLine line, Numbering numbers, long requestId, MutableDirectBuffer buffer) {
    super(line, numbers, requestId, buffer);
  }

  @Override
  int write() {
    return switch (line.name()) {
      case "SetSessions" -> {
        var c = new SetSessionsEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.extendedBps(bps("extendedBps")).overnightBps(bps("overnightBps"));
        c.weekendBps(bps("weekendBps")).windowBps(bps("windowBps"));
        yield c.haltBps(bps("haltBps")).encodedLength();
      }
      case "SetOffHours" -> offHours();
      case "ScheduleSession" -> {
        var c = new ScheduleSessionEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        c.session(line.choice("session", sessions())).window(line.flag("window"));
        yield c.atNs(line.instantNs("atNs")).encodedLength();
      }
      case "InterruptSession" -> {
        var c = new InterruptSessionEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        yield c.interruption(line.choice("interruption", interruptions())).encodedLength();
      }
      case "SetPhase" -> {
        var c = new SetPhaseEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        yield c.phase(line.choice("phase", phases())).encodedLength();
      }
      case "SplitMarket" -> {
        var c = new SplitMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        int numerator = line.whole("numerator", 1, MOST_RATIO);
        int denominator = line.whole("denominator", 1, MOST_RATIO);
        line.require(numerator != denominator, "denominator", "must not be the numerator");
        yield c.numerator(numerator).denominator(denominator).encodedLength();
      }
      case "PayDividend" -> {
        var c = new PayDividendEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion()).market(market());
        long most = Long.MAX_VALUE;
        yield c.perLotE9(line.number("perLotE9", -most, most)).encodedLength();
      }
      case "DelistMarket" -> {
        var c = new DelistMarketEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).version(numbers.nextVersion());
        yield c.market(market()).encodedLength();
      }
      case "ProposeResolution" -> {
        var c = new ProposeResolutionEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).eventId(line.whole("eventId", 1, OutcomeEvents.MAX));
        c.source(line.whole("source", 1, MOST_SOURCE));
        yield c.outcome(line.whole("outcome", -1, MOST_MARKETS)).encodedLength();
      }
      case "RestrictAccount" -> {
        var c = new RestrictAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        c.requestId(requestId).account(line.whole("account", 1, Integer.MAX_VALUE));
        yield c.level(line.choice("level", levels())).encodedLength();
      }
      default -> 0;
    };
  }

  /** Both spans or none. */
  private int offHours() {
    var c = new SetOffHoursEncoder().wrapAndApplyHeader(buffer, 0, header);
    c.requestId(requestId).version(numbers.nextVersion()).market(market());
    int overnight = line.zeroOr("overnightS", OffHours.LEAST_S, OffHours.MOST_S);
    int weekend = line.zeroOr("weekendS", OffHours.LEAST_S, OffHours.MOST_S);
    line.require((overnight == 0) == (weekend == 0), "weekendS", "must be 0 where overnightS is");
    return c.overnightS(overnight).weekendS(weekend).encodedLength();
  }

  private int bps(String field) {
    return line.whole(field, 0, Sessions.MOST_BPS);
  }

  private static List<MarketSession> sessions() {
    return List.of(
        MarketSession.REGULAR,
        MarketSession.EXTENDED,
        MarketSession.OVERNIGHT,
        MarketSession.WEEKEND);
  }

  private static List<Interruption> interruptions() {
    return List.of(Interruption.NONE, Interruption.HALT, Interruption.CORPORATE_ACTION);
  }

  private static List<MarketPhase> phases() {
    return List.of(
        MarketPhase.OPEN, MarketPhase.REDUCE_ONLY, MarketPhase.HALTED, MarketPhase.AUCTION);
  }

  /** An account is closed by its owner alone. */
  private static List<AccountLevel> levels() {
    return List.of(AccountLevel.OPEN, AccountLevel.REDUCE_ONLY, AccountLevel.CANCEL_ONLY);
  }
}
