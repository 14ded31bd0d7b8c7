// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What the venue says of an account just before it liquidates (decisions/0001):
///   4 | timeNs u64 | cash i64 | lines u16 | lines x (market u32 | lots i64 | markTicks u64 | k u64 | fundingIndex i64)
library Statement {
    struct Line {
        uint32 market;
        int64 lots;
        uint64 markTicks;
        uint64 k;
        int64 fundingIndex;
    }

    uint8 private constant VENUE = 4;
    uint256 private constant HEAD = 19;
    uint256 private constant LINE = 36;

    function isWhole(bytes calldata s) internal pure returns (bool) {
        return s.length >= HEAD && uint8(s[0]) == VENUE && s.length == HEAD + lines(s) * LINE;
    }

    function timeNs(bytes calldata s) internal pure returns (uint64) {
        return uint64(bytes8(s[1:9]));
    }

    function cash(bytes calldata s) internal pure returns (int64) {
        return int64(uint64(bytes8(s[9:17])));
    }

    function lines(bytes calldata s) internal pure returns (uint256) {
        return uint16(bytes2(s[17:19]));
    }

    function line(bytes calldata s, uint256 index) internal pure returns (Line memory found) {
        uint256 head;
        uint256 tail;
        assembly ("memory-safe") {
            let place := add(add(s.offset, 19), mul(index, 36))
            head := calldataload(place)
            tail := calldataload(add(place, 28))
        }
        found.market = uint32(head >> 224);
        found.lots = int64(uint64(head >> 160));
        found.markTicks = uint64(head >> 96);
        found.k = uint64(head >> 32);
        found.fundingIndex = int64(uint64(tail >> 192));
    }

    /// A line as words: market, lots, value of a lot at the mark, fundingIndex.
    function values(bytes calldata s, uint256 index)
        internal
        pure
        returns (uint256 market, int256 lots, uint256 lot, int256 fundingIndex)
    {
        assembly ("memory-safe") {
            let place := add(add(s.offset, 19), mul(index, 36))
            let head := calldataload(place)
            market := shr(224, head)
            lots := sar(192, shl(32, head))
            // Two numbers of 64 bits.
            lot := mul(and(shr(96, head), 0xffffffffffffffff), and(shr(32, head), 0xffffffffffffffff))
            fundingIndex := sar(192, calldataload(add(place, 28)))
        }
    }

    /// The line of a market; all zeros when there is none.
    function find(bytes calldata s, uint32 market) internal pure returns (Line memory found) {
        for (uint256 i = 0; i < lines(s); i++) {
            Line memory each = line(s, i);
            if (each.market == market) return each;
        }
    }
}
