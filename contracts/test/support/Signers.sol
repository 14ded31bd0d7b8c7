// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// Sets of keys in ascending order of their addresses, and what they sign, packed as Quorum.sol reads it.
abstract contract Signers is Test {
    function _keys(uint256 seed, uint256 count) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            uint256 key = uint256(keccak256(abi.encode(seed, i))) >> 8;
            uint256 j = i;
            for (; j > 0 && vm.addr(keys[j - 1]) > vm.addr(key); j--) {
                keys[j] = keys[j - 1];
            }
            keys[j] = key;
        }
    }

    function _set(uint8 threshold, uint256[] memory keys) internal pure returns (bytes memory set) {
        set = abi.encodePacked(threshold);
        for (uint256 i = 0; i < keys.length; i++) {
            set = abi.encodePacked(set, vm.addr(keys[i]));
        }
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// The first `count` keys sign.
    function _signatures(uint256[] memory keys, uint256 count, bytes32 digest) internal pure returns (bytes memory all) {
        for (uint256 i = 0; i < count; i++) {
            all = abi.encodePacked(all, uint8(i), uint16(65), _sign(keys[i], digest));
        }
    }
}
