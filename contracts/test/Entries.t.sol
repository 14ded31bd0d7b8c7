// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Payload} from "../src/libraries/Payload.sol";
import {ILibraries} from "./support/ILibraries.sol";
import {Reference} from "./support/Reference.sol";

/// The loop over entries takes them two in a word: a broken one must show wherever it stands, by the name a plain loop gives it, and
/// sums must be right at the ends of the range.
contract EntriesTest is Test {
    uint40 private constant CASH = 2 << 32;
    uint256 private constant TREE = 1 << 24;
    ILibraries private lib;

    function setUp() public {
        lib = ILibraries(deployCode("Libraries.t.sol:Libraries"));
    }

    /// Up to two pages a run: 200 in the normal tier.
    /// forge-config: default.fuzz.runs = 200
    /// forge-config: full.fuzz.runs = 10000
    /// forge-config: nightly.fuzz.runs = 10000
    function testFuzz_entries_areJudgedLikeOneByOne(uint256 seed, uint256 size, uint256 place, uint256 way) public view {
        Reference.Entry[] memory entries = _honest(1 + size % 200, seed);
        _break(entries, place % entries.length, way % 6, seed);
        _judge(entries);
    }

    /// Steps of 2^24 come back to low accounts after 256 of them; a page has 170 entries.
    function test_entries_findNoWayAroundTheRange() public view {
        for (uint256 start = 80; start < 250; start += 13) {
            Reference.Entry[] memory entries = new Reference.Entry[](170);
            for (uint256 i = 0; i < 170; i++) {
                entries[i] = Reference.Entry(uint32((start + i) * TREE + i), 1);
            }
            _judge(entries);
        }
    }

    function test_entries_sumToTheEndsOfTheRange() public view {
        for (uint256 size = 1; size <= 170; size += 13) {
            Reference.Entry[] memory entries = _honest(size, 1);
            for (uint256 i = 0; i < size; i++) {
                entries[i].value = type(int64).min;
            }
            _judge(entries);
            for (uint256 i = 0; i < size; i++) {
                entries[i].value = i % 3 == 0 ? -1 : type(int64).max;
            }
            _judge(entries);
        }
    }

    function _judge(Reference.Entry[] memory entries) private view {
        Reference.Section[] memory sections = new Reference.Section[](1);
        sections[0] = Reference.Section(CASH, entries);
        (bytes memory data, bytes32 hash) = Reference.payload(sections);
        int256[] memory sums = new int256[](1);
        bytes memory expected;
        (expected, sums[0]) = _oneByOne(entries, hash);
        (, bytes memory found) = address(lib).staticcall(abi.encodeCall(ILibraries.payload, (data, sums)));
        assertEq(found, expected);
    }

    /// The answer of ILibraries.payload: an error, or the hash and what FEES and BAD_DEBT move.
    function _oneByOne(Reference.Entry[] memory entries, bytes32 hash) private pure returns (bytes memory answer, int256 sum) {
        uint32 previous = 0;
        int256 fees = 0;
        int256 badDebt = 0;
        for (uint256 i = 0; i < entries.length; i++) {
            (uint32 id, int64 value) = (entries[i].id, entries[i].value);
            if (id <= previous) return (abi.encodeWithSelector(Payload.EntryOrder.selector, CASH, previous, id), 0);
            if (id >= TREE) return (abi.encodeWithSelector(Payload.EntryAccount.selector, CASH, id), 0);
            if (value == 0) return (abi.encodeWithSelector(Payload.EntryZero.selector, CASH, id), 0);
            if (id == 1) fees = value;
            if (id == 5) badDebt = value;
            sum += value;
            previous = id;
        }
        answer = abi.encode(hash, fees, badDebt);
    }

    function _honest(uint256 size, uint256 seed) private pure returns (Reference.Entry[] memory entries) {
        entries = new Reference.Entry[](size);
        int64[4] memory ends = [int64(1), -1, type(int64).max, type(int64).min];
        uint32 id = 0;
        for (uint256 i = 0; i < size; i++) {
            seed = uint256(keccak256(abi.encode(seed)));
            id += 1 + uint32((seed >> 8) % (seed % 2 == 0 ? 3 : 60_000));
            int64 any = int64(uint64(seed >> 64));
            entries[i] = Reference.Entry(id, seed >> 1 & 3 == 0 || any == 0 ? ends[seed >> 4 & 3] : any);
        }
    }

    /// From the entry at `from` on, or there alone; the last way breaks nothing.
    function _break(Reference.Entry[] memory entries, uint256 from, uint256 way, uint256 seed) private pure {
        uint32 before = from == 0 ? 0 : entries[from - 1].id;
        if (way == 0) entries[from].value = 0;
        if (way == 1) entries[from].id = before;
        if (way == 2) entries[from].id = uint32(seed % (uint256(before) + 1));
        uint32 beyond = uint32(TREE + (seed >> 32) % (2 ** 32 - TREE));
        for (uint256 i = from; i < entries.length; i++) {
            unchecked {
                // both may come around
                if (way == 3) entries[i].id += beyond;
                if (way == 4) entries[i].id = before + uint32((i - from + 1) * TREE);
            }
        }
    }
}
