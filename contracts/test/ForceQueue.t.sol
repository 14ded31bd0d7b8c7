// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IForceQueue} from "../src/interfaces/IForceQueue.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Venue} from "./support/Venue.sol";

contract ForceQueueTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant COLD = address(0xC01D);
    uint32 private alice;
    uint256 private start;

    function setUp() public {
        _deploy();
        alice = _join(ALICE, 50_000e6);
        _creditAll();
        _commit(_seal());
        start = vm.getBlockTimestamp();
    }

    // ---- requests and the batches that consume them ----

    function test_request_extendsThePrefixChain() public {
        bytes32 first = _prefixAfter(0, _request(1, 1, 0, 7e6, 0, COLD));
        vm.expectEmit(address(queue));
        emit IForceQueue.Requested(1, alice, 1, 0, 7e6, 0, COLD, uint64(start), first);
        vm.startPrank(ALICE);
        assertEq(queue.withdraw(alice, 0, 7e6, COLD), 1);
        assertEq(queue.close(alice, 1, 0, 599_000), 2);
        assertEq(queue.cancelAll(alice), 3);
        vm.stopPrank();
        bytes32 second = _prefixAfter(first, _request(2, 2, 1, 0, 599_000, address(0)));
        (bytes32 prefix, uint64 deadline) = queue.at(2);
        assertEq(prefix, second);
        assertEq(deadline, start + 24 hours);
        (prefix, deadline) = queue.at(3);
        assertEq(prefix, _prefixAfter(second, _request(3, 3, 0, 0, 0, address(0))));
        assertEq(deadline, 0);
        assertEq(queue.count(), 3);
        (prefix,) = queue.at(4);
        assertEq(prefix, 0);
    }

    function testFuzz_commit_consumesAnyPrefix(uint8 made, uint8 first, uint8 second) public {
        made = uint8(bound(made, 1, 10));
        for (uint256 i = 0; i < made; i++) {
            vm.prank(ALICE);
            queue.withdraw(alice, 0, uint64(i + 1), COLD);
        }
        forcedTaken = uint64(bound(first, 0, made));
        _commit(_seal());
        forcedTaken = uint64(bound(second, forcedTaken, made));
        _commit(_seal());
        assertEq(house.status().forcedCount, forcedTaken);
    }

    function test_commit_refusesAnotherPrefixOrCount() public {
        vm.startPrank(ALICE);
        queue.cancelAll(alice);
        queue.cancelAll(alice);
        vm.stopPrank();
        (bytes32 one,) = queue.at(1);
        (bytes32 two,) = queue.at(2);
        Batch memory b = _seal();
        (b.header.forcedCount, b.header.forcedPrefix) = (1, two);
        _refused(b, abi.encodeWithSelector(IClearingHouse.ForcedMismatch.selector, 1, one));
        (b.header.forcedCount, b.header.forcedPrefix) = (3, 0);
        _refused(b, abi.encodeWithSelector(IClearingHouse.ForcedMismatch.selector, 3, bytes32(0)));
        (b.header.forcedCount, b.header.forcedPrefix) = (2, two);
        _resign(b);
        _commit(b);
        b = _seal();
        (b.header.forcedCount, b.header.forcedPrefix) = (1, one);
        _refused(b, abi.encodeWithSelector(IClearingHouse.ForcedMismatch.selector, 1, one));
    }

    function test_commit_refusesWhenTheNextRequestIsPastItsDeadline() public {
        vm.prank(ALICE);
        queue.cancelAll(alice);
        vm.warp(start + 24 hours);
        _commit(_seal());
        vm.warp(start + 24 hours + 1);
        _refused(_seal(), abi.encodeWithSelector(IClearingHouse.ForcedOverdue.selector, 1, start + 24 hours));
        forcedTaken = 1;
        _commit(_seal());
    }

    function test_request_refusesByName() public {
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.NotOwner.selector, alice, address(this)));
        queue.cancelAll(alice);
        vm.startPrank(ALICE);
        vm.expectRevert(IForceQueue.RequestEmpty.selector);
        queue.withdraw(alice, 0, 0, COLD);
        vm.expectRevert(IForceQueue.ZeroAddress.selector);
        queue.withdraw(alice, 0, 1, address(0));
        vm.expectRevert(IForceQueue.ZeroAddress.selector);
        queue.rotate(alice, address(0));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.NotAdmin.selector, address(this)));
        queue.initialise(address(house), address(0));
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.AlreadyInitialised.selector, address(house)));
        queue.initialise(address(house), address(0));
    }

    function test_request_costsMoreInACrowdedBlock() public {
        vm.deal(ALICE, 1 ether);
        vm.startPrank(ALICE);
        for (uint256 i = 0; i < 10; i++) {
            queue.cancelAll(alice);
        }
        assertEq(queue.price(), 0.001 ether);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.PriceTooLow.selector, 0.001 ether, 0));
        queue.cancelAll(alice);
        queue.cancelAll{value: 0.001 ether}(alice);
        assertEq(queue.price(), 0.002 ether);
        vm.roll(block.number + 1);
        assertEq(queue.price(), 0);
    }

    // ---- rotation ----

    function test_rotation_holdsOnceABatchHasConsumedIt() public {
        vm.startPrank(ALICE);
        queue.cancelAll(alice);
        queue.rotate(alice, COLD);
        vm.stopPrank();
        bytes memory request = _request(2, 4, 0, 0, 0, COLD);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.NotConsumed.selector, 2, 0));
        queue.finishRotation(request);
        forcedTaken = 2;
        _commit(_seal());
        assertEq(vault.ownerOf(alice), ALICE);
        bytes memory other = _request(2, 4, 0, 0, 0, address(0xBAD));
        vm.expectPartialRevert(IForceQueue.RequestMismatch.selector);
        queue.finishRotation(other);
        vm.expectPartialRevert(IForceQueue.RequestMismatch.selector);
        queue.finishRotation(_request(1, 3, 0, 0, 0, address(0)));
        queue.finishRotation(request);
        assertEq(vault.ownerOf(alice), COLD);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.AlreadyRotated.selector, 2));
        queue.finishRotation(request);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotForceQueue.selector, address(this)));
        vault.setOwner(alice, ALICE);
    }

    // ---- the two steps of a freeze ----

    function test_freeze_needsSixHoursWithoutABatchAndAnHourOfNotice() public {
        vm.warp(start + 6 hours);
        vm.expectRevert(IForceQueue.NotOverdue.selector);
        queue.announce();
        vm.expectRevert(IForceQueue.NotAnnounced.selector);
        queue.freeze();
        vm.warp(start + 6 hours + 1);
        queue.announce();
        uint256 due = start + 7 hours + 1;
        uint256 dueBlock = vm.getBlockNumber() + 300;
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.AlreadyAnnounced.selector, due));
        queue.announce();
        vm.roll(dueBlock);
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.TooEarly.selector, due, dueBlock));
        queue.freeze();
        vm.warp(due);
        vm.roll(dueBlock - 1);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.TooEarly.selector, due, dueBlock));
        queue.freeze();
        vm.roll(dueBlock);
        assertFalse(house.frozen());
        queue.freeze();
        assertTrue(house.frozen());
    }

    function test_freeze_isOffWhenABatchCame() public {
        vm.warp(start + 6 hours + 1);
        queue.announce();
        _commit(_seal());
        vm.warp(start + 8 hours);
        vm.roll(vm.getBlockNumber() + 400);
        vm.expectRevert(IForceQueue.NotAnnounced.selector);
        queue.freeze();
        vm.warp(start + 6 hours + 2 + 6 hours);
        queue.announce();
        vm.expectPartialRevert(IForceQueue.TooEarly.selector);
        queue.freeze();
    }

    function test_freeze_forARequestUnservedADay() public {
        vm.prank(ALICE);
        queue.withdraw(alice, 0, 1e6, COLD);
        for (uint256 i = 1; i <= 6; i++) {
            vm.warp(start + i * 4 hours);
            _commit(_seal());
        }
        vm.warp(start + 24 hours + 1);
        queue.announce();
        (uint8 reason, uint64 mark,,) = queue.alarm();
        assertEq(reason, 2);
        assertEq(mark, 1);
        vm.warp(start + 25 hours + 1);
        vm.roll(vm.getBlockNumber() + 300);
        queue.freeze();
        assertTrue(house.frozen());
    }

    function test_freeze_servedLateTightensTheDeadline() public {
        vm.prank(ALICE);
        queue.cancelAll(alice);
        vm.warp(start + 24 hours + 1);
        queue.announce();
        forcedTaken = 1;
        _commit(_seal());
        vm.warp(start + 26 hours);
        vm.roll(vm.getBlockNumber() + 300);
        vm.expectRevert(IForceQueue.NotAnnounced.selector);
        queue.freeze();
        vm.prank(ALICE);
        queue.cancelAll(alice);
        (, uint64 deadline) = queue.at(1);
        assertEq(deadline, start + 26 hours + 6 hours);
        vm.warp(start + 26 hours + 31 days);
        (, deadline) = queue.at(1);
        assertEq(deadline, start + 26 hours + 24 hours);
    }

    function test_freeze_isForEver() public {
        Batch memory b = _seal();
        _freeze();
        _refused(b, abi.encodeWithSelector(IClearingHouse.VenueFrozen.selector));
        usdc.mint(ALICE, 1e6);
        vm.startPrank(ALICE);
        vm.expectRevert(IVault.VaultClosed.selector);
        vault.deposit(alice, 0, 1e6);
        vm.expectRevert(IVault.VaultClosed.selector);
        vault.register(10e6);
        vm.stopPrank();
        vm.expectRevert(IVault.VaultClosed.selector);
        vault.sweepResidue(0);
        vm.expectRevert(IForceQueue.NotOverdue.selector);
        queue.announce();
        vm.expectRevert(IClearingHouse.VenueFrozen.selector);
        house.syncPause();
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotForceQueue.selector, address(this)));
        house.freeze();
    }

    function _refused(Batch memory b, bytes memory reason) private {
        _resign(b);
        vm.expectRevert(reason);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
    }

    function _request(uint64 no, uint8 kind, uint32 id, uint64 amount, uint64 limit, address target) private view returns (bytes memory) {
        return abi.encodePacked(no, uint64(start), kind, alice, id, amount, limit, target);
    }

    function _prefixAfter(bytes32 before, bytes memory request) private pure returns (bytes32) {
        assertEq(request.length, 61);
        return bytes32(bytes26(keccak256(abi.encodePacked(hex"08", before, request))));
    }
}
