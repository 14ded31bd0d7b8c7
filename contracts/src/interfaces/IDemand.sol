// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IJudge} from "./IChallenge.sol";

/// Against a withheld tree (F0): anyone asks on chain for what lies under a committed root, and the venue shows it within two hours or is frozen.
///
/// What is asked for is named by a chain of preimages from the header's root or fillRoot, each holding the hash of the next; `turns` says
/// which: 0 left or 1 right of a node, 0 where there is only one. Domains as in StateProof and Moves:
///   01 state node   0d fill node   0a list of moves   0b inner node of a list   0c move (its evidence)
/// The answer for a node of one of the two trees of 24 levels is its descendants six levels down (fewer at the bottom), 64 bytes h | p | n or 32
/// bytes h each, left to right; so four rounds reach a leaf. For anything else it is the preimage. Answers stay in call data.
///
/// Assumptions. An honest venue keeps every preimage until its batch is irrevocable. While a demand waits every window that is open stays open
/// (IClearingHouse.hold). A bond, doubling with each demand on a batch, goes to whoever answers; unanswered it returns.
interface IDemand is IJudge {
    event Demanded(uint64 indexed no, bytes32 indexed hash, uint64 deadline, address challenger, uint256 bond);
    event Answered(uint64 indexed no, bytes32 indexed hash, address answerer);
    event Expired(uint64 indexed no, bytes32 indexed hash);

    error ChainLength(uint256 links, uint256 turns);
    error ChainBroken(uint256 link, bytes32 expected);
    error ChainEnds(uint256 link);
    error NothingThere();
    error BondTooSmall(uint256 due, uint256 found);
    error AskedBefore(bytes32 hash);
    error NotAsked(uint64 no, bytes32 hash);
    error AnswerLength(uint256 expected, uint256 found);
    error AnswerMismatch(bytes32 expected, bytes32 found);
    error AnswerDue(uint64 deadline);

    /// Asks for what the last link points at; no link asks for the root itself.
    function demand(Committed calldata batch, bool fills, bytes[] calldata chain, bytes calldata turns) external payable returns (bytes32 hash);

    function answer(uint64 no, bytes32 hash, bytes calldata data) external;

    /// Nobody answered in time: the batch is convicted, the bond returns.
    function expire(uint64 no, bytes32 hash) external;

    /// The bond of one more demand on the batch, in wei.
    function bondOf(uint64 no) external view returns (uint256);

    /// Until when an answer is awaited; 0 for none.
    function deadlineOf(uint64 no, bytes32 hash) external view returns (uint64);
}
