// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Prices that at least a threshold of oracle signers have each signed, and the median of them.
///
/// A round brings one column of prices per signer for the same ascending markets. What is stored is the lower median of the columns, so
/// liars fewer than half of the columns cannot move a price outside what honest signers signed. A price that moves by more than its
/// band is held back until the next round says the same; until then the old one ages and the market becomes stale.
///
/// Assumptions. Fewer than half of the threshold lie (1 of 3-of-5), because who posts chooses which columns to bring. Who posts gains nothing
/// else by it, and rounds only go forward. Zero is no price: a median of zero is refused. Prices are in ticks of the market.
interface IOracleHub {
    event MarketListed(uint32 indexed market, uint8 band, uint8 heartbeat);
    event MarketTightened(uint32 indexed market, uint8 band, uint8 heartbeat);
    event RoundPosted(uint64 indexed round, uint64 ts, bytes32 markets, uint256 held);
    event PriceHeld(uint64 indexed round, uint32 indexed market, uint64 price, uint64 last);
    event SignersProposed(bytes32 indexed setHash, uint64 due, bytes set);
    event SignersCancelled(bytes32 indexed setHash);
    event SignersChanged(bytes32 indexed setHash, bytes set);

    error MarketKnown(uint32 market);
    error MarketUnknown(uint32 market);
    error MarketOrder(uint32 previous, uint32 found);
    error BandOutOfBounds(uint8 least, uint8 most, uint8 found);
    error HeartbeatOutOfBounds(uint8 least, uint8 most, uint8 found);
    error NotTighter(uint32 market);
    error RoundEmpty();
    error RoundLength(uint256 expected, uint256 found);
    error RoundOld(uint32 market, uint64 last, uint64 found);
    error RoundTime(uint64 from, uint64 to, uint64 found);
    error RoundTooLarge(uint64 round);
    error PriceZero(uint256 row);
    error SetSigners(uint256 signers);
    error NothingProposed();
    error NotDue(uint64 due, uint64 now_);

    /// Stores one round. `markets` u32 each, ascending; `set` as in Quorum.sol;
    /// `columns` per signer: position u8 | per market (price u64 | deviation u32 in 1e-6 of the price) | length u16 | signature.
    function post(uint64 round, uint64 ts, bytes calldata markets, bytes calldata set, bytes calldata columns) external;

    /// The medians of a signed round that need not be the newest or ever posted: (price u64 | deviation u32) per market.
    function medians(uint64 round, uint64 ts, bytes calldata markets, bytes calldata set, bytes calldata columns)
        external
        view
        returns (bytes memory);

    /// What a signer signs: EIP-712 Report(uint64 round,uint64 ts,bytes32 markets,bytes32 column), hashes of the bytes given to `post`.
    function reportDigest(uint64 round, uint64 ts, bytes32 marketsHash, bytes32 columnHash) external view returns (bytes32);

    function list(uint32 market, uint8 band, uint8 heartbeat) external;

    /// Narrows band or heartbeat of a market at once. Nothing widens them: a market that needs more is listed anew under another id.
    function tighten(uint32 market, uint8 band, uint8 heartbeat) external;

    function proposeSigners(bytes calldata set) external;

    function cancelSigners() external;

    function changeSigners(bytes calldata set) external;

    /// The newest price; `fresh` is false from one heartbeat after it on, then nobody may value anything with it anew.
    function priceOf(uint32 market) external view returns (uint64 price, uint32 deviation, uint64 ts, uint64 round, bool fresh);

    /// Band in units of 0.25 %, heartbeat in units of 5 s, and the price held back, 0 if none.
    function rulesOf(uint32 market) external view returns (uint8 band, uint8 heartbeat, uint64 held);

    function signers() external view returns (bytes32 setHash);

    function proposedSigners() external view returns (bytes32 setHash, uint64 due);
}
