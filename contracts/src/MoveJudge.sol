// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Judge} from "./Judge.sol";
import {Committed, MoveProof} from "./interfaces/IChallenge.sol";
import {IClearingHouse} from "./interfaces/IClearingHouse.sol";
import {IForceQueue} from "./interfaces/IForceQueue.sol";
import {IMoveJudge, MoveReceipt} from "./interfaces/IMoveJudge.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Evidence} from "./libraries/Evidence.sol";
import {Move, Moves} from "./libraries/Moves.sol";
import {Page, PageProof} from "./libraries/PageProof.sol";
import {Header} from "./types/Header.sol";

/// See IMoveJudge.
contract MoveJudge is IMoveJudge, Judge, AccessManaged {
    bytes32 private constant RECEIPT_TYPE = keccak256("Receipt(uint32 account,uint64 sequence,uint16 index,bytes32 move)");
    uint32 private constant FIRST_USER = 4096;
    uint256 private constant FEE_SHARE = 10; // of the notional; the engine lists no market above it
    uint256 private constant REQUEST = 61;
    uint8 private constant CLOSE = 2;
    uint256 private constant DELEGATED_CODE = 23; // ef0100 | address: EIP-7702

    address public receiptKey;

    constructor(address house_, address authority_) Judge(house_) AccessManaged(authority_) {}

    function falseList(
        Committed calldata batch,
        uint32 account,
        uint40 key,
        bytes calldata moves,
        bytes calldata path,
        Page calldata page
    ) external {
        Header calldata h = _committed(batch);
        if (account < FIRST_USER) revert HouseAccount(account);
        _checkList(h, account, moves, path);
        (int256 sum, bool ordered) = _sum(h, moves, key);
        if (ordered) {
            int64 entry = 0;
            if (h.payloadHash != 0) {
                PageProof.check(page, h.payloadHash);
                entry = PageProof.entry(page.page, key, account);
            }
            if (sum == entry) revert ListSound(sum, entry);
        }
        _convict(h.no, batch.at);
    }

    function falseFill(Committed calldata batch, MoveProof calldata proof, bytes calldata evidence) external {
        Header calldata h = _committed(batch);
        _checkMove(h, proof);
        if (proof.move.length == Moves.LENGTH) {
            Move memory m = Moves.at(proof.move, 0);
            if (m.kind != Moves.TRADE && m.kind != Moves.SPOT) revert NotAFill(m.kind);
            _checkEvidence(m, evidence);
            if (m.evidence != 0 && _feeFits(m) && _isAllowed(h, proof.account, m, evidence)) revert FillSound();
        }
        _convict(h.no, batch.at);
    }

    function passedOver(
        Committed calldata before,
        Committed calldata batch,
        bytes calldata request,
        bytes calldata moves,
        bytes calldata path
    ) external {
        Header calldata h = _committed(batch);
        (Header calldata previous, bool first) = _checkNext(before, h.no);
        uint64 no = request.length == REQUEST ? uint64(bytes8(request[0:8])) : 0;
        if (no <= (first ? 0 : previous.forcedCount) || no > h.forcedCount || !_isQueued(request)) revert RequestNotConsumed(no);
        _checkList(h, uint32(bytes4(request[17:21])), moves, path);
        uint256 size = Moves.count(moves);
        for (uint256 i = 0; i < size; i++) {
            Move memory m = Moves.at(moves, i);
            if (m.kind == Moves.FORCED && m.term == int64(no)) revert RequestAnswered(no);
        }
        _convict(h.no, batch.at);
    }

    function doubleFill(
        Committed calldata batch,
        MoveProof calldata proof,
        bytes calldata evidence,
        Committed calldata other,
        MoveProof calldata otherProof,
        bytes calldata otherEvidence
    ) external {
        Header calldata h = _committed(batch);
        Header calldata o = _committed(other);
        if (o.no > h.no) revert NotAfter(h.no, o.no);
        _checkMove(h, proof);
        _checkMove(o, otherProof);
        if (proof.move.length != Moves.LENGTH || otherProof.move.length != Moves.LENGTH) revert FillsAgree();
        Move memory a = Moves.at(proof.move, 0);
        Move memory b = Moves.at(otherProof.move, 0);
        bool contradict = proof.account == otherProof.account
            ? _exceed(a, evidence, b, otherEvidence)
            : o.no == h.no && _disagree(a, proof.account, b, otherProof.account);
        if (!contradict) revert FillsAgree();
        _convict(h.no, batch.at);
    }

    function brokenReceipt(
        Committed calldata batch,
        MoveReceipt calldata receipt,
        bytes calldata signature,
        bytes calldata moves,
        bytes calldata path
    ) external {
        address key = receiptKey;
        (address found, ECDSA.RecoverError error,) = ECDSA.tryRecover(receiptDigest(receipt), signature);
        if (key == address(0) || error != ECDSA.RecoverError.NoError || found != key) revert ReceiptUnsigned(key);
        Header calldata h = _committed(batch);
        if (receipt.sequence < h.seqFrom || receipt.sequence > h.seqTo) revert ReceiptOutside(receipt.sequence);
        _checkList(h, receipt.account, moves, path);
        uint256 size = Moves.count(moves);
        for (uint256 i = 0; i < size; i++) {
            bytes calldata move = moves[i * Moves.LENGTH:(i + 1) * Moves.LENGTH];
            if (uint64(bytes8(move[0:8])) == receipt.sequence && uint16(bytes2(move[8:10])) == receipt.index) {
                if (Moves.hash(move) == receipt.move) revert ReceiptKept();
            }
        }
        _convict(h.no, batch.at);
    }

    function nameReceiptKey(address key) external restricted {
        receiptKey = key;
        emit ReceiptKeyNamed(key);
    }

    function receiptDigest(MoveReceipt calldata receipt) public view returns (bytes32) {
        bytes32 hash = keccak256(abi.encode(RECEIPT_TYPE, receipt));
        return keccak256(abi.encodePacked(hex"1901", IClearingHouse(house).domainSeparator(), hash));
    }

    /// The sum of a list in one component, and whether identities ascend within the batch and every kind is known.
    function _sum(Header calldata h, bytes calldata moves, uint40 key) private pure returns (int256 sum, bool ordered) {
        uint256 size = Moves.count(moves);
        uint256 least = uint256(h.seqFrom) << 16;
        ordered = true;
        for (uint256 i = 0; i < size; i++) {
            Move memory m = Moves.at(moves, i);
            uint256 identity = uint256(m.sequence) << 16 | m.index;
            if (identity < least || m.sequence > h.seqTo || m.kind == 0 || m.kind > Moves.FORCED) ordered = false;
            least = identity + 1;
            sum += Moves.effect(m, key);
        }
    }

    function _checkEvidence(Move memory m, bytes calldata evidence) private pure {
        bytes32 found = evidence.length == 0 ? bytes32(0) : keccak256(evidence);
        if (found != m.evidence) revert EvidenceMismatch(m.evidence, found);
    }

    /// A fee or rebate above a tenth of the notional, rounded up, is nobody's tariff.
    function _feeFits(Move memory m) private pure returns (bool) {
        uint256 notional = Evidence.size(m.amount) * m.ticks * m.k;
        return Evidence.size(m.fee) <= notional / FEE_SHARE + 1;
    }

    function _isAllowed(Header calldata h, uint32 account, Move memory m, bytes calldata evidence) private view returns (bool) {
        uint8 by = uint8(evidence[0]);
        if (by == Evidence.VENUE) return true; // PriceJudge's
        if (by == Evidence.QUEUE) return _isForcedClose(h, account, m, evidence[1:]);
        if (!Evidence.isSigned(evidence)) return false;
        (Evidence.Signed memory s, bool sound) = Evidence.read(evidence);
        return sound && Evidence.allows(evidence, s, account, m) && _isOwner(account, s)
            && Evidence.isSignedByItsKeys(evidence, s, IClearingHouse(house).domainSeparator());
    }

    /// The owner named is the account's. Who once asked for a rotation may have had another key then, so nothing is held against it; and
    /// only what cannot lose its code counts as a contract.
    function _isOwner(uint32 account, Evidence.Signed memory s) private view returns (bool) {
        IClearingHouse venue = IClearingHouse(house);
        if (IForceQueue(venue.forceQueue()).askedToRotate(account)) return true;
        if (IVault(venue.vault()).ownerOf(account) != s.owner) return false;
        if (s.by != Evidence.CONTRACT && s.by != Evidence.CONTRACTS_AGENT) return true;
        uint256 size = s.owner.code.length;
        return size != 0 && (size != DELEGATED_CODE || bytes3(s.owner.code) != 0xef0100);
    }

    function _isForcedClose(Header calldata h, uint32 account, Move memory m, bytes calldata request) private view returns (bool) {
        if (request.length != REQUEST || uint64(bytes8(request[0:8])) > h.forcedCount || !_isQueued(request)) return false;
        if (uint8(request[16]) != CLOSE || uint32(bytes4(request[17:21])) != account || uint32(bytes4(request[21:25])) != m.market) {
            return false;
        }
        uint64 lots = uint64(bytes8(request[25:33]));
        uint64 limit = uint64(bytes8(request[33:41]));
        if (lots != 0 && uint256(m.left) + Evidence.size(m.amount) > lots) return false;
        // No limit is the venue's own band around the mark, which replay checks.
        return limit == 0 || (m.amount > 0 ? m.ticks <= limit : m.ticks >= limit);
    }

    /// Whether the queue holds this very request under its number.
    function _isQueued(bytes calldata request) private view returns (bool) {
        IForceQueue queue = IForceQueue(IClearingHouse(house).forceQueue());
        uint64 no = uint64(bytes8(request[0:8]));
        if (no == 0) return false;
        (bytes32 before,) = queue.at(no - 1);
        (bytes32 after_,) = queue.at(no);
        return after_ != 0 && keccak256(abi.encodePacked(bytes1(0x08), before, request)) >> 48 << 48 == after_;
    }

    /// Two fills of one order that fill the same lots of it, or an order taken twice.
    function _exceed(Move memory a, bytes calldata evidence, Move memory b, bytes calldata otherEvidence) private pure returns (bool) {
        _checkEvidence(a, evidence);
        _checkEvidence(b, otherEvidence);
        if (a.sequence == b.sequence && a.index == b.index) return false;
        if (!Evidence.isSigned(evidence) || !Evidence.isSigned(otherEvidence)) return false;
        (Evidence.Signed memory s, bool sound) = Evidence.read(evidence);
        (Evidence.Signed memory o, bool otherSound) = Evidence.read(otherEvidence);
        if (!sound || !otherSound || Evidence.structHash(evidence, s) != Evidence.structHash(otherEvidence, o)) return false;
        if (s.acceptedNs != o.acceptedNs) return true;
        return a.left < uint256(b.left) + Evidence.size(b.amount) && b.left < uint256(a.left) + Evidence.size(a.amount);
    }

    /// The two sides of one event that name each other tell one price and opposite amounts.
    function _disagree(Move memory a, uint32 account, Move memory b, uint32 otherAccount) private pure returns (bool) {
        if (a.sequence != b.sequence || a.index != b.index || a.other != otherAccount || b.other != account) return false;
        return a.kind != b.kind || a.asset != b.asset || a.market != b.market || int256(a.amount) + b.amount != 0 || a.ticks != b.ticks
            || a.k != b.k || a.term != b.term || a.timeNs != b.timeNs;
    }
}
