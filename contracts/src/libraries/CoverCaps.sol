// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// How much of the insurance fund one market, the common tranche and the whole fund may give within an hour or a day of header time.
/// A window begins with its first cover and remembers what it then found; a share of that is its cap until the next window.
///
/// Nothing here overflows, and no cap exceeds what is there.
library CoverCaps {
    struct Tranche {
        uint64 balance;
        uint64 hourBase;
        uint64 dayBase;
        uint32 hour;
        uint32 day;
    }

    struct Market {
        uint8 tranche;
        uint32 hour;
        uint64 hourDrawn;
        uint32 day;
        uint64 dayDrawn;
    }

    struct Day {
        uint32 day;
        uint64 base; // the whole fund
        uint64 drawn;
        uint64 helped; // of drawn, what the common tranche gave for markets
    }

    uint64 private constant HOUR_SHARE = 20; // 5 % of the tranche for one market
    uint64 private constant DAY_SHARE = 5; // 20 %
    uint64 private constant HELP_SHARE = 5; // 20 % of the fund's day base, never above the common balance
    uint64 private constant FUND_SHARE = 4; // 25 %

    function trancheAt(Tranche memory kept, uint64 ts) internal pure returns (Tranche memory) {
        (uint32 hour, uint32 day) = _windows(ts);
        if (kept.hour != hour) (kept.hour, kept.hourBase) = (hour, kept.balance);
        if (kept.day != day) (kept.day, kept.dayBase) = (day, kept.balance);
        return kept;
    }

    function marketAt(Market memory kept, uint64 ts) internal pure returns (Market memory) {
        (uint32 hour, uint32 day) = _windows(ts);
        if (kept.hour != hour) (kept.hour, kept.hourDrawn) = (hour, 0);
        if (kept.day != day) (kept.day, kept.dayDrawn) = (day, 0);
        return kept;
    }

    function dayAt(Day memory kept, uint64 ts, uint64 fund) internal pure returns (Day memory) {
        (, uint32 day) = _windows(ts);
        return kept.day == day ? kept : Day(day, fund, 0, 0);
    }

    /// What a market may still draw from its own tranche.
    function own(Tranche memory tranche, Market memory market) internal pure returns (uint64) {
        uint64 most = least(_left(tranche.hourBase / HOUR_SHARE, market.hourDrawn), _left(tranche.dayBase / DAY_SHARE, market.dayDrawn));
        return least(most, tranche.balance);
    }

    /// What the common tranche may still give in help.
    function help(Day memory day, uint64 common) internal pure returns (uint64) {
        return least(_left(day.base / HELP_SHARE, day.helped), common);
    }

    /// What the whole fund may still give.
    function left(Day memory day) internal pure returns (uint64) {
        return _left(day.base / FUND_SHARE, day.drawn);
    }

    function least(uint64 a, uint64 b) internal pure returns (uint64) {
        return a < b ? a : b;
    }

    function _left(uint64 cap, uint64 drawn) private pure returns (uint64) {
        return cap > drawn ? cap - drawn : 0;
    }

    function _windows(uint64 ts) private pure returns (uint32 hour, uint32 day) {
        return (uint32(ts / 1 hours), uint32(ts / 1 days));
    }
}
