// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IForceQueue} from "../src/interfaces/IForceQueue.sol";
import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {ISteward, VenueParts} from "../src/interfaces/ISteward.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Venue} from "./support/Venue.sol";

interface ISealable is IAuthority, IAccessManager {}

/// The administrator of a venue, split among roles that cannot be one account's.
contract StewardTest is Venue {
    address private constant LIST = address(0x11);
    address private constant LIMIT = address(0x13);
    address private constant GUARD = address(0x14);
    address private constant TIMELOCK = address(0x71);
    uint64 private constant LEAST = 1_000_000;

    ISealable private roles;
    ISteward private steward;

    /// The venue of the other tests, but its Vault and fund belong to the steward.
    function setUp() public {
        _deploy();
        roles = ISealable(deployCode("Authority.sol:Authority", abi.encode(address(this), TIMELOCK)));
        steward = ISteward(deployCode("Steward.sol:Steward", abi.encode(address(roles))));
        vault = IVault(deployCode("Vault.sol:Vault", abi.encode(address(steward))));
        fund = IInsuranceFund(deployCode("InsuranceFund.sol:InsuranceFund", abi.encode(address(steward), address(usdc))));
        queue = IForceQueue(deployCode("ForceQueue.sol:ForceQueue", abi.encode(address(vault))));
        house = IClearingHouse(_house(10, 60));
        address exit = deployCode("ExitDesk.sol:ExitDesk", abi.encode(address(house)));
        steward.start(
            VenueParts(address(vault), address(fund), address(queue), address(meeting), address(house), exit, challenge, address(attestors))
        );
        steward.listAsset(address(usdc), 6, LEAST, LEAST * 1_000);
        _assign(1, [ISteward.listAsset.selector, ISteward.assign.selector, bytes4(0), bytes4(0)]);
        bytes4[4] memory limits = [
            ISteward.raiseCap.selector, ISteward.lowerTarget.selector, ISteward.allocate.selector, ISteward.announceWithdrawal.selector
        ];
        _assign(3, limits);
        _assign(4, [ISteward.lowerCap.selector, ISteward.raiseTarget.selector, ISteward.cancelWithdrawal.selector, bytes4(0)]);
        roles.grantRole(1, LIST, 2 days);
        roles.grantRole(3, LIMIT, 2 days);
        roles.grantRole(4, GUARD, 0);
        roles.seal(address(house));
    }

    function test_start_joinsTheVenueOnce() public {
        assertEq(vault.clearingHouse(), address(house));
        assertEq(house.challenge(), challenge);
        assertEq(house.guardian(), address(attestors));
        assertEq(queue.emergencyMatch(), address(meeting));
        assertEq(vault.admin(), address(steward));
        VenueParts memory parts;
        vm.expectPartialRevert(IAccessManaged.AccessManagedUnauthorized.selector);
        steward.start(parts);
        vm.prank(TIMELOCK);
        vm.expectRevert(ISteward.AlreadyStarted.selector);
        steward.start(parts);
    }

    /// Loosening waits two days and is bounded; the guardian can cancel it meanwhile.
    function test_raiseCap_isSlowBoundedAndCancellable() public {
        bytes memory call = abi.encodeCall(ISteward.raiseCap, (0, LEAST * 2_000));
        vm.startPrank(LIMIT);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        roles.execute(address(steward), call);
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(ISteward.CapRaisedLately.selector, 0, vm.getBlockTimestamp() + 5 days));
        roles.execute(address(steward), call);
        skip(5 days);
        roles.execute(address(steward), call);
        assertEq(_cap(), LEAST * 2_000);
        call = abi.encodeCall(ISteward.raiseCap, (0, LEAST * 4_000 + 1));
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(ISteward.CapTooHigh.selector, LEAST * 4_000, LEAST * 4_000 + 1));
        roles.execute(address(steward), call);
        vm.stopPrank();
        vm.prank(GUARD);
        roles.cancel(LIMIT, address(steward), call);
        vm.prank(LIMIT);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        roles.execute(address(steward), call);
    }

    function test_listAsset_startsSmall() public {
        bytes memory call = abi.encodeCall(ISteward.listAsset, (address(btc), 8, 1_000, 100_000_001));
        vm.startPrank(LIST);
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(ISteward.CapTooHigh.selector, 100_000_000, 100_000_001));
        roles.execute(address(steward), call);
        call = abi.encodeCall(ISteward.listAsset, (address(btc), 8, 1_000, 100_000_000));
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        roles.execute(address(steward), call);
        assertEq(vault.assetCount(), 2);
    }

    function test_guardian_tightensAtOnce() public {
        vm.startPrank(GUARD);
        steward.lowerCap(0, LEAST * 10);
        assertEq(_cap(), LEAST * 10);
        vm.expectRevert(abi.encodeWithSelector(ISteward.CapNotLower.selector, LEAST * 10, LEAST * 10));
        steward.lowerCap(0, LEAST * 10);
        steward.raiseTarget(1_000e6);
        assertEq(fund.target(), 1_000e6);
        vm.expectRevert(abi.encodeWithSelector(ISteward.TargetNotHigher.selector, 1_000e6, 1_000e6));
        steward.raiseTarget(1_000e6);
        vm.stopPrank();
    }

    function test_limiter_movesTheFundSlowly() public {
        vm.prank(GUARD);
        steward.raiseTarget(1_000e6);
        _fundWith(5_000e6);
        _limit(abi.encodeCall(ISteward.allocate, (1, 100e6)));
        assertEq(fund.balanceOf(1), 100e6);
        bytes memory call = abi.encodeCall(ISteward.lowerTarget, (1_000e6));
        vm.startPrank(LIMIT);
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(ISteward.TargetNotLower.selector, 1_000e6, 1_000e6));
        roles.execute(address(steward), call);
        vm.stopPrank();
        skip(40 days);
        _limit(abi.encodeCall(ISteward.lowerTarget, (950e6)));
        assertEq(fund.target(), 950e6);
        _limit(abi.encodeCall(ISteward.announceWithdrawal, (address(0xF00), 1e6)));
        (address to,,) = fund.announced();
        assertEq(to, address(0xF00));
        vm.prank(GUARD);
        steward.cancelWithdrawal();
        (to,,) = fund.announced();
        assertEq(to, address(0));
        bytes memory assign = abi.encodeCall(ISteward.assign, (7, 2));
        vm.startPrank(LIST);
        roles.schedule(address(steward), assign, 0);
        skip(2 days);
        roles.execute(address(steward), assign);
        vm.stopPrank();
        assertEq(fund.trancheOf(7), 2);
    }

    /// No role does what another does, and nobody does anything at once but the guardian, who only tightens.
    function test_roles_areApart() public {
        address[3] memory who = [LIST, LIMIT, GUARD];
        bytes[9] memory calls = [
            abi.encodeCall(ISteward.listAsset, (address(btc), 8, 1_000, 1)),
            abi.encodeCall(ISteward.assign, (7, 2)),
            abi.encodeCall(ISteward.raiseCap, (0, 1)),
            abi.encodeCall(ISteward.lowerTarget, (1)),
            abi.encodeCall(ISteward.allocate, (1, 1)),
            abi.encodeCall(ISteward.announceWithdrawal, (address(1), 1)),
            abi.encodeCall(ISteward.lowerCap, (0, 1)),
            abi.encodeCall(ISteward.raiseTarget, (1)),
            abi.encodeCall(ISteward.cancelWithdrawal, ())
        ];
        for (uint256 i = 0; i < 9; i++) {
            for (uint256 w = 0; w < 3; w++) {
                (bool now_, uint32 delay) = roles.canCall(who[w], address(steward), bytes4(calls[i]));
                bool its = w == (i < 2 ? 0 : i < 6 ? 1 : 2);
                assertEq(now_, its && w == 2);
                assertEq(delay, its && w < 2 ? 2 days : 0);
            }
        }
    }

    function _limit(bytes memory call) private {
        vm.startPrank(LIMIT);
        roles.schedule(address(steward), call, 0);
        skip(2 days);
        roles.execute(address(steward), call);
        vm.stopPrank();
    }

    function _cap() private view returns (uint64 cap) {
        (,,,, cap) = vault.assetOf(0);
    }

    function _assign(uint64 role, bytes4[4] memory selectors) private {
        for (uint256 i = 0; i < 4; i++) {
            bytes4[] memory one = new bytes4[](1);
            one[0] = selectors[i];
            if (one[0] != 0) roles.setTargetFunctionRole(address(steward), one, role);
        }
    }
}
