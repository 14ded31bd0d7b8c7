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
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotAdmin.selector, address(this)));
        fund.initialise(address(1));
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.AlreadyInitialised.selector, address(house)));
        fund.initialise(address(1));
    }
}
