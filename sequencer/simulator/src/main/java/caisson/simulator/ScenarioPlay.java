package caisson.simulator;

import caisson.engine.EngineLimits;
import caisson.engine.listing.Rules;
import caisson.pricing.Ticks;
import caisson.protocol.RejectReason;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Market;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case of a scenario through a real engine by the newest rules, audited like every run.
 *
 * <pre>
 * accounts 4096-4099 cash 1000        tier 2 cash 1000          wait 10
 * perp 1 k=10 down=250 up=250 e3=1500 size=0 profit=0 low=0 high=0 tier=0 taker=500
 * factor 1 down=400 up=400 e3=1500 gap=2000           collateral 1 scale=6 factor=9 spot=200
 * event 1 first=2 payout=100 k=10_000 exhaustive=1 dispute=7200 void=90_000 40 35 25
 * price 1 1000                        path 1 from 1000 to 2000 in 60 every 20
 * assetpath 1 from 1000 to 400 in 60 every 20     in thousandths of a dollar
 * index 1 990 1000@7 -                assetindex 1 650 990*2      what sources say; see ScenarioSources
 * repeat 12 wait 5 ; price 1 1000     remember name gain 4096
 * provider 4099 1 levels=4 lots=100 every=5_000 refill=20   see ScenarioProvider
 * cascade 100_000 1                   a generated population falls; see Cascade
 * do place account=4096 ...           each 4096-4099 place account=* ...
 * expect taken | refused [REASON]     expect stale
 * expect gain 4096-4097 &lt;= 0          equity less what was paid in, of all of them
 * expect lots 4096-4097 1 = 0         expect interest 1 &lt;= 1000   expect mark 1 = 5
 * expect most 1 = 5                   the most open interest of a factor, gap 1 too; depth 1 of a market
 * expect away 1 &lt;= 100_000            the farthest a trade was from the index, in ppm of it
 * expect cash 4096 = 5                expect asset 1 >= 5
 * expect deficit 2 = 0                expect trades = 3           expect steps &gt;= 1
 * whole expect bankrupt &gt;= 1          only of a generated population that is played whole
 * </pre>
 *
 * <p>With {@link ScenarioNoise} nothing else may come of it.
 */
final class ScenarioPlay {
  private static final EngineLimits LIMITS = new EngineLimits(400, 3, 6, 6_000, 200, 40, 4, 200);
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final Run run = new Run(LIMITS);
  private final ScenarioNoise noise;
  private final boolean noisy;
  private final long seed;
  private final int crowd;
  private final List<String> notes = new ArrayList<>();
  private @Nullable Cascade cascade;
  private final List<String> failures = new ArrayList<>();
  private final ScenarioSources sources = new ScenarioSources();
  private final Map<String, Long> names = new HashMap<>();
  private final List<ScenarioProvider> providers = new ArrayList<>();

  /** Whether the generated population is as large as the file says. */
  private boolean whole = true;

  private int expectations;
  private long waitNs;

  /**
   * What the last step, as it came first, was refused with, of several the first that was; NONE
   * when all were taken.
   */
  private RejectReason refusal = RejectReason.NONE;

  /**
   * @param crowd most accounts of a generated population
   */
  ScenarioPlay(long noise, int crowd) {
    this.crowd = crowd;
    this.noise = new ScenarioNoise(noise);
    seed = noise;
    noisy = noise != 0;
    for (int rules = 1; rules <= Rules.NEWEST; rules++) {
      play(Step.of(Verb.INFORCE, rules));
    }
    play(Step.of(Verb.ASSET, 0, 6, 1_000_000_000_000L));
  }

  /** What did not hold; empty when all did. */
  List<String> play(List<String> lines) {
    for (String line : lines) {
      try {
        line(line.split("\\s+"), line);
      } catch (RuntimeException e) {
        failures.add(line + ": " + e);
        return failures;
      }
    }
    if (expectations == 0) {
      failures.add("expects nothing");
    }
    return failures;
  }

