// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CoverCaps} from "../src/libraries/CoverCaps.sol";

/// Statements about the insurance fund's caps that the SMT checker proves for all inputs: tools/prove.
contract CoverCapsProof {
    CoverCaps.Day private _day;

    /// What a market may draw is there, and keeps it within its hour and its day.
    function own(uint64 balance, uint64 hourBase, uint64 dayBase, uint64 hourDrawn, uint64 dayDrawn) external pure {
        CoverCaps.Tranche memory tranche = CoverCaps.Tranche(balance, hourBase, dayBase, 0, 0);
        CoverCaps.Market memory market = CoverCaps.Market(1, 0, hourDrawn, 0, dayDrawn);
        uint64 most = CoverCaps.own(tranche, market);
        assert(most <= balance);
        assert(most == 0 || uint256(hourDrawn) + most <= hourBase / 20);
        assert(most == 0 || uint256(dayDrawn) + most <= dayBase / 5);
    }

    /// A window that is over starts anew from what is there; one that is not keeps its base and its draws.
    function windows(uint64 balance, uint64 hourBase, uint64 hourDrawn, uint32 hour, uint64 ts) external pure {
        CoverCaps.Tranche memory tranche = CoverCaps.trancheAt(CoverCaps.Tranche(balance, hourBase, 0, hour, 0), ts);
        CoverCaps.Market memory market = CoverCaps.marketAt(CoverCaps.Market(1, hour, hourDrawn, 0, 0), ts);
        bool same = hour == uint32(ts / 1 hours);
        assert(tranche.hourBase == (same ? hourBase : balance));
        assert(market.hourDrawn == (same ? hourDrawn : 0));
        assert(tranche.balance == balance);
    }

    /// Whatever is asked in whatever order, a day gives a quarter of its base at most, a fifth of it in help.
    function cover(uint64 ts, uint64 fund, uint64 common, uint64 units, uint64 helped) external {
        CoverCaps.Day memory day = CoverCaps.dayAt(_day, ts, fund);
        require(units <= CoverCaps.left(day) && helped <= CoverCaps.help(day, common) && helped <= units);
        day.drawn += units;
        day.helped += helped;
        assert(day.drawn <= day.base / 4);
        assert(day.helped <= day.base / 5);
        assert(helped <= common);
        _day = day;
    }
}
