// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Slow, obvious twins of the library code, for tests only.
library Reference {
    struct Entry {
        uint32 id;
        int64 value;
    }

    struct Section {
        uint40 key;
        Entry[] entries;
    }

    struct Leaf {
        uint32 id;
        bytes preimage;
        int256 claim;
    }

    struct Node {
        bytes32 hash;
        uint128 p;
        uint128 n;
    }

    uint256 internal constant PAGE = 170;

    function zigzag(int64 value) internal pure returns (uint64) {
        return value >= 0 ? uint64(value) * 2 : uint64(-(value + 1)) * 2 + 1;
    }

    function payload(Section[] memory sections) internal pure returns (bytes memory data, bytes32 hash) {
        bytes32[] memory hashes = new bytes32[](_pages(sections));
        uint256 page = 0;
        uint40 prevKey = 0;
        uint32 prevId = 0;
        for (uint256 s = 0; s < sections.length; s++) {
            Entry[] memory entries = sections[s].entries;
            for (uint256 from = 0; from < entries.length; from += PAGE) {
                uint256 to = from + PAGE < entries.length ? from + PAGE : entries.length;
                bytes memory body;
                for (uint256 i = from; i < to; i++) {
                    body = abi.encodePacked(body, entries[i].id, zigzag(entries[i].value));
                }
                uint16 head = uint16(to - from) | (page + 1 == hashes.length ? 0x8000 : 0);
                data = abi.encodePacked(data, sections[s].key, head, body);
                hashes[page++] = keccak256(abi.encodePacked(sections[s].key, head, prevKey, prevId, body));
                prevKey = sections[s].key;
                prevId = entries[to - 1].id;
            }
        }
        hash = page == 0 ? bytes32(0) : keccak256(abi.encodePacked(hex"05", bytes32(0), treeRoot(0x04, hashes)));
    }

    /// The same entries as chunks of at most `per` pages.
    function chunked(Section[] memory sections, uint256 per) internal pure returns (bytes[] memory chunks, bytes32 hash) {
        (bytes memory data,) = payload(sections);
        uint256 pages = _pages(sections);
        chunks = new bytes[]((pages + per - 1) / per);
        bytes32[] memory hashes = new bytes32[](0);
        uint72 before = 0; // key and account of the entry before
        uint256 pos = 0;
        for (uint256 page = 0; page < pages; page++) {
            uint256 length = 7 + 12 * (uint256(uint8(data[pos + 5]) & 0x7f) << 8 | uint8(data[pos + 6]));
            bytes memory bytes_ = _slice(data, pos, length);
            chunks[page / per] = abi.encodePacked(chunks[page / per], bytes_);
            hashes = _push(hashes, keccak256(abi.encodePacked(_slice(bytes_, 0, 7), before, _slice(bytes_, 7, length - 7))));
            before = uint72(uint40(bytes5(_slice(bytes_, 0, 5)))) << 32 | uint32(bytes4(_slice(bytes_, length - 12, 4)));
            pos += length;
            if ((page + 1) % per == 0 || page + 1 == pages) {
                hash = keccak256(abi.encodePacked(hex"05", hash, treeRoot(0x04, hashes)));
                hashes = new bytes32[](0);
            }
        }
    }

    /// The pages of a payload as they are hashed, with the key and account of the entry before each.
    function pagesOf(bytes memory data) internal pure returns (bytes[] memory all) {
        bytes[] memory list = new bytes[](data.length / 19 + 1);
        uint256 used = 0;
        uint72 before = 0;
        for (uint256 pos = 0; pos < data.length;) {
            uint256 length = 7 + 12 * (uint256(uint8(data[pos + 5]) & 0x7f) << 8 | uint8(data[pos + 6]));
            bytes memory head = _slice(data, pos, 7);
            list[used++] = abi.encodePacked(head, before, _slice(data, pos + 7, length - 7));
            pos += length;
            before = uint72(uint40(bytes5(head))) << 32 | uint32(bytes4(_slice(data, pos - 12, 4)));
        }
        all = new bytes[](used);
        for (uint256 i = 0; i < used; i++) {
            all[i] = list[i];
        }
    }

    function _slice(bytes memory data, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[from + i];
        }
    }

    function _push(bytes32[] memory list, bytes32 value) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; i++) {
            longer[i] = list[i];
        }
        longer[list.length] = value;
    }

    function treeRoot(bytes1 domain, bytes32[] memory hashes) internal pure returns (bytes32) {
        if (hashes.length == 1) return hashes[0];
        return treeRoot(domain, _up(domain, hashes));
    }

    function treePath(bytes1 domain, bytes32[] memory hashes, uint256 index) internal pure returns (bytes memory path) {
        if (hashes.length == 1) return "";
        uint256 sibling = index ^ 1;
        if (sibling < hashes.length) path = abi.encodePacked(hashes[sibling]);
        return abi.encodePacked(path, treePath(domain, _up(domain, hashes), index >> 1));
    }

    /// The subtree of `level` levels whose leaves have the ids index * 2^level and up; `leaves` ascend by id.
    function subtree(Leaf[] memory leaves, uint256 level, uint256 index) internal pure returns (Node memory) {
        uint256 from = 0;
        while (from < leaves.length && leaves[from].id >> level < index) from++;
        uint256 to = from;
        while (to < leaves.length && leaves[to].id >> level == index) to++;
        return _tree(leaves, level, from, to);
    }

    /// Over leaves from..to, all of which lie below one node of this level.
    function _tree(Leaf[] memory leaves, uint256 level, uint256 from, uint256 to) private pure returns (Node memory node) {
        if (from == to) return node;
        if (level == 0) {
            if (leaves[from].preimage.length == 0) return node;
            int256 c = leaves[from].claim;
            return Node(keccak256(leaves[from].preimage), c > 0 ? uint128(uint256(c)) : 0, c < 0 ? uint128(uint256(-c)) : 0);
        }
        uint256 middle = from;
        while (middle < to && leaves[middle].id >> (level - 1) & 1 == 0) middle++;
        Node memory l = _tree(leaves, level - 1, from, middle);
        Node memory r = _tree(leaves, level - 1, middle, to);
        if (l.hash == 0 && r.hash == 0) return node;
        node.hash = keccak256(abi.encodePacked(hex"01", l.hash, l.p, l.n, r.hash, r.p, r.n));
        node.p = l.p + r.p;
        node.n = l.n + r.n;
    }

    function proof(Leaf[] memory leaves, uint32 id) internal pure returns (bytes memory path) {
        for (uint256 level = 0; level < 24; level++) {
            Node memory sibling = subtree(leaves, level, (id >> level) ^ 1);
            path = abi.encodePacked(path, sibling.hash, sibling.p, sibling.n);
        }
    }

    function _up(bytes1 domain, bytes32[] memory hashes) private pure returns (bytes32[] memory up) {
        up = new bytes32[]((hashes.length + 1) / 2);
        for (uint256 i = 0; i < hashes.length; i += 2) {
            up[i / 2] = i + 1 < hashes.length ? keccak256(abi.encodePacked(domain, hashes[i], hashes[i + 1])) : hashes[i];
        }
    }

    function _pages(Section[] memory sections) private pure returns (uint256 pages) {
        for (uint256 s = 0; s < sections.length; s++) {
            pages += (sections[s].entries.length + PAGE - 1) / PAGE;
        }
    }
}