  private void line(String[] w, String line) {
    switch (w[0]) {
      case "accounts" -> {
        for (long id = first(w[1]); id <= last(w[1]); id++) {
          play(Step.of(Verb.ACCOUNT, id));
          play(Step.of(Verb.DEPOSIT, id, 0, number(w[3])));
        }
      }
      case "tier" -> play(Step.of(Verb.DEPOSIT, Ledger.FIRST_TIER + number(w[1]), 0, number(w[3])));
      case "perp" -> ScenarioTerms.perpetual(number(w[1]), w).forEach(this::play);
      case "factor" -> play(ScenarioTerms.factor(number(w[1]), w));
      case "collateral" -> ScenarioTerms.collateral(number(w[1]), w).forEach(this::play);
      case "event" -> play(ScenarioTerms.event(number(w[1]), w));
      case "index" -> {
        long micros = sources.round(w[1], Arrays.asList(w).subList(2, w.length), nowNs());
        if (!sources.stale()) {
          price(number(w[1]), Ticks.halfEven(micros, 1_000_000));
        }
      }
      case "assetindex" -> {
        // In thousandths of a dollar for a whole one of six decimals.
        long micros = sources.round("asset" + w[1], Arrays.asList(w).subList(2, w.length), nowNs());
        if (!sources.stale()) {
          play(Step.of(Verb.ASSETPRICE, number(w[1]), Ticks.markUnit(micros / 1_000, 6)));
        }
      }
      case "cascade" -> {
        int accounts = (int) Math.min(crowd, number(w[1]));
        whole = accounts == number(w[1]);
        cascade = new Cascade(number(w[2]) + seed, accounts);
        cascade.run();
        notes.add(cascade.told());
      }
      case "provider" -> {
        var f = ScenarioTerms.fields(w);
        providers.add(
            new ScenarioProvider(
                (int) number(w[1]),
                (int) number(w[2]),
                (int) ScenarioTerms.given(f, "levels"),
                ScenarioTerms.given(f, "lots"),
                ScenarioTerms.given(f, "every"),
                ScenarioTerms.given(f, "refill")));
      }
      case "remember" -> names.put(w[1], value(Arrays.copyOfRange(w, 1, w.length)));
      case "price" -> price(number(w[1]), number(w[2]));
      case "repeat" -> {
        String[] rest = line.substring(line.indexOf(w[2])).split("\\s*;\\s*");
        refusal = RejectReason.NONE;
        var first = RejectReason.NONE;
        for (long i = 0; i < number(w[1]); i++) {
          for (String each : rest) {
            line(each.split("\\s+"), each);
            first = firstOf(first, refusal);
          }
        }
        refusal = first;
      }
      case "path" -> {
        long from = number(w[3]);
        long rounds = number(w[7]);
        for (long i = 1; i <= rounds; i++) {
          waitNs += number(w[9]) * NS_PER_SECOND;
          price(number(w[1]), from + (number(w[5]) - from) * i / rounds);
        }
      }
      case "assetpath" -> {
        long from = number(w[3]);
        long rounds = number(w[7]);
        for (long i = 1; i <= rounds; i++) {
          waitNs += number(w[9]) * NS_PER_SECOND;
          long thousandths = from + (number(w[5]) - from) * i / rounds;
          play(Step.of(Verb.ASSETPRICE, number(w[1]), Ticks.markUnit(1_000 * thousandths, 6)));
        }
      }
      case "wait" -> waitNs += number(w[1]) * NS_PER_SECOND;
      case "do" -> play(Step.parse("+0 " + line.substring(3)));
      case "each" -> {
        String step = line.substring(line.indexOf(w[2]));
        var first = RejectReason.NONE;
        for (long id = first(w[1]); id <= last(w[1]); id++) {
          play(Step.parse("+0 " + step.replace("*", Long.toString(id))));
          first = firstOf(first, refusal);
        }
        refusal = first;
      }
      case "expect" -> expect(w, line);
      case "whole" -> {
        if (whole) {
          expect(Arrays.copyOfRange(w, 1, w.length), line);
        }
      }
      default -> throw new IllegalArgumentException("no such line");
    }
  }

  private long nowNs() {
    return run.ledger().timeNs + waitNs;
  }

  private void price(long market, long ticks) {
    play(Step.of(Verb.PRICES, market, ticks, ticks));
    for (var provider : providers) {
      if (provider.market() == market) {
        provider.quote(run.ledger(), this::play);
      }
    }
  }

