// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What a user signs for an order, field by field as in its EIP-712 type.
struct Order {
    uint32 account;
    uint32 market;
    uint8 side; // 0 buy, 1 sell
    uint8 tif;
    uint64 limitTicks;
    uint64 lots;
    uint64 nonce;
    uint64 expiryNs;
    uint128 clientOrderId;
}

/// What an owner signs for an agent key.
struct Agent {
    uint32 account;
    address agent;
    uint64 expiryNs;
    uint64 maxNotionalPerDay;
    uint64 maxOrderNotional; // uUSD
    uint64 markets; // bit m: may order in market m
    uint64 maxPosition; // uUSD at the mark
    uint32 bandPpm; // of the mark, furthest limit price
    uint64 nonce;
}

/// One side of a trade as the venue states it.
struct Fill {
    uint32 account;
    uint32 market;
    uint8 side;
    uint64 ticks;
    uint64 lots;
    uint64 filledBefore; // lots of the same order traded before
    uint64 timeNs;
    uint64 k; // uUSD per tick and lot
}

/// Whether a fill is what its owner allowed: an eth_call answers, no one need be believed.
///
/// A fill holds when the order is signed by the account's owner, or by an agent whose scope the owner has signed; when account, market and
/// side are the order's; the price is not worse than its limit; no more than its lots are traded in all; neither order nor agent had
/// expired; and the market and the order's notional at its limit lie within the agent's.
///
/// Assumptions. The owner is the one the Vault knows now. An owner that is a contract is asked (ERC-1271). What an agent traded in a
/// whole day, its position and the mark are not in one fill and are checked by replay.
interface IFillVerifier {
    error ZeroAddress();
    error OrderSide(uint8 side);
    error FillAccount(uint32 expected, uint32 found);
    error FillMarket(uint32 expected, uint32 found);
    error FillSide(uint8 expected, uint8 found);
    error FillEmpty();
    error PriceBeyondLimit(uint64 limitTicks, uint64 ticks);
    error OverFilled(uint64 lots, uint256 filled);
    error OrderExpired(uint64 expiryNs, uint64 timeNs);
    error AgentAccount(uint32 expected, uint32 found);
    error AgentExpired(uint64 expiryNs, uint64 timeNs);
    error AgentMarket(uint64 markets, uint32 market);
    error AgentNotional(uint64 limit, uint256 notional);
    error NotSignedByOwner(uint32 account, address owner);
    error NotSignedByAgent(address agent, address signer);

    /// Reverts by name when the fill breaks the order. An order signed by the owner comes with an empty `agentSignature`.
    function verifyFill(
        Order calldata order,
        bytes calldata signature,
        Agent calldata agent,
        bytes calldata agentSignature,
        Fill calldata fill
    ) external view returns (bytes32 orderHash);

    /// EIP-712 digests under the clearing house's domain.
    function orderDigest(Order calldata order) external view returns (bytes32);

    function agentDigest(Agent calldata agent) external view returns (bytes32);
}
