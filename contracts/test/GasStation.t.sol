// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IEntryPointStake, PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IGasStation} from "../src/interfaces/IGasStation.sol";
import {Passkeys} from "./support/Passkeys.sol";

contract GasStationTest is Passkeys {
    IGasStation private station;
    address private account;
    uint256 private constant SPONSOR = 0x5905;
    uint256 private constant COST = (500_000 + 200_000 + 50_000 + 100_000) * 1 gwei;
    uint256 private constant DAY = 19_676;

    error FailedOp(uint256 index, string reason);
    error FailedOpWithRevert(uint256 index, string reason, bytes inner);

    function setUp() public {
        vm.warp(DAY * 1 days + 100);
        _deployWallets();
        account = factory.create(passkeyX, passkeyY, 0);
        address authority = deployCode("Authority.sol:Authority", abi.encode(address(this), address(0x71)));
        bytes memory arguments = abi.encode(authority, vm.addr(SPONSOR), uint128(COST), uint128(2 * COST));
        station = IGasStation(deployCode("GasStation.sol:GasStation", arguments));
        vm.deal(address(this), 10 ether);
        station.deposit{value: 1 ether}();
    }

    function test_sponsored_accountNeedsNoEther() public {
        assertEq(account.balance, 0);
        _handle(_sponsored(SPONSOR, DAY));
        assertEq(station.spentOn(DAY), COST);
        assertLt(IEntryPointStake(ENTRY_POINT).balanceOf(address(station)), 1 ether);
    }

    function test_sponsored_onlyByTheSponsorKey() public {
        PackedUserOperation memory op = _sponsored(SPONSOR + 1, DAY);
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA34 signature error"));
        _handle(op);
        op = _sponsored(SPONSOR, DAY);
        op.preVerificationGas -= 1;
        op.signature = _assertion(PASSKEY, _hash(op));
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA34 signature error"));
        _handle(op);
    }

    function test_sponsored_withinTheDay() public {
        PackedUserOperation memory op = _sponsored(SPONSOR, DAY - 1);
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA32 paymaster expired or not due"));
        _handle(op);
        uint48 from = uint48(DAY * 1 days);
        op = _sponsoredFor(SPONSOR, from, from + 1 days);
        _refused(op, abi.encodeWithSelector(IGasStation.NotOneDay.selector, from, from + 1 days));
    }

    function test_sponsored_withinTheBudgets() public {
        _handle(_sponsored(SPONSOR, DAY));
        _handle(_sponsored(SPONSOR, DAY));
        _refused(_sponsored(SPONSOR, DAY), abi.encodeWithSelector(IGasStation.DaySpent.selector, DAY, 0, COST));
        skip(1 days);
        _handle(_sponsored(SPONSOR, DAY + 1));
        station.lowerBudget(uint128(COST - 1), uint128(COST));
        _refused(_sponsored(SPONSOR, DAY + 1), abi.encodeWithSelector(IGasStation.OperationTooDear.selector, COST - 1, COST));
        station.setBudget(uint128(COST), uint128(COST / 2));
        _refused(_sponsored(SPONSOR, DAY + 1), abi.encodeWithSelector(IGasStation.DaySpent.selector, DAY + 1, 0, COST));
        station.setBudget(uint128(COST), uint128(2 * COST - 1));
        _refused(_sponsored(SPONSOR, DAY + 1), abi.encodeWithSelector(IGasStation.DaySpent.selector, DAY + 1, COST - 1, COST));
    }

    /// However many operations ask on one day, no more is committed than the day's budget.
    function testFuzz_day_isNeverOverspent(uint8 asked, uint64 perDay) public {
        perDay = uint64(bound(perDay, 0, 4 * COST));
        station.setBudget(uint128(COST), perDay);
        uint256 done = 0;
        for (uint256 i = 0; i < asked % 5 + 1; i++) {
            PackedUserOperation memory op = _sponsored(SPONSOR, DAY);
            try this.handle(op) {
                done++;
            } catch {}
        }
        assertEq(station.spentOn(DAY), done * COST);
        assertLe(station.spentOn(DAY), perDay);
        assertEq(done, _least(perDay / COST, asked % 5 + 1));
    }

    function handle(PackedUserOperation calldata op) external {
        _handle(op);
    }

    function test_budget_fallsAtOnceOnly() public {
        vm.expectRevert(IGasStation.BudgetNotLower.selector);
        station.lowerBudget(uint128(COST + 1), uint128(COST));
        vm.expectRevert(IGasStation.BudgetNotLower.selector);
        station.lowerBudget(uint128(COST), uint128(2 * COST + 1));
        station.lowerBudget(uint128(COST), uint128(2 * COST)); // as it is
        (uint128 perOperation, uint128 perDay) = station.budget();
        assertEq(perOperation, COST);
        assertEq(perDay, 2 * COST);
        station.lowerBudget(0, 0);
        (perOperation, perDay) = station.budget();
        assertEq(uint256(perOperation) + perDay, 0);
    }

    function test_setSponsor_endsTheOldKey() public {
        vm.expectEmit(address(station));
        emit IGasStation.SponsorSet(vm.addr(SPONSOR + 1));
        station.setSponsor(vm.addr(SPONSOR + 1));
        PackedUserOperation memory op = _sponsored(SPONSOR, DAY);
        vm.expectRevert(abi.encodeWithSelector(FailedOp.selector, 0, "AA34 signature error"));
        _handle(op);
        _handle(_sponsored(SPONSOR + 1, DAY));
    }

    function test_money_comesBack() public {
        station.withdraw(payable(address(0xCA)), 0.4 ether);
        assertEq(address(0xCA).balance, 0.4 ether);
        station.addStake{value: 0.2 ether}(1 days);
        station.unlockStake();
        skip(1 days);
        station.withdrawStake(payable(address(0xCA)));
        assertEq(address(0xCA).balance, 0.6 ether);
    }

    function test_doors_areClosed() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0xBAD));
        vm.deal(address(0xBAD), 1 ether);
        vm.startPrank(address(0xBAD));
        vm.expectRevert(refused);
        station.setSponsor(address(0xBAD));
        vm.expectRevert(refused);
        station.setBudget(1, 1);
        vm.expectRevert(refused);
        station.lowerBudget(0, 0);
        vm.expectRevert(refused);
        station.withdraw(payable(address(0xBAD)), 1);
        vm.expectRevert(refused);
        station.addStake{value: 1}(1);
        vm.expectRevert(refused);
        station.unlockStake();
        vm.expectRevert(refused);
        station.withdrawStake(payable(address(0xBAD)));
    }

    function _refused(PackedUserOperation memory op, bytes memory inner) private {
        vm.expectRevert(abi.encodeWithSelector(FailedOpWithRevert.selector, 0, "AA33 reverted", inner));
        _handle(op);
    }

    function _sponsored(uint256 key, uint256 day) private view returns (PackedUserOperation memory op) {
        return _sponsoredFor(key, uint48(day * 1 days), uint48((day + 1) * 1 days - 1));
    }

    function _sponsoredFor(uint256 key, uint48 from, uint48 until) private view returns (PackedUserOperation memory op) {
        op = _operation(account, 0, _one(address(0xBE11), ""));
        bytes32 requestType = keccak256(
            "UserOperationRequest(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,uint256 paymasterVerificationGasLimit,uint256 paymasterPostOpGasLimit,uint48 validAfter,uint48 validUntil)"
        );
        bytes32 request = keccak256(
            abi.encode(
                requestType,
                op.sender,
                op.nonce,
                keccak256(op.initCode),
                keccak256(op.callData),
                op.accountGasLimits,
                op.preVerificationGas,
                op.gasFees,
                uint256(100_000),
                uint256(0),
                from,
                until
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", _domain(), request)));
        op.paymasterAndData = abi.encodePacked(address(station), uint128(100_000), uint128(0), from, until, r, s, v);
        op.signature = _assertion(PASSKEY, _hash(op));
    }

    function _domain() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Caisson Gas Station"),
                keccak256("1"),
                block.chainid,
                address(station)
            )
        );
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
