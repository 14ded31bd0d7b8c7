// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// One change of a user's balances, as decisions/0001 lays it out in 109 bytes.
struct Move {
    uint64 sequence;
    uint16 index;
    uint8 kind;
    uint16 asset;
    uint32 market;
    uint32 other;
    int64 amount;
    uint64 ticks;
    uint64 k;
    int64 term;
    int64 fee;
    uint64 left;
    uint64 timeNs;
    bytes32 evidence;
}

/// Lists of moves and the tree over them.
///
///   list      keccak(0a | account u32 | count u32 | root of the moves)
///   moves     tree whose odd last node moves up: leaf keccak(0c | move), inner node keccak(0b | l | r)
///   fillRoot  24 levels over the lists, index = account id, node keccak(0d | l | r); an empty subtree is 0
library Moves {
    uint8 internal constant TRADE = 1;
    uint8 internal constant SPOT = 2;
    uint8 internal constant ASSIGN = 3;
    uint8 internal constant CASH = 4;
    uint8 internal constant DEPOSIT = 5;
    uint8 internal constant WITHDRAW = 6;
    uint8 internal constant FORCED = 7;
    uint256 internal constant LENGTH = 109;
    uint256 internal constant DEPTH = 24;
    bytes1 internal constant MOVE_NODE = 0x0b;
    uint40 private constant COIN = 2 << 32;

    error MovesLength(uint256 length);
    error MovesPath(uint256 expected, uint256 found);
    error MovesAccount(uint32 account);

    /// The move at `index * 109`.
    function at(bytes calldata moves, uint256 index) internal pure returns (Move memory m) {
        uint256 head; // sequence, index, kind, asset, market, other, amount
        uint256 middle; // ticks, k, term, fee
        uint256 tail; // left, timeNs
        bytes32 evidence;
        assembly ("memory-safe") {
            let place := add(moves.offset, mul(index, 109))
            head := calldataload(place)
            middle := calldataload(add(place, 29))
            tail := calldataload(add(place, 61))
            evidence := calldataload(add(place, 77))
        }
        m.sequence = uint64(head >> 192);
        m.index = uint16(head >> 176);
        m.kind = uint8(head >> 168);
        m.asset = uint16(head >> 152);
        m.market = uint32(head >> 120);
        m.other = uint32(head >> 88);
        m.amount = int64(uint64(head >> 24));
        m.ticks = uint64(middle >> 192);
        m.k = uint64(middle >> 128);
        m.term = int64(uint64(middle >> 64));
        m.fee = int64(uint64(middle));
        m.left = uint64(tail >> 192);
        m.timeNs = uint64(tail >> 128);
        m.evidence = evidence;
    }

    /// What a move changes in one component, key = 2 << 32 | asset or 3 << 32 | market. Products of 63, 64 and 64 bits.
    function effect(Move memory m, uint40 key) internal pure returns (int256) {
        if (m.kind == TRADE || m.kind == ASSIGN) {
            if (key == COIN) return -int256(m.amount) * (int256(uint256(m.ticks) * m.k) - m.term) - m.fee;
            return key == (3 << 32) + m.market ? int256(m.amount) : int256(0);
        }
        if (m.kind == SPOT) {
            if (key == COIN) return -int256(m.amount) * int256(uint256(m.ticks) * m.k) - m.fee;
            return key == COIN + m.asset ? int256(m.amount) * m.term : int256(0);
        }
        return m.kind <= WITHDRAW && key == COIN + m.asset ? int256(m.amount) : int256(0);
    }

    function count(bytes calldata moves) internal pure returns (uint256) {
        if (moves.length % LENGTH != 0) revert MovesLength(moves.length);
        return moves.length / LENGTH;
    }

    /// The list's hash, 0 for no moves.
    function list(uint32 account, bytes calldata moves) internal pure returns (bytes32) {
        uint256 size = count(moves);
        if (size == 0) return 0;
        bytes32 root;
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let buffer := add(hashes, mul(size, 32))
            for { let i := 0 } lt(i, size) { i := add(i, 1) } {
                mstore8(buffer, 0x0c)
                calldatacopy(add(buffer, 1), add(moves.offset, mul(i, 109)), 109)
                mstore(add(hashes, mul(i, 32)), keccak256(buffer, 110))
            }
            mstore8(buffer, 0x0b)
            for {} gt(size, 1) { size := shr(1, add(size, 1)) } {
                for { let i := 0 } lt(i, size) { i := add(i, 2) } {
                    let left := mload(add(hashes, mul(i, 32)))
                    if lt(add(i, 1), size) {
                        mstore(add(buffer, 1), left)
                        mstore(add(buffer, 33), mload(add(hashes, mul(add(i, 1), 32))))
                        left := keccak256(buffer, 65)
                    }
                    mstore(add(hashes, mul(i, 16)), left)
                }
            }
            root := mload(hashes)
        }
        return listOf(account, count(moves), root);
    }

    function listOf(uint32 account, uint256 size, bytes32 root) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x0a), account, uint32(size), root));
    }

    function hash(bytes calldata move) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x0c), move));
    }

    /// The fill root above an account's list: 24 siblings bottom-up, 32 bytes each, the path bits are the id's.
    function climb(bytes32 node, uint32 account, bytes calldata path) internal pure returns (bytes32) {
        if (path.length != DEPTH * 32) revert MovesPath(DEPTH * 32, path.length);
        if (account >> DEPTH != 0) revert MovesAccount(account);
        assembly ("memory-safe") {
            mstore8(0x00, 0x0d)
            let kept := mload(0x40)
            for { let level := 0 } lt(level, 24) { level := add(level, 1) } {
                let sibling := calldataload(add(path.offset, mul(level, 32)))
                if or(node, sibling) {
                    switch and(shr(level, account), 1)
                    case 0 {
                        mstore(0x01, node)
                        mstore(0x21, sibling)
                    }
                    default {
                        mstore(0x01, sibling)
                        mstore(0x21, node)
                    }
                    node := keccak256(0x00, 65)
                }
            }
            mstore(0x40, kept)
        }
        return node;
    }
}
