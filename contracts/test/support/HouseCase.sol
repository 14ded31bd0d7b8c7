// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Reference} from "./Reference.sol";
import {Venue} from "./Venue.sol";

/// Alice and Bob with a position each, a first batch not yet sealed, and ways to spoil one.
abstract contract HouseCase is Venue {
    address internal constant ALICE = address(0xA1);
    address internal constant BOB = address(0xB0);
    address internal constant COLD = address(0xC01D);
    uint40 internal constant CASH = 2 << 32;
    uint40 internal constant BTC = (2 << 32) + 1;
    uint40 internal constant PERP = (3 << 32) + 1;

    uint32 internal alice;
    uint32 internal bob;

    function setUp() public virtual {
        _deploy();
        alice = _join(ALICE, 50_000e6);
        bob = _join(BOB, 80_000e6);
        _deposit(bob, 1, 2e8);
        _creditAll();
        _trade(alice, bob, 5_000, 600_123);
        _fee(alice, 1_500_307);
    }

    // ---- helpers ----

    function _refused(Batch memory b, bytes memory reason) internal {
        _resign(b);
        _refusedAsIs(b, reason);
    }

    function _refusedAsIs(Batch memory b, bytes memory reason) internal {
        vm.expectRevert(reason);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
    }

    function _refusedFlows(Batch memory b, bytes memory reason) internal {
        b.header.flowsHash = keccak256(b.flows);
        _refused(b, reason);
    }

    function _payRefused(Batch memory b, uint256 index, bytes memory reason) internal {
        bytes memory path = _path(b, index);
        vm.expectRevert(reason);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[index], uint32(b.withdrawals.length), path);
    }

    function _leafRefused(Batch memory b, bytes memory leaf, bytes4 reason) internal {
        bytes memory path = Reference.proof(b.leaves, alice);
        vm.expectPartialRevert(reason);
        house.verifyLeaf(abi.encode(b.header), b.committedAt, alice, leaf, path, b.marks);
    }

    function _leafBytes(Batch memory b, uint32 account) internal pure returns (bytes memory preimage) {
        (preimage,) = _leafOf(b, account);
    }

    /// A sealed batch 2 without entries, to put other bytes into.
    function _quiet() internal returns (Batch memory) {
        if (last.no == 0) _commit(_seal());
        return _seal();
    }

    function _withEntries(Reference.Section memory section) internal returns (Batch memory b) {
        b = _quiet();
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = section;
        (b.payload, b.header.payloadHash) = Reference.payload(sections);
    }

    function _section(uint40 key, uint32 a, int64 x, uint32 b, int64 y) internal pure returns (Reference.Section memory) {
        Reference.Entry[] memory entries = new Reference.Entry[](y == 0 ? 1 : 2);
        entries[0] = Reference.Entry(a, x);
        if (y != 0) entries[1] = Reference.Entry(b, y);
        return Reference.Section(key, entries);
    }

    function _page(uint40 key, uint16 count, uint32 firstId, int64 value, bool isLast) internal pure returns (bytes memory page) {
        page = abi.encodePacked(key, isLast ? count | 0x8000 : count);
        for (uint32 i = 0; i < count; i++) {
            page = abi.encodePacked(page, firstId + i, Reference.zigzag(value));
        }
    }

    function _flow(uint16 asset, uint64 d, uint64 w, uint64 c, uint64 t) internal pure returns (bytes memory) {
        return abi.encodePacked(asset, d, w, c, t);
    }

    function _cut(bytes memory data, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[i];
        }
    }

    /// abi.encode with a withdrawal given as words, which may be no valid struct.
    function _payArguments(
        bytes memory header,
        uint64 committedAt,
        bytes memory flows,
        bytes memory withdrawal,
        uint32 count,
        bytes memory path
    ) internal pure returns (bytes memory) {
        uint256 headLength = 32 * 11;
        bytes memory a = _tail(header);
        bytes memory b = _tail(flows);
        bytes memory head = abi.encodePacked(
            headLength, uint256(committedAt), headLength + a.length, withdrawal, uint256(count), headLength + a.length + b.length
        );
        return abi.encodePacked(head, a, b, _tail(path));
    }

    function _tail(bytes memory data) internal pure returns (bytes memory) {
        return abi.encodePacked(data.length, data, new bytes((32 - data.length % 32) % 32));
    }
}
