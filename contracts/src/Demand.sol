// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Judge} from "./Judge.sol";
import {Committed, IChallenge} from "./interfaces/IChallenge.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {IDemand} from "./interfaces/IDemand.sol";
import {Header} from "./types/Header.sol";

/// See IDemand. Holds the bonds of open demands.
contract Demand is IDemand, Judge {
    struct Question {
        uint64 deadline;
        uint64 committedAt;
        uint8 kind;
        uint8 levels; // to show below it
        address challenger;
        uint256 bond;
    }

    uint8 private constant PREIMAGE = 0;
    uint8 private constant STATE = 1;
    uint8 private constant FILLS = 2;
    uint256 private constant DEPTH = 24;
    uint256 private constant ROUND = 6;
    uint64 private constant TO_ANSWER = 2 hours; // less than the hold of the clearing house
    uint256 private constant FIRST_BOND = 0.05 ether;
    uint256 private constant MOST_DOUBLINGS = 20;

    mapping(uint64 no => mapping(bytes32 hash => Question)) private _questions;
    mapping(uint64 no => uint256) private _asked;

    constructor(address house_) Judge(house_) {}

    function demand(Committed calldata batch, bool fills, bytes[] calldata chain, bytes calldata turns)
        external
        payable
        returns (bytes32 hash)
    {
        Header calldata h = _committed(batch);
        uint256 due = bondOf(h.no);
        if (msg.value < due) revert BondTooSmall(due, msg.value);
        uint256 depth;
        (hash, depth) = _follow(fills ? h.fillRoot : h.root, chain, turns);
        if (hash == 0) revert NothingThere();
        if (_questions[h.no][hash].deadline != 0) revert AskedBefore(hash);
        _asked[h.no]++;
        uint64 deadline = uint64(block.timestamp) + TO_ANSWER;
        bool tree = depth == chain.length && depth < DEPTH;
        uint8 levels = uint8(DEPTH - depth < ROUND ? DEPTH - depth : ROUND);
        uint8 kind = tree ? (fills ? FILLS : STATE) : PREIMAGE;
        _questions[h.no][hash] = Question(deadline, batch.at, kind, levels, msg.sender, msg.value);
        emit Demanded(h.no, hash, deadline, msg.sender, msg.value);
        IChallenge(IClearingHouse(house).challenge()).holdFor(h.no, batch.at);
    }

    function answer(uint64 no, bytes32 hash, bytes calldata data) external {
        Question memory q = _take(no, hash);
        bytes32 found = q.kind == PREIMAGE ? keccak256(data) : _fold(data, q.kind == STATE ? 64 : 32, uint256(1) << q.levels);
        if (found != hash) revert AnswerMismatch(hash, found);
        emit Answered(no, hash, msg.sender);
        _pay(msg.sender, q.bond);
    }

    function expire(uint64 no, bytes32 hash) external {
        Question memory q = _take(no, hash);
        if (block.timestamp <= q.deadline) revert AnswerDue(q.deadline);
        emit Expired(no, hash);
        IClearingHouse venue = IClearingHouse(house);
        // A batch that is gone, or beyond its window because nobody called in time, is past convicting; the bond returns all the same.
        if (venue.record(no) != 0 && block.timestamp < venue.windowEnd(q.committedAt)) _convict(no, q.committedAt);
        _pay(q.challenger, q.bond);
    }

    function bondOf(uint64 no) public view returns (uint256) {
        uint256 asked = _asked[no];
        return FIRST_BOND << (asked < MOST_DOUBLINGS ? asked : MOST_DOUBLINGS);
    }

    function deadlineOf(uint64 no, bytes32 hash) external view returns (uint64) {
        Question memory q = _questions[no][hash];
        return q.challenger == address(0) ? 0 : q.deadline;
    }

    /// Closes an open question. Its deadline stays, so that it is not asked twice.
    function _take(uint64 no, bytes32 hash) private returns (Question memory q) {
        q = _questions[no][hash];
        if (q.challenger == address(0)) revert NotAsked(no, hash);
        (_questions[no][hash].challenger, _questions[no][hash].bond) = (address(0), 0);
    }

    /// The hash at the end of a chain of preimages, and how many of them were nodes of a tree of 24 levels.
    function _follow(bytes32 hash, bytes[] calldata chain, bytes calldata turns) private pure returns (bytes32, uint256 depth) {
        if (chain.length != turns.length) revert ChainLength(chain.length, turns.length);
        for (uint256 i = 0; i < chain.length; i++) {
            if (keccak256(chain[i]) != hash) revert ChainBroken(i, hash);
            (uint256 place, bool node) = _place(chain[i], uint8(turns[i]));
            // Below the 24 levels no byte is a node's: a leaf of either tree begins with another domain.
            if (place == 0 || (node && depth == DEPTH)) revert ChainEnds(i);
            if (node) depth++;
            hash = bytes32(chain[i][place:place + 32]);
        }
        return (hash, depth);
    }

    /// Where in a preimage the next hash stands; 0 when there is none.
    function _place(bytes calldata preimage, uint8 turn) private pure returns (uint256 place, bool node) {
        if (preimage.length == 0 || turn > 1) return (0, false);
        uint8 domain = uint8(preimage[0]);
        if (domain == 0x01 && preimage.length == 129) return (1 + 64 * uint256(turn), true);
        if (domain == 0x0d && preimage.length == 65) return (1 + 32 * uint256(turn), true);
        if (domain == 0x0b && preimage.length == 65) return (1 + 32 * uint256(turn), false);
        if (domain == 0x0a && preimage.length == 41 && turn == 0) return (9, false);
        if (domain == 0x0c && preimage.length == 110 && turn == 0) return (78, false);
        return (0, false);
    }

    /// The hash above `count` nodes of one level, each `size` bytes.
    function _fold(bytes calldata data, uint256 size, uint256 count) private pure returns (bytes32) {
        if (data.length != size * count) revert AnswerLength(size * count, data.length);
        bytes memory level = data;
        for (; count > 1; count >>= 1) {
            for (uint256 i = 0; i < count / 2; i++) {
                size == 64 ? _joinState(level, i) : _joinFills(level, i);
            }
        }
        return bytes32(level);
    }

    /// Writes the parent of nodes 2i and 2i + 1 in the place of node i.
    function _joinState(bytes memory level, uint256 i) private pure {
        assembly ("memory-safe") {
            let left := add(add(level, 32), mul(i, 128))
            let buffer := mload(0x40)
            mstore8(buffer, 0x01)
            mcopy(add(buffer, 1), left, 128)
            let hash := 0
            if or(mload(left), mload(add(left, 64))) { hash := keccak256(buffer, 129) }
            let a := mload(add(left, 32))
            let b := mload(add(left, 96))
            let p := add(shr(128, a), shr(128, b))
            let n := and(add(a, b), 0xffffffffffffffffffffffffffffffff)
            let place := add(add(level, 32), mul(i, 64))
            mstore(place, hash)
            mstore(add(place, 32), or(shl(128, p), n))
        }
    }

    function _joinFills(bytes memory level, uint256 i) private pure {
        assembly ("memory-safe") {
            let left := add(add(level, 32), mul(i, 64))
            let buffer := mload(0x40)
            mstore8(buffer, 0x0d)
            mcopy(add(buffer, 1), left, 64)
            let hash := 0
            if or(mload(left), mload(add(left, 32))) { hash := keccak256(buffer, 65) }
            mstore(add(add(level, 32), mul(i, 32)), hash)
        }
    }

    /// A receiver that refuses ether leaves it here.
    function _pay(address to, uint256 amount) private {
        (bool taken,) = to.call{value: amount}("");
        taken;
    }
}
