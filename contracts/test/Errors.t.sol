// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IChallenge} from "../src/interfaces/IChallenge.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Code} from "../src/libraries/Code.sol";
import {Marks} from "../src/libraries/Marks.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {Payouts} from "../src/libraries/Payouts.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {ILibraries} from "./support/ILibraries.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// A token that pays again while it is being paid out.
contract GreedyToken is ERC20("Greedy", "GRD") {
    address public house;
    bytes public call;

    function aim(address house_, bytes calldata call_) external {
        (house, call) = (house_, call_);
    }

    function _update(address from, address to, uint256 raw) internal override {
        super._update(from, to, raw);
        if (house == address(0)) return;
        (bool done, bytes memory reason) = house.call(call);
        assert(!done);
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}

/// Errors that need an unusual state to be reached; tools/check-errors sees that every custom error is expected somewhere.
contract ErrorsTest is Venue {
    address private constant ALICE = address(0xA1);
    uint40 private constant CASH = 2 << 32;
    ILibraries private lib;
    uint32 private alice;

    function setUp() public {
        _deploy();
        lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
        alice = _join(ALICE, 50_000e6);
        _deposit(alice, 1, 2e8);
        _creditAll();
    }

    function test_register_endsWithTheTree() public {
        bytes32 registry = vm.load(address(vault), bytes32(uint256(1)));
        vm.store(address(vault), bytes32(uint256(1)), registry & ~bytes32(uint256(type(uint32).max)) | bytes32(uint256(1 << 24)));
        usdc.mint(ALICE, 10e6);
        vm.prank(ALICE);
        vm.expectRevert(IVault.AccountsExhausted.selector);
        vault.register(10e6);
    }

    function test_settle_refusesMoreThanALeafHolds() public {
        vm.prank(address(house));
        vm.expectRevert(abi.encodeWithSelector(IVault.AccountedTooLarge.selector, 0, int256(1 << 62)));
        vault.settle(0, abi.encodePacked(uint16(0), uint64(0), uint64(0), uint64(1 << 62), uint64(0)));
    }

    function test_syncPause_needsAGuardian() public {
        IClearingHouse other = IClearingHouse(_house(10, 60));
        vm.expectRevert(IClearingHouse.NoGuardian.selector);
        other.syncPause();
    }

    function test_initialise_onceByTheAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotAdmin.selector, address(this)));
        house.initialise(ALICE, ALICE, ALICE);
        vm.prank(ADMIN);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.AlreadyInitialised.selector, address(desk)));
        house.initialise(ALICE, ALICE, ALICE);
    }

    function test_stage_refusesALongChunk() public {
        vm.expectRevert(abi.encodeWithSelector(Payload.PayloadTooLong.selector, 125_000, 125_001));
        house.stage(1, 0, new bytes(125_001));
    }

    function test_walk_refusesWhatNoTreeHas() public {
        bytes memory path = new bytes(24 * 64);
        vm.expectRevert(abi.encodeWithSelector(StateProof.ProofAccount.selector, 1 << 24));
        lib.walk(path, 1 << 24, bytes32(uint256(1)), 1);
        path[3 * 64 + 63] = 0x01;
        vm.expectRevert(abi.encodeWithSelector(StateProof.ProofEmptyHash.selector, 3));
        lib.walk(path, 4096, bytes32(uint256(1)), 1);
        path[3 * 64] = 0x01;
        for (uint256 i = 32; i < 48; i++) {
            path[3 * 64 + i] = 0xff;
        }
        vm.expectRevert(abi.encodeWithSelector(StateProof.SumOverflow.selector, uint256(1) << 128, 1));
        lib.walk(path, 4096, bytes32(uint256(1)), 1);
    }

    function test_verifyLeaf_refusesSumsOfAnotherTree() public {
        Batch memory b = _seal();
        (b.header.sumPos, b.header.sumNeg) = (b.header.sumPos + 1, b.header.sumNeg + 1);
        _resign(b);
        _commit(b);
        (bytes memory leaf,) = _leafOf(b, alice);
        bytes memory path = Reference.proof(b.leaves, alice);
        (uint128 p, uint128 n) = (b.header.sumPos, b.header.sumNeg);
        vm.expectRevert(abi.encodeWithSelector(IChallenge.RootSumsMismatch.selector, p, n, p - 1, n - 1));
        house.verifyLeaf(abi.encode(b.header), b.committedAt, alice, leaf, path, b.marks);
    }

    function test_payMany_refusesRowsCutShort() public {
        Batch memory b = _seal();
        _commit(b);
        vm.expectRevert(abi.encodeWithSelector(Payouts.RowsLength.selector, 0));
        house.payMany(abi.encode(b.header), b.committedAt, b.flows, "", 1, "");
        vm.expectRevert(abi.encodeWithSelector(Payouts.RowsLength.selector, 40));
        house.payMany(abi.encode(b.header), b.committedAt, b.flows, new bytes(40), 1, "");
    }

    function test_commit_refusesSystemCashBeyondItsWord() public {
        int256 twice = 2 * int256(type(int64).max);
        uint256 state = vm.snapshotState();
        _overflow(FEES, abi.encodeWithSelector(IClearingHouse.SystemCashOverflow.selector, twice, int256(0)));
        vm.revertToState(state);
        _overflow(BAD_DEBT, abi.encodeWithSelector(IClearingHouse.SystemCashOverflow.selector, int256(0), twice));
    }

    function _overflow(uint32 account, bytes memory reason) private {
        _commit(_seal());
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = Reference.Section(CASH, new Reference.Entry[](2));
        sections[0].entries[0] = Reference.Entry(account, type(int64).max);
        sections[0].entries[1] = Reference.Entry(alice, -type(int64).max);
        for (uint256 i = 0; i < 2; i++) {
            Batch memory b = _seal();
            (b.payload, b.header.payloadHash) = Reference.payload(sections);
            _resign(b);
            if (i == 1) {
                vm.expectRevert(reason);
                house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
            } else {
                _commit(b);
            }
        }
    }

    function test_pay_cannotBeEnteredAgain() public {
        _withdraw(alice, 1, 1e6, ALICE, 0);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 60);
        vm.etch(address(btc), address(new GreedyToken()).code);
        bytes memory path = _path(b, 0);
        bytes[6] memory doors = [
            abi.encodeCall(IClearingHouse.commit, ("", "", "", "", "")),
            abi.encodeCall(IClearingHouse.commitStaged, (0, "", "", "", "")),
            abi.encodeCall(IClearingHouse.pay, ("", 0, "", b.withdrawals[0], 1, "")),
            abi.encodeCall(IClearingHouse.payMany, ("", 0, "", "", 0, "")),
            abi.encodeCall(IClearingHouse.payTopUp, ("", 0, "")),
            abi.encodeCall(IClearingHouse.unwind, (new bytes[](0), new uint64[](0), new bytes[](0)))
        ];
        for (uint256 i = 0; i < doors.length; i++) {
            GreedyToken(address(btc)).aim(address(house), doors[i]);
            vm.expectRevert(IClearingHouse.Reentered.selector);
            house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 1, path);
        }
        assertFalse(house.isPaid(1, 1, 0));
    }

    function test_store_refusesWhenTheGasDoesNotPayForTheCode() public {
        vm.expectRevert(abi.encodeWithSelector(Code.CodeNotStored.selector, 10_000));
        lib.store{gas: 500_000}(new bytes(10_000));
    }

    /// 32 assets and 256 lines, no more; both readers of leaves agree.
    function test_leaf_holdsSoManyRowsAndNoMore() public {
        bytes memory marks = abi.encodePacked(uint16(33), uint16(257));
        for (uint256 i = 0; i < 33 + 257; i++) {
            marks = abi.encodePacked(marks, uint64(1), uint64(1), uint128(0));
        }
        (, int256 claim) = lib.leaf(_full(32, 256), alice, marks);
        assertEq(claim, 1 + 256);
        (bool sound, int256 found) = lib.leafReads(_full(32, 256), alice, marks);
        assertTrue(sound);
        assertEq(found, 1 + 256);
        for (uint8 more = 0; more < 2; more++) {
            bytes memory leaf = _full(32 + more, 257 - uint16(more));
            vm.expectRevert(abi.encodeWithSelector(StateProof.LeafRowCount.selector, 32 + more, 257 - uint256(more)));
            lib.leaf(leaf, alice, marks);
            (sound, found) = lib.leafReads(leaf, alice, marks);
            assertFalse(sound);
            assertEq(found, 0);
        }
    }

    /// A market without a word, or with a word of zeros, has no mark to value a line at.
    function test_leaf_needsAMarkForEveryLine() public {
        bytes memory marks =
            abi.encodePacked(uint16(1), uint16(2), new bytes(32), uint64(7), uint64(3), uint64(1), uint64(0), new bytes(32));
        (, int256 claim) = lib.leaf(_lineOf(0), alice, marks);
        assertEq(claim, 7 * 3 - 1);
        for (uint32 market = 1; market <= 2; market++) {
            bytes memory leaf = _lineOf(market);
            vm.expectRevert(abi.encodeWithSelector(Marks.MarkMissing.selector, market));
            lib.leaf(leaf, alice, marks);
            (bool sound,) = lib.leafReads(leaf, alice, marks);
            assertFalse(sound);
        }
    }

    function _lineOf(uint32 market) private view returns (bytes memory) {
        return abi.encodePacked(uint8(0), alice, uint8(0), uint16(1), market, uint64(1));
    }

    /// One unit of each asset, one lot of each market.
    function _full(uint8 assets, uint16 lines) private view returns (bytes memory leaf) {
        leaf = abi.encodePacked(uint8(0), alice, assets, lines);
        for (uint16 asset = 0; asset < assets; asset++) {
            leaf = abi.encodePacked(leaf, asset, uint64(1));
        }
        for (uint32 market = 0; market < lines; market++) {
            leaf = abi.encodePacked(leaf, market, uint64(1));
        }
    }
}
