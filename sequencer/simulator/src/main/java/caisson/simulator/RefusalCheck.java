package caisson.simulator;

import static caisson.simulator.Break.unless;

import caisson.protocol.LimitOutflowDecoder;
import caisson.protocol.MessageHeaderDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RejectReason;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.SetLiquidationDecoder;
import caisson.protocol.Side;
import caisson.protocol.TransferUnitsDecoder;
import caisson.simulator.Ledger.Asset;
import caisson.simulator.Ledger.Event;
import caisson.simulator.Ledger.Market;
import java.util.HashSet;
import org.agrona.DirectBuffer;

/**
 * Nobody is refused for a limit of the venue that he keeps, or his coins though he owes nothing; no
 * outcome terms of liquidation by rules that let it have them.
 */
final class RefusalCheck {
  private static final String LIMIT = "limit";

  private final Ledger ledger;
  private final MarginCheck margin;
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();
  private final RequestWithdrawalDecoder withdrawal = new RequestWithdrawalDecoder();
  private final TransferUnitsDecoder transfer = new TransferUnitsDecoder();
  private final LimitOutflowDecoder outflow = new LimitOutflowDecoder();
  private final PlaceOrderDecoder order = new PlaceOrderDecoder();
  private final SetLiquidationDecoder liquidation = new SetLiquidationDecoder();
  private final PublishPricesDecoder prices = new PublishPricesDecoder();

  private long limited;
  private long capped;
  private long noTerms;
  private long twice;

  RefusalCheck(Ledger ledger, MarginCheck margin) {
    this.ledger = ledger;
    this.margin = margin;
  }

  /** Withdrawals refused for the limit of outflow. */
  long limited() {
    return limited;
  }

  /** Orders refused for the cap of an event. */
  long capped() {
    return capped;
  }

  /** Terms of liquidation refused of an outcome. */
  long noTerms() {
    return noTerms;
  }

  /** Price rounds refused that named something twice. */
  long twice() {
    return twice;
  }

  void check(int template, RejectReason reason, DirectBuffer command) {
    if (reason == RejectReason.OUTFLOW_LIMITED) {
      var c = withdrawal.wrapAndApplyHeader(command, 0, header);
      Asset asset = ledger.assets.get(c.asset());
      long value = Exact.assetValue(c.units(), asset.markUnit);
      boolean more = ledger.outflowMost >= 0 && value > ledger.outflowLeft;
      unless(more, LIMIT, "a withdrawal within the limit: " + value);
      limited++;
    }
    if (reason == RejectReason.INSUFFICIENT_MARGIN) {
      checkMargin(template, command);
    }
    if (template == SetLiquidationDecoder.TEMPLATE_ID && reason == RejectReason.BAD_PARAMETER) {
      checkTerms(command);
    }
    if (template == PublishPricesDecoder.TEMPLATE_ID && reason == RejectReason.BAD_PARAMETER) {
      checkTwice(command);
    }
    if (template == PlaceOrderDecoder.TEMPLATE_ID && reason == RejectReason.INSUFFICIENT_BALANCE) {
      checkBuy(command);
    }
    if (template == LimitOutflowDecoder.TEMPLATE_ID && reason == RejectReason.ALREADY_APPLIED) {
      long most = outflow.wrapAndApplyHeader(command, 0, header).most();
      unless(most == ledger.outflowMost, LIMIT, "a new limit of outflow: " + most);
    }
    if (template == PlaceOrderDecoder.TEMPLATE_ID
        && reason == RejectReason.OPEN_INTEREST_LIMIT
        && ledger.market(order.wrapAndApplyHeader(command, 0, header).market()).outcome()) {
      checkCap();
    }
  }

  /** A perpetual may be refused some: a tier with a line in it keeps it. */
  private void checkTerms(DirectBuffer command) {
    var c = liquidation.wrapAndApplyHeader(command, 0, header);
    Market market = ledger.market(c.market());
    if (market.outcome() && areTerms(c) && !holdsLine(market)) {
      boolean may = ledger.rules < TermsReader.OF_PERPETUALS;
      unless(!may, LIMIT, "terms of liquidation that may be: " + market.id);
      noTerms++;
    }
  }

  /** A round is refused so for nothing but a market or an asset that it names twice. */
  private void checkTwice(DirectBuffer command) {
    var c = prices.wrapAndApplyHeader(command, 0, header);
    boolean again = false;
    var markets = new HashSet<Integer>();
    for (var row : c.prices()) {
      again |= !markets.add(row.market());
    }
    var assets = new HashSet<Integer>();
    for (var row : c.assetPrices()) {
      again |= !assets.add(row.asset());
    }
    unless(again && ledger.rules >= MarkCheck.ONCE, LIMIT, "a price round that may be");
    twice++;
  }

  private static boolean areTerms(SetLiquidationDecoder c) {
    return c.tier() < Ledger.TIERS && isShare(c.feePpm()) && isShare(c.bandPpm());
  }

  private static boolean isShare(int ppm) {
    return ppm >= 0 && ppm <= 1_000_000;
  }

  private boolean holdsLine(Market market) {
    int tier = Ledger.FIRST_TIER + market.tier;
    return ledger.registered(tier) && ledger.account(tier).lots[market.id] != 0;
  }

  private void checkMargin(int template, DirectBuffer command) {
    if (template == RequestWithdrawalDecoder.TEMPLATE_ID) {
      var c = withdrawal.wrapAndApplyHeader(command, 0, header);
      margin.kept(ledger.account(c.account()), c.asset(), c.units());
    }
    if (template == TransferUnitsDecoder.TEMPLATE_ID) {
      var c = transfer.wrapAndApplyHeader(command, 0, header);
      margin.kept(ledger.account(c.from()), c.asset(), c.units());
    }
  }

  private void checkBuy(DirectBuffer command) {
    var c = order.wrapAndApplyHeader(command, 0, header);
    Market market = ledger.market(c.market());
    if (market.spot && c.side() == Side.BUY) {
      margin.refusedBuy(ledger.account(c.account()), market, c.limitTicks(), c.lots());
    }
  }

  private void checkCap() {
    Market market = ledger.market(order.market());
    Event event = market.event;
    if (event == null || event.cap == 0) {
      throw new Break(LIMIT, "an event without a cap: " + market.id);
    }
    long line = ledger.account(order.account()).lots[market.id];
    long opens = order.lots() - Math.max(0, order.side() == Side.BUY ? -line : line);
    boolean gathered = market.auction != null;
    boolean more = ledger.carried(event) + opens * market.payout * market.k > event.cap;
    unless(gathered || more, LIMIT, "an order within the cap of event " + event.id);
    capped++;
  }
}
