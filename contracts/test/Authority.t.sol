// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IAuthority, IFreezable} from "../src/interfaces/IAuthority.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";

interface ILaws is IAuthority, IAccessManager {
    function renounceRole(uint64 role, address confirmation) external;
    function deployer() external view returns (address);
}

interface ITimelock {
    error TimelockInsufficientDelay(uint256 delay, uint256 minDelay);

    function schedule(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt, uint256 delay) external;
    function execute(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt) external;
    function cancel(bytes32 id) external;
    function hashOperation(address target, uint256 value, bytes calldata data, bytes32 predecessor, bytes32 salt)
        external
        pure
        returns (bytes32);
    function getMinDelay() external view returns (uint256);
    function updateDelay(uint256 delay) external;
}

contract Switch is IFreezable {
    bool public frozen;

    function freeze() external {
        frozen = true;
    }
}

contract AuthorityTest is Test {
    uint64 private constant ADMIN = 0;
    uint64 private constant LISTER = 1;
    uint64 private constant PRICER = 2;
    uint64 private constant LIMITER = 3;
    uint64 private constant GUARDIAN = 4;
    address private constant COUNCIL = address(0xC0);
    address private constant LISTING = address(0x11);
    address private constant PRICING = address(0x22);
    address private constant LIMITS = address(0x33);
    address private constant GUARD = address(0x44);

    ILaws private authority;
    ITimelock private timelock;
    IOracleHub private hub;
    Switch private venue;
    bytes private set;

    function setUp() public {
        vm.warp(1_700_000_000);
        address[] memory proposers = new address[](1);
        address[] memory cancellers = new address[](1);
        (proposers[0], cancellers[0]) = (COUNCIL, GUARD);
        timelock = ITimelock(deployCode("Timelock.sol:Timelock", abi.encode(proposers, cancellers)));
        authority = ILaws(deployCode("Authority.sol:Authority", abi.encode(address(this), address(timelock))));
        set = abi.encodePacked(uint8(2), address(1), address(2), address(3));
        hub = IOracleHub(deployCode("OracleHub.sol:OracleHub", abi.encode(address(authority), set)));
        _assign(IOracleHub.list.selector, LISTER);
        _assign(IOracleHub.tighten.selector, GUARDIAN);
        _assign(IOracleHub.proposeSigners.selector, PRICER);
        _assign(IOracleHub.cancelSigners.selector, GUARDIAN);
        authority.grantRole(LISTER, LISTING, 48 hours);
        authority.grantRole(PRICER, PRICING, 48 hours);
        authority.grantRole(LIMITER, LIMITS, 48 hours);
        authority.grantRole(GUARDIAN, GUARD, 0);
        venue = new Switch();
        authority.seal(address(venue));
    }

    function test_seal_endsTheDeployer() public {
        assertTrue(authority.isSealed());
        (bool member,) = authority.hasRole(ADMIN, address(this));
        assertFalse(member);
        (member,) = authority.hasRole(ADMIN, address(timelock));
        assertTrue(member);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, address(this), ADMIN));
        authority.grantRole(GUARDIAN, address(5), 0);
        vm.expectRevert(IAuthority.AlreadySealed.selector);
        authority.seal(address(0));
        vm.prank(COUNCIL);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NotDeployer.selector, COUNCIL));
        authority.seal(address(0));
    }

    function test_listing_waitsTwoDaysAndCanBeCancelled() public {
        bytes memory call = abi.encodeCall(IOracleHub.list, (1, 8, 2));
        vm.startPrank(LISTING);
        vm.expectRevert(); // not scheduled
        hub.list(1, 8, 2);
        authority.schedule(address(hub), call, 0);
        vm.warp(block.timestamp + 48 hours - 1);
        vm.expectRevert();
        hub.list(1, 8, 2);
        vm.warp(block.timestamp + 1);
        hub.list(1, 8, 2);
        authority.schedule(address(hub), abi.encodeCall(IOracleHub.list, (2, 8, 2)), 0);
        vm.stopPrank();
        vm.prank(GUARD);
        authority.cancel(LISTING, address(hub), abi.encodeCall(IOracleHub.list, (2, 8, 2)));
        vm.warp(block.timestamp + 3 days);
        vm.prank(LISTING);
        vm.expectRevert();
        hub.list(2, 8, 2);
    }

    function test_tightening_isImmediate() public {
        _listed();
        vm.prank(GUARD);
        hub.tighten(1, 1, 1);
        (uint8 band, uint8 heartbeat,) = hub.rulesOf(1);
        assertEq(band, 1);
        assertEq(heartbeat, 1);
    }

    /// Nobody of the four can do what another one does, at once or by schedule.
    function test_powers_areApart() public {
        bytes[4] memory calls = [
            abi.encodeCall(IOracleHub.list, (1, 8, 2)),
            abi.encodeCall(IOracleHub.proposeSigners, (set)),
            abi.encodeCall(IOracleHub.tighten, (1, 1, 1)),
            abi.encodeCall(IOracleHub.cancelSigners, ())
        ];
        address[4] memory callers = [LISTING, PRICING, LIMITS, GUARD];
        for (uint256 c = 0; c < 4; c++) {
            uint256 can = 0;
            for (uint256 i = 0; i < 4; i++) {
                (bool immediate, uint32 delay) = authority.canCall(callers[c], address(hub), bytes4(calls[i]));
                if (immediate || delay > 0) can |= 1 << i;
            }
            assertEq(can, [1, 2, 0, 12][c]);
        }
    }

    function test_grantRole_keepsAnAccountToOneRole() public {
        for (uint64 role = ADMIN + 1; role <= GUARDIAN; role++) {
            if (role == LISTER) continue;
            bytes memory call = abi.encodeCall(IAccessManager.grantRole, (role, LISTING, 48 hours));
            _refusedByTimelock(call, abi.encodeWithSelector(IAuthority.RoleConflict.selector, LISTING, LISTER, role));
        }
        bytes memory own = abi.encodeCall(IAccessManager.grantRole, (LIMITER, address(timelock), 48 hours));
        _refusedByTimelock(own, abi.encodeWithSelector(IAuthority.RoleConflict.selector, address(timelock), ADMIN, LIMITER));
    }

    function test_grantRole_movesAnAccountAfterRevoking() public {
        _byTimelock(abi.encodeCall(IAccessManager.revokeRole, (LISTER, LISTING)));
        _byTimelock(abi.encodeCall(IAccessManager.grantRole, (LIMITER, LISTING, 3 days)));
        (bool member, uint32 delay) = authority.hasRole(LIMITER, LISTING);
        assertTrue(member);
        assertEq(delay, 3 days);
    }

    function test_laws_bindTheTimelockToo() public {
        _refusedByTimelock(
            abi.encodeCall(IAccessManager.grantRole, (LISTER, LISTING, 48 hours - 1)),
            abi.encodeWithSelector(IAuthority.DelayBelow.selector, LISTER, 48 hours, 48 hours - 1)
        );
        _refusedByTimelock(
            abi.encodeCall(IAccessManager.grantRole, (LIMITER, address(9), 0)),
            abi.encodeWithSelector(IAuthority.DelayBelow.selector, LIMITER, 48 hours, 0)
        );
        bytes memory fixedAdmin = abi.encodeWithSelector(IAuthority.RoleFixed.selector, ADMIN);
        _refusedByTimelock(abi.encodeCall(IAccessManager.grantRole, (ADMIN, COUNCIL, 0)), fixedAdmin);
        _refusedByTimelock(abi.encodeCall(IAccessManager.revokeRole, (ADMIN, address(timelock))), fixedAdmin);
        _refusedByTimelock(abi.encodeCall(ILaws.renounceRole, (ADMIN, address(timelock))), fixedAdmin);
        bytes memory fixedLister = abi.encodeWithSelector(IAuthority.RoleFixed.selector, LISTER);
        _refusedByTimelock(abi.encodeCall(IAccessManager.setRoleAdmin, (LISTER, PRICER)), fixedLister);
        _refusedByTimelock(abi.encodeCall(IAccessManager.setRoleGuardian, (LISTER, PRICER)), fixedLister);
        _refusedByTimelock(
            abi.encodeCall(IAccessManager.grantRole, (5, COUNCIL, 0)), abi.encodeWithSelector(IAuthority.RoleUnknown.selector, 5)
        );
        bytes4[] memory list = new bytes4[](1);
        list[0] = IOracleHub.list.selector;
        _refusedByTimelock(
            abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(hub), list, PRICER)),
            abi.encodeWithSelector(IAuthority.FunctionFixed.selector, address(hub), list[0], LISTER)
        );
    }

    function test_timelock_hasAFloorItCannotLower() public {
        assertEq(timelock.getMinDelay(), 14 days);
        vm.startPrank(COUNCIL);
        vm.expectRevert(abi.encodeWithSelector(ITimelock.TimelockInsufficientDelay.selector, 14 days - 1, 14 days));
        timelock.schedule(address(authority), 0, "", 0, 0, 14 days - 1);
        bytes memory lower = abi.encodeCall(ITimelock.updateDelay, (1 hours));
        timelock.schedule(address(timelock), 0, lower, 0, 0, 14 days);
        vm.stopPrank();
        vm.warp(block.timestamp + 14 days);
        timelock.execute(address(timelock), 0, lower, 0, 0);
        assertEq(timelock.getMinDelay(), 14 days);
        bytes memory raise = abi.encodeCall(ITimelock.updateDelay, (20 days));
        vm.prank(COUNCIL);
        timelock.schedule(address(timelock), 0, raise, 0, 0, 14 days);
        vm.warp(block.timestamp + 14 days);
        timelock.execute(address(timelock), 0, raise, 0, 0);
        assertEq(timelock.getMinDelay(), 20 days);
    }

    function test_timelock_canBeCancelledByTheGuardian() public {
        bytes memory call = abi.encodeCall(IAccessManager.grantRole, (GUARDIAN, address(9), 0));
        vm.prank(COUNCIL);
        timelock.schedule(address(authority), 0, call, 0, 0, 14 days);
        bytes32 id = timelock.hashOperation(address(authority), 0, call, 0, 0);
        vm.prank(GUARD);
        timelock.cancel(id);
        vm.warp(block.timestamp + 14 days);
        vm.expectRevert();
        timelock.execute(address(authority), 0, call, 0, 0);
    }

    function test_frozen_endsAllGovernance() public {
        _listed();
        venue.freeze();
        vm.prank(GUARD);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, GUARD));
        hub.tighten(1, 1, 1);
        (bool immediate, uint32 delay) = authority.canCall(LISTING, address(hub), IOracleHub.list.selector);
        assertFalse(immediate);
        assertEq(delay, 0);
    }

    /// No sequence of grants by the Timelock ends with an account in two roles or a role below its delay.
    function testFuzz_roles_stayDisjoint(uint256 seed) public {
        address[3] memory accounts = [address(0x101), address(0x102), LISTING];
        vm.startPrank(address(timelock));
        for (uint256 i = 0; i < 24; i++) {
            seed = uint256(keccak256(abi.encode(seed)));
            address account = accounts[seed % 3];
            uint64 role = uint64((seed >> 8) % 6);
            uint32 delay = uint32((seed >> 16) % 4 days);
            bool grant = seed >> 64 & 3 != 0;
            try this.change(grant, role, account, delay) {} catch {}
        }
        vm.stopPrank();
        for (uint256 a = 0; a < 3; a++) {
            uint256 held = 0;
            for (uint64 role = 0; role <= 5; role++) {
                (bool member, uint32 delay) = authority.hasRole(role, accounts[a]);
                if (!member) continue;
                held++;
                assertTrue(role == GUARDIAN || delay >= 48 hours);
                assertTrue(role != ADMIN && role <= GUARDIAN);
            }
            assertLe(held, 1);
        }
    }

    function change(bool grant, uint64 role, address account, uint32 delay) external {
        vm.stopPrank();
        vm.startPrank(address(timelock));
        if (grant) authority.grantRole(role, account, delay);
        else authority.revokeRole(role, account);
    }

    function _assign(bytes4 selector, uint64 role) private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        authority.setTargetFunctionRole(address(hub), selectors, role);
    }

    function _listed() private {
        vm.prank(LISTING);
        authority.schedule(address(hub), abi.encodeCall(IOracleHub.list, (1, 8, 2)), 0);
        vm.warp(block.timestamp + 48 hours);
        vm.prank(LISTING);
        hub.list(1, 8, 2);
    }

    function _byTimelock(bytes memory call) private {
        vm.prank(address(timelock));
        (bool done,) = address(authority).call(call);
        assertTrue(done);
    }

    function _refusedByTimelock(bytes memory call, bytes memory reason) private {
        vm.prank(address(timelock));
        (bool done, bytes memory found) = address(authority).call(call);
        assertFalse(done);
        assertEq(found, reason);
    }
}
