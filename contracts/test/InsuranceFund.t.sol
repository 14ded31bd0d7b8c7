// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {Venue} from "./support/Venue.sol";

contract InsuranceFundTest is Venue {
    function setUp() public {
        _deploy();
        usdc.mint(address(this), 2_000e6);
        usdc.approve(address(fund), type(uint256).max);
        fund.deposit(1_000e6);
    }

    function test_deposit_booksBareTransfersToo() public {
        assertTrue(usdc.transfer(address(fund), 5e6));
        assertEq(fund.balance(), 1_000e6);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.FundDeposited(address(this), 15e6, 1_015e6);
        fund.deposit(10e6);
    }

    function test_deposit_revertsOnZero() public {
        vm.expectRevert(IInsuranceFund.DepositZero.selector);
        fund.deposit(0);
    }

    function test_cover_paysTheVaultAtMostAQuarterADay() public {
        vm.startPrank(address(house));
        fund.cover(1, 1 days, 100e6);
        fund.cover(2, 1 days + 5, 150e6);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.CoverAboveDayCap.selector, 0, 1));
        fund.cover(3, 2 days - 1, 1);
        fund.cover(3, 2 days, 187_500_000);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.CoverAboveDayCap.selector, 0, 1));
        fund.cover(4, 2 days, 1);
        assertEq(usdc.balanceOf(address(vault)), 437_500_000);
        assertEq(fund.balance(), 562_500_000);
    }

    function test_coverClaims_drawsOnTheTierFirstThenOnTheCommonTranche() public {
        _tier(7, 1, 400e6);
        vm.prank(address(house));
        vm.expectEmit(address(fund));
        emit IInsuranceFund.ClaimCovered(1, 7, 1, 20e6, 5e6);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.ClaimCovered(1, 9, 0, 0, 3e6);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Covered(1, 28e6, 972e6);
        assertEq(fund.coverClaims(1, 1 days, abi.encodePacked(_claim(7, 25e6), _claim(9, 3e6))), 28e6);
        assertEq(fund.balanceOf(1), 380e6);
        assertEq(fund.balanceOf(0), 592e6);
        assertEq(usdc.balanceOf(address(vault)), 28e6);
    }

    function test_coverClaims_capsAMarketByHourAndDay() public {
        _tier(7, 1, 400e6);
        fund.deposit(1_000e6); // so that the common help does not end first
        vm.startPrank(address(house));
        uint64 help = 400e6; // a fifth of 2,000
        assertEq(fund.coverable(7, 1 days), 20e6 + help);
        fund.coverClaims(1, 1 days, _claim(7, 20e6));
        assertEq(fund.coverable(7, 1 days + 3_599), help);
        // an hour later: a twentieth of 380, and so on until 80 are drawn on the day
        fund.coverClaims(2, 1 days + 1 hours, _claim(7, 19e6));
        fund.coverClaims(3, 1 days + 2 hours, _claim(7, 18_050_000));
        fund.coverClaims(4, 1 days + 3 hours, _claim(7, 17_147_500));
        assertEq(fund.balanceOf(0), 1_600e6);
        assertEq(fund.coverable(7, 1 days + 4 hours), 80e6 - 74_197_500 + help);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimAboveCaps.selector, 7, 405_802_500, 405_802_501));
        fund.coverClaims(5, 1 days + 4 hours, _claim(7, 405_802_501));
        fund.coverClaims(5, 1 days + 4 hours, _claim(7, 405_802_500));
        assertEq(fund.coverable(7, 1 days + 5 hours), 0);
        uint64 left = fund.balanceOf(1);
        assertEq(fund.coverable(7, 2 days), left / 20 + 304e6);
    }

    function test_coverClaims_helpIsAFifthADayForAllMarkets() public {
        vm.startPrank(address(house));
        fund.coverClaims(1, 1 days, abi.encodePacked(_claim(1, 120e6), _claim(2, 80e6)));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimAboveCaps.selector, 3, 0, 1));
        fund.coverClaims(2, 1 days, _claim(3, 1));
        fund.coverClaims(3, 2 days, _claim(3, 160e6));
    }

    function test_coverClaims_obeysTheFundsDay() public {
        _tier(7, 1, 500e6);
        vm.startPrank(address(house));
        fund.cover(1, 1 days, 230e6);
        assertEq(fund.coverable(7, 1 days), 20e6);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.CoverAboveDayCap.selector, 20e6, 20e6 + 1));
        fund.coverClaims(2, 1 days, _claim(7, 20e6 + 1));
        fund.coverClaims(2, 1 days, _claim(7, 20e6));
    }

    function test_coverClaims_revertsByName() public {
        vm.startPrank(address(house));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimsLength.selector, 0));
        fund.coverClaims(1, 1 days, "");
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimsLength.selector, 13));
        fund.coverClaims(1, 1 days, abi.encodePacked(_claim(1, 1), uint8(0)));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimOrder.selector, 1, 1));
        fund.coverClaims(1, 1 days, abi.encodePacked(_claim(1, 1), _claim(1, 1)));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.ClaimZero.selector, 4));
        fund.coverClaims(1, 1 days, _claim(4, 0));
        vm.stopPrank();
        _tier(7, 1, 990e6);
        vm.prank(address(house));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TrancheShort.selector, 0, 10e6, 100e6));
        fund.cover(1, 1 days, 100e6);
    }

    function test_coverFrozen_paysWithoutCapsOnceAndEndsWithdrawals() public {
        _tier(7, 1, 400e6);
        vm.prank(ADMIN);
        fund.announceWithdrawal(ADMIN, 1e6);
        vm.startPrank(address(house));
        vm.expectEmit(address(fund));
        emit IInsuranceFund.FrozenCovered(700e6, 700e6);
        assertEq(fund.coverFrozen(700e6), 700e6);
        assertEq(fund.balanceOf(0), 0);
        assertEq(fund.balanceOf(1), 300e6);
        assertEq(usdc.balanceOf(address(vault)), 700e6);
        vm.expectRevert(IInsuranceFund.Closed.selector);
        fund.coverFrozen(1);
        vm.stopPrank();
        vm.warp(block.timestamp + 31 days);
        vm.expectRevert(IInsuranceFund.Closed.selector);
        fund.withdraw();
    }

    function testFuzz_coverFrozen_paysTheLesserOfDebtAndFund(uint64 debt, uint64 part) public {
        part = uint64(bound(part, 1, 999e6));
        _tier(7, 5, part);
        vm.prank(address(house));
        uint64 paid = fund.coverFrozen(debt);
        assertEq(paid, debt < 1_000e6 ? debt : 1_000e6);
        assertEq(fund.balance(), 1_000e6 - paid);
        assertEq(fund.balanceOf(0) + fund.balanceOf(5), fund.balance());
    }

    function test_target_risesAtOnceAndFallsSlowly() public {
        vm.startPrank(ADMIN);
        fund.setTarget(1_000e6);
        fund.setTarget(2_000e6);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TargetTooLow.selector, 1_800e6, 1_800e6 - 1));
        fund.setTarget(1_800e6 - 1);
        fund.setTarget(1_800e6);
        uint64 from = uint64(block.timestamp) + 30 days;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TargetLoweredLately.selector, from, from - 1));
        fund.setTarget(1_700e6);
        fund.setTarget(1_900e6);
        vm.warp(from);
        fund.setTarget(1_710e6);
        assertEq(fund.target(), 1_710e6);
    }

    function test_withdraw_leavesTheFloorAfterThirtyDays() public {
        vm.startPrank(ADMIN);
        fund.setTarget(500e6);
        assertEq(fund.floor(), 600e6);
        vm.expectRevert(IInsuranceFund.NothingAnnounced.selector);
        fund.withdraw();
        vm.expectRevert(IInsuranceFund.ZeroAddress.selector);
        fund.announceWithdrawal(address(0), 1);
        fund.announceWithdrawal(address(0xCA), 400e6 + 1);
        uint64 due = uint64(block.timestamp) + 30 days;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotDue.selector, due, due - 1));
        fund.withdraw();
        vm.warp(due);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.BelowFloor.selector, 600e6, 600e6 - 1));
        fund.withdraw();
        fund.announceWithdrawal(address(0xCA), 400e6);
        (address destination, uint64 units, uint64 later) = fund.announced();
        assertEq(destination, address(0xCA));
        assertEq(units, 400e6);
        assertEq(later, due + 30 days);
        vm.warp(later);
        vm.stopPrank();
        fund.withdraw();
        assertEq(usdc.balanceOf(address(0xCA)), 400e6);
        assertEq(fund.balance(), 600e6);
        vm.expectRevert(IInsuranceFund.NothingAnnounced.selector);
        fund.withdraw();
    }

    function test_withdraw_canBeCancelledAndRestsOnTheCommonTranche() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(IInsuranceFund.NothingAnnounced.selector);
        fund.cancelWithdrawal();
        fund.announceWithdrawal(address(0xCA), 500e6);
        fund.cancelWithdrawal();
        vm.warp(block.timestamp + 31 days);
        vm.expectRevert(IInsuranceFund.NothingAnnounced.selector);
        fund.withdraw();
        fund.allocate(2, 600e6);
        fund.announceWithdrawal(address(0xCA), 500e6);
        vm.warp(block.timestamp + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TrancheShort.selector, 0, 400e6, 500e6));
        fund.withdraw();
    }

    /// Two percent of the coin in the tree, when that is more than the target asks.
    function test_floor_growsWithTheTree() public {
        _join(address(0xA1), 100_000e6);
        _creditAll();
        _commit(_seal());
        assertEq(fund.floor(), 2_000e6);
        vm.prank(ADMIN);
        fund.setTarget(10_000e6);
        assertEq(fund.floor(), 12_000e6);
        vm.prank(ADMIN);
        fund.setTarget(type(uint64).max);
        assertEq(fund.floor(), type(uint64).max);
    }

    function test_tranches_areAssignedOnce() public {
        vm.startPrank(ADMIN);
        fund.assign(7, 3);
        assertEq(fund.trancheOf(7), 3);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.MarketAssignedAlready.selector, 7, 3));
        fund.assign(7, 4);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TrancheUnknown.selector, 0));
        fund.assign(8, 0);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TrancheUnknown.selector, 6));
        fund.allocate(6, 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.TrancheShort.selector, 0, 1_000e6, 1_000e6 + 1));
        fund.allocate(1, 1_000e6 + 1);
    }

    function test_topUp_revertsWhenTheCoinDidNotCome() public {
        vm.prank(address(house));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.CoinMissing.selector, 1_000e6 + 1, 1_000e6));
        fund.topUp(1, 1);
    }

    function test_doors_areClosed() public {
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotClearingHouse.selector, address(this)));
        fund.cover(1, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotClearingHouse.selector, address(this)));
        fund.topUp(1, 1);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotClearingHouse.selector, address(this)));
        fund.coverClaims(1, 1, _claim(1, 1));
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotClearingHouse.selector, address(this)));
        fund.coverFrozen(1);
        bytes memory notAdmin = abi.encodeWithSelector(IInsuranceFund.NotAdmin.selector, address(this));
        vm.expectRevert(notAdmin);
        fund.allocate(1, 1);
        vm.expectRevert(notAdmin);
        fund.assign(1, 1);
        vm.expectRevert(notAdmin);
        fund.setTarget(1);
        vm.expectRevert(notAdmin);
        fund.announceWithdrawal(address(1), 1);
        vm.expectRevert(notAdmin);
        fund.cancelWithdrawal();
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotAdmin.selector, address(this)));
        fund.initialise(address(1));
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.AlreadyInitialised.selector, address(house)));
        fund.initialise(address(1));
    }

    function _claim(uint32 market, uint64 units) private pure returns (bytes memory) {
        return abi.encodePacked(market, units);
    }

    function _tier(uint32 market, uint8 tranche, uint64 units) private {
        vm.startPrank(ADMIN);
        fund.assign(market, tranche);
        fund.allocate(tranche, units);
        vm.stopPrank();
    }
}
