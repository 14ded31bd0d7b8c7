// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {MarketBits} from "../src/libraries/MarketBits.sol";

contract MarketBitsTest is Test {
    function test_has_namesMarket64ByTheLowestBit() public pure {
        assertTrue(MarketBits.has(1, 64));
        assertFalse(MarketBits.has(~uint64(1), 64));
        assertTrue(MarketBits.has(1 << 63, 63));
        assertTrue(MarketBits.has(1 << 1, 1));
    }

    /// Each market has one bit of its own, and what is no market has none.
    function testFuzz_has_oneBitForEachMarket(uint64 bits, uint32 market) public pure {
        market = uint32(bound(market, 0, 70));
        bool named = market >= 1 && market <= 64 && (bits & (market == 64 ? 1 : uint64(1) << market)) != 0;
        assertEq(MarketBits.has(bits, market), named);
        assertFalse(MarketBits.has(bits, market + 1024));
    }

    function testFuzz_has_aWordBeyondItsTypeNamesNothing(uint256 word, uint32 market) public pure {
        word = bound(word, uint256(1) << 64, type(uint256).max);
        assertFalse(MarketBits.has(word, market));
    }
}
