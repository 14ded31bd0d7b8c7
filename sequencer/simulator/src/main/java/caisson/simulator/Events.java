package caisson.simulator;

import caisson.protocol.AccountRegisteredDecoder;
import caisson.protocol.AssetListedDecoder;
import caisson.protocol.AssetMarkUpdatedDecoder;
import caisson.protocol.CashMovedDecoder;
import caisson.protocol.CommandAppliedDecoder;
import caisson.protocol.CommandRejectedDecoder;
import caisson.protocol.DeleveragedDecoder;
import caisson.protocol.DepositCreditedDecoder;
import caisson.protocol.DepositReturnedDecoder;
import caisson.protocol.FundingSettledDecoder;
import caisson.protocol.LiquidationSteppedDecoder;
import caisson.protocol.MarkUpdatedDecoder;
import caisson.protocol.MarketListedDecoder;
import caisson.protocol.OrderAcceptedDecoder;
import caisson.protocol.OrderAmendedDecoder;
import caisson.protocol.OrderCanceledDecoder;
import caisson.protocol.OrderReducedDecoder;
import caisson.protocol.OrderRestedDecoder;
import caisson.protocol.ParametersChangedDecoder;
import caisson.protocol.PositionAssignedDecoder;
import caisson.protocol.TradeExecutedDecoder;
import caisson.protocol.WindowSealedDecoder;
import caisson.protocol.WithdrawalCreatedDecoder;

/** One decoder for each event that is read. */
final class Events {
  final CommandAppliedDecoder applied = new CommandAppliedDecoder();
  final CommandRejectedDecoder rejected = new CommandRejectedDecoder();
  final AssetListedDecoder asset = new AssetListedDecoder();
  final MarketListedDecoder market = new MarketListedDecoder();
  final AccountRegisteredDecoder registered = new AccountRegisteredDecoder();
  final DepositCreditedDecoder deposit = new DepositCreditedDecoder();
  final DepositReturnedDecoder returned = new DepositReturnedDecoder();
  final WithdrawalCreatedDecoder withdrawal = new WithdrawalCreatedDecoder();
  final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
  final OrderRestedDecoder rested = new OrderRestedDecoder();
  final OrderCanceledDecoder canceled = new OrderCanceledDecoder();
  final OrderReducedDecoder reduced = new OrderReducedDecoder();
  final OrderAmendedDecoder amended = new OrderAmendedDecoder();
  final TradeExecutedDecoder trade = new TradeExecutedDecoder();
  final MarkUpdatedDecoder mark = new MarkUpdatedDecoder();
  final AssetMarkUpdatedDecoder assetMark = new AssetMarkUpdatedDecoder();
  final FundingSettledDecoder funding = new FundingSettledDecoder();
  final WindowSealedDecoder sealed = new WindowSealedDecoder();
  final ParametersChangedDecoder parameters = new ParametersChangedDecoder();
  final LiquidationSteppedDecoder stepped = new LiquidationSteppedDecoder();
  final PositionAssignedDecoder assigned = new PositionAssignedDecoder();
  final CashMovedDecoder cash = new CashMovedDecoder();
  final DeleveragedDecoder deleveraged = new DeleveragedDecoder();
}
