// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IVault} from "../src/interfaces/IVault.sol";
import {Flows} from "../src/libraries/Flows.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {HouseCase} from "./support/HouseCase.sol";
import {Reference} from "./support/Reference.sol";

/// Entries and flows of a batch: what must balance, and the one shape each has.
contract CommitTest is HouseCase {
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

    // ---- payload twin ----

    /// Up to thousands of entries a run: 100 in the normal tier.
    /// forge-config: default.fuzz.runs = 100
    /// forge-config: full.fuzz.runs = 10000
    /// forge-config: nightly.fuzz.runs = 10000
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
}
