// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Withdrawal} from "../interfaces/IClearingHouse.sol";

/// Withdrawals of a batch. row = index u32 | account u32 | asset u16 | units u64 | destination 20 | lane u8, 39 bytes;
/// leaf = keccak(06 | batchNo u64 | row).
library Payouts {
    uint256 private constant ROW = 39;

    error RowsLength(uint256 length);

    function leaf(uint64 no, Withdrawal memory w) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x06), no, w.index, w.account, w.asset, w.units, w.destination, w.lane));
    }

    function count(bytes calldata rows) internal pure returns (uint256) {
        if (rows.length == 0 || rows.length % ROW != 0) revert RowsLength(rows.length);
        return rows.length / ROW;
    }

    function row(bytes calldata rows, uint256 index) internal pure returns (Withdrawal memory w) {
        bytes calldata bytes_ = rows[index * ROW:(index + 1) * ROW];
        w.index = uint32(bytes4(bytes_[0:4]));
        w.account = uint32(bytes4(bytes_[4:8]));
        w.asset = uint16(bytes2(bytes_[8:10]));
        w.units = uint64(bytes8(bytes_[10:18]));
        w.destination = address(bytes20(bytes_[18:38]));
        w.lane = uint8(bytes_[38]);
    }
}
