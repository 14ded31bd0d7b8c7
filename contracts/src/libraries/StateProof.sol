// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Marks} from "./Marks.sol";

/// Account leaves and the double-sum tree above them.
///
///   leaf  keccak(00 | id u32 | nAssets u8 | nLines u16 | assets | lines)
///         asset row: asset u16, units i64        line row: market u32, lots i64
///   node  keccak(01 | hL | pL u128 | nL u128 | hR | pR u128 | nR u128)
///
/// p and n are the positive and the negative part of the claim, summed upwards. 24 levels; the index of a leaf is its account
/// id. The empty subtree is (0, 0, 0) at every level.
library StateProof {
    uint256 internal constant DEPTH = 24;
    uint256 internal constant STEP = 64;
    uint256 private constant LEAF_HEAD = 8;
    uint256 internal constant ASSET_ROW = 10;
    uint256 internal constant LINE_ROW = 12;
    uint256 private constant MAX_ASSETS = 32;
    uint256 private constant MAX_LINES = 256;

    error LeafLength(uint256 expected, uint256 found);
    error LeafAccount(uint32 expected, uint32 found);
    error LeafRowCount(uint256 assets, uint256 lines);
    error LeafOrder(uint32 previous, uint32 found);
    error LeafZeroRow(uint32 id);
    error LeafNegativeUnits(uint16 asset, int64 units);
    error LeafUnknownAsset(uint16 asset);
    error ProofLength(uint256 expected, uint256 found);
    error ProofAccount(uint256 index);
    error ProofEmptyHash(uint256 level);
    error SumOverflow(uint256 positive, uint256 negative);

    /// Hash and claim of a leaf; empty bytes are the empty leaf, hash 0 and claim 0.
    /// claim = cash + sum of lots * (markTicks * k - fundingIndex), whole uUSD, at the given marks.
    function leaf(bytes calldata preimage, uint32 account, bytes calldata marks) internal pure returns (bytes32 hash, int256 claim) {
        (bytes calldata assets, bytes calldata lines) = rows(preimage, account);
        if (preimage.length > 0) hash = keccak256(preimage);
        (uint256 known,) = Marks.counts(marks);
        uint256 next = 0;
        for (uint256 pos = 0; pos < assets.length; pos += ASSET_ROW) {
            (uint16 asset, int64 units) = assetAt(assets, pos, next);
            if (asset >= known) revert LeafUnknownAsset(asset);
            if (asset == 0) claim = units;
            next = uint256(asset) + 1;
        }
        next = 0;
        for (uint256 pos = 0; pos < lines.length; pos += LINE_ROW) {
            (uint32 market, int64 lots) = lineAt(lines, pos, next);
            claim += int256(lots) * Marks.lotValue(marks, market);
            next = uint256(market) + 1;
        }
    }

    /// Whether the leaf is canonical for the account at these marks, and its claim if so. Never reverts, so that a proof may rest on it.
    function reads(bytes calldata preimage, uint32 account, bytes calldata marks) internal pure returns (bool sound, int256 claim) {
        if (preimage.length == 0) return (true, 0);
        if (preimage.length < LEAF_HEAD || preimage[0] != 0x00 || uint32(bytes4(preimage[1:5])) != account) return (false, 0);
        uint256 assetRows = uint8(preimage[5]);
        uint256 lineRows = uint16(bytes2(preimage[6:8]));
        if (assetRows > MAX_ASSETS || lineRows > MAX_LINES || assetRows + lineRows == 0) return (false, 0);
        if (preimage.length != LEAF_HEAD + assetRows * ASSET_ROW + lineRows * LINE_ROW) return (false, 0);
        (uint256 assets, uint256 markets) = Marks.counts(marks);
        uint256 next = 0;
        uint256 pos = LEAF_HEAD;
        for (; assetRows > 0; assetRows--) {
            uint256 asset = uint16(bytes2(preimage[pos:pos + 2]));
            int64 units = int64(uint64(bytes8(preimage[pos + 2:pos + ASSET_ROW])));
            if (asset < next || asset >= assets || units == 0 || (asset != 0 && units < 0)) return (false, 0);
            if (asset == 0) claim = units;
            next = asset + 1;
            pos += ASSET_ROW;
        }
        next = 0;
        for (; lineRows > 0; lineRows--) {
            uint32 market = uint32(bytes4(preimage[pos:pos + 4]));
            int64 lots = int64(uint64(bytes8(preimage[pos + 4:pos + LINE_ROW])));
            if (market < next || market >= markets || lots == 0 || Marks.marketWord(marks, market) == 0) return (false, 0);
            claim += int256(lots) * Marks.lotValue(marks, market);
            next = uint256(market) + 1;
            pos += LINE_ROW;
        }
        return (true, claim);
    }

    /// Units of an asset or lots of a market in a leaf, key = 2 << 32 | asset or 3 << 32 | market; 0 when it has no such row.
    function component(bytes calldata preimage, uint40 key) internal pure returns (int64) {
        if (preimage.length == 0) return 0;
        bool asset = key >> 32 == 2;
        (uint256 pos, uint256 end) = section(preimage, !asset);
        uint256 row = asset ? ASSET_ROW : LINE_ROW;
        for (; pos + row <= end; pos += row) {
            uint32 id = asset ? uint16(bytes2(preimage[pos:pos + 2])) : uint32(bytes4(preimage[pos:pos + 4]));
            if (id == uint32(key)) return int64(uint64(bytes8(preimage[pos + row - 8:pos + row])));
        }
        return 0;
    }

    /// Where the asset rows or the lines of a leaf begin and end.
    function section(bytes calldata preimage, bool lines) internal pure returns (uint256 from, uint256 to) {
        if (preimage.length < LEAF_HEAD) return (0, 0);
        uint256 split = LEAF_HEAD + uint256(uint8(preimage[5])) * ASSET_ROW;
        if (split > preimage.length) split = preimage.length;
        return lines ? (split, preimage.length) : (LEAF_HEAD, split);
    }

    /// The rows of a leaf; none for the empty leaf.
    function rows(bytes calldata preimage, uint32 account) internal pure returns (bytes calldata assets, bytes calldata lines) {
        if (preimage.length == 0) return (preimage, preimage);
        if (preimage.length < LEAF_HEAD || preimage[0] != 0x00) revert LeafLength(LEAF_HEAD, preimage.length);
        uint32 id = uint32(bytes4(preimage[1:5]));
        if (id != account) revert LeafAccount(account, id);
        uint256 assetRows = uint8(preimage[5]);
        uint256 lineRows = uint16(bytes2(preimage[6:8]));
        if (assetRows > MAX_ASSETS || lineRows > MAX_LINES || assetRows + lineRows == 0) revert LeafRowCount(assetRows, lineRows);
        uint256 split = LEAF_HEAD + assetRows * ASSET_ROW;
        uint256 end = split + lineRows * LINE_ROW;
        if (preimage.length != end) revert LeafLength(end, preimage.length);
        return (preimage[LEAF_HEAD:split], preimage[split:end]);
    }

    /// The asset row at `pos`, whose asset must be at least `next`.
    function assetAt(bytes calldata assets, uint256 pos, uint256 next) internal pure returns (uint16 asset, int64 units) {
        asset = uint16(bytes2(assets[pos:pos + 2]));
        units = int64(uint64(bytes8(assets[pos + 2:pos + ASSET_ROW])));
        if (asset < next) revert LeafOrder(uint32(next - 1), asset);
        if (units == 0) revert LeafZeroRow(asset);
        if (asset != 0 && units < 0) revert LeafNegativeUnits(asset, units);
    }

    /// The line at `pos`, whose market must be at least `next`.
    function lineAt(bytes calldata lines, uint256 pos, uint256 next) internal pure returns (uint32 market, int64 lots) {
        market = uint32(bytes4(lines[pos:pos + 4]));
        lots = int64(uint64(bytes8(lines[pos + 4:pos + LINE_ROW])));
        if (market < next) revert LeafOrder(uint32(next - 1), market);
        if (lots == 0) revert LeafZeroRow(market);
    }

    /// Walks 24 siblings bottom-up, each h | p u128 | n u128, and returns the root with its sums. The path bits are the id's.
    function walk(bytes calldata path, uint32 account, bytes32 hash, int256 claim)
        internal
        pure
        returns (bytes32 root, uint128 sumPos, uint128 sumNeg)
    {
        if (path.length != DEPTH * STEP) revert ProofLength(DEPTH * STEP, path.length);
        return climb(path, account, hash, claim > 0 ? uint256(claim) : 0, claim < 0 ? uint256(-claim) : 0);
    }

    /// The same from any node: `index` is its place among the nodes of its level, `path` the siblings from there to the root.
    function climb(bytes calldata path, uint256 index, bytes32 hash, uint256 p, uint256 n)
        internal
        pure
        returns (bytes32 root, uint128 sumPos, uint128 sumNeg)
    {
        uint256 levels = path.length / STEP;
        if (levels > DEPTH || path.length != levels * STEP) revert ProofLength(DEPTH * STEP, path.length);
        if (index >> levels != 0) revert ProofAccount(index);
        // Sums only grow upwards, so a sum that fits at the root fitted below.
        uint256 hollow = type(uint256).max;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            for { let level := 0 } lt(level, levels) { level := add(level, 1) } {
                let step := add(path.offset, mul(level, STEP))
                let siblingHash := calldataload(step)
                let siblingSums := calldataload(add(step, 32))
                if and(iszero(siblingHash), gt(siblingSums, 0)) {
                    hollow := level
                    break
                }
                let own := add(buffer, 1)
                let other := add(buffer, 65)
                if and(shr(level, index), 1) {
                    own := add(buffer, 65)
                    other := add(buffer, 1)
                }
                mstore(own, hash)
                mstore(add(own, 32), or(shl(128, p), n))
                mstore(other, siblingHash)
                mstore(add(other, 32), siblingSums)
                if or(hash, siblingHash) { hash := keccak256(buffer, 129) }
                p := add(p, shr(128, siblingSums))
                n := add(n, and(siblingSums, 0xffffffffffffffffffffffffffffffff))
            }
        }
        if (hollow != type(uint256).max) revert ProofEmptyHash(hollow);
        if (p > type(uint128).max || n > type(uint128).max) revert SumOverflow(p, n);
        return (hash, uint128(p), uint128(n));
    }
}
