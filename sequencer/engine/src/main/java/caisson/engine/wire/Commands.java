package caisson.engine.wire;

/**
 * Who takes the commands of each kind, as calls in primitives. An address comes as its bytes 0-7,
 * 8-15 and 16-19, big endian, so that unsigned comparison orders addresses; a symbol as two little
 * endian longs.
 */
public record Commands(
    OrderCommands orders,
    AccountCommands accounts,
    ChainCommands chain,
    RequestCommands requests,
    ListingCommands listings,
    MarketCommands markets,
    EventCommands outcomes,
    PriceCommands prices,
    CollateralCommands collateral,
    RiskCommands risk,
    FeeCommands fees,
    SessionCommands sessions) {}