  private void play(Step step) {
    if (noisy) {
      noise.before(run::play);
    }
    Step timed = step.after(waitNs);
    waitNs = 0;
    run.auditor().forgetRefusals();
    run.play(noisy ? noise.of(timed) : timed);
    refusal = run.auditor().firstOutcome();
  }

  private static RejectReason firstOf(RejectReason before, RejectReason now) {
    return before == RejectReason.NONE ? now : before;
  }

  private void expect(String[] w, String line) {
    expectations++;
    boolean holds;
    String found;
    if (w[1].equals("stale")) {
      holds = sources.stale();
      found = "an index";
    } else if (w[1].equals("taken") || w[1].equals("refused")) {
      holds =
          w[1].equals("taken")
              ? refusal == RejectReason.NONE
              : refusal != RejectReason.NONE && (w.length < 3 || refusal.name().equals(w[2]));
      found = refusal.name();
    } else {
      long value = value(w);
      long bound = number(w[w.length - 1]);
      holds =
          switch (w[w.length - 2]) {
            case "=" -> value == bound;
            case "<=" -> value <= bound;
            case ">=" -> value >= bound;
            default -> throw new IllegalArgumentException("no such comparison");
          };
      found = Long.toString(value);
    }
    if (!holds) {
      failures.add(line + ": found " + found);
    }
  }

  private long value(String[] w) {
    Ledger ledger = run.ledger();
    return switch (w[1]) {
      case "gain" -> {
        long gain = 0;
        for (Account account : ledger.accounts) {
          if (account.id >= first(w[2]) && account.id <= last(w[2])) {
            gain += run.auditor().equity(account) - account.paidIn;
          }
        }
        yield gain;
      }
      case "lots" -> {
        long lots = 0;
        for (Account account : ledger.accounts) {
          boolean meant = account.id >= first(w[2]) && account.id <= last(w[2]);
          lots += meant ? Math.abs(account.lots[(int) number(w[3])]) : 0;
        }
        yield lots;
      }
      case "interest" -> {
        Market market = ledger.market((int) number(w[2]));
        yield market.openLots * market.lotValue();
      }
      case "holding" -> ledger.account((int) number(w[2])).units[(int) number(w[3])];
      case "cash" -> ledger.account((int) number(w[2])).cash();
      case "asset" -> ledger.assets.get((int) number(w[2])).markUnit;
      case "weight" -> ledger.assets.get((int) number(w[2])).weight;
      case "most" -> ledger.most((int) number(w[2]));
      case "gap" -> ledger.gap((int) number(w[2]));
      case "depth" -> ledger.market((int) number(w[2])).depth.depth();
      case "away" -> ledger.market((int) number(w[2])).farthestPpm;
      case "sliced" -> ledger.market((int) number(w[2])).slices.most();
      case "mark" -> ledger.market((int) number(w[2])).mark;
      case "deficit" -> ledger.deficit[(int) number(w[2])];
      case "overshoot", "queue-overshoot", "bankrupt", "uncovered", "hedges-closed", "undecided" ->
          ofCascade(w[1]);
      case "trades" -> run.auditor().trades();
      case "steps" -> run.auditor().checks.liquidations();
      default -> throw new IllegalArgumentException("nothing to expect of");
    };
  }

  private long ofCascade(String what) {
    Cascade played = cascade;
    if (played == null) {
      throw new IllegalStateException("no cascade before this line");
    }
    return switch (what) {
      case "overshoot" -> played.overshoot();
      case "queue-overshoot" -> played.queueOvershoot();
      case "bankrupt" -> played.bankrupt();
      case "uncovered" -> played.deficit();
      case "undecided" -> played.undecided();
      default -> played.hedgesClosedPpm();
    };
  }

  /** Figures to show, no expectations. */
  List<String> notes() {
    return notes;
  }

  private long first(String range) {
    return number(range.split("-")[0]);
  }

  private long last(String range) {
    String[] ends = range.split("-");
    return number(ends[ends.length - 1]);
  }

  private long number(String word) {
    Long remembered = names.get(word);
    return remembered != null ? remembered : ScenarioTerms.number(word);
  }
}
