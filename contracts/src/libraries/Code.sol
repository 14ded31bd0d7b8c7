// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Bytes kept as the code of an address: 200 gas a byte once, a few thousand to read them all. Code is 00 | bytes, so it can never run.
library Code {
    error CodeNotStored(uint256 length);

    function store(bytes memory data) internal returns (address where) {
        // PUSH4 size, DUP1, PUSH1 14, PUSH1 0, CODECOPY, PUSH1 0, RETURN
        bytes memory creation = abi.encodePacked(hex"63", uint32(data.length + 1), hex"80600e6000396000f300", data);
        assembly ("memory-safe") {
            where := create(0, add(creation, 32), mload(creation))
        }
        if (where == address(0)) revert CodeNotStored(data.length);
    }

    function load(address where) internal view returns (bytes memory data) {
        assembly ("memory-safe") {
            let size := sub(extcodesize(where), 1)
            data := mload(0x40)
            mstore(data, size)
            mstore(0x40, add(add(data, 32), size))
            extcodecopy(where, add(data, 32), 1, size)
        }
    }

    /// The 32 bytes at `index * 32`; beyond the end there are zeros.
    function word(address where, uint256 index) internal view returns (uint256 found) {
        assembly ("memory-safe") {
            extcodecopy(where, 0x00, add(1, mul(index, 32)), 32)
            found := mload(0x00)
        }
    }
}
