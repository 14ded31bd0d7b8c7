// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HouseState} from "./HouseState.sol";
import {IAttestors} from "./interfaces/IAttestors.sol";
import {IClearingHouse, IPausing} from "./interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Code} from "./libraries/Code.sol";
import {Flows} from "./libraries/Flows.sol";
import {Payload} from "./libraries/Payload.sol";
import {Header} from "./types/Header.sol";

/// The half of the clearing house that is called rarely: it runs as the house's code, on the house's state, and holds nothing itself. The house makes
/// its own when it is made, with the same arguments, and passes on what it does not know.
contract Emergency is HouseState {
    uint64 private constant MAX_PAUSE = 7 days;
    uint8 private constant MAX_HOLDS = 16;

    constructor(address vault_, address fund_, address forceQueue_, address attestors_, uint32 fastDelay_, uint32 challengeWindow_)
        HouseState(vault_, fund_, forceQueue_, attestors_, fastDelay_, challengeWindow_)
    {}

    function initialise(address exitDesk_, address challenge_, address guardian_) external {
        if (msg.sender != IVault(vault).admin()) revert IClearingHouse.NotAdmin(msg.sender);
        if (exitDesk != address(0)) revert IClearingHouse.AlreadyInitialised(exitDesk);
        if (exitDesk_ == address(0) || challenge_ == address(0)) revert IClearingHouse.ZeroAddress();
        exitDesk = exitDesk_;
        _court.challenge = challenge_;
        guardian = guardian_;
        emit IClearingHouse.Initialised(exitDesk_, challenge_, guardian_);
    }

    /// The set in force in Attestors becomes the one commits are checked with.
    function syncAttestors(bytes calldata set) external {
        bytes32 expected = IAttestors(attestors).setHashOf(0);
        if (keccak256(set) != expected) revert IClearingHouse.SetUnknown(expected, keccak256(set));
        _standing = Standing(Code.store(set), uint8(set[0]), uint16(set.length / 20), _standing.fees);
        emit IClearingHouse.AttestorsSynced(expected);
    }

    function payTopUp(bytes calldata header, uint64 committedAt, bytes calldata flows) external guarded {
        Header calldata h = _committed(header, committedAt);
        _checkDue(h.no, committedAt, 0);
        _checkFlowsHash(h, flows);
        uint64 units = Flows.find(flows, 0).fundTopUp;
        if (units == 0) revert IClearingHouse.TopUpNone(h.no);
        if (_topUpPaid[h.no]) revert IClearingHouse.AlreadyPaid(h.no, 0);
        _topUpPaid[h.no] = true;
        emit IClearingHouse.TopUpPaid(h.no, units);
        IVault(vault).release(0, units, fund);
        IInsuranceFund(fund).topUp(h.no, units);
    }

    function syncPause() external {
        Head memory current = _head;
        if (current.pausedUntil == FROZEN) revert IClearingHouse.VenueFrozen();
        if (guardian == address(0)) revert IClearingHouse.NoGuardian();
        uint64 until = IPausing(guardian).pausedUntil();
        uint64 latest = uint64(block.timestamp) + MAX_PAUSE;
        _head.pausedUntil = uint32(until < latest ? until : latest);
        emit IClearingHouse.PausedUntil(_head.pausedUntil);
    }

    function freeze() external {
        if (msg.sender != forceQueue) revert IClearingHouse.NotForceQueue(msg.sender);
        _freeze(_head.no);
    }

    /// Only the contract that may convict asks, so a hold costs whoever demands.
    function hold(uint64 no, uint64 committedAt) external {
        _checkCourt(committedAt);
        Head memory current = _head;
        if (_holding(current)) {
            if (current.holds == MAX_HOLDS) revert IClearingHouse.HeldTooLong(no);
            // What has become irrevocable under the holds so far must not open again.
            uint256 from = block.timestamp - HOLD * current.holds;
            if (from > current.holdFrom) current.holdFrom = uint32(from);
            current.holds++;
        } else {
            current.holdFrom = uint32(block.timestamp);
            current.holds = 1;
        }
        _head = current;
        emit IClearingHouse.Held(no, current.holdFrom, current.holds);
    }

    function convict(uint64 no, uint64 committedAt) external {
        _checkCourt(committedAt);
        if (_court.convictedFrom == 0 || no < _court.convictedFrom) _court.convictedFrom = no;
        emit IClearingHouse.Convicted(no);
        Head memory current = _head;
        if (current.pausedUntil != FROZEN) _freeze(current.no);
    }

    function unwind(bytes[] calldata headers, uint64[] calldata committedAts, bytes[] calldata flows) external guarded {
        uint64 convictedFrom_ = _court.convictedFrom;
        if (convictedFrom_ == 0) revert IClearingHouse.NothingToUnwind(0, _head.no);
        for (uint256 i = 0; i < headers.length; i++) {
            Header calldata h = _committed(headers[i], committedAts[i]);
            if (h.no != _head.no || h.no < convictedFrom_) revert IClearingHouse.NothingToUnwind(convictedFrom_, _head.no);
            _checkFlowsHash(h, flows[i]);
            delete record[h.no];
            _head.no = uint32(h.no - 1);
            _headHash = h.prevHash;
            emit IClearingHouse.Unwound(h.no);
            IVault(vault).unwind(flows[i], _paidUnits(h.no, flows[i]), fund);
        }
    }

    // ---- views ----

    /// Answered by the challenge contract, from the same call data.
    function verifyLeaf(bytes calldata, uint64, uint32, bytes calldata, bytes calldata, bytes calldata) external view returns (int256) {
        address target = _court.challenge;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, 0, calldatasize())
            let good := staticcall(gas(), target, buffer, calldatasize(), 0, 0)
            returndatacopy(buffer, 0, returndatasize())
            switch good
            case 0 { revert(buffer, returndatasize()) }
            default { return(buffer, returndatasize()) }
        }
    }

    function isAttestor(address signer) external view returns (bool found) {
        bytes memory set = Code.load(_standing.signers);
        for (uint256 end = 21; end <= set.length && !found; end += 20) {
            assembly ("memory-safe") {
                found := eq(and(mload(add(set, end)), 0xffffffffffffffffffffffffffffffffffffffff), signer)
            }
        }
    }

    function staged(address sender, uint64 set) external view returns (uint8 chunks, bool complete, bytes32 hash) {
        Payload.Progress memory progress = _sets[sender][set];
        return (progress.chunks, progress.complete, progress.hash);
    }

    function systemCash() external view returns (int64 fees, int64 badDebt) {
        return (_standing.fees, _badDebt);
    }

    function isPaid(uint64 no, uint16 asset, uint32 index) external view returns (bool) {
        return _paid[no][asset][index / FLAGS] >> (index % FLAGS) & 1 == 1;
    }

    function paidUnits(uint64 no, uint16 asset) public view returns (uint64) {
        return uint64(_paid[no][asset][0] >> FLAGS);
    }

    function threshold() external view returns (uint32) {
        return _standing.threshold;
    }

    function attestorCount() external view returns (uint32) {
        return _standing.count;
    }

    function challenge() external view returns (address) {
        return _court.challenge;
    }

    function convictedFrom() external view returns (uint64) {
        return _court.convictedFrom;
    }

    function windowEnd(uint64 committedAt) external view returns (uint64) {
        return uint64(_end(_head, committedAt));
    }

    function heldUntil() external view returns (uint64) {
        return _head.holds == 0 ? 0 : uint64(_head.holdFrom + HOLD * _head.holds);
    }

    function _paidUnits(uint64 no, bytes calldata flows) private view returns (uint64[] memory paid) {
        paid = new uint64[](Flows.count(flows));
        for (uint256 i = 0; i < paid.length; i++) {
            paid[i] = paidUnits(no, Flows.assetAt(flows, i));
        }
    }

    function _freeze(uint64 no) private {
        _head.pausedUntil = FROZEN;
        emit IClearingHouse.Frozen(no);
        IVault(vault).close();
    }

    /// Only the court, only inside the batch's window.
    function _checkCourt(uint64 committedAt) private view {
        if (msg.sender != _court.challenge) revert IClearingHouse.NotChallenge(msg.sender);
        uint256 end = _end(_head, committedAt);
        if (block.timestamp >= end) revert IClearingHouse.ChallengeTooLate(uint64(end), uint64(block.timestamp));
    }
}
