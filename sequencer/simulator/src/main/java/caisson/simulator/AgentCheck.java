package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.AgentRegisteredDecoder;
import caisson.protocol.BackstopOfferedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TransferUnitsDecoder;
import caisson.protocol.TriggerFailedDecoder;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.AgentTwin.Bound;
import caisson.simulator.AgentTwin.Key;
import caisson.simulator.Ledger.Account;
import caisson.simulator.SignedReader.Signed;
import caisson.simulator.Wish.Before;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's key does what its scope allows and nothing else: of every command it signed, and of
 * every order that waited for a mark, the twin says whether key or scope forbids it, and the engine
 * must have said the same.
 */
final class AgentCheck {
  private static final String AGENT = "agent";

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

  private static final Set<RejectReason> OF_SCOPE =
      EnumSet.of(
          RejectReason.AGENT_MARKET,
          RejectReason.AGENT_LIMIT,
          RejectReason.AGENT_PRICE,
          RejectReason.AGENT_POSITION);

  /** What is looked at after the scope alone. */
  private static final Set<RejectReason> LATER =
      EnumSet.of(
          RejectReason.ACCOUNT_ORDER_LIMIT,
          RejectReason.BOOK_FULL,
          RejectReason.TIMED_ORDERS_FULL,
          RejectReason.WOULD_NOT_FILL,
          RejectReason.INSUFFICIENT_BALANCE,
          RejectReason.INSUFFICIENT_MARGIN);

  private record Waiting(Wish wish, @Nullable Agent agent) {}

  private final Ledger ledger;
  private final AgentTwin twin;
  private final SignedReader reader = new SignedReader();
  private final WishReader wishes;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final RegisterAgentDecoder register = new RegisterAgentDecoder();
  private final Map<Long, Waiting> waiting = new HashMap<>();

  // Of the command at hand.
  private int template;
  private int protectionEnded;
  private @Nullable Signed signed;
  private @Nullable Agent agent;
  private RejectReason verdict = RejectReason.NONE;

  private long accepted;
  private final Map<Bound, Long> kept = new EnumMap<>(Bound.class);
  private final Map<Bound, Long> refused = new EnumMap<>(Bound.class);
  private long expired;
  private long barred;
  private long fired;
  private long returned;

  AgentCheck(Ledger ledger) {
    this.ledger = ledger;
    twin = ledger.agents;
    wishes = new WishReader(ledger);
  }

  AgentsReached reached() {
    return new AgentsReached(accepted, kept, refused, expired, barred, fired, returned);
  }

  void commandBegins(int of, DirectBuffer command, int length) {
    protectionEnded = 0;
    template = of;
    signed = reader.read(of, command, length);
    agent = null;
    verdict = RejectReason.NONE;
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

  /** After its last event, unless it was refused. */
  void commandDone() {
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
      boolean forAgent = reason == RejectReason.UNKNOWN_AGENT || OF_SCOPE.contains(reason);
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
      named(reason, command);
      return;
    }
    boolean other = template == TransferUnitsDecoder.TEMPLATE_ID;
    unless(other || reason != RejectReason.NOT_OWNER, AGENT, "an owner is none");
  }

  private void named(RejectReason reason, DirectBuffer command) {
    var c = register.wrapAndApplyHeader(command, 0, header);
    Key key = Key.read(command, c.offset() + RegisterAgentDecoder.agentEncodingOffset());
    Agent before = twin.find(c.account(), key);
    boolean over = before != null && before.expired(ledger.timeNs);
    unless(reason != RejectReason.NOT_OWNER, AGENT, "an owner is none");
    if (reason == RejectReason.AGENT_EXPIRED) {
      unless(over, AGENT, "a key that has not run out does not return");
      returned++;
    }
    if (reason == RejectReason.EXPIRED) {
      unless(before == null && c.expiryNs() <= ledger.timeNs, AGENT, "a new key in time refused");
    }
    if (reason == RejectReason.BOUND_EXCEEDED) {
      boolean full = twin.of(c.account()).size() >= Run.LIMITS.agentsPerAccount();
      full |= twin.count() >= Run.LIMITS.agents();
      unless(before == null && full, AGENT, "a key refused for room that there is");
    }
  }

