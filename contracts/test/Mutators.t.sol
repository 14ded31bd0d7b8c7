// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Flows} from "../src/libraries/Flows.sol";
import {Marks} from "../src/libraries/Marks.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {Header, HeaderV1} from "../src/types/Header.sol";
import {ClearingHouseRef} from "./support/ClearingHouseRef.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// One honest batch with everything in it, and one small lie for each rule of a commit: each raises exactly its own error. Then lies at random, which
/// contract and reference twin name alike.
contract MutatorsTest is Venue {
    struct Mutator {
        bytes4 rule;
        function(Batch memory) internal lie;
        bool signed; // attestors sign the lie
    }

    uint32 private alice;
    uint32 private bob;
    uint64[2] private before; // accounted
    bytes private tail; // given after the header

    function setUp() public {
        _deploy();
        alice = _join(address(0xA1), 50_000e6);
        bob = _join(address(0xB0), 80_000e6);
        _deposit(bob, 1, 2e8);
        _creditAll();
        book[BAD_DEBT].cash -= 5e6;
        book[alice].cash += 5e6;
        skip(100);
        _commit(_seal());
        skip(100);
        _fundWith(100e6);
        vm.prank(address(0xA1));
        queue.cancelAll(alice);
        _deposit(alice, 0, 7e6);
        _deposit(alice, 1, 5_000);
        _creditAll();
        _trade(alice, bob, 5_000, 600_123);
        _fee(alice, 77);
        _withdraw(bob, 0, 3e6, address(0xC01D), 1);
        _withdraw(bob, 1, 1e6, address(0xC01D), 0);
        flow[0].coverDrawn = 1e6;
        book[BAD_DEBT].cash += 1e6;
        flow[0].fundTopUp = 2e6;
        book[FEES].cash -= 2e6;
        _fee(bob, 3e6);
        _mark(600_500, 12);
        before = accounted;
    }

    function test_everyRule_hasOneMutationThatNamesIt() public {
        Mutator[] memory all = _mutators();
        for (uint256 i = 0; i < all.length; i++) {
            uint256 fresh = vm.snapshotState();
            Batch memory b = _seal();
            ClearingHouseRef.Chain memory chain = _chain();
            all[i].lie(b);
            if (all[i].signed) _resign(b);
            _rechain(chain, b);
            uint256 lied = vm.snapshotState();
            assertEq(bytes32(_verdict(b)), bytes32(all[i].rule), string.concat("contract, mutator ", vm.toString(i)));
            assertEq(bytes32(_twin(chain, b)), bytes32(all[i].rule), string.concat("twin, mutator ", vm.toString(i)));
            vm.revertToState(lied);
            assertEq(bytes32(_staged(b)), bytes32(all[i].rule), string.concat("staged as one chunk, mutator ", vm.toString(i)));
            vm.revertToState(fresh);
        }
    }

    /// A byte of something flipped, cut or added, the hashes made to fit or not, signed again: accepted or refused alike.
    function testFuzz_contractAndTwin_judgeAlike(uint256 seed, uint256 place, uint8 change, bool fit) public {
        Batch memory b = _seal();
        ClearingHouseRef.Chain memory chain = _chain();
        uint256 part = seed % 8;
        if (part == 0) b.payload = _spoil(b.payload, place, change);
        if (part == 1) b.flows = _spoil(b.flows, place, change);
        if (part == 2) b.marks = _spoil(b.marks, place, change);
        if (part == 3) b.payload = _nudge(b.payload, place);
        if (part >= 4 && part < 7) _spoilHeader(b, place, change);
        if (fit) _fit(b);
        _resign(b);
        if (part == 7) b.signatures = _swap(b.signatures, place % 3);
        _rechain(chain, b);
        assertEq(bytes32(_verdict(b)), bytes32(_twin(chain, b)));
    }

    // ---- the table ----

    function _mutators() private pure returns (Mutator[] memory all) {
        Mutator[61] memory list = [
            Mutator(0, _nothing, true),
            Mutator(HeaderV1.HeaderLength.selector, _headerLong, true),
            Mutator(IClearingHouse.VenuePaused.selector, _pause, true),
            Mutator(IClearingHouse.VenueFrozen.selector, _freezeAll, true),
            Mutator(IClearingHouse.WrongVersion.selector, _version, true),
            Mutator(IClearingHouse.WrongNumber.selector, _number, true),
            Mutator(IClearingHouse.WrongPrevious.selector, _previous, true),
            Mutator(IClearingHouse.TimeBackwards.selector, _backwards, true),
            Mutator(IClearingHouse.TimeAhead.selector, _ahead, true),
            Mutator(IClearingHouse.SequenceGap.selector, _gap, true),
            Mutator(IClearingHouse.SequenceEmpty.selector, _empty, true),
            Mutator(IClearingHouse.SequenceTooLarge.selector, _tooLarge, true),
            Mutator(IClearingHouse.ForcedMismatch.selector, _forcedCount, true),
            Mutator(IClearingHouse.ForcedMismatch.selector, _forcedPrefix, true),
            Mutator(IClearingHouse.ForcedOverdue.selector, _late, true),
            Mutator(IClearingHouse.SignaturesLength.selector, _signatureCut, false),
            Mutator(IClearingHouse.SignaturesTooFew.selector, _signatureGone, false),
            Mutator(ECDSA.ECDSAInvalidSignature.selector, _signatureOfNobody, false),
            Mutator(ECDSA.ECDSAInvalidSignatureS.selector, _signatureHigh, false),
            Mutator(IClearingHouse.SignerOrder.selector, _signatureTwice, false),
            Mutator(IClearingHouse.SignerUnknown.selector, _stranger, false),
            Mutator(IClearingHouse.FlowsHashMismatch.selector, _flowsHash, true),
            Mutator(Flows.FlowsLength.selector, _flowsCut, true),
            Mutator(Flows.FlowOrder.selector, _flowTwice, true),
            Mutator(Flows.FlowEmpty.selector, _flowEmpty, true),
            Mutator(Flows.FlowNotCoin.selector, _flowNotCoin, true),
            Mutator(IClearingHouse.WithdrawTotalsMismatch.selector, _totals, true),
            Mutator(IClearingHouse.WithdrawRootMismatch.selector, _withdrawRoot, true),
            Mutator(IVault.DepositsUpTo.selector, _depositsUpTo, true),
            Mutator(IVault.DepositsMismatch.selector, _depositsLess, true),
            Mutator(IVault.DepositsMismatch.selector, _depositInvented, true),
            Mutator(IVault.AccountedBelowZero.selector, _drain, true),
            Mutator(IVault.AccountedTooLarge.selector, _flood, true),
            Mutator(IVault.AssetUnlisted.selector, _unlisted, true),
            Mutator(IClearingHouse.AccountedHashMismatch.selector, _accountedHash, true),
            Mutator(IClearingHouse.SumsMismatch.selector, _sumPos, true),
            Mutator(IClearingHouse.SumsMismatch.selector, _sumNeg, true),
            Mutator(Payload.PayloadTooLong.selector, _payloadLong, true),
            Mutator(Payload.PayloadTooMany.selector, _tooMany, true),
            Mutator(Payload.PayloadTruncated.selector, _payloadCut, true),
            Mutator(Payload.PayloadAfterLastPage.selector, _payloadMore, true),
            Mutator(Payload.LastPageMissing.selector, _noLast, true),
            Mutator(Payload.PageCount.selector, _pageCount, true),
            Mutator(Payload.PageNotFull.selector, _pageNotFull, true),
            Mutator(Payload.SectionKind.selector, _kind, true),
            Mutator(Payload.SectionOrder.selector, _sectionOrder, true),
            Mutator(Payload.EntryOrder.selector, _entryOrder, true),
            Mutator(Payload.EntryAccount.selector, _entryAccount, true),
            Mutator(Payload.EntryZero.selector, _entryZero, true),
            Mutator(Payload.AssetUnknown.selector, _assetUnknown, true),
            Mutator(Payload.AssetsUnbalanced.selector, _unbalanced, true),
            Mutator(Payload.MarketUnbalanced.selector, _marketUnbalanced, true),
            Mutator(IClearingHouse.MarksMissing.selector, _marksMissing, true),
            Mutator(Marks.MarksLength.selector, _marksCut, true),
            Mutator(IClearingHouse.MarkAssets.selector, _markAssets, true),
            Mutator(IClearingHouse.MarkRootMismatch.selector, _markRootLie, true),
            Mutator(IClearingHouse.PayloadHashMismatch.selector, _payloadHash, true),
            Mutator(IClearingHouse.CoverWithoutBadDebt.selector, _cover, true),
            Mutator(IClearingHouse.SystemCashOverflow.selector, _systemCash, true),
            Mutator(IInsuranceFund.CoverAboveDayCap.selector, _coverSpent, true),
            Mutator(IInsuranceFund.TrancheShort.selector, _allocated, true)
        ];
        all = new Mutator[](list.length);
        for (uint256 i = 0; i < list.length; i++) {
            all[i] = list[i];
        }
    }

    function _nothing(Batch memory) private pure {}

    function _pause(Batch memory) private {
        guardian.pause(uint64(vm.getBlockTimestamp()) + 1);
        house.syncPause();
    }

    function _freezeAll(Batch memory) private {
        vm.prank(address(queue));
        house.freeze();
    }

    function _headerLong(Batch memory) private {
        tail = hex"00";
    }

    function _version(Batch memory b) private pure {
        b.header.version = 2;
    }

    function _number(Batch memory b) private pure {
        b.header.no++;
    }

    function _previous(Batch memory b) private pure {
        b.header.prevHash = ~b.header.prevHash;
    }

    function _backwards(Batch memory b) private view {
        b.header.ts = last.ts - 1;
    }

    function _ahead(Batch memory b) private view {
        b.header.ts = uint64(vm.getBlockTimestamp()) + 61;
    }

    function _gap(Batch memory b) private pure {
        b.header.seqFrom++;
    }

    function _empty(Batch memory b) private pure {
        b.header.seqTo = b.header.seqFrom - 1;
    }

    function _tooLarge(Batch memory b) private pure {
        b.header.seqTo = 1 << 56;
    }

    function _forcedCount(Batch memory b) private pure {
        b.header.forcedCount = 2;
    }

    function _forcedPrefix(Batch memory b) private pure {
        b.header.forcedPrefix = bytes32(uint256(1));
    }

    function _late(Batch memory) private {
        skip(24 hours + 1);
    }

    function _signatureCut(Batch memory b) private pure {
        b.signatures = _cut(b.signatures, 0, 129);
    }

    function _signatureGone(Batch memory b) private pure {
        b.signatures = _cut(b.signatures, 0, 65);
    }

    function _signatureOfNobody(Batch memory b) private pure {
        b.signatures[64] = bytes1(uint8(29));
    }

    /// The other s of the same signature, which the curve takes as well.
    function _signatureHigh(Batch memory b) private pure {
        uint256 n = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 r = bytes32(_cut(b.signatures, 0, 32));
        uint256 s = n - uint256(bytes32(_cut(b.signatures, 32, 32)));
        uint8 v = uint8(b.signatures[64]) ^ 7; // 27 and 28 change places
        b.signatures = abi.encodePacked(r, s, v, _cut(b.signatures, 65, 65));
    }

    function _signatureTwice(Batch memory b) private pure {
        bytes memory one = _cut(b.signatures, 0, 65);
        b.signatures = abi.encodePacked(one, one);
    }

    function _stranger(Batch memory b) private {
        uint256 kept = attestorKeys[1];
        uint256 stranger = 0xBAD;
        while (vm.addr(stranger) <= vm.addr(attestorKeys[0])) stranger++;
        attestorKeys[1] = stranger;
        b.signatures = _attest(b.header, 2);
        attestorKeys[1] = kept;
    }

    function _flowsHash(Batch memory b) private pure {
        b.header.flowsHash = 0;
    }

    function _flowsCut(Batch memory b) private pure {
        _useFlows(b, _cut(b.flows, 0, b.flows.length - 1));
    }

    function _flowTwice(Batch memory b) private pure {
        bytes memory row = _cut(b.flows, 0, 34);
        _useFlows(b, abi.encodePacked(row, row));
    }

    function _flowEmpty(Batch memory b) private pure {
        _useFlows(b, abi.encodePacked(_cut(b.flows, 0, 34), uint16(1), new bytes(32)));
    }

    function _flowNotCoin(Batch memory b) private pure {
        b.flows[34 + 25] = bytes1(uint8(1));
        _useFlows(b, b.flows);
    }

    function _totals(Batch memory b) private pure {
        b.header.withdrawTotalsHash = 0;
    }

    function _withdrawRoot(Batch memory b) private pure {
        b.header.withdrawRoot = 0;
    }

    function _depositsUpTo(Batch memory b) private view {
        b.header.depositsUpTo = uint64(deposits.length) + 1;
    }

    function _depositsLess(Batch memory b) private pure {
        b.header.depositsUpTo--;
    }

    function _depositInvented(Batch memory b) private pure {
        b.flows[9] = bytes1(uint8(b.flows[9]) ^ 1);
        _useFlows(b, b.flows);
    }

    function _drain(Batch memory b) private pure {
        b.flows[34 + 10] = bytes1(uint8(1));
        _useFlows(b, b.flows);
        b.header.withdrawTotalsHash =
            keccak256(abi.encodePacked(_cut(b.flows, 0, 2), _cut(b.flows, 10, 8), _cut(b.flows, 34, 2), _cut(b.flows, 44, 8)));
    }

    function _flood(Batch memory b) private pure {
        b.flows[18] = bytes1(uint8(0x40)); // cover of 2^62
        _useFlows(b, b.flows);
    }

    function _unlisted(Batch memory b) private pure {
        _useFlows(b, abi.encodePacked(b.flows, uint16(2), uint64(5), new bytes(24)));
    }

    function _accountedHash(Batch memory b) private pure {
        b.header.accountedHash = 0;
    }

    function _sumPos(Batch memory b) private pure {
        b.header.sumPos++;
    }

    function _sumNeg(Batch memory b) private pure {
        b.header.sumNeg++;
    }

    function _payloadLong(Batch memory b) private pure {
        b.payload = new bytes(125_001);
    }

    /// 61 pages, the last of one entry.
    function _tooMany(Batch memory b) private pure {
        b.payload = new bytes(61 * 7 + 10_201 * 12);
        uint256 pos = 0;
        for (uint256 i = 0; i < 10_201; i++) {
            if (i % 170 == 0) pos = _put(b.payload, pos, 7, (2 << 48) + (i == 10_200 ? 0x8001 : 170));
            pos = _put(b.payload, pos, 12, (7 + i) << 64 | 2);
        }
    }

    function _payloadCut(Batch memory b) private pure {
        b.payload = _cut(b.payload, 0, b.payload.length - 1);
    }

    function _payloadMore(Batch memory b) private pure {
        b.payload = abi.encodePacked(b.payload, uint8(0));
    }

    /// The last page's bit, wherever that page begins.
    function _noLast(Batch memory b) private pure {
        uint256 pos = 0;
        while (uint8(b.payload[pos + 5]) < 0x80) pos += 7 + 12 * uint8(b.payload[pos + 6]);
        b.payload[pos + 5] = 0;
    }

    function _pageCount(Batch memory b) private pure {
        b.payload[6] = 0;
    }

    function _pageNotFull(Batch memory b) private pure {
        uint256 size = 7 + 12 * uint8(b.payload[6]);
        b.payload = abi.encodePacked(_cut(b.payload, 0, size), b.payload);
    }

    function _kind(Batch memory b) private pure {
        b.payload[0] = bytes1(uint8(4));
    }

    function _sectionOrder(Batch memory b) private pure {
        uint256 size = 7 + 12 * uint8(b.payload[6]);
        b.payload[size] = bytes1(uint8(1));
    }

    function _entryOrder(Batch memory b) private pure {
        for (uint256 i = 0; i < 4; i++) {
            b.payload[19 + i] = b.payload[7 + i];
        }
    }

    function _entryAccount(Batch memory b) private pure {
        uint256 size = 7 + 12 * uint8(b.payload[6]);
        b.payload[size - 12] = bytes1(uint8(1));
    }

    function _entryZero(Batch memory b) private pure {
        for (uint256 i = 11; i < 19; i++) {
            b.payload[i] = 0;
        }
    }

    function _assetUnknown(Batch memory b) private pure {
        uint256 size = 7 + 12 * uint8(b.payload[6]);
        b.payload[size + 4] = bytes1(uint8(2));
    }

    function _unbalanced(Batch memory b) private pure {
        b.payload[18] = bytes1(uint8(b.payload[18]) ^ 2);
    }

    function _marketUnbalanced(Batch memory b) private pure {
        b.payload[b.payload.length - 1] = bytes1(uint8(b.payload[b.payload.length - 1]) ^ 2);
    }

    function _marksMissing(Batch memory b) private pure {
        b.marks = "";
    }

    function _marksCut(Batch memory b) private pure {
        b.marks = _cut(b.marks, 0, b.marks.length - 1);
    }

    /// Two asset words read as one, and a market more.
    function _markAssets(Batch memory b) private pure {
        (b.marks[1], b.marks[3]) = (bytes1(uint8(1)), bytes1(uint8(b.marks[3]) + 1));
    }

    function _markRootLie(Batch memory b) private pure {
        b.header.markRoot = ~b.header.markRoot;
    }

    function _payloadHash(Batch memory b) private pure {
        b.header.payloadHash = ~b.header.payloadHash;
    }

    /// More cover than bad debt, everything else made to fit.
    function _cover(Batch memory b) private {
        book[BAD_DEBT].cash += 5e6;
        flow[0].coverDrawn += 5e6;
        accounted = before;
        Batch memory more = _seal();
        (b.header, b.payload, b.flows, b.marks, b.withdrawals) = (more.header, more.payload, more.flows, more.marks, more.withdrawals);
    }

    /// BAD_DEBT falls below its range, and one who had lost gets it all.
    function _systemCash(Batch memory b) private pure {
        bool given;
        for (uint256 at = 7; at < 7 + 12 * uint256(uint8(b.payload[6])); at += 12) {
            uint64 zigzag = uint64(bytes8(_cut(b.payload, at + 4, 8)));
            int64 value = int64(zigzag >> 1) ^ -int64(zigzag & 1);
            if (uint32(bytes4(_cut(b.payload, at, 4))) == BAD_DEBT) {
                _put(b.payload, at + 4, 8, Reference.zigzag(value - type(int64).max));
            } else if (value < 0 && !given) {
                given = true;
                _put(b.payload, at + 4, 8, Reference.zigzag(value + type(int64).max));
            }
        }
        _fit(b);
    }

    /// The fund has given all but half a coin of its day.
    function _coverSpent(Batch memory b) private {
        vm.prank(address(house));
        fund.cover(1, b.header.ts, 24.5e6);
    }

    /// All but half a coin of the fund stands by for a tier.
    function _allocated(Batch memory) private {
        uint64 common = fund.balanceOf(0);
        vm.prank(ADMIN);
        fund.allocate(1, common - 0.5e6);
    }

    // ---- both judges ----

    function _verdict(Batch memory b) private returns (bytes4) {
        bytes memory call = abi.encodeCall(IClearingHouse.commit, (_headerOf(b), b.payload, b.flows, b.marks, b.signatures));
        (bool accepted, bytes memory why) = address(house).call(call);
        return accepted ? bytes4(0) : bytes4(why);
    }

    function _staged(Batch memory b) private returns (bytes4) {
        (bool accepted, bytes memory why) = address(house).call(abi.encodeCall(IClearingHouse.stage, (0, 0, b.payload)));
        if (!accepted) return bytes4(why);
        bytes memory call = abi.encodeCall(IClearingHouse.commitStaged, (0, _headerOf(b), b.flows, b.marks, b.signatures));
        (accepted, why) = address(house).call(call);
        return accepted ? bytes4(0) : bytes4(why);
    }

    function _twin(ClearingHouseRef.Chain memory chain, Batch memory b) private view returns (bytes4) {
        ClearingHouseRef.Given memory given =
            ClearingHouseRef.Given(b.header, _headerOf(b).length, b.payload, b.flows, b.marks, b.signatures);
        return ClearingHouseRef.verdict(chain, given);
    }

    function _headerOf(Batch memory b) private view returns (bytes memory) {
        return abi.encodePacked(abi.encode(b.header), tail);
    }

    /// What the chain knows before the batch.
    function _chain() private view returns (ClearingHouseRef.Chain memory c) {
        (c.last, c.lastHash, c.separator) = (last, lastHash, house.domainSeparator());
        c.attestors = new address[](3);
        for (uint256 i = 0; i < 3; i++) {
            c.attestors[i] = vm.addr(attestorKeys[i]);
        }
        c.threshold = 2;
        c.accounted = new uint64[](2);
        (c.accounted[0], c.accounted[1]) = (before[0], before[1]);
        c.depositCount = uint64(deposits.length);
        (c.fees, c.badDebt) = house.systemCash();
    }

    /// And what depends on the header given.
    function _rechain(ClearingHouseRef.Chain memory c, Batch memory b) private view {
        c.now_ = uint64(vm.getBlockTimestamp());
        (c.pausedUntil, c.frozen) = (house.status().pausedUntil, house.frozen());
        (uint64 unitsIn, uint64 unitsOut) = fund.totals();
        c.fundDay = unitsIn / 4 - unitsOut; // nothing left it before today
        c.fundCommon = fund.balanceOf(0);
        (c.forcedPrefix, c.forcedDeadline) = queue.at(b.header.forcedCount);
        c.pending = new uint64[](2);
        for (uint64 no = last.depositsUpTo; no < b.header.depositsUpTo && no < deposits.length; no++) {
            c.pending[deposits[no].asset] += deposits[no].units;
        }
    }

    // ---- spoiling ----

    function _useFlows(Batch memory b, bytes memory flows) private pure {
        b.flows = flows;
        b.header.flowsHash = keccak256(flows);
    }

    /// Makes the hashes of the header those of the bytes, as far as they can be read.
    function _fit(Batch memory b) private pure {
        b.header.flowsHash = keccak256(b.flows);
        if (b.marks.length == 4 + 5 * 32) b.header.markRoot = _markRoot(b.marks);
        if (b.payload.length == 0) b.header.payloadHash = 0;
        if (b.payload.length > 7 && _wellCut(b.payload)) {
            bytes[] memory pages = Reference.pagesOf(b.payload);
            bytes32[] memory hashes = new bytes32[](pages.length);
            for (uint256 i = 0; i < pages.length; i++) {
                hashes[i] = keccak256(pages[i]);
            }
            b.header.payloadHash = keccak256(abi.encodePacked(hex"05", bytes32(0), Reference.treeRoot(0x04, hashes)));
        }
        bytes memory totals;
        for (uint256 i = 0; i + 34 <= b.flows.length; i += 34) {
            bytes memory out = _cut(b.flows, i + 10, 8);
            if (keccak256(out) != keccak256(new bytes(8))) totals = abi.encodePacked(totals, _cut(b.flows, i, 2), out);
        }
        b.header.withdrawTotalsHash = keccak256(totals);
    }

    function _wellCut(bytes memory payload) private pure returns (bool) {
        uint256 pos = 0;
        while (pos + 7 <= payload.length) {
            uint256 count = uint256(uint8(payload[pos + 5]) & 0x7f) << 8 | uint8(payload[pos + 6]);
            if (count == 0) return false;
            pos += 7 + 12 * count;
        }
        return pos == payload.length;
    }

    function _spoil(bytes memory data, uint256 place, uint8 change) private pure returns (bytes memory) {
        if (change == 0) return _cut(data, 0, place % (data.length + 1));
        if (change == 1) return abi.encodePacked(data, uint8(place));
        data[place % data.length] = bytes1(uint8(data[place % data.length]) ^ change);
        return data;
    }

    /// One more and one less: two values of a section changed so that they still sum.
    function _nudge(bytes memory payload, uint256 place) private pure returns (bytes memory) {
        uint256 count = uint8(payload[6]);
        uint256 i = 7 + 12 * (place % count) + 10;
        payload[i] = bytes1(uint8(payload[i]) ^ 0x40);
        return payload;
    }

    function _spoilHeader(Batch memory b, uint256 place, uint8 change) private pure {
        bytes memory header = abi.encode(b.header);
        uint8[21] memory widths = [1, 8, 32, 8, 8, 8, 32, 16, 16, 32, 32, 32, 32, 32, 32, 32, 8, 32, 8, 32, 32];
        uint256 field = place % 21;
        uint256 at = 32 * field + 31 - (place >> 8) % widths[field];
        header[at] = bytes1(uint8(header[at]) ^ change);
        b.header = abi.decode(header, (Header));
    }

    function _swap(bytes memory signatures, uint256 way) private pure returns (bytes memory) {
        if (way == 0) return abi.encodePacked(_cut(signatures, 65, 65), _cut(signatures, 0, 65));
        if (way == 1) return _cut(signatures, 0, 65);
        return _cut(signatures, 0, 100);
    }

    function _put(bytes memory data, uint256 from, uint256 length, uint256 value) private pure returns (uint256 end) {
        end = from + length;
        for (uint256 i = 1; i <= length; i++) {
            data[end - i] = bytes1(uint8(value >> (8 * i - 8)));
        }
    }

    function _cut(bytes memory data, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[from + i];
        }
    }
}
