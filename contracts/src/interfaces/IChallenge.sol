// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Page} from "../libraries/PageProof.sol";

/// A header and when it was committed: what a record hashes.
struct Committed {
    bytes header;
    uint64 at;
}

/// A leaf as its tree states it: preimage (empty for the empty leaf), positive and negative part of its claim, 24 siblings.
struct StatedLeaf {
    bytes leaf;
    uint128 p;
    uint128 n;
    bytes path;
}

/// One move of an account and its way to the fill root (Moves.sol).
struct MoveProof {
    uint32 account;
    bytes move;
    uint32 index;
    uint32 count; // moves of the account in the batch
    bytes listPath;
    bytes path; // 24 siblings above the list
}

/// A contract whose proofs convict, by way of the challenge contract.
interface IJudge {
    error ZeroAddress();
    error NotCommitted(uint64 no, bytes32 headerHash, uint64 committedAt);
    error NotNext(uint64 before, uint64 found);
    error FillRootMismatch(bytes32 expected, bytes32 found);

    function house() external view returns (address);
}

/// Proofs that a committed batch is false. Each stands alone, against header records; nobody can answer it, so nobody need bond it. A proof
/// that holds convicts its batch: the venue freezes and goes back to the header before it. A proof that does not hold reverts by name.
///
///   F1   falseNode    a node whose parts do not sum to it, or a hollow part
///   F1b  falseLeaf    a leaf that is not canonical, or whose parts are not its claim at the header's marks
///   F2   falseChange  a leaf that changed by something else than the batch's entries
///
/// Assumptions. One honest party reads the chain within the challenge window. An honest batch satisfies no proof.
///
/// The judges named at deployment convict by the same door with proofs of their own (IMoveJudge, IPriceJudge, IDemand).
interface IChallenge is IJudge {
    event Convicted(uint64 indexed no, bytes4 indexed proof, address indexed challenger);

    error NotJudge(address caller);
    error MarkRootMismatch(bytes32 expected, bytes32 found);
    error RootMismatch(bytes32 expected, bytes32 found);
    error RootSumsMismatch(uint128 sumPos, uint128 sumNeg, uint128 foundPos, uint128 foundNeg);
    error NodeLength(uint256 length);
    error NodePlace(uint256 levels);
    error NodeSound();
    error LeafSound(int256 claim);
    error ChangeSound(int64 before, int64 entry, int64 found);

    /// `children` is left h | p | n | right h | p | n, 128 bytes; `index` its place among the nodes of its level, `path` the siblings above it.
    function falseNode(Committed calldata batch, uint256 index, uint128 p, uint128 n, bytes calldata children, bytes calldata path) external;

    function falseLeaf(Committed calldata batch, uint32 account, StatedLeaf calldata stated, bytes calldata marks) external;

    /// One component, key = 2 << 32 | asset or 3 << 32 | market. The first batch has no header before it: leave `before` empty.
    /// `page` is not read when the batch has no entries at all.
    function falseChange(
        Committed calldata before,
        Committed calldata batch,
        uint32 account,
        uint40 key,
        StatedLeaf calldata leafBefore,
        StatedLeaf calldata leafAfter,
        Page calldata page
    ) external;

    /// By a judge: batch `no` is false, as `challenger` showed by its function `proof`.
    function convictFor(uint64 no, uint64 at, bytes4 proof, address challenger) external;

    /// By a judge: windows stay open while something of batch `no` is awaited.
    function holdFor(uint64 no, uint64 at) external;

    function isJudge(address judge) external view returns (bool);

    /// Checks one account's leaf against a committed header and returns its claim in whole uUSD; reverts by name when anything differs.
    function verifyLeaf(
        bytes calldata header,
        uint64 committedAt,
        uint32 account,
        bytes calldata leaf,
        bytes calldata path,
        bytes calldata marks
    ) external view returns (int256 claim);
}
