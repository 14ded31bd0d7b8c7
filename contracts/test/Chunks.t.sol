// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClearingHouse} from "../src/interfaces/IClearingHouse.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {Reference} from "./support/Reference.sol";
import {Venue} from "./support/Venue.sol";

/// Payloads in several transactions. Sets are the sender's own, so nothing anyone stages can stand in a batch's way.
contract ChunksTest is Venue {
    address private constant ALICE = address(0xA1);
    address private constant STRANGER = address(0xBAD);
    uint40 private constant CASH = 2 << 32;
    uint40 private constant PERP = (3 << 32) + 1;

    function setUp() public {
        _deploy();
        _join(ALICE, 50_000e6);
        _creditAll();
        _commit(_seal());
    }

    /// A thousand entries and more a run: 50 in the normal tier.
    /// forge-config: default.fuzz.runs = 50
    /// forge-config: full.fuzz.runs = 10000
    /// forge-config: nightly.fuzz.runs = 10000
    function testFuzz_stage_givesTheHashAndTheBatch(uint16 cash, uint16 lines, uint8 per) public {
        (Batch memory b, bytes[] memory chunks) = _wide(2 + cash % 700, 2 + lines % 700, 2 + per % 9);
        if (chunks.length > 8) return;
        for (uint256 i = 0; i < chunks.length; i++) {
            house.stage(7, uint8(i), chunks[i]);
        }
        (uint8 count, bool complete, bytes32 hash) = house.staged(address(this), 7);
        assertEq(count, chunks.length);
        assertTrue(complete);
        assertEq(hash, b.header.payloadHash);
        house.commitStaged(7, abi.encode(b.header), b.flows, b.marks, b.signatures);
        (count,,) = house.staged(address(this), 7);
        assertEq(count, 0);
    }

    function test_stage_setsOfOthersBlockNobody() public {
        (Batch memory b, bytes[] memory chunks) = _wide(500, 500, 3);
        vm.startPrank(STRANGER);
        house.stage(1, 0, chunks[0]);
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.ChunkIndex.selector, 1, 2));
        house.stage(1, 2, chunks[1]);
        vm.expectRevert(Payload.LastPageMissing.selector);
        house.commitStaged(1, abi.encode(b.header), b.flows, b.marks, b.signatures);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.ChunkIndex.selector, 0, 0));
        house.commitStaged(1, abi.encode(b.header), b.flows, b.marks, b.signatures);
        house.stage(1, 0, chunks[0]);
        house.stage(1, 0, chunks[0]);
        house.stage(1, 1, chunks[1]);
        vm.expectRevert(abi.encodeWithSelector(Payload.PayloadAfterLastPage.selector, 0, chunks[0].length));
        house.stage(1, 2, chunks[0]);
        // anyone finishes: the stranger stages the same bytes and closes first
        vm.startPrank(STRANGER);
        house.stage(1, 1, chunks[1]);
        house.commitStaged(1, abi.encode(b.header), b.flows, b.marks, b.signatures);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IClearingHouse.WrongNumber.selector, 3, 2));
        house.commitStaged(1, abi.encode(b.header), b.flows, b.marks, b.signatures);
    }

    function test_stage_refusesByName() public {
        (, bytes[] memory chunks) = _wide(500, 500, 3);
        vm.expectRevert(Payload.PayloadEmptyChunk.selector);
        house.stage(1, 0, "");
        house.stage(1, 0, chunks[0]);
        // the section ended with a short page
        vm.expectRevert(abi.encodeWithSelector(Payload.PageNotFull.selector, CASH, 160));
        house.stage(1, 1, chunks[0]);
    }

    function test_stage_takesEightChunks() public {
        (, bytes[] memory chunks) = _wide(1_700, 2, 1);
        for (uint256 i = 0; i < 8; i++) {
            house.stage(1, uint8(i), chunks[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(Payload.ChunksTooMany.selector, 8));
        house.stage(1, 8, chunks[8]);
    }

    function test_stage_refusesUnknownAssetWithoutSum() public {
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = _section(CASH + 2, 2);
        (bytes memory data,) = Reference.payload(sections);
        vm.expectRevert(abi.encodeWithSelector(Payload.AssetUnknown.selector, 2, 2));
        house.stage(1, 0, data);
    }

    function _wide(uint256 cash, uint256 lines, uint256 per) private returns (Batch memory b, bytes[] memory chunks) {
        b = _seal();
        Reference.Section[] memory sections = new Reference.Section[](2);
        sections[0] = _section(CASH, cash);
        sections[1] = _section(PERP, lines);
        (chunks, b.header.payloadHash) = Reference.chunked(sections, per);
        _resign(b);
    }

    /// Sum zero; an odd count ends with three entries that cancel.
    function _section(uint40 key, uint256 entries) private pure returns (Reference.Section memory section) {
        section = Reference.Section(key, new Reference.Entry[](entries));
        for (uint32 i = 0; i < entries; i++) {
            section.entries[i] = Reference.Entry(4096 + 3 * i, i % 2 == 0 ? int64(9) : int64(-9));
        }
        if (entries % 2 == 1) section.entries[entries - 1].value = 4;
        if (entries % 2 == 1) section.entries[entries - 2].value = -13;
    }
}
