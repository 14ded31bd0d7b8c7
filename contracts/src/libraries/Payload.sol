// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tree} from "./Tree.sol";

/// The entries of a batch as calldata pages, walked once.
///
///   page   key u40 | count u16 | count x entry         bit 15 of count marks the last page of the batch
///   entry  account u32 | zigzag u64
///   key    2 << 32 | asset   or   3 << 32 | market
///
/// A section is all pages of one key. Keys strictly ascend between sections, accounts strictly ascend inside one, a page
/// holds 1 to 170 entries and only the last page of a section holds fewer than 170. The page hash covers
/// key | count | prevKey u40 | prevId u32 | entries, where prevKey and prevId are those of the entry before the page
/// (0 before the first), so presence and absence of any (key, account) show in one page.
/// payloadHash = keccak(05 | 32 zero bytes | chunkRoot); an empty payload has the hash 0. One chunk is at most 125,000 bytes and
/// 10,200 entries.
///
/// Sums cannot overflow: 10,200 entries of 64 bits in 256 bits.
library Payload {
    uint256 internal constant MAX_LENGTH = 125_000;
    uint256 internal constant FULL_PAGE = 170;
    uint256 internal constant MAX_ENTRIES = 60 * FULL_PAGE;
    uint256 private constant ENTRY = 12;
    uint256 private constant PAGE_HEAD = 7;
    uint256 private constant ASSET_KIND = 2;
    uint256 private constant MARKET_KIND = 3;
    uint256 private constant CASH_KEY = ASSET_KIND << 32;
    uint256 private constant ACCOUNT_LIMIT = 1 << 24;
    uint256 private constant FEES = 1;
    uint256 private constant BAD_DEBT = 5;

    error PayloadTooLong(uint256 limit, uint256 found);
    error PayloadTooMany(uint256 limit, uint256 found);
    error PayloadTruncated(uint256 expected, uint256 found);
    error PayloadAfterLastPage(uint256 expected, uint256 found);
    error LastPageMissing();
    error PageCount(uint40 key, uint256 count);
    error PageNotFull(uint40 key, uint256 count);
    error SectionKind(uint40 key);
    error SectionOrder(uint40 previous, uint40 found);
    error EntryOrder(uint40 key, uint32 previous, uint32 found);
    error EntryAccount(uint40 key, uint32 account);
    error EntryZero(uint40 key, uint32 account);
    error AssetUnknown(uint16 asset, uint256 assetCount);
    error AssetUnbalanced(uint16 asset, int256 flows, int256 entries);
    error MarketUnbalanced(uint32 market, int256 entries);

    struct Cursor {
        uint256 key;
        uint256 lastId; // of the entry before, in whatever section
        uint256 count; // of the page before
        int256 sum; // of the open section
        uint256 page; // memory of the page being hashed
        uint256 hashes; // memory of the page hashes so far
        uint256 pages;
    }

    /// Checks every rule above, every market against zero and every asset against `flows` (net units into the tree by asset id).
    /// Returns the payload hash and what the batch moves on the cash of the two system accounts the chain keeps.
    function check(bytes calldata payload, int256[] memory flows) internal pure returns (bytes32 hash, int256 fees, int256 badDebt) {
        if (payload.length > MAX_LENGTH) revert PayloadTooLong(MAX_LENGTH, payload.length);
        int256[] memory sums = new int256[](flows.length);
        if (payload.length > 0) (hash, fees, badDebt) = _pages(payload, sums);
        for (uint256 asset = 0; asset < flows.length; asset++) {
            if (sums[asset] != flows[asset]) revert AssetUnbalanced(uint16(asset), flows[asset], sums[asset]);
        }
    }

    function _pages(bytes calldata payload, int256[] memory sums) private pure returns (bytes32, int256 fees, int256 badDebt) {
        Cursor memory cursor = _cursor();
        uint256 offset = 0;
        uint256 total = 0;
        bool last = false;
        while (offset < payload.length) {
            if (last) revert PayloadAfterLastPage(offset, payload.length);
            (uint256 key, uint256 head) = _head(payload, offset);
            last = head >> 15 == 1;
            uint256 count = head & 0x7fff;
            if (count == 0 || count > FULL_PAGE) revert PageCount(uint40(key), count);
            uint256 end = offset + PAGE_HEAD + count * ENTRY;
            if (end > payload.length) revert PayloadTruncated(end, payload.length);
            total += count;
            if (total > MAX_ENTRIES) revert PayloadTooMany(MAX_ENTRIES, total);

            uint256 previousId = _openPage(cursor, key, sums);
            bytes calldata entries = payload[offset + PAGE_HEAD:end];
            _hashPage(cursor, key, head, entries);
            if (key == CASH_KEY && previousId == 0) (fees, badDebt) = _systemCash(entries);
            (int256 sum, uint256 lastId) = _entries(key, previousId, entries);
            cursor.sum += sum;
            cursor.lastId = lastId;
            cursor.key = key;
            cursor.count = count;
            offset = end;
        }
        if (!last) revert LastPageMissing();
        _closeSection(cursor, sums);
        return (keccak256(abi.encodePacked(bytes1(0x05), bytes32(0), _chunkRoot(cursor))), fees, badDebt);
    }

    /// Lays the page buffer and, behind it, the growing list of page hashes at the end of memory. Nothing else may allocate
    /// between two pages, and nothing does: what allocates is an error on its way out.
    function _cursor() private pure returns (Cursor memory cursor) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(add(cursor, 0x80), free)
            mstore(add(cursor, 0xa0), add(free, 2112))
            mstore(0x40, add(free, 2112))
        }
    }

    function _head(bytes calldata payload, uint256 offset) private pure returns (uint256 key, uint256 head) {
        if (offset + PAGE_HEAD > payload.length) revert PayloadTruncated(offset + PAGE_HEAD, payload.length);
        assembly ("memory-safe") {
            let word := calldataload(add(payload.offset, offset))
            key := shr(216, word)
            head := and(shr(200, word), 0xffff)
        }
    }

    /// Continues the open section or closes it and opens the next; returns the id the first entry must exceed.
    function _openPage(Cursor memory cursor, uint256 key, int256[] memory sums) private pure returns (uint256 previousId) {
        if (key == cursor.key) {
            if (cursor.count != FULL_PAGE) revert PageNotFull(uint40(key), cursor.count);
            return cursor.lastId;
        }
        if (key < cursor.key) revert SectionOrder(uint40(cursor.key), uint40(key));
        uint256 kind = key >> 32;
        if (kind != ASSET_KIND && kind != MARKET_KIND) revert SectionKind(uint40(key));
        if (cursor.key != 0) _closeSection(cursor, sums);
        return 0;
    }

    function _closeSection(Cursor memory cursor, int256[] memory sums) private pure {
        uint256 id = uint32(cursor.key);
        if (cursor.key >> 32 == MARKET_KIND) {
            if (cursor.sum != 0) revert MarketUnbalanced(uint32(id), cursor.sum);
        } else {
            if (id >= sums.length) revert AssetUnknown(uint16(id), sums.length);
            sums[id] = cursor.sum;
        }
        cursor.sum = 0;
    }

    function _hashPage(Cursor memory cursor, uint256 key, uint256 head, bytes calldata entries) private pure {
        uint256 page = cursor.page;
        uint256 place = cursor.hashes + cursor.pages * 32;
        uint256 prefix = key << 216 | head << 200 | cursor.key << 160 | cursor.lastId << 128;
        assembly ("memory-safe") {
            mstore(page, prefix)
            calldatacopy(add(page, 16), entries.offset, entries.length)
            mstore(place, keccak256(page, add(16, entries.length)))
            mstore(0x40, add(place, 32))
        }
        cursor.pages++;
    }

    /// One pass over the entries of a page, two per word. Flags instead of branches; the named error is found on a second pass.
    function _entries(uint256 key, uint256 previousId, bytes calldata entries) private pure returns (int256 sum, uint256 lastId) {
        bool sound;
        assembly ("memory-safe") {
            let mask := 0xffffffffffffffff
            let prior := previousId
            let total := 0
            let bad := 0
            let p := entries.offset
            let end := add(p, entries.length)
            let pairs := sub(end, mod(entries.length, 24))
            for {} lt(p, pairs) { p := add(p, 24) } {
                let word := calldataload(p)
                let first := shr(224, word)
                let z1 := and(shr(160, word), mask)
                let second := and(shr(128, word), 0xffffffff)
                let z2 := and(shr(64, word), mask)
                bad := or(bad, or(iszero(gt(first, prior)), iszero(gt(second, first))))
                bad := or(bad, or(iszero(z1), iszero(z2)))
                total := add(total, add(xor(shr(1, z1), sub(0, and(z1, 1))), xor(shr(1, z2), sub(0, and(z2, 1)))))
                prior := second
            }
            if lt(p, end) {
                let word := calldataload(p)
                let id := shr(224, word)
                let z := and(shr(160, word), mask)
                bad := or(bad, or(iszero(gt(id, prior)), iszero(z)))
                total := add(total, xor(shr(1, z), sub(0, and(z, 1))))
                prior := id
            }
            sum := total
            lastId := prior
            sound := and(iszero(bad), lt(prior, ACCOUNT_LIMIT))
        }
        if (!sound) _refuse(uint40(key), uint32(previousId), entries);
    }

    function _refuse(uint40 key, uint32 previous, bytes calldata entries) private pure {
        for (uint256 pos = 0; pos < entries.length; pos += ENTRY) {
            uint32 id = uint32(bytes4(entries[pos:pos + 4]));
            if (id <= previous) revert EntryOrder(key, previous, id);
            if (id >= ACCOUNT_LIMIT) revert EntryAccount(key, id);
            if (uint64(bytes8(entries[pos + 4:pos + ENTRY])) == 0) revert EntryZero(key, id);
            previous = id;
        }
    }

    /// Ids ascend from 1, so FEES and BAD_DEBT can only stand among the first five entries of the cash section.
    function _systemCash(bytes calldata entries) private pure returns (int256 fees, int256 badDebt) {
        for (uint256 pos = 0; pos < entries.length; pos += ENTRY) {
            uint256 id = uint32(bytes4(entries[pos:pos + 4]));
            if (id > BAD_DEBT) break;
            uint64 zigzag = uint64(bytes8(entries[pos + 4:pos + ENTRY]));
            int256 value = int256(uint256(zigzag >> 1)) ^ -int256(uint256(zigzag & 1));
            if (id == FEES) fees = value;
            if (id == BAD_DEBT) badDebt = value;
        }
    }

    function _chunkRoot(Cursor memory cursor) private pure returns (bytes32 root) {
        uint256 pages = cursor.pages;
        uint256 hashes = cursor.hashes;
        uint256 buffer = cursor.page;
        bytes32 domain = bytes32(Tree.PAGE_NODE);
        assembly ("memory-safe") {
            mstore(buffer, domain)
            for {} gt(pages, 1) { pages := shr(1, add(pages, 1)) } {
                for { let i := 0 } lt(i, pages) { i := add(i, 2) } {
                    let left := add(hashes, mul(i, 32))
                    let parent := add(hashes, mul(i, 16))
                    switch eq(add(i, 1), pages)
                    case 1 { mstore(parent, mload(left)) }
                    default {
                        mstore(add(buffer, 1), mload(left))
                        mstore(add(buffer, 33), mload(add(left, 32)))
                        mstore(parent, keccak256(buffer, 65))
                    }
                }
            }
            root := mload(hashes)
        }
    }
}
