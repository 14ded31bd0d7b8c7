// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IEmergencyMatch} from "../src/interfaces/IEmergencyMatch.sol";
import {IFillVerifier, Order} from "../src/interfaces/IFillVerifier.sol";
import {IForceQueue} from "../src/interfaces/IForceQueue.sol";
import {Moved} from "./support/Moved.sol";

/// Two signed orders meet while the venue is silent; the next batch must consume what becomes of them.
/// Each run makes and commits whole batches: 64 in the normal tier.
/// forge-config: default.fuzz.runs = 64
/// forge-config: full.fuzz.runs = 1000
/// forge-config: nightly.fuzz.runs = 10000
contract EmergencyMatchTest is Moved {
    Order private buy;
    Order private sell;
    bytes32 private separator;

    function setUp() public {
        _deployMoved();
        _commitMoves();
        separator = house.domainSeparator();
        buy = _order(alice, 0, 600_100, 50);
        sell = _order(bob, 1, 599_900, 30);
        buy.expiryNs = sell.expiryNs = _nowNs() + 1 days * 1e9;
    }

    function test_matchOrders_queuesTwoCloses() public {
        skip(2 hours + 1);
        bytes memory bought = _signature(ALICE_KEY, _digest(buy));
        bytes memory sold = _signature(BOB_KEY, _digest(sell));
        vm.expectEmit(address(meeting));
        emit IEmergencyMatch.Matched(1, alice, bob, 30, 600_000, 1);
        meeting.matchOrders(buy, bought, sell, sold, 30, 600_000);
        assertEq(queue.count(), 2);
        assertEq(meeting.matchedOf(_digest(buy)), 30);
        assertEq(meeting.matchedOf(_digest(sell)), 30);
        (bytes32 one,) = queue.at(1);
        (bytes32 two,) = queue.at(2);
        assertEq(one, _prefix(0, 1, alice));
        assertEq(two, _prefix(one, 2, bob));
    }

    /// The next batch that does not consume them in time cannot be committed, and the venue can be frozen.
    function test_matchOrders_bindsTheNextBatch() public {
        skip(2 hours + 1);
        _meet(30, 600_000);
        skip(24 hours + 1);
        Batch memory b = _seal();
        vm.expectPartialRevert(IClearingHouse.ForcedOverdue.selector);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
        forcedTaken = 2;
        // what the failed batch moved in the model
        b.header.forcedCount = 2;
        (b.header.forcedPrefix,) = queue.at(2);
        _resign(b);
        _commit(b);
        assertEq(house.status().forcedCount, 2);
    }

    function testFuzz_matchOrders_neverPassesAnOrder(uint64 first, uint64 second, uint64 ticks) public {
        skip(2 hours + 1);
        first = uint64(bound(first, 1, 30));
        second = uint64(bound(second, 1, 60));
        ticks = uint64(bound(ticks, 599_900, 600_100));
        _meet(first, ticks);
        if (first + second > 30) vm.expectPartialRevert(IFillVerifier.OverFilled.selector);
        _meet(second, ticks);
        assertLe(meeting.matchedOf(_digest(sell)), 30);
    }

    function test_matchOrders_refusesByName() public {
        skip(2 hours);
        vm.expectPartialRevert(IEmergencyMatch.NotSilent.selector);
        _meet(30, 600_000);
        skip(1);
        vm.expectPartialRevert(IFillVerifier.PriceBeyondLimit.selector);
        _meet(30, 600_101);
        vm.expectPartialRevert(IFillVerifier.PriceBeyondLimit.selector);
        _meet(30, 599_899);
        vm.expectRevert(IEmergencyMatch.NothingToMatch.selector);
        _meet(0, 600_000);
        sell.market = 2;
        vm.expectRevert(IEmergencyMatch.NotOpposite.selector);
        _meet(30, 600_000);
        (sell.market, sell.side) = (1, 0);
        vm.expectRevert(IEmergencyMatch.NotOpposite.selector);
        _meet(30, 600_000);
        (sell.side, sell.account) = (1, alice);
        vm.expectRevert(IEmergencyMatch.NotOpposite.selector);
        _meet(30, 600_000);
        sell.account = bob;
        buy.side = 1;
        vm.expectRevert(IEmergencyMatch.NotOpposite.selector);
        _meet(30, 600_000);
        buy.side = 0;
        bytes memory forged = _signature(BOB_KEY, _digest(buy));
        bytes memory sold = _signature(BOB_KEY, _digest(sell));
        vm.expectPartialRevert(IFillVerifier.NotSignedByOwner.selector);
        meeting.matchOrders(buy, forged, sell, sold, 30, 600_000);
        vm.expectRevert(abi.encodeWithSelector(IForceQueue.NotEmergencyMatch.selector, address(this)));
        queue.closeFor(alice, 1, 1, 1);
        skip(1 days);
        vm.expectPartialRevert(IFillVerifier.OrderExpired.selector);
        _meet(30, 600_000);
    }

    function test_matchOrders_endsWithTheVenue() public {
        skip(6 hours + 1);
        queue.announce();
        skip(1 hours);
        vm.roll(block.number + 300);
        queue.freeze();
        vm.expectPartialRevert(IEmergencyMatch.NotSilent.selector);
        _meet(30, 600_000);
    }

    function test_matchOrders_paysWhatACrowdedBlockAsks() public {
        skip(2 hours + 1);
        vm.startPrank(vm.addr(ALICE_KEY));
        for (uint256 i = 0; i < 10; i++) {
            queue.cancelAll(alice);
        }
        vm.stopPrank();
        vm.deal(address(this), 1 ether);
        bytes memory bought = _signature(ALICE_KEY, _digest(buy));
        bytes memory sold = _signature(BOB_KEY, _digest(sell));
        vm.expectPartialRevert(IForceQueue.PriceTooLow.selector);
        meeting.matchOrders{value: 0.002 ether}(buy, bought, sell, sold, 30, 600_000);
        meeting.matchOrders{value: 0.003 ether}(buy, bought, sell, sold, 30, 600_000);
        assertEq(queue.count(), 12);
    }

    function test_constructor_refusesNobody() public {
        vm.expectRevert();
        deployCode("EmergencyMatch.sol:EmergencyMatch", abi.encode(address(0), address(this)));
        vm.expectRevert();
        deployCode("EmergencyMatch.sol:EmergencyMatch", abi.encode(address(this), address(0)));
        assertEq(meeting.queue(), address(queue));
    }

    /// forge-config: default.isolate = true
    function test_gas_matchOrders() public {
        skip(2 hours + 1);
        _meet(30, 600_000);
        assertLe(vm.snapshotGasLastCall("Gas", "emergency match"), 250_000);
    }

    function _meet(uint64 lots, uint64 ticks) private {
        bytes memory bought = _signature(ALICE_KEY, _digest(buy));
        bytes memory sold = _signature(BOB_KEY, _digest(sell));
        meeting.matchOrders(buy, bought, sell, sold, lots, ticks);
    }

    function _digest(Order memory order) private view returns (bytes32) {
        bytes32 orderType = keccak256(
            "Order(uint32 account,uint32 market,uint8 side,uint8 tif,uint64 limitTicks,uint64 lots,uint64 nonce,uint64 expiryNs,uint128 clientOrderId)"
        );
        return keccak256(abi.encodePacked(hex"1901", separator, keccak256(abi.encode(orderType, order))));
    }

    function _prefix(bytes32 before, uint64 no, uint32 account) private view returns (bytes32) {
        bytes memory request =
            abi.encodePacked(no, uint64(vm.getBlockTimestamp()), uint8(2), account, uint32(1), uint64(30), uint64(600_000), address(0));
        return keccak256(abi.encodePacked(hex"08", before, request)) >> 48 << 48;
    }
}
