// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// Gas of whole transactions (21,000 and calldata included) on fixed data with two attestations; figures in snapshots/Gas.json,
/// a difference fails the test run.
/// forge-config: default.isolate = true
contract GasTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB0);
    address private constant COLD = address(0xC01D);
    uint32 private alice;
    uint32 private bob;

    function setUp() public {
        _deploy();
        alice = _join(ALICE, 50_000e6);
        bob = _join(BOB, 80_000e6);
        _deposit(bob, 1, 2e8);
        _creditAll();
        _trade(alice, bob, 5_000, 600_123);
        _fee(alice, 1_500_307);
        _commit(_seal());
        vm.warp(vm.getBlockTimestamp() + 2);
    }

    function test_gas_deposits() public {
        usdc.mint(ALICE, 1_000e6);
        vm.startPrank(ALICE);
        vault.deposit(alice, 0, 5e6);
        vm.snapshotGasLastCall("Gas", "deposit");
        vault.register(10e6);
        vm.snapshotGasLastCall("Gas", "register");
    }

    function test_gas_commitHeartbeat() public {
        _send(_seal(), "commit, no entries");
    }

    function test_gas_commitMarks() public {
        _mark(600_001, 5);
        _send(_seal(), "commit, mark epoch of 2 assets and 2 markets, no entries");
    }

    function test_gas_commitFlowsAndFee() public {
        _deposit(alice, 0, 5e6);
        _creditAll();
        _fee(bob, 77);
        _withdraw(bob, 0, 3e6, COLD, 1);
        _send(_seal(), "commit, 3 entries, flows of 1 asset, system cash");
    }

    function test_gas_commitMixed() public {
        _send(_wide(100, 2), "commit, 100 cash and 100 line entries");
    }

    function test_gas_commitMixedLarge() public {
        _send(_wide(500, 2), "commit, 500 cash and 500 line entries");
    }

    function test_gas_commitCash() public {
        _send(_wide(1_000, 1), "commit, 1000 cash entries");
    }

    function test_gas_commitCashFull() public {
        _send(_wide(10_200, 1), "commit, 10200 cash entries");
    }

    function test_gas_pay() public {
        _withdraw(bob, 0, 3e6, COLD, 1);
        _withdraw(alice, 0, 3e6, address(0xC01E), 1);
        Batch memory batch = _seal();
        _commit(batch);
        vm.warp(vm.getBlockTimestamp() + 10);
        _pay(batch, 0);
        vm.snapshotGasLastCall("Gas", "pay, first of a batch, new holder");
        _pay(batch, 1);
        vm.snapshotGasLastCall("Gas", "pay, later of a batch, new holder");
    }

    function test_gas_verifyLeaf() public {
        Batch memory batch = _seal();
        batch.marks = _marks();
        _commit(batch);
        (bytes memory leaf,) = _leafOf(batch, alice);
        bytes memory path = Reference.proof(batch.leaves, alice);
        house.verifyLeaf(abi.encode(batch.header), batch.committedAt, alice, leaf, path, batch.marks);
        vm.snapshotGasLastCall("Gas", "verifyLeaf, execution only");
    }

    function _send(Batch memory batch, string memory name) private {
        house.commit(abi.encode(batch.header), batch.payload, batch.flows, batch.marks, batch.signatures);
        vm.snapshotGasLastCall("Gas", name);
    }

    /// Entries of many accounts around one another: ids 8 apart, values of up to eight digits, sum zero.
    function _wide(uint256 entries, uint256 sections) private returns (Batch memory batch) {
        batch = _seal();
        Reference.Section[] memory all = new Reference.Section[](sections);
        for (uint256 s = 0; s < sections; s++) {
            all[s] = Reference.Section(s == 0 ? 2 << 32 : (3 << 32) + 1, new Reference.Entry[](entries));
            for (uint32 i = 0; i < entries; i++) {
                int64 value = 1 + int64(uint64(uint256(keccak256(abi.encode(i / 2))) % (s == 0 ? 1e8 : 1e4)));
                all[s].entries[i] = Reference.Entry(4096 + 8 * i, i % 2 == 0 ? value : -value);
            }
        }
        (batch.payload, batch.header.payloadHash) = Reference.payload(all);
        _resign(batch);
    }
}
