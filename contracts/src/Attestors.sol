// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAttestors} from "./interfaces/IAttestors.sol";
import {Quorum} from "./libraries/Quorum.sol";

/// See IAttestors. What a quorum orders is EIP-712 Order(string kind,uint8 ring,bytes32 setHash,uint64 nonce), kind one of propose,
/// cancel, extend, unpause; the nonce uses it up, so an order taken once cannot be played again.
///
/// Invariants: a set in force was proposed at least its ring's delay before; a pause ends by itself at most MAX_PAUSE after it
/// began, and the next begins at least PAUSE_REST after that end.
contract Attestors is IAttestors, EIP712 {
    struct Ring {
        bytes32 current;
        bytes32 next;
        uint64 due;
        uint64 epoch;
    }

    struct Pause {
        uint64 began;
        uint64 until;
        uint64 votedAt;
        bool extended;
        address voter;
    }

    uint8 private constant HOT = 0;
    uint8 private constant COLD = 1;
    uint64 private constant HOT_DELAY = 48 hours;
    uint64 private constant COLD_DELAY = 14 days;
    uint64 private constant PAUSE = 72 hours;
    uint64 private constant MAX_PAUSE = 7 days;
    uint64 private constant PAUSE_REST = 7 days;
    uint64 private constant VOTE_LIFE = 1 days;
    bytes32 private constant ORDER_TYPE = keccak256("Order(string kind,uint8 ring,bytes32 setHash,uint64 nonce)");

    Ring[2] private _rings;
    Pause private _pause;
    uint64 public nonce;

    modifier known(uint8 ring) {
        if (ring > COLD) revert RingUnknown(ring);
        _;
    }

    constructor(bytes memory hot, bytes memory cold) EIP712("Caisson Attestors", "1") {
        _install(HOT, Quorum.hashOf(hot), hot);
        _install(COLD, Quorum.hashOf(cold), cold);
    }

    function propose(uint8 ring, bytes calldata next, bool byCold, bytes calldata set, bytes calldata signatures) external known(ring) {
        Ring storage kept = _rings[ring];
        if (kept.next != 0) revert ProposalOpen(ring, kept.next);
        bytes32 setHash = Quorum.hashOf(next);
        _take("propose", ring, setHash, byCold || ring == COLD ? COLD : HOT, set, signatures);
        uint64 due = uint64(block.timestamp) + (ring == HOT ? HOT_DELAY : COLD_DELAY);
        (kept.next, kept.due) = (setHash, due);
        emit RotationProposed(ring, setHash, due, next);
    }

    function cancel(uint8 ring, bytes calldata set, bytes calldata signatures) external known(ring) {
        bytes32 setHash = _rings[ring].next;
        if (setHash == 0) revert NothingProposed(ring);
        _take("cancel", ring, setHash, COLD, set, signatures);
        (_rings[ring].next, _rings[ring].due) = (0, 0);
        emit RotationCancelled(ring, setHash);
    }

    function rotate(uint8 ring, bytes calldata next) external known(ring) {
        Ring storage kept = _rings[ring];
        if (kept.next == 0) revert NothingProposed(ring);
        if (block.timestamp < kept.due) revert NotDue(kept.due, uint64(block.timestamp));
        Quorum.checkSet(next, kept.next);
        _install(ring, kept.next, next);
    }

    function votePause(bytes calldata set, uint256 position) external {
        Quorum.checkSet(set, _rings[HOT].current);
        if (Quorum.signer(set, position) != msg.sender) revert NotAttestor(msg.sender);
        uint64 now_ = uint64(block.timestamp);
        Pause memory pause = _pause;
        if (pause.until != 0 && now_ < pause.until + PAUSE_REST) revert PauseResting(pause.until + PAUSE_REST);
        emit PauseVoted(msg.sender);
        if (pause.votedAt + VOTE_LIFE < now_) {
            (_pause.voter, _pause.votedAt) = (msg.sender, now_);
            return;
        }
        if (pause.voter == msg.sender) revert AlreadyVoted(msg.sender);
        _pause = Pause(now_, now_ + PAUSE, 0, false, address(0));
        emit Paused(now_ + PAUSE);
    }

    function extendPause(bytes calldata set, bytes calldata signatures) external {
        if (!paused()) revert NotPaused();
        if (_pause.extended) revert PauseExtendedAlready(_pause.until);
        _take("extend", HOT, 0, COLD, set, signatures);
        uint64 until = _pause.began + MAX_PAUSE;
        (_pause.until, _pause.extended) = (until, true);
        emit PauseExtended(until);
    }

    function unpause(bytes calldata set, bytes calldata signatures) external {
        if (!paused()) revert NotPaused();
        _take("unpause", HOT, 0, COLD, set, signatures);
        _pause.until = uint64(block.timestamp);
        emit Unpaused();
    }

    function check(bytes32 digest, bytes calldata set, bytes calldata signatures) external view {
        Quorum.check(set, _rings[HOT].current, digest, signatures);
    }

    function paused() public view returns (bool) {
        return block.timestamp < _pause.until;
    }

    function pausedUntil() external view returns (uint64) {
        return _pause.until;
    }

    function setHashOf(uint8 ring) external view known(ring) returns (bytes32) {
        return _rings[ring].current;
    }

    function epochOf(uint8 ring) external view known(ring) returns (uint64) {
        return _rings[ring].epoch;
    }

    function proposalOf(uint8 ring) external view known(ring) returns (bytes32 setHash, uint64 due) {
        return (_rings[ring].next, _rings[ring].due);
    }

    function orderDigest(string memory kind, uint8 ring, bytes32 setHash) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPE, keccak256(bytes(kind)), ring, setHash, nonce)));
    }

    function _take(string memory kind, uint8 ring, bytes32 setHash, uint8 by, bytes calldata set, bytes calldata signatures) private {
        bytes32 digest = orderDigest(kind, ring, setHash);
        nonce++;
        Quorum.check(set, _rings[by].current, digest, signatures);
    }

    function _install(uint8 ring, bytes32 setHash, bytes memory set) private {
        uint64 epoch = _rings[ring].epoch + 1;
        _rings[ring] = Ring(setHash, 0, 0, epoch);
        emit Rotated(ring, setHash, epoch, set);
    }
}
