// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Why the sums of StateProof and the claims of leaves need no check but the one at the root: tools/prove. The loops and fields of the library are in assembly,
/// which the checker does not read; these are the same steps on the bounds of their types, each as the step of an induction.
contract StateProofProof {
    uint256 private constant WORD = 2 ** 128;

    /// One sibling of the climb: below one word more than there were levels before it, below one word more after it. 24 levels stay far below 2^256,
    /// so a sum above 2^128 is seen at the root.
    function step(uint256 p, uint256 level, uint128 sibling) external pure {
        require(level < 24 && p < (level + 1) * WORD);
        uint256 next = p + sibling;
        assert(next < (level + 2) * WORD);
        assert(next < 2 ** 160);
    }

    /// The value of a lot: a product of two numbers of 64 bits less an index of 64 bits with sign.
    function lot(uint128 product, int64 fundingIndex) external pure {
        int256 value = int256(uint256(product)) - fundingIndex;
        assert(value >= -(2 ** 63) && value <= 2 ** 129);
    }

    /// One line of a leaf: lots of 64 bits at such a value are worth less than 2^193, and 2^16 lines of that fit.
    function line(int256 claim, uint256 lines, int256 worth) external pure {
        require(lines < 2 ** 16 && worth < 2 ** 193 && worth > -(2 ** 193));
        require(claim <= int256(lines) * 2 ** 193 && claim >= -int256(lines) * 2 ** 193);
        int256 next = claim + worth;
        assert(next <= int256(lines + 1) * 2 ** 193 && next >= -int256(lines + 1) * 2 ** 193);
    }
}
