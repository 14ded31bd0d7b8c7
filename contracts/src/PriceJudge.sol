// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Judge} from "./Judge.sol";
import {Committed, MoveProof, StatedLeaf} from "./interfaces/IChallenge.sol";
import {IOracleHub} from "./interfaces/IOracleHub.sol";
import {IPriceJudge, MarkPage, Round} from "./interfaces/IPriceJudge.sol";
import {Evidence} from "./libraries/Evidence.sol";
import {Marks} from "./libraries/Marks.sol";
import {Move, Moves} from "./libraries/Moves.sol";
import {StateProof} from "./libraries/StateProof.sol";
import {Statement} from "./libraries/Statement.sol";
import {Header} from "./types/Header.sol";

/// See IPriceJudge. Bounds stand eight to a word, so that ten lines cost two reads.
contract PriceJudge is IPriceJudge, Judge, AccessManaged {
    uint64 private constant LATE = 5 seconds;
    uint256 private constant BANDS = 2;
    uint256 private constant BAND_UNIT = 400; // OracleHub: a quarter of a percent
    uint256 private constant ROW = 12; // of a median: price u64 | deviation u32
    uint8 private constant ACTIVE = 0;
    uint32 private constant PPM = 1_000_000;
    uint32 private constant MIN_BOUND = PPM / 100;
    uint32 private constant MAX_BOUND = 2 * PPM;
    uint64 private constant NS = 1e9;
    uint40 private constant COIN = 2 << 32;

    address public immutable hub;
    mapping(uint256 group => uint256) private _bounds;

    constructor(address house_, address authority_, address hub_) Judge(house_) AccessManaged(authority_) {
        hub = hub_;
    }

    function falseMark(Committed calldata before, Committed calldata batch, uint32 market, MarkPage calldata marks, Round[] calldata rounds)
        external
    {
        Header calldata h = _committed(batch);
        (Header calldata previous, bool first) = _checkNext(before, h.no);
        if (!first && previous.markRoot == h.markRoot) revert MarksUnchanged();
        uint256 word = _word(h.markRoot, market, marks);
        if (uint8(word >> 56) != ACTIVE || word == 0) revert MarketClosed(market);
        _checkOutside(uint64(word >> 192), market, h.ts, rounds);
        _convict(h.no, batch.at);
    }

    function falseLiquidation(Committed calldata batch, MoveProof calldata proof, bytes calldata statement) external {
        Header calldata h = _committed(batch);
        Move memory m = _liquidation(h, proof, statement);
        (bool honest, int256 equity, uint256 bound) = _stand(statement, m);
        if (honest && equity < int256(bound)) revert AccountUnhealthy(equity, bound);
        _convict(h.no, batch.at);
    }

    function falseStatedMark(
        Committed calldata batch,
        MoveProof calldata proof,
        bytes calldata statement,
        uint32 market,
        Round[] calldata rounds
    ) external {
        Header calldata h = _committed(batch);
        _liquidation(h, proof, statement);
        Statement.Line memory line = Statement.find(statement, market);
        if (line.lots == 0) revert MarketClosed(market);
        _checkOutside(line.markTicks, market, Statement.timeNs(statement) / NS, rounds);
        _convict(h.no, batch.at);
    }

    function falseStatement(
        Committed calldata before,
        Committed calldata batch,
        uint32 account,
        uint40 key,
        StatedLeaf calldata leafBefore,
        bytes calldata moves,
        bytes calldata path,
        uint256 index,
        bytes calldata statement
    ) external {
        Header calldata h = _committed(batch);
        _checkList(h, account, moves, path);
        if (index >= Moves.count(moves)) revert NotALiquidation();
        _checkStatement(Moves.at(moves, index), statement);
        int256 expected = _had(before, h.no, account, key, leafBefore);
        for (uint256 i = 0; i < index; i++) {
            expected += Moves.effect(Moves.at(moves, i), key);
        }
        int64 stated = key == COIN ? Statement.cash(statement) : Statement.find(statement, uint32(key)).lots;
        if (expected == stated) revert StatementSound(expected, stated);
        _convict(h.no, batch.at);
    }

    function setBound(uint32 market, uint32 ppm) external restricted {
        if (ppm < MIN_BOUND || ppm > MAX_BOUND) revert BoundOutOfBounds(MIN_BOUND, MAX_BOUND, ppm);
        uint256 shift = 32 * (market % 8);
        _bounds[market / 8] = _bounds[market / 8] & ~(uint256(type(uint32).max) << shift) | uint256(ppm) << shift;
        emit BoundSet(market, ppm);
    }

    function boundOf(uint32 market) public view returns (uint32) {
        uint32 ppm = uint32(_bounds[market / 8] >> 32 * (market % 8));
        return ppm == 0 ? MAX_BOUND : ppm;
    }

    /// `ticks` lies further than two bands outside all prices signed from the last round that must have been applied at `ts` to the first after it.
    function _checkOutside(uint64 ticks, uint32 market, uint64 ts, Round[] calldata rounds) private view {
        if (hub == address(0)) revert HubUnknown();
        uint256 size = rounds.length;
        if (size == 0) revert RoundsApart(ts, 0, 0);
        (uint64 first, uint64 last) = (rounds[0].ts, rounds[size - 1].ts);
        if (first > ts || ts - first < LATE || last <= ts) revert RoundsApart(ts, first, last);
        (uint64 low, uint64 high) = (type(uint64).max, 0);
        for (uint256 i = 0; i < size; i++) {
            Round calldata r = rounds[i];
            if (r.round != uint256(rounds[0].round) + i) revert RoundMissing(r.round);
            bytes memory medians = IOracleHub(hub).medians(r.round, r.ts, r.markets, r.set, r.columns);
            uint64 price = _price(medians, r.markets, market);
            if (price < low) low = price;
            if (price > high) high = price;
        }
        (uint8 band,,) = IOracleHub(hub).rulesOf(market);
        (uint64 near, uint256 apart) = ticks > high ? (high, ticks - high) : (low, ticks < low ? low - ticks : 0);
        if (apart * BAND_UNIT <= uint256(near) * band * BANDS) revert MarkSound(ticks, low, high);
    }

    function _price(bytes memory medians, bytes calldata markets, uint32 market) private pure returns (uint64 price) {
        for (uint256 i = 0; i * 4 < markets.length; i++) {
            if (uint32(bytes4(markets[i * 4:i * 4 + 4])) != market) continue;
            assembly ("memory-safe") {
                price := shr(192, mload(add(add(medians, 32), mul(i, ROW))))
            }
            return price;
        }
        revert MarketNotInRound(market);
    }

    function _word(bytes32 markRoot, uint32 market, MarkPage calldata marks) private pure returns (uint256) {
        bytes32 found = Marks.rootOf(marks.assetSide, keccak256(marks.hashes));
        if (found != markRoot) revert MarkRootMismatch(markRoot, found);
        uint256 page = market / 32;
        if (marks.page.length != Marks.PAGE || marks.hashes.length < 32 * page + 32) revert MarkPageMismatch(page);
        if (Marks.pageHash(true, marks.page) != bytes32(marks.hashes[32 * page:32 * page + 32])) revert MarkPageMismatch(page);
        uint256 place = 32 * (market % 32);
        return uint256(bytes32(marks.page[place:place + 32]));
    }

    function _liquidation(Header calldata h, MoveProof calldata proof, bytes calldata statement) private pure returns (Move memory m) {
        _checkMove(h, proof);
        if (proof.move.length != Moves.LENGTH) revert NotALiquidation();
        m = Moves.at(proof.move, 0);
        _checkStatement(m, statement);
    }

    function _checkStatement(Move memory m, bytes calldata statement) private pure {
        if (m.kind != Moves.TRADE && m.kind != Moves.ASSIGN) revert NotALiquidation();
        if (statement.length == 0 || uint8(statement[0]) != Evidence.VENUE) revert NotALiquidation();
        bytes32 found = keccak256(statement);
        if (found != m.evidence) revert EvidenceMismatch(m.evidence, found);
    }

    /// Whether the statement is one (its length, ascending lines) and the move makes one of its lines smaller; equity without spot, and the sum of bounds.
    /// One pass over below 2^16 lines of three numbers of 64 bits; a word of bounds is read once for the eight markets it holds.
    function _stand(bytes calldata statement, Move memory m) private view returns (bool honest, int256 equity, uint256 bound) {
        if (!Statement.isWhole(statement)) return (false, 0, 0);
        equity = Statement.cash(statement);
        uint256 lines = Statement.lines(statement);
        uint256 next = 0;
        uint256 group = type(uint256).max;
        uint256 word = 0;
        for (uint256 i = 0; i < lines; i++) {
            (uint256 market, int256 lots, uint256 lot, int256 fundingIndex) = Statement.values(statement, i);
            if (market < next) return (false, 0, 0);
            next = market + 1;
            if (market / 8 != group) (group, word) = (market / 8, _bounds[market / 8]);
            uint256 ppm = uint32(word >> 32 * (market % 8));
            uint256 size = uint256(lots < 0 ? -lots : lots);
            equity += lots * (int256(lot) - fundingIndex);
            bound += (size * lot * (ppm == 0 ? MAX_BOUND : ppm) + PPM - 1) / PPM;
            if (market == m.market) honest = lots != 0 && (lots > 0) != (m.amount > 0) && Evidence.size(m.amount) <= size;
        }
    }

    /// The component in the leaf before the batch, 0 before the first.
    function _had(Committed calldata before, uint64 no, uint32 account, uint40 key, StatedLeaf calldata stated)
        private
        view
        returns (int256)
    {
        (Header calldata h, bool first) = _checkNext(before, no);
        if (first) return 0;
        bytes32 root = _rootOf(account, stated);
        if (root != h.root || stated.path.length != StateProof.DEPTH * StateProof.STEP) revert StatedLeafMismatch(h.root, root);
        return StateProof.component(stated.leaf, key);
    }

    function _rootOf(uint32 account, StatedLeaf calldata stated) private pure returns (bytes32 root) {
        bytes32 hash = stated.leaf.length == 0 ? bytes32(0) : keccak256(stated.leaf);
        (root,,) = StateProof.climb(stated.path, account, hash, stated.p, stated.n);
    }
}
