// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleHub} from "../src/interfaces/IOracleHub.sol";
import {Signers} from "./support/Signers.sol";

/// Gas of whole transactions (21,000 and calldata included); figures in snapshots/Periphery.json, a difference fails the test run.
/// forge-config: default.isolate = true
contract PeripheryGasTest is Signers {
    uint256 private constant ROUND_LIMIT = 140_000;
    uint256 private constant SMALL_ROUND_LIMIT = 75_000;

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
