// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IChallenge, IJudge, StatedLeaf} from "../src/interfaces/IChallenge.sol";
import {Page, PageProof} from "../src/libraries/PageProof.sol";
import {ILibraries} from "./support/ILibraries.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// Batches that attestors signed and that are false: each falls to its proof. Honest ones stand against every proof.
contract ChallengeTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB0);
    uint40 private constant CASH = 2 << 32;
    uint40 private constant BTC = (2 << 32) + 1;
    uint40 private constant PERP = (3 << 32) + 1;

    IChallenge private proofs;
    uint32 private alice;
    uint32 private bob;

    function setUp() public {
        _deploy();
        proofs = IChallenge(challenge);
        alice = _join(ALICE, 50_000e6);
        bob = _join(BOB, 80_000e6);
        _deposit(bob, 1, 2e8);
        _creditAll();
        _trade(alice, bob, 5_000, 600_123);
        _fee(alice, 1_500_307);
    }

    // ---- F1 ----

    /// Money is invented for a subtree by stating more than its parts hold; equity and debt grow alike, so the commit's sums agree.
    function testFuzz_falseNode_convictsAnInventedSum(uint8 level, uint128 invented) public {
        level = uint8(bound(level, 1, 24));
        invented = uint128(bound(invented, 1, 1e15));
        Batch memory b = _seal();
        Reference.Node memory node = Reference.subtree(b.leaves, level, alice >> level);
        (node.p, node.n) = (node.p + invented, node.n + invented);
        bytes memory path = _above(b, alice, level);
        (b.header.root, b.header.sumPos, b.header.sumNeg) = _climb(path, alice >> level, node);
        _resign(b);
        _commit(b);
        bytes memory children = _children(b, level, alice >> level);
        vm.expectEmit(true, true, true, true, challenge);
        emit IChallenge.Convicted(1, IChallenge.falseNode.selector, address(this));
        proofs.falseNode(_of(b), alice >> level, node.p, node.n, children, path);
        assertTrue(house.frozen());
        assertEq(house.convictedFrom(), 1);
    }

    /// A node over a child with money and no hash, or over two empty ones, although all sums agree.
    function testFuzz_falseNode_convictsHollowChildren(uint8 kind, uint64 units) public {
        kind = kind % 3;
        units = uint64(bound(units, 1, 1e15));
        bytes memory hollow = abi.encodePacked(bytes32(0), uint128(units), uint128(units));
        bytes memory full = abi.encodePacked(keccak256("leaf"), uint128(0), uint128(0));
        bytes memory children = kind == 0 ? abi.encodePacked(hollow, full) : abi.encodePacked(full, hollow);
        if (kind == 2) (children, units) = (new bytes(128), 0);
        Reference.Node memory node = Reference.Node(keccak256(abi.encodePacked(hex"01", children)), units, units);
        uint32 nobody = 10_000;
        Batch memory b = _seal();
        bytes memory path = _above(b, nobody, 1);
        (b.header.root, b.header.sumPos, b.header.sumNeg) = _climb(path, nobody >> 1, node);
        _resign(b);
        _commit(b);
        proofs.falseNode(_of(b), nobody >> 1, node.p, node.n, children, path);
        assertEq(house.convictedFrom(), 1);
    }

    function testFuzz_falseNode_refusesHonestNodes(uint8 level, bool who) public {
        level = uint8(bound(level, 1, 24));
        Batch memory b = _seal();
        _commit(b);
        uint32 account = who ? alice : bob;
        Reference.Node memory node = Reference.subtree(b.leaves, level, account >> level);
        bytes memory children = _children(b, level, account >> level);
        bytes memory path = _above(b, account, level);
        vm.expectRevert(IChallenge.NodeSound.selector);
        proofs.falseNode(_of(b), account >> level, node.p, node.n, children, path);
        vm.expectRevert();
        proofs.falseNode(_of(b), account >> level, node.p + 1, node.n, children, path);
        assertFalse(house.frozen());
    }

    function test_falseNode_refusesByName() public {
        Batch memory b = _seal();
        _commit(b);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NodeLength.selector, 127));
        proofs.falseNode(_of(b), 0, 0, 0, new bytes(127), "");
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NodePlace.selector, 24));
        proofs.falseNode(_of(b), 0, 0, 0, new bytes(128), new bytes(24 * 64));
        Committed memory other = _of(b);
        other.at++;
        vm.expectPartialRevert(IJudge.NotCommitted.selector);
        proofs.falseNode(other, 0, 0, 0, new bytes(128), "");
    }

    // ---- F1b ----

    function testFuzz_falseLeaf_convictsAClaimThatIsNotTheLeafs(uint128 invented) public {
        invented = uint128(bound(invented, 1, 1e15));
        Batch memory b = _seal();
        Reference.Node memory node = Reference.subtree(b.leaves, 0, alice);
        (node.p, node.n) = (node.p + invented, node.n + invented);
        _convictLeaf(b, node, _leafBytes(b, alice));
    }

    function test_falseLeaf_convictsRowsOutOfOrder() public {
        Batch memory b = _seal();
        Reference.Node memory node = Reference.subtree(b.leaves, 0, alice);
        bytes memory leaf = abi.encodePacked(uint8(0), alice, uint8(2), uint16(0), uint16(1), uint64(5), uint16(0), uint64(uint128(node.p)));
        node.hash = keccak256(leaf);
        _convictLeaf(b, node, leaf);
    }

    function test_falseLeaf_refusesAnythingAboveALeaf() public {
        Batch memory b = _seal();
        _commit(b);
        StatedLeaf memory stated = _stated(b, alice);
        stated.path = _above(b, alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NodePlace.selector, 23));
        proofs.falseLeaf(_of(b), alice, stated, b.marks);
        bytes memory marks = b.marks;
        marks[20] = bytes1(uint8(marks[20]) ^ 1);
        vm.expectPartialRevert(IChallenge.MarkRootMismatch.selector);
        proofs.falseLeaf(_of(b), alice, stated, marks);
    }

    function test_falseLeaf_convictsALeafOfAnotherAccount() public {
        Batch memory b = _seal();
        Reference.Node memory node = Reference.subtree(b.leaves, 0, alice);
        bytes memory leaf = _leafBytes(b, bob);
        node.hash = keccak256(leaf);
        _convictLeaf(b, node, leaf);
    }

    function testFuzz_falseLeaf_refusesHonestLeaves(uint256 which, int64 cash, uint64 ticks) public {
        _mark(uint64(bound(ticks, 1, 1e7)), 5);
        int64 moved = int64(bound(cash, -1e15, 1e15));
        book[alice].cash -= moved;
        book[bob].cash += moved;
        Batch memory b = _seal();
        _commit(b);
        Reference.Leaf memory leaf = b.leaves[which % b.leaves.length];
        StatedLeaf memory stated = _stated(b, leaf.id);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.LeafSound.selector, leaf.claim));
        proofs.falseLeaf(_of(b), leaf.id, stated, b.marks);
        assertFalse(house.frozen());
    }

    // ---- F2 ----

    function test_falseChange_convictsMoneyThatMovedWithoutAnEntry() public {
        Batch memory first = _sealAndCommit();
        _steal(77e6);
        Batch memory b = _seal();
        (b.payload, b.header.payloadHash) = ("", 0);
        _resign(b);
        _commit(b);
        Page memory none;
        proofs.falseChange(_of(first), _of(b), alice, CASH, _stated(first, alice), _stated(b, alice), none);
        assertEq(house.convictedFrom(), 2);
    }

    /// Entries of others, of other sections, before and after: one page shows that the stolen component has none or another.
    function testFuzz_falseChange_convictsBesideOtherEntries(uint8 others, bool withEntry, bool lines) public {
        Batch memory first = _sealAndCommit();
        uint32[] memory more = new uint32[](others % 12);
        for (uint256 i = 0; i < more.length; i++) {
            more[i] = _join(address(uint160(0xC000 + i)), 20e6);
        }
        _creditAll();
        Batch memory b = _seal();
        if (lines) (book[alice].lots, book[bob].lots) = (book[alice].lots + 3, book[bob].lots - 3);
        else _steal(withEntry ? int64(5e6) : int64(9e6));
        // the tree holds the theft, the payload does not
        Batch memory stolen = _reseal(b);
        _commit(stolen);
        uint40 key = lines ? PERP : CASH;
        proofs.falseChange(_of(first), _of(stolen), alice, key, _stated(first, alice), _stated(stolen, alice), _telling(stolen, key, alice));
        assertEq(house.convictedFrom(), 2);
    }

    function testFuzz_falseChange_refusesHonestBatches(uint256 seed, uint8 many) public {
        Batch memory first = _sealAndCommit();
        for (uint256 i = 0; i < many % 8; i++) {
            _join(address(uint160(0xC000 + i)), 20e6);
        }
        _creditAll();
        _trade(bob, alice, int64(uint64(1 + seed % 100)), 600_500);
        Batch memory b = _seal();
        _commit(b);
        uint32 account = ids[seed % ids.length];
        uint40 key = [CASH, BTC, PERP][(seed >> 8) % 3];
        Page memory page = _telling(b, key, account);
        StatedLeaf memory before = _stated(first, account);
        StatedLeaf memory later = _stated(b, account);
        vm.expectPartialRevert(IChallenge.ChangeSound.selector);
        proofs.falseChange(_of(first), _of(b), account, key, before, later, page);
        assertFalse(house.frozen());
    }

    function test_falseChange_ofTheFirstBatchStartsFromNothing() public {
        Batch memory b = _seal();
        _commit(b);
        Committed memory nothing;
        StatedLeaf memory empty;
        Page memory page = _telling(b, CASH, alice);
        StatedLeaf memory later = _stated(b, alice);
        vm.expectPartialRevert(IChallenge.ChangeSound.selector);
        proofs.falseChange(nothing, _of(b), alice, CASH, empty, later, page);
        _commit(_seal());
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotNext.selector, 1, 1));
        proofs.falseChange(_of(b), _of(b), alice, CASH, later, later, page);
    }

    /// A full page that is not the last goes on in the next one, so it cannot tell of who stands behind its end.
    function test_entry_ofAFullPageIsSilentBehindItsEnd() public {
        ILibraries lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
        bytes memory page = abi.encodePacked(CASH, uint16(170), uint40(0), uint32(0));
        for (uint256 i = 1; i <= 170; i++) {
            page = abi.encodePacked(page, uint32(10 * i), uint64(2));
        }
        assertEq(lib.pageEntry(page, CASH, 1700), 1);
        assertEq(lib.pageEntry(page, CASH, 1695), 0);
        vm.expectRevert(abi.encodeWithSelector(PageProof.PageSilent.selector, CASH, 1701));
        lib.pageEntry(page, CASH, 1701);
        page[5] = 0x80;
        assertEq(lib.pageEntry(page, CASH, 1701), 0);
    }

    function test_falseChange_refusesAPageThatCannotTell() public {
        Batch memory first = _sealAndCommit();
        _join(address(0xC0), 20e6);
        _creditAll();
        _trade(bob, alice, 5, 600_500);
        Batch memory b = _seal();
        _commit(b);
        bytes[] memory pages = Reference.pagesOf(b.payload);
        Page memory page = _page(pages, 0);
        StatedLeaf memory before = _stated(first, alice);
        StatedLeaf memory later = _stated(b, alice);
        vm.expectRevert(abi.encodeWithSelector(PageProof.PageSilent.selector, PERP, alice));
        proofs.falseChange(_of(first), _of(b), alice, PERP, before, later, page);
        page.before = bytes32(uint256(1));
        vm.expectPartialRevert(PageProof.PageMismatch.selector);
        proofs.falseChange(_of(first), _of(b), alice, PERP, before, later, page);
    }

    // ---- gas of whole transactions ----

    /// forge-config: default.isolate = true
    function test_gas_falseNode() public {
        Batch memory b = _seal();
        Reference.Node memory node = Reference.subtree(b.leaves, 1, alice >> 1);
        (node.p, node.n) = (node.p + 1, node.n + 1);
        bytes memory path = _above(b, alice, 1);
        (b.header.root, b.header.sumPos, b.header.sumNeg) = _climb(path, alice >> 1, node);
        _resign(b);
        _commit(b);
        bytes memory children = _children(b, 1, alice >> 1);
        proofs.falseNode(_of(b), alice >> 1, node.p, node.n, children, path);
        assertLe(vm.snapshotGasLastCall("Challenge", "F1 falseNode, lowest level"), 100_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_falseChange() public {
        Batch memory before = _sealAndCommit();
        for (uint256 i = 0; i < 12; i++) {
            _join(address(uint160(0xC000 + i)), 20e6);
        }
        _creditAll();
        Batch memory b = _seal();
        _steal(9e6);
        b = _reseal(b);
        _commit(b);
        Page memory page = _telling(b, CASH, alice);
        proofs.falseChange(_of(before), _of(b), alice, CASH, _stated(before, alice), _stated(b, alice), page);
        assertLe(vm.snapshotGasLastCall("Challenge", "F2 falseChange, page of 12 entries"), 250_000);
    }

    // ---- helpers ----

    function _sealAndCommit() private returns (Batch memory b) {
        b = _seal();
        _commit(b);
    }

    function _steal(int64 units) private {
        book[alice].cash += units;
        book[bob].cash -= units;
    }

    /// The batch with the leaves of the book as it is now and everything else as it was sealed.
    function _reseal(Batch memory b) private view returns (Batch memory) {
        b.leaves = _leaves();
        Reference.Node memory root = Reference.subtree(b.leaves, 24, 0);
        (b.header.root, b.header.sumPos, b.header.sumNeg) = (root.hash, root.p, root.n);
        _resign(b);
        return b;
    }

    function _convictLeaf(Batch memory b, Reference.Node memory node, bytes memory leaf) private {
        bytes memory path = _above(b, alice, 0);
        (b.header.root, b.header.sumPos, b.header.sumNeg) = _climb(path, alice, node);
        _resign(b);
        _commit(b);
        proofs.falseLeaf(_of(b), alice, StatedLeaf(leaf, node.p, node.n, path), b.marks);
        assertEq(house.convictedFrom(), 1);
    }

    function _of(Batch memory b) private pure returns (Committed memory) {
        return Committed(abi.encode(b.header), b.committedAt);
    }

    function _stated(Batch memory b, uint32 account) private pure returns (StatedLeaf memory) {
        (bytes memory leaf, int256 claim) = _leafOf(b, account);
        uint128 p = claim > 0 ? uint128(uint256(claim)) : 0;
        uint128 n = claim < 0 ? uint128(uint256(-claim)) : 0;
        return StatedLeaf(leaf, p, n, Reference.proof(b.leaves, account));
    }

    function _leafBytes(Batch memory b, uint32 account) private pure returns (bytes memory leaf) {
        (leaf,) = _leafOf(b, account);
    }

    function _above(Batch memory b, uint32 account, uint256 level) private pure returns (bytes memory path) {
        for (; level < 24; level++) {
            Reference.Node memory sibling = Reference.subtree(b.leaves, level, (account >> level) ^ 1);
            path = abi.encodePacked(path, sibling.hash, sibling.p, sibling.n);
        }
    }

    function _children(Batch memory b, uint256 level, uint256 index) private pure returns (bytes memory) {
        Reference.Node memory l = Reference.subtree(b.leaves, level - 1, index * 2);
        Reference.Node memory r = Reference.subtree(b.leaves, level - 1, index * 2 + 1);
        return abi.encodePacked(l.hash, l.p, l.n, r.hash, r.p, r.n);
    }

    function _climb(bytes memory path, uint256 index, Reference.Node memory from) private pure returns (bytes32, uint128, uint128) {
        Reference.Node memory node = Reference.Node(from.hash, from.p, from.n);
        for (uint256 pos = 0; pos < path.length; pos += 64) {
            bytes32 hash;
            uint256 sums;
            assembly ("memory-safe") {
                hash := mload(add(add(path, 32), pos))
                sums := mload(add(add(path, 64), pos))
            }
            bytes memory own = abi.encodePacked(node.hash, node.p, node.n);
            bytes memory other = abi.encodePacked(hash, sums);
            node.hash = keccak256(index & 1 == 0 ? abi.encodePacked(hex"01", own, other) : abi.encodePacked(hex"01", other, own));
            node.p += uint128(sums >> 128);
            node.n += uint128(sums);
            index >>= 1;
        }
        return (node.hash, node.p, node.n);
    }

    /// A page that can tell about (key, account): the last that does not begin after it.
    function _telling(Batch memory b, uint40 key, uint32 account) private pure returns (Page memory page) {
        if (b.payload.length == 0) return page;
        bytes[] memory pages = Reference.pagesOf(b.payload);
        uint256 place = 0;
        for (uint256 i = 1; i < pages.length; i++) {
            uint40 found = uint40(bytes5(pages[i]));
            uint32 id;
            bytes memory bytes_ = pages[i];
            assembly ("memory-safe") {
                id := shr(224, mload(add(bytes_, 48)))
            }
            if (found < key || (found == key && id <= account)) place = i;
        }
        // nothing of the section at or before it: the page after shows the gap
        if (uint40(bytes5(pages[place])) < key && place + 1 < pages.length) place++;
        return _page(pages, place);
    }

    function _page(bytes[] memory pages, uint256 place) private pure returns (Page memory) {
        bytes32[] memory hashes = new bytes32[](pages.length);
        for (uint256 i = 0; i < pages.length; i++) {
            hashes[i] = keccak256(pages[i]);
        }
        return Page(pages[place], uint32(place), uint32(pages.length), Reference.treePath(0x04, hashes, place), 0, "");
    }
}
