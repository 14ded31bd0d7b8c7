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

    /// False when the bytes are no statement: another first byte, another length, lines that do not ascend.
    function reads(bytes calldata s) internal pure returns (bool) {
        if (s.length < HEAD || uint8(s[0]) != VENUE || s.length != HEAD + lines(s) * LINE) return false;
        uint256 next = 0;
        for (uint256 i = 0; i < lines(s); i++) {
            uint32 market = line(s, i).market;
            if (market < next) return false;
            next = uint256(market) + 1;
        }
        return true;
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

    function line(bytes calldata s, uint256 index) internal pure returns (Line memory l) {
        uint256 head;
        uint256 tail;
        assembly ("memory-safe") {
            let place := add(add(s.offset, 19), mul(index, 36))
            head := calldataload(place)
            tail := calldataload(add(place, 28))
        }
        l.market = uint32(head >> 224);
        l.lots = int64(uint64(head >> 160));
        l.markTicks = uint64(head >> 96);
        l.k = uint64(head >> 32);
        l.fundingIndex = int64(uint64(tail >> 192));
    }

    /// The line of a market; all zeros when there is none.
    function find(bytes calldata s, uint32 market) internal pure returns (Line memory l) {
        for (uint256 i = 0; i < lines(s); i++) {
            Line memory found = line(s, i);
            if (found.market == market) return found;
        }
    }
}
