// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IClearingHouse, IPausing, Status, Withdrawal} from "./interfaces/IClearingHouse.sol";
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
/// State is the head in one word, its hash and mark root, one record per batch, two system balances, what has been paid, and chunk sets that
/// belong to whoever sent them. A batch is atomic: any rule that fails reverts all of it. No token is called before the state of a
/// commit is final.
contract ClearingHouse is IClearingHouse {
    struct Head {
        uint40 no;
        uint40 ts;
        uint40 committedAt;
        uint40 forcedCount;
        uint64 seqTo;
        uint32 pausedUntil; // FROZEN for ever after a freeze
    }

    struct SystemCash {
        int64 fees;
        int64 badDebt;
    }

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
    uint64 private constant STALE_AFTER = 15 minutes;
    uint64 private constant FORCED_WAIT = 24 hours;
    uint64 private constant MAX_PAUSE = 7 days;
    uint32 private constant FROZEN = type(uint32).max;
    uint8 private constant FAST = 1;
    uint8 private constant FORCED = 2;
    uint256 private constant LOCAL_CHAIN = 31337;
    uint32 private constant MIN_FAST_DELAY = 5 minutes;
    uint32 private constant MIN_CHALLENGE_WINDOW = 1 hours;
    uint256 private constant SIGNATURE = 65;
    uint256 private constant FLAGS = 192; // payout flags in one word, below the units paid
    bytes32 private constant HEADER_TYPE = keccak256("Header(bytes32 headerHash)");
    bytes32 private constant DOMAIN_TYPE = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    address public immutable vault;
    address public immutable fund;
    address public immutable forceQueue;
    uint32 public immutable fastDelay;
    uint32 public immutable challengeWindow;
    uint32 public immutable threshold;
    uint32 public immutable attestorCount;
    uint256 private immutable _chainId;
    bytes32 private immutable _separator;
    address private immutable _attestors; // their addresses, ascending, one word each, as code

    address public exitDesk;
    address public challenge;
    address public guardian;
    uint64 public convictedFrom; // the oldest batch proven false, 0 for none
    Head private _head;
    bytes32 private _headHash;
    bytes32 private _markRoot;
    SystemCash private _systemCash;
    mapping(uint64 no => bytes32) public record;
    mapping(uint64 no => bool) private _topUpPaid;
    /// (batch, asset, index / 192) -> units paid u64, only in group 0 | 192 flags by index % 192.
    mapping(uint64 no => mapping(uint16 asset => mapping(uint256 group => uint256))) private _paid;
    mapping(address sender => mapping(uint64 set => Payload.Progress)) private _sets;
    bool private transient _entered;

    modifier guarded() {
        if (_entered) revert Reentered();
        _entered = true;
        _;
        _entered = false;
    }

    constructor(
        address vault_,
        address fund_,
        address forceQueue_,
        address[] memory attestors,
        uint32 threshold_,
        uint32 fastDelay_,
        uint32 challengeWindow_
    ) {
        if (vault_ == address(0) || fund_ == address(0) || forceQueue_ == address(0)) revert ZeroAddress();
        if (threshold_ == 0 || threshold_ > attestors.length) revert Threshold(threshold_, attestors.length);
        if (block.chainid != LOCAL_CHAIN) {
            if (fastDelay_ < MIN_FAST_DELAY) revert WindowTooShort(MIN_FAST_DELAY, fastDelay_);
            if (challengeWindow_ < MIN_CHALLENGE_WINDOW) revert WindowTooShort(MIN_CHALLENGE_WINDOW, challengeWindow_);
        }
        address previous = address(0);
        for (uint256 i = 0; i < attestors.length; i++) {
            if (attestors[i] <= previous) revert AttestorOrder(previous, attestors[i]);
            previous = attestors[i];
        }
        _attestors = Code.store(abi.encodePacked(attestors));
        vault = vault_;
        fund = fund_;
        forceQueue = forceQueue_;
        threshold = threshold_;
        attestorCount = uint32(attestors.length);
        fastDelay = fastDelay_;
        challengeWindow = challengeWindow_;
        _chainId = block.chainid;
        _separator = _newSeparator();
    }

    function initialise(address exitDesk_, address challenge_, address guardian_) external {
        if (msg.sender != IVault(vault).admin()) revert NotAdmin(msg.sender);
        if (exitDesk != address(0)) revert AlreadyInitialised(exitDesk);
        if (exitDesk_ == address(0) || challenge_ == address(0)) revert ZeroAddress();
        exitDesk = exitDesk_;
        challenge = challenge_;
        guardian = guardian_;
        emit Initialised(exitDesk_, challenge_, guardian_);
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
        if (progress.chunks != index) revert ChunkIndex(progress.chunks, index);
        Payload.extend(progress, chunk, IVault(vault).assetCount());
        _sets[msg.sender][set] = progress;
        emit ChunkStaged(msg.sender, set, index, progress.hash);
    }

    function commitStaged(uint64 set, bytes calldata header, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external
        guarded
    {
        Payload.Progress memory progress = _sets[msg.sender][set];
        if (progress.chunks == 0) revert ChunkIndex(0, 0);
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
        if (_payOne(source, flows, withdrawal, path) == 0) revert AlreadyPaid(source.no, withdrawal.index);
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

    function payTopUp(bytes calldata header, uint64 committedAt, bytes calldata flows) external guarded {
        Header calldata h = _committed(header, committedAt);
        _checkDue(h.no, committedAt, 0);
        _checkFlowsHash(h, flows);
        uint64 units = Flows.find(flows, 0).fundTopUp;
        if (units == 0) revert TopUpNone(h.no);
        if (_topUpPaid[h.no]) revert AlreadyPaid(h.no, 0);
        _topUpPaid[h.no] = true;
        emit TopUpPaid(h.no, units);
        IVault(vault).release(0, units, fund);
        IInsuranceFund(fund).topUp(h.no, units);
    }

    // ---- pause, freeze, return to the last honest header ----

    function syncPause() external {
        Head memory current = _head;
        if (current.pausedUntil == FROZEN) revert VenueFrozen();
        if (guardian == address(0)) revert NoGuardian();
        uint64 until = IPausing(guardian).pausedUntil();
        uint64 latest = uint64(block.timestamp) + MAX_PAUSE;
        _head.pausedUntil = uint32(until < latest ? until : latest);
        emit PausedUntil(_head.pausedUntil);
    }

    function freeze() external {
        if (msg.sender != forceQueue) revert NotForceQueue(msg.sender);
        _freeze();
    }

    function convict(uint64 no, uint64 committedAt) external {
        if (msg.sender != challenge) revert NotChallenge(msg.sender);
        if (block.timestamp >= committedAt + challengeWindow) {
            revert ChallengeTooLate(committedAt + challengeWindow, uint64(block.timestamp));
        }
        if (convictedFrom == 0 || no < convictedFrom) convictedFrom = no;
        emit Convicted(no);
        if (_head.pausedUntil != FROZEN) _freeze();
    }

    function unwind(bytes[] calldata headers, uint64[] calldata committedAts, bytes[] calldata flows) external guarded {
        if (convictedFrom == 0) revert NothingToUnwind(0, _head.no);
        for (uint256 i = 0; i < headers.length; i++) {
            Header calldata h = _committed(headers[i], committedAts[i]);
            if (h.no != _head.no || h.no < convictedFrom) revert NothingToUnwind(convictedFrom, _head.no);
            _checkFlowsHash(h, flows[i]);
            delete record[h.no];
            _head.no = uint40(h.no - 1);
            _headHash = h.prevHash;
            emit Unwound(h.no);
            IVault(vault).unwind(flows[i], _paidUnits(h.no, flows[i]), fund);
        }
    }

    // ---- views ----

    /// Answered by the challenge contract, from the same call data.
    function verifyLeaf(bytes calldata, uint64, uint32, bytes calldata, bytes calldata, bytes calldata) external view returns (int256) {
        address target = challenge;
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

    function isAttestor(address signer) external view returns (bool found) {
        uint256 words = attestorCount;
        for (uint256 i = 0; i < words && !found; i++) {
            found = Code.word(_attestors, i) == uint256(uint160(signer));
        }
    }

    function systemCash() external view returns (int64 fees, int64 badDebt) {
        return (_systemCash.fees, _systemCash.badDebt);
    }

    function isPaid(uint64 no, uint16 asset, uint32 index) external view returns (bool) {
        return _paid[no][asset][index / FLAGS] >> (index % FLAGS) & 1 == 1;
    }

    function paidUnits(uint64 no, uint16 asset) public view returns (uint64) {
        return uint64(_paid[no][asset][0] >> FLAGS);
    }

    function staged(address sender, uint64 set) external view returns (uint8 chunks, bool complete, bytes32 hash) {
        Payload.Progress memory progress = _sets[sender][set];
        return (progress.chunks, progress.complete, progress.hash);
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
        _head = Head(uint40(h.no), uint40(h.ts), uint40(block.timestamp), uint40(h.forcedCount), h.seqTo, previous.pausedUntil);
        record[h.no] = _record(headerHash, uint64(block.timestamp));
        emit BatchCommitted(h.no, headerHash, uint64(block.timestamp), h.seqFrom, h.seqTo, h.root);
        _checkFlows(h, flows, inward);
        bytes32 accountedHash;
        uint64 accountedCoin;
        (accountedHash, accountedCoin, inward.assets) = IVault(vault).settle(h.depositsUpTo, flows);
        if (accountedHash != h.accountedHash) revert AccountedHashMismatch(accountedHash, h.accountedHash);
        if (uint256(h.sumNeg) + accountedCoin != h.sumPos) revert SumsMismatch(accountedCoin, h.sumPos, h.sumNeg);
    }

    function _finish(Header calldata h, Payload.Progress memory progress, Inward memory inward, bytes calldata marks) private {
        _checkMarks(h, marks, inward.assets);
        Payload.conclude(progress, inward.sums);
        if (progress.hash != h.payloadHash) revert PayloadHashMismatch(progress.hash, h.payloadHash);
        _moveSystemCash(progress, inward.coverDrawn);
        if (inward.coverDrawn > 0) IInsuranceFund(fund).cover(h.no, h.ts, inward.coverDrawn);
    }

    function _checkFlows(Header calldata h, bytes calldata flows, Inward memory inward) private pure {
        _checkFlowsHash(h, flows);
        bytes32 totals;
        uint64 withdrawn;
        (inward.sums, totals, withdrawn, inward.coverDrawn) = Flows.read(flows);
        if (totals != h.withdrawTotalsHash) revert WithdrawTotalsMismatch(totals, h.withdrawTotalsHash);
        if ((h.withdrawRoot == 0) != (withdrawn == 0)) revert WithdrawRootMismatch(h.withdrawRoot, withdrawn);
    }

    function _checkChain(Header calldata h, Head memory previous) private view {
        if (block.timestamp < previous.pausedUntil) {
            if (previous.pausedUntil == FROZEN) revert VenueFrozen();
            revert VenuePaused(previous.pausedUntil);
        }
        if (h.version != VERSION) revert WrongVersion(VERSION, h.version);
        if (h.no != previous.no + 1) revert WrongNumber(previous.no + 1, h.no);
        if (h.prevHash != _headHash) revert WrongPrevious(_headHash, h.prevHash);
        if (h.ts < previous.ts) revert TimeBackwards(previous.ts, h.ts);
        if (h.ts > block.timestamp + CLOCK_AHEAD) revert TimeAhead(uint64(block.timestamp) + CLOCK_AHEAD, h.ts);
        if (h.seqFrom != previous.seqTo + 1) revert SequenceGap(previous.seqTo + 1, h.seqFrom);
        if (h.seqTo < h.seqFrom) revert SequenceEmpty(h.seqFrom, h.seqTo);
        (bytes32 prefix, uint64 deadline) = IForceQueue(forceQueue).at(h.forcedCount);
        // A prefix is never 0 but before the first request, so a count beyond the queue fits nothing.
        if (h.forcedCount < previous.forcedCount || prefix != h.forcedPrefix || (h.forcedCount > 0 && prefix == 0)) {
            revert ForcedMismatch(h.forcedCount, prefix);
        }
        if (deadline != 0 && block.timestamp > deadline) revert ForcedOverdue(h.forcedCount + 1, deadline);
    }

    function _checkAttestations(bytes32 headerHash, bytes calldata signatures) private view {
        if (signatures.length % SIGNATURE != 0) revert SignaturesLength(signatures.length);
        uint256 found = signatures.length / SIGNATURE;
        if (found < threshold) revert SignaturesTooFew(threshold, found);
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domainSeparator(), keccak256(abi.encode(HEADER_TYPE, headerHash))));
        bytes memory set = Code.load(_attestors);
        uint256 next = 0;
        address previous = address(0);
        for (uint256 pos = 0; pos < signatures.length; pos += SIGNATURE) {
            address signer = _signer(digest, signatures, pos);
            if (signer <= previous) revert SignerOrder(previous, signer);
            previous = signer;
            // Both lists ascend, so one walk along the set finds every signer.
            for (bool found_ = false; !found_; next += 32) {
                if (next == set.length) revert SignerUnknown(signer);
                assembly ("memory-safe") {
                    found_ := eq(mload(add(add(set, 32), next)), signer)
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
            if (h.markRoot != _markRoot || h.markRoot == 0) revert MarksMissing(_markRoot, h.markRoot);
            return;
        }
        (uint256 assets,) = Marks.counts(marks);
        if (assets != assetCount) revert MarkAssets(assetCount, assets);
        bytes32 root = Marks.root(marks);
        if (root != h.markRoot) revert MarkRootMismatch(root, h.markRoot);
        _markRoot = root;
    }

    /// Bad debt to be covered is the one that stood before this batch: the engine decides cover at the seal of the batch before.
    function _moveSystemCash(Payload.Progress memory progress, uint64 coverDrawn) private {
        if (coverDrawn == 0 && progress.fees == 0 && progress.badDebt == 0) return;
        SystemCash memory cash = _systemCash;
        if (coverDrawn > 0 && int256(uint256(coverDrawn)) > -int256(cash.badDebt)) {
            revert CoverWithoutBadDebt(cash.badDebt, coverDrawn);
        }
        int256 fees = int256(cash.fees) + progress.fees;
        int256 badDebt = int256(cash.badDebt) + progress.badDebt;
        if (fees != int64(fees) || badDebt != int64(badDebt)) revert SystemCashOverflow(fees, badDebt);
        _systemCash = SystemCash(int64(fees), int64(badDebt));
    }

    function _checkFlowsHash(Header calldata h, bytes calldata flows) private pure {
        bytes32 hash = keccak256(flows);
        if (hash != h.flowsHash) revert FlowsHashMismatch(hash, h.flowsHash);
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
        if (root != source.withdrawRoot) revert WithdrawProofMismatch(source.withdrawRoot, root);
        if (!_notePaid(source.no, flows, w)) return 0;
        emit WithdrawalPaid(source.no, w.index, w.account, w.asset, w.units, w.destination, w.lane);
        _release(source.no, source.committedAt, w, waited);
        return w.units;
    }

    function _release(uint64 no, uint64 committedAt, Withdrawal memory w, uint256 waited) private {
        IVault target = IVault(vault);
        if (_head.pausedUntil == FROZEN || (w.lane == FORCED && waited >= FORCED_WAIT)) {
            target.release(w.asset, w.units, w.destination);
        } else if (block.timestamp >= committedAt + challengeWindow) {
            target.releaseLimited(w.asset, w.units, w.destination, waited);
        } else {
            uint64 backing = w.asset == 0 ? IInsuranceFund(fund).balance() : type(uint64).max;
            FastPayout memory payout = FastPayout(no, committedAt, w.units);
            target.releaseFast(w.account, w.asset, w.units, w.destination, payout, challengeWindow, backing);
        }
    }

    /// Seconds since a payout of this lane has been due; reverts while it is not. A pause stops what a challenge may still revert, never what is
    /// irrevocable; so does a freeze, and what it has proven false is never paid.
    function _checkDue(uint64 no, uint64 committedAt, uint8 lane) private view returns (uint256) {
        if (lane > FORCED) revert LaneUnknown(lane);
        Head memory current = _head;
        bool paused = block.timestamp < current.pausedUntil;
        uint64 due = committedAt + (lane == FAST && !paused ? fastDelay : challengeWindow);
        if (block.timestamp < due) revert NotDue(due, uint64(block.timestamp));
        if (!paused && block.timestamp > current.ts + STALE_AFTER) revert HeadStale(current.ts, uint64(block.timestamp));
        if (current.pausedUntil == FROZEN && convictedFrom != 0 && no >= convictedFrom) revert BatchConvicted(convictedFrom, no);
        return block.timestamp - due;
    }

    function _notePaid(uint64 no, bytes calldata flows, Withdrawal memory w) private returns (bool) {
        mapping(uint256 group => uint256) storage words = _paid[no][w.asset];
        uint256 group = w.index / FLAGS;
        uint256 flag = 1 << (w.index % FLAGS);
        uint256 first = words[0];
        if ((group == 0 ? first : words[group]) & flag != 0) return false;
        uint64 total = Flows.find(flows, w.asset).withdrawalsCreated;
        uint256 paid = (first >> FLAGS) + w.units;
        if (paid > total) revert PaidAboveTotal(w.asset, total, paid);
        first += uint256(w.units) << FLAGS;
        if (group == 0) {
            words[0] = first | flag;
        } else {
            words[0] = first;
            words[group] |= flag;
        }
        return true;
    }

    function _paidUnits(uint64 no, bytes calldata flows) private view returns (uint64[] memory paid) {
        paid = new uint64[](Flows.count(flows));
        for (uint256 i = 0; i < paid.length; i++) {
            paid[i] = paidUnits(no, Flows.assetAt(flows, i));
        }
    }

    function _committed(bytes calldata header, uint64 committedAt) private view returns (Header calldata h) {
        bytes32 hash;
        (h, hash) = HeaderV1.read(header);
        if (record[h.no] != _record(hash, committedAt)) revert NotCommitted(h.no, hash, committedAt);
    }

    function _record(bytes32 headerHash, uint64 committedAt) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(headerHash, committedAt));
    }

    function _newSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("Caisson"), keccak256("1"), block.chainid, address(this)));
    }

    function _freeze() private {
        _head.pausedUntil = FROZEN;
        emit Frozen(_head.no);
        IVault(vault).close();
    }
}
