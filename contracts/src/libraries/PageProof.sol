// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tree} from "./Tree.sol";

/// One page of a batch's payload and its way to the payload hash.
///   page    key u40 | count u16 | prevKey u40 | prevId u32 | entries, as it is hashed
///   path    siblings to the chunk root
///   later   roots of the chunks after, 32 bytes each
struct Page {
    bytes page;
    uint32 index;
    uint32 count; // pages of the chunk
    bytes path;
    bytes32 before; // hash over the chunks before
    bytes later;
}

/// What one page says about one account in one section. Pages are ordered and complete (Payload.sol, checked by the commit), so the page where an
/// entry would stand shows that it does not.
library PageProof {
    uint256 private constant HEAD = 16;
    uint256 private constant ENTRY = 12;
    uint256 private constant FULL_PAGE = 170;

    error PageMismatch(bytes32 expected, bytes32 found);
    error PageSilent(uint40 key, uint32 account);

    function check(Page calldata p, bytes32 payloadHash) internal pure {
        bytes32 root = Tree.climb(Tree.PAGE_NODE, keccak256(p.page), p.index, p.count, p.path);
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0x05), p.before, root));
        for (uint256 pos = 0; pos < p.later.length; pos += 32) {
            hash = keccak256(abi.encodePacked(bytes1(0x05), hash, p.later[pos:pos + 32]));
        }
        if (hash != payloadHash) revert PageMismatch(payloadHash, hash);
    }

    /// The batch's entry for (key, account), 0 when the page shows there is none; reverts when the page cannot tell.
    function entry(bytes calldata page, uint40 key, uint32 account) internal pure returns (int64) {
        uint40 found = uint40(bytes5(page[0:5]));
        bool last = uint8(page[5]) >> 7 == 1;
        if (found != key) {
            if (found > key ? _after(page, key, account) : last) return 0;
            revert PageSilent(key, account);
        }
        uint256 count = (page.length - HEAD) / ENTRY;
        for (uint256 i = 0; i < count; i++) {
            uint256 pos = HEAD + i * ENTRY;
            uint32 id = uint32(bytes4(page[pos:pos + 4]));
            if (id < account) continue;
            if (id == account) return _value(uint64(bytes8(page[pos + 4:pos + ENTRY])));
            if (i > 0 || _after(page, key, account)) return 0;
            revert PageSilent(key, account);
        }
        if (last || count < FULL_PAGE) return 0;
        revert PageSilent(key, account);
    }

    /// Whether the page begins after the place of (key, account) and the entry before it stands before that place.
    function _after(bytes calldata page, uint40 key, uint32 account) private pure returns (bool) {
        uint40 previousKey = uint40(bytes5(page[7:12]));
        return previousKey < key || (previousKey == key && uint32(bytes4(page[12:16])) < account);
    }

    function _value(uint64 zigzag) private pure returns (int64) {
        return int64(zigzag >> 1) ^ -int64(zigzag & 1);
    }
}
