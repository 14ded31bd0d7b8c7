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
    uint256 private constant STEP = 64;
    uint256 private constant LEAF_HEAD = 8;
    uint256 private constant ASSET_ROW = 10;
    uint256 private constant LINE_ROW = 12;
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
    error ProofAccount(uint32 account);
    error ProofEmptyHash(uint256 level);
    error SumOverflow(uint256 positive, uint256 negative);

    /// Hash and claim of a leaf; empty bytes are the empty leaf, hash 0 and claim 0.
    /// claim = cash + sum of lots * (markTicks * k - fundingIndex), whole uUSD, at the given marks.
    function leaf(bytes calldata preimage, uint32 account, bytes calldata marks) internal pure returns (bytes32 hash, int256 claim) {
        if (preimage.length == 0) return (0, 0);
        if (preimage.length < LEAF_HEAD || preimage[0] != 0x00) revert LeafLength(LEAF_HEAD, preimage.length);
        uint32 id = uint32(bytes4(preimage[1:5]));
        if (id != account) revert LeafAccount(account, id);
        uint256 assets = uint8(preimage[5]);
        uint256 lines = uint16(bytes2(preimage[6:8]));
        if (assets > MAX_ASSETS || lines > MAX_LINES || assets + lines == 0) revert LeafRowCount(assets, lines);
        uint256 split = LEAF_HEAD + assets * ASSET_ROW;
        uint256 end = split + lines * LINE_ROW;
        if (preimage.length != end) revert LeafLength(end, preimage.length);
        hash = keccak256(preimage);
        claim = _assets(preimage[LEAF_HEAD:split], marks) + _lines(preimage[split:end], marks);
    }

    /// Walks 24 siblings bottom-up, each h | p u128 | n u128, and returns the root with its sums. The path bits are the id's.
    function walk(bytes calldata path, uint32 account, bytes32 hash, int256 claim)
        internal
        pure
        returns (bytes32 root, uint128 sumPos, uint128 sumNeg)
    {
        if (path.length != DEPTH * STEP) revert ProofLength(DEPTH * STEP, path.length);
        if (account >> DEPTH != 0) revert ProofAccount(account);
        uint256 p = claim > 0 ? uint256(claim) : 0;
        uint256 n = claim < 0 ? uint256(-claim) : 0;
        // Sums only grow upwards, so a sum that fits at the root fitted below.
        uint256 hollow = type(uint256).max;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore8(buffer, 1)
            for { let level := 0 } lt(level, DEPTH) { level := add(level, 1) } {
                let step := add(path.offset, mul(level, STEP))
                let siblingHash := calldataload(step)
                let siblingSums := calldataload(add(step, 32))
                if and(iszero(siblingHash), gt(siblingSums, 0)) {
                    hollow := level
                    break
                }
                let own := add(buffer, 1)
                let other := add(buffer, 65)
                if and(shr(level, account), 1) {
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

    function _assets(bytes calldata rows, bytes calldata marks) private pure returns (int256 cash) {
        (uint256 known,) = Marks.counts(marks);
        uint256 next = 0;
        for (uint256 pos = 0; pos < rows.length; pos += ASSET_ROW) {
            uint16 asset = uint16(bytes2(rows[pos:pos + 2]));
            int64 units = int64(uint64(bytes8(rows[pos + 2:pos + ASSET_ROW])));
            if (asset < next) revert LeafOrder(uint32(next - 1), asset);
            if (asset >= known) revert LeafUnknownAsset(asset);
            if (units == 0) revert LeafZeroRow(asset);
            if (asset == 0) cash = units;
            else if (units < 0) revert LeafNegativeUnits(asset, units);
            next = uint256(asset) + 1;
        }
    }

    function _lines(bytes calldata rows, bytes calldata marks) private pure returns (int256 value) {
        uint256 next = 0;
        for (uint256 pos = 0; pos < rows.length; pos += LINE_ROW) {
            uint32 market = uint32(bytes4(rows[pos:pos + 4]));
            int64 lots = int64(uint64(bytes8(rows[pos + 4:pos + LINE_ROW])));
            if (market < next) revert LeafOrder(uint32(next - 1), market);
            if (lots == 0) revert LeafZeroRow(market);
            value += int256(lots) * Marks.lotValue(marks, market);
            next = uint256(market) + 1;
        }
    }
}
