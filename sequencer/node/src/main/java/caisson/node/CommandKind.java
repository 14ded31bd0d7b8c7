package caisson.node;

import caisson.protocol.AmendOrderDecoder;
import caisson.protocol.CancelOrderDecoder;
import caisson.protocol.CancelOrdersDecoder;
import caisson.protocol.ConfirmBatchDecoder;
import caisson.protocol.CreditDepositDecoder;
import caisson.protocol.DelistMarketDecoder;
import caisson.protocol.InterruptSessionDecoder;
import caisson.protocol.LimitOutflowDecoder;
import caisson.protocol.ListAssetDecoder;
import caisson.protocol.ListEventDecoder;
import caisson.protocol.ListMarketDecoder;
import caisson.protocol.OfferBackstopDecoder;
import caisson.protocol.PayDividendDecoder;
import caisson.protocol.PlaceOrderDecoder;
import caisson.protocol.PlaceScaleDecoder;
import caisson.protocol.PlaceTriggerDecoder;
import caisson.protocol.PlaceTwapDecoder;
import caisson.protocol.ProposeResolutionDecoder;
import caisson.protocol.PublishCoinDecoder;
import caisson.protocol.PublishPricesDecoder;
import caisson.protocol.RegisterAccountDecoder;
import caisson.protocol.RegisterAgentDecoder;
import caisson.protocol.ReportSupplyDecoder;
import caisson.protocol.RequestWithdrawalDecoder;
import caisson.protocol.RestrictAccountDecoder;
import caisson.protocol.ScheduleCancelDecoder;
import caisson.protocol.ScheduleSessionDecoder;
import caisson.protocol.SealWindowDecoder;
import caisson.protocol.ServeRequestDecoder;
import caisson.protocol.SetAccountLevelDecoder;
import caisson.protocol.SetCollateralDecoder;
import caisson.protocol.SetCollateralFallDecoder;
import caisson.protocol.SetDepthLimitDecoder;
import caisson.protocol.SetEventCapDecoder;
import caisson.protocol.SetFactorDecoder;
import caisson.protocol.SetFeeTiersDecoder;
import caisson.protocol.SetGroupDecoder;
import caisson.protocol.SetLiquidationDecoder;
import caisson.protocol.SetLiquidationRateDecoder;
import caisson.protocol.SetMarkCapDecoder;
import caisson.protocol.SetMarkRulesDecoder;
import caisson.protocol.SetMarketFactorDecoder;
import caisson.protocol.SetOffHoursDecoder;
import caisson.protocol.SetPhaseDecoder;
import caisson.protocol.SetReferrerDecoder;
import caisson.protocol.SetRulesDecoder;
import caisson.protocol.SetSessionsDecoder;
import caisson.protocol.SetTradingLimitsDecoder;
import caisson.protocol.SetVolatilityDecoder;
import caisson.protocol.SkipCommandDecoder;
import caisson.protocol.SplitMarketDecoder;
import caisson.protocol.SubmitOrderDecoder;
import caisson.protocol.SubmitOrdersDecoder;
import caisson.protocol.TickFundingDecoder;
import caisson.protocol.TransferUnitsDecoder;
import java.util.Locale;

/** Commands by who has something to say by them. Every command is of one kind. */
enum CommandKind {
  /** Signed by owners and agents; gateways hand them on. */
  USERS(
      RegisterAgentDecoder.TEMPLATE_ID,
      PlaceOrderDecoder.TEMPLATE_ID,
      CancelOrderDecoder.TEMPLATE_ID,
      RequestWithdrawalDecoder.TEMPLATE_ID,
      SubmitOrderDecoder.TEMPLATE_ID,
      CancelOrdersDecoder.TEMPLATE_ID,
      AmendOrderDecoder.TEMPLATE_ID,
      ScheduleCancelDecoder.TEMPLATE_ID,
      PlaceTriggerDecoder.TEMPLATE_ID,
      PlaceScaleDecoder.TEMPLATE_ID,
      PlaceTwapDecoder.TEMPLATE_ID,
      SubmitOrdersDecoder.TEMPLATE_ID,
      SetAccountLevelDecoder.TEMPLATE_ID,
      TransferUnitsDecoder.TEMPLATE_ID,
      OfferBackstopDecoder.TEMPLATE_ID),

  /** What the bridge has seen on the chain, and its windows. */
  CHAIN(
      RegisterAccountDecoder.TEMPLATE_ID,
      CreditDepositDecoder.TEMPLATE_ID,
      SealWindowDecoder.TEMPLATE_ID,
      ConfirmBatchDecoder.TEMPLATE_ID,
      ServeRequestDecoder.TEMPLATE_ID,
      LimitOutflowDecoder.TEMPLATE_ID),

  /** The oracle's. */
  PRICES(
      PublishPricesDecoder.TEMPLATE_ID,
      TickFundingDecoder.TEMPLATE_ID,
      ReportSupplyDecoder.TEMPLATE_ID,
      PublishCoinDecoder.TEMPLATE_ID),

  /** Listing, parameters, sessions, halts; the launcher lists as well. */
  OPERATORS(
      ListAssetDecoder.TEMPLATE_ID,
      ListMarketDecoder.TEMPLATE_ID,
      SetTradingLimitsDecoder.TEMPLATE_ID,
      SkipCommandDecoder.TEMPLATE_ID,
      RestrictAccountDecoder.TEMPLATE_ID,
      SetGroupDecoder.TEMPLATE_ID,
      SetFactorDecoder.TEMPLATE_ID,
      SetMarketFactorDecoder.TEMPLATE_ID,
      SetCollateralDecoder.TEMPLATE_ID,
      SetLiquidationDecoder.TEMPLATE_ID,
      SetMarkRulesDecoder.TEMPLATE_ID,
      ListEventDecoder.TEMPLATE_ID,
      ProposeResolutionDecoder.TEMPLATE_ID,
      SetPhaseDecoder.TEMPLATE_ID,
      PayDividendDecoder.TEMPLATE_ID,
      DelistMarketDecoder.TEMPLATE_ID,
      SetVolatilityDecoder.TEMPLATE_ID,
      SetFeeTiersDecoder.TEMPLATE_ID,
      SetReferrerDecoder.TEMPLATE_ID,
      SetEventCapDecoder.TEMPLATE_ID,
      SetSessionsDecoder.TEMPLATE_ID,
      SetCollateralFallDecoder.TEMPLATE_ID,
      SetDepthLimitDecoder.TEMPLATE_ID,
      SetLiquidationRateDecoder.TEMPLATE_ID,
      SetOffHoursDecoder.TEMPLATE_ID,
      SetMarkCapDecoder.TEMPLATE_ID,
      ScheduleSessionDecoder.TEMPLATE_ID,
      InterruptSessionDecoder.TEMPLATE_ID,
      SplitMarketDecoder.TEMPLATE_ID,
      SetRulesDecoder.TEMPLATE_ID);

  private final int[] templates;

  CommandKind(int... templates) {
    this.templates = templates;
  }

  int[] templates() {
    return templates.clone();
  }

  /** {@code users}, {@code chain}, {@code prices} or {@code operators}. */
  static CommandKind parse(String text) {
    for (CommandKind kind : values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of commands: " + text);
  }
}
