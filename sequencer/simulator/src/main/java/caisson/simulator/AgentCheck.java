package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.ScopeCheck.AGENT;

import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TransferUnitsDecoder;
import caisson.protocol.TriggerPlacedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.AgentTwin.Bound;
import caisson.simulator.SignedReader.Signed;
import caisson.simulator.Wish.Before;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's key does what its scope allows and nothing else: of every command it signed, and of
 * every order that waited for a mark, the twin says whether key or scope forbids it, and the engine
 * must have said the same.
 */
final class AgentCheck {
  /** Bytes that were not read. */
  private static final Set<RejectReason> UNREAD =
      EnumSet.of(RejectReason.MALFORMED, RejectReason.UNKNOWN_COMMAND, RejectReason.BAD_ENUM);

  private static final Set<RejectReason> OF_KEY =
      EnumSet.of(
          RejectReason.UNKNOWN_AGENT,
          RejectReason.AGENT_EXPIRED,
          RejectReason.EXPIRED,
          RejectReason.NONCE_USED,
          RejectReason.NONCE_TOO_OLD);

  /** Room for every order of a scale is looked for before its scope. */
  private static final Set<RejectReason> OF_ROOM =
      EnumSet.of(
          RejectReason.ACCOUNT_ORDER_LIMIT, RejectReason.BOOK_FULL, RejectReason.TIMED_ORDERS_FULL);

  private final Ledger ledger;
  private final AgentTwin twin;
  private final SignedReader reader = new SignedReader();
  private final WishReader wishes;
  private final ScopeCheck scope;
  private final KeyCheck keys;
  private final TriggerCheck triggers;
  private final TwapCheck twaps;

  // Of the command at hand.
  private int template;
  private @Nullable Signed signed;
  private @Nullable Agent agent;
  private RejectReason verdict = RejectReason.NONE;

  private long expired;
  private long barred;
  private long rangesTaken;
  private long rangesRefused;

  AgentCheck(
      Ledger ledger, ScopeCheck scope, KeyCheck keys, TriggerCheck triggers, TwapCheck twaps) {
    this.ledger = ledger;
    this.scope = scope;
    this.keys = keys;
    this.triggers = triggers;
    this.twaps = twaps;
    twin = ledger.agents;
    wishes = new WishReader(ledger);
  }

  AgentsReached reached() {
    return new AgentsReached(
        scope.accepted(),
        scope.kept(),
        scope.refused(),
        expired + triggers.expired(),
        barred,
        triggers.fired(),
        keys.returned(),
        rangesTaken,
        rangesRefused);
  }

  void commandBegins(int of, DirectBuffer command, int length) {
    template = of;
    signed = reader.read(of, command, length);
    agent = null;
    verdict = RejectReason.NONE;
    wishes.forget();
    Signed by = signed;
    if (by == null) {
      return;
    }
    if (by.account() < Ledger.FIRST_USER || !ledger.registered(by.account())) {
      signed = null;
    } else if (!twin.owns(by.account(), by.key())) {
      agent = twin.find(by.account(), by.key());
      verdict = by.owners() ? RejectReason.NOT_OWNER : ofKey(by);
    }
    wishes.read(of, command);
  }

  private RejectReason ofKey(Signed by) {
    if (agent == null) {
      return RejectReason.UNKNOWN_AGENT;
    }
    if (agent.expired(ledger.timeNs)) {
      return RejectReason.AGENT_EXPIRED;
    }
    if (ledger.timeNs > by.expiryNs()) {
      return RejectReason.EXPIRED;
    }
    if (agent.tooOld(by.nonce())) {
      return RejectReason.NONCE_TOO_OLD;
    }
    return agent.used(by.nonce()) ? RejectReason.NONCE_USED : RejectReason.NONE;
  }

  /** After its last event. */
  void commandDone(boolean refused) {
    unless(refused || wishes.legible(), AGENT, "taken though it cannot be read");
    if (signed != null) {
      unless(verdict == RejectReason.NONE, AGENT, "taken in spite of " + verdict);
      keyPassed();
    }
  }

