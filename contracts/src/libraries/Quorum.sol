// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// M of N signers kept as one hash; callers bring the set, so a check costs one storage read whatever N is.
///
/// set         threshold u8 | 1..32 x signer 20, strictly ascending; more than half must sign, so two quorums share a signer
/// signatures  per signature: position u8 in the set | length u16 | bytes, positions strictly ascending
///
/// 65 bytes are r | s | v of the signer's key (v 27 or 28, low s). Anything else, or 65 bytes that are another key's, is put to the
/// signer's own contract by ERC-1271: a passkey account and an adapter to an outside oracle are signers like any other.
library Quorum {
    uint256 internal constant MAX_SIGNERS = 32;
    uint256 private constant ADDRESS = 20;
    uint256 private constant PREFIX = 3;
    uint256 private constant SIGNATURE = 65;

    error SetLength(uint256 length);
    error SetThreshold(uint256 threshold, uint256 signers);
    error SetOrder(address previous, address found);
    error SetUnknown(bytes32 expected, bytes32 found);
    error SignaturesShort(uint256 length);
    error PositionOrder(uint256 previous, uint256 found);
    error PositionUnknown(uint256 signers, uint256 found);
    error SignatureRefused(address signer);
    error QuorumShort(uint256 threshold, uint256 found);

    /// The hash a contract keeps; reverts when the set breaks a rule.
    function hashOf(bytes memory set) internal pure returns (bytes32) {
        uint256 signers = set.length / ADDRESS;
        if (set.length % ADDRESS != 1 || signers == 0 || signers > MAX_SIGNERS) revert SetLength(set.length);
        uint256 threshold = uint8(set[0]);
        if (2 * threshold <= signers || threshold > signers) revert SetThreshold(threshold, signers);
        address previous = address(0);
        for (uint256 i = 0; i < signers; i++) {
            address next;
            assembly ("memory-safe") {
                next := shr(96, mload(add(add(set, 33), mul(i, 20)))) // after length word and threshold
            }
            if (next <= previous) revert SetOrder(previous, next);
            previous = next;
        }
        return keccak256(set);
    }

    /// The set must be the one its hash was made of.
    function signer(bytes calldata set, uint256 position) internal pure returns (address) {
        uint256 signers = set.length / ADDRESS;
        if (position >= signers) revert PositionUnknown(signers, position);
        return address(bytes20(set[1 + ADDRESS * position:]));
    }

    function checkSet(bytes calldata set, bytes32 known) internal pure {
        bytes32 found = keccak256(set);
        if (found != known) revert SetUnknown(known, found);
    }

    /// Returns when at least the threshold has signed the digest and every signature given is good.
    function check(bytes calldata set, bytes32 known, bytes32 digest, bytes calldata signatures) internal view {
        checkSet(set, known);
        uint256 next = 0; // least position allowed
        uint256 found = 0;
        while (signatures.length > 0) {
            bytes calldata signature;
            (next, signature, signatures) = take(next, signatures);
            checkOne(signer(set, next - 1), digest, signature);
            found++;
        }
        if (found < uint8(set[0])) revert QuorumShort(uint8(set[0]), found);
    }

    /// Splits the first signature off; `next` is one above its position.
    function take(uint256 least, bytes calldata signatures)
        internal
        pure
        returns (uint256 next, bytes calldata signature, bytes calldata rest)
    {
        if (signatures.length < PREFIX) revert SignaturesShort(signatures.length);
        uint256 position = uint8(signatures[0]);
        if (position < least) revert PositionOrder(least, position);
        uint256 end = PREFIX + uint16(bytes2(signatures[1:PREFIX]));
        if (signatures.length < end) revert SignaturesShort(signatures.length);
        return (position + 1, signatures[PREFIX:end], signatures[end:]);
    }

    function checkOne(address by, bytes32 digest, bytes calldata signature) internal view {
        if (signature.length == SIGNATURE) {
            bytes32 r = bytes32(signature);
            bytes32 s = bytes32(signature[32:]);
            (address found, ECDSA.RecoverError error,) = ECDSA.tryRecover(digest, uint8(signature[64]), r, s);
            if (error == ECDSA.RecoverError.NoError && found == by) return;
        }
        if (by.code.length == 0) revert SignatureRefused(by);
        try IERC1271(by).isValidSignature(digest, signature) returns (bytes4 answer) {
            if (answer != IERC1271.isValidSignature.selector) revert SignatureRefused(by);
        } catch {
            revert SignatureRefused(by);
        }
    }
}
