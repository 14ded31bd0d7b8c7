// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Why the sums of StateProof and the claims of leaves need no check but the one at the root: tools/prove. The loops and fields of the library are in assembly,
/// which the checker does not read; these are the same steps on the bounds of their types.
contract StateProofProof {
    uint256 private _p;
    uint256 private _level;
    int256 private _claim;
    uint256 private _lines;

    /// One step of the climb: 24 siblings of 128 bits on a claim below 2^150 never reach 2^256, so a sum above 2^128 is seen at the root.
    function step(uint128 sibling) external {
        require(_level < 24);
        _level++;
        _p += sibling;
        assert(_p <= _level * type(uint128).max);
    }

    /// One line of a leaf: lots of 63 bits at a lot value of two numbers of 64 bits less an index of 63 bits, 2^16 of them at most.
    function line(int64 lots, uint128 product, int64 fundingIndex) external {
        require(_lines < 2 ** 16);
        _lines++;
        int256 value = int256(uint256(product)) - fundingIndex;
        assert(value > -(2 ** 64) && value < 2 ** 129);
        int256 worth = lots >= 0 ? value : -value;
        // |lots| <= 2^63: the product is below 2^192, and so many of them below 2^208.
        assert(worth > -(2 ** 129) && worth < 2 ** 129);
        _claim += worth;
        assert(_claim <= int256(_lines) * 2 ** 129 && _claim >= -int256(_lines) * 2 ** 129);
    }
}
