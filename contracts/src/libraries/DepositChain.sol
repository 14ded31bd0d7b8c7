// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Every deposit ever made as one hash: chain = keccak(09 | chain before | depositNo u64 | row), 0 before the first.
/// row = account u32 | asset u16 | units u64 | sender 20, 34 bytes; the sender of swept residue is 0.
library DepositChain {
    uint256 internal constant ROW = 34;
    bytes1 private constant DOMAIN = 0x09;

    function extend(bytes32 chain, uint64 depositNo, uint32 account, uint16 asset, uint64 units, address sender)
        internal
        pure
        returns (bytes32 next)
    {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 0x09)
            mstore(add(buffer, 1), chain)
            mstore(add(buffer, 33), or(or(shl(192, depositNo), shl(160, account)), or(shl(144, asset), shl(80, units))))
            mstore(add(buffer, 55), shl(96, sender))
            next := keccak256(buffer, 75)
        }
    }

    function extendAll(bytes32 chain, uint64 first, bytes calldata rows) internal pure returns (bytes32) {
        for (uint256 pos = 0; pos < rows.length; pos += ROW) {
            chain = keccak256(abi.encodePacked(DOMAIN, chain, first++, rows[pos:pos + ROW]));
        }
        return chain;
    }

    function row(bytes calldata rows, uint256 index) internal pure returns (uint32 account, uint16 asset, uint64 units, address sender) {
        uint256 pos = index * ROW;
        account = uint32(bytes4(rows[pos:pos + 4]));
        asset = uint16(bytes2(rows[pos + 4:pos + 6]));
        units = uint64(bytes8(rows[pos + 6:pos + 14]));
        sender = address(bytes20(rows[pos + 14:pos + 34]));
    }
}
