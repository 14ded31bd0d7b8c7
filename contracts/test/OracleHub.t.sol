// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {Quorum} from "../src/libraries/Quorum.sol";
import {Signers} from "./support/Signers.sol";

contract OracleHubTest is Signers {
    IOracleHub private hub;
    uint256[] private keys;
    bytes private set;

    function setUp() public {
        vm.warp(1_700_000_000);
        keys = _keys(1, 5);
        set = _set(3, keys);
        address authority = deployCode("Authority.sol:Authority", abi.encode(address(this), address(0x71)));
        hub = IOracleHub(deployCode("OracleHub.sol:OracleHub", abi.encode(authority, set)));
        hub.list(1, 8, 2); // 2 %, 10 s
        hub.list(7, 8, 2);
    }

    function test_post_storesTheMedianOfThree() public {
        _post(1, _row(600_000, 900), _row(600_300, 10), _row(1, 0));
        (uint64 price, uint32 deviation, uint64 ts, uint64 round, bool fresh) = hub.priceOf(1);
        assertEq(price, 600_000);
        assertEq(deviation, 900);
        assertEq(ts, block.timestamp);
        assertEq(round, 1);
        assertTrue(fresh);
    }

    function test_post_takesTheLowerMedianOfFour() public {
        (bytes memory markets, bytes memory columns) = (abi.encodePacked(uint32(1)), bytes(""));
        uint64[4] memory prices = [uint64(103), 101, 104, 102];
        for (uint8 i = 0; i < 4; i++) {
            columns = abi.encodePacked(columns, _column(i, 1, markets, _row(prices[i], 0)));
        }
        hub.post(1, uint64(block.timestamp), markets, set, columns);
        (uint64 price,,,,) = hub.priceOf(1);
        assertEq(price, 102);
    }

    /// One liar of three moves the stored price nowhere outside the two honest ones.
    function testFuzz_post_oneLiarOfThreeIsHarmless(uint64 honest, uint16 apart, uint64 lie, uint8 liar) public {
        honest = uint64(bound(honest, 1e5, 1e15));
        lie = uint64(bound(lie, 1, type(uint64).max));
        uint64 other = honest + honest / 1e4 * (apart % 100) / 100;
        uint64[3] memory prices = [honest, other, lie];
        (prices[2], prices[liar % 3]) = (prices[liar % 3], prices[2]);
        _post(1, _row(prices[0], 0), _row(prices[1], 0), _row(prices[2], 0));
        (uint64 price,,,,) = hub.priceOf(1);
        assertGe(price, honest);
        assertLe(price, other);
    }

    function test_post_holdsAJumpUntilItIsSaidTwice() public {
        _all(1, 600_000);
        skip(2);
        vm.expectEmit(address(hub));
        emit IOracleHub.PriceHeld(2, 1, 612_001, 600_000);
        _all(2, 612_001);
        (uint64 price,, uint64 ts, uint64 round,) = hub.priceOf(1);
        (,, uint64 held) = hub.rulesOf(1);
        assertEq(price, 600_000);
        assertEq(ts, block.timestamp - 2);
        assertEq(round, 2);
        assertEq(held, 612_001);
        skip(2);
        _all(3, 613_000);
        (price,, ts,,) = hub.priceOf(1);
        (,, held) = hub.rulesOf(1);
        assertEq(price, 613_000);
        assertEq(ts, block.timestamp);
        assertEq(held, 0);
    }

    function test_post_takesAMoveOfExactlyTheBand() public {
        _all(1, 600_000);
        _all(2, 612_000);
        (uint64 price,,,,) = hub.priceOf(1);
        assertEq(price, 612_000);
        _all(3, 599_760);
        (price,,,,) = hub.priceOf(1);
        assertEq(price, 599_760);
    }

    function test_post_forgetsAJumpThatWentAway() public {
        _all(1, 600_000);
        _all(2, 700_000);
        _all(3, 600_100);
        (uint64 price,,,,) = hub.priceOf(1);
        (,, uint64 held) = hub.rulesOf(1);
        assertEq(price, 600_100);
        assertEq(held, 0);
    }

    /// A jump that is said once and then another: neither has been said twice.
    function test_post_holdsAJumpFromTheJumpHeld() public {
        _all(1, 600_000);
        _all(2, 700_000);
        _all(3, 800_000);
        (uint64 price,,,,) = hub.priceOf(1);
        (,, uint64 held) = hub.rulesOf(1);
        assertEq(price, 600_000);
        assertEq(held, 800_000);
    }

    function test_priceOf_goesStaleAfterOneHeartbeat() public {
        _all(1, 600_000);
        skip(10);
        (,,,, bool fresh) = hub.priceOf(1);
        assertTrue(fresh);
        skip(1);
        (,,,, fresh) = hub.priceOf(1);
        assertFalse(fresh);
        (,,,, fresh) = hub.priceOf(7);
        assertFalse(fresh);
    }

    function test_post_revertsByName() public {
        uint64 now_ = uint64(block.timestamp);
        bytes memory one = abi.encodePacked(uint32(1));
        bytes memory good = _columns(5, one, 600_000);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundTime.selector, now_ - 60, now_ + 5, now_ - 61));
        hub.post(5, now_ - 61, one, set, good);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundTime.selector, now_ - 60, now_ + 5, now_ + 6));
        hub.post(5, now_ + 6, one, set, good);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignatureRefused.selector, vm.addr(keys[0])));
        hub.post(5, now_ + 5, one, set, good);
        vm.expectRevert(IOracleHub.RoundEmpty.selector);
        hub.post(5, now_, "", set, good);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundLength.selector, 4, 5));
        hub.post(5, now_, abi.encodePacked(one, uint8(0)), set, good);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketOrder.selector, 1, 1));
        hub.post(5, now_, abi.encodePacked(one, one), set, good);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundLength.selector, 13, 1));
        hub.post(5, now_, one, set, abi.encodePacked(good, uint8(3)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignaturesShort.selector, 0));
        hub.post(5, now_, one, set, abi.encodePacked(good, uint8(3), _row(1, 1)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.SignaturesShort.selector, 2));
        hub.post(5, now_, one, set, abi.encodePacked(good, uint8(3), _row(1, 1), uint16(1)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.PositionUnknown.selector, 5, 5));
        hub.post(5, now_, one, set, abi.encodePacked(good, uint8(5), _row(1, 1), uint16(0)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.PositionOrder.selector, 3, 0));
        hub.post(5, now_, one, set, abi.encodePacked(good, good));
        bytes memory zero = _columns(5, one, 0);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.PriceZero.selector, 0));
        hub.post(5, now_, one, set, zero);
        bytes memory two = abi.encodePacked(_column(0, 5, one, _row(1, 0)), _column(1, 5, one, _row(1, 0)));
        vm.expectRevert(abi.encodeWithSelector(Quorum.QuorumShort.selector, 3, 2));
        hub.post(5, now_, one, set, two);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(set), keccak256("")));
        hub.post(5, now_, one, "", good);
        bytes memory nine = _columns(5, abi.encodePacked(uint32(9)), 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketUnknown.selector, 9));
        hub.post(5, now_, abi.encodePacked(uint32(9)), set, nine);
        hub.post(5, now_, one, set, good);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundOld.selector, 1, 5, 5));
        hub.post(5, now_, one, set, good);
        bytes memory huge = _columns(1 << 40, one, 600_000);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundTooLarge.selector, 1 << 40));
        hub.post(1 << 40, now_, one, set, huge);
        bytes memory earlier = _columnsAt(6, now_ - 1, one, 600_000);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.RoundTime.selector, now_, now_ + 5, now_ - 1));
        hub.post(6, now_ - 1, one, set, earlier);
    }

    function test_medians_readsARoundThatWasNeverPosted() public view {
        bytes memory markets = abi.encodePacked(uint32(3), uint32(9));
        bytes memory columns;
        for (uint8 i = 0; i < 3; i++) {
            columns = abi.encodePacked(columns, _column(i, 4, markets, abi.encodePacked(_row(100 + i, 5), _row(900 - i, i))));
        }
        bytes memory rows = hub.medians(4, uint64(block.timestamp), markets, set, columns);
        assertEq(rows, abi.encodePacked(_row(101, 5), _row(899, 1)));
    }

    function test_list_staysWithinBoundsAndNarrowsOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketKnown.selector, 1));
        hub.list(1, 8, 2);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BandOutOfBounds.selector, 1, 80, 81));
        hub.list(2, 81, 2);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.BandOutOfBounds.selector, 1, 80, 0));
        hub.list(2, 0, 2);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.HeartbeatOutOfBounds.selector, 1, 120, 121));
        hub.list(2, 80, 121);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.HeartbeatOutOfBounds.selector, 1, 120, 0));
        hub.list(2, 80, 0);
        hub.list(2, 80, 120);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NotTighter.selector, 1));
        hub.tighten(1, 9, 2);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NotTighter.selector, 1));
        hub.tighten(1, 8, 3);
        vm.expectEmit(address(hub));
        emit IOracleHub.MarketTightened(1, 4, 1);
        hub.tighten(1, 4, 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketUnknown.selector, 5));
        hub.tighten(5, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketUnknown.selector, 5));
        hub.priceOf(5);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.MarketUnknown.selector, 5));
        hub.rulesOf(5);
    }

    function test_signers_changeAfterTwoWeeks() public {
        bytes memory next = _set(3, _keys(2, 5));
        vm.expectRevert(IOracleHub.NothingProposed.selector);
        hub.changeSigners(next);
        hub.proposeSigners(next);
        (bytes32 setHash, uint64 due) = hub.proposedSigners();
        assertEq(setHash, keccak256(next));
        assertEq(due, block.timestamp + 14 days);
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.NotDue.selector, due, due - 1));
        hub.changeSigners(next);
        vm.warp(due);
        vm.expectRevert(abi.encodeWithSelector(Quorum.SetUnknown.selector, keccak256(next), keccak256(set)));
        hub.changeSigners(set);
        hub.changeSigners(next);
        assertEq(hub.signers(), keccak256(next));
        (setHash, due) = hub.proposedSigners();
        assertEq(uint256(setHash) + due, 0);
    }

    function test_signers_canBeCancelled() public {
        vm.expectRevert(IOracleHub.NothingProposed.selector);
        hub.cancelSigners();
        bytes memory next = _set(3, _keys(2, 5));
        hub.proposeSigners(next);
        hub.cancelSigners();
        vm.warp(block.timestamp + 15 days);
        vm.expectRevert(IOracleHub.NothingProposed.selector);
        hub.changeSigners(next);
        vm.expectRevert(abi.encodeWithSelector(IOracleHub.SetSigners.selector, 2));
        hub.proposeSigners(_set(2, _keys(3, 2)));
    }

    function test_doors_areClosed() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0xBAD));
        vm.startPrank(address(0xBAD));
        vm.expectRevert(refused);
        hub.list(2, 8, 2);
        vm.expectRevert(refused);
        hub.tighten(1, 8, 2);
        vm.expectRevert(refused);
        hub.proposeSigners(set);
        vm.expectRevert(refused);
        hub.cancelSigners();
    }

    function _row(uint64 price, uint32 deviation) private pure returns (bytes memory) {
        return abi.encodePacked(price, deviation);
    }

    function _column(uint8 position, uint64 round, bytes memory markets, bytes memory rows) private view returns (bytes memory) {
        return _columnAt(position, round, uint64(block.timestamp), markets, rows);
    }

    function _columnAt(uint8 position, uint64 round, uint64 ts, bytes memory markets, bytes memory rows)
        private
        view
        returns (bytes memory)
    {
        bytes32 digest = hub.reportDigest(round, ts, keccak256(markets), keccak256(rows));
        return abi.encodePacked(position, rows, uint16(65), _sign(keys[position], digest));
    }

    function _columns(uint64 round, bytes memory markets, uint64 price) private view returns (bytes memory) {
        return _columnsAt(round, uint64(block.timestamp), markets, price);
    }

    function _columnsAt(uint64 round, uint64 ts, bytes memory markets, uint64 price) private view returns (bytes memory columns) {
        for (uint8 i = 0; i < 3; i++) {
            columns = abi.encodePacked(columns, _columnAt(i, round, ts, markets, _row(price, 0)));
        }
    }

    function _all(uint64 round, uint64 price) private {
        bytes memory markets = abi.encodePacked(uint32(1));
        bytes memory columns = _columns(round, markets, price);
        hub.post(round, uint64(block.timestamp), markets, set, columns);
    }

    function _post(uint64 round, bytes memory a, bytes memory b, bytes memory c) private {
        bytes memory markets = abi.encodePacked(uint32(1));
        bytes memory columns = abi.encodePacked(_column(0, round, markets, a), _column(1, round, markets, b), _column(2, round, markets, c));
        hub.post(round, uint64(block.timestamp), markets, set, columns);
    }
}
