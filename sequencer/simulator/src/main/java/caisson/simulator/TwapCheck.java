package caisson.simulator;

import static caisson.simulator.Break.unless;
import static caisson.simulator.Break.unlessEqual;

import caisson.protocol.CancelReason;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.Side;
import caisson.protocol.TimeInForce;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.TwapEndedDecoder;
import caisson.protocol.TwapPlacedDecoder;
import caisson.protocol.TwapSlicedDecoder;
import caisson.simulator.AgentTwin.Agent;
import caisson.simulator.Ledger.Account;
import caisson.simulator.Ledger.Order;
import caisson.simulator.Wish.Before;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lots traded in slices over time: which slice is due and for how many lots, whether the key still
 * may, that it leaves the initial margin, and that it ends with its last slice or its last lot.
 */
final class TwapCheck {
  static final String TWAP = "twap";

  /** From here on ids are of slices. */
  static final long FIRST_ID = 1L << 60;

  private static final int NUMBERS = 1_024;
  private static final int MOST = 8;
  private static final long LEAST_NS = 1_000_000_000L;
  private static final long MOST_NS = 86_400 * LEAST_NS;

  /** Events of a command from which on slices wait for the next one. */
  private static final int LATER = 1_024;

  private static final class Twap {
    final long id;
    final Wish wish;
    final @Nullable Agent agent;
    final long intervalNs;
    final long name;
    long lots;
    long nextNs;
    int done;
    int left;

    Twap(long id, Wish wish, @Nullable Agent agent, PlaceTwapDecoder terms, long nowNs) {
      this.id = id;
      this.wish = wish;
      this.agent = agent;
      intervalNs = terms.intervalNs();
      name = terms.clientOrderId().low();
      lots = wish.lots();
      nextNs = nowNs;
      left = terms.slices();
    }

    boolean over() {
      return left == 0 || lots == 0;
    }
  }

  private final Ledger ledger;
  private final ScopeCheck scope;
  private final MarginCheck margin;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final PlaceTwapDecoder decoder = new PlaceTwapDecoder();

  /** By id. */
  private final TreeMap<Long, Twap> running = new TreeMap<>();

  private int protectionEnded;
  private long placed;

  // Of the slice at hand.
  private @Nullable Twap slicing;
  private @Nullable Wish coming;
  private @Nullable Order order;

  private long taken;
  private long refused;
  private long forbidden;
  private long expired;
  private long whole;
  private long caughtUp;
  private long full;

  TwapCheck(Ledger ledger, ScopeCheck scope, PlainMargin plain) {
    this.ledger = ledger;
    this.scope = scope;
    margin = new MarginCheck(ledger, plain);
  }

  TwapsReached reached() {
    return new TwapsReached(taken, refused, forbidden, expired, whole, caughtUp, full);
  }

  void commandBegins() {
    protectionEnded = 0;
    placed = 0;
  }

  /** TWAPs that only reduce a line and ended with the command at hand. */
  int protectionEnded() {
    return protectionEnded;
  }

  boolean runs(Account account, boolean orReduces) {
    return running.values().stream()
        .anyMatch(t -> t.wish.account() == account && (orReduces || !t.wish.reduces()));
  }

  /** What one asks for; null when none has this id. */
  @Nullable Wish find(long id) {
    Twap found = running.get(id);
    return found == null ? null : found.wish;
  }

  /** Whether one may open a line on that side (null: any) of a market (0: any). */
  boolean opens(Account account, int market, @Nullable Boolean buy) {
    return running.values().stream()
        .map(twap -> twap.wish)
        .anyMatch(wish -> wish.account() == account && wish.opens(market, buy));
  }

  void onPlaced(TwapPlacedDecoder e, DirectBuffer command, Wish wish, @Nullable Agent agent) {
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    boolean same = e.requestId() == c.requestId() && e.account() == c.account();
    same &= e.market() == c.market() && e.limitTicks() == c.limitTicks();
    same &= e.lots() == c.lots() && e.intervalNs() == c.intervalNs() && e.slices() == c.slices();
    same &= e.side() == c.side() && e.reduceOnly() == c.reduceOnly();
    same &= e.clientOrderId().low() == c.clientOrderId().low();
    unless(same, TWAP, "another than was asked for: " + e.twapId());
    unless(inShape(c), TWAP, "slices or an interval out of bounds: " + e.twapId());
    unless(c.lots() / c.slices() >= wish.market().minLots, TWAP, "slices that are too small");
    unless(!fullOf(wish.account()), TWAP, "more of an account than it may have");
    unless(running.size() < Run.LIMITS.twaps(), TWAP, "more than there is room for");
    running.put(e.twapId(), new Twap(e.twapId(), wish, agent, c, ledger.timeNs));
    placed = e.twapId();
  }

  private static boolean inShape(PlaceTwapDecoder c) {
    boolean slices = c.slices() >= 2 && c.slices() <= 1_000;
    return slices && c.intervalNs() >= LEAST_NS && c.intervalNs() <= MOST_NS;
  }

  private boolean fullOf(Account account) {
    return running.values().stream().filter(t -> t.wish.account() == account).count() >= MOST;
  }

  /** A command that asked for one. */
  void onRejected(RejectReason reason, DirectBuffer command) {
    var c = decoder.wrapAndApplyHeader(command, 0, header);
    if (reason == RejectReason.ACCOUNT_ORDER_LIMIT) {
      unless(fullOf(ledger.account(c.account())), TWAP, "refused for more than there are");
      full++;
    }
  }

  /** Of all accounts. */
  int running() {
    return running.size();
  }

