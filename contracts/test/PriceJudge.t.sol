// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Committed, IChallenge, IJudge, MoveProof, StatedLeaf} from "../src/interfaces/IChallenge.sol";
import {IPriceJudge, MarkPage, Round} from "../src/interfaces/IPriceJudge.sol";
import {Reference} from "./support/Reference.sol";
import {Moved} from "./support/Moved.sol";

/// Marks no oracle said and liquidations of healthy accounts: each falls to its proof. Honest ones stand.
/// Each run makes and commits whole batches: 64 in the normal tier.
/// forge-config: default.fuzz.runs = 64
/// forge-config: full.fuzz.runs = 1000
/// forge-config: nightly.fuzz.runs = 10000
contract PriceJudgeTest is Moved {
    uint64 private constant TICKS = 600_000;
    uint256 private constant TOLERANCE = 30_000; // two bands of 2.5 %

    function setUp() public {
        _deployMoved();
        hub.list(1, 10, 2);
        priceJudge.setBound(1, 50_000);
    }

    // ---- F4 ----

    function testFuzz_falseMark_convictsAMarkBeyondTwoBands(uint64 ticks, uint8 age, uint8 later) public {
        ticks = uint64(bound(ticks, 0, 4 * TICKS));
        if (ticks >= TICKS - TOLERANCE && ticks <= TICKS + TOLERANCE) ticks = TICKS - uint64(TOLERANCE) - 1;
        _mark(ticks, 5);
        Batch memory b = _commitMoves();
        Round[] memory rounds = _rounds(b.header.ts - 5 - age, 1, [TICKS, TICKS, TICKS]);
        rounds[2] = _round(9, b.header.ts + 1 + uint64(later), 1, TICKS);
        MarkPage memory marks = _marksOf(b);
        Committed memory nothing;
        vm.expectEmit(true, true, true, true, challenge);
        emit IChallenge.Convicted(1, IPriceJudge.falseMark.selector, address(this));
        priceJudge.falseMark(nothing, _of(b), 1, marks, rounds);
        assertEq(house.convictedFrom(), 1);
    }

    /// Brings the prices into their range, in place; the lowest and the highest.
    function _bounded(uint64[3] memory prices) private pure returns (uint64 low, uint64 high) {
        low = type(uint64).max;
        for (uint256 i = 0; i < 3; i++) {
            prices[i] = uint64(bound(prices[i], 1_000, 4 * TICKS));
            if (prices[i] < low) low = prices[i];
            if (prices[i] > high) high = prices[i];
        }
    }

    /// The index jumps, or jumps and returns: a mark near any price of the time stands, and what lies between them too.
    function testFuzz_falseMark_neverConvictsInAJump(uint64[3] memory prices, uint64 ticks) public {
        (uint64 low, uint64 high) = _bounded(prices);
        ticks = uint64(bound(ticks, low - low / 20, high + high / 20));
        _mark(ticks, 5);
        Batch memory b = _commitMoves();
        Round[] memory rounds = _rounds(b.header.ts - 5, 1, prices);
        MarkPage memory marks = _marksOf(b);
        Committed memory nothing;
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkSound.selector, ticks, low, high));
        priceJudge.falseMark(nothing, _of(b), 1, marks, rounds);
        assertFalse(house.frozen());
    }

    /// Just outside two bands of the highest and of the lowest price, whatever order they came in.
    function testFuzz_falseMark_convictsOutsideAJump(uint64[3] memory prices, bool above) public {
        (uint64 low, uint64 high) = _bounded(prices);
        _mark(above ? high + high / 20 + 1 : low - low / 20 - 1, 5);
        Batch memory b = _commitMoves();
        Committed memory nothing;
        priceJudge.falseMark(nothing, _of(b), 1, _marksOf(b), _rounds(b.header.ts - 5, 1, prices));
        assertEq(house.convictedFrom(), 1);
    }

    /// The market's row, wherever it stands in a round.
    function test_falseMark_readsTheRowOfItsMarket() public {
        _mark(TICKS, 5);
        Batch memory b = _commitMoves();
        MarkPage memory marks = _marksOf(b);
        Committed memory nothing;
        Round[] memory rounds = new Round[](2);
        for (uint64 i = 0; i < 2; i++) {
            bytes memory column = abi.encodePacked(uint64(7), uint32(0), TICKS, uint32(0), uint64(9), uint32(0));
            rounds[i] = _signed(7 + i, b.header.ts - 5 + 6 * i, abi.encodePacked(uint32(0), uint32(1), uint32(2)), column);
        }
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkSound.selector, TICKS, TICKS, TICKS));
        priceJudge.falseMark(nothing, _of(b), 1, marks, rounds);
    }

    /// A round left out might be the one the venue went by.
    function test_falseMark_refusesRoundsWithAGap() public {
        _mark(500_000, 5);
        Batch memory b = _commitMoves();
        MarkPage memory marks = _marksOf(b);
        Committed memory nothing;
        Round[] memory all = _rounds(b.header.ts - 5, 1, [TICKS, 500_000, TICKS]);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkSound.selector, 500_000, 500_000, TICKS));
        priceJudge.falseMark(nothing, _of(b), 1, marks, all);
        Round[] memory two = new Round[](2);
        (two[0], two[1]) = (all[0], all[2]);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundMissing.selector, 9));
        priceJudge.falseMark(nothing, _of(b), 1, marks, two);
        (all[0], all[1]) = (_round(8, b.header.ts - 5, 1, TICKS), _round(7, b.header.ts, 1, TICKS));
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundMissing.selector, 7));
        priceJudge.falseMark(nothing, _of(b), 1, marks, all);
    }

    function test_falseMark_refusesByName() public {
        Committed memory nothing;
        _mark(1, 5);
        Batch memory first = _commitMoves();
        MarkPage memory marks = _marksOf(first);
        uint64 ts = first.header.ts;
        Round[] memory rounds = new Round[](0);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundsApart.selector, ts, 0, 0));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        rounds = _rounds(ts - 4, 1, [TICKS, TICKS, TICKS]); // the one in force may be older
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundsApart.selector, ts, ts - 4, ts + 2));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        rounds = _rounds(ts + 1, 1, [TICKS, TICKS, TICKS]);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundsApart.selector, ts, ts + 1, ts + 7));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        rounds = _rounds(ts - 6, 1, [TICKS, TICKS, TICKS]); // another may follow at the same time
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.RoundsApart.selector, ts, ts - 6, ts));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        rounds = _rounds(ts - 5, 2, [TICKS, TICKS, TICKS]);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarketNotInRound.selector, 1));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarketClosed.selector, 2));
        priceJudge.falseMark(nothing, _of(first), 2, marks, rounds);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkPageMismatch.selector, 1));
        priceJudge.falseMark(nothing, _of(first), 32, marks, rounds);
        marks.page[5] = hex"01";
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkPageMismatch.selector, 0));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        marks.page = new bytes(1);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkPageMismatch.selector, 0));
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        marks.assetSide = 0;
        vm.expectPartialRevert(IPriceJudge.MarkRootMismatch.selector);
        priceJudge.falseMark(nothing, _of(first), 1, marks, rounds);
        Batch memory second = _commitMoves();
        vm.expectRevert(IPriceJudge.MarksUnchanged.selector);
        priceJudge.falseMark(_of(first), _of(second), 1, marks, rounds);
        vm.expectRevert(abi.encodeWithSelector(IJudge.NotNext.selector, 0, 2));
        priceJudge.falseMark(nothing, _of(second), 1, marks, rounds);
    }

    /// Marks of a market that is not open are never judged.
    function test_falseMark_leavesClosedMarketsAlone() public {
        _mark(1, 5);
        Batch memory b = _seal();
        b.marks[68 + 32 + 24] = hex"01"; // market 1's status
        b.header.markRoot = _markRoot(b.marks);
        _reseal(b);
        _commit(b);
        MarkPage memory marks = _marksOf(b);
        Round[] memory rounds = _rounds(b.header.ts - 5, 1, [TICKS, TICKS, TICKS]);
        Committed memory nothing;
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarketClosed.selector, 1));
        priceJudge.falseMark(nothing, _of(b), 1, marks, rounds);
    }

    function test_withoutAHub_noMarkIsJudged() public {
        IPriceJudge blind = IPriceJudge(deployCode("PriceJudge.sol:PriceJudge", abi.encode(address(house), authority, address(0))));
        _mark(1, 5);
        Batch memory b = _commitMoves();
        MarkPage memory marks = _marksOf(b);
        Round[] memory rounds = _rounds(b.header.ts - 5, 1, [TICKS, TICKS, TICKS]);
        Committed memory nothing;
        vm.expectRevert(IPriceJudge.HubUnknown.selector);
        blind.falseMark(nothing, _of(b), 1, marks, rounds);
    }

    // ---- F5 ----

    /// Alice holds 1,000 lots from 600,000: 6,000 coin of notional, a bound of 300. With more equity than that nobody may close her.
    function testFuzz_falseLiquidation_convictsWhenHealthy(int64 cash, uint64 ticks) public {
        ticks = uint64(bound(ticks, 300_000, 900_000));
        int256 least = _boundOf(1_000, ticks) - 1_000 * int256(uint256(ticks) * K);
        cash = int64(bound(cash, least, 1e15));
        (Batch memory b, MoveProof memory p, bytes memory statement) = _liquidated(cash, 1_000, ticks, -10);
        priceJudge.falseLiquidation(_of(b), p, statement);
        assertEq(house.convictedFrom(), 1);
    }

    function testFuzz_falseLiquidation_refusesHonestOnes(int64 cash, uint64 ticks) public {
        ticks = uint64(bound(ticks, 300_000, 900_000));
        int256 least = _boundOf(1_000, ticks) - 1_000 * int256(uint256(ticks) * K);
        cash = int64(bound(cash, -1e15, least - 1));
        (Batch memory b, MoveProof memory p, bytes memory statement) = _liquidated(cash, 1_000, ticks, -10);
        vm.expectPartialRevert(IPriceJudge.AccountUnhealthy.selector);
        priceJudge.falseLiquidation(_of(b), p, statement);
        assertFalse(house.frozen());
    }

    /// A liquidation only ever makes a line smaller, and its statement is one.
    function testFuzz_falseLiquidation_convictsWhatIsNone(uint8 fault) public {
        fault = fault % 5;
        int64 lots = fault == 0 ? int64(10) : fault == 1 ? int64(-1_001) : int64(-10);
        int64 held = fault == 2 ? int64(0) : int64(1_000);
        bytes memory statement = _statement(-7_000e6, held, TICKS);
        if (fault == 3) statement = abi.encodePacked(statement, uint8(0));
        if (fault == 4) {
            statement = abi.encodePacked(uint8(4), _nowNs(), int64(-7_000e6), uint16(2), _line(1, 1_000, TICKS), _line(1, 5, TICKS));
        }
        (Batch memory b, MoveProof memory p) = _move(statement, lots);
        priceJudge.falseLiquidation(_of(b), p, statement);
        assertEq(house.convictedFrom(), 1);
    }

    function test_falseLiquidation_refusesByName() public {
        _match(alice, bob, 50, 600_000);
        Batch memory b = _commitMoves();
        MoveProof memory p = _proof(alice, 1);
        vm.expectRevert(IPriceJudge.NotALiquidation.selector);
        priceJudge.falseLiquidation(_of(b), p, hex"01");
        vm.expectRevert(IPriceJudge.NotALiquidation.selector);
        priceJudge.falseLiquidation(_of(b), p, "");
        vm.expectPartialRevert(IPriceJudge.EvidenceMismatch.selector);
        priceJudge.falseLiquidation(_of(b), p, hex"04");
        p = _proof(alice, 0);
        vm.expectRevert(IPriceJudge.NotALiquidation.selector);
        priceJudge.falseLiquidation(_of(b), p, hex"04");
    }

    /// A list whose only move is a byte too long: MoveJudge's to convict.
    function test_falseLiquidation_refusesAMoveOfAnotherLength() public {
        (Batch memory b, MoveProof memory p) = _commitOdd();
        vm.expectRevert(IPriceJudge.NotALiquidation.selector);
        priceJudge.falseLiquidation(_of(b), p, hex"04");
    }

    function testFuzz_falseStatedMark_convictsAMarkBeyondTwoBands(uint64 ticks, bool honest) public {
        ticks = honest ? uint64(bound(ticks, TICKS - TOLERANCE, TICKS + TOLERANCE)) : uint64(bound(ticks, 1, TICKS - TOLERANCE - 1));
        (Batch memory b, MoveProof memory p, bytes memory statement) = _liquidated(-9_000e6, 1_000, ticks, -10);
        Round[] memory rounds = _rounds(uint64(vm.getBlockTimestamp()) - 5, 1, [TICKS, TICKS, TICKS]);
        if (honest) vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarkSound.selector, ticks, TICKS, TICKS));
        priceJudge.falseStatedMark(_of(b), p, statement, 1, rounds);
        assertEq(house.frozen(), !honest);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.MarketClosed.selector, 2));
        priceJudge.falseStatedMark(_of(b), p, statement, 2, rounds);
    }

    /// The account before a move is the leaf before the batch and the moves before, in every component.
    function testFuzz_falseStatement_convictsInventedAccounts(int64 off, bool cash, bool first) public {
        off = int64(bound(off, -1e9, 1e9));
        Batch memory before;
        Committed memory committed;
        StatedLeaf memory leaf;
        if (!first) {
            _match(alice, bob, 400, TICKS);
            before = _commitMoves();
            _forget();
            (committed, leaf) = (_of(before), _stated(before, alice));
        }
        _match(alice, bob, 600, TICKS);
        bytes memory statement = _statement(book[alice].cash + (cash ? off : int64(0)), book[alice].lots + (cash ? int64(0) : off), TICKS);
        (Batch memory b,) = _move(statement, -1);
        uint256 index = moves[alice].length / MOVE - 1;
        bytes memory path = _path(alice);
        if (off == 0) vm.expectPartialRevert(IPriceJudge.StatementSound.selector);
        priceJudge.falseStatement(committed, _of(b), alice, cash ? CASH : PERP, leaf, moves[alice], path, index, statement);
        assertEq(house.frozen(), off != 0);
    }

    function test_falseStatement_refusesByName() public {
        Batch memory before = _commitMoves();
        StatedLeaf memory leaf = _stated(before, alice);
        _forget();
        (Batch memory b,, bytes memory statement) = _liquidated(1, 1_000, TICKS, -10);
        bytes memory path = _path(alice);
        vm.expectRevert(IPriceJudge.NotALiquidation.selector);
        priceJudge.falseStatement(_of(before), _of(b), alice, CASH, leaf, moves[alice], path, 1, statement);
        leaf.p++;
        vm.expectPartialRevert(IPriceJudge.StatedLeafMismatch.selector);
        priceJudge.falseStatement(_of(before), _of(b), alice, CASH, leaf, moves[alice], path, 0, statement);
        // an empty node higher up, of this very index, leads to the root and is no leaf
        StatedLeaf memory above = StatedLeaf("", 0, 0, "");
        for (uint256 level = 1; level < 24; level++) {
            Reference.Node memory sibling = Reference.subtree(before.leaves, level, (alice >> (level - 1)) ^ 1);
            above.path = abi.encodePacked(above.path, sibling.hash, sibling.p, sibling.n);
        }
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.StatedLeafMismatch.selector, before.header.root, before.header.root));
        priceJudge.falseStatement(_of(before), _of(b), alice, CASH, above, moves[alice], path, 0, statement);
    }

    // ---- bounds ----

    function testFuzz_setBound_keepsEveryMarketApart(uint32 market, uint32 ppm) public {
        market = uint32(bound(market, 2, type(uint32).max));
        ppm = uint32(bound(ppm, 10_000, 2_000_000));
        assertEq(priceJudge.boundOf(market), 2_000_000);
        priceJudge.setBound(market, ppm);
        assertEq(priceJudge.boundOf(market), ppm);
        assertEq(priceJudge.boundOf(1), 50_000);
        assertEq(priceJudge.boundOf(market ^ 1), market ^ 1 == 1 ? 50_000 : 2_000_000);
    }

    function test_setBound_refusesByName() public {
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.BoundOutOfBounds.selector, 10_000, 2_000_000, 9_999));
        priceJudge.setBound(1, 9_999);
        vm.expectRevert(abi.encodeWithSelector(IPriceJudge.BoundOutOfBounds.selector, 10_000, 2_000_000, 2_000_001));
        priceJudge.setBound(1, 2_000_001);
        vm.prank(address(0xBAD));
        vm.expectPartialRevert(IAccessManaged.AccessManagedUnauthorized.selector);
        priceJudge.setBound(1, 50_000);
    }

    // ---- gas of whole transactions ----

    /// forge-config: default.isolate = true
    function test_gas_falseMark() public {
        _mark(300_000, 5);
        Batch memory b = _commitMoves();
        Committed memory nothing;
        Round[] memory rounds = new Round[](2);
        rounds[0] = _round(7, b.header.ts - 5, 1, TICKS);
        rounds[1] = _round(8, b.header.ts + 1, 1, TICKS);
        priceJudge.falseMark(nothing, _of(b), 1, _marksOf(b), rounds);
        assertLe(vm.snapshotGasLastCall("Challenge", "F4 falseMark, 2 rounds of 2 signers"), 140_000);
    }

    /// forge-config: default.isolate = true
    function test_gas_falseLiquidation() public {
        bytes memory statement = abi.encodePacked(uint8(4), _nowNs(), int64(1e12), uint16(10));
        for (uint32 market = 1; market <= 10; market++) {
            statement = abi.encodePacked(statement, _line(market, int64(1_000 + int32(market)), TICKS));
        }
        (Batch memory b, MoveProof memory p) = _move(statement, -10);
        priceJudge.falseLiquidation(_of(b), p, statement);
        assertLe(vm.snapshotGasLastCall("Challenge", "F5 falseLiquidation, 10 lines"), 110_000);
    }

    // ---- helpers ----

    function _boundOf(uint256 lots, uint256 ticks) private pure returns (int256) {
        return int256((lots * ticks * K * 50_000 + 999_999) / 1_000_000);
    }

    function _line(uint32 market, int64 lots, uint64 ticks) private pure returns (bytes memory) {
        return abi.encodePacked(market, lots, ticks, K, uint64(0));
    }

    function _statement(int64 cash, int64 lots, uint64 ticks) private view returns (bytes memory) {
        if (lots == 0) return abi.encodePacked(uint8(4), _nowNs(), cash, uint16(0));
        return abi.encodePacked(uint8(4), _nowNs(), cash, uint16(1), _line(1, lots, ticks));
    }

    function _liquidated(int64 cash, int64 held, uint64 ticks, int64 lots)
        private
        returns (Batch memory b, MoveProof memory p, bytes memory statement)
    {
        statement = _statement(cash, held, ticks);
        (b, p) = _move(statement, lots);
    }

    /// Alice's newest move is the venue's own, with this statement.
    function _move(bytes memory statement, int64 lots) private returns (Batch memory b, MoveProof memory p) {
        Terms memory mine = Terms(statement, 0, 0);
        Terms memory other;
        if (lots > 0) _match(alice, bob, lots, TICKS, mine, other);
        else _match(bob, alice, -lots, TICKS, other, mine);
        b = _commitMoves();
        p = _proof(alice, moves[alice].length / MOVE - 1);
    }

    function _marksOf(Batch memory b) private pure returns (MarkPage memory) {
        bytes32 assetSide = keccak256(_pageHash(b.marks, false));
        return MarkPage(assetSide, _pageHash(b.marks, true), _page(b.marks, true));
    }

    /// Three rounds, three seconds apart.
    function _rounds(uint64 ts, uint32 market, uint64[3] memory prices) private view returns (Round[] memory rounds) {
        rounds = new Round[](3);
        for (uint64 i = 0; i < 3; i++) {
            rounds[i] = _round(7 + i, ts + 3 * i, market, prices[i]);
        }
    }

    function _round(uint64 no, uint64 ts, uint32 market, uint64 price) private view returns (Round memory) {
        return _signed(no, ts, abi.encodePacked(market), abi.encodePacked(price, uint32(0)));
    }

    function _signed(uint64 no, uint64 ts, bytes memory markets, bytes memory column) private view returns (Round memory r) {
        r = Round(no, ts, markets, _hotSet(), "");
        bytes32 digest = hub.reportDigest(no, ts, keccak256(markets), keccak256(column));
        for (uint8 i = 0; i < 2; i++) {
            r.columns = abi.encodePacked(r.columns, i, column, uint16(65), _signature(attestorKeys[i], digest));
        }
    }
}
