// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse, Withdrawal} from "../src/interfaces/IClearingHouse.sol";
import {IChallenge} from "../src/interfaces/IChallenge.sol";
import {IVault} from "../src/interfaces/IVault.sol";
import {Flows} from "../src/libraries/Flows.sol";
import {Marks} from "../src/libraries/Marks.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {StateProof} from "../src/libraries/StateProof.sol";
import {Tree} from "../src/libraries/Tree.sol";
import {HeaderV1} from "../src/types/Header.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

contract ClearingHouseTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant BOB = address(0xB0);
    address private constant COLD = address(0xC01D);
    uint40 private constant CASH = 2 << 32;
    uint40 private constant BTC = (2 << 32) + 1;
    uint40 private constant PERP = (3 << 32) + 1;

    uint32 private alice;
    uint32 private bob;

    function setUp() public {
        _deploy();
        alice = _join(ALICE, 50_000e6);
        bob = _join(BOB, 80_000e6);
        _deposit(bob, 1, 2e8);
        _creditAll();
        _trade(alice, bob, 5_000, 600_123);
        _fee(alice, 1_500_307);
    }

    // ---- a batch goes in ----

    function test_commit_storesHeadRecordAndSums() public {
        Batch memory batch = _seal();
        bytes32 hash = keccak256(abi.encode(batch.header));
        vm.expectEmit(address(house));
        emit IClearingHouse.BatchCommitted(1, hash, uint64(block.timestamp), 1, 100, batch.header.root);
        _commit(batch);

        (uint64 no, uint64 ts, uint64 seqTo, bytes32 headHash, bytes32 markRoot) = house.head();
        assertEq(no, 1);
        assertEq(ts, batch.header.ts);
        assertEq(seqTo, 100);
        assertEq(headHash, hash);
        assertEq(markRoot, batch.header.markRoot);
        assertEq(house.record(1), keccak256(abi.encodePacked(hash, uint64(block.timestamp))));
        (uint64 pending, uint64 inTree, uint64 claimable,) = vault.balancesOf(0);
        assertEq(pending, 0);
        assertEq(inTree, 130_000e6);
        assertEq(claimable, 0);
        (int64 fees, int64 badDebt) = house.systemCash();
        assertEq(fees, 1_500_307);
        assertEq(badDebt, 0);
        assertEq(vault.depositsUpTo(), 3);
    }

    function test_commit_chainsManyBatches() public {
        _commit(_seal());
        for (uint256 i = 0; i < 5; i++) {
            vm.warp(block.timestamp + 2);
            _trade(bob, alice, 100, int64(600_000 + int256(i)));
            if (i == 2) _mark(601_000, -33);
            _commit(_seal());
        }
        (uint64 no,,,,) = house.head();
        assertEq(no, 6);
    }

    function test_commit_acceptsHeartbeat() public {
        _commit(_seal());
        vm.warp(block.timestamp + 60);
        Batch memory batch = _seal();
        assertEq(batch.payload.length + batch.flows.length + batch.marks.length, 0);
        assertEq(batch.header.payloadHash, 0);
        _commit(batch);
    }

    function test_commit_keepsSumsExactAcrossMarksAndFunding() public {
        _commit(_seal());
        _mark(543_210, 987_654);
        Batch memory batch = _seal();
        assertEq(batch.header.sumPos - batch.header.sumNeg, 130_000e6);
        _commit(batch);
    }

    function test_commit_consumesOnlyDepositsUpTo() public {
        _commit(_seal());
        _deposit(alice, 0, 7e6);
        _deposit(bob, 1, 5e7);
        _deposit(alice, 0, 11e6);
        _credit(5);
        _commit(_seal());
        (uint64 pending, uint64 inTree,,) = vault.balancesOf(0);
        assertEq(pending, 11e6);
        assertEq(inTree, 130_007e6);
        _creditAll();
        _commit(_seal());
        (pending,,,) = vault.balancesOf(0);
        assertEq(pending, 0);
    }

    function test_commit_anyoneMaySend() public {
        Batch memory batch = _seal();
        vm.prank(address(0xDEAD));
        _commit(batch);
    }

    // ---- header rules, one spoiled field each ----

    function test_commit_revertsOnVersion() public {
        Batch memory b = _seal();
        b.header.version = 2;
        _refused(b, abi.encodeWithSelector(IClearingHouse.WrongVersion.selector, 1, 2));
    }

    function test_commit_revertsOnNumber() public {
        Batch memory b = _seal();
        b.header.no = 2;
        _refused(b, abi.encodeWithSelector(IClearingHouse.WrongNumber.selector, 1, 2));
    }

    function test_commit_revertsOnSecondTime() public {
        Batch memory b = _seal();
        _commit(b);
        _refused(b, abi.encodeWithSelector(IClearingHouse.WrongNumber.selector, 2, 1));
    }

    function test_commit_revertsOnPrevHash() public {
        Batch memory b = _seal();
        b.header.prevHash = bytes32(uint256(1));
        _refused(b, abi.encodeWithSelector(IClearingHouse.WrongPrevious.selector, bytes32(0), bytes32(uint256(1))));
    }

    function test_commit_revertsOnTimeBackwards() public {
        _commit(_seal());
        Batch memory b = _seal();
        b.header.ts -= 1;
        _refused(b, abi.encodeWithSelector(IClearingHouse.TimeBackwards.selector, block.timestamp, block.timestamp - 1));
    }

    function test_commit_revertsOnTimeAhead() public {
        Batch memory b = _seal();
        b.header.ts += 61;
        _refused(b, abi.encodeWithSelector(IClearingHouse.TimeAhead.selector, block.timestamp + 60, block.timestamp + 61));
        b.header.ts -= 1;
        _resign(b);
        _commit(b);
    }

    function test_commit_revertsOnSequenceGap() public {
        Batch memory b = _seal();
        b.header.seqFrom = 2;
        _refused(b, abi.encodeWithSelector(IClearingHouse.SequenceGap.selector, 1, 2));
    }

    function test_commit_revertsOnEmptySequence() public {
        Batch memory b = _seal();
        b.header.seqTo = 0;
        _refused(b, abi.encodeWithSelector(IClearingHouse.SequenceEmpty.selector, 1, 0));
    }

    function test_commit_revertsOnForced() public {
        Batch memory b = _seal();
        b.header.forcedCount = 1;
        _refused(b, abi.encodeWithSelector(IClearingHouse.ForcedMismatch.selector, 1, bytes32(0)));
    }

    function test_commit_revertsOnSums() public {
        Batch memory b = _seal();
        b.header.sumPos += 1;
        _refused(b, abi.encodeWithSelector(IClearingHouse.SumsMismatch.selector, uint64(130_000e6), b.header.sumPos, b.header.sumNeg));
    }

    function test_commit_revertsOnAccountedHash() public {
        Batch memory b = _seal();
        bytes32 expected = b.header.accountedHash;
        b.header.accountedHash = bytes32(uint256(9));
        _refused(b, abi.encodeWithSelector(IClearingHouse.AccountedHashMismatch.selector, expected, bytes32(uint256(9))));
    }

    function test_commit_revertsOnFlowsHash() public {
        Batch memory b = _seal();
        bytes32 expected = b.header.flowsHash;
        b.header.flowsHash = 0;
        _refused(b, abi.encodeWithSelector(IClearingHouse.FlowsHashMismatch.selector, expected, bytes32(0)));
    }

    function test_commit_revertsOnPayloadHash() public {
        Batch memory b = _seal();
        bytes32 expected = b.header.payloadHash;
        b.header.payloadHash = 0;
        _refused(b, abi.encodeWithSelector(IClearingHouse.PayloadHashMismatch.selector, expected, bytes32(0)));
    }

    function test_commit_revertsOnWithdrawTotals() public {
        Batch memory b = _seal();
        bytes32 expected = b.header.withdrawTotalsHash;
        b.header.withdrawTotalsHash = 0;
        _refused(b, abi.encodeWithSelector(IClearingHouse.WithdrawTotalsMismatch.selector, expected, bytes32(0)));
    }

    function test_commit_revertsOnWithdrawRootWithoutWithdrawal() public {
        Batch memory b = _seal();
        b.header.withdrawRoot = bytes32(uint256(1));
        _refused(b, abi.encodeWithSelector(IClearingHouse.WithdrawRootMismatch.selector, bytes32(uint256(1)), 0));
    }

    function test_commit_revertsOnMarksMissing() public {
        Batch memory b = _seal();
        b.marks = "";
        _refused(b, abi.encodeWithSelector(IClearingHouse.MarksMissing.selector, bytes32(0), b.header.markRoot));
    }

    function test_commit_revertsOnNewMarkRootWithoutMarks() public {
        _commit(_seal());
        bytes32 before = last.markRoot;
        _mark(1, 0);
        Batch memory b = _seal();
        b.marks = "";
        _refused(b, abi.encodeWithSelector(IClearingHouse.MarksMissing.selector, before, b.header.markRoot));
    }

    function test_commit_revertsOnMarkRoot() public {
        Batch memory b = _seal();
        bytes32 found = b.header.markRoot;
        b.marks[b.marks.length - 1] = 0x01;
        _refused(b, abi.encodeWithSelector(IClearingHouse.MarkRootMismatch.selector, _markRoot(b.marks), found));
    }

    function test_commit_revertsOnMarkAssets() public {
        Batch memory b = _seal();
        b.marks = abi.encodePacked(uint16(1), uint16(0), bytes32(uint256(1)));
        _refused(b, abi.encodeWithSelector(IClearingHouse.MarkAssets.selector, 2, 1));
    }

    function test_commit_revertsOnDepositsNotOnChain() public {
        Batch memory b = _seal();
        b.header.depositsUpTo = 4;
        _refused(b, abi.encodeWithSelector(IVault.DepositsUpTo.selector, 0, 3, 4));
    }

    function test_commit_revertsWhenADepositIsLeftOut() public {
        Batch memory b = _seal();
        b.header.depositsUpTo = 1;
        _refused(b, abi.encodeWithSelector(IVault.DepositsMismatch.selector, 0, uint64(50_000e6), uint64(130_000e6)));
    }

    function test_commit_revertsOnHeaderLength() public {
        Batch memory b = _seal();
        bytes memory longer = abi.encodePacked(abi.encode(b.header), uint8(0));
        vm.expectRevert(abi.encodeWithSelector(HeaderV1.HeaderLength.selector, 672, 673));
        house.commit(longer, b.payload, b.flows, b.marks, b.signatures);
    }

    // ---- entries ----

    function test_commit_revertsWhenAnEntryMakesMoney() public {
        Batch memory b = _withEntries(_section(CASH, alice, 1, bob, 0));
        _resign(b);
        vm.expectPartialRevert(Payload.AssetsUnbalanced.selector);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
    }

    function test_commit_revertsWhenAMarketDoesNotSumToZero() public {
        Batch memory b = _withEntries(_section(PERP, alice, 5, bob, -4));
        _refused(b, abi.encodeWithSelector(Payload.MarketUnbalanced.selector, 1, int256(1)));
    }

    function test_commit_revertsOnUnknownAsset() public {
        Batch memory b = _withEntries(_section(BTC + 1, alice, 5, bob, -5));
        _refused(b, abi.encodeWithSelector(Payload.AssetUnknown.selector, 2, 2));
    }

    function test_commit_revertsOnEntryOrder() public {
        Batch memory b = _withEntries(_section(CASH, bob, 5, alice, -5));
        _refused(b, abi.encodeWithSelector(Payload.EntryOrder.selector, CASH, bob, alice));
        b = _withEntries(_section(CASH, bob, 5, bob, -5));
        _refused(b, abi.encodeWithSelector(Payload.EntryOrder.selector, CASH, bob, bob));
        b = _withEntries(_section(CASH, 0, 5, bob, -5));
        _refused(b, abi.encodeWithSelector(Payload.EntryOrder.selector, CASH, 0, 0));
    }

    function test_commit_revertsOnAccountBeyondTheTree() public {
        Batch memory b = _withEntries(_section(CASH, alice, 5, 1 << 24, -5));
        _refused(b, abi.encodeWithSelector(Payload.EntryAccount.selector, CASH, 1 << 24));
    }

    function test_commit_revertsOnZeroEntry() public {
        Batch memory b = _withEntries(_section(CASH, 7, 0, 8, 3));
        _refused(b, abi.encodeWithSelector(Payload.EntryZero.selector, CASH, 7));
    }

    function test_commit_revertsOnSectionOrder() public {
        Batch memory b = _quiet();
        b.payload = abi.encodePacked(_page(BTC, 1, 7, 1, false), _page(CASH, 1, 7, 1, true));
        _refused(b, abi.encodeWithSelector(Payload.SectionOrder.selector, BTC, CASH));
    }

    function test_commit_revertsOnSectionInTwoPlaces() public {
        Batch memory b = _quiet();
        b.payload = abi.encodePacked(_page(CASH, 1, 7, 1, false), _page(CASH, 1, 8, 1, true));
        _refused(b, abi.encodeWithSelector(Payload.PageNotFull.selector, CASH, 1));
    }

    function test_commit_revertsOnSectionKind() public {
        Batch memory b = _quiet();
        b.payload = _page(uint40(4) << 32, 1, 7, 1, true);
        _refused(b, abi.encodeWithSelector(Payload.SectionKind.selector, uint40(4) << 32));
    }

    function test_commit_revertsOnPageCount() public {
        Batch memory b = _quiet();
        b.payload = abi.encodePacked(CASH, uint16(0x8000));
        _refused(b, abi.encodeWithSelector(Payload.PageCount.selector, CASH, 0));
        b.payload = _page(CASH, 171, 7, 1, true);
        _refused(b, abi.encodeWithSelector(Payload.PageCount.selector, CASH, 171));
    }

    function test_commit_revertsOnMissingLastPage() public {
        Batch memory b = _quiet();
        b.payload = _page(PERP, 1, 7, 1, false);
        _refused(b, abi.encodeWithSelector(Payload.LastPageMissing.selector));
    }

    function test_commit_revertsOnBytesAfterLastPage() public {
        Batch memory b = _quiet();
        b.payload = abi.encodePacked(_page(CASH, 1, 7, 1, true), uint8(0));
        _refused(b, abi.encodeWithSelector(Payload.PayloadAfterLastPage.selector, 19, 20));
    }

    function test_commit_revertsOnTruncatedPayload() public {
        Batch memory b = _quiet();
        b.payload = abi.encodePacked(CASH, uint16(0x8002), uint32(7), uint64(2));
        _refused(b, abi.encodeWithSelector(Payload.PayloadTruncated.selector, 31, 19));
    }

    function test_commit_revertsOnTooManyEntries() public {
        Batch memory b = _quiet();
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = Reference.Section(CASH, new Reference.Entry[](10_201));
        for (uint32 i = 0; i < 10_201; i++) {
            sections[0].entries[i] = Reference.Entry(7 + i, 1);
        }
        (b.payload, b.header.payloadHash) = Reference.payload(sections);
        _refused(b, abi.encodeWithSelector(Payload.PayloadTooMany.selector, 10_200, 10_201));
    }

    // ---- flows ----

    function test_commit_revertsOnFlowShape() public {
        Batch memory b = _quiet();
        b.flows = abi.encodePacked(uint16(0));
        _refusedFlows(b, abi.encodeWithSelector(Flows.FlowsLength.selector, 2));
        b.flows = _flow(0, 0, 0, 0, 0);
        _refusedFlows(b, abi.encodeWithSelector(Flows.FlowEmpty.selector, 0));
        b.flows = abi.encodePacked(_flow(1, 1, 1, 0, 0), _flow(0, 1, 1, 0, 0));
        _refusedFlows(b, abi.encodeWithSelector(Flows.FlowOrder.selector, 1, 0));
        b.flows = abi.encodePacked(_flow(1, 1, 1, 0, 0), _flow(1, 1, 1, 0, 0));
        _refusedFlows(b, abi.encodeWithSelector(Flows.FlowOrder.selector, 1, 1));
        b.flows = _flow(2, 1, 0, 0, 0);
        _refusedFlows(b, abi.encodeWithSelector(IVault.AssetUnlisted.selector, 2));
        b.flows = _flow(1, 0, 0, 1, 1);
        _refusedFlows(b, abi.encodeWithSelector(Flows.FlowNotCoin.selector, 1));
    }

    function test_commit_revertsWhenFlowsDoNotMatchEntries() public {
        Batch memory b = _quiet();
        b.flows = _flow(1, 5, 0, 0, 0);
        b.header.flowsHash = keccak256(b.flows);
        _refused(b, abi.encodeWithSelector(IVault.DepositsMismatch.selector, 1, 0, 5));
    }

    function test_commit_revertsWhenEntriesLackAFlow() public {
        _commit(_seal());
        _withdraw(bob, 1, 5, COLD, 0);
        Batch memory b = _seal();
        (b.payload, b.header.payloadHash) = ("", 0);
        bytes32 flows = keccak256(abi.encode(bytes32(0), uint256(1) << 240 | uint256(uint96(int96(-5)))));
        _refused(b, abi.encodeWithSelector(Payload.AssetsUnbalanced.selector, flows, bytes32(0)));
    }

    function test_commit_revertsOnWithdrawalWithoutMoney() public {
        _commit(_seal());
        Batch memory b = _seal();
        b.flows = _flow(1, 0, 3e8, 0, 0);
        b.header.flowsHash = keccak256(b.flows);
        b.header.withdrawTotalsHash = keccak256(abi.encodePacked(uint16(1), uint64(3e8)));
        b.header.withdrawRoot = bytes32(uint256(1));
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = Reference.Section(BTC, new Reference.Entry[](1));
        sections[0].entries[0] = Reference.Entry(bob, -3e8);
        (b.payload, b.header.payloadHash) = Reference.payload(sections);
        _refused(b, abi.encodeWithSelector(IVault.AccountedBelowZero.selector, 1, uint64(2e8), -3e8));
    }

    // ---- attestations ----

    function test_commit_acceptsAllAttestors() public {
        Batch memory b = _seal();
        b.signatures = _attest(b.header, 3);
        _commit(b);
    }

    function test_commit_revertsOnTooFewSignatures() public {
        Batch memory b = _seal();
        b.signatures = _attest(b.header, 1);
        _refusedAsIs(b, abi.encodeWithSelector(IClearingHouse.SignaturesTooFew.selector, 2, 1));
    }

    function test_commit_revertsOnSameSignerTwice() public {
        Batch memory b = _seal();
        bytes memory one = _attest(b.header, 1);
        b.signatures = abi.encodePacked(one, one);
        address signer = vm.addr(attestorKeys[0]);
        _refusedAsIs(b, abi.encodeWithSelector(IClearingHouse.SignerOrder.selector, signer, signer));
    }

    function test_commit_revertsOnStranger() public {
        Batch memory b = _seal();
        attestorKeys[1] = 0xDEAD;
        b.signatures = _attest(b.header, 2);
        _refusedAsIs(b, abi.encodeWithSelector(IClearingHouse.SignerUnknown.selector, vm.addr(0xDEAD)));
    }

    function test_commit_revertsOnSignatureLength() public {
        Batch memory b = _seal();
        b.signatures = abi.encodePacked(b.signatures, uint8(0));
        _refusedAsIs(b, abi.encodeWithSelector(IClearingHouse.SignaturesLength.selector, 131));
    }

    // ---- one changed byte ----

    function testFuzz_commit_refusesOneChangedByte(uint256 part, uint256 index, uint8 flip) public {
        vm.assume(flip != 0);
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        bytes[5] memory parts = [abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures];
        part %= 5;
        index %= parts[part].length;
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        vm.expectRevert();
        house.commit(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    function testFuzz_verifyLeaf_refusesOneChangedByte(uint256 part, uint256 index, uint8 flip) public {
        vm.assume(flip != 0);
        Batch memory b = _seal();
        _commit(b);
        (bytes memory leaf, int256 claim) = _leafOf(b, alice);
        bytes[4] memory parts = [abi.encode(b.header), leaf, Reference.proof(b.leaves, alice), b.marks];
        assertEq(house.verifyLeaf(parts[0], b.committedAt, alice, parts[1], parts[2], parts[3]), claim);
        part %= 4;
        index %= parts[part].length;
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        vm.expectRevert();
        house.verifyLeaf(parts[0], b.committedAt, alice, parts[1], parts[2], parts[3]);
    }

    function testFuzz_pay_refusesOneChangedByte(uint256 part, uint256 index, uint8 flip) public {
        vm.assume(flip != 0);
        _withdraw(alice, 0, 5e6, COLD, 1);
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(bob, 0, 7e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        bytes[4] memory parts = [abi.encode(b.header), b.flows, abi.encode(b.withdrawals[1]), _path(b, 1)];
        part %= 4;
        index %= parts[part].length;
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        bytes memory call =
            abi.encodePacked(IClearingHouse.pay.selector, _payArguments(parts[0], b.committedAt, parts[1], parts[2], 3, parts[3]));
        (bool paid,) = address(house).call(call);
        assertFalse(paid);
        parts[part][index] = bytes1(uint8(parts[part][index]) ^ flip);
        call = abi.encodePacked(IClearingHouse.pay.selector, _payArguments(parts[0], b.committedAt, parts[1], parts[2], 3, parts[3]));
        (paid,) = address(house).call(call);
        assertTrue(paid);
    }

    // ---- payload twin ----

    /// forge-config: default.fuzz.runs = 100
    function testFuzz_commit_matchesReferencePayload(uint256 seed, uint16 size, uint8 sectionsWanted) public {
        uint256 sections = 1 + sectionsWanted % 5;
        uint256 entries = 2 + size % 400;
        uint256 stride = 1 + seed % 1000;
        Reference.Section[] memory all = new Reference.Section[](sections);
        for (uint256 s = 0; s < sections; s++) {
            uint40 key = s == 0 ? CASH : uint40((3 << 32) + s * stride);
            all[s] = Reference.Section(key, new Reference.Entry[](entries));
            int64 sum = 0;
            uint32 id = 0;
            for (uint256 i = 0; i < entries; i++) {
                seed = uint256(keccak256(abi.encode(seed)));
                id += 1 + uint32(seed % 20_000);
                int64 value = i + 1 == entries ? -sum : int64(uint64(seed >> 64) % 2 ** 50) - 2 ** 49;
                if (value == 0) value = 1;
                all[s].entries[i] = Reference.Entry(id, value);
                sum += value;
            }
            vm.assume(sum == 0);
        }
        Batch memory b = _quiet();
        (b.payload, b.header.payloadHash) = Reference.payload(all);
        _resign(b);
        _commit(b);
    }

    // ---- proofs ----

    function test_verifyLeaf_holdsForEveryAccount() public {
        Batch memory b = _seal();
        _commit(b);
        int256 total = 0;
        for (uint256 i = 0; i < b.leaves.length; i++) {
            Reference.Leaf memory leaf = b.leaves[i];
            bytes memory path = Reference.proof(b.leaves, leaf.id);
            total += house.verifyLeaf(abi.encode(b.header), b.committedAt, leaf.id, leaf.preimage, path, b.marks);
        }
        assertEq(total, 130_000e6);
    }

    function test_verifyLeaf_holdsForAnEmptyAccount() public {
        Batch memory b = _seal();
        _commit(b);
        bytes memory path = Reference.proof(b.leaves, 9_999_999);
        assertEq(house.verifyLeaf(abi.encode(b.header), b.committedAt, 9_999_999, "", path, b.marks), 0);
    }

    function test_verifyLeaf_revertsByName() public {
        Batch memory b = _seal();
        _commit(b);
        bytes memory header = abi.encode(b.header);
        bytes memory path = Reference.proof(b.leaves, alice);
        (bytes memory leaf,) = _leafOf(b, alice);

        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.NotCommitted.selector, 1, keccak256(header), b.committedAt + 1));
        house.verifyLeaf(header, b.committedAt + 1, alice, leaf, path, b.marks);
        vm.expectRevert(abi.encodeWithSelector(StateProof.LeafAccount.selector, bob, alice));
        house.verifyLeaf(header, b.committedAt, bob, leaf, path, b.marks);
        vm.expectRevert(abi.encodeWithSelector(StateProof.ProofLength.selector, 1536, 1535));
        house.verifyLeaf(header, b.committedAt, alice, leaf, _cut(path, 1535), b.marks);
        vm.expectRevert(abi.encodeWithSelector(Marks.MarksLength.selector, 164, 163));
        house.verifyLeaf(header, b.committedAt, alice, leaf, path, _cut(b.marks, 163));
        vm.expectPartialRevert(IChallenge.RootMismatch.selector);
        house.verifyLeaf(header, b.committedAt, bob, _leafBytes(b, bob), path, b.marks);
        vm.expectPartialRevert(IChallenge.RootMismatch.selector);
        house.verifyLeaf(header, b.committedAt, alice, "", path, b.marks);
    }

    function test_verifyLeaf_refusesUnsortedZeroOrNegativeRows() public {
        Batch memory b = _seal();
        _commit(b);
        _leafRefused(
            b,
            abi.encodePacked(uint8(0), alice, uint8(2), uint16(0), uint16(1), uint64(5), uint16(0), uint64(5)),
            StateProof.LeafOrder.selector
        );
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(0), uint64(0)), StateProof.LeafZeroRow.selector);
        _leafRefused(
            b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(1), type(uint64).max), StateProof.LeafNegativeUnits.selector
        );
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(1), uint16(0), uint16(2), uint64(1)), StateProof.LeafUnknownAsset.selector);
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(0), uint16(1), uint32(2), uint64(1)), Marks.MarkMissing.selector);
        _leafRefused(b, abi.encodePacked(uint8(0), alice, uint8(0), uint16(0)), StateProof.LeafRowCount.selector);
        _leafRefused(b, abi.encodePacked(uint8(1), alice, uint8(0), uint16(0)), StateProof.LeafLength.selector);
    }

    // ---- payouts ----

    function test_pay_fastAfterTenSecondsStandardAfterSixty() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(alice, 0, 20e6, COLD, 0);
        Batch memory b = _seal();
        _commit(b);
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + 9);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.NotDue.selector, start + 10, start + 9));
        vm.warp(start + 10);
        _pay(b, 0);
        assertEq(btc.balanceOf(COLD), 3e6);
        vm.warp(start + 59);
        _payRefused(b, 1, abi.encodeWithSelector(IClearingHouse.NotDue.selector, start + 60, start + 59));
        vm.warp(start + 60);
        vm.expectEmit(address(house));
        emit IClearingHouse.WithdrawalPaid(1, 1, alice, 0, 20e6, COLD, 0);
        _pay(b, 1);
        assertEq(usdc.balanceOf(COLD), 20e6);
        assertEq(house.paidUnits(1, 0), 20e6);
        assertTrue(house.isPaid(1, 0, 1));
        (,, uint64 claimable,) = vault.balancesOf(0);
        assertEq(claimable, 0);
    }

    function test_pay_atMostOnce() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        _pay(b, 0);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 0));
    }

    function test_pay_pausesWhileHeadIsStale() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        uint256 start = vm.getBlockTimestamp();
        vm.warp(start + 901);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.HeadStale.selector, start, start + 901));
        _commit(_seal());
        _pay(b, 0);
    }

    function test_pay_neverAboveTheTotalOfItsBatch() public {
        // Attestors that sign a root with more than the flows moved out still cannot touch other money.
        _withdraw(bob, 1, 3e6, COLD, 1);
        Batch memory b = _seal();
        b.withdrawals[0].units = 3e6 + 1;
        b.header.withdrawRoot = Reference.treeRoot(0x07, _withdrawLeaves(1, b.withdrawals));
        _resign(b);
        _commit(b);
        vm.warp(block.timestamp + 10);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.PaidAboveTotal.selector, 1, uint64(3e6), 3e6 + 1));
    }

    function test_pay_manyWithdrawalsOfOneBatch() public {
        _fundWith(1_000_000e6);
        uint256 count = 201;
        for (uint256 i = 0; i < count; i++) {
            _withdraw(alice, 0, uint64(1e6 + i), address(uint160(0xD000 + i)), 1);
        }
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 10);
        for (uint256 i = 0; i < count; i += 40) {
            _pay(b, i);
            assertEq(usdc.balanceOf(address(uint160(0xD000 + i))), 1e6 + i);
        }
        _pay(b, 200 - 191);
        _payRefused(b, 200, abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 200));
    }

    function test_pay_refusesUnknownLane() public {
        _withdraw(bob, 1, 3e6, COLD, 3);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 100);
        _payRefused(b, 0, abi.encodeWithSelector(IClearingHouse.LaneUnknown.selector, 3));
    }

    function test_pay_refusesForeignPath() public {
        _withdraw(bob, 1, 3e6, COLD, 1);
        _withdraw(alice, 0, 20e6, COLD, 1);
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 100);
        vm.expectRevert(abi.encodeWithSelector(Tree.PathLength.selector, 0));
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, "");
        vm.expectRevert(abi.encodeWithSelector(Tree.PathIndex.selector, 1, 1));
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[1], 1, "");
        vm.expectPartialRevert(IClearingHouse.WithdrawProofMismatch.selector);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[0], 2, _path(b, 1));
    }

    // ---- fund ----

    function test_commit_drawsCoverForBadDebt() public {
        _fundWith(1_000e6);
        book[BAD_DEBT].cash -= 100e6;
        book[bob].cash += 100e6;
        _commit(_seal());
        (, int64 badDebt) = house.systemCash();
        assertEq(badDebt, -100e6);

        book[BAD_DEBT].cash += 60e6;
        flow[0].coverDrawn = 60e6;
        _commit(_seal());
        (, badDebt) = house.systemCash();
        assertEq(badDebt, -40e6);
        assertEq(fund.balance(), 940e6);
        assertEq(usdc.balanceOf(address(vault)), 130_060e6);
    }

    function test_commit_revertsOnCoverWithoutBadDebt() public {
        _fundWith(1_000e6);
        _commit(_seal());
        book[BAD_DEBT].cash += 1;
        flow[0].coverDrawn = 1;
        Batch memory b = _seal();
        _refused(b, abi.encodeWithSelector(IClearingHouse.CoverWithoutBadDebt.selector, 0, 1));
    }

    function test_payTopUp_feedsTheFundOnce() public {
        book[FEES].cash -= 1e6;
        flow[0].fundTopUp = 1e6;
        Batch memory b = _seal();
        _commit(b);
        vm.expectPartialRevert(IClearingHouse.NotDue.selector);
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
        vm.warp(block.timestamp + 60);
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
        assertEq(fund.balance(), 1e6);
        assertEq(usdc.balanceOf(address(fund)), 1e6);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.AlreadyPaid.selector, 1, 0));
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
    }

    function test_payTopUp_revertsWhenNone() public {
        Batch memory b = _seal();
        _commit(b);
        vm.warp(block.timestamp + 60);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.TopUpNone.selector, 1));
        house.payTopUp(abi.encode(b.header), b.committedAt, b.flows);
    }

    // ---- construction ----

    function test_constructor_refusesByName() public {
        bytes memory other = abi.encodePacked(uint8(1), address(1));
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.SetUnknown.selector, keccak256(_hotSet()), keccak256(other)));
        this.tryHouse(address(attestors), other, 10, 60);
        vm.expectRevert(IClearingHouse.ZeroAddress.selector);
        this.tryHouse(address(0), other, 10, 60);
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.WindowTooShort.selector, 300, 10));
        this.tryHouse(address(attestors), _hotSet(), 10, 3600);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.WindowTooShort.selector, 3600, 60));
        this.tryHouse(address(attestors), _hotSet(), 300, 60);
    }

    function tryHouse(address attestors_, bytes memory set, uint32 fastDelay, uint32 challengeWindow) external {
        // deployCode says only that a creation failed; this passes on why.
        bytes memory arguments = abi.encode(address(vault), address(fund), address(queue), attestors_, set, fastDelay, challengeWindow);
        bytes memory creation = abi.encodePacked(vm.getCode("ClearingHouse.sol:ClearingHouse"), arguments);
        assembly ("memory-safe") {
            if iszero(create(0, add(creation, 32), mload(creation))) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    // ---- the attestors' set ----

    /// A rotation takes force for commits when it is synchronised, and the old set's signatures end with it.
    function test_syncAttestors_takesTheRotatedSetOver() public {
        uint256 keys = 0xD1;
        bytes memory next = abi.encodePacked(uint8(1), vm.addr(keys));
        bytes32 digest = attestors.orderDigest("propose", 0, keccak256(next));
        bytes memory signatures;
        for (uint8 i = 0; i < 2; i++) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(attestorKeys[i], digest);
            signatures = abi.encodePacked(signatures, i, uint16(65), r, s, v);
        }
        attestors.propose(0, next, false, _hotSet(), signatures);
        skip(48 hours);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.SetUnknown.selector, keccak256(_hotSet()), keccak256(next)));
        house.syncAttestors(next);
        attestors.rotate(0, next);
        Batch memory b = _seal();
        vm.expectEmit(address(house));
        emit IClearingHouse.AttestorsSynced(keccak256(next));
        house.syncAttestors(next);
        assertEq(house.threshold(), 1);
        assertEq(house.attestorCount(), 1);
        assertTrue(house.isAttestor(vm.addr(keys)));
        assertFalse(house.isAttestor(vm.addr(attestorKeys[0])));
        _refusedAsIs(b, abi.encodeWithSelector(IClearingHouse.SignerUnknown.selector, vm.addr(attestorKeys[0])));
        attestorKeys[0] = keys;
        b.signatures = _attest(b.header, 1);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
        assertEq(house.status().no, 1);
    }

    function test_commit_refusesASequenceBeyond56Bits() public {
        Batch memory b = _seal();
        b.header.seqTo = 1 << 56;
        _refused(b, abi.encodeWithSelector(IClearingHouse.SequenceTooLarge.selector, 1 << 56));
    }

    // ---- helpers ----

    function _refused(Batch memory b, bytes memory reason) private {
        _resign(b);
        _refusedAsIs(b, reason);
    }

    function _refusedAsIs(Batch memory b, bytes memory reason) private {
        vm.expectRevert(reason);
        house.commit(abi.encode(b.header), b.payload, b.flows, b.marks, b.signatures);
    }

    function _refusedFlows(Batch memory b, bytes memory reason) private {
        b.header.flowsHash = keccak256(b.flows);
        _refused(b, reason);
    }

    function _payRefused(Batch memory b, uint256 index, bytes memory reason) private {
        bytes memory path = _path(b, index);
        vm.expectRevert(reason);
        house.pay(abi.encode(b.header), b.committedAt, b.flows, b.withdrawals[index], uint32(b.withdrawals.length), path);
    }

    function _leafRefused(Batch memory b, bytes memory leaf, bytes4 reason) private {
        bytes memory path = Reference.proof(b.leaves, alice);
        vm.expectPartialRevert(reason);
        house.verifyLeaf(abi.encode(b.header), b.committedAt, alice, leaf, path, b.marks);
    }

    function _leafBytes(Batch memory b, uint32 account) private pure returns (bytes memory preimage) {
        (preimage,) = _leafOf(b, account);
    }

    /// A sealed batch 2 without entries, to put other bytes into.
    function _quiet() private returns (Batch memory) {
        if (last.no == 0) _commit(_seal());
        return _seal();
    }

    function _withEntries(Reference.Section memory section) private returns (Batch memory b) {
        b = _quiet();
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = section;
        (b.payload, b.header.payloadHash) = Reference.payload(sections);
    }

    function _section(uint40 key, uint32 a, int64 x, uint32 b, int64 y) private pure returns (Reference.Section memory) {
        Reference.Entry[] memory entries = new Reference.Entry[](y == 0 ? 1 : 2);
        entries[0] = Reference.Entry(a, x);
        if (y != 0) entries[1] = Reference.Entry(b, y);
        return Reference.Section(key, entries);
    }

    function _page(uint40 key, uint16 count, uint32 firstId, int64 value, bool isLast) private pure returns (bytes memory page) {
        page = abi.encodePacked(key, isLast ? count | 0x8000 : count);
        for (uint32 i = 0; i < count; i++) {
            page = abi.encodePacked(page, firstId + i, Reference.zigzag(value));
        }
    }

    function _flow(uint16 asset, uint64 d, uint64 w, uint64 c, uint64 t) private pure returns (bytes memory) {
        return abi.encodePacked(asset, d, w, c, t);
    }

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[i];
        }
    }

    /// abi.encode with a withdrawal given as words, which may be no valid struct.
    function _payArguments(
        bytes memory header,
        uint64 committedAt,
        bytes memory flows,
        bytes memory withdrawal,
        uint32 count,
        bytes memory path
    ) private pure returns (bytes memory) {
        uint256 headLength = 32 * 11;
        bytes memory a = _tail(header);
        bytes memory b = _tail(flows);
        bytes memory head = abi.encodePacked(
            headLength, uint256(committedAt), headLength + a.length, withdrawal, uint256(count), headLength + a.length + b.length
        );
        return abi.encodePacked(head, a, b, _tail(path));
    }

    function _tail(bytes memory data) private pure returns (bytes memory) {
        return abi.encodePacked(data.length, data, new bytes((32 - data.length % 32) % 32));
    }
}
