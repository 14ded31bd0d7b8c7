package caisson.simulator;

import java.util.List;

/** What a step can say, with the names of its numbers; a number left out of its text is 0. */
enum Verb {
  ASSET("asset scale mark"),
  MARKET("market spot base unitsPerLot k margin maker taker minLots maxTicks maxLots"),
  GROUP("group rho kappa"),
  FACTOR("factor group down up spot e3 basis size gap profit oiLow oiUp"),
  LINK("market factor"),
  COLLATERAL("asset factor bound1 bound2 ppm1 ppm2 ppm3"),
  LIQUIDATION("market tier fee band"),
  /** Shocks follow an index; sigma of its minutes times a multiple in thousandths. */
  VOLATILITY("factor market multiple"),
  /** Lots that slices may take from the book in a minute. */
  RATE("market lots"),
  /** owner 0: itself. */
  ACCOUNT("account owner"),
  /** markets a bit each, position, band 0: any. */
  AGENT("account agent seconds perDay perOrder signer markets position band"),
  DEPOSIT("account asset units"),
  WITHDRAW("account asset units signer"),
  /** side 0 buys; force 0 GTC, 1 IOC, 2 post-only; nonce 0 the next, 1 a used one, 2 one far on. */
  PLACE("account market side lots ticks force name signer nonce expired"),
  /**
   * PLACE with every term: force 3 FOK; self 1 cancels the resting order, 2 both, 3 reduces both;
   * replaces a name.
   */
  SUBMIT("account market side lots ticks force name signer replaces self reduce slide seconds"),
  /**
   * Account, then eleven numbers an entry: 1 to cancel, market, side, lots, ticks, force, name,
   * name of the order canceled or replaced, self, reduce, slide; at the end the signer, if not 0.
   */
  BUNDLE(""),
  AMEND("account market name ticks lots post self signer"),
  CANCEL("account market name signer"),
  /** sides 0 both, 1 buys, 2 sells; market 0 is every market. */
  CANCELALL("account market sides signer"),
  /** Three numbers a market: market, index, external. */
  PRICES(""),
  /** again: another mark that the same round gives it, if not 0. */
  ASSETPRICE("asset mark again"),
  FUND("market rate"),
  RULES("market slew band cap impact interest"),
  /** Rules of this number, from then on. */
  INFORCE("rules"),
  /** The most of its average that the mark may be. */
  CAP("market cap"),
  LIMITS("market band position notional"),
  /**
   * 0 as the next version, 1 as the last one, 2 as one too far on; then three numbers a tier: its
   * volume, maker, taker.
   */
  TIERS(""),
  /** Who gets a share of an account's fees; share 0 ends it. */
  REFER("account referrer share"),
  /** phase 0 open, 1 reduce only, 2 halted. */
  PHASE("market phase"),
  /** Shares of a reference from which collateral counts in full and for nothing; its daily fall. */
  FALL("asset full none day"),
  SUPPLY("asset supply"),
  /** What ordinary withdrawals may take together; -1 ends it. */
  OUTFLOW("most"),
  /** The settlement coin, in millionths of a dollar. */
  COIN("ppm"),
  /** Open interest of a factor follows depth; floor 0 ends it. */
  DEPTH("factor floor external"),
  /** Basis points of each session. */
  SESSIONS("market extended overnight weekend window halt"),
  /** Seconds that the mark of a closed exchange is an average of. */
  OFFHOURS("market overnight weekend"),
  /** session 0 regular to 3 weekend, so many seconds ahead; 0 at once. */
  SCHEDULE("market session window seconds"),
  /** by 0 none, 1 a halt, 2 a corporate action. */
  INTERRUPT("market by"),
  /** One for so many: a share becomes numerator / denominator of one. */
  SPLIT("market numerator denominator"),
  /** As PRICES, of one market and with the splits that it knows of. */
  SPLITPRICE("market index splits"),
  /** The most that all open lots of an event may pay. */
  EVENTCAP("event cap"),
  DIVIDEND("market perLotE9"),
  DELIST("market"),
  /**
   * Event, payout, k, exhaustive, seconds of dispute, seconds to void, first market, void values.
   */
  EVENT(""),
  /** outcome: a market, 0 for void, -1 for none. */
  RESOLVE("event source outcome"),
  /** force 0 GTC, 1 IOC; when 0 at or above, 1 at or below. */
  TRIGGER("account market side lots ticks trigger when force name reduce group signer"),
  /** Lots in so many slices, so many milliseconds apart. */
  TWAP("account market side lots ticks slices ms name self reduce signer"),
  /** So many orders evenly over a range of prices. */
  SCALE("account market side lots from to orders post name self seconds signer"),
  /** All orders leave in so many milliseconds; 0 for never. */
  SWITCH("account ms signer"),
  TRANSFER("from to asset units signer"),
  /** A standing offer to take liquidated lines; lots 0 ends it. */
  OFFER("account market lots premium signer"),
  /** level 0 normal, 1 reduce only, 2 cancel only, 3 closed. */
  LEVEL("account level signer"),
  RESTRICT("account level"),
  /**
   * A request of the chain: kind 1 withdraws, 2 closes, 3 cancels, 4 rotates to a target, 0 itself;
   * number 0 the next, 1 the last, 2 one too far on.
   */
  FORCED("kind account id amount limit target number"),
  SEAL(""),
  CONFIRM(""),
  SKIP("sequence"),
  /** Bytes of no command, one a number. */
  RAW(""),
  /** A snapshot, and a new engine out of it. */
  RESTART("");

  private final List<String> fields;

  Verb(String fields) {
    this.fields = fields.isEmpty() ? List.of() : List.of(fields.split(" "));
  }

  /** Empty when the numbers have no names. */
  List<String> fields() {
    return fields;
  }
}
