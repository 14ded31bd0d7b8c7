package caisson.scripts;

import caisson.protocol.RejectReason;

/**
 * Why the venue refused a line that is well formed. Each field is one that it could take, so a
 * parameter is bad because of how the venue stands, which is told.
 */
final class Refusal {
  private Refusal() {}

  static String of(OperatorLine line, RejectReason reason) {
    String why =
        switch (reason) {
          case BAD_PARAMETER -> needs(line.name());
          case ALREADY_APPLIED -> applied(line.name());
          case OUT_OF_ORDER -> "ids follow each other without a gap";
          case BOUND_EXCEEDED -> "there is no room for it";
          case NO_MARK -> "the market has no mark yet";
          case MARKET_HALTED -> "the market has ended, or its session is interrupted";
          default -> "";
        };
    String reasonAndWhy = why.isEmpty() ? reason.name() : reason + ", " + why;
    return line + ": refused: " + reasonAndWhy + "; no line after it was sent";
  }

  private static String applied(String command) {
    return switch (command) {
      case "ProposeResolution" -> "the event is final, or this source has spoken";
      default -> "another change of parameters came first: send it again";
    };
  }

  private static String needs(String command) {
    return switch (command) {
      case "ListMarket" -> "the largest order of a spot market must be 2^53 units at most";
      case "ListEvent" -> "a lot must pay enough, and no less ticks than there are outcomes";
      case "SetMarketFactor" -> "the market must be a perpetual and the factor be set";
      case "SetCollateral" -> "the factor must be set";
      case "SetLiquidation" ->
          "the market must be a perpetual, and keeps a tier that has a line in it";
      case "SetLiquidationRate" -> "the market must be a perpetual";
      case "SetMarkRules" -> "the market must be a perpetual";
      case "SetMarkCap" -> "the market must have mark rules";
      case "SetRules" -> "they must be the next after those in force";
      case "SetVolatility" -> "the factor must be set and the market be a perpetual";
      case "SetDepthLimit" -> "the factor must be set with an oiUp";
      case "SetTradingLimits" ->
          "a band is not switched off and widens by a quarter of itself a day at most; a spot market"
              + " has minNotional alone";
      case "SetSessions" -> "the market must be no outcome, in REGULAR and with nothing scheduled";
      case "SetOffHours" ->
          "the market must have sessions and mark rules, and its exchange be open";
      case "ScheduleSession" ->
          "the market must have sessions; not in the past, at most 60 days ahead, and a day before"
              + " when it raises the gap that was told";
      case "InterruptSession" -> "the market must have sessions and another interruption in force";
      case "SetPhase" -> "an auction runs already";
      case "SplitMarket" -> "the market must be a perpetual in a CORPORATE_ACTION";
      case "PayDividend" -> "the market must be a perpetual, and a lot worth as much";
      case "DelistMarket" -> "the market must be a perpetual";
      case "ProposeResolution" -> "the outcome must be a market of the event, 0 or -1";
      case "SetReferrer" -> "an account does not refer itself";
      default -> "";
    };
  }
}
