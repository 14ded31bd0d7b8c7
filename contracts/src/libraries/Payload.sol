// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Flows} from "./Flows.sol";
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
/// A payload is cut between pages into at most 8 chunks of at most 125,000 bytes and 10,200 entries each. chunkRoot is the tree over a
/// chunk's page hashes; payloadHash = keccak(05 | hash before | chunkRoot) over the chunks from 0, so an empty payload has the hash 0.
///
/// Sums of assets fold into one hash (Flows.sol): chunks need not carry them, and the flows of a batch give the same hash exactly when every
/// asset's entries sum to its flow.
///
/// Sums cannot overflow: 81,600 entries of 64 bits in 96 bits.
library Payload {
    uint256 internal constant MAX_LENGTH = 125_000;
    uint256 internal constant FULL_PAGE = 170;
    uint256 internal constant MAX_ENTRIES = 60 * FULL_PAGE;
    uint256 internal constant MAX_CHUNKS = 8;
    uint256 private constant ENTRY = 12;
    uint256 private constant PAGE_HEAD = 7;
    uint256 private constant ASSET_KIND = 2;
    uint256 private constant MARKET_KIND = 3;
    uint256 private constant CASH_KEY = ASSET_KIND << 32;
    uint256 private constant ACCOUNT_LIMIT = 1 << 24;
    uint256 private constant FEES = 1;
    uint256 private constant BAD_DEBT = 5;
    uint256 private constant PAIR = 24;
    // Two entries in a word: account u32 | zigzag u64 | account u32 | zigzag u64 | 64 bits of what follows.
    uint256 private constant ACCOUNTS = 0xffffffff0000000000000000ffffffff00000000000000000000000000000000;
    uint256 private constant VALUES = 0x00000000ffffffffffffffff00000000ffffffffffffffff0000000000000000;
    uint256 private constant UNITS = 0x0000000000000000000000010000000000000000000000010000000000000000;
    uint256 private constant TOPS = 0xff0000000000000000000000ff00000000000000000000000000000000000000;
    uint256 private constant NEGATIVE = 0x10000ffffffffffffffff; // 64 ones, and bit 80

    error PayloadTooLong(uint256 limit, uint256 found);
    error PayloadTooMany(uint256 limit, uint256 found);
    error PayloadTruncated(uint256 expected, uint256 found);
    error PayloadAfterLastPage(uint256 expected, uint256 found);
    error PayloadEmptyChunk();
    error ChunksTooMany(uint256 limit);
    error LastPageMissing();
    error PageCount(uint40 key, uint256 count);
    error PageNotFull(uint40 key, uint256 count);
    error SectionKind(uint40 key);
    error SectionOrder(uint40 previous, uint40 found);
    error EntryOrder(uint40 key, uint32 previous, uint32 found);
    error EntryAccount(uint40 key, uint32 account);
    error EntryZero(uint40 key, uint32 account);
    error AssetUnknown(uint16 asset, uint256 assetCount);
    error AssetsUnbalanced(bytes32 flows, bytes32 entries);
    error MarketUnbalanced(uint32 market, int256 entries);

    /// Where a payload stands after some of its chunks.
    struct Progress {
        uint40 key; // of the newest page
        uint32 lastId; // of the newest entry
        uint16 count; // of the newest page
        uint8 chunks;
        bool complete; // the last page has been seen
        int96 sum; // of the open section
        int64 fees; // what the batch moves on the cash of FEES
        int64 badDebt; // and of BAD_DEBT
        bytes32 hash; // over the chunks so far
        bytes32 sums; // over the closed asset sections
    }

    struct Cursor {
        uint256 key;
        uint256 lastId; // of the entry before, in whatever section
        uint256 count; // of the page before
        int256 sum; // of the open section
        uint256 page; // memory of the page being hashed
        uint256 hashes; // memory of the page hashes so far
        uint256 pages;
        bytes32 sums;
        uint256 assetCount;
    }

    /// Continues a payload by one chunk; refuses what breaks any rule above.
    function extend(Progress memory progress, bytes calldata chunk, uint256 assetCount) internal pure {
        if (chunk.length > MAX_LENGTH) revert PayloadTooLong(MAX_LENGTH, chunk.length);
        if (chunk.length == 0) revert PayloadEmptyChunk();
        if (progress.chunks == MAX_CHUNKS) revert ChunksTooMany(MAX_CHUNKS);
        if (progress.complete) revert PayloadAfterLastPage(0, chunk.length);
        Cursor memory cursor = Cursor(progress.key, progress.lastId, progress.count, progress.sum, 0, 0, 0, progress.sums, assetCount);
        _reserve(cursor);
        bool last = _pages(progress, cursor, chunk);
        if (last) _closeSection(cursor);
        progress.key = uint40(cursor.key);
        progress.lastId = uint32(cursor.lastId);
        progress.count = uint16(cursor.count);
        progress.chunks++;
        progress.complete = last;
        progress.sum = int96(cursor.sum);
        progress.hash = keccak256(abi.encodePacked(bytes1(0x05), progress.hash, _chunkRoot(cursor)));
        progress.sums = cursor.sums;
    }

    /// Whether nothing is missing and every asset's entries sum to its flow; `flows` is their fold (Flows.sol).
    function conclude(Progress memory progress, bytes32 flows) internal pure {
        if (progress.chunks > 0 && !progress.complete) revert LastPageMissing();
        if (flows != progress.sums) revert AssetsUnbalanced(flows, progress.sums);
    }

    function _pages(Progress memory progress, Cursor memory cursor, bytes calldata payload) private pure returns (bool last) {
        uint256 offset = 0;
        uint256 total = 0;
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

            uint256 previousId = _openPage(cursor, key);
            bytes calldata entries = payload[offset + PAGE_HEAD:end];
            _hashPage(cursor, key, head, entries);
            if (key == CASH_KEY && previousId == 0) (progress.fees, progress.badDebt) = _systemCash(entries);
            (int256 sum, uint256 lastId) = _entries(key, previousId, entries);
            cursor.sum += sum;
            cursor.lastId = lastId;
            cursor.key = key;
            cursor.count = count;
            offset = end;
        }
    }

    /// Lays the page buffer and, behind it, the growing list of page hashes at the end of memory. Nothing else may allocate
    /// between two pages, and nothing does: what allocates is an error on its way out.
    function _reserve(Cursor memory cursor) private pure {
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
    function _openPage(Cursor memory cursor, uint256 key) private pure returns (uint256 previousId) {
        if (key == cursor.key) {
            if (cursor.count != FULL_PAGE) revert PageNotFull(uint40(key), cursor.count);
            return cursor.lastId;
        }
        if (key < cursor.key) revert SectionOrder(uint40(cursor.key), uint40(key));
        uint256 kind = key >> 32;
        if (kind != ASSET_KIND && kind != MARKET_KIND) revert SectionKind(uint40(key));
        if (cursor.key != 0) _closeSection(cursor);
        return 0;
    }

    function _closeSection(Cursor memory cursor) private pure {
        uint256 id = uint32(cursor.key);
        if (cursor.key >> 32 == MARKET_KIND) {
            if (cursor.sum != 0) revert MarketUnbalanced(uint32(id), cursor.sum);
        } else {
            if (id >= cursor.assetCount) revert AssetUnknown(uint16(id), cursor.assetCount);
            if (cursor.sum != 0) cursor.sums = Flows.fold(cursor.sums, id, cursor.sum);
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

    /// One pass over the entries of a page: the first one or two singly, then two a turn, side by side in one word. Flags instead of branches;
    /// the named error is found on a second pass.
    function _entries(uint256 key, uint256 previousId, bytes calldata entries) private pure returns (int256 sum, uint256 lastId) {
        bool sound;
        assembly ("memory-safe") {
            let p := entries.offset
            let end := add(p, entries.length)
            let bad := 0
            lastId := previousId
            for { let pairs := add(add(p, ENTRY), mod(sub(entries.length, ENTRY), PAIR)) } lt(p, pairs) { p := add(p, ENTRY) } {
                let word := calldataload(p)
                let id := shr(224, word)
                let value := and(shr(160, word), 0xffffffffffffffff)
                bad := or(bad, or(iszero(gt(id, lastId)), iszero(value)))
                sum := add(sum, xor(shr(1, value), sub(0, and(value, 1))))
                lastId := id
            }
            bad := or(bad, iszero(lt(lastId, ACCOUNT_LIMIT)))
            let flags := 0
            let twice := 0
            for {} lt(p, end) { p := add(p, PAIR) } {
                let word := calldataload(p)
                let values := and(word, VALUES)
                // Each account less the one before, less one more, which the value of the one before borrows unless it is zero. A value less one
                // borrows only if it is zero. So a step of none, back, or above 2^24 and a zero all show in the top byte of an account.
                let steps := sub(and(word, ACCOUNTS), calldataload(sub(p, ENTRY)))
                flags := or(flags, or(steps, sub(values, UNITS)))
                // Twice the number is an even value itself, of an odd one the complement, less 2^64; bit 80 counts those.
                twice := add(twice, xor(values, mul(and(values, UNITS), NEGATIVE)))
            }
            // 169 steps of at most 2^24 from an account below that do not come around 2^32, so the last account bounds them all.
            lastId := shr(224, calldataload(sub(end, ENTRY)))
            sound := iszero(or(or(bad, and(flags, TOPS)), iszero(lt(lastId, ACCOUNT_LIMIT))))
            let lane := add(shr(160, twice), and(shr(64, twice), 0xffffffffffffffffffffffff))
            sum := add(sum, sar(1, sub(and(lane, 0xffffffffffffffffffff), shl(64, shr(80, lane)))))
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
    function _systemCash(bytes calldata entries) private pure returns (int64 fees, int64 badDebt) {
        for (uint256 pos = 0; pos < entries.length; pos += ENTRY) {
            uint256 entry;
            assembly ("memory-safe") {
                entry := calldataload(add(entries.offset, pos))
            }
            uint256 id = entry >> 224;
            if (id > BAD_DEBT) break;
            uint64 zigzag = uint64(entry >> 160);
            int64 value = int64(zigzag >> 1) ^ -int64(zigzag & 1);
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
