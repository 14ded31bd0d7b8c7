// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent, Fill, IFillVerifier, Order} from "../src/interfaces/IFillVerifier.sol";
import {ILibraries} from "./support/ILibraries.sol";
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
        _note("deposit", 70_500);
        vault.register(10e6);
        _note("register", 96_000);
    }

    function test_gas_depositWithPermit() public {
        address owner = vm.addr(0x9E1);
        uint32 account = _join(owner, 20e6);
        usdc.mint(owner, 100e6);
        vm.startPrank(owner);
        usdc.approve(address(vault), 0);
        bytes32 permit = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 body = keccak256(abi.encode(permit, owner, address(vault), 5e6, usdc.nonces(owner), type(uint256).max));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), body));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0x9E1, digest);
        vault.depositWithPermit(account, 0, 5e6, type(uint256).max, v, r, s);
        _note("deposit with permit, the first of a key", 103_000);
        body = keccak256(abi.encode(permit, owner, address(vault), 5e6, usdc.nonces(owner), type(uint256).max));
        digest = keccak256(abi.encodePacked(hex"1901", usdc.DOMAIN_SEPARATOR(), body));
        (v, r, s) = vm.sign(0x9E1, digest);
        vault.depositWithPermit(account, 0, 5e6, type(uint256).max, v, r, s);
        _note("deposit with permit", 95_000);
    }

    function test_gas_commitHeartbeat() public {
        _send(_seal(), "commit, no entries", 110_000);
    }

    function test_gas_commitMarks() public {
        _mark(600_001, 5);
        _send(_seal(), "commit, mark epoch of 2 assets and 2 markets, no entries", 110_000 + 10_000 + 2 * 4_000);
    }

    function test_gas_commitFlowsAndFee() public {
        _deposit(alice, 0, 5e6);
        _creditAll();
        _fee(bob, 77);
        _withdraw(bob, 0, 3e6, COLD, 1);
        _send(_seal(), "commit, 3 entries, flows of 1 asset, system cash", 130_000);
    }

    function test_gas_commitFlowsOfTwo() public {
        _deposit(alice, 0, 5e6);
        _deposit(alice, 1, 5_000);
        _creditAll();
        _fee(bob, 77);
        _withdraw(bob, 0, 3e6, COLD, 1);
        _withdraw(bob, 1, 1e6, COLD, 1);
        _send(_seal(), "commit, 5 entries, flows of 2 assets, system cash", 130_000 + 12_000);
    }

    /// Execution alone, in one transaction and so on words already read: what one more entry and one more section cost.
    /// forge-config: default.isolate = false
    function test_gas_perEntryAndSection() public {
        uint256 few = _execution(_wide(1_000, 1));
        uint256 many = _execution(_wide(2_000, 1));
        uint256 apart = _execution(_wide(1_000, 2));
        assertLe(many - few, 87 * 1_000, "per entry");
        assertLe(apart, many + 1_000, "per section");
    }

    function _execution(Batch memory batch) private returns (uint256 used) {
        uint256 state = vm.snapshotState();
        house.commit(abi.encode(batch.header), batch.payload, batch.flows, batch.marks, batch.signatures);
        used = vm.lastCallGas().gasTotalUsed;
        vm.revertToState(state);
    }

    function test_gas_commitMixed() public {
        _send(_wide(100, 2), "commit, 100 cash and 100 line entries", 110_000 + 300 * 200);
    }

    function test_gas_commitMixedLarge() public {
        _send(_wide(500, 2), "commit, 500 cash and 500 line entries", 110_000 + 300 * 1_000);
    }

    function test_gas_commitCash() public {
        _send(_wide(1_000, 1), "commit, 1000 cash entries", 110_000 + 335 * 1_000);
    }

    function test_gas_commitCashFull() public {
        _send(_wide(10_200, 1), "commit, 10200 cash entries", 110_000 + 335 * 10_200);
    }

    function test_gas_pay() public {
        _fundWith(1_000_000e6);
        _withdraw(bob, 0, 3e6, COLD, 1);
        _withdraw(alice, 0, 3e6, address(0xC01E), 1);
        Batch memory batch = _seal();
        _commit(batch);
        vm.warp(vm.getBlockTimestamp() + 10);
        _pay(batch, 0);
        _note("pay fast, first of a batch, new holder", 222_000);
        _pay(batch, 1);
        _note("pay fast, later of a batch, new holder", 170_000);
    }

    function test_gas_payStandard() public {
        address[6] memory to = [COLD, address(0xC1), address(0xC2), address(0xC3), address(0xC4), address(0xC5)];
        for (uint256 i = 0; i < 6; i++) {
            _withdraw(bob, 0, 3e6, to[i], 0);
        }
        Batch memory batch = _seal();
        _commit(batch);
        usdc.mint(COLD, 1);
        vm.warp(vm.getBlockTimestamp() + 60);
        _withdraw(bob, 0, 3e6, address(0xC9), 0);
        Batch memory next = _seal();
        _commit(next);
        vm.warp(vm.getBlockTimestamp() + 60);
        _pay(next, 0);
        _note("pay standard, first of a batch, new holder", 144_000);
        _pay(batch, 0);
        _note("pay standard, first of a batch, known holder", 113_000);
        bytes memory rows;
        bytes memory paths;
        for (uint256 i = 1; i < 6; i++) {
            rows = abi.encodePacked(rows, uint32(i), bob, uint16(0), uint64(3e6), to[i], uint8(0));
            paths = abi.encodePacked(paths, _path(batch, i));
        }
        house.payMany(abi.encode(batch.header), batch.committedAt, batch.flows, rows, 6, paths);
        _note("payMany, 5 new holders", 5 * (48_000 + 17_100)); // a holder's first unit fills an empty word
    }

    function test_gas_forcedRequest() public {
        vm.startPrank(ALICE);
        queue.withdraw(alice, 0, 1e6, COLD);
        vm.roll(vm.getBlockNumber() + 1);
        queue.withdraw(alice, 0, 1e6, COLD);
        _note("forced request", 70_000);
        vm.stopPrank();
        vm.warp(vm.getBlockTimestamp() + 25 hours);
        queue.announce();
        _note("announce", 66_000);
        vm.warp(vm.getBlockTimestamp() + 1 hours);
        vm.roll(vm.getBlockNumber() + 300);
        queue.freeze();
        _note("freeze", 60_000);
    }

    function test_gas_chunks() public {
        Batch memory batch = _wide(1_000, 2);
        bytes[] memory chunks = new bytes[](2);
        Reference.Section[] memory all = new Reference.Section[](2);
        for (uint256 s = 0; s < 2; s++) {
            all[s] = Reference.Section(s == 0 ? 2 << 32 : (3 << 32) + 1, new Reference.Entry[](1_000));
            for (uint32 i = 0; i < 1_000; i++) {
                all[s].entries[i] = Reference.Entry(4096 + 8 * i, i % 2 == 0 ? int64(77) : int64(-77));
            }
        }
        (chunks, batch.header.payloadHash) = Reference.chunked(all, 7);
        _resign(batch);
        house.stage(0, 0, chunks[0]);
        house.stage(0, 1, chunks[1]);
        _note("stage, second chunk of 830 entries", 200_000);
        house.commitStaged(0, abi.encode(batch.header), batch.flows, batch.marks, batch.signatures);
        _note("commitStaged", 135_000);
    }

    function test_gas_escape() public {
        Batch memory batch = _seal();
        _commit(batch);
        _freeze();
        _open(batch);
        _note("open, 2 assets", 360_000);
        _escape(batch, alice);
        _note("escape, coin and a line", 150_000);
        _escape(batch, bob);
        _note("escape, coin, a line and a further token", 186_000);
    }

    function test_gas_loadMarks() public {
        bytes memory pages = new bytes(16 * 1024);
        for (uint256 i = 0; i < pages.length; i += 32) {
            // three fields of a market word, the status, zeros
            bytes32 word = bytes32(abi.encodePacked(uint64(600_000 + i), uint64(10), uint64(i), uint8(1), bytes7(0)));
            assembly ("memory-safe") {
                mstore(add(add(pages, 32), i), word)
            }
        }
        bytes memory hashes;
        for (uint256 i = 0; i < 16; i++) {
            hashes = abi.encodePacked(hashes, keccak256(abi.encodePacked(hex"03", _cut(pages, i * 1024, 1024))));
        }
        desk.loadMarks("", hashes, true, 0, pages);
        _note("loadMarks, 16 pages", 3_600_000);
    }

    function test_gas_verifyFill() public {
        IFillVerifier verifier = IFillVerifier(deployCode("FillVerifier.sol:FillVerifier", abi.encode(address(house))));
        uint32 account = _join(vm.addr(0x0123), 10e6);
        Order memory order = Order(account, 1, 0, 0, 600_000, 50, 7, 2e18, 0x1234);
        Agent memory agent =
            Agent(account, vm.addr(0x4567), 2e18, 1e12, 300_000_000, type(uint64).max, type(uint64).max >> 1, type(uint32).max >> 1, 1);
        bytes memory signature = _signed(0x4567, verifier.orderDigest(order));
        bytes memory scope = _signed(0x0123, verifier.agentDigest(agent));
        verifier.verifyFill(order, signature, agent, scope, Fill(account, 1, 0, 599_990, 20, 30, 1.7e18, 10));
        _note("verifyFill with an agent, execution only", 22_000);
    }

    function _signed(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function test_gas_verifyLeaf() public {
        Batch memory batch = _seal();
        batch.marks = _marks();
        _commit(batch);
        (bytes memory leaf,) = _leafOf(batch, alice);
        bytes memory path = Reference.proof(batch.leaves, alice);
        house.verifyLeaf(abi.encode(batch.header), batch.committedAt, alice, leaf, path, batch.marks);
        _note("verifyLeaf, execution only", 35_000);
    }

    function test_gas_walk() public {
        ILibraries lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
        Batch memory batch = _seal();
        Reference.Node memory node = Reference.subtree(batch.leaves, 0, alice);
        int256 claim = int256(uint256(node.p)) - int256(uint256(node.n));
        (bytes32 root,,) = lib.walk(Reference.proof(batch.leaves, alice), alice, node.hash, claim);
        _note("proof walk of 24 levels, execution only", 15_000);
        assertEq(root, batch.header.root);
    }

    /// Keeps the figure of the last call, which must not pass the limit.
    function _note(string memory name, uint256 limit) private {
        assertLe(vm.snapshotGasLastCall("Gas", name), limit, name);
    }

    function _cut(bytes memory data, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[from + i];
        }
    }

    function _send(Batch memory batch, string memory name, uint256 limit) private {
        house.commit(abi.encode(batch.header), batch.payload, batch.flows, batch.marks, batch.signatures);
        _note(name, limit);
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
