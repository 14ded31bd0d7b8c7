// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Committed, IChallenge, IJudge} from "../src/interfaces/IChallenge.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IDemand} from "../src/interfaces/IDemand.sol";
import {Moved} from "./support/Moved.sol";
import {Reference} from "./support/Reference.sol";

/// A withheld tree: asked for in public, shown within two hours or the end of the venue. Nobody's money moves past an open question.
/// Each run makes and commits whole batches: 64 in the normal tier.
/// forge-config: default.fuzz.runs = 64
/// forge-config: full.fuzz.runs = 1000
/// forge-config: nightly.fuzz.runs = 10000
contract DemandTest is Moved {
    address payable private constant ASKER = payable(address(0xA5CE2));
    address payable private constant ANSWERER = payable(address(0xA25E2));
    address private constant COLD = address(0xC01D);
    bytes[] private chain;
    bytes private turns;

    function setUp() public {
        _deployMoved();
        vm.deal(ASKER, 100 ether);
        _fundWith(1_000_000e6);
    }

    // ---- silence ----

    function testFuzz_expire_freezesAVenueThatDoesNotShow(bool fills, uint32 wait) public {
        Batch memory b = _commitMoves();
        skip(wait % 60);
        bytes32 root = fills ? b.header.fillRoot : b.header.root;
        vm.expectEmit(true, true, true, true, address(demands));
        emit IDemand.Demanded(1, root, uint64(block.timestamp + 2 hours), ASKER, 0.05 ether);
        assertEq(_ask(b, fills), root);
        assertEq(ASKER.balance, 99.95 ether);
        skip(2 hours);
        vm.expectPartialRevert(IDemand.AnswerDue.selector);
        demands.expire(1, root);
        skip(1);
        vm.expectEmit(true, true, true, true, challenge);
        emit IChallenge.Convicted(1, IDemand.expire.selector, address(this));
        demands.expire(1, root);
        assertTrue(house.frozen());
        assertEq(house.convictedFrom(), 1);
        assertEq(ASKER.balance, 100 ether);
    }

    /// Nobody called in time: the bond returns, the batch stands.
    function test_expire_returnsTheBondWhenTheWindowIsOver() public {
        Batch memory b = _commitMoves();
        _ask(b, false);
        skip(3 hours + 60);
        demands.expire(1, b.header.root);
        assertFalse(house.frozen());
        assertEq(ASKER.balance, 100 ether);
    }

    // ---- answers ----

    /// Four rounds of 64 reach any leaf; a fifth shows its preimage.
    function testFuzz_answer_reachesEveryLeaf(bool who) public {
        Batch memory b = _commitMoves();
        uint32 account = who ? alice : bob;
        uint256 bond = 0.05 ether;
        for (uint256 depth = 0; depth < 24; depth += 6) {
            _stateChain(b, account, depth);
            bytes32 hash = _ask(b, false);
            assertEq(hash, Reference.subtree(b.leaves, 24 - depth, account >> (24 - depth)).hash);
            bytes memory data = _stateBelow(b, account, depth);
            vm.prank(ANSWERER);
            demands.answer(1, hash, data);
            assertEq(demands.deadlineOf(1, hash), 0);
            assertEq(ANSWERER.balance, bond);
            bond = 2 * bond + 0.05 ether;
        }
        _stateChain(b, account, 24);
        bytes32 leafHash = _ask(b, false);
        (bytes memory leaf,) = _leafOf(b, account);
        demands.answer(1, leafHash, leaf);
        assertFalse(house.frozen());
    }

    function testFuzz_answer_reachesEveryMove(bool who) public {
        _match(alice, bob, 50, 600_000);
        _match(alice, bob, 5, 600_000);
        Batch memory b = _commitMoves();
        uint32 account = who ? alice : bob;
        for (uint256 depth = 0; depth < 24; depth += 6) {
            _fillChain(account, depth);
            bytes32 hash = _ask(b, true);
            demands.answer(1, hash, _fillsBelow(account, depth));
        }
        bytes32[] memory hashes = _hashes(moves[account]);
        bytes memory list = abi.encodePacked(hex"0a", account, uint32(3), Reference.treeRoot(0x0b, hashes));
        bytes32 pair = keccak256(abi.encodePacked(hex"0b", hashes[0], hashes[1]));
        bytes memory top = abi.encodePacked(hex"0b", pair, hashes[2]);
        bytes memory move = abi.encodePacked(hex"0c", _slice(moves[account], 2));
        _fillChain(account, 24);
        demands.answer(1, _ask(b, true), list);
        _link(list, 0);
        demands.answer(1, _ask(b, true), top);
        _link(top, 1);
        demands.answer(1, _ask(b, true), move);
        _link(move, 0);
        assertEq(_ask(b, true), bytes32(_tail(move)));
    }

    /// Any bit of an answer changed is no answer.
    function testFuzz_answer_refusesAnythingElse(uint256 bit, bool fills) public {
        Batch memory b = _commitMoves();
        bytes32 hash = _ask(b, fills);
        bytes memory data = fills ? _fillsBelow(alice, 0) : _stateBelow(b, alice, 0);
        bit = bound(bit, 0, data.length * 8 - 1);
        data[bit / 8] = bytes1(uint8(data[bit / 8]) ^ uint8(1 << (bit % 8)));
        vm.expectPartialRevert(IDemand.AnswerMismatch.selector);
        demands.answer(1, hash, data);
        vm.expectRevert(abi.encodeWithSelector(IDemand.AnswerLength.selector, fills ? 2048 : 4096, 1));
        demands.answer(1, hash, hex"00");
    }

    function test_demand_refusesByName() public {
        Batch memory b = _commitMoves();
        Committed memory c = _of(b);
        vm.startPrank(ASKER);
        vm.expectRevert(abi.encodeWithSelector(IDemand.BondTooSmall.selector, 0.05 ether, 0.05 ether - 1));
        demands.demand{value: 0.05 ether - 1}(c, false, chain, turns);
        vm.expectRevert(abi.encodeWithSelector(IDemand.ChainLength.selector, 0, 1));
        demands.demand{value: 1 ether}(c, false, chain, hex"00");
        chain.push(hex"01");
        turns = hex"00";
        vm.expectRevert(abi.encodeWithSelector(IDemand.ChainBroken.selector, 0, b.header.root));
        demands.demand{value: 1 ether}(c, false, chain, turns);
        _stateChain(b, alice, 1);
        turns = hex"02";
        vm.expectRevert(abi.encodeWithSelector(IDemand.ChainEnds.selector, 0));
        demands.demand{value: 1 ether}(c, false, chain, turns);
        turns = hex"01"; // no account lives in the right half
        vm.expectRevert(IDemand.NothingThere.selector);
        demands.demand{value: 1 ether}(c, false, chain, turns);
        _stateChain(b, alice, 24);
        (bytes memory leaf,) = _leafOf(b, alice);
        _link(leaf, 0);
        vm.expectRevert(abi.encodeWithSelector(IDemand.ChainEnds.selector, 24));
        demands.demand{value: 1 ether}(c, false, chain, turns);
        delete chain;
        turns = "";
        demands.demand{value: 0.05 ether}(c, false, chain, turns);
        vm.expectRevert(abi.encodeWithSelector(IDemand.AskedBefore.selector, b.header.root));
        demands.demand{value: 0.1 ether}(c, false, chain, turns);
        vm.stopPrank();
        assertEq(demands.bondOf(1), 0.1 ether);
        vm.expectRevert(abi.encodeWithSelector(IDemand.NotAsked.selector, 2, bytes32(0)));
        demands.answer(2, 0, "");
        skip(3 hours + 60);
        c.at++;
        vm.expectPartialRevert(IJudge.NotCommitted.selector);
        demands.demand{value: 1 ether}(c, true, chain, turns);
        c.at--;
        vm.expectRevert(
            abi.encodeWithSelector(IClearingHouse.ChallengeTooLate.selector, uint64(c.at + 60 + 3 hours), uint64(block.timestamp))
        );
        demands.demand{value: 1 ether}(c, true, chain, turns);
    }

    // ---- holds ----

    /// What is open stays open three hours longer, for payouts and for proofs; what was irrevocable is paid meanwhile.
    function test_hold_keepsWindowsOpenAndIrrevocablePayoutsGoing() public {
        _withdraw(bob, 0, 3e6, COLD, 0);
        Batch memory old = _commitMoves();
        _forget();
        skip(60);
        _withdraw(bob, 0, 5e6, COLD, 0);
        _withdraw(bob, 0, 1e6, COLD, 1);
        Batch memory b = _commitMoves();
        skip(59);
        _ask(b, false);
        assertEq(house.windowEnd(old.committedAt), old.committedAt + 60);
        assertEq(house.windowEnd(b.committedAt), b.committedAt + 60 + 3 hours);
        assertEq(house.windowEnd(uint64(block.timestamp)), block.timestamp + 3 hours + 60);
        assertEq(house.heldUntil(), block.timestamp + 3 hours);
        _pay(old, 0);
        for (uint256 i = 0; i < 2; i++) {
            bytes memory path = _path(b, i);
            vm.expectPartialRevert(IClearingHouse.NotDue.selector);
            house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[i], 2, path);
        }
        skip(3 hours);
        _forget();
        _commitMoves();
        bytes memory first = _path(b, 0);
        vm.expectPartialRevert(IClearingHouse.NotDue.selector);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, first);
        skip(1);
        _pay(b, 0);
        _pay(b, 1);
        assertEq(usdc.balanceOf(COLD), 9e6);
    }

    /// A second demand lengthens what is open and opens nothing that was over.
    function testFuzz_hold_neverReopensAWindow(uint32[6] memory waits) public {
        _withdraw(bob, 0, 1e6, COLD, 0);
        Batch[] memory batches = new Batch[](6);
        bool[] memory over = new bool[](6);
        uint256 asked = 0;
        for (uint256 i = 0; i < 6; i++) {
            batches[i] = _commitMoves();
            _forget();
            vm.warp(vm.getBlockTimestamp() + waits[i] % (i % 2 == 0 ? 50 : 5 hours));
            for (uint256 j = 0; j <= i; j++) {
                uint64 end = house.windowEnd(batches[j].committedAt);
                if (over[j]) assertLe(end, vm.getBlockTimestamp(), "what is over stays over");
                over[j] = end <= vm.getBlockTimestamp();
            }
            for (uint256 j = 1; j <= i; j++) {
                if (!over[j]) assertGe(house.windowEnd(batches[j].committedAt), house.windowEnd(batches[j - 1].committedAt), "in order");
            }
            if (!over[i]) {
                uint64 before = house.windowEnd(batches[i].committedAt);
                vm.prank(ASKER);
                demands.demand{value: 1 ether}(_of(batches[i]), false, chain, turns);
                asked++;
                assertGe(house.windowEnd(batches[i].committedAt), before);
                assertGe(house.windowEnd(batches[i].committedAt), vm.getBlockTimestamp() + 3 hours);
            }
        }
        assertGt(asked, 0);
    }

    /// A hold begun when the one before has just run out counts from where that one ends, so what was over stays over.
    function test_hold_movesItsBeginningWithTime() public {
        Batch memory old = _commitMoves();
        uint64 start = uint64(vm.getBlockTimestamp());
        vm.prank(challenge);
        vm.expectEmit(address(house));
        emit IClearingHouse.Held(1, start, 1);
        house.hold(1, old.committedAt);
        skip(3 hours + 30);
        _forget();
        Batch memory b = _commitMoves();
        vm.prank(challenge);
        vm.expectEmit(address(house));
        emit IClearingHouse.Held(2, start + 30, 2);
        house.hold(2, b.committedAt);
        assertEq(house.heldUntil(), start + 30 + 6 hours);
        assertEq(house.windowEnd(b.committedAt), start + 30 + 6 hours + 60);
        skip(6 hours + 60);
        Batch memory late = _commitMoves();
        vm.prank(challenge);
        vm.expectEmit(address(house));
        emit IClearingHouse.Held(3, late.committedAt, 1);
        house.hold(3, late.committedAt);
    }

    function test_hold_endsAtSixteen() public {
        Batch memory b = _commitMoves();
        vm.deal(ASKER, 10_000 ether);
        for (uint256 i = 0; i < 16; i++) {
            vm.prank(challenge);
            house.hold(1, b.committedAt);
        }
        vm.prank(challenge);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.HeldTooLong.selector, 1));
        house.hold(1, b.committedAt);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotChallenge.selector, address(this)));
        house.hold(1, b.committedAt);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.NotJudge.selector, address(this)));
        IChallenge(challenge).holdFor(1, b.committedAt);
    }

    // ---- gas of whole transactions ----

    /// forge-config: default.isolate = true
    function test_gas_demand() public {
        Batch memory b = _commitMoves();
        vm.prank(ASKER);
        demands.demand{value: 0.05 ether}(_of(b), false, chain, turns);
        assertLe(vm.snapshotGasLastCall("Challenge", "F0 demand, the root"), 152_000);
        demands.answer(1, b.header.root, _stateBelow(b, alice, 0));
        assertLe(vm.snapshotGasLastCall("Challenge", "F0 answer, 64 nodes"), 74_000);
    }

    // ---- helpers ----

    function _ask(Batch memory b, bool fills) private returns (bytes32) {
        uint256 due = demands.bondOf(b.header.no);
        vm.deal(ASKER, due > ASKER.balance ? due : ASKER.balance);
        Committed memory c = _of(b);
        vm.prank(ASKER);
        return demands.demand{value: due}(c, fills, chain, turns);
    }

    function _link(bytes memory preimage, uint8 turn) private {
        chain.push(preimage);
        turns = abi.encodePacked(turns, turn);
    }

    /// From the root to the node at `depth` above the account.
    function _stateChain(Batch memory b, uint32 account, uint256 depth) private {
        delete chain;
        turns = "";
        for (uint256 d = 0; d < depth; d++) {
            uint256 below = 23 - d;
            uint256 left = account >> (below + 1) << 1;
            Reference.Node memory l = Reference.subtree(b.leaves, below, left);
            Reference.Node memory r = Reference.subtree(b.leaves, below, left + 1);
            _link(abi.encodePacked(hex"01", l.hash, l.p, l.n, r.hash, r.p, r.n), uint8(account >> below & 1));
        }
    }

    function _stateBelow(Batch memory b, uint32 account, uint256 depth) private pure returns (bytes memory data) {
        uint256 level = 18 - depth;
        uint256 first = account >> (24 - depth) << 6;
        for (uint256 i = 0; i < 64; i++) {
            Reference.Node memory node = Reference.subtree(b.leaves, level, first + i);
            data = abi.encodePacked(data, node.hash, node.p, node.n);
        }
    }

    function _fillChain(uint32 account, uint256 depth) private {
        delete chain;
        turns = "";
        List[] memory lists = _lists();
        for (uint256 d = 0; d < depth; d++) {
            uint256 below = 23 - d;
            uint256 left = account >> (below + 1) << 1;
            _link(abi.encodePacked(hex"0d", _node(lists, below, left), _node(lists, below, left + 1)), uint8(account >> below & 1));
        }
    }

    function _fillsBelow(uint32 account, uint256 depth) private view returns (bytes memory data) {
        uint256 first = account >> (24 - depth) << 6;
        List[] memory lists = _lists();
        for (uint256 i = 0; i < 64; i++) {
            data = abi.encodePacked(data, _node(lists, 18 - depth, first + i));
        }
    }

    function _tail(bytes memory data) private pure returns (bytes memory tail) {
        tail = new bytes(32);
        for (uint256 i = 0; i < 32; i++) {
            tail[i] = data[data.length - 32 + i];
        }
    }
}
