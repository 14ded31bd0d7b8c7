// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse, Withdrawal} from "../src/interfaces/IClearingHouse.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Outflow, RateLimiter} from "../src/libraries/RateLimiter.sol";
import {Tree} from "../src/libraries/Tree.sol";
import {Venue} from "./support/Venue.sol";

/// What may slow a payout, and what may not.
contract LimitsTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant COLD = address(0xC01D);
    uint32 private alice;
    uint256 private start;

    function setUp() public {
        _deploy();
        alice = _join(ALICE, 130_000e6);
        _creditAll();
        _fundWith(1_000_000e6);
        start = vm.getBlockTimestamp();
    }

    // ---- rate limit: 25,000 coin a day and an hour here, the floor ----

    function test_pay_standardWaitsForTheBucket() public {
        Batch memory b = _withdrawals(20_000e6, 10_000e6, 0, 0);
        vm.warp(start + 60);
        _pay(b, 0);
        _payRefused(b, 1, abi.encodeWithSelector(IVault.RateLimited.selector, 0, 25_000e6, 25_000e6, uint64(10_000e6)));
        // 5,000 must drain: a fifth of a day
        _beat(start + 60 + 4 hours + 47 minutes);
        _payRefused(b, 1, abi.encodeWithSelector(IVault.RateLimited.selector, 0, 25_000e6, 25_000e6, uint64(10_000e6)));
        _beat(start + 60 + 4 hours + 48 minutes);
        _pay(b, 1);
        (uint64 day,,,) = vault.outflowOf(0);
        assertEq(day, 25_000e6);
    }

    function test_pay_largerThanTheBucketWaitsForItself() public {
        Batch memory b = _withdrawals(50_000e6, 0, 0, 0);
        _beat(start + 60 + 2 days - 1);
        vm.expectPartialRevert(IVault.RateLimited.selector);
        this.pay(b, 0);
        _beat(start + 60 + 2 days);
        _pay(b, 0);
        (uint64 day,, uint256 cap,) = vault.outflowOf(0);
        assertEq(day, 50_000e6);
        assertEq(cap, 25_000e6);
    }

    /// A payout of just the bucket is not larger than it: having waited a day does not carry it past what stands in the bucket.
    function test_pay_asLargeAsTheBucketWaitsForAnEmptyOne() public {
        Batch memory b = _withdrawals(25_000e6, 1_000e6, 0, 0);
        _beat(start + 60 + 1 days);
        _pay(b, 1);
        _payRefused(b, 0, abi.encodeWithSelector(IVault.RateLimited.selector, 0, 25_000e6, 25_000e6, uint64(25_000e6)));
        _beat(start + 60 + 1 days + 57 minutes + 36 seconds);
        _pay(b, 0);
        assertEq(usdc.balanceOf(COLD), 26_000e6);
    }

    function test_pay_forcedLaneIgnoresTheLimitADayAfterItWasDue() public {
        Batch memory b = _withdrawals(20_000e6, 100_000e6, 0, 2);
        vm.warp(start + 60);
        _pay(b, 0);
        vm.expectPartialRevert(IVault.RateLimited.selector);
        this.pay(b, 1);
        _beat(start + 60 + 1 days - 1);
        vm.expectPartialRevert(IVault.RateLimited.selector);
        this.pay(b, 1);
        _beat(start + 60 + 1 days);
        _pay(b, 1);
        assertEq(usdc.balanceOf(COLD), 120_000e6);
    }

    struct Span {
        Outflow outflow;
        uint256 time;
        uint256 total;
        uint256 largest;
    }

    /// The outflow of any span stays below the capacity, once per day of the span and once more, and one payout that waited for itself.
    function testFuzz_rateLimit_neverExceeded(uint256 seed) public pure {
        Span memory span;
        for (uint256 i = 0; i < 60; i++) {
            seed = uint256(keccak256(abi.encode(seed)));
            span.time += seed % 6 hours;
            _tryOutflow(span, 1 + (seed >> 32) % (seed & (1 << 31) == 0 ? 250e9 : 3_000e9), (seed >> 96) % 4 days);
            assertLe(span.total, 1_000e9 + 1_000e9 * span.time / 1 days + span.largest + 60);
        }
    }

    function _tryOutflow(Span memory span, uint256 units, uint256 waited) private pure {
        (Outflow memory next, bool allowed) = RateLimiter.take(span.outflow, units, 1_000e9, 200e9, span.time, waited);
        if (!allowed) return;
        span.outflow = next;
        span.total += units;
        if (units > 200e9 && units > span.largest) span.largest = units;
    }

    // ---- fast lane: a fiftieth of the coin in the tree, and never more than the fund ----

    function test_pay_fastLaneIsBoundedByTheTree() public {
        Batch memory b = _withdrawals(2_000e6, 600e6, 1, 1);
        vm.warp(start + 10);
        _pay(b, 0);
        uint64 limit = uint64(127_400e6) / 50;
        _payRefused(b, 1, abi.encodeWithSelector(IVault.FastLaneFull.selector, 0, limit, 2_600e6));
        assertEq(vault.fastOpenOf(0), 2_000e6);
        assertEq(vault.fastPaidAfter(alice, 0, 0), 2_000e6);
        assertEq(vault.fastPaidAfter(alice, 0, 1), 0);
        // irrevocable now, so an ordinary payout
        vm.warp(start + 60);
        _pay(b, 1);
        assertEq(vault.fastPaidAfter(alice, 0, 0), 2_000e6);
    }

    function test_pay_fastLaneIsBoundedByTheFund() public {
        vm.mockCall(address(fund), abi.encodeWithSignature("balance()"), abi.encode(uint64(100e6)));
        Batch memory b = _withdrawals(101e6, 100e6, 1, 1);
        vm.warp(start + 10);
        _payRefused(b, 0, abi.encodeWithSelector(IVault.FastLaneFull.selector, 0, uint64(100e6), 101e6));
        _pay(b, 1);
    }

    function test_pay_fastLaneOpensAgainWhenPayoutsAreIrrevocable() public {
        Batch memory b = _withdrawals(2_000e6, 2_000e6, 1, 1);
        vm.warp(start + 10);
        _pay(b, 0);
        vm.warp(start + 200);
        b = _withdrawals(2_000e6, 1, 1, 1);
        vm.warp(start + 210);
        _pay(b, 0);
        assertEq(vault.fastOpenOf(0), 2_000e6);
        assertEq(vault.fastPaidAfter(alice, 0, 0), 2_000e6);
    }

    function test_pay_fastLaneHoldsSixteenOpenPayoutsOfAnAccount() public {
        Batch[17] memory made;
        for (uint256 i = 0; i < 17; i++) {
            made[i] = _withdrawals(1e6, 0, 1, 1);
        }
        vm.warp(start + 10);
        for (uint256 i = 0; i < 16; i++) {
            _pay(made[i], 0);
        }
        _payRefused(made[16], 0, abi.encodeWithSelector(IVault.FastLaneBusy.selector, alice, 0));
        assertEq(vault.fastPaidAfter(alice, 0, 4), 12e6);
    }

    // ---- pause ----

    function test_pause_stopsCommitsAndFastPayoutsOnly() public {
        Batch memory b = _withdrawals(1_000e6, 1_000e6, 1, 0);
        guardian.pause(uint64(start + 3 days));
        house.syncPause();
        Batch memory next = _seal();
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.VenuePaused.selector, start + 3 days));
        house.commit(abi.encode(next.header), next.payload, next.flows, next.marks, next.signatures);
        vm.warp(start + 59);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.NotDue.selector, start + 60, start + 59));
        // irrevocable payouts go on, however old the head becomes
        vm.warp(start + 1 hours);
        _pay(b, 0);
        _pay(b, 1);
        vm.warp(start + 60 hours);
        vm.prank(ALICE);
        queue.withdraw(alice, 0, 1e6, COLD);
        vm.warp(start + 3 days);
        _commit(next);
    }

    function test_pause_neverBlocksAFreeze() public {
        _commit(_seal());
        guardian.pause(uint64(start + 3 days));
        house.syncPause();
        _freeze();
        assertTrue(house.frozen());
    }

    function test_pause_lastsSevenDaysAtMost() public {
        guardian.pause(uint64(start + 30 days));
        house.syncPause();
        assertEq(house.status().pausedUntil, start + 7 days);
        guardian.pause(0);
        house.syncPause();
        _commit(_seal());
    }

    // ---- many in one transaction ----

    function test_payMany_paysAllAndPassesOverThePaid() public {
        for (uint256 i = 0; i < 5; i++) {
            _withdraw(alice, 0, uint64(100e6 + i), address(uint160(0xD0 + i)), 0);
        }
        Batch memory b = _seal();
        _commit(b);
        vm.warp(start + 60);
        _pay(b, 1);
        (bytes memory rows, bytes memory paths) = _many(b);
        assertEq(house.payMany(abi.encode(b.header), b.committedAt, b.flows, rows, 5, paths), 400_000_009);
        for (uint256 i = 0; i < 5; i++) {
            assertEq(usdc.balanceOf(address(uint160(0xD0 + i))), 100e6 + i);
            assertTrue(house.isPaid(1, 0, uint32(i)));
        }
        assertEq(house.payMany(abi.encode(b.header), b.committedAt, b.flows, rows, 5, paths), 0);
        vm.expectRevert(abi.encodeWithSelector(Tree.PathLength.selector, paths.length + 1));
        house.payMany(abi.encode(b.header), b.committedAt, b.flows, rows, 5, abi.encodePacked(paths, uint8(0)));
    }

    function pay(Batch memory b, uint256 index) external {
        _pay(b, index);
    }

    function _withdrawals(uint64 first, uint64 second, uint8 firstLane, uint8 secondLane) private returns (Batch memory b) {
        _withdraw(alice, 0, first, COLD, firstLane);
        if (second > 0) _withdraw(alice, 0, second, COLD, secondLane);
        b = _seal();
        _commit(b);
    }

    /// A heartbeat at a time, so that the head is not stale.
    function _beat(uint256 time) private {
        vm.warp(time);
        _commit(_seal());
    }

    function _many(Batch memory b) private pure returns (bytes memory rows, bytes memory paths) {
        for (uint256 i = 0; i < b.withdrawals.length; i++) {
            Withdrawal memory w = b.withdrawals[i];
            rows = abi.encodePacked(rows, w.index, w.account, w.asset, w.units, w.destination, w.lane);
            paths = abi.encodePacked(paths, _path(b, i));
        }
    }

    function _payRefused(Batch memory b, uint256 index, bytes memory reason) private {
        bytes memory path = _path(b, index);
        vm.expectRevert(reason);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[index], uint32(b.withdrawals.length), path);
    }
}
