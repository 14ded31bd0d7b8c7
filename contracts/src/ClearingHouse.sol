// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Emergency} from "./Emergency.sol";
import {HouseState} from "./HouseState.sol";
import {IAttestors} from "./interfaces/IAttestors.sol";
import {IClearingHouse, Status, Withdrawal} from "./interfaces/IClearingHouse.sol";
import {IForceQueue} from "./interfaces/IForceQueue.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {FastPayout, IVault} from "./interfaces/IVault.sol";
import {Code} from "./libraries/Code.sol";
import {Flows} from "./libraries/Flows.sol";
import {Marks} from "./libraries/Marks.sol";
import {Payload} from "./libraries/Payload.sol";
import {Payouts} from "./libraries/Payouts.sol";
import {Tree} from "./libraries/Tree.sol";
import {Header, HeaderV1} from "./types/Header.sol";

/// See IClearingHouse for what is promised and assumed; formats stand with the libraries and in the module's README.
///
/// Commits, payouts and what is asked often; the rest of IClearingHouse stands in Emergency and runs here, on the state laid out in HouseState.
///
/// State is the head in one word, its hash and mark root, one record per batch, two system balances, what has been paid, and chunk sets that
/// belong to whoever sent them. A batch is atomic: any rule that fails reverts all of it. No token is called before the state of a
/// commit is final.
contract ClearingHouse is HouseState {
    /// What a batch's flows bring into the tree.
    struct Inward {
        bytes32 sums; // fold of the net units
        uint64 coverDrawn;
        uint16 assets; // listed
    }

    /// A batch that is being paid from.
    struct Source {
        uint64 no;
        uint64 committedAt;
        bytes32 withdrawRoot;
        uint32 count;
        uint256 pathEnd; // of the path read last
    }

    uint8 private constant VERSION = 1;
    uint64 private constant CLOCK_AHEAD = 60;
    uint64 private constant FORCED_WAIT = 24 hours;
    uint256 private constant SIGNATURE = 65;
    bytes32 private constant HEADER_TYPE = keccak256("Header(bytes32 headerHash)");
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    address public immutable emergency;
    uint256 private immutable _chainId;
    bytes32 private immutable _separator;

    /// `set` is the hot set of `attestors_`, threshold u8 | signers 20 each.
    constructor(
        address vault_,
        address fund_,
        address forceQueue_,
        address attestors_,
        bytes memory set,
        uint32 fastDelay_,
        uint32 challengeWindow_
    ) HouseState(vault_, fund_, forceQueue_, attestors_, fastDelay_, challengeWindow_) {
        bytes32 expected = IAttestors(attestors_).setHashOf(0);
        if (keccak256(set) != expected) revert IClearingHouse.SetUnknown(expected, keccak256(set));
        _standing = Standing(Code.store(set), uint8(set[0]), uint16(set.length / 20), 0);
        emergency = address(new Emergency(vault_, fund_, forceQueue_, attestors_, fastDelay_, challengeWindow_));
        _chainId = block.chainid;
        _separator = _newSeparator();
    }

    /// What stands in Emergency runs here.
    // solhint-disable-next-line no-complex-fallback
    fallback() external {
        address target = emergency;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            calldatacopy(buffer, 0, calldatasize())
            let good := delegatecall(gas(), target, buffer, calldatasize(), 0, 0)
            returndatacopy(buffer, 0, returndatasize())
            switch good
            case 0 { revert(buffer, returndatasize()) }
            default { return(buffer, returndatasize()) }
        }
    }

    // ---- batches ----

    function commit(bytes calldata header, bytes calldata payload, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external
        guarded
    {
        Payload.Progress memory progress;
        (Header calldata h, Inward memory inward) = _begin(header, flows, signatures);
        if (payload.length > 0) Payload.extend(progress, payload, inward.assets);
        _finish(h, progress, inward, marks);
    }

    function stage(uint64 set, uint8 index, bytes calldata chunk) external {
        Payload.Progress memory progress;
        if (index > 0) progress = _sets[msg.sender][set];
        if (progress.chunks != index) revert IClearingHouse.ChunkIndex(progress.chunks, index);
        Payload.extend(progress, chunk, IVault(vault).assetCount());
        _sets[msg.sender][set] = progress;
        emit IClearingHouse.ChunkStaged(msg.sender, set, index, progress.hash);
    }

    function commitStaged(uint64 set, bytes calldata header, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external
        guarded
    {
        Payload.Progress memory progress = _sets[msg.sender][set];
        if (progress.chunks == 0) revert IClearingHouse.ChunkIndex(0, 0);
        delete _sets[msg.sender][set];
        (Header calldata h, Inward memory inward) = _begin(header, flows, signatures);
        _finish(h, progress, inward, marks);
    }

    // ---- payouts ----

    function pay(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata flows,
        Withdrawal calldata withdrawal,
        uint32 count,
        bytes calldata path
    ) external guarded {
        Source memory source = _source(header, committedAt, flows, count);
        if (_payOne(source, flows, withdrawal, path) == 0) revert IClearingHouse.AlreadyPaid(source.no, withdrawal.index);
        if (source.pathEnd != path.length) revert Tree.PathLength(path.length);
    }

    function payMany(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata flows,
        bytes calldata rows,
        uint32 count,
        bytes calldata paths
    ) external guarded returns (uint64 units) {
        Source memory source = _source(header, committedAt, flows, count);
        uint256 items = Payouts.count(rows);
        for (uint256 i = 0; i < items; i++) {
            units += _payOne(source, flows, Payouts.row(rows, i), paths);
        }
        if (source.pathEnd != paths.length) revert Tree.PathLength(paths.length);
    }

    // ---- views ----

    function domainSeparator() public view returns (bytes32) {
        // After a fork of the chain a signature for one side is none for the other.
        return block.chainid == _chainId ? _separator : _newSeparator();
    }

    function head() external view returns (uint64 no, uint64 ts, uint64 seqTo, bytes32 headerHash, bytes32 markRoot) {
        return (_head.no, _head.ts, _head.seqTo, _headHash, _markRoot);
    }

    function status() external view returns (Status memory) {
        Head memory current = _head;
        return Status(current.no, current.committedAt, current.forcedCount, current.pausedUntil, current.pausedUntil == FROZEN);
    }

    function frozen() external view returns (bool) {
        return _head.pausedUntil == FROZEN;
    }

    // ---- a commit in order ----

    /// Header against the chain, signatures, flows, and the Vault's books. The Vault trusts this contract and calls no token here.
    function _begin(bytes calldata header, bytes calldata flows, bytes calldata signatures)
        private
        returns (Header calldata h, Inward memory inward)
    {
        bytes32 headerHash;
        (h, headerHash) = HeaderV1.read(header);
        Head memory previous = _head;
        _checkChain(h, previous);
        _checkAttestations(headerHash, signatures);
        _headHash = headerHash;
        _advance(h, previous);
        record[h.no] = _record(headerHash, uint64(block.timestamp));
        emit IClearingHouse.BatchCommitted(h.no, headerHash, uint64(block.timestamp), h.seqFrom, h.seqTo, h.root);
        _checkFlows(h, flows, inward);
        bytes32 accountedHash;
        uint64 accountedCoin;
        (accountedHash, accountedCoin, inward.assets) = IVault(vault).settle(h.depositsUpTo, flows);
        if (accountedHash != h.accountedHash) revert IClearingHouse.AccountedHashMismatch(accountedHash, h.accountedHash);
        if (uint256(h.sumNeg) + accountedCoin != h.sumPos) revert IClearingHouse.SumsMismatch(accountedCoin, h.sumPos, h.sumNeg);
    }

    function _finish(Header calldata h, Payload.Progress memory progress, Inward memory inward, bytes calldata marks) private {
        _checkMarks(h, marks, inward.assets);
        Payload.conclude(progress, inward.sums);
        if (progress.hash != h.payloadHash) revert IClearingHouse.PayloadHashMismatch(progress.hash, h.payloadHash);
        _moveSystemCash(progress, inward.coverDrawn);
        if (inward.coverDrawn > 0) IInsuranceFund(fund).cover(h.no, h.ts, inward.coverDrawn);
    }

    /// Casts fit for a century: seconds and requests in 32 bits, commands in 56.
    function _advance(Header calldata h, Head memory next) private {
        next.no = uint32(h.no);
        next.ts = uint32(h.ts);
        next.committedAt = uint32(block.timestamp);
        next.forcedCount = uint32(h.forcedCount);
        next.seqTo = uint56(h.seqTo);
        if (next.seqTo != h.seqTo) revert IClearingHouse.SequenceTooLarge(h.seqTo);
        _head = next;
    }

    function _checkFlows(Header calldata h, bytes calldata flows, Inward memory inward) private pure {
        _checkFlowsHash(h, flows);
        bytes32 totals;
        uint64 withdrawn;
        (inward.sums, totals, withdrawn, inward.coverDrawn) = Flows.read(flows);
        if (totals != h.withdrawTotalsHash) revert IClearingHouse.WithdrawTotalsMismatch(totals, h.withdrawTotalsHash);
        if ((h.withdrawRoot == 0) != (withdrawn == 0)) revert IClearingHouse.WithdrawRootMismatch(h.withdrawRoot, withdrawn);
    }

    function _checkChain(Header calldata h, Head memory previous) private view {
        if (block.timestamp < previous.pausedUntil) {
            if (previous.pausedUntil == FROZEN) revert IClearingHouse.VenueFrozen();
            revert IClearingHouse.VenuePaused(previous.pausedUntil);
        }
        if (h.version != VERSION) revert IClearingHouse.WrongVersion(VERSION, h.version);
        if (h.no != previous.no + 1) revert IClearingHouse.WrongNumber(previous.no + 1, h.no);
        if (h.prevHash != _headHash) revert IClearingHouse.WrongPrevious(_headHash, h.prevHash);
        if (h.ts < previous.ts) revert IClearingHouse.TimeBackwards(previous.ts, h.ts);
        if (h.ts > block.timestamp + CLOCK_AHEAD) revert IClearingHouse.TimeAhead(uint64(block.timestamp) + CLOCK_AHEAD, h.ts);
        if (h.seqFrom != previous.seqTo + 1) revert IClearingHouse.SequenceGap(previous.seqTo + 1, h.seqFrom);
        if (h.seqTo < h.seqFrom) revert IClearingHouse.SequenceEmpty(h.seqFrom, h.seqTo);
        (bytes32 prefix, uint64 deadline) = IForceQueue(forceQueue).at(h.forcedCount);
        // A prefix is never 0 but before the first request, so a count beyond the queue fits nothing.
        if (h.forcedCount < previous.forcedCount || prefix != h.forcedPrefix || (h.forcedCount > 0 && prefix == 0)) {
            revert IClearingHouse.ForcedMismatch(h.forcedCount, prefix);
        }
        if (deadline != 0 && block.timestamp > deadline) revert IClearingHouse.ForcedOverdue(h.forcedCount + 1, deadline);
    }

    function _checkAttestations(bytes32 headerHash, bytes calldata signatures) private view {
        if (signatures.length % SIGNATURE != 0) revert IClearingHouse.SignaturesLength(signatures.length);
        uint256 found = signatures.length / SIGNATURE;
        uint8 threshold = _standing.threshold;
        if (found < threshold) revert IClearingHouse.SignaturesTooFew(threshold, found);
        bytes32 digest = MessageHashUtils.toTypedDataHash(domainSeparator(), Hashes.efficientKeccak256(HEADER_TYPE, headerHash));
        bytes memory set = Code.load(_standing.signers);
        uint256 next = 21; // end of the first signer, after the threshold
        address previous = address(0);
        for (uint256 pos = 0; pos < signatures.length; pos += SIGNATURE) {
            address signer = _signer(digest, signatures, pos);
            if (signer <= previous) revert IClearingHouse.SignerOrder(previous, signer);
            previous = signer;
            // Both lists ascend, so one walk along the set finds every signer.
            for (bool known = false; !known; next += 20) {
                if (next > set.length) revert IClearingHouse.SignerUnknown(signer);
                assembly ("memory-safe") {
                    known := eq(and(mload(add(set, next)), 0xffffffffffffffffffffffffffffffffffffffff), signer)
                }
            }
        }
    }

    function _signer(bytes32 digest, bytes calldata signatures, uint256 pos) private pure returns (address) {
        bytes32 r;
        bytes32 s;
        uint8 v;
        // The caller has checked that 65 bytes stand at pos.
        assembly ("memory-safe") {
            let place := add(signatures.offset, pos)
            r := calldataload(place)
            s := calldataload(add(place, 32))
            v := byte(0, calldataload(add(place, 64)))
        }
        return ECDSA.recover(digest, v, r, s);
    }

    /// Marks come with the batch that changes them, so that leaves can be valued from chain data alone.
    function _checkMarks(Header calldata h, bytes calldata marks, uint256 assetCount) private {
        if (marks.length == 0) {
            if (h.markRoot != _markRoot || h.markRoot == 0) revert IClearingHouse.MarksMissing(_markRoot, h.markRoot);
            return;
        }
        (uint256 assets,) = Marks.counts(marks);
        if (assets != assetCount) revert IClearingHouse.MarkAssets(assetCount, assets);
        bytes32 root = Marks.root(marks);
        if (root != h.markRoot) revert IClearingHouse.MarkRootMismatch(root, h.markRoot);
        _markRoot = root;
    }

    /// Bad debt to be covered is the one that stood before this batch: the engine decides cover at the seal of the batch before.
    function _moveSystemCash(Payload.Progress memory progress, uint64 coverDrawn) private {
        if (progress.fees != 0) {
            int256 fees = int256(_standing.fees) + progress.fees;
            if (fees != int64(fees)) revert IClearingHouse.SystemCashOverflow(fees, _badDebt);
            _standing.fees = int64(fees);
        }
        if (coverDrawn > 0 || progress.badDebt != 0) {
            int256 before = _badDebt;
            if (coverDrawn > 0 && int256(uint256(coverDrawn)) > -before) {
                revert IClearingHouse.CoverWithoutBadDebt(int64(before), coverDrawn);
            }
            int256 badDebt = before + progress.badDebt;
            if (badDebt != int64(badDebt)) revert IClearingHouse.SystemCashOverflow(_standing.fees, badDebt);
            _badDebt = int64(badDebt);
        }
    }

    // ---- a payout in order ----

    function _source(bytes calldata header, uint64 committedAt, bytes calldata flows, uint32 count) private view returns (Source memory) {
        Header calldata h = _committed(header, committedAt);
        _checkFlowsHash(h, flows);
        return Source(h.no, committedAt, h.withdrawRoot, count, 0);
    }

    /// Units paid, 0 when it has been paid before.
    function _payOne(Source memory source, bytes calldata flows, Withdrawal memory w, bytes calldata paths) private returns (uint64) {
        uint256 waited = _checkDue(source.no, source.committedAt, w.lane);
        bytes32 root;
        (root, source.pathEnd) = Tree.climbAt(Tree.WITHDRAW_NODE, Payouts.leaf(source.no, w), w.index, source.count, paths, source.pathEnd);
        if (root != source.withdrawRoot) revert IClearingHouse.WithdrawProofMismatch(source.withdrawRoot, root);
        if (!_notePaid(source.no, flows, w)) return 0;
        emit IClearingHouse.WithdrawalPaid(source.no, w.index, w.account, w.asset, w.units, w.destination, w.lane);
        _release(source.no, source.committedAt, w, waited);
        return w.units;
    }

    function _release(uint64 no, uint64 committedAt, Withdrawal memory w, uint256 waited) private {
        IVault target = IVault(vault);
        if (_head.pausedUntil == FROZEN || (w.lane == FORCED && waited >= FORCED_WAIT)) {
            target.release(w.asset, w.units, w.destination);
        } else if (block.timestamp >= _end(_head, committedAt)) {
            target.releaseLimited(w.asset, w.units, w.destination, waited);
        } else {
            uint64 backing = w.asset == 0 ? IInsuranceFund(fund).balance() : type(uint64).max;
            FastPayout memory payout = FastPayout(no, committedAt, w.units);
            target.releaseFast(w.account, w.asset, w.units, w.destination, payout, challengeWindow, backing);
        }
    }

    function _notePaid(uint64 no, bytes calldata flows, Withdrawal memory w) private returns (bool) {
        mapping(uint256 group => uint256) storage words = _paid[no][w.asset];
        uint256 group = w.index / FLAGS;
        uint256 flag = 1 << (w.index % FLAGS);
        uint256 first = words[0];
        if ((group == 0 ? first : words[group]) & flag != 0) return false;
        uint64 total = Flows.find(flows, w.asset).withdrawalsCreated;
        uint256 paid = (first >> FLAGS) + w.units;
        if (paid > total) revert IClearingHouse.PaidAboveTotal(w.asset, total, paid);
        first += uint256(w.units) << FLAGS;
        if (group == 0) {
            words[0] = first | flag;
        } else {
            words[0] = first;
            words[group] |= flag;
        }
        return true;
    }

    function _newSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("Caisson"), keccak256("1"), block.chainid, address(this)));
    }
}
