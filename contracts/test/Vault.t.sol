// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {FastPayout, IVault} from "../src/interfaces/IVault.sol";
import {Venue} from "./support/Venue.sol";

/// Keeps a hundredth of every transfer and can take balance away, as tokens outside do.
contract LeakyToken is ERC20("Leaky", "LEAK") {
    function mint(address to, uint256 raw) external {
        _mint(to, raw);
    }

    function seize(address from, uint256 raw) external {
        _burn(from, raw);
    }

    function _update(address from, address to, uint256 raw) internal override {
        super._update(from, to, raw);
        if (from != address(0) && to != address(0)) super._update(to, address(0), raw / 100);
    }
}

contract VaultTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB0);

    function setUp() public {
        _deploy();
    }

    function test_register_givesIdsFrom4096Up() public {
        assertEq(_join(ALICE, 10e6), 4096);
        assertEq(_join(BOB, 10e6), 4097);
        assertEq(vault.ownerOf(4096), ALICE);
        assertEq(vault.ownerOf(4097), BOB);
        assertEq(vault.ownerOf(4095), address(0));
        assertEq(vault.nextAccount(), 4098);
        assertEq(vault.depositCount(), 2);
    }

    function test_register_revertsBelowTenCoin() public {
        usdc.mint(ALICE, 10e6);
        vm.startPrank(ALICE);
        usdc.approve(address(vault), 10e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.FirstDepositTooSmall.selector, 10e6, 10e6 - 1));
        vault.register(10e6 - 1);
    }

    function test_register_costsMoreInACrowdedDay() public {
        assertEq(vault.minFirstDeposit(), 10e6);
        // slot of the registry: nextAccount u32 | day u32 | givenToday u32 | ...
        _join(ALICE, 10e6);
        bytes32 slot = bytes32(uint256(1));
        uint256 registry = uint256(vm.load(address(vault), slot));
        assertEq(uint32(registry), 4097);
        vm.store(address(vault), slot, bytes32(registry & ~(uint256(type(uint32).max) << 64) | uint256(200_000) << 64));
        assertEq(vault.minFirstDeposit(), 40e6);
        vm.warp(block.timestamp + 1 days);
        assertEq(vault.minFirstDeposit(), 10e6);
    }

    function test_registerWithPermit_needsNoAllowance() public {
        uint256 key = 0x1234;
        address owner = vm.addr(key);
        usdc.mint(owner, 25e6);
        (uint8 v, bytes32 r, bytes32 s) = _permit(key, 25e6);
        vm.prank(owner);
        assertEq(vault.registerWithPermit(25e6, block.timestamp, v, r, s), 4096);
    }

    function test_depositWithPermit_survivesAFrontRunPermit() public {
        uint256 key = 0x1234;
        address owner = vm.addr(key);
        uint32 account = _join(ALICE, 10e6);
        usdc.mint(owner, 25e6);
        (uint8 v, bytes32 r, bytes32 s) = _permit(key, 25e6);
        usdc.permit(owner, address(vault), 25e6, block.timestamp, v, r, s);
        vm.prank(owner);
        assertEq(vault.depositWithPermit(account, 0, 25e6, block.timestamp, v, r, s), 25e6);
    }

    function test_deposit_emitsNumberAndUnits() public {
        uint32 account = _join(ALICE, 10e6);
        btc.mint(ALICE, 3e8);
        vm.expectEmit(address(vault));
        emit IVault.Deposited(2, account, 1, 3e8, ALICE, 3e8);
        vm.prank(ALICE);
        vault.deposit(account, 1, 3e8);
        (uint64 pending, uint64 inTree,,) = vault.balancesOf(1);
        assertEq(pending, 3e8);
        assertEq(inTree, 0);
    }

    function test_deposit_revertsByName() public {
        uint32 account = _join(ALICE, 10e6);
        usdc.mint(ALICE, 10e18);
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.AccountUnknown.selector, account + 1));
        vault.deposit(account + 1, 0, 1e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.AccountUnknown.selector, 1));
        vault.deposit(1, 0, 1e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetUnlisted.selector, 2));
        vault.deposit(account, 2, 1e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.DepositTooSmall.selector, 0, 1e6, 0));
        vault.deposit(account, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.DepositAboveCap.selector, 0, CAP, uint256(CAP) + 1));
        vault.deposit(account, 0, CAP - 10e6 + 1);
        vault.deposit(account, 0, 1); // the owner may go below the minimum
        vm.stopPrank();
        usdc.mint(BOB, 1e6);
        vm.startPrank(BOB);
        usdc.approve(address(vault), 1e6);
        vm.expectRevert(abi.encodeWithSelector(IVault.DepositTooSmall.selector, 0, 1e6, 1e6 - 1));
        vault.deposit(account, 0, 1e6 - 1);
    }

    function test_deposit_creditsWhatArrives() public {
        (LeakyToken leaky, uint32 account) = _leaky(6);
        uint256 raw = 100 * 1e18 + 3;
        vm.prank(ALICE);
        uint64 units = vault.deposit(account, 2, raw);
        uint256 received = raw - raw / 100;
        assertEq(units, received / 1e12);
        (,,, uint256 residue) = vault.balancesOf(2);
        assertEq(residue, received % 1e12);
        assertEq(leaky.balanceOf(address(vault)), received);
    }

    function testFuzz_deposit_neverLosesAUnit(uint64[8] memory raws) public {
        (LeakyToken leaky, uint32 account) = _leaky(6);
        uint256 units = 0;
        for (uint256 i = 0; i < raws.length; i++) {
            uint256 raw = uint256(raws[i]) + 2e12;
            vm.prank(ALICE);
            units += vault.deposit(account, 2, raw);
        }
        (uint64 pending,,, uint256 residue) = vault.balancesOf(2);
        assertEq(pending, units);
        assertEq(units * 1e12 + residue, leaky.balanceOf(address(vault)));
    }

    function test_sweepResidue_givesWholeUnitsToDust() public {
        (LeakyToken leaky, uint32 account) = _leaky(6);
        vm.expectRevert(abi.encodeWithSelector(IVault.NothingToSweep.selector, 2, 0));
        vault.sweepResidue(2);
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(ALICE);
            vault.deposit(account, 2, 2e12);
        }
        (uint64 before,,, uint256 residue) = vault.balancesOf(2);
        assertEq(residue, 3 * 0.98e12);
        vm.expectEmit(address(vault));
        emit IVault.Deposited(5, 3, 2, 2, address(0), 2e12);
        assertEq(vault.sweepResidue(2), 2);
        uint64 pending;
        (pending,,, residue) = vault.balancesOf(2);
        assertEq(pending, before + 2);
        assertEq(uint256(pending) * 1e12 + residue, leaky.balanceOf(address(vault)));
    }

    function test_release_revertsWhenTheTokenLostBalance() public {
        (LeakyToken leaky, uint32 account) = _leaky(6);
        vm.prank(ALICE);
        vault.deposit(account, 2, 100e18);
        vm.startPrank(address(house));
        vault.settle(2, abi.encodePacked(_row(0, 10e6, 0), _row(2, 99e6, 99e6)));
        leaky.seize(address(vault), 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetShort.selector, 2, 99e18 - 1, 99e18));
        vault.release(2, 1e6, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.ClaimableExceeded.selector, 0, 0, 1));
        vault.release(0, 1, ALICE);
        vm.stopPrank();
        // nobody's deposit fills the hole of another's
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetShort.selector, 2, 99e18 - 1, 99e18));
        vault.deposit(account, 2, 1e18);
    }

    function test_hand_givesTheDeskNoMoreThanTheTree() public {
        _join(ALICE, 10e6);
        vm.prank(address(house));
        vault.settle(1, _row(0, 10e6, 0));
        vm.startPrank(address(desk));
        vm.expectRevert(abi.encodeWithSelector(IVault.AccountedBelowZero.selector, 0, uint64(10e6), -int256(10e6 + 1)));
        vault.hand(0, 10e6 + 1);
        vault.hand(0, 10e6);
        assertEq(usdc.balanceOf(address(desk)), 10e6);
        assertEq(vault.accountedOf(0), 0);
    }

    /// More deposits than the ring holds: the further ones stand in words of their own and are consumed alike.
    function test_settle_consumesWhatTheRingCouldNotHold() public {
        uint32 account = _join(ALICE, 10e6);
        uint64 sum = 10e6;
        for (uint64 i = 1; i <= 130; i++) {
            _deposit(account, 0, 1e6 + i);
            sum += 1e6 + i;
        }
        vm.startPrank(address(house));
        vm.expectRevert(abi.encodeWithSelector(IVault.DepositsMismatch.selector, 0, sum, sum - 1));
        vault.settle(131, _row(0, sum - 1, 0));
        vault.settle(131, _row(0, sum, 0));
        assertEq(vault.accountedOf(0), sum);
        assertEq(vault.depositsUpTo(), 131);
    }

    function test_doors_areClosed() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.settle(0, "");
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.release(0, 0, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.releaseLimited(0, 0, ALICE, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.releaseFast(4096, 0, 0, ALICE, FastPayout(1, 1, 1), 60, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.unwind("", new uint64[](0), ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotClearingHouse.selector, address(this)));
        vault.close();
        vm.expectRevert(abi.encodeWithSelector(IVault.NotForceQueue.selector, address(this)));
        vault.setOwner(4096, ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAdmin.selector, address(this)));
        vault.setCap(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAdmin.selector, address(this)));
        vault.initialise(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAdmin.selector, address(this)));
        vault.listAsset(2, ALICE, 6, 1, 1);
        vm.startPrank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IVault.AlreadyInitialised.selector, address(house)));
        vault.initialise(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetNotNext.selector, 2, 3));
        vault.listAsset(3, address(usdc), 6, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.TokenListed.selector, address(usdc)));
        vault.listAsset(2, address(usdc), 6, 1, 1);
        address other = _token("X", "X", 6);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetScale.selector, 7, 6));
        vault.listAsset(2, other, 7, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.AssetCap.selector, uint64(1 << 62)));
        vault.listAsset(2, other, 6, 1, 1 << 62);
    }

    /// The search over ordinals against a plain loop, whatever the order of assets and the cut.
    function testFuzz_settle_consumesExactlyTheDepositsUpTo(uint256 seed, uint8 many) public {
        uint32 account = _join(ALICE, 10e6);
        uint64[2] memory pool;
        uint64 no = 0;
        uint64 consumed = 0;
        uint64[] memory units = new uint64[](uint256(many) % 60 + 1);
        uint16[] memory assets = new uint16[](units.length);
        (units[0], assets[0]) = (10e6, 0);
        for (no = 1; no < units.length; no++) {
            seed = uint256(keccak256(abi.encode(seed)));
            (assets[no], units[no]) = (uint16(seed % 2), uint64(1 + (seed >> 8) % 1e9));
            _deposit(account, assets[no], units[no]);
        }
        while (consumed < units.length) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint64 upTo = consumed + 1 + uint64(seed % (units.length - consumed));
            uint64[2] memory taken;
            for (uint64 i = consumed; i < upTo; i++) {
                taken[assets[i]] += units[i];
                pool[assets[i]] += units[i];
            }
            bytes memory flows;
            if (taken[0] > 0) flows = _row(0, taken[0], 0);
            if (taken[1] > 0) flows = abi.encodePacked(flows, _row(1, taken[1], 0));
            vm.prank(address(house));
            (bytes32 hash, uint64 coin,) = vault.settle(upTo, flows);
            assertEq(coin, pool[0]);
            assertEq(hash, keccak256(abi.encodePacked(uint16(0), pool[0], uint16(1), pool[1])));
            assertEq(hash, vault.accountedHash());
            consumed = upTo;
        }
    }

    function _leaky(uint8 scale) private returns (LeakyToken leaky, uint32 account) {
        account = _join(ALICE, 10e6);
        leaky = new LeakyToken();
        vm.prank(ADMIN);
        vault.listAsset(2, address(leaky), scale, 1, CAP);
        leaky.mint(ALICE, 1e24);
        vm.prank(ALICE);
        leaky.approve(address(vault), type(uint256).max);
    }

    function _row(uint16 asset, uint64 depositsConsumed, uint64 withdrawalsCreated) private pure returns (bytes memory) {
        return abi.encodePacked(asset, depositsConsumed, withdrawalsCreated, uint64(0), uint64(0));
    }

    function _permit(uint256 key, uint256 raw) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typeHash = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 body = keccak256(abi.encode(typeHash, vm.addr(key), address(vault), raw, 0, block.timestamp));
        return vm.sign(key, keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), body)));
    }
}
