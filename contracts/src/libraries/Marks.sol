// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Mark bytes: nAssets u16 | nMarkets u16 | nAssets words | nMarkets words. A word is 32 bytes and its index is the id.
///   asset word   markUnit u64 (1e-18 coin per ledger unit) | scale u8 | status u8 | zeros
///   market word  markTicks u64 | k u64 | fundingIndex i64 | status u8 | zeros
/// 32 words make a page, padded with zeros; page hash = keccak(02 or 03 | page), side = keccak(page hashes),
/// markRoot = keccak(assetSide | marketSide).
library Marks {
    uint256 internal constant PAGE = 1024; // 32 words
    uint8 private constant ASSET_PAGE = 0x02;
    uint8 private constant MARKET_PAGE = 0x03;

    error MarksLength(uint256 expected, uint256 found);
    error MarkMissing(uint32 market);

    function counts(bytes calldata marks) internal pure returns (uint256 assets, uint256 markets) {
        if (marks.length < 4) revert MarksLength(4, marks.length);
        assets = uint16(bytes2(marks[0:2]));
        markets = uint16(bytes2(marks[2:4]));
        uint256 expected = 4 + 32 * (assets + markets);
        if (marks.length != expected) revert MarksLength(expected, marks.length);
    }

    function root(bytes calldata marks) internal pure returns (bytes32) {
        (uint256 assets,) = counts(marks);
        uint256 split = 4 + 32 * assets;
        return rootOf(_side(ASSET_PAGE, marks[4:split]), _side(MARKET_PAGE, marks[split:]));
    }

    /// The word of a market below the number of market words.
    function marketWord(bytes calldata marks, uint32 market) internal pure returns (uint256) {
        uint256 pos = 4 + 32 * (uint256(uint16(bytes2(marks[0:2]))) + market);
        return uint256(bytes32(marks[pos:pos + 32]));
    }

    /// markTicks * k - fundingIndex: what one lot of the market is worth on top of the cash it was booked with, in uUSD.
    function lotValue(bytes calldata marks, uint32 market) internal pure returns (int256) {
        (, uint256 markets) = counts(marks);
        if (market >= markets) revert MarkMissing(market);
        return lotValueOf(marketWord(marks, market), market);
    }

    function lotValueOf(uint256 word, uint32 market) internal pure returns (int256) {
        if (word == 0) revert MarkMissing(market);
        int256 markTicks = int256(word >> 192);
        int256 k = int256(uint256(uint64(word >> 128)));
        return markTicks * k - int64(uint64(word >> 64));
    }

    /// markUnit of an asset word: value of one ledger unit in 10^-18 coin.
    function unitValueOf(uint256 word) internal pure returns (uint256) {
        return word >> 192;
    }

    function rootOf(bytes32 assetSide, bytes32 marketSide) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(assetSide, marketSide));
    }

    function pageHash(bool market, bytes calldata page) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(market ? MARKET_PAGE : ASSET_PAGE, page));
    }

    function _side(uint8 domain, bytes calldata words) private pure returns (bytes32 side) {
        uint256 pages = (words.length + PAGE - 1) / PAGE;
        assembly ("memory-safe") {
            let hashes := mload(0x40)
            let page := add(hashes, mul(pages, 32))
            mstore8(page, domain)
            for { let i := 0 } lt(i, pages) { i := add(i, 1) } {
                let left := sub(words.length, mul(i, PAGE))
                if gt(left, PAGE) { left := PAGE }
                calldatacopy(add(page, 1), add(words.offset, mul(i, PAGE)), left)
                // Reading calldata past its end gives the zeros of the padding.
                calldatacopy(add(add(page, 1), left), calldatasize(), sub(PAGE, left))
                mstore(add(hashes, mul(i, 32)), keccak256(page, add(PAGE, 1)))
            }
            side := keccak256(hashes, mul(pages, 32))
        }
    }
}