  /** The one with the earliest slice, of equal ones the oldest; null when none is due. */
  private @Nullable Twap due() {
    Twap due = null;
    for (Twap twap : running.values()) {
      boolean now = twap.nextNs <= ledger.timeNs && twap.id != placed;
      due = now && (due == null || twap.nextNs < due.nextNs) ? twap : due;
    }
    return due;
  }

  void onSliced(TwapSlicedDecoder e) {
    sliceOver();
    Twap twap = due();
    if (twap == null || twap.id != e.twapId()) {
      throw new Break(TWAP, "not the slice that is due: " + e.twapId());
    }
    unlessEqual(FIRST_ID + twap.id * NUMBERS + twap.done, e.orderId(), TWAP, "id of a slice");
    unlessEqual(twap.wish.account().id, e.account(), TWAP, "whose slice");
    unlessEqual(twap.wish.market().id, e.market(), TWAP, "market of a slice");
    unlessEqual(twap.left - 1, e.slicesLeft(), TWAP, "slices left");
    long asks = Math.ceilDiv(twap.lots, twap.left);
    caughtUp +=
        twap.done > 0 && asks > Math.ceilDiv(twap.wish.lots(), twap.left + twap.done) ? 1 : 0;
    Wish shaped = twap.wish.of(asks).shaped(Before.NOTHING);
    judge(twap, shaped, asks, e);
    twap.done++;
    twap.left--;
    twap.nextNs = ledger.timeNs + twap.intervalNs;
    slicing = twap;
    coming = e.reason() == RejectReason.NONE ? shaped : null;
  }

  /** Every check of an order is made when the slice comes, the first of them that of the key. */
  private void judge(Twap twap, @Nullable Wish shaped, long asks, TwapSlicedDecoder e) {
    RejectReason reason = e.reason();
    Agent by = twap.agent;
    boolean over = by != null && by.expired(ledger.timeNs);
    unless((reason == RejectReason.AGENT_EXPIRED) == over, TWAP, "whether its key ran out");
    expired += over ? 1 : 0;
    long left = shaped == null ? 0 : shaped.lots();
    if (reason == RejectReason.NONE) {
      unless(shaped != null, TWAP, "a slice that reduces nothing");
      unlessEqual(left, e.lots(), TWAP, "lots of a slice");
      taken++;
      return;
    }
    refused++;
    unless(e.lots() == asks || e.lots() == left, TWAP, "lots of a refused slice: " + e.lots());
    boolean nothing = reason == RejectReason.WOULD_NOT_REDUCE && twap.wish.reduces();
    unless(!nothing || shaped == null, TWAP, "a slice that would reduce");
    if (by == null || shaped == null) {
      unless(!ScopeCheck.says(reason), TWAP, "the scope of a slice that has none");
    } else if (ScopeCheck.judges(reason)) {
      ScopeCheck.compare(scope.forbids(by, shaped, Before.NOTHING, 0), reason, "a slice refused");
      forbidden += ScopeCheck.says(reason) ? 1 : 0;
    }
  }

  /** The order of a slice, before it trades. */
  void onAccepted(OrderAcceptedDecoder e, Order accepted) {
    Twap twap = slicing;
    Wish wish = coming;
    if (twap == null || wish == null) {
      throw new Break(TWAP, "an order of no slice: " + e.orderId());
    }
    unlessEqual(FIRST_ID + twap.id * NUMBERS + twap.done - 1, e.orderId(), TWAP, "id of an order");
    boolean same = e.account() == wish.account().id && e.market() == wish.market().id;
    same &= (e.side() == Side.BUY) == wish.buy() && e.timeInForce() == TimeInForce.IOC;
    same &= e.limitTicks() == wish.ticks() && e.lots() == wish.lots();
    unless(same && e.clientOrderId().low() == twap.name, TWAP, "another order than its slice");
    scope.come(twap.agent, wish, e.limitTicks(), e.lots());
    margin.before(accepted);
    order = accepted;
    coming = null;
  }

  void onTrade(TradeExecutedDecoder e) {
    Twap twap = slicing;
    if (e.takerOrderId() >= FIRST_ID && twap != null) {
      twap.lots -= e.lots();
    }
  }

  /** The order has traded what it could; what comes now is of something else. */
  void sliceOver() {
    Twap twap = slicing;
    if (twap == null) {
      return;
    }
    unless(coming == null, TWAP, "a slice without its order: " + twap.id);
    if (order != null) {
      margin.after(order);
      order = null;
    }
    slicing = null;
    unless(!twap.over() || !running.containsKey(twap.id), TWAP, "goes on when it is done");
  }

  void onEnded(TwapEndedDecoder e) {
    Twap twap = running.remove(e.twapId());
    if (twap == null) {
      throw new Break(TWAP, "ended what does not run: " + e.twapId());
    }
    unlessEqual(twap.wish.account().id, e.account(), TWAP, "whose TWAP ended");
    unlessEqual(twap.wish.market().id, e.market(), TWAP, "market of what ended");
    unlessEqual(twap.lots, e.remainingLots(), TWAP, "lots left of what ended");
    boolean done = e.reason() == CancelReason.DONE;
    unless(done == (twap == slicing && twap.over()), TWAP, "ended as " + e.reason());
    boolean scheduled = e.reason() == CancelReason.SCHEDULED;
    unless(!scheduled || !twap.wish.reduces(), TWAP, "what reduces a line ended by the switch");
    protectionEnded += !done && twap.wish.reduces() ? 1 : 0;
    whole += done && twap.lots == 0 ? 1 : 0;
  }

  /** After the last event of a command, with how many of them there were. */
  void commandDone(int events) {
    sliceOver();
    unless(events > LATER || due() == null, TWAP, "a slice that is due did not come");
  }
}
