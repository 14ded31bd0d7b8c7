// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {ClearingHouseRef} from "./support/ClearingHouseRef.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// One honest batch in three chunks, and one small lie for each rule of staging: contract and reference twin both name it, and nothing else. What a
/// header, flows or marks may break is in MutatorsTest, through both doors.
contract StagedMutatorsTest is Venue {
    struct Plan {
        Batch batch;
        ClearingHouseRef.Step[] steps;
    }

    struct Mutator {
        bytes4 rule;
        function(Plan memory) internal lie;
    }

    uint40 private constant CASH = 2 << 32;
    uint40 private constant PERP = (3 << 32) + 1;
    uint256 private constant FULL = 7 + 12 * 170; // bytes of a full page
    uint256 private constant PER = 4; // pages a chunk

    function setUp() public {
        _deploy();
        _join(address(0xA1), 50_000e6);
        _creditAll();
        _commit(_seal());
    }

    function test_everyRuleOfStaging_hasOneMutationThatNamesIt() public {
        vm.pauseGasMetering(); // the slow twin alone uses more than a test has
        uint256 count = _mutators().length;
        for (uint256 i = 0; i < count; i++) {
            uint256 fresh = vm.snapshotState();
            this.judge(i);
            vm.revertToState(fresh);
        }
    }

    /// One row of the table; called from outside, because memory is given back only then.
    function judge(uint256 i) external {
        Mutator memory one = _mutators()[i];
        Plan memory plan = _honest();
        ClearingHouseRef.Chain memory chain = _chain();
        one.lie(plan);
        (chain.last, chain.lastHash) = (last, lastHash);
        assertEq(bytes32(_verdict(plan)), bytes32(one.rule), string.concat("contract, mutator ", vm.toString(i)));
        assertEq(bytes32(_twin(chain, plan)), bytes32(one.rule), string.concat("twin, mutator ", vm.toString(i)));
    }

    function _mutators() private pure returns (Mutator[] memory all) {
        Mutator[25] memory list = [
            Mutator(0, _nothing),
            Mutator(0, _begunAnew),
            Mutator(IClearingHouse.ChunkIndex.selector, _indexAhead),
            Mutator(IClearingHouse.ChunkIndex.selector, _indexTwice),
            Mutator(IClearingHouse.ChunkIndex.selector, _nothingStaged),
            Mutator(Payload.PayloadTooLong.selector, _chunkLong),
            Mutator(Payload.PayloadEmptyChunk.selector, _chunkEmpty),
            Mutator(Payload.ChunksTooMany.selector, _chunksTooMany),
            Mutator(Payload.PayloadAfterLastPage.selector, _chunkAfterLast),
            Mutator(Payload.PayloadAfterLastPage.selector, _lastPageEarly),
            Mutator(Payload.LastPageMissing.selector, _lastChunkMissing),
            Mutator(Payload.PayloadTooMany.selector, _tooMany),
            Mutator(Payload.PayloadTruncated.selector, _cutInsideAPage),
            Mutator(Payload.PageCount.selector, _pageCount),
            Mutator(Payload.PageNotFull.selector, _shortPageBefore),
            Mutator(Payload.SectionKind.selector, _kind),
            Mutator(Payload.SectionOrder.selector, _sectionsBackwards),
            Mutator(Payload.EntryOrder.selector, _chunkTwice),
            Mutator(Payload.EntryAccount.selector, _entryAccount),
            Mutator(Payload.EntryZero.selector, _entryZero),
            Mutator(Payload.AssetUnknown.selector, _assetUnknown),
            Mutator(Payload.AssetsUnbalanced.selector, _assetUnbalanced),
            Mutator(Payload.MarketUnbalanced.selector, _marketUnbalanced),
            Mutator(IClearingHouse.PayloadHashMismatch.selector, _cutElsewhere),
            Mutator(IClearingHouse.WrongNumber.selector, _committedMeanwhile)
        ];
        all = new Mutator[](list.length);
        for (uint256 i = 0; i < list.length; i++) {
            all[i] = list[i];
        }
    }

    // ---- lies ----

    function _nothing(Plan memory) private pure {}

    function _begunAnew(Plan memory plan) private pure {
        ClearingHouseRef.Step[] memory steps = new ClearingHouseRef.Step[](5);
        (steps[0], steps[1]) = (plan.steps[0], plan.steps[1]);
        (steps[2], steps[3], steps[4]) = (plan.steps[0], plan.steps[1], plan.steps[2]);
        plan.steps = steps;
    }

    function _indexAhead(Plan memory plan) private pure {
        plan.steps[1].index = 2;
    }

    function _indexTwice(Plan memory plan) private pure {
        plan.steps[2].index = 1;
    }

    function _nothingStaged(Plan memory plan) private pure {
        plan.steps = new ClearingHouseRef.Step[](0);
    }

    function _chunkLong(Plan memory plan) private pure {
        plan.steps[1].chunk = new bytes(125_001);
    }

    function _chunkEmpty(Plan memory plan) private pure {
        plan.steps[1].chunk = "";
    }

    function _chunksTooMany(Plan memory plan) private pure {
        (plan.steps,) = _steps(1);
    }

    function _chunkAfterLast(Plan memory plan) private pure {
        ClearingHouseRef.Step[] memory steps = new ClearingHouseRef.Step[](4);
        (steps[0], steps[1], steps[2]) = (plan.steps[0], plan.steps[1], plan.steps[2]);
        steps[3] = ClearingHouseRef.Step(3, plan.steps[0].chunk);
        plan.steps = steps;
    }

    /// The last page of the second chunk claims to be the last of the batch; it closes a section of sum zero.
    function _lastPageEarly(Plan memory plan) private pure {
        bytes memory chunk = plan.steps[1].chunk;
        chunk[chunk.length - FULL + 5] = 0x80;
    }

    function _lastChunkMissing(Plan memory plan) private pure {
        ClearingHouseRef.Step[] memory steps = new ClearingHouseRef.Step[](2);
        (steps[0], steps[1]) = (plan.steps[0], plan.steps[1]);
        plan.steps = steps;
    }

    /// 61 pages of a section the chunk before has begun.
    function _tooMany(Plan memory plan) private pure {
        bytes memory pages;
        for (uint32 i = 0; i < 61; i++) {
            pages = bytes.concat(pages, _page(CASH, i == 60 ? 1 : 170, 100_000 + 170 * i));
        }
        plan.steps[1].chunk = pages;
    }

    function _cutInsideAPage(Plan memory plan) private pure {
        bytes memory chunk = plan.steps[0].chunk;
        plan.steps[0].chunk = _cut(chunk, 0, chunk.length - 1);
    }

    function _pageCount(Plan memory plan) private pure {
        plan.steps[1].chunk[6] = 0;
    }

    /// The last page of the first chunk is an entry short, and its section goes on.
    function _shortPageBefore(Plan memory plan) private pure {
        bytes memory chunk = plan.steps[0].chunk;
        chunk[chunk.length - FULL + 6] = bytes1(uint8(169));
        plan.steps[0].chunk = _cut(chunk, 0, chunk.length - 12);
    }

    function _kind(Plan memory plan) private pure {
        plan.steps[2].chunk[0] = 0x04;
    }

    /// The second chunk, which ends in a market, and then the first, which is cash.
    function _sectionsBackwards(Plan memory plan) private pure {
        (plan.steps[0].chunk, plan.steps[1].chunk) = (plan.steps[1].chunk, plan.steps[0].chunk);
    }

    function _chunkTwice(Plan memory plan) private pure {
        plan.steps[1].chunk = plan.steps[0].chunk;
    }

    /// The last account of the page.
    function _entryAccount(Plan memory plan) private pure {
        plan.steps[1].chunk[FULL - 12] = 0x01;
    }

    function _entryZero(Plan memory plan) private pure {
        plan.steps[1].chunk[18] = 0;
    }

    /// The section of cash is one of an asset nobody listed, in both chunks it spans.
    function _assetUnknown(Plan memory plan) private pure {
        for (uint256 at = 0; at < plan.steps[0].chunk.length; at += FULL) {
            plan.steps[0].chunk[at + 4] = 0x02;
        }
        (plan.steps[1].chunk[4], plan.steps[1].chunk[FULL + 4]) = (bytes1(0x02), bytes1(0x02));
    }

    function _assetUnbalanced(Plan memory plan) private pure {
        plan.steps[0].chunk[18] ^= 0x04;
    }

    function _marketUnbalanced(Plan memory plan) private pure {
        plan.steps[2].chunk[18] ^= 0x04;
    }

    /// The same pages; the split is part of what was signed.
    function _cutElsewhere(Plan memory plan) private pure {
        (plan.steps,) = _steps(PER - 1);
    }

    /// Another batch took the number between the last chunk and the close.
    function _committedMeanwhile(Plan memory plan) private {
        uint64 no = plan.batch.header.no;
        _commit(_seal());
        assertEq(last.no, no);
    }

    // ---- both judges ----

    function _verdict(Plan memory plan) private returns (bytes4) {
        for (uint256 i = 0; i < plan.steps.length; i++) {
            (bool taken, bytes memory reason) =
                address(house).call(abi.encodeCall(IClearingHouse.stage, (9, plan.steps[i].index, plan.steps[i].chunk)));
            if (!taken) return bytes4(reason);
        }
        Batch memory b = plan.batch;
        bytes memory call = abi.encodeCall(IClearingHouse.commitStaged, (9, abi.encode(b.header), b.flows, b.marks, b.signatures));
        (bool accepted, bytes memory why) = address(house).call(call);
        return accepted ? bytes4(0) : bytes4(why);
    }

    function _twin(ClearingHouseRef.Chain memory chain, Plan memory plan) private pure returns (bytes4) {
        Batch memory b = plan.batch;
        ClearingHouseRef.Given memory given = ClearingHouseRef.Given(b.header, 21 * 32, "", b.flows, b.marks, b.signatures);
        return ClearingHouseRef.verdictStaged(chain, given, plan.steps);
    }

    function _chain() private view returns (ClearingHouseRef.Chain memory c) {
        (c.separator, c.now_) = (house.domainSeparator(), uint64(vm.getBlockTimestamp()));
        c.attestors = new address[](3);
        for (uint256 i = 0; i < 3; i++) {
            c.attestors[i] = vm.addr(attestorKeys[i]);
        }
        c.threshold = 2;
        c.accounted = new uint64[](2);
        (c.accounted[0], c.accounted[1]) = (accounted[0], accounted[1]);
        c.pending = new uint64[](2);
        c.depositCount = uint64(deposits.length);
    }

    // ---- the honest batch: six pages of cash, three of lots, in chunks of four ----

    function _honest() private returns (Plan memory plan) {
        plan.batch = _seal();
        (plan.steps, plan.batch.header.payloadHash) = _steps(PER);
        _resign(plan.batch);
    }

    function _steps(uint256 per) private pure returns (ClearingHouseRef.Step[] memory steps, bytes32 hash) {
        bytes[] memory chunks;
        (chunks, hash) = Reference.chunked(_entries(), per);
        steps = new ClearingHouseRef.Step[](chunks.length);
        for (uint256 i = 0; i < chunks.length; i++) {
            steps[i] = ClearingHouseRef.Step(uint8(i), chunks[i]);
        }
    }

    function _entries() private pure returns (Reference.Section[] memory sections) {
        sections = new Reference.Section[](2);
        sections[0] = Reference.Section(CASH, new Reference.Entry[](900));
        sections[1] = Reference.Section(PERP, new Reference.Entry[](400));
        for (uint256 s = 0; s < 2; s++) {
            for (uint32 i = 0; i < sections[s].entries.length; i++) {
                sections[s].entries[i] = Reference.Entry(4096 + 3 * i, i % 2 == 0 ? int64(9) : int64(-9));
            }
        }
    }

    function _page(uint40 key, uint16 count, uint32 from) private pure returns (bytes memory page) {
        page = abi.encodePacked(key, count);
        for (uint32 i = 0; i < count; i++) {
            page = abi.encodePacked(page, from + i, uint64(2));
        }
    }

    function _cut(bytes memory data, uint256 from, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            part[i] = data[from + i];
        }
    }
}