  private void keyPassed() {
    if (signed != null && agent != null) {
      agent.use(signed.nonce());
    }
    signed = null;
  }

  void onRejected(CommandRejectedDecoder refusal, DirectBuffer command) {
    RejectReason reason = refusal.reason();
    boolean bundled = refusal.entry() != CommandRejectedDecoder.entryNullValue();
    boolean shapeless = template == SubmitOrdersDecoder.TEMPLATE_ID && !bundled;
    Signed by = signed;
    if (by == null || UNREAD.contains(reason)) {
      signed = null;
      return;
    }
    if (shapeless && reason == RejectReason.BAD_PARAMETER) {
      signed = null;
      return;
    }
    if (verdict != RejectReason.NONE) {
      unless(reason == verdict, AGENT, "refused for " + reason + ", not " + verdict);
      expired += reason == RejectReason.AGENT_EXPIRED ? 1 : 0;
      barred += reason == RejectReason.NOT_OWNER && agent != null ? 1 : 0;
      signed = null;
      return;
    }
    if (by.owners()) {
      ofOwner(reason, command);
    } else if (agent == null) {
      boolean forAgent = reason == RejectReason.UNKNOWN_AGENT || ScopeCheck.says(reason);
      unless(
          !forAgent && reason != RejectReason.AGENT_EXPIRED, AGENT, "an owner held to " + reason);
    } else {
      unless(!OF_KEY.contains(reason), AGENT, "a good key refused: " + reason);
      compare(agent, reason, bundled ? refusal.entry() : 0);
    }
    keyPassed();
  }

  /** What was signed by an owner himself. */
  private void ofOwner(RejectReason reason, DirectBuffer command) {
    if (template == RegisterAgentDecoder.TEMPLATE_ID) {
      keys.refused(reason, command);
      return;
    }
    boolean other = template == TransferUnitsDecoder.TEMPLATE_ID;
    unless(other || reason != RejectReason.NOT_OWNER, AGENT, "an owner is none");
  }

  /** Whether a refusal of what a good key signed is the one of its scope. */
  private void compare(Agent by, RejectReason reason, int entry) {
    boolean said = ScopeCheck.says(reason);
    if (template == OfferBackstopDecoder.TEMPLATE_ID) {
      compareOffer(by, reason);
      return;
    }
    boolean later = template == PlaceTriggerDecoder.TEMPLATE_ID;
    if (later || template == PlaceTwapDecoder.TEMPLATE_ID) {
      unless(!said, AGENT, "the scope of an order that does not come yet");
      return;
    }
    boolean ranges = template == PlaceScaleDecoder.TEMPLATE_ID;
    if (!ScopeCheck.judges(reason) || (ranges && OF_ROOM.contains(reason))) {
      return;
    }
    if (ranges && ledger.rules >= WishReader.BY_ITS_ORDERS) {
      compareScale(by, reason);
      return;
    }
    var before = new Before(new HashSet<>(), new ArrayList<>());
    long spent = 0;
    for (int i = 0; i < entry; i++) {
      Wish wish = wishes.entry(i);
      before.gone().add(wish == null ? wishes.named(i) : wish.replaces());
      Wish shaped = wish == null ? null : wish.shaped(before);
      if (shaped != null) {
        unless(
            scope.forbids(by, shaped, before, spent) == null,
            AGENT,
            "a refused entry passed: " + i);
        spent += shaped.notional();
        before.rest().add(shaped);
      }
    }
    Wish wish = wishes.entry(entry);
    Wish shaped = wish == null ? null : wish.shaped(before);
    if (shaped == null) {
      unless(!said, AGENT, reason + " of what is no order");
      return;
    }
    Bound bound = scope.forbids(by, shaped, before, spent);
    ScopeCheck.compare(bound, reason, "refused");
    scope.beyond(bound);
  }

