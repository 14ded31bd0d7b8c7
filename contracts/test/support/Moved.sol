// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, MoveProof, StatedLeaf} from "../../src/interfaces/IChallenge.sol";
import {Page} from "../../src/libraries/PageProof.sol";
import {Order} from "../../src/interfaces/IFillVerifier.sol";
import {Reference} from "./Reference.sol";
import {Venue} from "./Venue.sol";

/// A venue whose batches carry lists of moves, made plainly as decisions/0001 says.
abstract contract Moved is Venue {
    struct List {
        uint32 account;
        bytes32 hash;
    }

    struct Terms {
        bytes evidence;
        uint64 left;
        int64 fee;
    }

    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)"
    );
    bytes32 private constant AGENT_TYPE = keccak256(
        "Agent(uint32 account,address agent,uint64 expiryNs,uint64 maxNotionalPerDay,uint64 maxOrderNotional,uint64 markets,uint64 maxPosition,uint32 bandPpm,uint64 nonce)"
    );
    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    uint256 internal constant AGENT_KEY = 0xA6E27;
    uint256 internal constant MOVE = 109;
    uint40 internal constant CASH = 2 << 32;
    uint40 internal constant PERP = (3 << 32) + 1;

    uint32 internal alice;
    uint32 internal bob;
    uint64 internal sequence; // of the event before
    uint64 internal nonce;
    mapping(uint32 account => bytes) internal moves;
    uint64 internal scopeMarkets = 1 << 1;

    function _deployMoved() internal {
        _deploy();
        alice = _join(vm.addr(ALICE_KEY), 50_000e6);
        bob = _join(vm.addr(BOB_KEY), 80_000e6);
        _creditAll();
        _moved(alice, abi.encodePacked(_identity(), uint8(5), _what(0, 0, 0, 50_000e6), new bytes(80)));
        _moved(bob, abi.encodePacked(_identity(), uint8(5), _what(0, 0, 0, 80_000e6), new bytes(80)));
    }

    // ---- events ----

    /// A trade of the perpetual between two orders.
    function _match(uint32 buyer, uint32 seller, int64 lots, uint64 ticks, Terms memory bought, Terms memory sold) internal {
        _trade(buyer, seller, lots, int64(ticks));
        if (bought.fee != 0) _fee(buyer, bought.fee);
        if (sold.fee != 0) _fee(seller, sold.fee);
        bytes memory identity = _identity();
        _moved(buyer, abi.encodePacked(identity, uint8(1), _what(0, 1, seller, lots), _price(ticks, fundingIndex), _terms(bought)));
        _moved(seller, abi.encodePacked(identity, uint8(1), _what(0, 1, buyer, -lots), _price(ticks, fundingIndex), _terms(sold)));
    }

    /// The same with orders signed by their owners for exactly these lots.
    function _match(uint32 buyer, uint32 seller, int64 lots, uint64 ticks) internal {
        Terms memory bought = Terms(_ownerEvidence(_order(buyer, 0, ticks, uint64(lots)), _keyOf(buyer)), 0, 77);
        Terms memory sold = Terms(_ownerEvidence(_order(seller, 1, ticks, uint64(lots)), _keyOf(seller)), 0, -33);
        _match(buyer, seller, lots, ticks, bought, sold);
    }

    function _moved(uint32 account, bytes memory move) internal {
        assertEq(move.length, MOVE);
        moves[account] = abi.encodePacked(moves[account], move);
    }

    function _identity() internal returns (bytes memory) {
        if (sequence < last.seqTo) sequence = last.seqTo;
        return abi.encodePacked(++sequence, uint16(1));
    }

    function _what(uint16 asset, uint32 market, uint32 other, int64 amount) internal pure returns (bytes memory) {
        return abi.encodePacked(asset, market, other, uint64(amount));
    }

    function _price(uint64 ticks, int64 term) internal pure returns (bytes memory) {
        return abi.encodePacked(ticks, K, uint64(term));
    }

    function _terms(Terms memory t) internal view returns (bytes memory) {
        return abi.encodePacked(uint64(t.fee), t.left, _nowNs(), t.evidence.length == 0 ? bytes32(0) : keccak256(t.evidence));
    }

    function _nowNs() internal view returns (uint64) {
        return uint64(vm.getBlockTimestamp() * 1e9);
    }

    // ---- orders ----

    function _keyOf(uint32 account) internal view returns (uint256) {
        return account == alice ? ALICE_KEY : BOB_KEY;
    }

    function _order(uint32 account, uint8 side, uint64 limit, uint64 lots) internal returns (Order memory) {
        return Order(account, 1, side, 0, limit, lots, ++nonce, _nowNs() + 60e9, 7);
    }

    function _ownerEvidence(Order memory order, uint256 key) internal view returns (bytes memory) {
        bytes memory body = abi.encode(ORDER_TYPE, order);
        return abi.encodePacked(uint8(1), uint8(10), _nowNs(), body, vm.addr(key), _signed(key, body));
    }

    function _agentEvidence(Order memory order, uint256 key, uint64 maxOrder) internal view returns (bytes memory) {
        bytes memory body = abi.encode(ORDER_TYPE, order);
        bytes memory limits = abi.encode(_nowNs() + 60e9, uint64(1e18), maxOrder, scopeMarkets, uint64(1e18), 50_000, uint64(1));
        bytes memory scope = abi.encodePacked(abi.encode(AGENT_TYPE, order.account, vm.addr(AGENT_KEY)), limits);
        bytes memory head = abi.encodePacked(uint8(2), uint8(10), _nowNs(), body, vm.addr(key), uint8(10), scope);
        return abi.encodePacked(head, _signed(AGENT_KEY, body), _signed(key, scope));
    }

    function _signed(uint256 key, bytes memory body) internal view returns (bytes memory) {
        return _signature(key, keccak256(abi.encodePacked(hex"1901", house.domainSeparator(), keccak256(body))));
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // ---- batches ----

    function _sealMoves() internal returns (Batch memory b) {
        b = _seal();
        _reseal(b);
    }

    /// Gives a batch the lists as they stand now, whatever else it says.
    function _reseal(Batch memory b) internal view {
        b.header.fillRoot = _node(_lists(), 24, 0);
        _resign(b);
    }

    function _commitMoves() internal returns (Batch memory b) {
        b = _sealMoves();
        _commit(b);
    }

    /// A batch whose only list holds a trade with one byte more than a move.
    function _commitOdd() internal returns (Batch memory b, MoveProof memory p) {
        bytes memory odd = new bytes(MOVE + 1);
        odd[10] = bytes1(uint8(1));
        bytes32 node = keccak256(abi.encodePacked(hex"0a", alice, uint32(1), keccak256(abi.encodePacked(hex"0c", odd))));
        for (uint256 level = 0; level < 24; level++) {
            bool left = alice >> level & 1 == 0;
            node = keccak256(left ? abi.encodePacked(hex"0d", node, bytes32(0)) : abi.encodePacked(hex"0d", bytes32(0), node));
        }
        b = _seal();
        b.header.fillRoot = node;
        _resign(b);
        _commit(b);
        p = MoveProof(alice, odd, 0, 1, "", new bytes(768));
    }

    function _forget() internal {
        for (uint256 i = 0; i < ids.length; i++) {
            delete moves[ids[i]];
        }
    }

    function _of(Batch memory b) internal pure returns (Committed memory) {
        return Committed(abi.encode(b.header), b.committedAt);
    }

    function _stated(Batch memory b, uint32 account) internal pure returns (StatedLeaf memory) {
        (bytes memory leaf, int256 claim) = _leafOf(b, account);
        uint128 p = claim > 0 ? uint128(uint256(claim)) : 0;
        uint128 n = claim < 0 ? uint128(uint256(-claim)) : 0;
        return StatedLeaf(leaf, p, n, Reference.proof(b.leaves, account));
    }

    function _pageOf(Batch memory b, uint256 place) internal pure returns (Page memory) {
        bytes[] memory pages = Reference.pagesOf(b.payload);
        bytes32[] memory hashes = new bytes32[](pages.length);
        for (uint256 i = 0; i < pages.length; i++) {
            hashes[i] = keccak256(pages[i]);
        }
        return Page(pages[place], uint32(place), uint32(pages.length), Reference.treePath(0x04, hashes, place), 0, "");
    }

    // ---- the fill tree ----

    function _proof(uint32 account, uint256 index) internal view returns (MoveProof memory) {
        bytes32[] memory hashes = _hashes(moves[account]);
        bytes memory listPath = Reference.treePath(0x0b, hashes, index);
        return MoveProof(account, _slice(moves[account], index), uint32(index), uint32(hashes.length), listPath, _path(account));
    }

    function _path(uint32 account) internal view returns (bytes memory path) {
        List[] memory lists = _lists();
        for (uint256 level = 0; level < 24; level++) {
            path = abi.encodePacked(path, _node(lists, level, (account >> level) ^ 1));
        }
    }

    /// Of every account that moved, ascending.
    function _lists() internal view returns (List[] memory lists) {
        List[] memory all = new List[](ids.length);
        uint256 used = 0;
        for (uint256 i = 0; i < ids.length; i++) {
            if (moves[ids[i]].length > 0) all[used++] = List(ids[i], _list(ids[i]));
        }
        lists = new List[](used);
        for (uint256 i = 0; i < used; i++) {
            lists[i] = all[i];
        }
    }

    function _node(List[] memory lists, uint256 level, uint256 index) internal pure returns (bytes32) {
        uint256 from = 0;
        while (from < lists.length && lists[from].account >> level < index) from++;
        uint256 to = from;
        while (to < lists.length && lists[to].account >> level == index) to++;
        return _tree(lists, level, from, to);
    }

    /// Over lists from..to, all of which lie below one node of this level.
    function _tree(List[] memory lists, uint256 level, uint256 from, uint256 to) private pure returns (bytes32) {
        if (from == to) return 0;
        if (level == 0) return lists[from].hash;
        uint256 middle = from;
        while (middle < to && lists[middle].account >> (level - 1) & 1 == 0) middle++;
        bytes32 left = _tree(lists, level - 1, from, middle);
        return keccak256(abi.encodePacked(hex"0d", left, _tree(lists, level - 1, middle, to)));
    }

    function _list(uint32 account) private view returns (bytes32) {
        bytes32[] memory hashes = _hashes(moves[account]);
        return keccak256(abi.encodePacked(hex"0a", account, uint32(hashes.length), Reference.treeRoot(0x0b, hashes)));
    }

    function _hashes(bytes memory list) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](list.length / MOVE);
        for (uint256 i = 0; i < hashes.length; i++) {
            hashes[i] = keccak256(abi.encodePacked(hex"0c", _slice(list, i)));
        }
    }

    function _slice(bytes memory list, uint256 index) internal pure returns (bytes memory move) {
        move = new bytes(MOVE);
        assembly ("memory-safe") {
            mcopy(add(move, 32), add(add(list, 32), mul(index, MOVE)), MOVE)
        }
    }
}
