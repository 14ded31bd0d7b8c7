// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IJudge} from "../src/interfaces/IChallenge.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IExitDesk} from "../src/interfaces/IExitDesk.sol";
import {IForceQueue} from "../src/interfaces/IForceQueue.sol";
import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Venue} from "./support/Venue.sol";

/// What is refused once, when a venue is put together, and views that only judges of invariants ask else.
contract RefusalsTest is Venue {
    function setUp() public {
        _deploy();
    }

    function test_constructors_refuseZero() public {
        vm.expectRevert(IVault.ZeroAddress.selector);
        this.make("Vault.sol:Vault", abi.encode(address(0)));
        vm.expectRevert(IInsuranceFund.ZeroAddress.selector);
        this.make("InsuranceFund.sol:InsuranceFund", abi.encode(address(0), address(usdc)));
        vm.expectRevert(IInsuranceFund.ZeroAddress.selector);
        this.make("InsuranceFund.sol:InsuranceFund", abi.encode(ADMIN, address(0)));
        vm.expectRevert(IForceQueue.ZeroAddress.selector);
        this.make("ForceQueue.sol:ForceQueue", abi.encode(address(0)));
        vm.expectRevert(IExitDesk.ZeroAddress.selector);
        this.make("ExitDesk.sol:ExitDesk", abi.encode(address(0)));
        vm.expectRevert(IJudge.ZeroAddress.selector);
        this.make("MoveJudge.sol:MoveJudge", abi.encode(address(0), authority));
    }

    function test_initialise_refusesZero() public {
        IVault fresh = IVault(deployCode("Vault.sol:Vault", abi.encode(address(this))));
        vm.expectRevert(IVault.ZeroAddress.selector);
        fresh.initialise(address(0));
        vm.expectRevert(IVault.ZeroAddress.selector);
        fresh.listAsset(0, address(0), 6, 1, 1);
        IInsuranceFund other = IInsuranceFund(deployCode("InsuranceFund.sol:InsuranceFund", abi.encode(address(this), address(usdc))));
        vm.expectRevert(IInsuranceFund.ZeroAddress.selector);
        other.initialise(address(0));
        IForceQueue line = IForceQueue(deployCode("ForceQueue.sol:ForceQueue", abi.encode(address(fresh))));
        vm.expectRevert(IForceQueue.ZeroAddress.selector);
        line.initialise(address(0), address(0));
        IClearingHouse bare = IClearingHouse(_house(10, 60));
        vm.startPrank(ADMIN);
        vm.expectRevert(IClearingHouse.ZeroAddress.selector);
        bare.initialise(address(0), challenge, address(guardian));
        vm.expectRevert(IClearingHouse.ZeroAddress.selector);
        bare.initialise(address(desk), address(0), address(guardian));
        vm.stopPrank();
    }

    function test_setCap_staysBelowTheLimitOfUnits() public {
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetCap.selector, 1 << 62));
        vault.setCap(0, 1 << 62);
        vault.setCap(0, (1 << 62) - 1);
        (,,,, uint64 cap) = vault.assetOf(0);
        assertEq(cap, (1 << 62) - 1);
        vm.stopPrank();
    }

    function test_unwind_needsAConviction() public {
        Batch memory b = _seal();
        _commit(b);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NothingToUnwind.selector, 0, 1));
        _unwind(b);
    }

    function test_views_tellWhatIsThere() public {
        _join(address(0xA1), 50e6);
        assertFalse(vault.isShort(0));
        assertFalse(vault.closed());
        vm.prank(address(vault));
        assertTrue(usdc.transfer(address(0x401E), 1));
        assertTrue(vault.isShort(0));
        assertEq(vault.presentOf(0), 0); // all of it still pends
        _fundWith(7e6);
        (uint64 unitsIn, uint64 unitsOut) = fund.totals();
        assertEq(unitsIn, 7e6);
        assertEq(unitsOut, 0);
        vm.prank(address(house));
        vault.close();
        assertTrue(vault.closed());
    }

    /// Creates, and passes on why it failed.
    function make(string memory what, bytes memory arguments) external {
        bytes memory creation = abi.encodePacked(vm.getCode(what), arguments);
        assembly ("memory-safe") {
            if iszero(create(0, add(creation, 32), mload(creation))) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
