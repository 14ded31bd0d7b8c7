// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {Signers} from "./support/Signers.sol";

interface IManagedAuthority is IAuthority, IAccessManager {}

interface IDelay {
    function updateDelay(uint256 newDelay) external;
    function getMinDelay() external view returns (uint256);
}

/// Five oracle signers of whom one may lie, and a Timelock that grants and revokes at will; beside them a plain twin of the hub.
contract Keepers is Signers {
    uint64 private constant GUARDIAN = 4;
    uint256 private constant BAND = 8; // 2 %
    IOracleHub public hub;
    IManagedAuthority public authority;
    address public timelock;
    uint256[] private keys;
    bytes private set;
    uint64 public round;
    uint64 private time = 1_700_000_000;
    uint64 public honest = 600_000;
    uint64 public price;
    uint64 public held;
    uint64 public lowest;
    uint64 public highest;
    address[3] private accounts = [address(0x101), address(0x102), address(0x103)];

    constructor() {
        vm.warp(time);
        address[] memory council = new address[](1);
        council[0] = address(0xC0);
        timelock = deployCode("Timelock.sol:Timelock", abi.encode(council, council));
        authority = IManagedAuthority(deployCode("Authority.sol:Authority", abi.encode(address(this), timelock)));
        keys = _keys(1, 5);
        set = _set(3, keys);
        hub = IOracleHub(deployCode("OracleHub.sol:OracleHub", abi.encode(address(authority), set)));
        hub.list(1, uint8(BAND), 2);
        authority.seal(address(0));
    }

    function drift(int256 by, uint256 wait) external {
        honest = uint64(uint256(int256(uint256(honest)) + bound(by, -int256(uint256(honest)) / 20, int256(uint256(honest)) / 20)));
        time += uint64(bound(wait, 0, 30));
        vm.warp(time);
    }

    function post(uint8 signers, uint8 liar, uint64 lie, uint16 apart) external {
        signers = uint8(bound(signers, 3, 5));
        uint64[] memory prices = new uint64[](signers);
        (lowest, highest) = (type(uint64).max, 0);
        for (uint256 i = 0; i < signers; i++) {
            prices[i] = i == liar % 5 ? uint64(bound(lie, 1, type(uint64).max)) : honest + uint64(i * (apart % 50));
            if (i == liar % 5) continue;
            if (prices[i] < lowest) lowest = prices[i];
            if (prices[i] > highest) highest = prices[i];
        }
        round++;
        bytes memory markets = abi.encodePacked(uint32(1));
        bytes memory columns;
        for (uint8 i = 0; i < signers; i++) {
            bytes memory row = abi.encodePacked(prices[i], uint32(0));
            bytes32 digest = hub.reportDigest(round, time, keccak256(markets), keccak256(row));
            columns = abi.encodePacked(columns, i, row, uint16(65), _sign(keys[i], digest));
        }
        hub.post(round, time, markets, set, columns);
        uint64 median = _lowerMedian(prices);
        assertGe(median, lowest, "O1");
        assertLe(median, highest, "O1");
        if (price == 0 || _near(median, price) || (held != 0 && _near(median, held))) (price, held) = (median, 0);
        else held = median;
    }

    function changeRole(bool grant, uint64 role, uint8 who, uint32 delay) external {
        address account = accounts[who % 3];
        bytes memory call = grant
            ? abi.encodeCall(IAccessManager.grantRole, (role % 6, account, delay % 4 days))
            : abi.encodeCall(IAccessManager.revokeRole, (role % 6, account));
        vm.prank(timelock);
        (bool done,) = address(authority).call(call);
        done; // refused or not, what it leaves behind is judged
    }

    /// By the Timelock upon itself, the only way there is.
    function changeDelay(uint256 delay) external {
        vm.prank(timelock);
        (bool done,) = timelock.call(abi.encodeCall(IDelay.updateDelay, (delay % 30 days)));
        done;
    }

    function judgeMarks() external view {
        if (round == 0) return;
        (uint64 stored,,,,) = hub.priceOf(1);
        (,, uint64 kept) = hub.rulesOf(1);
        assertEq(stored, price, "O1");
        assertEq(kept, held, "O1");
    }

    function judgeRoles() external view {
        for (uint256 a = 0; a < 3; a++) {
            uint256 roles = 0;
            for (uint64 role = 0; role < 6; role++) {
                (bool member, uint32 delay) = authority.hasRole(role, accounts[a]);
                if (!member) continue;
                roles++;
                assertTrue(role > 0 && role <= GUARDIAN, "G1");
                assertTrue(role == GUARDIAN || delay >= 48 hours, "G1");
            }
            assertLe(roles, 1, "G1");
        }
        (bool admin,) = authority.hasRole(0, timelock);
        assertTrue(admin, "G1");
    }

    function judgeDelay() external view {
        assertGe(IDelay(timelock).getMinDelay(), 1 days + 1 days + 7 days, "G2");
    }

    function _near(uint64 a, uint64 base) private pure returns (bool) {
        uint256 distance = a > base ? a - base : base - a;
        return distance * 400 <= uint256(base) * BAND;
    }

    function _lowerMedian(uint64[] memory all) private pure returns (uint64) {
        for (uint256 i = 0; i < all.length; i++) {
            (uint256 below, uint256 equal) = (0, 0);
            for (uint256 j = 0; j < all.length; j++) {
                if (all[j] < all[i]) below++;
                else if (all[j] == all[i]) equal++;
            }
            uint256 middle = (all.length - 1) / 2;
            if (below <= middle && middle < below + equal) return all[i];
        }
        revert("no median");
    }
}

/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.depth = 8
/// forge-config: full.invariant.runs = 256
/// forge-config: full.invariant.depth = 64
/// forge-config: nightly.invariant.runs = 1
contract PeripheryInvariantsTest is Signers {
    Keepers private keepers;

    function setUp() public {
        keepers = new Keepers();
        bytes4[] memory doors = new bytes4[](4);
        doors[0] = Keepers.drift.selector;
        doors[1] = Keepers.post.selector;
        doors[2] = Keepers.changeRole.selector;
        doors[3] = Keepers.changeDelay.selector;
        targetContract(address(keepers));
        targetSelector(FuzzSelector({addr: address(keepers), selectors: doors}));
    }

    /// O1: with one liar of three to five the median lies between honest prices, and what is stored and held back follows the band rule.
    function invariant_marksInsideOracleBand() public view {
        keepers.judgeMarks();
    }

    /// G1: no account has two roles, who lists, prices or moves limits waits two days, and the Timelock alone administers, always.
    function invariant_roleSetsDisjointAndNonEmpty() public view {
        keepers.judgeRoles();
    }

    /// G2: the Timelock waits longer than a forced request's day, the challenge day and a week.
    function invariant_governanceDelayAtLeastExitTime() public view {
        keepers.judgeDelay();
    }

    /// All of the above in one campaign, as the normal tier runs it in full: a campaign by name would only make the very same calls.
    /// forge-config: default.invariant.runs = 64
    /// forge-config: default.invariant.depth = 64
    /// forge-config: full.invariant.runs = 1
    /// forge-config: nightly.invariant.runs = 8192
    /// forge-config: nightly.invariant.depth = 128
    function invariantsHold() public view {
        keepers.judgeMarks();
        keepers.judgeRoles();
        keepers.judgeDelay();
    }
}