  /** Whether a refusal of what a good key signed is the one of its scope. */
  private void compare(Agent by, RejectReason reason, int entry) {
    boolean said = OF_SCOPE.contains(reason);
    if (template == OfferBackstopDecoder.TEMPLATE_ID) {
      compareOffer(by, reason);
      return;
    }
    if (template == PlaceTriggerDecoder.TEMPLATE_ID) {
      unless(!said, AGENT, "the scope of an order that does not come yet");
      return;
    }
    if (!said && !LATER.contains(reason)) {
      return;
    }
    var before = new Before(new HashSet<>(), new ArrayList<>());
    long spent = 0;
    for (int i = 0; i < entry; i++) {
      Wish wish = wishes.entry(i);
      before.gone().add(wish == null ? wishes.named(i) : wish.replaces());
      Wish shaped = wish == null ? null : wish.shaped(before);
      if (shaped != null) {
        unless(forbids(by, shaped, before, spent) == null, AGENT, "a refused entry passed: " + i);
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
    Bound bound = forbids(by, shaped, before, spent);
    RejectReason expected = said ? reason : RejectReason.NONE;
    unless(told(bound) == expected, AGENT, "refused for " + reason + " at " + bound);
    if (bound != null) {
      refused.merge(bound, 1L, Long::sum);
    }
  }

  private void compareOffer(Agent by, RejectReason reason) {
    Wish wish = wishes.entry(0);
    boolean said = OF_SCOPE.contains(reason);
    boolean later = reason == RejectReason.ALREADY_APPLIED || reason == RejectReason.BOUND_EXCEEDED;
    if (said || later) {
      Bound bound = wish == null ? null : forbidsOffer(by, wish);
      RejectReason expected = said ? reason : RejectReason.NONE;
      unless(told(bound) == expected, AGENT, "an offer refused for " + reason + " at " + bound);
    }
  }

  private @Nullable Bound forbids(Agent by, Wish wish, Before before, long spent) {
    return by.forbids(
        wish.market(), wish.ticks(), wish.lots(), wish.reach(before), spent, ledger.timeNs);
  }

  private static RejectReason told(@Nullable Bound bound) {
    return switch (bound) {
      case null -> RejectReason.NONE;
      case MARKET -> RejectReason.AGENT_MARKET;
      case ORDER, DAY -> RejectReason.AGENT_LIMIT;
      case PRICE -> RejectReason.AGENT_PRICE;
      case POSITION -> RejectReason.AGENT_POSITION;
    };
  }

  /** Of an account whose owner or agent signed it, in this command or before. */
  void onAccepted(OrderAcceptedDecoder e, long sequence) {
    Waiting waited = waiting.remove(e.orderId());
    if (waited != null) {
      Wish wish = waited.wish.shaped(Before.NOTHING);
      come(waited.agent, wish, e.orderId(), e.limitTicks(), e.lots());
      fired += waited.agent == null ? 0 : 1;
    } else if (BundleCheck.ofCommand(e.orderId(), sequence) && signed != null) {
      unless(verdict == RejectReason.NONE, AGENT, "an order in spite of " + verdict);
      Wish wish = wishes.entry((int) (e.orderId() >>> BundleCheck.ID_SHIFT));
      come(
          agent,
          wish == null ? null : wish.shaped(Before.NOTHING),
          e.orderId(),
          e.limitTicks(),
          e.lots());
    }
  }

  /** An order that was taken is counted against the day of who signed it. */
  private void come(@Nullable Agent by, @Nullable Wish wish, long id, long ticks, long lots) {
    if (wish == null) {
      throw new Break(AGENT, "an order of which nothing was left: " + id);
    }
    if (wish.reduces()) {
      wishes.reducing(id);
    }
    if (by == null) {
      return;
    }
    unlessEqual(wish.ticks(), ticks, AGENT, "limit of an agent's order");
    unlessEqual(wish.lots(), lots, AGENT, "lots of an agent's order");
    unless(!by.expired(ledger.timeNs), AGENT, "an order of a key that has run out");
    Bound bound = forbids(by, wish, Before.NOTHING, 0);
    unless(bound == null, AGENT, "an order beyond " + bound);
    accepted++;
    brim(by, wish);
    by.ordered(ledger.timeNs, wish.notional());
  }

  /** Counts what came as near to a bound as it could. */
  private void brim(Agent by, Wish wish) {
    long reach = wish.reach(Before.NOTHING);
    long now = ledger.timeNs;
    Bound more = by.forbids(wish.market(), wish.ticks(), wish.lots() + 1, reach + 1, 0, now);
    long away = wish.ticks() + (wish.ticks() < wish.market().mark ? -1 : 1);
    Bound farther = by.forbids(wish.market(), away, wish.lots(), reach, 0, now);
    if (more != null) {
      kept.merge(more, 1L, Long::sum);
    }
    if (farther == Bound.PRICE) {
      kept.merge(farther, 1L, Long::sum);
    }
    if (by.markets != -1) {
      kept.merge(Bound.MARKET, 1L, Long::sum);
    }
  }

  void onAmended(OrderAmendedDecoder e) {
    unless(verdict == RejectReason.NONE, AGENT, "an order amended in spite of " + verdict);
    Wish wish = wishes.entry(0);
    Wish shaped = wish == null ? null : wish.shaped(Before.NOTHING);
    come(agent, shaped, e.orderId(), e.limitTicks(), e.lots());
  }

  void onOffered(BackstopOfferedDecoder e) {
    boolean own = template == OfferBackstopDecoder.TEMPLATE_ID && e.requestId() != 0;
    Wish wish = own ? wishes.entry(0) : null;
    Agent by = agent;
    if (wish == null || by == null || signed == null) {
      return;
    }
    unless(verdict == RejectReason.NONE, AGENT, "an offer in spite of " + verdict);
    Bound bound = forbidsOffer(by, wish);
    unless(bound == null, AGENT, "an offer beyond " + bound);
    by.ordered(ledger.timeNs, wish.notional());
  }

  private @Nullable Bound forbidsOffer(Agent by, Wish wish) {
    return by.forbids(wish.market(), wish.ticks(), wish.lots(), wish.lots(), 0, ledger.timeNs);
  }

  void onTrigger(long id) {
    Wish wish = wishes.entry(0);
    if (wish != null) {
      waiting.put(id, new Waiting(wish, agent));
    }
  }

  /** Whether an order that may open a line waits for a mark, or one that protects a line does. */
  boolean waits(Account account, boolean orProtects) {
    return waiting.values().stream()
        .anyMatch(
            order -> order.wish.account() == account && (orProtects || !order.wish.reduces()));
  }

  void onTriggerCanceled(long id) {
    Waiting waited = waiting.remove(id);
    protectionEnded += waited != null && waited.wish.reduces() ? 1 : 0;
  }

  /** Orders that protect a line and ended with the command at hand. */
  int protectionEnded() {
    return protectionEnded;
  }

  void onTriggerFailed(TriggerFailedDecoder e) {
    Waiting waited = waiting.remove(e.triggerId());
    Agent by = waited == null ? null : waited.agent;
    boolean over = by != null && by.expired(ledger.timeNs);
    unless((e.reason() == RejectReason.AGENT_EXPIRED) == over, AGENT, "whether its key ran out");
    if (over || waited == null) {
      expired += over ? 1 : 0;
      return;
    }
    boolean ofScope = OF_SCOPE.contains(e.reason());
    Wish wish = waited.wish.shaped(Before.NOTHING);
    if (by == null || wish == null) {
      unless(!ofScope, AGENT, "the scope of an order that has none");
      return;
    }
    if (ofScope || LATER.contains(e.reason())) {
      Bound bound = forbids(by, wish, Before.NOTHING, 0);
      RejectReason expected = ofScope ? e.reason() : RejectReason.NONE;
      unless(told(bound) == expected, AGENT, "failed for " + e.reason() + " at " + bound);
      fired++;
    }
  }

  void onRegistered(AgentRegisteredDecoder e, DirectBuffer buffer, DirectBuffer command) {
    var c = register.wrapAndApplyHeader(command, 0, header);
    Key key = Key.read(buffer, e.offset() + AgentRegisteredDecoder.agentEncodingOffset());
    Key asked = Key.read(command, c.offset() + RegisterAgentDecoder.agentEncodingOffset());
    boolean same = key.equals(asked) && e.account() == c.account();
    same &= e.expiryNs() == c.expiryNs() && e.maxNotionalPerDay() == c.maxNotionalPerDay();
    same &= e.maxOrderNotional() == c.maxOrderNotional() && e.markets() == c.markets();
    same &= e.maxPosition() == c.maxPosition() && e.bandPpm() == c.bandPpm();
    unless(same, AGENT, "another scope than the owner's");
    unless(!key.none() && !twin.owns(e.account(), key), AGENT, "an owner, or nobody, as an agent");
    Agent known = twin.find(e.account(), key);
    if (known != null) {
      unless(!known.expired(ledger.timeNs), AGENT, "a key that had run out returned");
    } else {
      unless(e.expiryNs() > ledger.timeNs, AGENT, "a new key that has run out");
    }
    Agent scope = known == null ? new Agent() : known;
    scope.expiryNs = e.expiryNs();
    scope.perDay = e.maxNotionalPerDay();
    scope.perOrder = e.maxOrderNotional();
    scope.markets = e.markets();
    scope.maxPosition = e.maxPosition();
    scope.bandPpm = e.bandPpm();
    twin.add(e.account(), key, scope);
  }
}
