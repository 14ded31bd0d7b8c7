// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IClearingHouse, Withdrawal} from "./interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Flow, Flows} from "./libraries/Flows.sol";
import {Marks} from "./libraries/Marks.sol";
import {Payload} from "./libraries/Payload.sol";
import {StateProof} from "./libraries/StateProof.sol";
import {Tree} from "./libraries/Tree.sol";
import {Header, HeaderV1} from "./types/Header.sol";

/// See IClearingHouse for what is promised and assumed; formats stand with the libraries and in the module's README.
///
/// State is the head (number, time, sequence, hash, mark root), one record per batch, two system balances and what has been
/// paid. A batch is atomic: any rule that fails reverts all of it. No token is called before the state of a commit is final.
contract ClearingHouse is IClearingHouse, EIP712 {
    struct Head {
        uint64 no;
        uint64 ts;
        uint64 seqTo;
    }

    struct SystemCash {
        int64 fees;
        int64 badDebt;
    }

    uint8 private constant VERSION = 1;
    uint64 private constant CLOCK_AHEAD = 60;
    uint64 private constant STALE_AFTER = 15 minutes;
    uint8 private constant FAST = 1;
    uint256 private constant LOCAL_CHAIN = 31337;
    uint32 private constant MIN_FAST_DELAY = 5 minutes;
    uint32 private constant MIN_CHALLENGE_WINDOW = 1 hours;
    uint256 private constant SIGNATURE = 65;
    uint256 private constant FLAGS = 192; // payout flags in one word, below the units paid
    bytes32 private constant HEADER_TYPE = keccak256("Header(bytes32 headerHash)");

    address public immutable vault;
    address public immutable fund;
    uint32 public immutable fastDelay;
    uint32 public immutable challengeWindow;
    uint32 public immutable threshold;
    uint32 public immutable attestorCount;

    mapping(address signer => bool) public isAttestor;
    Head private _head;
    bytes32 private _headHash;
    bytes32 private _markRoot;
    SystemCash private _systemCash;
    mapping(uint64 no => bytes32) public record;
    mapping(uint64 no => bool) private _topUpPaid;
    /// (batch, asset, index / 192) -> units paid u64, only in group 0 | 192 flags by index % 192.
    mapping(uint64 no => mapping(uint16 asset => mapping(uint256 group => uint256))) private _paid;
    bool private transient _entered;

    modifier guarded() {
        if (_entered) revert Reentered();
        _entered = true;
        _;
        _entered = false;
    }

    constructor(address vault_, address fund_, address[] memory attestors, uint32 threshold_, uint32 fastDelay_, uint32 challengeWindow_)
        EIP712("Caisson", "1")
    {
        if (vault_ == address(0) || fund_ == address(0)) revert ZeroAddress();
        if (threshold_ == 0 || threshold_ > attestors.length) revert Threshold(threshold_, attestors.length);
        if (block.chainid != LOCAL_CHAIN) {
            if (fastDelay_ < MIN_FAST_DELAY) revert WindowTooShort(MIN_FAST_DELAY, fastDelay_);
            if (challengeWindow_ < MIN_CHALLENGE_WINDOW) revert WindowTooShort(MIN_CHALLENGE_WINDOW, challengeWindow_);
        }
        address previous = address(0);
        for (uint256 i = 0; i < attestors.length; i++) {
            if (attestors[i] <= previous) revert AttestorOrder(previous, attestors[i]);
            previous = attestors[i];
            isAttestor[previous] = true;
        }
        vault = vault_;
        fund = fund_;
        threshold = threshold_;
        attestorCount = uint32(attestors.length);
        fastDelay = fastDelay_;
        challengeWindow = challengeWindow_;
    }

    function commit(bytes calldata header, bytes calldata payload, bytes calldata flows, bytes calldata marks, bytes calldata signatures)
        external
        guarded
    {
        (Header calldata h, bytes32 headerHash) = HeaderV1.read(header);
        _checkChain(h);
        _checkAttestations(headerHash, signatures);
        uint16 assetCount = IVault(vault).assetCount();
        _checkMarks(h, marks, assetCount);
        (int256[] memory net, uint64 coverDrawn) = _checkFlows(h, flows, assetCount);
        _applyPayload(h, payload, net, coverDrawn);

        _head = Head(h.no, h.ts, h.seqTo);
        _headHash = headerHash;
        if (marks.length > 0) _markRoot = h.markRoot;
        uint64 committedAt = uint64(block.timestamp);
        record[h.no] = _record(headerHash, committedAt);
        emit BatchCommitted(h.no, headerHash, committedAt, h.seqFrom, h.seqTo, h.root);

        _settle(h, flows);
        if (coverDrawn > 0) IInsuranceFund(fund).cover(h.no, h.ts, coverDrawn);
    }

    function pay(
        bytes calldata header,
        uint64 committedAt,
        bytes calldata flows,
        Withdrawal calldata withdrawal,
        uint32 count,
        bytes calldata path
    ) external guarded {
        Header calldata h = _committed(header, committedAt);
        _checkDue(committedAt, withdrawal.lane);
        bytes32 root = Tree.climb(Tree.WITHDRAW_NODE, _leaf(h.no, withdrawal), withdrawal.index, count, path);
        if (root != h.withdrawRoot) revert WithdrawProofMismatch(h.withdrawRoot, root);
        _notePaid(h, flows, withdrawal);
        emit WithdrawalPaid(
            h.no, withdrawal.index, withdrawal.account, withdrawal.asset, withdrawal.units, withdrawal.destination, withdrawal.lane
        );
        IVault(vault).release(withdrawal.asset, withdrawal.units, withdrawal.destination);
    }

    function payTopUp(bytes calldata header, uint64 committedAt, bytes calldata flows) external guarded {
        Header calldata h = _committed(header, committedAt);
        _checkDue(committedAt, 0);
        _checkFlowsHash(h, flows);
        uint64 units = Flows.find(flows, 0).fundTopUp;
        if (units == 0) revert TopUpNone(h.no);
        if (_topUpPaid[h.no]) revert AlreadyPaid(h.no, 0);
        _topUpPaid[h.no] = true;
        emit TopUpPaid(h.no, units);
        IVault(vault).release(0, units, fund);
        IInsuranceFund(fund).topUp(h.no, units);
    }

    function verifyLeaf(
        bytes calldata header,
        uint64 committedAt,
        uint32 account,
        bytes calldata leaf,
        bytes calldata path,
        bytes calldata marks
    ) external view returns (int256 claim) {
        Header calldata h = _committed(header, committedAt);
        bytes32 markRoot = Marks.root(marks);
        if (markRoot != h.markRoot) revert MarkRootMismatch(h.markRoot, markRoot);
        bytes32 hash;
        (hash, claim) = StateProof.leaf(leaf, account, marks);
        _checkRoot(h, path, account, hash, claim);
    }

    function domainSeparator() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    function head() external view returns (uint64 no, uint64 ts, uint64 seqTo, bytes32 headerHash, bytes32 markRoot) {
        return (_head.no, _head.ts, _head.seqTo, _headHash, _markRoot);
    }

    function systemCash() external view returns (int64 fees, int64 badDebt) {
        return (_systemCash.fees, _systemCash.badDebt);
    }

    function isPaid(uint64 no, uint16 asset, uint32 index) external view returns (bool) {
        return _paid[no][asset][index / FLAGS] >> (index % FLAGS) & 1 == 1;
    }

    function paidUnits(uint64 no, uint16 asset) external view returns (uint64) {
        return uint64(_paid[no][asset][0] >> FLAGS);
    }

    function _checkChain(Header calldata h) private view {
        Head memory previous = _head;
        if (h.version != VERSION) revert WrongVersion(VERSION, h.version);
        if (h.no != previous.no + 1) revert WrongNumber(previous.no + 1, h.no);
        if (h.prevHash != _headHash) revert WrongPrevious(_headHash, h.prevHash);
        if (h.ts < previous.ts) revert TimeBackwards(previous.ts, h.ts);
        if (h.ts > block.timestamp + CLOCK_AHEAD) revert TimeAhead(uint64(block.timestamp) + CLOCK_AHEAD, h.ts);
        if (h.seqFrom != previous.seqTo + 1) revert SequenceGap(previous.seqTo + 1, h.seqFrom);
        if (h.seqTo < h.seqFrom) revert SequenceEmpty(h.seqFrom, h.seqTo);
        // No forced queue exists yet, so nothing of it can have been consumed.
        if (h.forcedCount != 0 || h.forcedPrefix != 0) revert ForcedMismatch(h.forcedCount, h.forcedPrefix);
    }

    function _checkAttestations(bytes32 headerHash, bytes calldata signatures) private view {
        if (signatures.length % SIGNATURE != 0) revert SignaturesLength(signatures.length);
        uint256 found = signatures.length / SIGNATURE;
        if (found < threshold) revert SignaturesTooFew(threshold, found);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(HEADER_TYPE, headerHash)));
        address previous = address(0);
        for (uint256 pos = 0; pos < signatures.length; pos += SIGNATURE) {
            bytes32 r = bytes32(signatures[pos:pos + 32]);
            bytes32 s = bytes32(signatures[pos + 32:pos + 64]);
            address signer = ECDSA.recover(digest, uint8(signatures[pos + 64]), r, s);
            if (!isAttestor[signer]) revert SignerUnknown(signer);
            if (signer <= previous) revert SignerOrder(previous, signer);
            previous = signer;
        }
    }

    /// Marks come with the batch that changes them, so that leaves can be valued from chain data alone.
    function _checkMarks(Header calldata h, bytes calldata marks, uint16 assetCount) private view {
        if (marks.length == 0) {
            if (h.markRoot != _markRoot || h.markRoot == 0) revert MarksMissing(_markRoot, h.markRoot);
            return;
        }
        (uint256 assets,) = Marks.counts(marks);
        if (assets != assetCount) revert MarkAssets(assetCount, assets);
        bytes32 root = Marks.root(marks);
        if (root != h.markRoot) revert MarkRootMismatch(root, h.markRoot);
    }

    function _checkFlows(Header calldata h, bytes calldata flows, uint16 assetCount)
        private
        pure
        returns (int256[] memory net, uint64 coverDrawn)
    {
        _checkFlowsHash(h, flows);
        bytes32 totals;
        uint64 withdrawn;
        (net, totals, withdrawn, coverDrawn) = Flows.net(flows, assetCount);
        if (totals != h.withdrawTotalsHash) revert WithdrawTotalsMismatch(totals, h.withdrawTotalsHash);
        if ((h.withdrawRoot == 0) != (withdrawn == 0)) revert WithdrawRootMismatch(h.withdrawRoot, withdrawn);
    }

    function _checkFlowsHash(Header calldata h, bytes calldata flows) private pure {
        bytes32 hash = keccak256(flows);
        if (hash != h.flowsHash) revert FlowsHashMismatch(hash, h.flowsHash);
    }

    /// Bad debt to be covered is the one that stood before this batch: the engine decides cover at the seal of the batch before.
    function _applyPayload(Header calldata h, bytes calldata payload, int256[] memory net, uint64 coverDrawn) private {
        SystemCash memory cash = _systemCash;
        if (coverDrawn > 0 && int256(uint256(coverDrawn)) > -int256(cash.badDebt)) {
            revert CoverWithoutBadDebt(cash.badDebt, coverDrawn);
        }
        (bytes32 hash, int256 fees, int256 badDebt) = Payload.check(payload, net);
        if (hash != h.payloadHash) revert PayloadHashMismatch(hash, h.payloadHash);
        if (fees | badDebt == 0) return;
        fees += cash.fees;
        badDebt += cash.badDebt;
        if (fees != int64(fees) || badDebt != int64(badDebt)) revert SystemCashOverflow(fees, badDebt);
        _systemCash = SystemCash(int64(fees), int64(badDebt));
    }

    function _settle(Header calldata h, bytes calldata flows) private {
        (bytes32 accountedHash, uint64 accountedCoin) = IVault(vault).settle(h.depositsUpTo, flows);
        if (accountedHash != h.accountedHash) revert AccountedHashMismatch(accountedHash, h.accountedHash);
        if (uint256(h.sumNeg) + accountedCoin != h.sumPos) revert SumsMismatch(accountedCoin, h.sumPos, h.sumNeg);
    }

    function _checkRoot(Header calldata h, bytes calldata path, uint32 account, bytes32 hash, int256 claim) private pure {
        (bytes32 root, uint128 sumPos, uint128 sumNeg) = StateProof.walk(path, account, hash, claim);
        if (root != h.root) revert RootMismatch(h.root, root);
        if (sumPos != h.sumPos || sumNeg != h.sumNeg) revert RootSumsMismatch(h.sumPos, h.sumNeg, sumPos, sumNeg);
    }

    function _committed(bytes calldata header, uint64 committedAt) private view returns (Header calldata h) {
        bytes32 hash;
        (h, hash) = HeaderV1.read(header);
        if (record[h.no] != _record(hash, committedAt)) revert NotCommitted(h.no, hash, committedAt);
    }

    function _record(bytes32 headerHash, uint64 committedAt) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(headerHash, committedAt));
    }

    function _checkDue(uint64 committedAt, uint8 lane) private view {
        if (lane > FAST) revert LaneUnknown(lane);
        uint64 due = committedAt + (lane == FAST ? fastDelay : challengeWindow);
        if (block.timestamp < due) revert NotDue(due, uint64(block.timestamp));
        if (block.timestamp > _head.ts + STALE_AFTER) revert HeadStale(_head.ts, uint64(block.timestamp));
    }

    function _leaf(uint64 no, Withdrawal calldata w) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(bytes1(0x06), no, w.index, w.account, w.asset, w.units, w.destination, w.lane));
    }

    function _notePaid(Header calldata h, bytes calldata flows, Withdrawal calldata w) private {
        _checkFlowsHash(h, flows);
        mapping(uint256 group => uint256) storage words = _paid[h.no][w.asset];
        uint256 group = w.index / FLAGS;
        uint256 flag = 1 << (w.index % FLAGS);
        if (words[group] & flag != 0) revert AlreadyPaid(h.no, w.index);
        uint64 total = Flows.find(flows, w.asset).withdrawalsCreated;
        uint256 paid = (words[0] >> FLAGS) + w.units;
        if (paid > total) revert PaidAboveTotal(w.asset, total, paid);
        words[group] |= flag;
        words[0] += uint256(w.units) << FLAGS;
    }
}
