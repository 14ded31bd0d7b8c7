// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// Who may attest batches, who may slow the venue down, and how both change.
///
/// hot set    attests headers; any two of its members pause
/// cold set   kept offline; ends or once extends a pause, cancels a rotation, rotates either set
///
/// Assumptions. Fewer than the hot threshold are dishonest at once; when they are not, the delay of a rotation is what the cold set and every
/// user have to act in. A pause is an answer of this contract, not a power over money: who asks decides what it stops, and nobody who
/// lets users out asks. Sets are given whole with every call (Quorum.sol).
interface IAttestors {
    event RotationProposed(uint8 indexed ring, bytes32 indexed setHash, uint64 due, bytes set);
    event RotationCancelled(uint8 indexed ring, bytes32 indexed setHash);
    event Rotated(uint8 indexed ring, bytes32 indexed setHash, uint64 epoch, bytes set);
    event PauseVoted(address indexed attestor);
    event Paused(uint64 until);
    event PauseExtended(uint64 until);
    event Unpaused();

    error RingUnknown(uint8 ring);
    error NothingProposed(uint8 ring);
    error ProposalOpen(uint8 ring, bytes32 setHash);
    error NotDue(uint64 due, uint64 now_);
    error NotAttestor(address caller);
    error AlreadyVoted(address attestor);
    error PauseResting(uint64 until);
    error NotPaused();
    error PauseExtendedAlready(uint64 until);

    /// Reverts unless the hot quorum has signed the digest.
    function check(bytes32 digest, bytes calldata set, bytes calldata signatures) external view;

    /// Starts the delay of a new set: ring 0 hot, proposed by the hot or the cold quorum; ring 1 cold, by the cold quorum.
    function propose(uint8 ring, bytes calldata next, bool byCold, bytes calldata set, bytes calldata signatures) external;

    /// Ends a proposal, by the cold quorum.
    function cancel(uint8 ring, bytes calldata set, bytes calldata signatures) external;

    /// Puts the proposed set in force when its delay is over. Anyone may call.
    function rotate(uint8 ring, bytes calldata next) external;

    /// One attestor's vote to pause; the second within a day pauses for three days.
    function votePause(bytes calldata set, uint256 position) external;

    /// Makes the running pause seven days long in all, once, by the cold quorum.
    function extendPause(bytes calldata set, bytes calldata signatures) external;

    function unpause(bytes calldata set, bytes calldata signatures) external;

    function paused() external view returns (bool);

    function pausedUntil() external view returns (uint64);

    function setHashOf(uint8 ring) external view returns (bytes32);

    function epochOf(uint8 ring) external view returns (uint64);

    function proposalOf(uint8 ring) external view returns (bytes32 setHash, uint64 due);

    /// What a quorum signs to propose, cancel, extend or unpause; `nonce` grows with every order taken.
    function orderDigest(string calldata kind, uint8 ring, bytes32 setHash) external view returns (bytes32);

    function nonce() external view returns (uint64);
}
