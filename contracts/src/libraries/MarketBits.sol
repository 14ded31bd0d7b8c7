// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A set of markets in the 64 bits a user signs: bit m names market m, and bit 0, which no market has, names market 64.
library MarketBits {
    uint32 private constant LAST = 64;

    /// False for a market that no bit can name, and for every one when a bit above the 64 is set: the word is no number of its type then.
    function has(uint256 bits, uint32 market) internal pure returns (bool) {
        if (market == 0 || market > LAST || bits > type(uint64).max) return false;
        return (bits >> (market % LAST)) & 1 == 1;
    }
}
