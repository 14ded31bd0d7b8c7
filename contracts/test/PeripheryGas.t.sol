// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PackedUserOperation} from "@openzeppelin/contracts/interfaces/IERC4337.sol";
import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {IPasskeyFactory, Passkeys} from "./support/Passkeys.sol";
import {Signers} from "./support/Signers.sol";

/// Gas of whole transactions (21,000 and calldata included); figures in snapshots/Periphery.json, a difference fails the test run.
/// forge-config: default.isolate = true
contract PeripheryGasTest is Signers, Passkeys {
    uint256 private constant ROUND_LIMIT = 140_000;
    uint256 private constant SMALL_ROUND_LIMIT = 75_000;
    uint256 private constant OPERATION_LIMIT = 150_000;
    uint256 private constant FIRST_OPERATION_LIMIT = 420_000;

    function setUp() public {
        vm.warp(1_700_000_000);
    }

    /// Every market has a price already, as in all rounds but the first.
    function test_gas_oracleRounds() public {
        uint256[] memory keys = _keys(1, 5);
        bytes memory set = _set(3, keys);
        address authority = deployCode("Authority.sol:Authority", abi.encode(address(this), address(0x71)));
        IOracleHub hub = IOracleHub(deployCode("OracleHub.sol:OracleHub", abi.encode(authority, set)));
        for (uint32 market = 1; market <= 10; market++) {
            hub.list(market, 8, 2);
        }
        _post(hub, set, keys, 1, 10);
        _post(hub, set, keys, 2, 10);
        uint256 gas = vm.snapshotGasLastCall("Periphery", "oracle round, 10 markets, 3 signers");
        assertLe(gas, ROUND_LIMIT);
        _post(hub, set, keys, 3, 1);
        gas = vm.snapshotGasLastCall("Periphery", "oracle round, 1 market, 3 signers");
        assertLe(gas, SMALL_ROUND_LIMIT);
    }

    /// Through EntryPoint 0.8 from a bundler: a transfer of coin from one holder to another, account and EntryPoint in use before.
    function test_gas_passkeyOperations() public {
        _deployWallets();
        (address coin, address account) = _holder(0);
        PackedUserOperation memory op = _transfer(coin, account);
        op.initCode = abi.encodePacked(address(factory), abi.encodeCall(IPasskeyFactory.create, (passkeyX, passkeyY, 0)));
        op.signature = _assertion(PASSKEY, _hash(op));
        _handle(op);
        uint256 gas = vm.snapshotGasLastCall("Periphery", "passkey operation, first of an account");
        assertLe(gas, FIRST_OPERATION_LIMIT);
        op = _transfer(coin, account);
        op.signature = _assertion(PASSKEY, _hash(op));
        _handle(op);
        gas = vm.snapshotGasLastCall("Periphery", "passkey operation, coin transfer");
        assertLe(gas, OPERATION_LIMIT);
    }

    function _holder(uint256 salt) private returns (address coin, address account) {
        coin = deployCode("TestToken.sol:TestToken", abi.encode("USDC test", "USDC", uint8(6)));
        account = factory.addressOf(passkeyX, passkeyY, salt);
        vm.deal(account, 1 ether);
        vm.deal(BUNDLER, 1 ether);
        deal(coin, account, 100e6);
        deal(coin, address(0xBE), 1e6);
    }

    function _transfer(address coin, address account) private view returns (PackedUserOperation memory) {
        return _operation(account, 0, _one(coin, abi.encodeCall(IERC20.transfer, (address(0xBE), 1e6))));
    }

    function _post(IOracleHub hub, bytes memory set, uint256[] memory keys, uint64 round, uint32 size) private {
        bytes memory markets;
        for (uint32 market = 1; market <= size; market++) {
            markets = abi.encodePacked(markets, market);
        }
        bytes memory columns;
        for (uint8 i = 0; i < 3; i++) {
            bytes memory rows;
            for (uint64 market = 1; market <= size; market++) {
                rows = abi.encodePacked(rows, 600_000 * market + round + i, uint32(100 + i));
            }
            bytes32 digest = hub.reportDigest(round, uint64(block.timestamp), keccak256(markets), keccak256(rows));
            columns = abi.encodePacked(columns, i, rows, uint16(65), _sign(keys[i], digest));
        }
        hub.post(round, uint64(block.timestamp), markets, set, columns);
    }
}
