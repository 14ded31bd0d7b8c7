// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestors} from "../src/interfaces/IAttestors.sol";
import {Quorum} from "../src/libraries/Quorum.sol";
import {Signers} from "./support/Signers.sol";

/// Approves what it was told to, as a passkey account or an adapter would.
contract ContractSigner {
    bytes32 private immutable _approved;
    bool private immutable _reverts;

    constructor(bytes32 approved, bool reverts) {
        (_approved, _reverts) = (approved, reverts);
    }

    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        if (_reverts) revert("no");
        return hash == _approved ? this.isValidSignature.selector : bytes4(0);
    }
}

contract AttestorsTest is Signers {
    IAttestors private attestors;
    uint256[] private hot;
    uint256[] private cold;
    bytes private hotSet;
    bytes private coldSet;
    bytes32 private constant DIGEST = keccak256("header");

    function setUp() public {
        vm.warp(1_700_000_000);
        hot = _keys(1, 7);
        cold = _keys(2, 7);
        hotSet = _set(5, hot);
        coldSet = _set(4, cold);
        attestors = IAttestors(_deploy(hotSet, coldSet));
    }

    function test_check_takesAnyFiveOfSevenInOrder() public view {
        attestors.check(DIGEST, hotSet, _signatures(hot, 5, DIGEST));
        attestors.check(DIGEST, hotSet, _signatures(hot, 7, DIGEST));
        bytes memory some;
        for (uint8 i = 2; i < 7; i++) {
            some = abi.encodePacked(some, i, uint16(65), _sign(hot[i], DIGEST));
        }
        attestors.check(DIGEST, hotSet, some);
    }

    function test_check_revertsByName() public {
        bytes memory five = _signatures(hot, 5, DIGEST);
        bytes memory four = _signatures(hot, 4, DIGEST);
        bytes memory last = abi.encodePacked(uint8(3), uint16(65), _sign(hot[3], DIGEST));
        vm.expectRevert(abi.encodeWithSelector(Quorum.QuorumShort.selector, 5, 4));
        attestors.check(DIGEST, hotSet, four);
        vm.expectRevert(abi.encodeWithSelector(Quorum.PositionOrder.selector, 4, 3));
        attestors.check(DIGEST, hotSet, abi.encodePacked(four, last));
        vm.expectRevert(abi.encodeWithSelector(Quorum.PositionUnknown.selector, 7, 7));
        attestors.check(DIGEST, hotSet, abi.encodePacked(four, uint8(7), uint16(65), _sign(hot[4], DIGEST)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, vm.addr(hot[5])));
        attestors.check(DIGEST, hotSet, abi.encodePacked(four, uint8(5), uint16(65), _sign(hot[4], DIGEST)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, vm.addr(hot[0])));
        attestors.check(keccak256("other"), hotSet, five);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignaturesShort.selector, 2));
        attestors.check(DIGEST, hotSet, abi.encodePacked(four, uint16(0)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignaturesShort.selector, 67));
        attestors.check(DIGEST, hotSet, abi.encodePacked(four, uint8(4), uint16(65), bytes32(0), bytes32(0)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(hotSet), keccak256(coldSet)));
        attestors.check(DIGEST, coldSet, five);
        bytes memory malleated = _malleate(four);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, vm.addr(hot[0])));
        attestors.check(DIGEST, hotSet, malleated);
    }

    function test_check_asksContractsByERC1271() public {
        address good = address(new ContractSigner(DIGEST, false));
        address bad = address(new ContractSigner(DIGEST, true));
        IAttestors one = IAttestors(_deploy(abi.encodePacked(uint8(1), good), coldSet));
        one.check(DIGEST, abi.encodePacked(uint8(1), good), abi.encodePacked(uint8(0), uint16(0)));
        one.check(DIGEST, abi.encodePacked(uint8(1), good), abi.encodePacked(uint8(0), uint16(65), new bytes(65)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, good));
        one.check(bytes32(0), abi.encodePacked(uint8(1), good), abi.encodePacked(uint8(0), uint16(0)));
        IAttestors two = IAttestors(_deploy(abi.encodePacked(uint8(1), bad), coldSet));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, bad));
        two.check(DIGEST, abi.encodePacked(uint8(1), bad), abi.encodePacked(uint8(0), uint16(0)));
    }

    function test_sets_obeyTheirRules() public {
        uint256[] memory four = _keys(3, 4);
        _refused(abi.encodePacked(uint8(1)), abi.encodeWithSelector(Quorum.SetLength.selector, 1));
        _refused("", abi.encodeWithSelector(Quorum.SetLength.selector, 0));
        _refused(new bytes(22), abi.encodeWithSelector(Quorum.SetLength.selector, 22));
        _refused(_set(17, _keys(4, 33)), abi.encodeWithSelector(Quorum.SetLength.selector, 661));
        _refused(_set(2, four), abi.encodeWithSelector(Quorum.SetThreshold.selector, 2, 4));
        _refused(_set(5, four), abi.encodeWithSelector(Quorum.SetThreshold.selector, 5, 4));
        (four[0], four[1]) = (four[1], four[0]);
        _refused(_set(3, four), abi.encodeWithSelector(Quorum.SetOrder.selector, vm.addr(four[0]), vm.addr(four[1])));
        four[0] = four[1];
        _refused(_set(3, four), abi.encodeWithSelector(Quorum.SetOrder.selector, vm.addr(four[0]), vm.addr(four[0])));
        _refused(new bytes(21), abi.encodeWithSelector(Quorum.SetThreshold.selector, 0, 1));
        _refused(abi.encodePacked(uint8(1), address(0)), abi.encodeWithSelector(Quorum.SetOrder.selector, 0, 0));
        _deploy(_set(17, _keys(4, 32)), coldSet);
    }

    function test_rotate_hotTakesTwoDays() public {
        bytes memory next = _set(5, _keys(9, 7));
        _propose(0, next, false);
        (bytes32 setHash, uint64 due) = attestors.proposalOf(0);
        assertEq(setHash, keccak256(next));
        assertEq(due, block.timestamp + 48 hours);
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NotDue.selector, due, due - 1));
        attestors.rotate(0, next);
        vm.warp(due);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(next), keccak256(hotSet)));
        attestors.rotate(0, hotSet);
        vm.expectEmit(address(attestors));
        emit IAttestors.Rotated(0, keccak256(next), 2, next);
        attestors.rotate(0, next);
        assertEq(attestors.epochOf(0), 2);
        assertEq(attestors.epochOf(1), 1);
        attestors.check(DIGEST, next, _signatures(_keys(9, 7), 5, DIGEST));
        bytes memory old = _signatures(hot, 5, DIGEST);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(next), keccak256(hotSet)));
        attestors.check(DIGEST, hotSet, old);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NothingProposed.selector, 0));
        attestors.rotate(0, next);
    }

    function test_rotate_coldTakesTwoWeeksAndColdKeys() public {
        bytes memory next = _set(4, _keys(9, 7));
        bytes memory byHot = _signatures(hot, 5, attestors.orderDigest("propose", 1, keccak256(next)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(coldSet), keccak256(hotSet)));
        attestors.propose(1, next, false, hotSet, byHot);
        _propose(1, next, true);
        vm.warp(block.timestamp + 14 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NotDue.selector, block.timestamp + 1, block.timestamp));
        attestors.rotate(1, next);
        vm.warp(block.timestamp + 1);
        attestors.rotate(1, next);
        assertEq(attestors.setHashOf(1), keccak256(next));
        assertEq(attestors.setHashOf(0), keccak256(hotSet));
    }

    function test_rotate_coldKeysReplaceStolenHotOnes() public {
        bytes memory next = _set(5, _keys(9, 7));
        _propose(0, next, true);
        vm.warp(block.timestamp + 48 hours);
        attestors.rotate(0, next);
        assertEq(attestors.setHashOf(0), keccak256(next));
    }

    function test_cancel_isForTheColdQuorumAndUsesTheOrderUp() public {
        bytes memory next = _set(5, _keys(9, 7));
        bytes memory order = _signatures(hot, 5, attestors.orderDigest("propose", 0, keccak256(next)));
        attestors.propose(0, next, false, hotSet, order);
        bytes memory other = _set(5, _keys(10, 7));
        vm.expectRevert(abi.encodeWithSelector(IAttestors.ProposalOpen.selector, 0, keccak256(next)));
        attestors.propose(0, other, false, hotSet, order);
        bytes memory byHot = _signatures(hot, 5, attestors.orderDigest("cancel", 0, keccak256(next)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(coldSet), keccak256(hotSet)));
        attestors.cancel(0, hotSet, byHot);
        bytes memory byCold = _signatures(cold, 4, attestors.orderDigest("cancel", 0, keccak256(next)));
        vm.expectEmit(address(attestors));
        emit IAttestors.RotationCancelled(0, keccak256(next));
        attestors.cancel(0, coldSet, byCold);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NothingProposed.selector, 0));
        attestors.cancel(0, coldSet, byCold);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, vm.addr(hot[0])));
        attestors.propose(0, next, false, hotSet, order);
        assertEq(attestors.nonce(), 2);
    }

    function test_pause_needsTwoVotesWithinADay() public {
        _vote(0);
        assertFalse(attestors.paused());
        vm.expectRevert(abi.encodeWithSelector(IAttestors.AlreadyVoted.selector, vm.addr(hot[0])));
        vm.prank(vm.addr(hot[0]));
        attestors.votePause(hotSet, 0);
        vm.warp(block.timestamp + 1 days + 1);
        _vote(1);
        assertFalse(attestors.paused());
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(attestors));
        emit IAttestors.Paused(uint64(block.timestamp) + 72 hours);
        _vote(2);
        assertTrue(attestors.paused());
    }

    function test_pause_isForAttestorsOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestors.NotAttestor.selector, address(this)));
        attestors.votePause(hotSet, 0);
        vm.expectRevert(abi.encodeWithSelector(Quorum.PositionUnknown.selector, 7, 7));
        attestors.votePause(hotSet, 7);
        bytes memory own = abi.encodePacked(uint8(1), address(this));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(hotSet), keccak256(own)));
        attestors.votePause(own, 0);
    }

    function test_pause_endsByItselfAndRests() public {
        _pause();
        uint64 until = attestors.pausedUntil();
        vm.warp(until - 1);
        assertTrue(attestors.paused());
        vm.warp(until);
        assertFalse(attestors.paused());
        vm.warp(until + 7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.PauseResting.selector, until + 7 days));
        vm.prank(vm.addr(hot[0]));
        attestors.votePause(hotSet, 0);
        vm.warp(until + 7 days);
        _pause();
        assertTrue(attestors.paused());
    }

    function test_pause_isExtendedOnceToSevenDays() public {
        bytes memory early = _signatures(cold, 4, attestors.orderDigest("extend", 0, 0));
        vm.expectRevert(IAttestors.NotPaused.selector);
        attestors.extendPause(coldSet, early);
        uint64 began = uint64(block.timestamp);
        _pause();
        vm.warp(began + 72 hours - 1);
        attestors.extendPause(coldSet, early);
        assertEq(attestors.pausedUntil(), began + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IAttestors.PauseExtendedAlready.selector, began + 7 days));
        attestors.extendPause(coldSet, early);
        vm.warp(began + 7 days);
        assertFalse(attestors.paused());
    }

    function test_unpause_isForTheColdQuorum() public {
        bytes memory early = _signatures(cold, 4, attestors.orderDigest("unpause", 0, 0));
        vm.expectRevert(IAttestors.NotPaused.selector);
        attestors.unpause(coldSet, early);
        _pause();
        bytes memory three = _signatures(cold, 3, attestors.orderDigest("unpause", 0, 0));
        vm.expectRevert(abi.encodeWithSelector(Quorum.QuorumShort.selector, 4, 3));
        attestors.unpause(coldSet, three);
        vm.expectEmit(address(attestors));
        emit IAttestors.Unpaused();
        attestors.unpause(coldSet, early);
        assertFalse(attestors.paused());
        vm.expectRevert(abi.encodeWithSelector(IAttestors.PauseResting.selector, block.timestamp + 7 days));
        vm.prank(vm.addr(hot[0]));
        attestors.votePause(hotSet, 0);
    }

    function test_rings_areTwo() public {
        bytes memory unknown = abi.encodeWithSelector(IAttestors.RingUnknown.selector, 2);
        vm.expectRevert(unknown);
        attestors.propose(2, hotSet, true, hotSet, "");
        vm.expectRevert(unknown);
        attestors.cancel(2, hotSet, "");
        vm.expectRevert(unknown);
        attestors.rotate(2, hotSet);
        vm.expectRevert(unknown);
        attestors.setHashOf(2);
        vm.expectRevert(unknown);
        attestors.epochOf(2);
        vm.expectRevert(unknown);
        attestors.proposalOf(2);
    }

    /// Whatever subset signs, the check passes exactly when five or more of the seven did.
    function testFuzz_check_countsSigners(uint8 mask, bytes32 digest) public {
        bytes memory all;
        uint256 signed = 0;
        for (uint8 i = 0; i < 7; i++) {
            if (mask >> i & 1 == 0) continue;
            all = abi.encodePacked(all, i, uint16(65), _sign(hot[i], digest));
            signed++;
        }
        if (signed < 5) vm.expectRevert(abi.encodeWithSelector(Quorum.QuorumShort.selector, 5, signed));
        attestors.check(digest, hotSet, all);
    }

    function _deploy(bytes memory first, bytes memory second) private returns (address) {
        return deployCode("Attestors.sol:Attestors", abi.encode(first, second));
    }

    function _refused(bytes memory set, bytes memory reason) private {
        bytes memory signatures = _signatures(hot, 5, attestors.orderDigest("propose", 0, keccak256(set)));
        vm.expectRevert(reason);
        attestors.propose(0, set, false, hotSet, signatures);
    }

    function _propose(uint8 ring, bytes memory next, bool byCold) private {
        bytes32 digest = attestors.orderDigest("propose", ring, keccak256(next));
        bytes memory signatures = byCold ? _signatures(cold, 4, digest) : _signatures(hot, 5, digest);
        attestors.propose(ring, next, byCold, byCold ? coldSet : hotSet, signatures);
    }

    function _vote(uint256 position) private {
        vm.prank(vm.addr(hot[position]));
        attestors.votePause(hotSet, position);
    }

    function _pause() private {
        _vote(5);
        _vote(6);
    }

    /// The same first signature with s above half the order.
    function _malleate(bytes memory signatures) private pure returns (bytes memory changed) {
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        changed = bytes.concat(signatures);
        uint256 s;
        assembly {
            s := mload(add(changed, 67)) // length word, position, length, r
            mstore(add(changed, 67), sub(order, s))
        }
        changed[67] = changed[67] == 0x1b ? bytes1(0x1c) : bytes1(0x1b);
    }
}
