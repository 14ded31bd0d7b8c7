// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Page} from "../libraries/PageProof.sol";
import {Committed, IJudge, MoveProof} from "./IChallenge.sol";

/// What the venue's receipt key signed for a user: the move with this identity in the account's list is `move`, a hash as in Moves.sol.
struct MoveReceipt {
    uint32 account;
    uint64 sequence;
    uint16 index;
    bytes32 move;
}

/// Proofs from the moves of a batch (decisions/0001). Each stands alone, like those of IChallenge.
///
///   F2b  falseList      an account's moves are out of order or do not sum to its entry
///   F3   falseFill      a fill without an order, beyond its order, or not signed
///   F6   passedOver     a forced request the batch consumed and left no move for
///   F7   doubleFill     two fills that cannot both be: of one order, or the two sides of one trade
///   F8   brokenReceipt  a move other than the receipt the venue signed for it
///
/// Assumptions. An honest venue keeps the lists of decisions/0001, and its receipt key to itself: who holds that key can end the venue. While
/// no key is named, F8 convicts nobody.
interface IMoveJudge is IJudge {
    event ReceiptKeyNamed(address indexed key);

    error HouseAccount(uint32 account);
    error ListSound(int256 moves, int64 entry);
    error EvidenceMismatch(bytes32 expected, bytes32 found);
    error NotAFill(uint8 kind);
    error FillSound();
    error FillsAgree();
    error NotAfter(uint64 no, uint64 other);
    error RequestNotConsumed(uint64 no);
    error RequestAnswered(uint64 no);
    error ReceiptUnsigned(address key);
    error ReceiptOutside(uint64 sequence);
    error ReceiptKept();

    /// `moves` is the account's whole list, `page` tells its entry for `key` (IChallenge.falseChange); not read when the batch has no entries.
    function falseList(
        Committed calldata batch,
        uint32 account,
        uint40 key,
        bytes calldata moves,
        bytes calldata path,
        Page calldata page
    ) external;

    /// `evidence` is the preimage the move names; empty when it names none.
    function falseFill(Committed calldata batch, MoveProof calldata proof, bytes calldata evidence) external;

    /// `request` is the 61 bytes of IForceQueue, consumed by `batch` and not by `before`.
    function passedOver(
        Committed calldata before,
        Committed calldata batch,
        bytes calldata request,
        bytes calldata moves,
        bytes calldata path
    ) external;

    /// Convicts `batch`; `other` is the same one or any before it. The evidences are those of two fills of one order, empty for the sides of a trade.
    function doubleFill(
        Committed calldata batch,
        MoveProof calldata proof,
        bytes calldata evidence,
        Committed calldata other,
        MoveProof calldata otherProof,
        bytes calldata otherEvidence
    ) external;

    function brokenReceipt(
        Committed calldata batch,
        MoveReceipt calldata receipt,
        bytes calldata signature,
        bytes calldata moves,
        bytes calldata path
    ) external;

    /// Names the key whose receipts bind the venue; 0 names none, and then no receipt binds.
    function nameReceiptKey(address key) external;

    function receiptKey() external view returns (address);

    function receiptDigest(MoveReceipt calldata receipt) external view returns (bytes32);
}
