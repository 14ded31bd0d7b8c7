// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {Payload} from "./libraries/Payload.sol";
import {Header, HeaderV1} from "./types/Header.sol";

/// What the clearing house keeps, laid out once for its two halves: ClearingHouse, which holds it, and Emergency, which runs on it.
///
/// A hold keeps windows open while a demand for data waits (IDemand): batches whose window was open when it began, and all later ones, become
/// irrevocable that much later. What was irrevocable before stays so.
abstract contract HouseState {
    struct Head {
        uint32 no;
        uint32 ts;
        uint32 committedAt;
        uint32 forcedCount;
        uint56 seqTo;
        uint32 pausedUntil; // FROZEN for ever after a freeze
        uint32 holdFrom;
        uint8 holds; // HOLD each, from holdFrom on
    }

    /// What every commit reads and nearly every one moves, in one word: who attests, as code (threshold u8 | signers 20 each, ascending), and the
    /// cash of FEES.
    struct Standing {
        address signers;
        uint8 threshold;
        uint16 count;
        int64 fees;
    }

    /// What contracts for an emergency may do is set once.
    struct Court {
        address challenge;
        uint64 convictedFrom; // the oldest batch proven false, 0 for none
    }

    uint32 internal constant FROZEN = type(uint32).max;
    uint64 internal constant HOLD = 3 hours;
    uint64 private constant STALE_AFTER = 15 minutes;
    uint8 private constant FAST = 1;
    uint8 internal constant FORCED = 2;
    uint256 private constant LOCAL_CHAIN = 31337;
    uint32 private constant MIN_FAST_DELAY = 5 minutes;
    uint32 private constant MIN_CHALLENGE_WINDOW = 1 hours;
    uint256 internal constant FLAGS = 192; // payout flags in one word, below the units paid

    address public immutable vault;
    address public immutable fund;
    address public immutable forceQueue;
    address public immutable attestors;
    uint32 public immutable fastDelay;
    uint32 public immutable challengeWindow;

    address public exitDesk;
    Court internal _court;
    address public guardian;
    Standing internal _standing;
    Head internal _head;
    bytes32 internal _headHash;
    bytes32 internal _markRoot;
    int64 internal _badDebt; // cash of BAD_DEBT
    mapping(uint64 no => bytes32) public record;
    mapping(uint64 no => bool) internal _topUpPaid;
    /// (batch, asset, index / 192) -> units paid u64, only in group 0 | 192 flags by index % 192.
    mapping(uint64 no => mapping(uint16 asset => mapping(uint256 group => uint256))) internal _paid;
    mapping(address sender => mapping(uint64 set => Payload.Progress)) internal _sets;
    bool private transient _entered;

    modifier guarded() {
        if (_entered) revert IClearingHouse.Reentered();
        _entered = true;
        _;
        _entered = false;
    }

    constructor(address vault_, address fund_, address forceQueue_, address attestors_, uint32 fastDelay_, uint32 challengeWindow_) {
        if (vault_ == address(0) || fund_ == address(0) || forceQueue_ == address(0) || attestors_ == address(0)) {
            revert IClearingHouse.ZeroAddress();
        }
        if (block.chainid != LOCAL_CHAIN) {
            if (fastDelay_ < MIN_FAST_DELAY) revert IClearingHouse.WindowTooShort(MIN_FAST_DELAY, fastDelay_);
            if (challengeWindow_ < MIN_CHALLENGE_WINDOW) revert IClearingHouse.WindowTooShort(MIN_CHALLENGE_WINDOW, challengeWindow_);
        }
        vault = vault_;
        fund = fund_;
        forceQueue = forceQueue_;
        attestors = attestors_;
        fastDelay = fastDelay_;
        challengeWindow = challengeWindow_;
    }

    /// When a batch becomes irrevocable.
    function _end(Head memory current, uint256 committedAt) internal view returns (uint256) {
        uint256 end = committedAt + challengeWindow;
        if (current.holds == 0) return end;
        uint256 held = HOLD * current.holds;
        if (committedAt < current.holdFrom) return end > current.holdFrom ? end + held : end;
        uint256 least = current.holdFrom + held + challengeWindow;
        return end > least ? end : least;
    }

    /// Whether some batch's window is longer than usual.
    function _holding(Head memory current) internal view returns (bool) {
        return current.holds != 0 && block.timestamp < current.holdFrom + HOLD * current.holds + challengeWindow;
    }

    /// Seconds since a payout of this lane has been due; reverts while it is not. A pause stops what a challenge may still revert, never what is
    /// irrevocable; so does a freeze, and what it has proven false is never paid.
    function _checkDue(uint64 no, uint64 committedAt, uint8 lane) internal view returns (uint256) {
        if (lane > FORCED) revert IClearingHouse.LaneUnknown(lane);
        Head memory current = _head;
        bool paused = block.timestamp < current.pausedUntil;
        uint256 due = lane == FAST && !paused && !_holding(current) ? committedAt + fastDelay : _end(current, committedAt);
        if (block.timestamp < due) revert IClearingHouse.NotDue(uint64(due), uint64(block.timestamp));
        if (!paused && block.timestamp > current.ts + STALE_AFTER) revert IClearingHouse.HeadStale(current.ts, uint64(block.timestamp));
        if (current.pausedUntil == FROZEN) {
            uint64 convicted = _court.convictedFrom;
            if (convicted != 0 && no >= convicted) revert IClearingHouse.BatchConvicted(convicted, no);
        }
        return block.timestamp - due;
    }

    function _committed(bytes calldata header, uint64 committedAt) internal view returns (Header calldata h) {
        bytes32 hash;
        (h, hash) = HeaderV1.read(header);
        if (record[h.no] != _record(hash, committedAt)) revert IClearingHouse.NotCommitted(h.no, hash, committedAt);
    }

    /// keccak(headerHash | committedAt u64)
    function _record(bytes32 headerHash, uint64 committedAt) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0x00, headerHash)
            mstore(0x20, shl(192, committedAt))
            hash := keccak256(0x00, 40)
        }
    }

    function _checkFlowsHash(Header calldata h, bytes calldata flows) internal pure {
        bytes32 hash = keccak256(flows);
        if (hash != h.flowsHash) revert IClearingHouse.FlowsHashMismatch(hash, h.flowsHash);
    }
}
