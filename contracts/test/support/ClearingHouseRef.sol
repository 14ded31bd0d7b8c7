// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IClearingHouse} from "../../src/interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "../../src/interfaces/IInsuranceFund.sol";
import {IVault} from "../../src/interfaces/IVault.sol";
import {Flows} from "../../src/libraries/Flows.sol";
import {Marks} from "../../src/libraries/Marks.sol";
import {Payload} from "../../src/libraries/Payload.sol";
import {Header, HeaderV1} from "../../src/types/Header.sol";
import {Reference} from "./Reference.sol";

/// The reference twin of a commit: every rule one line, in the order the README gives, on plain memory. It answers with the name of the first rule that
/// a batch breaks, 0 when it breaks none, and never touches the contracts.
library ClearingHouseRef {
    struct Chain {
        Header last;
        bytes32 lastHash;
        uint64 now_;
        uint64 pausedUntil;
        bool frozen;
        bytes32 forcedPrefix; // of the count the header gives
        uint64 forcedDeadline; // of the request after it
        address[] attestors;
        uint256 threshold;
        bytes32 separator;
        uint64[] accounted; // by asset
        uint64[] pending; // units by asset of the deposits up to the header's
        uint64 depositCount;
        int64 fees;
        int64 badDebt;
        uint64 fundDay; // what the fund may still give today
        uint64 fundCommon; // what its common tranche holds
    }

    /// One call of `stage`.
    struct Step {
        uint8 index;
        bytes chunk;
    }

    struct Given {
        Header header;
        uint256 headerLength;
        bytes payload;
        bytes flows;
        bytes marks;
        bytes signatures;
    }

    struct Walk {
        uint40 key;
        uint32 id;
        uint16 count;
        bool last;
        int256 sum;
        int256[] sums; // by asset
        uint256 chunks;
        bytes32 hash; // over the chunks so far
        uint256 total; // entries of the chunk
        int256 fees; // what the batch moves on the cash of FEES
        int256 badDebt; // and of BAD_DEBT
        bytes32[] hashes; // of the pages of the chunk
    }

    uint64 private constant LIMIT = 1 << 62;
    uint256 private constant HALF = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0; // of the order of the curve

    function verdict(Chain memory chain, Given memory given) internal pure returns (bytes4 broken) {
        int256[] memory net;
        (broken, net) = _header(chain, given);
        if (broken != 0) return broken;
        Walk memory walk = _start(chain);
        if (given.payload.length > 0 && (broken = _chunk(walk, given.payload)) != 0) return broken;
        return _close(chain, given, walk, net);
    }

    /// The same in chunks, the payload of `given` aside: the calls of `stage` in order, then `commitStaged`.
    function verdictStaged(Chain memory chain, Given memory given, Step[] memory steps) internal pure returns (bytes4 broken) {
        Walk memory walk = _start(chain);
        for (uint256 i = 0; i < steps.length; i++) {
            if (steps[i].index == 0) walk = _start(chain);
            if (steps[i].index != walk.chunks) return IClearingHouse.ChunkIndex.selector;
            if ((broken = _chunk(walk, steps[i].chunk)) != 0) return broken;
        }
        if (walk.chunks == 0) return IClearingHouse.ChunkIndex.selector;
        int256[] memory net;
        (broken, net) = _header(chain, given);
        return broken == 0 ? _close(chain, given, walk, net) : broken;
    }

    function _start(Chain memory chain) private pure returns (Walk memory walk) {
        walk.sums = new int256[](chain.accounted.length);
    }

    function _header(Chain memory chain, Given memory given) private pure returns (bytes4 broken, int256[] memory net) {
        Header memory h = given.header;
        if (given.headerLength != 21 * 32) return (HeaderV1.HeaderLength.selector, net);
        if ((broken = _chain(chain, h)) != 0) return (broken, net);
        if ((broken = _signatures(chain, h, given.signatures)) != 0) return (broken, net);
        if (h.seqTo >= 1 << 56) return (IClearingHouse.SequenceTooLarge.selector, net);
        if ((broken = _flows(h, given.flows)) != 0) return (broken, net);
        return _books(chain, h, given.flows);
    }

    function _close(Chain memory chain, Given memory given, Walk memory walk, int256[] memory net) private pure returns (bytes4 broken) {
        if ((broken = _marks(chain, given.header, given.marks)) != 0) return broken;
        if (walk.chunks > 0 && !walk.last) return Payload.LastPageMissing.selector;
        for (uint256 asset = 0; asset < net.length; asset++) {
            if (net[asset] != walk.sums[asset]) return Payload.AssetsUnbalanced.selector;
        }
        if (walk.hash != given.header.payloadHash) return IClearingHouse.PayloadHashMismatch.selector;
        return _systemCash(chain, walk, given.flows);
    }

    function _chain(Chain memory chain, Header memory h) private pure returns (bytes4) {
        if (chain.frozen) return IClearingHouse.VenueFrozen.selector;
        if (chain.now_ < chain.pausedUntil) return IClearingHouse.VenuePaused.selector;
        if (h.version != 1) return IClearingHouse.WrongVersion.selector;
        if (h.no != chain.last.no + 1) return IClearingHouse.WrongNumber.selector;
        if (h.prevHash != chain.lastHash) return IClearingHouse.WrongPrevious.selector;
        if (h.ts < chain.last.ts) return IClearingHouse.TimeBackwards.selector;
        if (h.ts > chain.now_ + 60) return IClearingHouse.TimeAhead.selector;
        if (h.seqFrom != chain.last.seqTo + 1) return IClearingHouse.SequenceGap.selector;
        if (h.seqTo < h.seqFrom) return IClearingHouse.SequenceEmpty.selector;
        bool known = h.forcedCount == 0 || chain.forcedPrefix != 0;
        if (h.forcedCount < chain.last.forcedCount || !known || h.forcedPrefix != chain.forcedPrefix) {
            return IClearingHouse.ForcedMismatch.selector;
        }
        if (chain.forcedDeadline != 0 && chain.now_ > chain.forcedDeadline) return IClearingHouse.ForcedOverdue.selector;
        return 0;
    }

    function _signatures(Chain memory chain, Header memory h, bytes memory signatures) private pure returns (bytes4) {
        if (signatures.length % 65 != 0) return IClearingHouse.SignaturesLength.selector;
        if (signatures.length / 65 < chain.threshold) return IClearingHouse.SignaturesTooFew.selector;
        bytes32 body = keccak256(abi.encode(keccak256("Header(bytes32 headerHash)"), keccak256(abi.encode(h))));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", chain.separator, body));
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; i += 65) {
            bytes32 low = bytes32(_uint(signatures, i + 32, 32));
            if (uint256(low) > HALF) return ECDSA.ECDSAInvalidSignatureS.selector;
            address signer = ecrecover(digest, uint8(signatures[i + 64]), bytes32(_uint(signatures, i, 32)), low);
            if (signer == address(0)) return ECDSA.ECDSAInvalidSignature.selector;
            if (signer <= previous) return IClearingHouse.SignerOrder.selector;
            bool known = false;
            for (uint256 a = 0; a < chain.attestors.length; a++) {
                if (chain.attestors[a] == signer) known = true;
            }
            if (!known) return IClearingHouse.SignerUnknown.selector;
            previous = signer;
        }
        return 0;
    }

    function _flows(Header memory h, bytes memory flows) private pure returns (bytes4) {
        if (keccak256(flows) != h.flowsHash) return IClearingHouse.FlowsHashMismatch.selector;
        if (flows.length % 34 != 0) return Flows.FlowsLength.selector;
        bytes memory totals;
        for (uint256 i = 0; i < flows.length; i += 34) {
            uint256 asset = _uint(flows, i, 2);
            if (i > 0 && asset <= _uint(flows, i - 34, 2)) return Flows.FlowOrder.selector;
            if (_uint(flows, i + 2, 32) == 0) return Flows.FlowEmpty.selector;
            if (asset != 0 && _uint(flows, i + 18, 16) != 0) return Flows.FlowNotCoin.selector;
            uint64 out = uint64(_uint(flows, i + 10, 8));
            if (out > 0) totals = abi.encodePacked(totals, uint16(asset), out);
        }
        if (keccak256(totals) != h.withdrawTotalsHash) return IClearingHouse.WithdrawTotalsMismatch.selector;
        if ((h.withdrawRoot == 0) != (totals.length == 0)) return IClearingHouse.WithdrawRootMismatch.selector;
        return 0;
    }

    /// Deposits, accounted amounts and the one equation of the tree.
    function _books(Chain memory chain, Header memory h, bytes memory flows) private pure returns (bytes4, int256[] memory net) {
        uint256 assets = chain.accounted.length;
        net = new int256[](assets);
        if (h.depositsUpTo < chain.last.depositsUpTo || h.depositsUpTo > chain.depositCount) return (IVault.DepositsUpTo.selector, net);
        bytes memory rows;
        uint256 pos = 0;
        uint256 coin;
        for (uint256 asset = 0; asset < assets; asset++) {
            int256 after_ = int256(uint256(chain.accounted[asset]));
            uint256 consumed = 0;
            if (pos < flows.length && _uint(flows, pos, 2) == asset) {
                consumed = _uint(flows, pos + 2, 8);
                net[asset] = int256(consumed + _uint(flows, pos + 18, 8)) - int256(_uint(flows, pos + 10, 8) + _uint(flows, pos + 26, 8));
                if (consumed != chain.pending[asset]) return (IVault.DepositsMismatch.selector, net);
                after_ += net[asset];
                if (after_ < 0) return (IVault.AccountedBelowZero.selector, net);
                if (after_ >= int256(uint256(LIMIT))) return (IVault.AccountedTooLarge.selector, net);
                pos += 34;
            } else if (chain.pending[asset] != 0) {
                return (IVault.DepositsMismatch.selector, net);
            }
            if (asset == 0) coin = uint256(after_);
            rows = abi.encodePacked(rows, uint16(asset), uint64(uint256(after_)));
        }
        if (pos != flows.length) return (IVault.AssetUnlisted.selector, net);
        if (keccak256(rows) != h.accountedHash) return (IClearingHouse.AccountedHashMismatch.selector, net);
        if (uint256(h.sumPos) != uint256(h.sumNeg) + coin) return (IClearingHouse.SumsMismatch.selector, net);
        return (0, net);
    }

    function _chunk(Walk memory w, bytes memory chunk) private pure returns (bytes4 broken) {
        if (chunk.length > 125_000) return Payload.PayloadTooLong.selector;
        if (chunk.length == 0) return Payload.PayloadEmptyChunk.selector;
        if (w.chunks == 8) return Payload.ChunksTooMany.selector;
        (w.total, w.hashes) = (0, new bytes32[](0));
        for (uint256 pos = 0; pos < chunk.length;) {
            (broken, pos) = _page(w, chunk, pos);
            if (broken != 0) return broken;
        }
        if (w.last && (broken = _closeSection(w)) != 0) return broken;
        w.chunks++;
        w.hash = keccak256(abi.encodePacked(hex"05", w.hash, Reference.treeRoot(0x04, w.hashes)));
    }

    function _page(Walk memory w, bytes memory payload, uint256 pos) private pure returns (bytes4, uint256 end) {
        if (w.last) return (Payload.PayloadAfterLastPage.selector, 0);
        if (pos + 7 > payload.length) return (Payload.PayloadTruncated.selector, 0);
        uint40 key = uint40(_uint(payload, pos, 5));
        uint256 head = _uint(payload, pos + 5, 2);
        uint256 count = head & 0x7fff;
        w.last = head >> 15 == 1;
        if (count == 0 || count > 170) return (Payload.PageCount.selector, 0);
        end = pos + 7 + 12 * count;
        if (end > payload.length) return (Payload.PayloadTruncated.selector, 0);
        w.total += count;
        if (w.total > 10_200) return (Payload.PayloadTooMany.selector, 0);
        bytes memory page = abi.encodePacked(_part(payload, pos, 7), w.key, w.id, _part(payload, pos + 7, 12 * count));
        uint32 previous = 0;
        if (key == w.key) {
            if (w.count != 170) return (Payload.PageNotFull.selector, 0);
            previous = w.id;
        } else {
            if (key < w.key) return (Payload.SectionOrder.selector, 0);
            if (key >> 32 != 2 && key >> 32 != 3) return (Payload.SectionKind.selector, 0);
            bytes4 broken = w.key == 0 ? bytes4(0) : _closeSection(w);
            if (broken != 0) return (broken, 0);
        }
        for (uint256 e = pos + 7; e < end; e += 12) {
            uint32 id = uint32(_uint(payload, e, 4));
            uint64 value = uint64(_uint(payload, e + 4, 8));
            if (id <= previous) return (Payload.EntryOrder.selector, 0);
            if (id >= 1 << 24) return (Payload.EntryAccount.selector, 0);
            if (value == 0) return (Payload.EntryZero.selector, 0);
            int256 change = value % 2 == 0 ? int256(uint256(value / 2)) : -int256(uint256(value / 2)) - 1;
            if (key == 2 << 32 && id == 1) w.fees = change;
            if (key == 2 << 32 && id == 5) w.badDebt = change;
            w.sum += change;
            previous = id;
        }
        (w.key, w.id, w.count) = (key, previous, uint16(count));
        bytes32[] memory hashes = new bytes32[](w.hashes.length + 1);
        for (uint256 i = 0; i < w.hashes.length; i++) {
            hashes[i] = w.hashes[i];
        }
        hashes[w.hashes.length] = keccak256(page);
        w.hashes = hashes;
        return (0, end);
    }

    function _closeSection(Walk memory w) private pure returns (bytes4) {
        uint256 id = uint32(w.key);
        if (w.key >> 32 == 3) {
            if (w.sum != 0) return Payload.MarketUnbalanced.selector;
        } else {
            if (id >= w.sums.length) return Payload.AssetUnknown.selector;
            w.sums[id] = w.sum;
        }
        w.sum = 0;
        return 0;
    }

    function _marks(Chain memory chain, Header memory h, bytes memory marks) private pure returns (bytes4) {
        if (marks.length == 0) {
            return h.markRoot == 0 || h.markRoot != chain.last.markRoot ? IClearingHouse.MarksMissing.selector : bytes4(0);
        }
        if (marks.length < 4) return Marks.MarksLength.selector;
        uint256 assets = _uint(marks, 0, 2);
        uint256 markets = _uint(marks, 2, 2);
        if (marks.length != 4 + 32 * (assets + markets)) return Marks.MarksLength.selector;
        if (assets != chain.accounted.length) return IClearingHouse.MarkAssets.selector;
        bytes32 root = keccak256(abi.encodePacked(_side(0x02, marks, 4, assets), _side(0x03, marks, 4 + 32 * assets, markets)));
        return root == h.markRoot ? bytes4(0) : IClearingHouse.MarkRootMismatch.selector;
    }

    function _side(bytes1 domain, bytes memory marks, uint256 pos, uint256 words) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 from = 0; from < words; from += 32) {
            uint256 here = words - from < 32 ? words - from : 32;
            bytes memory page = abi.encodePacked(_part(marks, pos + 32 * from, 32 * here), new bytes(1024 - 32 * here));
            hashes = abi.encodePacked(hashes, keccak256(abi.encodePacked(domain, page)));
        }
        return keccak256(hashes);
    }

    function _systemCash(Chain memory chain, Walk memory w, bytes memory flows) private pure returns (bytes4) {
        if (!_fits(chain.fees + w.fees)) return IClearingHouse.SystemCashOverflow.selector;
        uint256 drawn = flows.length > 0 && _uint(flows, 0, 2) == 0 ? _uint(flows, 18, 8) : 0;
        if (drawn > 0 && int256(drawn) > -int256(chain.badDebt)) return IClearingHouse.CoverWithoutBadDebt.selector;
        if (!_fits(chain.badDebt + w.badDebt)) return IClearingHouse.SystemCashOverflow.selector;
        if (drawn > chain.fundDay) return IInsuranceFund.CoverAboveDayCap.selector;
        return drawn > chain.fundCommon ? IInsuranceFund.TrancheShort.selector : bytes4(0);
    }

    function _fits(int256 value) private pure returns (bool) {
        return value >= type(int64).min && value <= type(int64).max;
    }

    function _uint(bytes memory data, uint256 pos, uint256 size) private pure returns (uint256 value) {
        for (uint256 i = 0; i < size; i++) {
            value = value << 8 | uint8(data[pos + i]);
        }
    }

    function _part(bytes memory data, uint256 pos, uint256 size) private pure returns (bytes memory part) {
        part = new bytes(size);
        for (uint256 i = 0; i < size; i++) {
            part[i] = data[pos + i];
        }
    }
}
