// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CoverCaps} from "../src/libraries/CoverCaps.sol";

/// Statements about the insurance fund's caps that the SMT checker proves for all inputs: tools/prove.
contract CoverCapsProof {
    /// What a market may draw is there, and keeps it within its hour and its day.
    function own(uint64 balance, uint64 hourBase, uint64 dayBase, uint64 hourDrawn, uint64 dayDrawn) external pure {
        CoverCaps.Tranche memory tranche = CoverCaps.Tranche(balance, hourBase, dayBase, 0, 0);
        CoverCaps.Market memory market = CoverCaps.Market(1, 0, hourDrawn, 0, dayDrawn);
        uint64 most = CoverCaps.own(tranche, market);
        assert(most <= balance);
        assert(most == 0 || uint256(hourDrawn) + most <= hourBase / 20);
        assert(most == 0 || uint256(dayDrawn) + most <= dayBase / 5);
    }

    /// What the common tranche and the fund may still give keeps them within their day.
    function day(uint64 base, uint64 drawn, uint64 helped, uint64 common) external pure {
        CoverCaps.Day memory today = CoverCaps.Day(0, base, drawn, helped);
        uint64 help = CoverCaps.help(today, common);
        assert(help <= common);
        assert(help == 0 || uint256(helped) + help <= base / 5);
        uint64 left = CoverCaps.left(today);
        assert(left == 0 || uint256(drawn) + left <= base / 4);
    }
}
