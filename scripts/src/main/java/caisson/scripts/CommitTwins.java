package caisson.scripts;

import caisson.clearing.ChainState;
import caisson.clearing.CommitCall;
import caisson.clearing.CommitRule;
import caisson.clearing.CommitRules;
import caisson.signing.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random commits, put to the contract and to its twin in Java: taken or refused alike, and by the
 * same name where both give one.
 */
final class CommitTwins {
  private static final int AT_ONCE = 200;
  private static final int SHOWN = 10;
  private static final int TOO_MANY = 60 * TwinPayload.FULL + 1;

  /** The side that is asked in Java. */
  interface Checker {
    Optional<CommitRule> broken(ChainState chain, CommitCall call);
  }

  /** A commit, and how it came to be. */
  private record Case(String story, CommitCall call) {}

  private final TwinVenue venue;
  private final Checker checker;
  private final Random random;

  /** How often the contract named each rule. */
  final TreeMap<CommitRule, Integer> named = new TreeMap<>();

  /** The first few. */
  final List<String> shown = new ArrayList<>();

  int disagreements;
  int taken;
  int unnamed;
  int asked;

  CommitTwins(TwinVenue venue, Checker checker, long seed) {
    this.venue = venue;
    this.checker = checker;
    this.random = new Random(seed);
  }

  CommitTwins(TwinVenue venue, long seed) {
    this(venue, CommitRules::broken, seed);
  }

  /** Asks about so many commits on the chain as it stands. */
  void ask(int count) {
    ChainState state = venue.state();
    for (int left = count; left > 0; left -= AT_ONCE) {
      List<Case> cases = new ArrayList<>();
      for (int i = Math.min(left, AT_ONCE); i > 0; i--) {
        cases.add(next(state));
      }
      List<Answer> answers = venue.asks(cases.stream().map(Case::call).toList());
      for (int i = 0; i < cases.size(); i++) {
        judge(state, cases.get(i), answers.get(i));
      }
    }
  }

  private void judge(ChainState state, Case each, Answer answer) {
    asked++;
    Optional<CommitRule> byTwin = checker.broken(state, each.call());
    Optional<CommitRule> byContract = CommitRule.named(answer.bytes());
    if (answer.passed()) {
      taken++;
    } else if (byContract.isPresent()) {
      named.merge(byContract.get(), 1, Integer::sum);
    } else {
      unnamed++;
    }
    boolean alike = answer.passed() == byTwin.isEmpty();
    boolean bothName = byContract.isPresent() && byTwin.filter(CommitRule::hasName).isPresent();
    boolean sameName = !bothName || answer.passed() || byContract.equals(byTwin);
    if (!alike || !sameName || isUnknown(answer)) {
      String found =
          answer.passed()
              ? "takes it"
              : byContract
                  .map(CommitRule::name)
                  .orElse("reverts with " + Hex.encode(answer.bytes()));
      String twin = byTwin.map(CommitRule::name).orElse("takes it");
      disagree("contract " + found + ", twin " + twin + ": " + each.story());
    }
  }

  /** Whether the contract named a rule of which the twin does not know. A panic names nothing. */
  private static boolean isUnknown(Answer answer) {
    boolean panic = Hex.encode(answer.bytes()).startsWith("0x4e487b71");
    return !answer.passed()
        && answer.bytes().length >= 4
        && !panic
        && CommitRule.named(answer.bytes()).isEmpty();
  }

  private void disagree(String line) {
    if (disagreements++ < SHOWN) {
      shown.add(line);
    }
  }

  // A commit

  private Case next(ChainState state) {
    TwinPlan plan = TwinPlan.random(venue.books, state, random);
    List<String> story = new ArrayList<>();
    if (random.nextInt(25) == 0) {
      story.add("cover without measure");
      plan.cover(1_000_000L * (1 + random.nextInt(5_000)), TwinVenue.BAD_DEBT);
    }
    TwinDraft draft = new TwinDraft(venue, state, plan.seal());
    boolean endless = random.nextInt(150) == 0;
    if (endless) {
      story.add("entries without end");
      draft.payload = endless(random);
    }
    for (int lies = lies(); lies > 0; lies--) {
      tell(draft, group(), story);
    }
    if (random.nextInt(endless ? 3 : 5) == 0 && draft.payload.length > 0) {
      int pieces = 1 + random.nextInt(endless ? 24 : 4);
      List<byte[]> chunks = TwinPayload.cut(draft.payload, pieces, random);
      if (!chunks.isEmpty()) {
        story.add("in " + chunks.size() + " chunks");
        draft.chunks = Optional.of(chunks);
      }
    }
    if (random.nextInt(3) > 0 && draft.header.length == 672) {
      story.add("made to fit");
      draft.fit();
    }
    draft.sign();
    if (random.nextInt(6) == 0) {
      tell(draft, TwinLies.SIGNATURES, story);
    }
    return new Case(String.join(", ", story), draft.call());
  }

  private int lies() {
    int of = random.nextInt(20);
    return of < 4 ? 0 : of < 14 ? 1 : of < 19 ? 2 : 3;
  }

  private List<TwinLie> group() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> TwinLies.HEADER;
      case 2, 3, 4 -> TwinLies.PAYLOAD;
      case 5, 6 -> TwinLies.FLOWS;
      default -> TwinLies.MARKS;
    };
  }

  private void tell(TwinDraft draft, List<TwinLie> lies, List<String> story) {
    TwinLie lie = lies.get(random.nextInt(lies.size()));
    if (draft.header.length == 672) {
      lie.change().accept(draft, random);
      story.add(lie.name());
    }
  }

  /** One entry or one byte too many for a transaction. */
  private static byte[] endless(Random random) {
    TwinPayload payload = new TwinPayload();
    for (int id = 1; id <= TOO_MANY; id++) {
      if (id % TwinPayload.FULL == 1) {
        payload.pages.add(new TwinPayload.Page(2L << 32, false));
      }
      payload.pages.get(payload.pages.size() - 1).rows.add(new TwinPayload.Row(id, 1 + id % 2));
    }
    payload.pages.get(payload.pages.size() - 1).last = true;
    byte[] bytes = payload.bytes();
    return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, 125_001);
  }
}