  /** Each of its orders beside those before it, until one is beyond a bound. */
  private void compareScale(Agent by, RejectReason reason) {
    var before = new Before(new HashSet<>(), new ArrayList<>());
    long spent = 0;
    Bound bound = null;
    Wish wish = wishes.entry(0);
    for (int i = 1; wish != null && bound == null; i++) {
      bound = scope.forbids(by, wish, before, spent);
      spent += wish.notional();
      before.rest().add(wish);
      wish = wishes.entry(i);
    }
    ScopeCheck.compare(bound, reason, "a scale refused");
    scope.beyond(bound);
    rangesRefused += bound == null ? 0 : 1;
  }

  private void compareOffer(Agent by, RejectReason reason) {
    Wish wish = wishes.entry(0);
    boolean said = ScopeCheck.says(reason);
    boolean later = reason == RejectReason.ALREADY_APPLIED || reason == RejectReason.BOUND_EXCEEDED;
    if (said || later) {
      Bound bound = wish == null ? null : scope.forbidsOffer(by, wish);
      ScopeCheck.compare(bound, reason, "an offer refused");
    }
  }

  /** Of an account whose owner or agent signed it, in this command or before. */
  void onAccepted(OrderAcceptedDecoder e, long sequence) {
    Wish waited = triggers.onAccepted(e);
    if (waited != null) {
      reduces(waited, e.orderId());
    } else if (BundleCheck.ofCommand(e.orderId(), sequence) && signed != null) {
      unless(verdict == RejectReason.NONE, AGENT, "an order in spite of " + verdict);
      int entry = (int) (e.orderId() >>> BundleCheck.ID_SHIFT);
      if (template == PlaceScaleDecoder.TEMPLATE_ID) {
        if (ledger.rules < WishReader.BY_ITS_ORDERS) {
          scaled(entry);
          return;
        }
        rangesTaken += agent != null && entry == 0 ? 1 : 0;
      }
      come(wishes.entry(entry), e.orderId(), e.limitTicks(), e.lots());
    }
  }

  /** Before rules 4 a scale counts when its first order comes, as one order. */
  private void scaled(int entry) {
    Wish whole = wishes.entry(0);
    if (whole != null && entry == 0) {
      scope.come(agent, whole, whole.ticks(), whole.lots());
    }
  }

  private void come(@Nullable Wish wish, long id, long ticks, long lots) {
    Wish shaped = wish == null ? null : wish.shaped(Before.NOTHING);
    if (shaped == null) {
      throw new Break(AGENT, "an order of which nothing was left: " + id);
    }
    reduces(shaped, id);
    scope.come(agent, shaped, ticks, lots);
  }

  private void reduces(Wish wish, long id) {
    if (wish.reduces()) {
      wishes.reducing(id);
    }
  }

  void onAmended(OrderAmendedDecoder e) {
    unless(verdict == RejectReason.NONE, AGENT, "an order amended in spite of " + verdict);
    come(wishes.entry(0), e.orderId(), e.limitTicks(), e.lots());
  }

  void onOffered(BackstopOfferedDecoder e) {
    boolean own = template == OfferBackstopDecoder.TEMPLATE_ID && e.requestId() != 0;
    Wish wish = own ? wishes.entry(0) : null;
    Agent by = agent;
    if (wish == null || by == null || signed == null) {
      return;
    }
    unless(verdict == RejectReason.NONE, AGENT, "an offer in spite of " + verdict);
    Bound bound = scope.forbidsOffer(by, wish);
    unless(bound == null, AGENT, "an offer beyond " + bound);
    by.ordered(ledger.timeNs, wish.notional());
  }

  void onTrigger(TriggerPlacedDecoder e) {
    Wish wish = wishes.entry(0);
    if (wish != null) {
      triggers.onPlaced(e, wish, agent);
    }
  }

  void onTwap(TwapPlacedDecoder e, DirectBuffer command) {
    Wish wish = wishes.entry(0);
    if (wish == null || verdict != RejectReason.NONE) {
      throw new Break(AGENT, "lots over time in spite of " + verdict);
    }
    twaps.onPlaced(e, command, wish, agent);
  }
}
