// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IChallenge} from "../src/interfaces/IChallenge.sol";
import {Marks} from "../src/libraries/Marks.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {Tree} from "../src/libraries/Tree.sol";
import {HouseCase} from "./support/HouseCase.sol";
import {Reference} from "./support/Reference.sol";

/// What leaves: leaves proven, withdrawals paid, cover and top-up of the fund.
contract PayoutTest is HouseCase {
    // ---- proofs ----

    function test_verifyLeaf_holdsForEveryAccount() public {
        Batch memory b = _seal();
        _commit(b);
        int256 total = 0;
        for (uint256 i = 0; i < b.leaves.length; i++) {
            Reference.Leaf memory leaf = b.leaves[i];
            bytes memory path = Reference.proof(b.leaves, leaf.id);
            total += house.verifyLeaf(abi.encode(b.header), b.committedAt, leaf.id, leaf.preimage, path, b.marks);
        }
        assertEq(total, 130_000e6);
    }

    function test_verifyLeaf_holdsForAnEmptyAccount() public {
        Batch memory b = _seal();
        _commit(b);
        bytes memory path = Reference.proof(b.leaves, 9_999_999);
        assertEq(house.verifyLeaf(abi.encode(b.header), b.committedAt, 9_999_999, "", path, b.marks), 0);
    }

    function test_verifyLeaf_revertsByName() public {
        Batch memory b = _seal();
        _commit(b);
        bytes memory header = abi.encode(b.header);
        bytes memory path = Reference.proof(b.leaves, alice);
        (bytes memory leaf,) = _leafOf(b, alice);

        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotCommitted.selector, 1, keccak256(header), b.committedAt + 1));
        house.verifyLeaf(header, b.committedAt + 1, alice, leaf, path, b.marks);
        vm.expectRevert(abi.encodeWithSelector(StateProof.LeafAccount.selector, bob, alice));
        house.verifyLeaf(header, b.committedAt, bob, leaf, path, b.marks);
        vm.expectRevert(abi.encodeWithSelector(StateProof.ProofLength.selector, 1536, 1535));
        house.verifyLeaf(header, b.committedAt, alice, leaf, _cut(path, 1535), b.marks);
        vm.expectRevert(abi.encodeWithSelector(Marks.MarksLength.selector, 164, 163));
        house.verifyLeaf(header, b.committedAt, alice, leaf, path, _cut(b.marks, 163));
        vm.expectPartialRevert(IChallenge.RootMismatch.selector);
        house.verifyLeaf(header, b.committedAt, bob, _leafBytes(b, bob), path, b.marks);
        vm.expectPartialRevert(IChallenge.RootMismatch.selector);
        house.verifyLeaf(header, b.committedAt, alice, "", path, b.marks);
    }

    function test_verifyLeaf_refusesUnsortedZeroOrNegativeRows() public {
        Batch memory b = _seal();
        _commit(b);
        _leafRefused(
            b,
            abi.encodePacked(uint8(0), alice, uint8(2), uint16(0), uint16(1), uint64(5), uint16(0), uint64(5)),
            StateProof.LeafOrder.selector
        );
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(0), uint64(0)), StateProof.LeafZeroRow.selector);
        _leafRefused(
            b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(1), type(uint64).max), StateProof.LeafNegativeUnits.selector
        );
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(2), uint64(1)), StateProof.LeafUnknownAsset.selector);
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(0), uint16(1), uint32(2), uint64(1)), Marks.MarkMissing.selector);
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(0), uint16(0)), StateProof.LeafRowCount.selector);
        _leafRefused(b, abi.encodePacked(uint8(1), alice, uint8(0), uint16(0)), StateProof.LeafLength.selector);
    }

    // ---- payouts ----

    function test_pay_fastAfterTenSecondsStandardAfterSixty() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(alice, 0, 20e6, COLD, 0);
        Batch memory b = _seal();
        _commit(b);
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + 9);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.NotDue.selector, start + 10, start + 9));
        vm.warp(start + 10);
        _pay(b, 0);
        assertEq(btc.balanceOf(COLD), 3e6);
        vm.warp(start + 59);
        _payRefused(b, 1, abi.encodeWithSelector(IClearingHouse.NotDue.selector, start + 60, start + 59));
        vm.warp(start + 60);
        vm.expectEmit(address(house));
        emit IClearingHouse.WithdrawalPaid(1, 1, alice, 0, 20e6, COLD, 0);
        _pay(b, 1);
        assertEq(usdc.balanceOf(COLD), 20e6);
        assertEq(house.paidUnits(1, 0), 20e6);
        assertTrue(house.isPaid(1, 0, 1));
        (,, uint64 claimable,) = vault.balancesOf(0);
        assertEq(claimable, 0);
    }

    function test_pay_atMostOnce() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        _pay(b, 0);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 0));
    }

    function test_pay_pausesWhileHeadIsStale() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + 901);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.HeadStale.selector, start, start + 901));
        _commit(_seal());
        _pay(b, 0);
    }

    function test_pay_neverAboveTheTotalOfItsBatch() public {
        // Attestors that sign a root with more than the flows moved out still cannot touch other money.
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        b.withdrawals[0].units = 3e6 + 1;
        b.header.withdrawRoot = Reference.treeRoot(0x07, _withdrawLeaves(1, b.withdrawals));
        _resign(b);
        _commit(b);
        vm.warp(block.timestamp + 10);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.PaidAboveTotal.selector, 1, uint64(3e6), 3e6 + 1));
    }

    function test_pay_manyWithdrawalsOfOneBatch() public {
        _fundWith(1_000_000e6);
        uint256 count = 201;
        for (uint256 i = 0; i < count; i++) {
            _withdraw(alice, 0, uint64(1e6 + i), address(uint160(0xD000 + i)), 1);
        }
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        for (uint256 i = 0; i < count; i += 40) {
            _pay(b, i);
            assertEq(usdc.balanceOf(address(uint160(0xD000 + i))), 1e6 + i);
        }
        _pay(b, 200 - 191);
        _payRefused(b, 200, abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 200));
    }

    function test_pay_refusesUnknownLane() public {
        _withdraw(bob, 1, 3e6, COLD, 3);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 100);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.LaneUnknown.selector, 3));
    }

    function test_pay_refusesForeignPath() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(alice, 0, 20e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 100);
        vm.expectRevert(abi.encodeWithSelector(Tree.PathLength.selector, 0));
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, "");
        vm.expectRevert(abi.encodeWithSelector(Tree.PathIndex.selector, 1, 1));
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[1], 1, "");
        vm.expectPartialRevert(IClearingHouse.WithdrawProofMismatch.selector);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, _path(b, 1));
        bytes memory longer = abi.encodePacked(_path(b, 0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(Tree.PathLength.selector, 64));
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, longer);
        assertFalse(house.isPaid(1, 1, 0));
    }

    // ---- fund ----

    function test_commit_drawsCoverForBadDebt() public {
        _fundWith(1_000e6);
        book[BAD_DEBT].cash -= 100e6;
        book[bob].cash += 100e6;
        _commit(_seal());
        (, int64 badDebt) = house.systemCash();
        assertEq(badDebt, -100e6);

        book[BAD_DEBT].cash += 60e6;
        flow[0].coverDrawn = 60e6;
        _commit(_seal());
        (, badDebt) = house.systemCash();
        assertEq(badDebt, -40e6);
        assertEq(fund.balance(), 940e6);
        assertEq(usdc.balanceOf(address(vault)), 130_060e6);
    }

    function test_commit_revertsOnCoverWithoutBadDebt() public {
        _fundWith(1_000e6);
        _commit(_seal());
        book[BAD_DEBT].cash += 1;
        flow[0].coverDrawn = 1;
        Batch memory b = _seal();
        _refused(b, abi.encodeWithSelector(IClearingHouse.CoverWithoutBadDebt.selector, 0, 1));
    }

    function test_payTopUp_feedsTheFundOnce() public {
        book[FEES].cash -= 1e6;
        flow[0].fundTopUp = 1e6;
        Batch memory b = _seal();
        _commit(b);
        vm.expectPartialRevert(IClearingHouse.NotDue.selector);
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
        vm.warp(block.timestamp + 60);
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
        assertEq(fund.balance(), 1e6);
        assertEq(usdc.balanceOf(address(fund)), 1e6);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 0));
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
    }

    function test_payTopUp_revertsWhenNone() public {
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 60);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.TopUpNone.selector, 1));
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
    }

    // ---- one changed byte ----

    function testFuzz_verifyLeaf_refusesOneChangedByte(uint256 part, uint256 index, uint8 flip) public {
        vm.assume(flip != 0);
        Batch memory b = _seal();
        _commit(b);
        (bytes memory leaf, int256 claim) = _leafOf(b, alice);
        bytes[4] memory parts = [abi.encode(b.header), leaf, Reference.proof(b.leaves, alice), b.marks];
        assertEq(house.verifyLeaf(parts[0], b.committedAt, alice, parts[1], parts[2], parts[3]), claim);
        part %= 4;
        index %= parts[part].length;
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        vm.expectRevert();
        house.verifyLeaf(parts[0], b.committedAt, alice, parts[1], parts[2], parts[3]);
    }

    function testFuzz_pay_refusesOneChangedByte(uint256 part, uint256 index, uint8 flip) public {
        vm.assume(flip != 0);
        _withdraw(alice, 0, 5e6, COLD, 1);
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(bob, 0, 7e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        bytes[4] memory parts = [abi.encode(b.header), b.flows, abi.encode(b.withdrawals[1]), _path(b, 1)];
        part %= 4;
        index %= parts[part].length;
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        bytes memory call =
            abi.encodePacked(IClearingHouse.pay.selector, _payArguments(parts[0], b.committedAt, parts[1], parts[2], 3, parts[3]));
        (bool paid,) = address(house).call(call);
        assertFalse(paid);
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        call = abi.encodePacked(IClearingHouse.pay.selector, _payArguments(parts[0], b.committedAt, parts[1], parts[2], 3, parts[3]));
        (paid,) = address(house).call(call);
        assertTrue(paid);
    }
}
