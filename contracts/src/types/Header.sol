// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// The header of one batch, version 1. Its preimage is abi.encode of these fields in this order, one word each.
struct Header {
    uint8 version;
    uint64 no;
    bytes32 prevHash;
    uint64 ts; // seconds
    uint64 seqFrom;
    uint64 seqTo;
    bytes32 root; // double-sum tree over all accounts
    uint128 sumPos; // sum of the positive claims, units of asset 0
    uint128 sumNeg; // sum of the negative claims, without the sign
    bytes32 markRoot;
    bytes32 accountedHash; // after the batch
    bytes32 flowsHash;
    bytes32 payloadHash;
    bytes32 fillRoot;
    bytes32 logRoot;
    bytes32 ledgerSeal;
    uint64 forcedCount;
    bytes32 forcedPrefix;
    uint64 depositsUpTo;
    bytes32 withdrawRoot;
    bytes32 withdrawTotalsHash;
}

library HeaderV1 {
    uint256 internal constant LENGTH = 21 * 32;

    error HeaderLength(uint256 expected, uint256 found);

    /// Views the preimage as a header without copying it. Reading a field with bits outside its type reverts, so one header
    /// has one preimage.
    function read(bytes calldata preimage) internal pure returns (Header calldata header, bytes32 hash) {
        if (preimage.length != LENGTH) revert HeaderLength(LENGTH, preimage.length);
        assembly ("memory-safe") {
            header := preimage.offset
        }
        hash = keccak256(preimage);
    }
}
