// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IJudge, MoveProof, StatedLeaf} from "./IChallenge.sol";

/// A round as the oracle's signers signed it (IOracleHub.post); it need never have been posted.
struct Round {
    uint64 round;
    uint64 ts;
    bytes markets;
    bytes set;
    bytes columns;
}

/// One page of market words and its way to the mark root (Marks.sol).
struct MarkPage {
    bytes32 assetSide;
    bytes hashes; // of all pages of the market side
    bytes page;
}

/// Proofs from prices and liquidations. Each stands alone, like those of IChallenge.
///
///   F4  falseMark         new marks of a batch that lie outside all the oracle signed around its time (decisions/0005)
///   F5  falseLiquidation  a liquidation of an account that its own statement shows healthy, or that did not reduce a line of it
///       falseStatement    a statement that is not the leaf before the batch plus the moves before
///       falseStatedMark   a statement's mark outside all the oracle signed around its time
///
/// Healthy means: cash and lines at their marks, spot counted as nothing, reach the sum of every line's notional times its market's bound. The bound is
/// the most a market may ask of a line alone, so netting and spot only make an account healthier than this. The exact requirement is checked by replay.
///
/// A mark is judged by all rounds from one at least five seconds old at its time to the first after it, numbers without a gap: it is false when it lies
/// further than two bands outside all their prices. So no jump and no spike of the index convicts a venue that applies a round within five seconds.
///
/// Assumptions. Governance keeps every bound at or above what the engine may ask; until it is named it is twice the notional. The duties of
/// decisions/0005.
interface IPriceJudge is IJudge {
    event BoundSet(uint32 indexed market, uint32 ppm);

    error BoundOutOfBounds(uint32 least, uint32 most, uint32 found);
    error HubUnknown();
    error MarksUnchanged();
    error MarkPageMismatch(uint256 page);
    error MarkRootMismatch(bytes32 expected, bytes32 found);
    error MarketClosed(uint32 market);
    error MarketNotInRound(uint32 market);
    error RoundsApart(uint64 ts, uint64 first, uint64 last);
    error RoundMissing(uint64 found);
    error MarkSound(uint64 ticks, uint64 low, uint64 high);
    error NotALiquidation();
    error EvidenceMismatch(bytes32 expected, bytes32 found);
    error AccountUnhealthy(int256 equity, uint256 bound);
    error StatementSound(int256 expected, int64 stated);
    error StatedLeafMismatch(bytes32 expected, bytes32 found);

    function falseMark(Committed calldata before, Committed calldata batch, uint32 market, MarkPage calldata marks, Round[] calldata rounds)
        external;

    /// `statement` is the preimage the move names, decisions/0001.
    function falseLiquidation(Committed calldata batch, MoveProof calldata proof, bytes calldata statement) external;

    function falseStatedMark(
        Committed calldata batch,
        MoveProof calldata proof,
        bytes calldata statement,
        uint32 market,
        Round[] calldata rounds
    ) external;

    /// One component (IChallenge.falseChange) of move `index` of the account's whole list. The first batch has no header before it.
    function falseStatement(
        Committed calldata before,
        Committed calldata batch,
        uint32 account,
        uint40 key,
        StatedLeaf calldata leafBefore,
        bytes calldata moves,
        bytes calldata path,
        uint256 index,
        bytes calldata statement
    ) external;

    /// Sets the most the engine may ask of a line of the market, in millionths of its notional.
    function setBound(uint32 market, uint32 ppm) external;

    function boundOf(uint32 market) external view returns (uint32 ppm);

    function hub() external view returns (address);
}
