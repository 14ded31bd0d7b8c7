// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Header} from "../../src/types/Header.sol";

interface ILibraries {
    function markRoot(bytes calldata marks) external pure returns (bytes32);
    function leaf(bytes calldata preimage, uint32 account, bytes calldata marks) external pure returns (bytes32 hash, int256 claim);
    function leafReads(bytes calldata preimage, uint32 account, bytes calldata marks) external pure returns (bool sound, int256 claim);
    function pageEntry(bytes calldata page, uint40 key, uint32 account) external pure returns (int64);
    function walk(bytes calldata path, uint32 account, bytes32 hash, int256 claim) external pure returns (bytes32, uint128, uint128);
    function payload(bytes calldata data, int256[] memory sums) external pure returns (bytes32 hash, int256 fees, int256 badDebt);
    function climb(bytes32 leafHash, uint256 index, uint256 count, bytes calldata path) external pure returns (bytes32);
    function moves(uint32 account, bytes calldata list, bytes calldata path) external pure returns (bytes32 hash, bytes32 root);
    function moveIn(bytes calldata move, uint256 index, uint256 count, bytes calldata path)
        external
        pure
        returns (bytes32 hash, bytes32 root);
    function moveEffect(bytes calldata move, uint40 key) external pure returns (int256);
    function flows(bytes calldata rows) external pure returns (bytes32 sums, bytes32 totals, uint64 withdrawn, uint64 cover);
    function store(bytes calldata data) external returns (address);
    function header(bytes calldata preimage) external pure returns (Header memory h, bytes32 hash);
}
